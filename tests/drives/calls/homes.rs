//! What makes a home, makes it again, or changes its settings.

use super::super::place::{Place, bundle_folder, copy_folder};
use super::{bundle_of, each_call_fails, each_call_of, everything_stands, two_drives, well};

#[test]
fn book_year_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let add = "book-year add 2030-01-01 2030-12-31";
    each_call_fails(&start, add, &|place, at| {
        well(place, add, &[0], at);
        well(place, "book-year list", &[0], at);
        everything_stands(place, at);
    });
}

#[test]
fn init_with_any_call_failing_leaves_a_vault_or_none() {
    let start = Place::empty();
    let init = "init --name Jansen --no-passphrase --paper sheet.txt";
    each_call_fails(&start, init, &|place, at| {
        let _ = std::fs::remove_file(place.path("sheet.txt"));
        // 2: there is a vault, or a part of one that is said to be in the way.
        let ran = place.run(init);
        assert!([0, 2].contains(&ran.exit), "{at}\nand then: {}", ran);
        if ran.exit == 2 && place.run("list").exit != 0 {
            std::fs::remove_dir_all(place.path("home")).unwrap();
            well(place, init, &[0], at);
        }
        well(place, "ledger verify", &[0], at);
    });
}

/// The home is gone, and both drives and the paper are here; gives the command that makes it again.
fn the_pc_is_gone(place: &Place) -> String {
    let verified = place.run("ledger verify --json").exits(0).json();
    std::fs::remove_dir_all(place.path("home")).unwrap();
    let vault = verified["vault"].as_str().unwrap();
    format!(
        "rebuild --accept-settings --from a --vault-id {vault} --identity sheet.txt --no-passphrase"
    )
}

#[test]
fn rebuild_with_any_call_failing_leaves_a_whole_home_or_none() {
    let start = two_drives();
    let rebuild = the_pc_is_gone(&start);
    let drive = start.records("a");
    each_call_fails(&start, &rebuild, &|place, at| {
        let bytes = |(name, (bytes, _))| (name, bytes);
        let before: Vec<_> = drive.clone().into_iter().map(bytes).collect();
        let after: Vec<_> = place.records("a").into_iter().map(bytes).collect();
        assert!(before == after, "{at}: the drive was written");
        // There is a home, and then it is whole and is not touched; or none, and it is made now.
        let there = place.run("list").exit == 0;
        well(place, &rebuild, if there { &[2] } else { &[0] }, at);
        well(place, "verify ./a ./b", &[0], at);
        well(place, "ledger verify", &[0], at);
        well(place, "restore --all --to out --reason test", &[0], at);
    });
}

#[test]
fn destroy_waiving_a_drive_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let due = bundle_of(&start, "2015");
    let rebuild = the_pc_is_gone(&start);
    start.run(&rebuild).exits(0);
    std::fs::rename(start.path("b"), start.path("away")).unwrap();
    let destroy = format!("destroy {due} --by Jansen --role owner --no-open-matters");
    start.run(&destroy).exits(14);
    let waive = format!("{destroy} --waive b --reason sold");
    each_call_of(&start, &waive, 3, &|place, at| {
        // 3: the copy on the drive that is away stands. Waived twice is no harm.
        well(place, &waive, &[3], at);
        assert!(!bundle_folder(&place.path("a"), &due).exists(), "{at}");
        everything_stands(place, at);
        std::fs::rename(place.path("away"), place.path("b")).unwrap();
        // This home was never told where it is. 1: a bundle is being destroyed, and stands there.
        well(place, "verify ./b", &[1], at);
        well(place, &destroy, &[0], at);
        assert!(!bundle_folder(&place.path("b"), &due).exists(), "{at}");
        everything_stands(place, at);
    });
}

#[test]
fn ledger_join_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let rename = |from: &str, to: &str| std::fs::rename(start.path(from), start.path(to)).unwrap();
    let seal = |folder: &str, drive: &str| {
        start.put(format!("{folder}/scan.bin"), folder.repeat(9_000).as_bytes());
        let line = format!("archive {folder} --class nl-admin-basis --date 2026 --accept-end");
        let ran = start.run(&format!("{line} --to ./{drive}"));
        assert!([0, 3].contains(&ran.exit), "{ran}");
    };
    // The PC's disk was cloned, both wrote, and the clone has joined what the first wrote: the first has its own
    // branch in another chain from here on.
    copy_folder(&start.path("home"), &start.path("clone"));
    rename("b", "b-away");
    seal("first", "a");
    rename("a", "a-away");
    rename("b-away", "b");
    rename("home", "of-the-first");
    rename("clone", "home");
    seal("second", "b");
    rename("a-away", "a");
    let join = "ledger join ./a --by Jansen --reason cloned";
    start.run(join).exits(0);
    rename("home", "clone");
    rename("of-the-first", "home");
    each_call_fails(&start, join, &|place, at| {
        well(place, join, &[0], at);
        well(place, "verify ./a ./b --deep", &[0], at);
        well(place, "ledger verify", &[0], at);
        well(place, "restore --all --to out --reason test", &[0], at);
        for folder in ["first", "second"] {
            let bytes = folder.repeat(9_000);
            let given = place
                .records("out")
                .into_values()
                .any(|(found, _)| found == kluis::words::digest::Digest::of(bytes.as_bytes()));
            assert!(given, "{at}: {folder}");
        }
    });
}
