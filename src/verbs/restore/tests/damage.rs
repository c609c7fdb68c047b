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
    assert!(stock("sha256sum", &["--strict", "-c", "SHA256SUMS"], &to));
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
    let mut healed = 0;
    for drive in ["a", "b"] {
        let other = if drive == "a" { "b" } else { "a" };
        house.damage(drive, bundle);
        let report = house.restore(&format!("from {drive}"), &[]).unwrap();
        assert_eq!((report.records, report.damaged.len()), (3, 0));
        if let Some(hit) = report.healed.first() {
            healed += 1;
            assert_eq!(hit.medium, drive);
            assert_eq!(report.outcome(), Outcome::Finding);
            assert!(report.media.iter().any(|medium| medium == other));
        }
        let restored = house.path(&format!("from {drive}/records/books/a.bin"));
        assert!(fs::read(restored).unwrap() == files[0]);
        house.damage(drive, bundle);
    }
    assert_eq!(healed, 1, "one of the two drives comes first");
    // An index that is lost on the drive that comes first costs nothing either.
    let mut lost = 0;
    for drive in ["a", "b"] {
        let index = house.bundle_folder(drive, bundle).join("index.age");
        let whole = fs::read(&index).unwrap();
        fs::write(&index, b"gone").unwrap();
        let report = house.restore(&format!("without {drive}"), &[]).unwrap();
        assert_eq!((report.records, report.failed.len()), (3, 0));
        lost += report.faulty_copies.len();
        fs::write(&index, whole).unwrap();
    }
    assert_eq!(lost, 1);
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
