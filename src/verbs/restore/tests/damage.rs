//! What damage to a drive costs, and what comes from another drive.

use super::*;

#[test]
fn a_damaged_record_is_named_and_has_no_file_and_the_others_go_on() {
    let house = House::plain(&["a"]);
    let files: Vec<_> = (0..3).map(|n| noise(5_000_000, n + 10)).collect();
    let bundle = house.seal(
        "books",
        "2024",
        &[("a.bin", &files[0]), ("b.bin", &files[1]), ("c.bin", &files[2])],
    );
    house.damage("a", bundle);
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!(report.outcome(), Outcome::Fixity);
    assert_eq!(report.records, 2);
    let named: Vec<_> = report.damaged.iter().map(|hit| hit.name.display()).collect();
    assert_eq!(named, ["books/a.bin"]);
    let to = house.path("audit");
    assert!(!to.join("records/books/a.bin").exists());
    assert!(fs::read(to.join("records/books/c.bin")).unwrap() == files[2]);
    assert!(sums_hold(&to));
    assert_eq!(house.restored_entries()[0].records, 2);
}

#[test]
fn what_one_drive_has_lost_comes_from_the_other() {
    let house = House::plain(&["a", "b"]);
    let files: Vec<_> = (0..3).map(|n| noise(5_000_000, n + 20)).collect();
    let bundle = house.seal(
        "books",
        "2024",
        &[("a.bin", &files[0]), ("b.bin", &files[1]), ("c.bin", &files[2])],
    );
    house.damage("a", bundle);
    let report = house.restore("from both", &[]).unwrap();
    assert_eq!((report.records, report.damaged.len(), report.healed.len()), (3, 0, 1));
    assert_eq!((report.healed[0].medium.as_str(), report.outcome()), ("a", Outcome::Finding));
    assert!(report.media.iter().any(|medium| medium == "b"));
    assert!(fs::read(house.path("from both/records/books/a.bin")).unwrap() == files[0]);
    // A drive that a run doubts is asked last, and a sound copy first.
    let report = house.restore("from b", &[]).unwrap();
    assert_eq!((report.records, report.healed.len()), (3, 0));
    assert_eq!(report.media, ["b"]);
    // An index that is lost on the drive that comes first costs nothing either.
    house.damage("a", bundle);
    house.verify();
    fs::write(house.bundle_folder("a", bundle).join("index.age"), b"gone").unwrap();
    let report = house.restore("without an index", &[]).unwrap();
    assert_eq!((report.records, report.failed.len(), report.faulty_copies.len()), (3, 0, 1));
    let report = house.restore("from b again", &[]).unwrap();
    assert_eq!((report.records, report.faulty_copies.len()), (3, 0));
}

#[test]
fn a_seal_that_is_damaged_everywhere_is_a_fault_and_nothing_is_written() {
    let house = House::plain(&["a"]);
    let bundle = house.seal("books", "2024", &[("a.pdf", b"1")]);
    let seal = house.bundle_folder("a", bundle).join("seal.json");
    let text = fs::read_to_string(&seal).unwrap().replace("\"open\": false", "\"open\": true ");
    fs::write(&seal, text).unwrap();
    fs::remove_file(house.path("home/seals").join(format!("{bundle}.json"))).unwrap();
    let fault = house.restore("audit", &[]).unwrap_err();
    assert!(matches!(fault, Fault::Seal { .. }), "{fault}");
    assert!(!house.path("audit").exists());
}
