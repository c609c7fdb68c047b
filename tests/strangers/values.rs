//! The values at the end of the format, for whoever writes a reader: each against the program.

use std::fs;
use std::path::Path;

use kluis::formats::commitments::CommitmentSecret;
use kluis::formats::frames::seek_table;
use kluis::formats::index::Mtime;
use kluis::formats::tar_entry::member_header;
use kluis::things::ledger::moving::chain_for;
use kluis::words::canonical;
use kluis::words::digest::{Digest, hex};
use kluis::words::ids::Tag;
use kluis::words::names::{Namer, SafePath, TrueName};
use serde_json::Value;

fn section() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/format.md");
    let text = fs::read_to_string(path).expect("the format is there");
    text.split_once("\n## 8. ").expect("it ends with values").1.to_owned()
}

#[test]
fn each_value_for_who_writes_a_reader_is_the_programs_own() {
    let abc = Digest::of(b"abc");
    let secret = CommitmentSecret::from_random([2; 32]);
    let bundle = "20261031-7f3ca2b1/data/a.txt";
    let header = member_header(bundle, 5, Mtime::new(8, 500_000_000).unwrap());
    let line = canonical::line(&serde_json::json!({"b": [], "a": {"é😀": "\u{7f}/"}}));
    let values = [
        ("the line", String::from_utf8(line).unwrap().trim_end().to_owned()),
        ("the tag", Tag::of(&[1; 32], "class", "nl-x").to_string()),
        ("`to`", chain_for(abc).to_string()),
        ("the seek table", hex(&seek_table(&[(16_909_060, 5).into()]))),
        ("the SHA-256 of the three blocks", Digest::of(&header).to_string()),
        ("salt 10", secret.salt(10).to_string()),
        ("line 10", secret.line(10, &abc).to_string()),
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
