//! A restore that was cut off goes on in its folder, by the same command.

use super::*;
use crate::verbs::restore::names::BEGUN;

/// A vault with two records, of which the first came before the run was interrupted.
fn interrupted() -> (House, [Vec<u8>; 2]) {
    let house = House::plain(&["a"]);
    let files = [noise(3_000_000, 41), noise(9_000_000, 42)];
    house.seal("books", "2024", &[("a", &files[0]), ("b", &files[1])]);
    let request = house.request(everything(), "audit", &[]);
    let report = house
        .watched(&Impatient::default(), |world| run(world, &house.path("home"), &request))
        .unwrap();
    assert!(matches!(report.stopped, Some(Fault::Interrupted)));
    assert_eq!((report.records, report.stood), (1, 0));
    (house, files)
}

fn everything() -> Selection {
    Selection { all: true, ..Selection::default() }
}

fn given_on_record(house: &House) -> Vec<u64> {
    house.restored_entries().iter().map(|entry| entry.records).collect()
}

fn refused_for(house: &House, path: &str) {
    let refused = house.restore("audit", &[]);
    let path = house.path("audit").join(path);
    assert!(
        matches!(&refused, Err(Fault::Usage(Usage::TargetHolds(other))) if *other == path),
        "{path:?}: {refused:?}"
    );
}

#[test]
fn the_same_command_goes_on_and_writes_nothing_twice() {
    let (house, files) = interrupted();
    let to = house.path("audit");
    // One that comes a second time would have another file.
    let first = to.join("records/books/a");
    let held = fs::File::open(&first).unwrap();
    #[cfg(unix)]
    let before = held.metadata().unwrap();
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!(report.outcome(), Outcome::Done);
    assert_eq!((report.records, report.stood, report.bytes), (2, 1, 12_000_000));
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        assert_eq!(fs::metadata(&first).unwrap().ino(), before.ino());
        assert_eq!(fs::metadata(&first).unwrap().ctime_nsec(), before.ctime_nsec());
    }
    assert!(fs::read(to.join("records/books/b")).unwrap() == files[1]);
    assert!(sums_hold(&to));
    let sums = fs::read_to_string(to.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 2);
    let left: Vec<_> = fs::read_dir(&to).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 9, "{left:?}");
    // Each record went on record once.
    assert_eq!(given_on_record(&house), [1, 1]);
    // What is finished is no place to go on in.
    let refused = house.restore("audit", &[]);
    assert!(matches!(refused, Err(Fault::Usage(Usage::TargetNotEmpty(_)))));
}

#[test]
fn a_record_that_is_half_there_is_replaced() {
    let (house, files) = interrupted();
    let half = house.path("audit/records/books/b");
    for end in [vec![], vec![0; 5000]] {
        for kept in [0, 1, 20_000] {
            fs::write(&half, [&files[1][..kept], &end].concat()).unwrap();
            let folder = house.path(&format!("kept {kept} {}", end.len()));
            copy(&house.path("audit"), &folder);
            let to = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let report = house.restore(&to, &[]).unwrap();
            assert_eq!((report.records, report.stood), (2, 1));
            assert!(fs::read(folder.join("records/books/b")).unwrap() == files[1]);
        }
    }
    // What was never given its name goes.
    fs::remove_file(&half).unwrap();
    fs::write(house.path("audit/.kluis-unfinished-7"), b"half").unwrap();
    assert_eq!(house.restore("audit", &[]).unwrap().records, 2);
    assert!(!house.path("audit/.kluis-unfinished-7").exists());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

#[test]
fn what_is_not_of_this_restore_is_named_and_left() {
    let (house, files) = interrupted();
    let to = house.path("audit");
    let put = |name: &str, bytes: &[u8]| fs::write(to.join(name), bytes).unwrap();
    for name in ["mine.txt", "records/mine.txt", "records/books/mine.txt"] {
        put(name, b"mine");
        refused_for(&house, name);
        assert_eq!(fs::read(to.join(name)).unwrap(), b"mine");
        fs::remove_file(to.join(name)).unwrap();
    }
    // A record's place holds what is no part of it, and one that came was changed since.
    let other = [&files[1][..100], b"mine", &[0; 10][..]].concat();
    for (name, bytes) in [("b", &other[..]), ("a", b"edited")] {
        let path = format!("records/books/{name}");
        put(&path, bytes);
        refused_for(&house, &path);
        assert_eq!(fs::read(to.join(&path)).unwrap(), bytes);
        fs::remove_file(to.join(&path)).unwrap();
    }
    fs::create_dir(to.join("records/mine")).unwrap();
    refused_for(&house, "records/mine");
    fs::remove_dir(to.join("records/mine")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(house.path("books/b"), to.join("records/books/b")).unwrap();
        refused_for(&house, "records/books/b");
        fs::remove_file(to.join("records/books/b")).unwrap();
    }
    assert_eq!(given_on_record(&house), [1]);
    // Asked for less, what came is not of this restore either.
    let less = house.restore("audit", &["b"]).err();
    assert!(less.is_none(), "nothing of it stands there any more: {less:?}");
}

#[test]
fn a_command_that_asks_for_less_does_not_go_on_over_what_came() {
    let (house, _) = interrupted();
    let refused = house.restore("audit", &["b"]);
    let path = house.path("audit/records/books/a");
    assert!(
        matches!(&refused, Err(Fault::Usage(Usage::TargetHolds(other))) if *other == path),
        "{refused:?}"
    );
}

#[test]
fn a_restore_to_somebody_else_puts_all_that_is_there_on_record() {
    let (house, _) = interrupted();
    let mut request = house.request(everything(), "audit", &[]);
    request.whom = Some("the accountant".into());
    let report = house.with(|world| run(world, &house.path("home"), &request)).unwrap();
    assert_eq!((report.records, report.stood), (2, 1));
    assert_eq!(given_on_record(&house), [1, 2]);
}

#[test]
fn a_run_that_ended_before_it_was_on_record_is_put_on_record_by_the_next_and_once() {
    let (house, _) = interrupted();
    let to = house.path("audit");
    let begun = fs::read(to.join(BEGUN)).unwrap();
    house.restore("audit", &[]).unwrap();
    assert_eq!(given_on_record(&house), [1, 1]);
    // As a run leaves it that is killed before its last step.
    fs::write(to.join(BEGUN), &begun).unwrap();
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!((report.records, report.stood, report.outcome()), (2, 2, Outcome::Done));
    assert_eq!(given_on_record(&house), [1, 1], "nothing new was given");
    // As one leaves it that is killed before the ledger knew.
    fs::write(to.join(BEGUN), &begun).unwrap();
    for list in ["SHA256SUMS", "proof.json", "proofs.txt"] {
        fs::remove_file(to.join(list)).unwrap();
    }
    house.restore("audit", &[]).unwrap();
    assert_eq!(given_on_record(&house), [1, 1, 2]);
    assert!(sums_hold(&to));
}

#[test]
fn a_second_interruption_loses_nothing_of_the_first() {
    let (house, _) = interrupted();
    let request = house.request(everything(), "audit", &[]);
    let again = house
        .watched(&Impatient::default(), |world| run(world, &house.path("home"), &request))
        .unwrap();
    assert!(matches!(again.stopped, Some(Fault::Interrupted)));
    assert_eq!((again.records, again.stood), (1, 1));
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!((report.records, report.stood), (2, 1));
    assert_eq!(given_on_record(&house), [1, 1]);
}

#[test]
fn two_bundles_with_one_path_go_on_too() {
    let house = House::plain(&["a"]);
    house.seal("books", "2023", &[("same.txt", b"same"), ("list.txt", b"old")]);
    fs::remove_file(house.path("books/same.txt")).unwrap();
    house.seal("books", "2024", &[("list.txt", b"new"), ("z", &noise(9_000_000, 51))]);
    let request = house.request(everything(), "audit", &[]);
    let cut = house
        .watched(&Impatient::default(), |world| run(world, &house.path("home"), &request))
        .unwrap();
    assert!(cut.stopped.is_some());
    let report = house.restore("audit", &[]).unwrap();
    let whole = house.restore("whole", &[]).unwrap();
    assert_eq!((report.records, report.renamed.len()), (whole.records, whole.renamed.len()));
    assert!(report.stood > 0);
    for folder in ["audit", "whole"] {
        assert!(sums_hold(&house.path(folder)));
    }
}
