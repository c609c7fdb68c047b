//! Drives, book years, classes and the ledger.

use crate::desk::Desk;
use crate::kit::files::{files_below, folder_on_disk};

#[test]
fn a_drive_is_taken_in_once_and_listed_while_it_is_away() {
    let desk = Desk::with_vault("Jansen");
    desk.run(&["medium", "list"]).exits(0).says("No drives yet");
    let drive = desk.drive("Drive A");
    desk.run(&["medium", "add", "--same-disk", &drive, "--label", "B"])
        .exits(2)
        .says("of this vault already");
    desk.run(&["medium", "add", "--same-disk", &drive, "--label", "Drive A"])
        .exits(2)
        .says("of this vault already");
    let other = desk.folder("other");
    desk.run(&["medium", "add", "--same-disk", &other, "--label", "Drive A"])
        .exits(2)
        .says("another --label");
    assert!(files_below(desk.path("other").as_path()).is_empty());
    desk.run(&["medium", "list", "--wide"])
        .exits(0)
        .says("Drive A")
        .says("connected")
        .says("data, keys");
    std::fs::rename(&drive, desk.path("safe")).unwrap();
    desk.run(&["medium", "list", "--wide"]).exits(0).says("not connected").says(&drive);
    let list = desk.run(&["medium", "list", "--json"]).exits(0).json();
    assert_eq!(list["media"][0]["present"], false);
    assert_eq!(list["media"][0]["last_seen"], "2026-10-31T09:00:00Z");
    assert!(list["media"][0]["last_verified"].is_null());
}

#[test]
/// Windows lets administrators alone make a link.
#[cfg(unix)]
fn a_link_where_a_new_drives_file_should_be_is_said_of_that_drive() {
    let desk = Desk::with_vault("Jansen");
    let drive = desk.folder("stick");
    std::os::unix::fs::symlink("/dev/null", format!("{drive}/kluis-drive.json")).unwrap();
    desk.run(&["medium", "add", "--same-disk", &drive, "--label", "A"])
        .exits(10)
        .says(&format!("error: {drive}: "));
}

#[test]
fn a_strangers_needs_are_on_the_drive_and_no_name_is() {
    let desk = Desk::with_vault("Bakkerij Jansen");
    let drive = desk.drive("Geheime schijf");
    let files = files_below(drive.as_ref());
    let text = |name: &str| {
        let (_, bytes) = files.iter().find(|(path, _)| path.ends_with(name)).expect(name);
        String::from_utf8_lossy(bytes).into_owned()
    };
    let vault = std::fs::read_dir(&drive).unwrap().flatten().map(|e| e.file_name());
    let folder = vault
        .filter_map(|n| n.into_string().ok())
        .find(|n| n.starts_with("kluis-") && !n.ends_with("json"));
    assert!(text("README.txt").contains(&folder.unwrap()));
    assert!(text("LEESMIJ.txt").contains("kluis"));
    assert_eq!(text("spec/SPEC.md"), include_str!("../../docs/format.md"));
    assert_eq!(text("spec/reader.py"), include_str!("../../docs/reader.py"));
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        for name in ["Bakkerij", "Geheime schijf"] {
            assert!(!text.contains(name), "{name} is in {}", path.display());
        }
    }
}

#[test]
fn a_place_that_can_be_no_drive_is_refused_before_anything_is_written() {
    let desk = Desk::with_vault("Jansen");
    let before = files_below(&desk.path("data"));
    let file = desk.file("a file", "x");
    let home = desk.home("jansen");
    let data = desk.path("data");
    for (path, words) in [
        (file.as_str(), "is no folder"),
        ("nowhere", "is no folder"),
        (home.to_str().unwrap(), "choose a place apart"),
        (data.to_str().unwrap(), "choose a place apart"),
    ] {
        desk.run(&["medium", "add", "--same-disk", path, "--label", "A"]).exits(2).says(words);
    }
    let drive = desk.folder("drive");
    for label in ["", "  ", "a\u{1b}[2Jb", &"x".repeat(300)] {
        desk.run(&["medium", "add", "--same-disk", &drive, "--label", label])
            .exits(2)
            .says("--label");
    }
    desk.run(&["medium", "add", "--same-disk", &drive, "--label", "A", "--role", "data"])
        .exits(2)
        .says("--role");
    assert_eq!(files_below(&desk.path("data")), before);
    assert!(files_below(drive.as_ref()).is_empty());
}

#[test]
fn two_folders_on_one_device_are_taken_with_a_warning() {
    let desk = Desk::with_vault("Jansen");
    let (a, b) = (desk.folder("a"), desk.folder("b"));
    let add =
        |path: &str, label| desk.run(&["medium", "add", "--same-disk", path, "--label", label]);
    add(&a, "A").exits(0).hides("one device");
    add(&b, "B").exits(0).says("Warning: A and B are one device").says("lost together");
    let file = desk.file("invoice.pdf", "1");
    let seal = ["archive", &file, "--class", "nl-admin-basis", "--date", "2026", "--accept-newer"];
    // It was said when they were added, and is meant.
    desk.run(&seal).exits(0).hides("one device");
    // Drives that are away are no matter of this run.
    std::fs::rename(&b, desk.path("in the safe")).unwrap();
    desk.run(&seal).exits(0).hides("one device");
    let c = desk.folder("c");
    let line = ["medium", "add", "--same-disk", &c, "--label", "C", "--json"];
    assert_eq!(desk.run(&line).exits(0).json()["same_device"], serde_json::json!(["A"]));
}

/// A second device that anybody may write to is `/dev/shm`, on Linux.
#[cfg(target_os = "linux")]
#[test]
fn drives_on_two_devices_get_no_warning() {
    let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
    let disk = folder_on_disk();
    let desk = Desk::with_vault("Jansen");
    for (folder, label) in [(&memory, "A"), (&disk, "B")] {
        let path = folder.path().to_str().unwrap();
        desk.run(&["medium", "add", "--same-disk", path, "--label", label])
            .exits(0)
            .hides("one device");
    }
}

#[test]
fn a_folder_in_or_around_a_drive_is_no_drive_of_its_own() {
    let desk = Desk::with_vault("Jansen");
    desk.folder("mnt");
    let drive = desk.folder("mnt/stick");
    desk.run(&["medium", "add", "--same-disk", &drive, "--label", "A"]).exits(0);
    let before = files_below(&desk.path("mnt"));
    let (inside, deeper) = (desk.folder("mnt/stick/backup"), desk.folder("mnt/stick/backup/b"));
    let ours = desk.path("mnt/stick").read_dir().unwrap().flatten().map(|entry| entry.path());
    let ours = ours.into_iter().find(|path| path.join("bundles").is_dir()).unwrap();
    let around = desk.folder("mnt");
    for path in [&inside, &deeper, ours.to_str().unwrap(), &around] {
        let refused = desk.run(&["medium", "add", "--same-disk", path, "--label", "B"]).exits(2);
        refused.says("in or around the drive").says(&drive).says("lost together");
    }
    // Of whichever vault the drive is.
    desk.vault("De Wit");
    let line = ["--vault", "De Wit", "medium", "add", "--same-disk", &inside, "--label", "B"];
    desk.run(&line).exits(2).says("in or around the drive");
    assert_eq!(files_below(&desk.path("mnt")), before);
    // A name that begins the same is another place.
    let beside = desk.folder("mnt/stick2");
    desk.run(&["--vault", "Jansen", "medium", "add", "--same-disk", &beside, "--label", "B"])
        .exits(0);
}

/// A name that is no UTF-8 is of Unix.
#[cfg(unix)]
#[test]
fn a_drive_may_lie_at_a_path_that_is_no_utf8_but_a_label_may_not() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let desk = Desk::with_vault("Jansen");
    let bytes = || OsString::from_vec(b"caf\xe9".to_vec());
    let path = desk.path("x").parent().unwrap().join(bytes());
    std::fs::create_dir(&path).unwrap();
    let add = |path: OsString, label: OsString| {
        let words = ["medium", "add", "--same-disk"].map(OsString::from);
        desk.run_os([&words[..], &[path, "--label".into(), label]].concat())
    };
    add(path.clone().into(), bytes()).exits(2).says("UTF-8");
    add(path.clone().into(), "A".into()).exits(0);
    assert!(!files_below(&path).is_empty());
}

#[test]
fn custody_apart_wants_one_role_a_drive() {
    let desk = Desk::empty();
    let paper = desk.path("sheet.txt");
    let paper = paper.to_str().unwrap();
    let init = ["init", "--name", "J", "--no-passphrase", "--custody", "apart", "--paper", paper];
    desk.run(&init).exits(0).says("apart");
    let (a, b) = (desk.folder("a"), desk.folder("b"));
    desk.run(&["medium", "add", "--same-disk", &a, "--label", "A"]).exits(2).says("--role data");
    desk.run(&["medium", "add", "--same-disk", &a, "--label", "A", "--role", "data,keys"]).exits(2);
    desk.run(&["medium", "add", "--same-disk", &a, "--label", "A", "--role", "data"]).exits(0);
    desk.run(&["medium", "add", "--same-disk", &b, "--label", "B", "--role", "keys"])
        .exits(0)
        .says("keys");
}

#[test]
fn two_vaults_share_a_drive_and_neither_takes_it_for_its_own() {
    let desk = Desk::with_vault("Jansen");
    let drive = desk.drive("A");
    desk.vault("De Wit");
    let wit = |words: &[&str]| desk.run(&[&["--vault", "De Wit"], words].concat());
    wit(&["verify", &drive]).exits(10).says("of another vault");
    wit(&["medium", "add", "--same-disk", &drive, "--label", "A"])
        .exits(0)
        .says("1 other vault is on this drive");
    wit(&["medium", "list"]).exits(0).says("connected");
    desk.run(&["--vault", "Jansen", "medium", "list"]).exits(0).says("connected");
}

#[test]
fn book_years_have_no_gap_and_no_overlap_and_are_on_record() {
    let desk = Desk::with_vault("Jansen");
    desk.run(&["book-year", "list"]).exits(0).says("Calendar years.");
    desk.drive("Here");
    let away = desk.drive("Away");
    std::fs::rename(away, desk.path("in the safe")).unwrap();
    let add = |from, to| desk.run(&["book-year", "add", from, to]);
    add("2025-10-01", "2026-12-31")
        .exits(0)
        .says("is added")
        .says("Away follows the next time it is connected.");
    add("2027-02-01", "2027-12-31").exits(2).says("kluis book-year add 2027-01-01 2027-01-31");
    add("2060-01-01", "2060-12-31").exits(2).says("kluis book-year add 2027-01-01 2027-12-31");
    add("2026-06-01", "2027-05-31").exits(2).says("overlap");
    add("2027-12-31", "2027-01-01").exits(2).says("before it starts");
    add("2027-01-01", "2029-01-01").exits(2).says("24 months");
    add("2025-10-01", "2026-12-31").exits(0).says("was there already");
    let list = desk.run(&["book-year", "list"]).exits(0);
    list.says("2025-10-01  2026-12-31").says("Next: kluis book-year add 2027-01-01 2027-12-31");
    let shown = desk.run(&["ledger", "show"]).exits(0);
    assert_eq!(shown.out.matches("book year from 2025-10-01 through 2026-12-31").count(), 1);
    desk.run(&["ledger", "verify"]).exits(0).says("Here: holds.").says("Away: not connected");
}

#[test]
fn the_years_before_the_first_come_with_one_command() {
    let desk = Desk::with_vault("Jansen");
    let add = |words: &[&str]| desk.run(&[&["book-year", "add"], words].concat());
    // Calendar years have no first.
    add(&["--back-to", "2012-05-01"]).exits(0).says("Calendar years.");
    add(&["2025-10-01", "2026-12-31"]).exits(0).says("kluis book-year add --back-to DAY");
    let added = add(&["--back-to", "2022-09-30", "--json"]).exits(0).json();
    let years = added["years_added"].as_array().unwrap();
    let spans: Vec<_> = years.iter().map(|year| year["from"].as_str().unwrap()).collect();
    assert_eq!(spans, ["2021-10-01", "2022-10-01", "2023-10-01", "2024-10-01"]);
    assert_eq!(added["book_years"].as_array().unwrap().len(), 5);
    let shown = desk.run(&["ledger", "show"]).exits(0);
    shown.says("book year from 2021-10-01 through 2022-09-30");
    let again = add(&["--back-to", "2022-09-30"]).exits(0);
    again.says("nothing was added").says("2021-10-01  2022-09-30");
    add(&["--back-to", "2019-10-01"])
        .exits(0)
        .says("2 book years from 2019-10-01 through 2021-09-30");
    add(&["--back-to", "2019-10-01", "2018-10-01"]).exits(2);
    add(&["2018-10-01"]).exits(2);
}

#[test]
fn regular_book_years_reach_back_to_what_must_still_be_kept() {
    let desk = Desk::empty();
    let paper = desk.path("sheet.txt");
    let paper = paper.to_str().unwrap();
    let init = |end| {
        let words = ["init", "--name", "J", "--no-passphrase", "--paper", paper];
        desk.run(&[&words[..], &["--book-year-end", end]].concat())
    };
    init("31-12").exits(2).says("--book-year-end 06-30");
    init("06-30").exits(0);
    let list = desk.run(&["book-year", "list", "--json"]).exits(0).json();
    let years = list["book_years"].as_array().unwrap();
    assert_eq!(years[0]["from"], "2015-07-01");
    assert_eq!(years.last().unwrap()["to"], "2036-06-30");
}

#[test]
fn classes_are_shown_before_there_is_a_vault_and_ones_own_after() {
    let desk = Desk::empty();
    desk.run(&["class", "list"]).exits(0).says("nl-payroll").says("not legal advice");
    desk.run(&["class", "show", "nl-cctv"]).exits(0).says("4 weeks").says("hardly suits");
    desk.run(&["class", "show", "nope"]).exits(2).says("kluis class list");
    desk.run(&["class", "show", "NL"]).exits(2).says("is no class id");
    desk.vault("Jansen");
    let config = desk.home("jansen/kluis.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let own = "[[class]]\nid = \"nl-payroll\"\nperiod = \"P10Y\"\n";
    std::fs::write(&config, format!("{text}\n{own}")).unwrap();
    desk.run(&["class", "show", "nl-payroll"]).exits(0).says("10 years").says("+own");
    std::fs::write(&config, format!("{text}\n{}", own.replace("10", "3"))).unwrap();
    desk.run(&["class", "show", "nl-payroll"]).exits(2).says("can't be shortened");
}

#[test]
fn a_changed_ledger_line_is_found() {
    let desk = Desk::with_vault("Jansen");
    let drive = desk.drive("A");
    desk.run(&["ledger", "verify"]).exits(0).says("A: holds.");
    let (chain, bytes) = files_below(drive.as_ref())
        .into_iter()
        .find(|(path, _)| path.extension().is_some_and(|ending| ending == "jsonl"))
        .unwrap();
    let changed = String::from_utf8(bytes.clone()).unwrap().replace("2026-10-31", "2026-10-30");
    std::fs::write(&chain, changed).unwrap();
    desk.run(&["ledger", "verify"]).exits(11).says("its copy of the ledger is damaged");
    desk.run(&["medium", "list"]).exits(1).says("its ledger is damaged").says("kluis repair A");
    let report = desk.run(&["ledger", "verify", "--json"]).exits(11).json();
    assert_eq!(report["media"][0]["holds"], false);
    std::fs::write(&chain, bytes).unwrap();
    desk.run(&["ledger", "verify"]).exits(0);
}

#[test]
fn a_clock_in_doubt_is_asked_about_before_anything_is_written() {
    let desk = Desk::with_vault("Jansen");
    let drive = desk.folder("a");
    let add = |more: &[&str]| {
        desk.run(&[&["medium", "add", "--same-disk", &drive, "--label", "A"], more].concat())
    };
    for day in ["2026-10-30", "2028-01-01"] {
        desk.on(day);
        add(&[]).exits(17).says(&format!("--confirm-date {day}"));
        add(&["--confirm-date", "2026-11-01"]).exits(17);
        desk.run(&["list"]).exits(0);
        assert!(files_below(drive.as_ref()).is_empty());
    }
    add(&["--confirm-date", "2028-01-01"]).exits(0);
    desk.run(&["ledger", "show"]).exits(0).says("the date was confirmed: 2028-01-01");
}
