//! The values at the end of the format, for whoever writes a reader: each against the program.

use std::fs;
use std::path::Path;

use kluis::formats::commitments::CommitmentSecret;
use kluis::formats::frames::seek_table;
use kluis::formats::index::Mtime;
use kluis::formats::tar_entry::member_header;
use kluis::rules::retention::PinnedRule;
use kluis::things::ledger::moving::chain_for;
use kluis::words::canonical;
use kluis::words::digest::{Digest, hex};
use kluis::words::ids::Tag;
use kluis::words::names::{Namer, SafePath, TrueName};
use serde_json::Value;

use crate::shell::{succeeds, tool};

fn section() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format.md");
    let text = fs::read_to_string(path).expect("the format is there");
    let values = text.split_once("\n## 8. ").expect("it has values").1;
    values.split_once("\n## 9. ").map_or(values, |(values, _)| values).to_owned()
}

#[test]
fn each_value_for_who_writes_a_reader_is_the_programs_own() {
    let abc = Digest::of(b"abc");
    let secret = CommitmentSecret::from_random([2; 32]);
    let bundle = "20261031-7f3ca2b1/data/a.txt";
    let header = member_header(bundle, 5, Mtime::new(8, 500_000_000).unwrap());
    let rule = section().lines().find(|line| line.starts_with('{')).expect("a rule").to_owned();
    let whole: PinnedRule = serde_json::from_str(&rule).expect("it is a whole rule");
    let value = serde_json::to_value(&whole).unwrap();
    assert_eq!(canonical::line(&value), format!("{rule}\n").into_bytes(), "it is canonical");
    let salt = Digest::hmac(&[2; 32], b"rule 0");
    let line = canonical::line(&serde_json::json!({"b": [], "a": {"é😀": "\u{7f}/"}}));
    let values = [
        ("the line", String::from_utf8(line).unwrap().trim_end().to_owned()),
        ("the tag", Tag::of(&[1; 32], "class", "nl-x").to_string()),
        ("`to`", chain_for(abc).to_string()),
        ("the seek table", hex(&seek_table(&[(16_909_060, 5).into()]))),
        ("the SHA-256 of the three blocks", Digest::of(&header).to_string()),
        ("salt 10", secret.salt(10).to_string()),
        ("commitment 10", secret.commitment(10, &abc).to_string()),
        ("the salt of rule 0", salt.to_string()),
        ("the SHA-256 of the rule", Digest::of(rule.as_bytes()).to_string()),
        ("the commitment to it", secret.rule(0, &whole).to_string()),
    ];
    let section = section();
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    assert_eq!(rows.len(), values.len(), "{rows:#?}");
    for (row, (what, value)) in rows.iter().zip(values) {
        assert!(row.starts_with(&format!("| {what}")), "{row}: {what}");
        assert!(row.ends_with(&format!("| `{value}` |")), "{row}: {value}");
    }
}

#[test]
fn the_safe_paths_for_who_writes_a_reader_are_the_programs_own() {
    let section = section();
    let lists: Vec<Vec<String>> = section
        .lines()
        .filter(|line| line.starts_with('['))
        .map(|line| serde_json::from_str::<Value>(line).expect("it is JSON"))
        .map(|list| serde_json::from_value(list).expect("it is a list of texts"))
        .collect();
    let [names, paths] = &lists[..] else { panic!("two lists: {lists:?}") };
    let mut names: Vec<_> = names.iter().zip(paths).collect();
    // In the order of true names, whatever the order there.
    names.sort_by(|one, other| one.0.as_bytes().cmp(other.0.as_bytes()));
    let mut namer = Namer::new();
    for (name, path) in names {
        assert_eq!(namer.safe(&TrueName::Text(name.as_str().into())).as_str(), path, "{name:?}");
        SafePath::parse(path).expect("it fits the grammar");
    }
}

#[test]
fn the_reader_takes_every_time_that_an_index_can_have() {
    let times = [(i64::MIN, 0), (i64::MAX, 999_999_999), (-1, 500_000_000), (0, 1)];
    let times = times.map(|(secs, nanos)| Mtime::new(secs, nanos).unwrap().to_string());
    let script = "import sys; sys.path.insert(0, sys.argv[1]); import reader\n\
                  for time in sys.argv[2:]:\n    reader.checked_record(dict(n=0, size=0, offset=0, \
                  sha256='a' * 64, mtime=time, path='a'), time)";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut python = tool("python3");
    succeeds(python.args(["-B", "-c", script]).arg(folder).args(times));
}
