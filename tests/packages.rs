//! What `packages/` packs beside the program, as far as that needs no package: its scripts read, and its lists of parts
//! leave none out that `cargo tree` names for a target.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// For which systems there is a package.
const TARGETS: [&str; 2] = ["x86_64-unknown-linux-musl", "x86_64-pc-windows-gnu"];

fn runs(program: &str, words: &[&str]) -> String {
    let output = Command::new(program)
        .args(words)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {words:?}: {said}");
    String::from_utf8(output.stdout).expect("it is text")
}

/// Each part that a program for this target is built from, as "name version".
fn parts(target: &str) -> BTreeSet<String> {
    let words = [
        "tree",
        "--locked",
        "--offline",
        "--target",
        target,
        "--edges",
        "normal",
        "--prefix",
        "none",
    ];
    let tree = runs(env!("CARGO"), &words);
    let parts = tree.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        (name != "kluis").then(|| format!("{name} {version}"))
    });
    let parts: BTreeSet<String> = parts.collect();
    assert!(parts.len() > 100, "{parts:?}");
    parts
}

#[test]
fn the_scripts_read_and_the_lists_refuse_a_part_without_a_licence() {
    for script in ["packages/build", "packages/try"] {
        runs("bash", &["-n", script]);
    }
    for script in ["zip", "msi"] {
        let reads = format!("import ast; ast.parse(open('packages/{script}.py').read())");
        runs("python3", &["-c", &reads]);
    }
    assert_eq!(
        runs("python3", &["packages/parts.py", "self-test"]),
        "the lists of parts: as expected\n"
    );
}

#[test]
fn the_list_of_parts_has_each_with_its_licence_its_sum_and_what_it_needs() {
    for target in TARGETS {
        let list: Value =
            serde_json::from_str(&runs("python3", &["packages/parts.py", "sbom", target])).unwrap();
        assert_eq!(
            (list["bomFormat"].as_str(), list["specVersion"].as_str()),
            (Some("CycloneDX"), Some("1.5"))
        );
        let known: BTreeSet<&str> = list["dependencies"]
            .as_array()
            .expect("edges")
            .iter()
            .map(|edge| edge["ref"].as_str().expect("a reference"))
            .collect();
        let mut listed = BTreeSet::new();
        for part in list["components"].as_array().expect("parts") {
            let licence = part["licenses"][0]["expression"].as_str().unwrap_or_default();
            assert!(!licence.is_empty() && !licence.contains('/'), "{part}");
            let Some(purl) = part["purl"].as_str() else { continue };
            assert_eq!(part["hashes"][0]["content"].as_str().map(str::len), Some(64), "{part}");
            assert!(known.contains(purl), "{purl} has no edges");
            let text = |field: &str| part[field].as_str().expect("a text").to_owned();
            listed.insert(format!("{} {}", text("name"), text("version")));
        }
        assert_eq!(listed, parts(target), "{target}");
        // What is no crate and is in the program all the same.
        let named = |name: &str| {
            list["components"].as_array().unwrap().iter().any(|part| part["name"] == name)
        };
        assert!(["zstd", "rust-std", "DejaVu Sans Condensed"].into_iter().all(named), "{target}");
    }
}

#[test]
fn the_texts_of_licences_are_there_for_each_part() {
    for target in TARGETS {
        let texts = runs("python3", &["packages/parts.py", "licences", target]);
        let rule = "=".repeat(100);
        let headings: Vec<&str> = texts.split(&rule).skip(1).step_by(2).collect();
        let with_text: BTreeSet<&str> =
            headings.iter().flat_map(|heading| heading.trim().split(", ")).collect();
        for part in parts(target) {
            assert!(with_text.contains(part.as_str()), "{part} has no text for {target}");
            assert!(texts.contains(&format!("\n  {part}: ")), "{part} is not listed for {target}");
        }
    }
}

#[test]
fn the_lists_are_the_same_each_time() {
    let again = || runs("python3", &["packages/parts.py", "sbom", TARGETS[0]]);
    let first = again();
    assert_eq!(first, again());
    assert!(first.contains("\"timestamp\": \"2023-11-14T22:13:20Z\""));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).to_str().expect("a plain path");
    assert!(!first.contains(folder), "a path of this machine");
}
