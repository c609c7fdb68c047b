//! Parity from anywhere: packets as they are, and with right sums put in.
#![no_main]

use std::io::Cursor;

use kluis::formats::par2::{Found, Md5, scan};

/// The names of the set in the seeds.
const NAMES: [&str; 2] = ["a.age", "b.age"];

fn read(bytes: &[u8]) {
    let mut found = Found::default();
    let _ = scan(&mut Cursor::new(bytes), bytes.len() as u64, 0, &mut found);
    let Some(files) = found.described(&NAMES) else { return };
    let files: Vec<(&str, u64)> = files.iter().map(|(name, bytes)| (&**name, *bytes)).collect();
    let (set, layout) = found.set_of(&files).expect("what is described is a set");
    assert_eq!(set.checks(&layout).len(), files.len());
    for (_, source, at) in set.recovery(&layout) {
        assert!(source == 0 && at + layout.slice_bytes <= bytes.len() as u64);
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while at + 64 <= bytes.len() {
        let length = u64::from_le_bytes(bytes[at + 8..at + 16].try_into().expect("eight bytes"));
        if bytes[at..].starts_with(b"PAR2\0PKT")
            && length >= 64
            && length <= (bytes.len() - at) as u64
        {
            let sum = Md5::of(&[&bytes[at + 32..at + length as usize]]);
            bytes[at + 16..at + 32].copy_from_slice(&sum);
            at += length as usize;
        } else {
            at += 1;
        }
    }
    read(&bytes);
});
