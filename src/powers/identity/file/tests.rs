//! Identity files in every dress that people bring them in, and the traps that are refused before
//! they cost anything.

use std::process::{Command, Stdio};

use super::*;
use crate::powers::identity::paper::Mistyped;

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn never() -> Option<SecretString> {
    panic!("no passphrase is asked for here")
}

fn text_of(identity: &Identity) -> String {
    identity.to_secret_string().expose_secret().to_owned()
}

#[test]
fn plain_files_open_with_comments_and_foreign_line_ends() {
    let (a, b) = (Identity::generate(), Identity::generate());
    let (text_a, text_b) = (text_of(&a), text_of(&b));
    for file in [
        format!("{text_a}\n{text_b}\n"),
        format!("# created: today\n# public key: x\n{text_a}\n\n{text_b}"),
        format!("\u{feff}# BOM\r\n{text_a}\r\n  {text_b} \r\n"),
    ] {
        let found = open_identity_file(file.as_bytes(), never).unwrap();
        let found: Vec<_> = found.iter().map(Identity::recipient).collect();
        assert_eq!(found, [a.recipient(), b.recipient()]);
    }
}

#[test]
fn a_file_that_powershell_wrote_opens() {
    let one = Identity::generate();
    let text = format!("\u{feff}# created: vandaag\r\n{}\r\n", text_of(&one));
    let units = || text.encode_utf16();
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    for file in [little, big] {
        let found = open_identity_file(&file, never).unwrap();
        assert_eq!(found[0].recipient(), one.recipient());
    }
    let odd = open_identity_file(b"\xFF\xFEa\0\0", never).unwrap_err();
    assert_eq!(odd, IdentityProblem::NotAnIdentity { line: 1 });
}

#[test]
fn what_is_no_identity_is_named_by_its_line() {
    let good = text_of(&Identity::generate());
    let long = |letters| IdentityProblem::Mistyped(Mistyped::Length { letters, wanted: 58 });
    for (file, problem) in [
        (String::new(), IdentityProblem::Empty),
        ("# only\n\n# comments\n".into(), IdentityProblem::Empty),
        (format!("{good}\nAGE-PLUGIN-YUBIKEY-1QQQ\n"), IdentityProblem::PluginIdentity { line: 2 }),
        ("AGE-SECRET-KEY-PQ-1QQQ".into(), IdentityProblem::OtherSuite { line: 1 }),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n".into(), IdentityProblem::SshKey),
        ("#\nAGE-SECRET\n".into(), IdentityProblem::NotAnIdentity { line: 2 }),
        (format!("#\n{}\n", &good[..50]), long(34)),
        (format!("{good}{good}"), long(132)),
    ] {
        let found = open_identity_file(file.as_bytes(), never).unwrap_err();
        assert_eq!(found, problem);
        assert!(!format!("{found} {found:?}").contains(&good[20..40]));
    }
    let long = vec![b'#'; IDENTITY_FILE_BYTES_MAX as usize + 1];
    let refused = open_identity_file(&long, never).unwrap_err();
    assert!(matches!(refused, IdentityProblem::TooLarge { bytes: 65_537, .. }));
}

/// An age file under `passphrase`, cheap enough for tests.
fn under(passphrase: &str, work_factor: u8, plain: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
    recipient.set_work_factor(work_factor);
    age::encrypt(&recipient, plain).unwrap()
}

#[test]
fn a_file_under_a_passphrase_opens_with_it_alone() {
    let identity = Identity::generate();
    let file = under("right", 4, text_of(&identity).as_bytes());
    let open = |file: &[u8], word: &str| open_identity_file(file, || Some(secret(word)));
    assert_eq!(open(&file, "right").unwrap()[0].recipient(), identity.recipient());
    assert_eq!(open(&file, "wrong").unwrap_err(), IdentityProblem::WrongPassphrase);
    assert_eq!(open_identity_file(&file, || None).unwrap_err(), IdentityProblem::NoPassphrase);
    let mut altered = file.clone();
    *altered.last_mut().unwrap() ^= 1;
    assert_eq!(open(&altered, "right").unwrap_err(), IdentityProblem::Damaged);
    for len in [22, 60, file.len() - 20] {
        assert_eq!(open(&file[..len], "right").unwrap_err(), IdentityProblem::Damaged, "{len}");
    }
    let other = under("right", 4, b"AGE-PLUGIN-X-1QQQ");
    assert_eq!(open(&other, "right").unwrap_err(), IdentityProblem::PluginIdentity { line: 1 });
}

#[test]
fn too_much_work_is_refused_before_the_passphrase_is_asked() {
    let file = under("x", 4, b"");
    let text = String::from_utf8_lossy(&file);
    assert!(text.contains(" 4\n"));
    for work_factor in ["21", "63", "255", "4096"] {
        let at = file.windows(3).position(|bytes| bytes == b" 4\n").unwrap();
        let bomb = [&file[..at + 1], work_factor.as_bytes(), &file[at + 2..]].concat();
        let expected = work_factor.parse().unwrap_or(u8::MAX);
        assert_eq!(
            open_identity_file(&bomb, never).unwrap_err(),
            IdentityProblem::WorkTooLarge { work_factor: expected, work_factor_max: 20 }
        );
    }
}

#[test]
fn other_age_files_are_told_apart() {
    let file = age::encrypt(&age::x25519::Identity::generate().to_public(), b"x").unwrap();
    assert_eq!(open_identity_file(&file, never).unwrap_err(), IdentityProblem::NotUnderPassphrase);
    let refused = open_identity_file(b"age-encryption.org/v9\nwhatever", never).unwrap_err();
    assert_eq!(refused, IdentityProblem::UnknownVersion);
    let broken = b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n";
    assert_eq!(open_identity_file(broken, never).unwrap_err(), IdentityProblem::BrokenArmour);
}

/// Runs a command of stock `age` on a terminal of its own, since it asks for passphrases there and
/// nowhere else.
#[cfg(target_os = "linux")]
fn at_a_terminal(folder: &std::path::Path, command: &str, typed: &str) {
    use std::io::Write as _;
    let mut child = Command::new("script")
        .args(["-qec", command, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("script (util-linux) is needed for this test: {error}"));
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stdout));
}

#[cfg(target_os = "linux")]
#[test]
fn stock_age_and_kluis_open_each_other_s_identity_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let identity = Identity::generate();
    let file = seal_identity_file(&secret("correct horse"), &identity);
    assert_eq!(scrypt_work_factor(&file[..header_len(&file).unwrap()]), Some(18));
    std::fs::write(path("identity.age"), &file).unwrap();
    at_a_terminal(folder.path(), "age -d -o opened.txt identity.age", "correct horse\n");
    let opened = std::fs::read(path("opened.txt")).unwrap();
    assert_eq!(open_identity_file(&opened, never).unwrap()[0].recipient(), identity.recipient());

    at_a_terminal(folder.path(), "age -p -a -o armoured.age opened.txt", "battery\nbattery\n");
    let armoured = std::fs::read(path("armoured.age")).unwrap();
    assert!(armoured.starts_with(b"-----BEGIN AGE"));
    let found = open_identity_file(&armoured, || Some(secret("battery"))).unwrap();
    assert_eq!(found[0].recipient(), identity.recipient());
}

#[cfg_attr(windows, ignore = "stock age-keygen is a program of Unix")]
#[test]
fn stock_age_keygen_s_file_opens() {
    let output = Command::new("age-keygen")
        .stderr(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("age-keygen is needed for this test: {error}"));
    assert!(output.status.success());
    let found = open_identity_file(&output.stdout, never).unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(&format!("# public key: {}\n", found[0].recipient())));
}

#[test]
fn a_recovery_sheet_is_an_identity_file_too() {
    let good = text_of(&Identity::generate());
    let sheet = format!("RECOVERY SHEET\r\n  1 ABCD  2 EFGH\r\n\r\n  {good}\r\nKeep it.\r\n");
    let found = open_identity_file(sheet.as_bytes(), never).unwrap();
    assert_eq!(text_of(&found[0]), good);
    let copied = format!("# ok\nit says {good} in a sentence\n");
    assert_eq!(text_of(&open_identity_file(copied.as_bytes(), never).unwrap()[0]), good);
    let refused = |text: &str| open_identity_file(text.as_bytes(), never).unwrap_err();
    let none = refused("a text\nwith no identity\n");
    assert_eq!(none, IdentityProblem::NotAnIdentity { line: 1 });
    let short = refused(&format!("a sheet\n{}\n", &good[..50]));
    let wanted = good.len() - "AGE-SECRET-KEY-1".len();
    let letters = 50 - "AGE-SECRET-KEY-1".len();
    assert_eq!(short, IdentityProblem::Mistyped(Mistyped::Length { letters, wanted }));
}
