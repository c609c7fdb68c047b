//! Damage, as a drive does it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Changes one bit of one byte.
pub fn flip(path: &Path, at: u64) {
    let file = File::options().read(true).write(true).open(path).expect("the file is there");
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).expect("the byte is there");
    file.write_all_at(&[byte[0] ^ 0x10], at).expect("the byte can be written");
}

pub fn length(path: &Path) -> u64 {
    fs::metadata(path).expect("the file is there").len()
}
