//! What damage has left comes out, all of it, and `verify --deep` names the same records as hit.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::ops::Range;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use base64::Engine;
use serde_json::Value;

use crate::damage::{flip, length};
use crate::reader::opening;
use crate::shell::{runs, said, succeeds, tool};
use crate::sources::{self, Name, assert_same, true_name};
use crate::stage::Stage;

const CHUNK: u64 = 65_536;
const SEALED_CHUNK: u64 = CHUNK + 16;
const RECORDS: u32 = 40;

/// About twelve volumes and four frames, so that a hit spares most of it.
fn stage() -> Stage {
    let stage = Stage::sealed(None, |folder| sources::large(folder, RECORDS, 300_000));
    assert!(stage.bundle_file("payload-00010.age").exists(), "there are many volumes");
    stage
}

fn volume(n: u64) -> String {
    format!("payload-{n:05}.age")
}

fn volume_bytes(stage: &Stage) -> u64 {
    stage.seal()["payload"]["volume_bytes"].as_u64().expect("a number")
}

/// The records that a loss of these bytes of the payload costs, by the format's own text (§6): those in
/// the frames that the hit chunks touch. Reckoned from what stock tools give.
fn cost(stage: &Stage, hits: &[Range<u64>]) -> BTreeSet<Name> {
    let (records, meta) = stage.index();
    let header = stage.seal()["headers"]["payload"].as_str().expect("text").to_owned();
    let header = base64::prelude::BASE64_STANDARD.decode(header).expect("base64").len() as u64;
    let mut lost = Vec::new();
    for hit in hits.iter().filter(|hit| hit.end > header) {
        let first = hit.start.saturating_sub(header) / SEALED_CHUNK;
        let last = (hit.end - 1 - header) / SEALED_CHUNK;
        let plain = first * CHUNK..(last + 1) * CHUNK;
        let (mut at, mut tar_at) = (0, 0);
        for frame in meta["frames"].as_array().expect("a list") {
            let [packed, unpacked] = [0, 1].map(|n| frame[n].as_u64().expect("a number"));
            if meets(&(at..at + packed), &plain) {
                lost.push(tar_at..tar_at + unpacked);
            }
            (at, tar_at) = (at + packed, tar_at + unpacked);
        }
    }
    let hit = |record: &&Value| {
        let [offset, size] =
            ["offset", "size"].map(|name| record[name].as_u64().expect("a number"));
        lost.iter().any(|frame| meets(frame, &(offset..offset + size)))
    };
    records.iter().filter(hit).map(true_name).collect()
}

fn meets(one: &Range<u64>, other: &Range<u64>) -> bool {
    one.start < other.end && other.start < one.end
}

/// The place of a byte of a volume in the payload, as a range.
fn place(stage: &Stage, n: u64, at: u64) -> Range<u64> {
    let start = n * volume_bytes(stage) + at;
    start..start + 1
}

/// Salvages; everything but `lost` must come out, whole and proven. Gives what the reader said.
fn salvages_all_but(stage: &Stage, lost: &BTreeSet<Name>, exit: i32) -> String {
    let to = stage.at("salvaged");
    let output = runs(opening(stage, "extract").arg("--salvage").arg("--to").arg(&to));
    let said = said(&output);
    assert_eq!(output.status.code(), Some(exit), "{said}");
    let mut expected = sources::sources(&stage.home());
    expected.retain(|name, _| !lost.contains(name));
    // These names are safe as they are.
    assert_same(&sources::files_below(&to), &expected);
    for name in lost {
        let name = String::from_utf8_lossy(name);
        assert!(said.contains(&format!("LOST      {name}\n")), "{name}: {said}");
    }
    let counted = format!(
        "{} records saved, {} lost (0 without a name), 0 unproven",
        expected.len(),
        lost.len()
    );
    assert!(said.contains(&counted), "{said}");
    said
}

/// `verify --deep` ends with this code, and names these records and this file.
fn verify_names(stage: &Stage, exit: i32, lost: &BTreeSet<Name>, what: &str, file: Option<&str>) {
    let report = stage.json_exiting(exit, &["verify", "--deep"]);
    let named = |hit: &Value| hit["record"].as_str().expect("a name is text").as_bytes().to_vec();
    let hit = report["records_hit"].as_array().expect("a list");
    assert_eq!(&hit.iter().map(named).collect::<BTreeSet<_>>(), lost, "{report:#}");
    assert_eq!(hit.len(), lost.len(), "each is named once");
    let findings = report["findings"].as_array().expect("a list");
    let fits = |finding: &&Value| {
        finding["what"] == what
            && finding["file"].as_str() == file
            && finding["bundle"] == *stage.bundle
    };
    assert_eq!(findings.iter().filter(fits).count(), 1, "{report:#}");
}

#[test]
fn nothing_is_lost_where_nothing_is_damaged() {
    let stage = stage();
    salvages_all_but(&stage, &BTreeSet::new(), 0);
    assert_eq!(stage.json(&["verify", "--deep"])["findings"], serde_json::json!([]));
}

#[test]
fn a_flipped_byte_costs_the_records_of_the_frames_it_hits() {
    let stage = stage();
    let at = volume_bytes(&stage) / 2;
    let lost = cost(&stage, std::slice::from_ref(&(place(&stage, 4, at))));
    assert!(!lost.is_empty() && lost.len() < 20, "one or two frames of four: {}", lost.len());
    flip(&stage.bundle_file(&volume(4)), at);
    salvages_all_but(&stage, &lost, 1);
    verify_names(&stage, 11, &lost, "bytes", Some(&volume(4)));
}

#[test]
fn flips_in_two_volumes_cost_what_each_hits() {
    let stage = stage();
    let hits = [(0, 100_000), (9, 5)];
    let lost = cost(&stage, &hits.map(|(n, at)| place(&stage, n, at)));
    assert!(lost.len() > 10 && lost.len() < 35, "{}", lost.len());
    for (n, at) in hits {
        flip(&stage.bundle_file(&volume(n)), at);
    }
    salvages_all_but(&stage, &lost, 1);
    for (n, _) in hits {
        verify_names(&stage, 11, &lost, "bytes", Some(&volume(n)));
    }
}

#[test]
fn a_volume_that_is_gone_costs_what_was_in_it() {
    let stage = stage();
    let cut = volume_bytes(&stage);
    let lost = cost(&stage, std::slice::from_ref(&(5 * cut..6 * cut)));
    assert!(!lost.is_empty() && lost.len() < 30, "{}", lost.len());
    fs::remove_file(stage.bundle_file(&volume(5))).expect("it was there");
    salvages_all_but(&stage, &lost, 1);
    verify_names(&stage, 11, &lost, "missing", Some(&volume(5)));
}

#[test]
fn a_volume_that_ends_early_costs_what_was_behind_its_end() {
    let stage = stage();
    let cut = volume_bytes(&stage);
    let lost = cost(&stage, std::slice::from_ref(&(2 * cut + cut / 3..3 * cut)));
    let file = File::options().write(true).open(stage.bundle_file(&volume(2)));
    file.and_then(|file| file.set_len(cut / 3)).expect("it can be cut");
    salvages_all_but(&stage, &lost, 1);
    verify_names(&stage, 11, &lost, "bytes", Some(&volume(2)));
}

#[test]
fn a_damaged_age_header_costs_nothing_since_the_seal_has_it_too() {
    let stage = stage();
    // In the stanza's body, and in the nonce behind the header.
    flip(&stage.bundle_file(&volume(0)), 100);
    flip(&stage.bundle_file(&volume(0)), 180);
    salvages_all_but(&stage, &BTreeSet::new(), 0);
    verify_names(&stage, 11, &BTreeSet::new(), "bytes", Some(&volume(0)));
}

#[test]
fn a_damaged_index_costs_nothing_since_the_bag_has_its_lines_too() {
    let stage = stage();
    // In the age header, in its nonce's neighbourhood, and in the records.
    for at in [50, 190, 1000] {
        flip(&stage.bundle_file("index.age"), at);
        salvages_all_but(&stage, &BTreeSet::new(), 0);
        verify_names(&stage, 11, &BTreeSet::new(), "bytes", Some("index.age"));
        flip(&stage.bundle_file("index.age"), at);
        fs::remove_dir_all(stage.at("salvaged")).expect("it was made");
    }
}

#[test]
fn a_damaged_seal_costs_the_proof_of_who_sealed_and_no_record() {
    let stage = stage();
    flip(&stage.bundle_file("seal.json"), length(&stage.bundle_file("seal.json")) / 2);
    let said = salvages_all_but(&stage, &BTreeSet::new(), 1);
    assert!(said.contains("nothing proves who sealed this"), "{said}");
    verify_names(&stage, 11, &BTreeSet::new(), "bytes", Some("seal.json"));
}

#[test]
fn without_seal_and_with_a_hit_volume_the_same_records_come_out() {
    let stage = stage();
    let at = volume_bytes(&stage) / 2;
    let lost = cost(&stage, std::slice::from_ref(&(place(&stage, 7, at))));
    flip(&stage.bundle_file(&volume(7)), at);
    fs::remove_file(stage.bundle_file("seal.json")).expect("it was there");
    salvages_all_but(&stage, &lost, 1);
    verify_names(&stage, 11, &lost, "missing", Some("seal.json"));
}

#[test]
fn with_neither_index_nor_seal_the_bag_itself_proves_the_records() {
    let stage = stage();
    for name in ["index.age", "seal.json", "seal.json.sig"] {
        fs::remove_file(stage.bundle_file(name)).expect("it was there");
    }
    salvages_all_but(&stage, &BTreeSet::new(), 1);
}

/// The index's lines, as the reader tells them of what is left.
fn told(stage: &Stage, exit: i32) -> (Vec<Value>, String) {
    let output = runs(opening(stage, "list").arg("--salvage"));
    assert_eq!(output.status.code(), Some(exit), "{}", said(&output));
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let lines = lines.map(|line| serde_json::from_slice(line).expect("a line is JSON"));
    (lines.collect(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).expect("it came out").permissions().mode() & 0o7777
}

/// An invoice that says its number alone.
const INVOICE: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:b=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\
    <b:ID>caf\u{e9} 7</b:ID></Invoice>";

#[test]
fn a_bag_tells_each_line_of_its_lost_index_and_a_private_record_stays_private() {
    let mut stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let left = stage.home().join("left");
    sources::hard(&left);
    fs::set_permissions(left.join("-rf"), Permissions::from_mode(0o600)).expect("it was made");
    fs::write(left.join("invoice"), INVOICE).expect("a folder is there");
    stage.archive(&["left", "--tag", "from=caf\u{e9}"]);
    let (sealed, _) = stage.index();
    let with = |key: &str| sealed.iter().filter(|line| line.get(key).is_some()).count();
    assert_eq!((with("tags"), with("private")), (sealed.len(), 1), "{sealed:#?}");
    let documents: Vec<_> = sealed.iter().filter_map(|line| line.get("document")).collect();
    assert_eq!(documents, [&serde_json::json!({ "kind": "invoice", "number": "caf\u{e9} 7" })]);
    assert!(sealed.len() > 20 && with("name") > 10, "{sealed:#?}");
    fs::remove_file(stage.bundle_file("index.age")).expect("it was there");
    let (lines, gaps) = told(&stage, 0);
    assert_eq!(lines, sealed);
    assert!(!gaps.contains("unknown"), "{gaps}");
    let to = stage.at("salvaged");
    let output = runs(opening(&stage, "extract").arg("--salvage").arg("--to").arg(&to));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for line in &sealed {
        let mode = mode_of(&to.join(line["path"].as_str().expect("a text")));
        assert_eq!(mode & 0o077 == 0, line.get("private").is_some(), "{line}: {mode:o}");
    }
}

#[test]
fn what_a_damaged_bag_can_not_tell_of_a_lost_index_is_said() {
    let stage = stage();
    let volumes = stage.seal()["payload"]["volumes"].as_u64().expect("a number");
    fs::remove_file(stage.bundle_file("index.age")).expect("it was there");
    fs::remove_file(stage.bundle_file(&volume(volumes - 1))).expect("it was there");
    let (lines, gaps) = told(&stage, 1);
    assert!(!lines.is_empty() && lines.len() < RECORDS as usize, "{}", lines.len());
    assert!(lines.iter().all(|line| line.get("sha256").is_none() && line.get("n").is_none()));
    let missing = RECORDS as usize - lines.len();
    for said in [
        format!("unknown: even the path of {missing} records, and the number of any"),
        format!("unknown: the SHA-256 of {} records", lines.len()),
        "true name, tags, one reader only, or what they say of themselves: that list is damaged"
            .to_owned(),
    ] {
        assert!(gaps.contains(&said), "{said}: {gaps}");
    }
    // Whom these records may be shown to is unknown.
    let to = stage.at("salvaged");
    runs(opening(&stage, "extract").arg("--salvage").arg("--to").arg(&to));
    let first = lines[0]["path"].as_str().expect("a text");
    assert_eq!(mode_of(&to.join("unproven").join(first)), 0o600);
}

/// A bag whose lists take several frames, of which the reader misses those with these numbers: the paths of which it
/// finds a SHA-256, and those of which it finds a true name.
const LISTS_OF_SEVERAL_FRAMES: &str = r#"
import io, json, sys, tarfile
sys.path.insert(0, sys.argv[1])
import reader
bag, paths = io.BytesIO(), ["%04d" % n for n in range(3000)]
words = "".join('{"name":"n:%s","path":"%s"}\n' % (path, path) for path in paths)
sums = "".join("%s  data/%s\n" % ("a" * 64, path) for path in paths)
with tarfile.open(fileobj=bag, mode="w", format=tarfile.PAX_FORMAT) as tar:
    for name, text in [("data/0000", ""), ("kluis/records.jsonl", words), ("manifest-sha256.txt", sums)]:
        member = tarfile.TarInfo("20261031-7f3ca2b1/" + name)
        member.size, member.mtime = len(text), 0.5
        tar.addfile(member, io.BytesIO(text.encode()))
bag, cut = bag.getvalue(), 1 << 14
frames = [bag[at:at + cut] for at in range(0, len(bag), cut)]
tar = reader.Tar(None, reader.placed((1, len(frame)) for frame in frames))
tar.frame = lambda i: None if i in map(int, sys.argv[2:]) else frames[i]
head = bag.index(b"20261031-7f3ca2b1/manifest") // cut
found = reader.Bag(tar).lines({}, None)
print(head, *[sum(key in line for line in found.values()) for key in ("sha256", "name")])
"#;

#[test]
fn a_list_whose_head_or_middle_is_lost_still_tells_the_rest() {
    let tells = |lost: &[u64]| -> [u64; 3] {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        let mut python = tool("python3");
        python.args(["-B", "-c", LISTS_OF_SEVERAL_FRAMES]).arg(docs);
        let output = succeeds(python.args(lost.iter().map(u64::to_string)));
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let numbers: Vec<u64> = told.split_whitespace().map(|n| n.parse().unwrap()).collect();
        numbers.try_into().expect("three numbers")
    };
    let [head, sums, names] = tells(&[]);
    assert_eq!((sums, names), (3000, 3000));
    // A frame holds 16 KiB: some 220 lines of the manifest, and 470 of the others.
    let [_, sums, names] = tells(&[head]);
    assert!((2770..3000).contains(&sums) && (2500..3000).contains(&names), "{sums} {names}");
    let [_, sums, names] = tells(&[head + 2]);
    assert!((2770..2790).contains(&sums) && names == 3000, "{sums} {names}");
    let [_, sums, names] = tells(&[0]);
    assert!(sums == 3000 && (2500..3000).contains(&names), "{sums} {names}");
}

#[test]
fn what_no_list_proves_any_more_is_put_apart_and_named_so() {
    let stage = stage();
    let cut = volume_bytes(&stage);
    let volumes = stage.seal()["payload"]["volumes"].as_u64().expect("a number");
    let last = (volumes - 1) * cut;
    let lost = cost(&stage, std::slice::from_ref(&(last..last + 1)));
    // The index, and the end of the tar with the bag's own lists.
    fs::remove_file(stage.bundle_file("index.age")).expect("it was there");
    fs::remove_file(stage.bundle_file(&volume(volumes - 1))).expect("it was there");
    let to = stage.at("salvaged");
    let output = runs(opening(&stage, "extract").arg("--salvage").arg("--to").arg(&to));
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    let mut expected = sources::sources(&stage.home());
    expected.retain(|name, _| !lost.contains(name));
    assert!(expected.len() > 20, "{}", expected.len());
    assert_same(&sources::files_below(&to.join("unproven")), &expected);
    assert_eq!(said.matches("UNPROVEN  ").count(), expected.len(), "{said}");
    let counted = format!("0 records saved, {0} lost ({0} without a name)", lost.len());
    assert!(said.contains(&counted), "{said}");
}
