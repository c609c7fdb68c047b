//! A safe path stays beneath its folder, and every true name gets one.
#![no_main]

use kluis::words::names::{Namer, SafePath, TrueName};

fn check(path: &SafePath) {
    let text = path.as_str();
    assert!(!text.is_empty() && !text.starts_with('/') && !text.contains('\\'));
    assert!(text.split('/').all(|part| !["", ".", ".."].contains(&part)));
    assert!(!text.chars().any(char::is_control));
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(path) = std::str::from_utf8(bytes).ok().and_then(|t| SafePath::parse(t).ok()) {
        check(&path);
    }
    let mut namer = Namer::new();
    for name in bytes.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let path = namer.safe(&TrueName::from_bytes(name.to_vec()));
        check(&path);
        let again = SafePath::parse(path.as_str()).expect("what the namer gives is a safe path");
        assert_eq!(again, path);
    }
});
