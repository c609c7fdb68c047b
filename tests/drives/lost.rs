//! What is not survived, and what the program says then: no copy is left, no identity is left, and
//! a home that is used twice.

use super::place::{Place, copy_folder, noise};

/// A vault with two drives and one bundle on both, its source gone.
fn moved() -> (Place, String) {
    let place = Place::with_copies(2);
    for drive in ["a", "b"] {
        std::fs::create_dir(place.path(drive)).unwrap();
        place.run(&format!("medium add --same-disk {drive} --label {drive}")).exits(0);
    }
    place.put("month/scan.bin", &noise(20_000, 1));
    let (bundle, report) = place.archive("month --class nl-admin-basis --date 2026 --move", &[0]);
    assert_eq!(report["moved"], 1, "{report:#}");
    (place, bundle)
}

#[test]
fn with_every_drive_lost_nothing_comes_back_and_each_loss_is_said() {
    let (place, bundle) = moved();
    for (drive, copies) in [("a", 1), ("b", 0)] {
        std::fs::rename(place.path(drive), place.path(&format!("{drive}-burnt"))).unwrap();
        let lost = format!("medium lost {drive} --since 2026-01-05 --reason fire --by Jansen");
        let ran = place.run(&lost).exits(1);
        let fewer = "1 bundle has fewer verified copies now than this vault wants";
        assert!(ran.out.contains(fewer), "{}", ran);
        let listed = place.run("list --json").exits(0).json();
        assert_eq!(listed["bundles"][0]["copies_verified"], copies, "{listed:#}");
    }
    let ran = place.run("restore --all --to out --reason audit").exits(10);
    assert!(!place.path("out").exists(), "{}", ran);
    // What it was, until when, and where it had been stays known.
    let ran = place.run(&format!("show {bundle}")).exits(0);
    assert!(ran.out.contains("nl-admin-basis"), "{}", ran);
}

#[test]
fn without_identity_and_paper_nothing_opens_any_more() {
    let (place, _) = moved();
    for file in ["home/identity.txt", "sheet.txt"] {
        std::fs::remove_file(place.path(file)).unwrap();
    }
    place.run("verify").exits(0);
    let ran = place.run("restore --all --to out --reason audit").exits(13);
    assert!(!place.path("out").exists(), "{}", ran);
    let ran = place.run("verify --deep").exits(13);
    assert!(ran.err.contains("--identity"), "{}", ran);
}

#[test]
fn a_home_that_was_copied_to_a_second_pc_contradicts_itself_until_both_are_joined() {
    let (place, _) = moved();
    copy_folder(&place.path("home"), &place.path("second"));
    let swap = || {
        std::fs::rename(place.path("home"), place.path("third")).unwrap();
        std::fs::rename(place.path("second"), place.path("home")).unwrap();
        std::fs::rename(place.path("third"), place.path("second")).unwrap();
    };
    // Each writes to one drive, under the same numbers.
    for (drive, year) in [("a", "2015"), ("b", "2016")] {
        let away = if drive == "a" { "b" } else { "a" };
        std::fs::rename(place.path(away), place.path("away")).unwrap();
        place.run(&format!("book-year add {year}-01-01 {year}-12-31")).exits(0);
        place.run(&format!("verify {drive}")).exits(0);
        std::fs::rename(place.path("away"), place.path(away)).unwrap();
        swap();
    }
    for (home, year) in [("the first", "2015"), ("the second", "2016")] {
        // The drive that the other one wrote on is left out, and named.
        let archive = format!(
            "archive kept --class nl-admin-basis --date {year} \
            --accept-end --accept-newer"
        );
        for line in ["verify", &archive] {
            place.put("kept/one.bin", b"one");
            let ran = place.run(line);
            assert_eq!(ran.exit, 15, "{home}: {}", ran);
        }
        swap();
    }
    // What was sealed comes back all the same, with the drive whose chain this home wrote.
    std::fs::rename(place.path("b"), place.path("away")).unwrap();
    place.run("restore --all --to out --reason audit").exits(0);
    std::fs::rename(place.path("away"), place.path("b")).unwrap();
    for home in ["the first", "the second"] {
        let bad = if home == "the first" { "b" } else { "a" };
        let join = format!("ledger join {bad} --by Jansen --reason cloned");
        for line in [&join, "verify"] {
            // The settings of the two differ, and that is said too.
            let ran = place.run(line);
            assert!(ran.exit <= 1, "{home}: {}", ran);
        }
        swap();
    }
    let ran = place.run("verify");
    assert!(ran.exit <= 1, "{}", ran);
}
