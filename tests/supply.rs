//! What this crate is built from: licences, sources, versions that stand there twice, what is used, and the compiler
//! that it needs. By `cargo metadata` alone, so that it runs without a network; advisories need their database, and
//! are asked for by whoever releases (`cargo audit`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Licences under which a part may be used and passed on in this program.
const LICENCES: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// What stands there in two versions, since what it is used by has not moved on. Another one is looked at first.
const TWICE: &[&str] = &[
    // age, ssh-key and their cryptography are on the earlier generation of RustCrypto, age's texts on the later.
    "block-buffer",
    "chacha20",
    "const-oid",
    "cpufeatures",
    "crypto-common",
    "digest",
    "getrandom",
    "hybrid-array",
    "rand",
    "rand_core",
    "sha2",
    // Macros and build scripts.
    "syn",
    "thiserror",
    "thiserror-impl",
    "toml",
    // ring, which reaches no system call of it but on Windows for ARM.
    "windows-sys",
];

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs this test");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo writes JSON")
}

fn packages(metadata: &Value) -> &Vec<Value> {
    let packages = metadata["packages"].as_array().expect("a list of packages");
    assert!(packages.len() > 50, "the packages were not found");
    packages
}

fn text<'a>(package: &'a Value, field: &str) -> &'a str {
    package[field].as_str().unwrap_or_default()
}

/// Whether one of the alternatives of an expression (SPDX; `/` is the older spelling of OR) asks for nothing else.
fn may_be_used(expression: &str) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], "");
    let all = |part: &str| part.split(" AND ").all(|one| LICENCES.contains(&one.trim()));
    // "(A OR B) AND C": each part between ANDs has an alternative.
    match expression.contains(") AND ") {
        true => plain.split(" AND ").all(|part| part.split(" OR ").any(all)),
        false => plain.split(" OR ").any(all),
    }
}

#[test]
fn every_part_may_be_used_under_its_licence_and_comes_from_the_registry() {
    let metadata = metadata();
    let mut wrong = Vec::new();
    for package in packages(&metadata) {
        let (name, licence) = (text(package, "name"), text(package, "license"));
        if !may_be_used(licence) {
            wrong.push(format!("{name}: licence {licence:?}"));
        }
        let own = package["source"].is_null() && name == "kluis";
        if !own && !text(package, "source").starts_with("registry+https://github.com/rust-lang/") {
            wrong.push(format!("{name}: source {}", package["source"]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (expression, fits) in [
        ("MIT OR GPL-3.0", true),
        ("GPL-3.0", false),
        ("MIT/Apache-2.0", true),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
        ("MIT AND GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(may_be_used(expression), fits, "{expression}");
    }
}

#[test]
fn no_part_stands_there_twice_but_those_that_are_known() {
    let metadata = metadata();
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in packages(&metadata) {
        versions.entry(text(package, "name")).or_default().insert(text(package, "version"));
    }
    versions.retain(|_, versions| versions.len() > 1);
    let twice: Vec<&str> = versions.into_keys().collect();
    assert_eq!(twice, TWICE, "in two versions");
}

#[test]
fn what_is_depended_on_is_used() {
    let metadata = metadata();
    let own = packages(&metadata).iter().find(|package| text(package, "name") == "kluis");
    let dependencies = own.expect("this crate")["dependencies"].as_array().expect("a list");
    let code = |folder: &str| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        rust_files(&root)
            .iter()
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect::<String>()
    };
    let (shipped, tests) = (code("src"), code("tests"));
    let mut unused = Vec::new();
    for dependency in dependencies {
        let renamed = dependency["rename"].as_str();
        let name = renamed.unwrap_or(text(dependency, "name")).replace('-', "_");
        let used = |code: &str| {
            [format!("{name}::"), format!("use {name};"), format!("{name}!(")]
                .iter()
                .any(|use_of| code.contains(use_of))
        };
        let dev = dependency["kind"] == "dev";
        let excused = dev && used(&tests);
        if !used(&shipped) && !excused {
            unused.push(name);
        }
    }
    assert!(unused.is_empty(), "nothing uses {unused:?}");
}

#[test]
fn no_part_needs_a_later_compiler_than_is_stated() {
    let metadata = metadata();
    let version = |text: &str| -> Vec<u32> {
        text.split('.').map(|part| part.parse().expect("a number of a version")).collect()
    };
    let own = packages(&metadata).iter().find(|package| text(package, "name") == "kluis");
    let stated = version(text(own.expect("this crate"), "rust_version"));
    let later = packages(&metadata).iter().filter(|package| {
        let needs = text(package, "rust_version");
        !needs.is_empty() && version(needs) > [&stated[..], &[u32::MAX]].concat()
    });
    let later: Vec<String> =
        later.map(|package| format!("{} {}", package["name"], package["rust_version"])).collect();
    assert!(later.is_empty(), "{later:?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(ending) if ending == "rs" => files.push(path),
                _ => {}
            }
        }
    }
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

/// Columns of a line at most. `rustfmt` keeps code within 100; a sentence in both languages may be longer.
const COLUMNS_MAX: usize = 120;

#[test]
fn no_line_is_wider_than_a_reader_s_window() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = [rust_files(&root.join("src")), rust_files(&root.join("tests"))].concat();
    let mut wide = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for (at, line) in text.lines().enumerate() {
            // A literal is not broken: that would change what is said, or hide what is looked for.
            if line.chars().count() > COLUMNS_MAX && !line.contains('"') {
                wide.push(format!("{}:{}", path.display(), at + 1));
            }
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}
