//! Whoever has the sealer's key can seal what kluis never does. All hashes and signatures hold, so that only a look
//! inside can say that it is not what its seal or the format says.

use kluis::formats::commitments::CommitmentSecret;
use kluis::formats::frames::{FrameSize, seek_table};
use kluis::formats::index::Meta;
use kluis::formats::seal::Seal;
use kluis::rules::retention::{PinnedRule, Showing};
use kluis::words::canonical;
use kluis::words::ids::Tag;

use super::made::{Change, How, MADE, ON, make, place};
use super::place::{Place, Ran, text};

/// Where the kept bundle's rules have a class that is none of theirs.
const OTHER_CLASS: &str = "nl-payroll";

fn deep(place: &Place, how: &How<'_>) -> Ran {
    place.back();
    make(place, how);
    place.run(&["verify", "--deep", "--json", text(&place.drive(ON))])
}

/// How the reader that goes onto each drive ends, when it opens all that is on this one.
#[cfg(unix)]
#[track_caller]
fn reader_ends(place: &Place, code: i32, why: &str) {
    let mut python = std::process::Command::new("python3");
    python.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reader.py")).arg("check");
    python.arg(place.drive(ON)).arg("-i").arg(place.now().join("home/identity.txt"));
    let output = python.output().expect("python3 runs: bash tests/run installs it");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code() == Some(0), said.contains("no faults"), "{output:?}");
    // What it finds is what was made, and nothing else is.
    let faults = said.lines().filter(|line| line.starts_with("FAULT"));
    assert!(faults.into_iter().all(|line| line.contains(MADE)), "{said}");
    assert_eq!(output.status.code(), Some(code), "{why}");
}

/// The reader needs a Python, which Windows has not: it reads the same bytes on the other systems.
#[cfg(windows)]
fn reader_ends(_: &Place, _: i32, _: &str) {}

/// A deep look ends with 12 and this finding, the files alone show none, and the records come out all the same.
fn is_told(place: &Place, why: &str, how: &How<'_>) {
    let said = deep(place, how);
    said.ends(&[12], why);
    let findings = said.json()["findings"].clone();
    let found: Vec<_> =
        findings.as_array().unwrap().iter().filter(|f| f["bundle"] == MADE).collect();
    assert_eq!(found.len(), 1, "{why}: {findings:#}");
    assert_eq!((&found[0]["what"], &found[0]["detail"]["why"]), (&"unlike".into(), &why.into()));
    place.run(&["verify", text(&place.drive(ON))]).ends(&[0], why);
    let to = place.now().join("back");
    let words = ["restore", MADE, "--to", text(&to), "--reason", "test"];
    place.run(&words).ends(&[0], why);
    reader_ends(place, 1, why);
    // It is on record, so that the copy counts for nothing.
    let list = place.run(&["list", "--json"]).json();
    let bundles = list["bundles"].as_array().unwrap();
    let made = bundles.iter().find(|bundle| bundle["bundle"] == MADE).unwrap();
    assert_eq!(made["copies_verified"], 0, "{why}: {made:#}");
}

#[test]
fn what_a_thief_seals_as_kluis_does_is_no_finding() {
    let place = place();
    deep(&place, &How::default()).ends(&[0], "made by the format");
    let paths = &["a/b/x.txt", "a/b~2.txt", "a/c.txt", "a~2", "é.txt", "é/x"];
    deep(&place, &How { paths, ..How::default() }).ends(&[0], "names that don't meet");
    reader_ends(&place, 0, "names that don't meet");
    deep(&place, &How { paths: &[], ..How::default() }).ends(&[0], "no records");
    reader_ends(&place, 0, "no records");
}

#[test]
fn a_second_recipient_of_a_payload_or_an_index_is_told() {
    let place = place();
    for shared in [[true, false], [false, true]] {
        is_told(&place, "second-recipient", &How { shared, ..How::default() });
    }
}

#[test]
fn a_newest_time_that_is_no_records_is_told() {
    let place = place();
    for time in [None, Some("2025-11-30T12:00:01Z"), Some("1970-01-01T00:00:00Z")] {
        let time = time.map(|time| time.parse().unwrap());
        is_told(
            &place,
            "newest-mtime",
            &How { seal: &|seal| seal.newest_mtime = time, ..How::default() },
        );
    }
}

#[test]
fn records_that_stock_tools_would_take_for_one_another_are_told() {
    let place = place();
    for paths in [
        &["a", "a/x"][..],
        &["A.txt", "a.txt"],
        &["A/x", "a/y"],
        &["STRASSE", "straße"],
        &["x/I", "x/ı"],
    ] {
        is_told(&place, "names-meet", &How { paths, ..How::default() });
    }
}

#[test]
fn frames_without_a_checksum_are_told() {
    let place = place();
    is_told(&place, "frames", &How { with_checksums: false, ..How::default() });
}

/// A frame larger than any may be is not unpacked, so that its records can't be had; the finding says who made it so.
fn is_told_and_not_unpacked(place: &Place, how: &How<'_>) {
    let said = deep(place, how);
    said.ends(&[12], "frame-sizes");
    let findings = said.json()["findings"].clone();
    let mut found = findings.as_array().unwrap().iter().filter(|f| f["bundle"] == MADE);
    assert!(found.any(|f| f["detail"]["why"] == "frame-sizes"), "{findings:#}");
    place.run(&["verify", text(&place.drive(ON))]).ends(&[0], "the files");
    let to = place.now().join("back");
    let words = ["restore", MADE, "--to", text(&to), "--reason", "test"];
    place.run(&words).ends(&[11], "frame-sizes");
    reader_ends(place, 1, "frame-sizes");
}

#[test]
fn a_frame_that_holds_more_than_any_may_is_told_and_not_unpacked() {
    let place = place();
    // 64 MiB in one frame, which takes a few KiB.
    is_told_and_not_unpacked(&place, &How { lines: 5_600_000, ..How::default() });
}

#[test]
fn a_frame_that_takes_more_than_any_may_is_told_and_not_read() {
    let place = place();
    // So many blocks that hold nothing, behind the frame's own header.
    let swollen = |frame: &mut Vec<u8>| {
        let header = 5 + match (frame[4] >> 6, frame[4] & 0b10_0000) {
            (0, _) => 1,
            (flag, 0) => 1 + (1 << flag),
            (flag, _) => 1 << flag,
        };
        frame.splice(header..header, vec![0; 3 * 4_000_000]);
    };
    is_told_and_not_unpacked(&place, &How { frame: &swollen, ..How::default() });
}

/// An index with all records in one frame.
fn in_one_frame(index: &mut Vec<u8>) {
    spelled(index, &|lines| lines);
}

/// The same, its lines changed before.
fn spelled(index: &mut Vec<u8>, change: &dyn Fn(String) -> String) {
    let lines = String::from_utf8(zstd::stream::decode_all(&index[..]).unwrap()).unwrap();
    let lines = change(lines).into_bytes();
    let lines: Vec<&[u8]> = lines.split_inclusive(|byte| *byte == b'\n').collect();
    let (records, others) = lines.split_at(lines.len() - 2);
    let mut compressor = zstd::bulk::Compressor::new(3).unwrap();
    compressor.include_checksum(true).unwrap();
    let first: serde_json::Value = serde_json::from_slice(records[0]).unwrap();
    let (mut made, mut sizes) = (Vec::new(), Vec::<FrameSize>::new());
    let mut frame = |plain: &[u8], made: &mut Vec<u8>| {
        let stored = compressor.compress(plain).unwrap();
        sizes.push((stored.len() as u32, plain.len() as u32).into());
        made.extend(stored);
        made.len()
    };
    let meta_at = frame(&records.concat(), &mut made);
    let meta_ends = frame(others[0], &mut made);
    let directory = serde_json::json!({
        "frames": [{"bytes": meta_at, "first": first["path"], "n": 0, "offset": 0}],
        "meta": {"bytes": meta_ends - meta_at, "offset": meta_at},
    });
    frame(&canonical::line(&directory), &mut made);
    made.extend(seek_table(&sizes));
    *index = made;
}

#[test]
fn records_of_an_index_in_a_larger_frame_than_any_may_be_are_told() {
    let place = place();
    let names: Vec<String> = (0..900).map(|n| format!("{n:03}{}", "x".repeat(190))).collect();
    let paths: Vec<&str> = names.iter().map(String::as_str).collect();
    let how = How { paths: &paths, lines: 1, ..How::default() };
    deep(&place, &how).ends(&[0], "in frames of the right size");
    is_told(&place, "frame-sizes", &How { index: &in_one_frame, ..how });
}

#[test]
fn lines_of_an_index_that_are_not_canonical_are_told() {
    let place = place();
    let white = |lines: String| lines.replacen("{\"mtime\":", "{ \"mtime\":", 1);
    let unknown = |lines: String| lines.replacen("\"n\":0,", "\"n\":0,\"nn\":1,", 1);
    let escaped = |lines: String| lines.replacen("\"a.txt\"", "\"\\u0061.txt\"", 1);
    let meta = |lines: String| lines.replacen("\"case\":null", "\"case\": null", 1);
    let index = |index: &mut Vec<u8>| spelled(index, &unknown);
    deep(&place, &How { index: &index, ..How::default() }).ends(&[0], "a later version's name");
    reader_ends(&place, 0, "a later version's name");
    let all: [&dyn Fn(String) -> String; 3] = [&white, &escaped, &meta];
    for change in all {
        let index = |index: &mut Vec<u8>| spelled(index, change);
        is_told(&place, "index-lines", &How { index: &index, ..How::default() });
    }
}

#[test]
fn a_table_that_says_other_sizes_of_an_index_is_told() {
    let place = place();
    for frame in 0..3 {
        let size = |index: &mut Vec<u8>| {
            let at = index.len() - 9 - 8 * (3 - frame) + 4;
            index[at] ^= 1;
        };
        is_told(&place, "seek-table", &How { index: &size, ..How::default() });
    }
}

#[test]
fn a_seek_table_that_is_not_the_frames_own_is_told() {
    let place = place();
    let flags = |table: &mut Vec<u8>| {
        let at = table.len() - 5;
        table[at] = 0x80;
    };
    let size = |table: &mut Vec<u8>| table[12] ^= 1;
    let longer = |table: &mut Vec<u8>| table.insert(0, 0);
    let gone = |table: &mut Vec<u8>| table.clear();
    let tables: [Change<'_, Vec<u8>>; 4] = [&flags, &size, &longer, &gone];
    for table in tables {
        is_told(&place, "seek-table", &How { table, ..How::default() });
    }
}

#[test]
fn classes_and_rules_that_are_not_the_seals_are_told() {
    let place = place();
    is_told(
        &place,
        "rules",
        &How { meta: &|meta| meta.classes = vec![OTHER_CLASS.into()], ..How::default() },
    );
    is_told(
        &place,
        "rules",
        &How { meta: &|meta| meta.classes.push(OTHER_CLASS.into()), ..How::default() },
    );
    let period = |meta: &mut Meta| meta.rules[0]["rule"]["period"] = "P30Y".into();
    let starts = |meta: &mut Meta| meta.rules[0]["rule"]["starts"] = "calendar-year".into();
    let changes: [Change<'_, Meta>; 2] = [&period, &starts];
    for meta in changes {
        is_told(&place, "rules", &How { meta, ..How::default() });
    }
}

#[test]
fn a_rule_that_is_not_the_one_committed_to_is_told() {
    let place = place();
    let concealed = |meta: &mut Meta| meta.rules[0]["rule"]["confidential"] = true.into();
    // The seal commits to rule `n`, of which `ends` change before they are shown.
    let seal = |seal: &mut Seal, n: usize, ends: Change<'_, PinnedRule>| {
        let mut whole = seal.rules[0].open().expect("it is no confidential class").clone();
        whole.rule.confidential = true;
        let commitment = CommitmentSecret::from_random([7; 32]).rule(n, &whole);
        ends(&mut whole);
        seal.rules = vec![Showing::Tag(Tag([1; 16])).of(&whole, commitment)];
        seal.newest_mtime = None;
    };
    let right = |sealed: &mut Seal| seal(sealed, 0, &|_| {});
    deep(&place, &How { meta: &concealed, seal: &right, ..How::default() }).ends(&[0], "right");
    reader_ends(&place, 0, "right");
    let other_rule = |sealed: &mut Seal| seal(sealed, 1, &|_| {});
    let other_end = |sealed: &mut Seal| seal(sealed, 0, &|rule| rule.keep_through = None);
    for wrong in [&other_rule as Change<'_, Seal>, &other_end] {
        is_told(&place, "rules", &How { meta: &concealed, seal: wrong, ..How::default() });
    }
    // The seal commits to a confidential rule, and the index says that it is none.
    is_told(&place, "rules", &How { seal: &right, ..How::default() });
}

#[test]
fn a_case_that_only_the_index_names_is_told() {
    let place = place();
    is_told(
        &place,
        "case",
        &How { meta: &|meta| meta.case = Some("C-1".into()), ..How::default() },
    );
}

#[test]
fn a_ledger_entry_that_is_not_its_seals_is_told() {
    let place = place();
    for (field, how) in [
        ("records", How { entry: &|sealed| sealed.records += 1, ..How::default() }),
        ("bytes", How { entry: &|sealed| sealed.bytes -= 1, ..How::default() }),
        (
            "rules",
            How { entry: &|sealed| sealed.rules.push(sealed.rules[0].clone()), ..How::default() },
        ),
        ("end", How { entry: &|sealed| sealed.end.open = true, ..How::default() }),
    ] {
        let said = deep(&place, &how);
        said.ends(&[15], field);
        let findings = said.json()["findings"].clone();
        assert_eq!(findings[0]["what"], "ledger", "{findings:#}");
        assert_eq!(findings[0]["detail"]["field"], field, "{findings:#}");
    }
}
