//! Restores from real folders, through the same doors as the binary.

mod damage;
mod going_on;
mod house;

use std::fs;

use serde_json::Value;

use super::*;
use crate::formats::entry::Role;
use crate::things::vault::config::Custody;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::select::Selection;

use house::{House, Impatient, noise, stock, sums_hold};

#[test]
fn what_was_asked_for_comes_out_byte_for_byte_with_its_proof() {
    let house = House::plain(&["a"]);
    let big = noise(9_000_000, 7);
    let bundle = house.seal(
        "books",
        "2024",
        &[("11/f 1.pdf", b"one"), ("11/f 2.pdf", b""), ("11/f 1.xml", b"<x/>"), ("big", &big)],
    );
    let report = house.restore("audit", &["books/11/*.pdf", "big"]).unwrap();
    assert_eq!(report.outcome(), Outcome::Done);
    assert_eq!((report.records, report.bytes), (3, 9_000_003));
    assert_eq!((&report.bundles[..], &report.media[..]), (&[bundle][..], &["a".to_owned()][..]));
    let to = house.path("audit");
    for (name, bytes) in [("11/f 1.pdf", &b"one"[..]), ("11/f 2.pdf", b""), ("big", &big)] {
        let file = to.join("records/books").join(name);
        assert!(fs::read(&file).unwrap() == bytes, "{name}");
        let source = fs::metadata(house.path("books").join(name)).unwrap();
        assert_eq!(fs::metadata(file).unwrap().modified().unwrap(), source.modified().unwrap());
    }
    assert!(!to.join("records/books/11/f 1.xml").exists());
    assert!(sums_hold(&to));

    // A stranger ties the file to the seal, and the seal to the signer.
    let proof: Value = serde_json::from_slice(&fs::read(to.join("proof.json")).unwrap()).unwrap();
    let records = proof["records"].as_array().unwrap();
    assert_eq!(records.len(), 3);
    let seals = to.join("seals").join(bundle.to_string());
    let commitments = fs::read(seals.join("records.commit")).unwrap();
    let commands: Vec<&str> = proof["check"].as_str().unwrap().split('`').collect();
    for record in records {
        let said = |key: &str| record[key].as_str().unwrap();
        let [salt, sha256] = ["salt", "sha256"].map(|key| said(key).parse().unwrap());
        let expected = crate::formats::commitments::commitment(&salt, &sha256);
        let n = record["n"].as_u64().unwrap() as usize;
        assert_eq!(commitments[32 * n..][..32], expected.0);
        assert!(to.join(said("path")).is_file());
        // Windows has no program of these: what they would print is compared above.
        let typed = if cfg!(unix) { vec![commands[1], commands[3]] } else { vec![] };
        for command in typed {
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", command]).current_dir(&to).env("n", n.to_string());
            shell.envs(["salt", "path", "bundle"].map(|key| (key, said(key))));
            let printed = shell.output().expect("this test needs sh, sha256sum, dd and od").stdout;
            assert_eq!(String::from_utf8_lossy(&printed).trim_end(), expected.to_string());
        }
    }
    let check = "ssh-keygen -Y verify -f ../../allowed_signers -I sealer -n kluis-seal \
                 -s seal.json.sig < seal.json";
    assert!(!cfg!(unix) || stock("sh", &["-c", check], &seals));

    let on_record = house.restored_entries();
    assert_eq!((on_record.len(), on_record[0].records), (1, 3));
    assert_eq!(on_record[0].bundles, [bundle]);
    assert!(on_record[0].reference.is_some());
    let left: Vec<_> = fs::read_dir(&to).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 9, "{left:?}");
}

#[test]
fn nothing_is_written_where_nothing_fits() {
    let house = House::plain(&["a"]);
    house.seal("books", "2024", &[("a.pdf", b"1")]);
    let report = house.restore("audit", &["*.xml"]).unwrap();
    assert_eq!(report.outcome(), Outcome::Finding);
    assert_eq!(report.not_found, ["*.xml"]);
    assert!(report.target.is_none() && !house.path("audit").exists());
    assert!(house.restored_entries().is_empty());
    let report = house.restore("audit", &["*.pdf", "z*"]).unwrap();
    assert_eq!((report.outcome(), report.records), (Outcome::Finding, 1));
    assert_eq!(report.not_found, ["z*"]);
}

#[test]
fn the_drive_to_fetch_is_named_before_anything_is_written_and_only_if_it_is_needed() {
    let house = House::plain(&["a"]);
    house.seal("first", "2023", &[("a.pdf", b"1")]);
    fs::rename(house.path("a"), house.path("in the safe")).unwrap();
    let fault = house.restore("audit", &["*.pdf"]).unwrap_err();
    assert!(matches!(&fault, Fault::NoneOfThese(groups) if groups == &[["a"]]), "{fault}");
    assert!(!house.path("audit").exists());
    // The home's copy of the index knows that this drive has no such record.
    assert_eq!(house.restore("audit", &["*.xml"]).unwrap().not_found, ["*.xml"]);
    let none = house.restore_some(Selection::default(), "audit", &[]);
    assert!(matches!(none, Err(Fault::Usage(Usage::NoSelection))));
}

#[test]
fn what_was_given_out_before_an_interruption_is_on_record() {
    let house = House::plain(&["a"]);
    let files = [noise(3_000_000, 31), noise(30_000_000, 32)];
    house.seal("books", "2024", &[("a", &files[0]), ("b", &files[1])]);
    let all = Selection { all: true, ..Selection::default() };
    let request = house.request(all, "audit", &[]);
    let report = house
        .watched(&Impatient::default(), |world| run(world, &house.path("home"), &request))
        .unwrap();
    assert!(matches!(report.stopped, Some(Fault::Interrupted)));
    assert_eq!(report.records, 1);
    assert_eq!(house.restored_entries()[0].records, 1);
    // No record looks whole that is not, and the folder does not look finished.
    let to = house.path("audit");
    assert!(fs::read(to.join("records/books/a")).unwrap() == files[0]);
    assert!(!to.join("records/books/b").exists() && !to.join("SHA256SUMS").exists());
    let names = fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")));
}

#[test]
fn the_same_path_in_two_bundles_stands_twice() {
    let house = House::plain(&["a"]);
    let first = house.seal("books", "2023", &[("list.txt", b"old"), ("same", b"x")]);
    let second = house.seal("books", "2024", &[("list.txt", b"new")]);
    let report = house.restore("audit", &["list.txt"]).unwrap();
    assert_eq!((report.records, report.renamed.len()), (2, 1));
    let (first, later) = if first < second { (first, second) } else { (second, first) };
    assert_eq!(report.bundles, [first, later]);
    assert_eq!(report.renamed[0].bundle, later);
    let marked = format!("records/books/list ({later}).txt");
    assert_eq!(report.renamed[0].written_as.display(), marked);
    let read = |name: &str| fs::read_to_string(house.path("audit").join(name)).unwrap();
    let both = [read("records/books/list.txt"), read(&marked)];
    assert!(both.contains(&"old".into()) && both.contains(&"new".into()));
    assert!(sums_hold(&house.path("audit")));
}

#[test]
fn keys_apart_are_fetched_from_their_own_drive() {
    let data: &[Role] = &[Role::Data];
    let keys: &[Role] = &[Role::Keys];
    let house = House::new(Custody::Apart, &[("data", data), ("keys", keys)]);
    house.seal("books", "2024", &[("a.pdf", b"1")]);
    fs::rename(house.path("keys"), house.path("elsewhere")).unwrap();
    let fault = house.restore("audit", &[]).unwrap_err();
    assert!(matches!(&fault, Fault::NoneOfThese(groups) if groups == &[["keys"]]), "{fault}");
    fs::rename(house.path("elsewhere"), house.path("keys")).unwrap();
    assert_eq!(house.restore("audit", &[]).unwrap().records, 1);
}

#[test]
fn a_target_that_is_not_empty_or_is_ours_is_refused() {
    let house = House::plain(&["a"]);
    let bundle = house.seal("books", "2024", &[("a.pdf", b"1")]);
    let folder = house.bundle_folder("a", bundle);
    let ours = folder.join("new").to_string_lossy().into_owned();
    for to in ["home/audit", "home/indexes/x/y", &ours] {
        let refused = house.restore(to, &[]);
        assert!(matches!(refused, Err(Fault::Usage(Usage::TargetIsOurs(_)))), "{to}");
    }
    let refused = house.restore("books", &[]);
    assert!(matches!(refused, Err(Fault::Usage(Usage::TargetNotEmpty(_)))));
    assert!(house.restored_entries().is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_is_no_way_into_the_vault() {
    let house = House::plain(&["a"]);
    house.seal("books", "2024", &[("a.pdf", b"1")]);
    std::os::unix::fs::symlink(house.path("home"), house.path("door")).unwrap();
    let refused = house.restore("door/audit", &[]);
    assert!(matches!(refused, Err(Fault::Usage(Usage::TargetIsOurs(_)))));
}

#[cfg(target_os = "linux")]
#[test]
fn hostile_names_come_back_as_they_were() {
    use std::os::unix::ffi::OsStrExt;
    let house = House::plain(&["a"]);
    let folder = house.path("odd");
    fs::create_dir(&folder).unwrap();
    let names: [&[u8]; 8] = [
        b"a:b?.txt",
        b"caf\xe9",
        b"new\nline",
        b"CON",
        "e\u{301}.pdf".as_bytes(),
        "é.pdf".as_bytes(),
        b"Twin",
        b"twin",
    ];
    for name in names {
        fs::write(folder.join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
    house.seal("odd", "2024", &[]);
    let report = house.restore("audit", &[]).unwrap();
    assert_eq!((report.records, report.renamed.len()), (8, 0));
    for name in names {
        let file = house.path("audit/records/odd").join(std::ffi::OsStr::from_bytes(name));
        assert_eq!(fs::read(file).unwrap(), name);
    }
    assert!(sums_hold(&house.path("audit")));
    let both = house.restore("both", &["odd/é.pdf"]).unwrap();
    assert_eq!(both.records, 2, "both normal forms are what was asked for");
}
