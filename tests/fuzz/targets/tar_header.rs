//! Tar headers are only a hint: none makes the reader panic, or claims more than is there.
//!
//! The second reading puts the right sum into the first block.
#![no_main]

use kluis::formats::tar_entry::read_member;

fn check(bytes: &[u8]) {
    if let Ok(Some(member)) = read_member(bytes) {
        assert!(member.header_bytes <= bytes.len());
        assert_eq!(member.header_bytes % 512, 0);
    }
}

fn summed(bytes: &[u8]) -> Vec<u8> {
    let mut file = bytes.to_vec();
    for block in file.chunks_exact_mut(512) {
        block[257..263].copy_from_slice(b"ustar\0");
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    file
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    check(bytes);
    check(&summed(bytes));
});
