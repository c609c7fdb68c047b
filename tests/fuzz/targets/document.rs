//! What a file says of itself is short, and is written and read again as the same; or nothing is said.
#![no_main]

use kluis::formats::document::{Document, read, read_start, read_with_text};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for document in [read(bytes), read_with_text(bytes), read_start(bytes)].into_iter().flatten() {
        let line = serde_json::to_vec(&document).expect("it is plain");
        assert!(line.len() < 32 << 10, "a line of an index bears it");
        assert_eq!(serde_json::from_slice::<Document>(&line).expect("it is ours"), document);
    }
});
