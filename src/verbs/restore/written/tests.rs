//! Under which names records are written, and how the list of sums spells them.

use super::*;
use crate::things::search::samples;
use crate::words::names::Namer;
use std::process::Command;

fn record(name: &str) -> Record {
    samples::record(&mut Namer::new(), &TrueName::Text(name.into()))
}

fn tried(name: &str, first: bool) -> Vec<String> {
    let bundle: BundleId = "20261031-7f3ca2b1".parse().unwrap();
    let record = record(name);
    names(&TargetPath::ours(RECORDS), bundle, &record.true_name(), &record.path, 0, first)
        .into_iter()
        .map(|name| name.as_path().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_second_bundle_s_record_gets_the_bundle_s_id_before_its_extension() {
    assert_eq!(tried("a/b.pdf", true), ["records/a/b.pdf", "records/20261031-7f3ca2b1/a/b.pdf"]);
    assert_eq!(
        tried("a/b.pdf", false),
        [
            "records/a/b.pdf",
            "records/a/b (20261031-7f3ca2b1).pdf",
            "records/20261031-7f3ca2b1/a/b.pdf"
        ]
    );
}

#[cfg(unix)]
#[test]
fn the_true_name_goes_before_the_safe_one() {
    assert_eq!(
        tried("a:b", true),
        ["records/a:b", "records/a~3Ab", "records/20261031-7f3ca2b1/a~3Ab"]
    );
}

#[test]
fn a_name_that_leads_outside_is_only_tried_as_its_safe_path() {
    for name in ["../../etc/passwd", "/etc/passwd", "a/../b", "a//b"] {
        for path in tried(name, false) {
            let path = Path::new(&path);
            assert!(path.starts_with("records"), "{path:?}");
            assert!(path.components().all(|c| matches!(c, std::path::Component::Normal(_))));
        }
    }
}

#[cfg(unix)]
#[test]
fn the_stock_tool_reads_every_name_from_the_sums() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    let names: [&[u8]; 6] =
        [b"plain.txt", b"back\\slash", b"new\\nnot", b"new\nline", b"\\front", b"caf\xe9"];
    let mut sums = Vec::new();
    for name in names {
        std::fs::write(dir.path().join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
        sums.extend(sums_line(&Digest::of(name), name));
    }
    std::fs::write(dir.path().join("SHA256SUMS"), sums).unwrap();
    let output = Command::new("sha256sum")
        .args(["--strict", "-c", "SHA256SUMS"])
        .current_dir(dir.path())
        .output()
        .expect("this test needs sha256sum");
    assert!(output.status.success(), "{output:?}");
}
