//! Chains that were cut, put in another order, or edited; on a drive and in the home.

use std::fs;
use std::path::{Path, PathBuf};

use kluis::powers::signer::Namespace;

use super::place::{Place, each_file};

fn chain(folder: &Path) -> PathBuf {
    let mut found = None;
    each_file(&folder.join("ledger"), &mut |path| found = Some(path.to_path_buf()));
    found.unwrap()
}

/// Changes the lines of a chain.
fn edit(path: &Path, change: &dyn Fn(&mut Vec<String>)) {
    let text = fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text.lines().map(|line| format!("{line}\n")).collect();
    change(&mut lines);
    assert_ne!(lines.concat(), text, "the attack changed nothing");
    fs::write(path, lines.concat()).unwrap();
}

type Attack = (&'static str, fn(&mut Vec<String>));

/// None is what a label or the home has signed for.
const EDITS: [Attack; 7] = [
    ("two lines changed places", |lines| lines.swap(3, 4)),
    ("a line is gone", |lines| drop(lines.remove(4))),
    ("a line is there twice", |lines| {
        let line = lines[4].clone();
        lines.insert(4, line);
    }),
    ("a date was edited", |lines| lines[5] = lines[5].replace("2026-11-21", "2025-11-21")),
    ("the last line was edited", |lines| {
        let last = lines.len() - 1;
        lines[last] = lines[last].replace("2026", "2027");
    }),
    ("a line is no line", |lines| lines[4] = "{}\n".into()),
    ("white space was added", |lines| lines[4] = format!(" {}", lines[4])),
];

#[test]
fn an_edited_chain_on_a_drive_is_damage_that_the_home_mends() {
    let place = Place::new();
    for (what, change) in EDITS {
        place.back();
        edit(&chain(&place.vault("a")), &change);
        place.run(&["ledger", "verify"]).ends(&[11], what);
        place.restore().ends(&[0], what);
        place.back();
        edit(&chain(&place.vault("a")), &change);
        place.verify("a").ends(&[11], what);
        place.run(&["ledger", "verify"]).ends(&[0], what);
        place.some_end_cleanly(what);
        // The other drive goes on without it.
        fs::remove_dir_all(place.drive("a")).unwrap();
        place.verify("b").ends(&[0], what);
    }
}

#[test]
fn an_edited_chain_in_the_home_is_told_and_mended_from_the_drives() {
    let place = Place::new();
    let cut: [Attack; 2] = [
        ("the last line is gone", |lines| drop(lines.pop())),
        ("the last line is torn", |lines| {
            let last = lines.len() - 1;
            lines[last].truncate(40);
        }),
    ];
    for (what, change) in EDITS.into_iter().chain(cut) {
        // Whoever edits it proves nothing: only what the signed memory names comes back, from a drive that has it.
        for words in [&["list"][..], &["verify"], &["ledger", "verify"]] {
            place.back();
            let before = fs::read(chain(&place.now().join("home"))).unwrap();
            edit(&chain(&place.now().join("home")), &change);
            place.run(words).ends(&[11], what);
            let after = fs::read(chain(&place.now().join("home"))).unwrap();
            assert!(after.starts_with(&before), "{what}: {words:?}");
        }
        place.back();
        edit(&chain(&place.now().join("home")), &change);
        place.archive("new", "2026").ends(&[11], what);
        place.some_end_cleanly(what);
    }
}

#[test]
fn a_chain_that_was_cut_on_a_drive_is_a_finding_and_fetched_again() {
    let place = Place::new();
    let cut: [Attack; 3] = [
        ("the last line is gone", |lines| drop(lines.pop())),
        ("the last line is torn", |lines| {
            let last = lines.len() - 1;
            lines[last].truncate(40);
        }),
        ("only the first is left", |lines| lines.truncate(1)),
    ];
    for (what, change) in cut {
        place.back();
        let path = chain(&place.vault("a"));
        edit(&path, &change);
        place.run(&["ledger", "verify"]).ends(&[11], what);
        place.verify("a").ends(&[11], what);
        let (there, home) = (fs::read(&path).unwrap(), chain(&place.now().join("home")));
        assert_eq!(there, fs::read(home).unwrap(), "{what}: it was not fetched");
        place.run(&["ledger", "verify"]).ends(&[0], what);
    }
}

#[test]
fn lines_that_nobody_signed_for_are_set_aside() {
    let place = Place::new();
    let path = chain(&place.vault("a"));
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().last().unwrap();
    for more in [format!("{line}\n"), "torn".to_owned(), "\u{1b}[31m\n".to_owned()] {
        place.back();
        fs::write(&path, format!("{text}{more}")).unwrap();
        place.verify("a").ends(&[0], &more);
        assert!(!fs::read_to_string(&path).unwrap().contains(&format!("{line}\n{more}")), "{more}");
    }
}

/// Two lines with one number, both under heads that the sealer signed: no rot does that.
#[test]
fn a_signed_head_that_contradicts_the_home_is_no_damage() {
    let place = Place::new();
    let head = |label: &str, old: &str, new: &str| {
        let at = label.find(old).unwrap() + old.len();
        let end = at + label[at..].find(|c: char| !c.is_ascii_hexdigit()).unwrap();
        format!("{}{new}{}", &label[..at], &label[end..])
    };
    let zeros = "0".repeat(64);
    for (what, field, value) in [
        ("another line", "\"sha256\": \"", zeros.as_str()),
        ("another length", "\"bytes\": ", "77"),
    ] {
        place.back();
        let folder = place.vault("a");
        for slot in ["label.a.json", "label.b.json"] {
            let label = fs::read_to_string(folder.join(slot)).unwrap();
            let heads = label.find("\"heads\"").unwrap();
            let changed = format!("{}{}", &label[..heads], head(&label[heads..], field, value));
            let signature = place.sealer().sign(Namespace::Medium, changed.as_bytes());
            fs::write(folder.join(slot), changed).unwrap();
            fs::write(folder.join(format!("{slot}.sig")), signature).unwrap();
        }
        place.verify("a").ends(&[15], what);
        place.run(&["ledger", "verify"]).ends(&[15], what);
        place.all_end_cleanly(what);
    }
}
