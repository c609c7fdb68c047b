//! Stock `age` opens what is written here, and what it writes opens here.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use age::secrecy::ExposeSecret;

use super::*;
use crate::powers::identity::{Recipient, parse_identities};

/// Runs a stock tool, with `input` on its standard input; fails loudly where it is missing or
/// refuses.
fn run(folder: &Path, program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input).and_then(|()| stdin.flush()));
        child.wait_with_output().unwrap()
    });
    assert!(output.status.success(), "{program} {arguments:?}");
    output.stdout
}

#[cfg_attr(windows, ignore = "stock age is a program of Unix")]
#[test]
fn stock_age_opens_the_key_and_then_the_payload() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let owner_text = run(folder.path(), "age-keygen", &[], b"");
    let owner = parse_identities(&owner_text).unwrap();
    let (bundle, _, payload) = sealed(200_000);
    let recipients: Vec<Recipient> =
        [Identity::generate().recipient(), owner[0].recipient()].into();
    std::fs::write(path("identity.txt"), &owner_text).unwrap();
    std::fs::write(path("key.age"), key_file(&recipients, &bundle).unwrap()).unwrap();

    let key = run(folder.path(), "age", &["-d", "-i", "identity.txt", "key.age"], b"");
    std::fs::write(path("bundle.key"), &key).unwrap();
    let plain_bytes = run(folder.path(), "age", &["-d", "-i", "bundle.key"], &payload);
    assert!(plain_bytes == plain(200_000));

    let public = run(folder.path(), "age-keygen", &["-y", "bundle.key"], b"");
    assert_eq!(String::from_utf8(public).unwrap().trim(), bundle.recipient().to_string());
}

#[cfg_attr(windows, ignore = "stock age is a program of Unix")]
#[test]
fn stock_age_writes_what_opens_here_at_any_place() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::generate();
    let recipient = identity.recipient().to_string();
    let identities = [identity];
    for len in LENGTHS {
        let file = run(folder.path(), "age", &["-r", &recipient], &plain(len));
        let header = read_header(&mut Cursor::new(&file)).unwrap();
        let mut reader = decrypting(&identities, &header, Cursor::new(&file), len as u64).unwrap();
        let from = (len / 2) as u64;
        assert!(reader.read_range(from, u64::MAX).unwrap() == plain(len)[len / 2..]);
        assert!(*decrypt_small(&identities, &file, len as u64).unwrap() == plain(len));
    }
}

#[cfg_attr(windows, ignore = "stock age is a program of Unix")]
#[test]
fn stock_age_opens_every_length_that_is_written_here() {
    let folder = tempfile::tempdir().unwrap();
    for len in LENGTHS {
        let (identity, _, file) = sealed(len);
        let secret = identity.to_secret_string();
        std::fs::write(folder.path().join("key"), secret.expose_secret()).unwrap();
        assert!(run(folder.path(), "age", &["-d", "-i", "key"], &file) == plain(len), "{len}");
    }
}
