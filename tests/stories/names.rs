//! Names and sizes that other programs lose: each comes back byte for byte.

use std::ffi::OsStr;
use std::fs;
use std::time::{Duration, SystemTime};

use crate::harness::{MODIFIED, Vault, put, timed_files, touch};

/// Windows and macOS take few of these names.
#[cfg(target_os = "linux")]
#[test]
fn every_name_comes_back_byte_for_byte() {
    use std::os::unix::ffi::OsStrExt;
    let vault = Vault::new();
    let long = "een map met een lange naam ".repeat(7);
    let long = long.trim_end();
    let deep = format!("{long}/{long}/{long}/bon.pdf");
    assert!(deep.len() > 520);
    let names: Vec<&[u8]> = vec![
        "caf\u{e9}.pdf".as_bytes(),
        "cafe\u{301}.pdf".as_bytes(),
        b"CON",
        b"con.txt",
        b"NUL.tar.gz",
        b"a:b",
        b"trailing dot.",
        b"trailing space ",
        b" leading space",
        b"Twin.pdf",
        b"twin.pdf",
        b"TWIN.PDF",
        "Stra\u{df}e".as_bytes(),
        "STRASSE".as_bytes(),
        "\u{1f9fe} bonnetje \u{1f468}\u{200d}\u{1f469}.jpg".as_bytes(),
        b"latin1 caf\xe9.pdf",
        b"\xff\xfe",
        b"100%25.pdf",
        b"a~b",
        b"a~41",
        b"back\\slash",
        b"star * question ? quote \" less < more > pipe |",
        b"line\nbreak",
        b"tab\tbell\x07escape\x1b[31m",
        "\u{2028}separator".as_bytes(),
        "\u{202e}fdp.exe".as_bytes(),
        b"-rf",
        b"--json",
        b".hidden",
        b"...",
        b"kluis",
        b"data",
        deep.as_bytes(),
    ];
    for (number, name) in names.iter().enumerate() {
        put(&vault.source("").join(OsStr::from_bytes(name)), format!("record {number}"));
    }
    let longest = "x".repeat(255);
    put(&vault.source("").join(&longest), "255 bytes");
    let before = timed_files(&vault.source(""));
    assert_eq!(before.len(), names.len() + 1);

    let line = "{src} --class nl-admin-basis --date 2025-11 --move";
    let report = vault.seal("names", line).exits(0).json();
    assert_eq!(report["bundles"][0]["records"].as_u64(), Some(before.len() as u64));
    vault.run("verify --deep").exits(0);
    let given = vault.run("restore {names} --to {out} --reason check --json").exits(0).json();
    assert!(given["renamed"].as_array().unwrap().is_empty(), "{given:#}");
    assert_eq!(timed_files(&vault.path("out/records/Administratie")), before);
    let sums = std::process::Command::new("sha256sum")
        .args(["--strict", "--quiet", "-c", "SHA256SUMS"])
        .current_dir(vault.path("out"))
        .output()
        .expect("this test needs sha256sum");
    assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stderr));
}

#[test]
fn sizes_from_nothing_to_thirty_megabytes_come_back() {
    let vault = Vault::with_one_drive();
    // Bytes that don't compress, made in long strides: Marsaglia's xorshift.
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut noise = |bytes: usize| -> Vec<u8> {
        let mut noise = Vec::with_capacity(bytes + 8);
        while noise.len() < bytes {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            noise.extend_from_slice(&state.to_le_bytes());
        }
        noise.truncate(bytes);
        noise
    };
    for bytes in [0, 1, 511, 512, 513, 65_535, 65_536, 65_537, 4 << 20, (4 << 20) + 1, 30 << 20] {
        vault.file(&format!("noise/{bytes}"), noise(bytes));
    }
    vault.file("zeros", vec![0; 9 << 20]);
    let before = timed_files(&vault.source(""));
    vault.seal("sizes", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    vault.run("verify --deep").exits(0);
    vault.run("restore {sizes} --to {out} --reason check").exits(0);
    assert_eq!(timed_files(&vault.path("out/records/Administratie")), before);
    fs::remove_dir_all(vault.path("out")).unwrap();
    let one = "restore {sizes} --match 4194305 --to {out} --reason check --json";
    assert_eq!(vault.run(one).exits(0).json()["bytes"], (4 << 20) + 1);
}

#[test]
fn times_come_back_with_their_nanoseconds() {
    let vault = Vault::with_one_drive();
    let epoch = SystemTime::UNIX_EPOCH;
    let times = [
        epoch,
        epoch + Duration::new(0, 1),
        epoch + Duration::new(1, 999_999_999),
        epoch + MODIFIED,
        epoch - Duration::new(0, 1),
        epoch - Duration::new(86_400 * 365, 500_000_000),
    ];
    for (number, when) in times.into_iter().enumerate() {
        touch(&vault.file(&format!("at {number}"), [b'x'; 3]), when);
    }
    let before = timed_files(&vault.source(""));
    vault.seal("times", "{src} --class nl-admin-basis --date 2025-11").exits(0);
    vault.run("restore {times} --to {out} --reason check").exits(0);
    assert_eq!(timed_files(&vault.path("out/records/Administratie")), before);
}

/// A name that is no UTF-8 is of Unix.
#[cfg(unix)]
#[test]
fn a_source_whose_path_is_no_utf_8_is_sealed() {
    use std::os::unix::ffi::OsStrExt;
    let vault = Vault::with_one_drive();
    let folder = vault.source("").join(OsStr::from_bytes(b"caf\xe9"));
    put(&folder.join("bon.pdf"), "bon");
    vault.name("latin1", folder);
    vault.seal("latin1 month", "{latin1} --class nl-admin-basis --date 2025-11").exits(0);
    vault.run("restore --all --to {out} --reason check").exits(0);
    let back = vault.path("out/records").join(OsStr::from_bytes(b"caf\xe9/bon.pdf"));
    assert_eq!(fs::read(back).unwrap(), b"bon");
}
