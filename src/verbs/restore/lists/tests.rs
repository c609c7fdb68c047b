//! How the lists spell what they name.

use super::*;

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
    let output = std::process::Command::new("sha256sum")
        .args(["--strict", "-c", "SHA256SUMS"])
        .current_dir(dir.path())
        .output()
        .expect("this test needs sha256sum");
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_line_that_was_cut_off_says_nothing() {
    let id = "20261031-7f3ca2b1";
    let whole = format!("{id} 7 {} {}", Digest::of(b"salt"), Digest::of(b"bytes"));
    assert_eq!(proven(&whole), Some((id.parse().unwrap(), 7)));
    for cut in 0..whole.len() {
        assert_eq!(proven(&whole[..cut]), None, "{cut}");
    }
}
