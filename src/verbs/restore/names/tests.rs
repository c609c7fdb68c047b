//! Under which names records are written.

use std::path::Path;

use super::*;
use crate::formats::index::Record;
use crate::things::search::samples;
use crate::words::names::Namer;

fn record(name: &str) -> Record {
    samples::record(&mut Namer::new(), &TrueName::Text(name.into()))
}

fn tried(name: &str, first: bool) -> Vec<String> {
    let bundle: BundleId = "20261031-7f3ca2b1".parse().unwrap();
    let record = record(name);
    names(bundle, &record.true_name(), &record.path, 0, first)
        .into_iter()
        .map(|name| name.as_path().to_str().unwrap().replace('\\', "/"))
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
