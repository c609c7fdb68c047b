//! `docs/faults.md` and `docs/threat-model.md` against the tests: each row names one that is there, and each test of
//! faults is in a row of the former.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where every test tries a fault, but for those below.
const OF_FAULTS: [&str; 6] =
    ["faults", "drives", "hostile", "killed.rs", "strangers/repair.rs", "strangers/salvage.rs"];

/// Tests there that try no fault, and what they are for.
const NO_FAULT: [(&str, &str); 6] = [
    (
        "drives/calls/looking: what_only_looks_writes_nothing_but_the_lock",
        "why others are not tried",
    ),
    ("drives/sample: a_sample_is_restored_and_compared_after_each_archive", "the sample holds"),
    (
        "drives/sample: a_pc_that_cannot_read_its_archive_tries_the_sample_with_the_run_s_own_key_and_says_so",
        "the sample holds",
    ),
    ("drives/table: every_row_names_a_test_that_is_there", "this one"),
    ("drives/table: every_row_of_the_threat_model_names_a_test_that_is_there", "this one"),
    ("drives/table: every_test_of_faults_is_in_a_row", "this one"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// What each row of a document's tables of tests names, as `FILE: NAME`.
fn rows(document: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("../docs").join(document)).unwrap();
    let (mut named, mut of_tests) = (Vec::new(), false);
    for line in text.lines() {
        of_tests = line.starts_with("| ") && (of_tests || line.ends_with(" | test |"));
        if of_tests && !line.starts_with("| ---") && !line.ends_with(" | test |") {
            let last = line.trim_end_matches(" |").rsplit(" | ").next().unwrap();
            let test = last.strip_prefix('`').and_then(|test| test.strip_suffix('`'));
            named.push(test.unwrap_or_else(|| panic!("no test: {line}")).to_owned());
        }
    }
    named
}

fn assert_there(rows: &[String]) {
    for named in rows {
        let file = named.split_once(": ").map(|(file, _)| root().join(format!("{file}.rs")));
        let mut there = BTreeSet::new();
        tests_in(&file.unwrap_or_else(|| panic!("{named} is no test")), &mut there);
        assert!(there.contains(named), "{named} is not there");
    }
}

/// The tests in a file or below a folder of `tests/`, as `FILE: NAME`.
fn tests_in(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap();
        entries.for_each(|entry| tests_in(&entry.unwrap().path(), found));
        return;
    }
    if path.extension().is_none_or(|ending| ending != "rs") {
        return;
    }
    let file = path.strip_prefix(root()).unwrap().with_extension("");
    let source = fs::read_to_string(path).unwrap();
    for test in source.split("\n#[test]\n").skip(1) {
        let name = test.lines().find_map(|line| line.trim_start().strip_prefix("fn "));
        let name = name.and_then(|name| name.split('(').next()).unwrap();
        found.insert(format!("{}: {name}", file.display()));
    }
}

#[test]
fn every_row_names_a_test_that_is_there() {
    let rows = rows("faults.md");
    assert_there(&rows);
    assert!(rows.len() > 130, "{} rows", rows.len());
}

#[test]
fn every_row_of_the_threat_model_names_a_test_that_is_there() {
    let rows = rows("threat-model.md");
    assert_there(&rows);
    assert!(rows.len() > 60, "{} rows", rows.len());
}

#[test]
fn every_test_of_faults_is_in_a_row() {
    let mut there = BTreeSet::new();
    for path in OF_FAULTS {
        tests_in(&root().join(path), &mut there);
    }
    for (named, _) in NO_FAULT {
        assert!(there.remove(named), "{named} is not there");
    }
    assert!(there.len() > 120, "{there:#?}");
    let rows: BTreeSet<String> = rows("faults.md").into_iter().collect();
    let missing: Vec<&String> = there.difference(&rows).collect();
    assert!(missing.is_empty(), "docs/faults.md has no row for {missing:#?}");
}
