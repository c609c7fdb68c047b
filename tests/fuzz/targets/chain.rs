//! A chain is a prefix of its file, the head it gives reads the same chain again, and what its
//! entries say together can be told.
//!
//! Each input line becomes a ledger line with its number and the hash of the line before, so that
//! the fuzzer reaches what stands behind those checks.
#![no_main]

use kluis::formats::chain::Chain;
use kluis::things::ledger::state::State;
use kluis::words::digest::Digest;
use serde_json::{Map, Value, json};

fn check(file: &[u8]) {
    let Ok((chain, aside)) = Chain::read(file, None) else {
        return;
    };
    assert_eq!([chain.bytes(), &aside.bytes].concat(), file);
    let _ = State::of(chain.links().iter().map(|link| &link.entry));
    if let Some(head) = chain.head() {
        let (again, _) = Chain::read(file, Some(&head)).expect("a chain's own head holds");
        assert_eq!(again.bytes(), chain.bytes());
    }
}

fn chained(bytes: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut before = "0".repeat(64);
    for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let Ok(mut fields) = serde_json::from_slice::<Map<String, Value>>(line) else {
            continue;
        };
        fields.insert("seq".into(), json!(number));
        fields.insert("prev".into(), json!(before));
        let Ok(line) = serde_json::to_vec(&fields) else {
            continue;
        };
        before = Digest::of(&line).to_string();
        file.extend([line, b"\n".to_vec()].concat());
    }
    file
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    check(&chained(bytes));
});
