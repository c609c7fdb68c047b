//! What a machine keeps from being tried.

use std::fs::File;
use std::io::Write;
use std::path::Path;

/// Names what this machine kept from being tried: `tests/run` prints it as its last line.
pub fn not_tried(what: &str) {
    println!("NOT TRIED: {what}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("not-tried");
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    file.write_all(format!("{what}\n").as_bytes()).unwrap();
}
