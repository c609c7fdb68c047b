//! `tests/tools`, which sees to it that the stock tools are there: what it asks for, with doubles of the system's own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use crate::shell::{runs, said, tool};

/// A folder in front of PATH, in which nothing is installed and what was asked for is written down.
fn with_compiler(folder: &Path, cc: &str) -> Output {
    let log = folder.join("asked");
    fs::write(&log, "").expect("the folder is there");
    let apt = format!("echo \"$@\" >>{}", log.display());
    for (name, script) in [("cc", cc), ("apt-get", &apt), ("sudo", "shift; exec \"$@\"")] {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("the folder is there");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    let path = std::env::var("PATH").expect("there is a PATH");
    let mut tools = tool("bash");
    tools.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools"));
    runs(tools.env("PATH", format!("{}:{path}", folder.display())))
}

#[test]
fn a_compiler_that_links_nothing_is_missed_with_the_headers_that_it_lacks() {
    let folder = tempfile::tempdir().expect("a folder for doubles");
    // As gcc ends where libc6-dev is not installed, which its package only recommends.
    let output =
        with_compiler(folder.path(), "echo 'stdio.h: No such file or directory' >&2; exit 1");
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    for package in ["gcc", "libc6-dev"] {
        assert!(said(&output).contains(&format!("Debian package {package})")), "{}", said(&output));
    }
    let asked = fs::read_to_string(folder.path().join("asked")).expect("it was asked");
    assert!(asked.lines().any(|line| line.ends_with(" gcc libc6-dev")), "{asked}");
}

#[test]
fn a_compiler_that_links_is_not_missed() {
    let folder = tempfile::tempdir().expect("a folder for doubles");
    let output = with_compiler(folder.path(), "PATH=${PATH#*:}; export PATH; exec cc \"$@\"");
    assert!(!said(&output).contains("Debian package"), "{}", said(&output));
    let asked = fs::read_to_string(folder.path().join("asked")).expect("it may be empty");
    assert!(!asked.contains("libc6-dev"), "{asked}");
}
