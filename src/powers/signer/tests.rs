//! Signatures hold for one key, one purpose and the very bytes; stock `ssh-keygen` agrees, both
//! ways.

use std::path::Path;
use std::process::{Command, Stdio};

use super::key::{NotASigningKey, NotAVerifyingKey};
use super::*;
use crate::powers::random::OsRandom;

const NAMESPACES: [Namespace; 4] =
    [Namespace::Seal, Namespace::Ledger, Namespace::Medium, Namespace::Statement];

fn key() -> SigningKey {
    SigningKey::generate(&mut OsRandom)
}

#[test]
fn a_key_survives_its_text() {
    let key = key();
    let again = SigningKey::from_openssh(&key.to_openssh()).unwrap();
    assert_eq!(again.public(), key.public());
    let text = key.public().to_string();
    assert!(text.starts_with("ssh-ed25519 AAAA") && !text.ends_with(' '));
    assert_eq!(text.parse(), Ok(key.public()));
    assert_eq!(format!("{text} someone@somewhere").parse(), Ok(key.public()));
}

#[test]
fn what_is_no_key_is_refused() {
    let text = key().public().to_string();
    for wrong in [
        "",
        "ssh-ed25519",
        &text[..40],
        &format!("{text}\n{text}"),
        &text.replace("ssh-ed25519", "ssh-rsa"),
        &format!("no-pty {text}"),
    ] {
        assert_eq!(wrong.parse::<VerifyingKey>(), Err(NotAVerifyingKey), "{wrong}");
    }
    assert_eq!(SigningKey::from_openssh("x").unwrap_err(), NotASigningKey::Malformed);
}

#[test]
fn debug_shows_the_public_half_only() {
    let key = key();
    assert_eq!(format!("{key:?}"), format!("SigningKey({})", key.public()));
}

#[test]
fn a_signature_holds_for_one_namespace_one_key_and_the_bytes() {
    let (key, other) = (key(), key());
    for made in NAMESPACES {
        let signature = key.sign(made, b"bytes");
        let blob = key.sign_blob(made, b"bytes");
        for asked in NAMESPACES {
            let expected = if made == asked {
                Ok(())
            } else {
                Err(SignatureProblem::OtherNamespace { expected: asked.as_str() })
            };
            let public = key.public();
            assert_eq!(public.verify(asked, b"bytes", signature.as_bytes()), expected);
            assert_eq!(public.verify_blob(asked, b"bytes", &blob), expected);
        }
        let changed = key.public().verify(made, b"Bytes", signature.as_bytes());
        assert_eq!(changed, Err(SignatureProblem::NotOverTheseBytes));
        let stranger = other.public().verify(made, b"bytes", signature.as_bytes());
        assert_eq!(stranger, Err(SignatureProblem::OtherKey));
    }
}

#[test]
fn a_signature_of_another_size_or_shape_is_refused() {
    let key = key();
    let verify = |text: &[u8]| key.public().verify(Namespace::Seal, b"x", text);
    let refused = verify(&[b'-'; 4097]);
    assert_eq!(refused, Err(SignatureProblem::TooLarge { bytes: 4097, bytes_max: 4096 }));
    assert_eq!(verify(b""), Err(SignatureProblem::Malformed));
    let blob = key.sign_blob(Namespace::Seal, b"x");
    let longer = [&blob[..], b"\0"].concat();
    let check = |blob: &[u8]| key.public().verify_blob(Namespace::Seal, b"x", blob);
    assert_eq!(check(&blob), Ok(()));
    assert_eq!(check(&longer), Err(SignatureProblem::Malformed));
    assert!(check(&[]).is_err());
    let text = key.sign(Namespace::Seal, b"x");
    assert_eq!(verify(text.as_bytes()), Ok(()));
    for other in
        [text.replace('\n', "\r\n"), format!("{text}\n"), format!("\n{text}"), text.trim().into()]
    {
        assert_eq!(verify(other.as_bytes()), Err(SignatureProblem::Malformed));
    }
    assert!(check(&vec![0; 1 << 20]).is_err());
}

#[test]
fn no_changed_bit_of_a_blob_holds() {
    let key = key();
    let blob = key.sign_blob(Namespace::Ledger, b"line");
    for at in 0..blob.len() {
        for bit in 0..8 {
            let mut changed = blob.clone();
            changed[at] ^= 1 << bit;
            let held = key.public().verify_blob(Namespace::Ledger, b"line", &changed);
            assert!(held.is_err(), "byte {at} of {}, bit {bit}", blob.len());
        }
    }
}

/// Runs `ssh-keygen` with `input` on its standard input; whether it agreed.
fn ssh_keygen(folder: &Path, arguments: &[&str], input: &[u8]) -> bool {
    use std::io::Write as _;
    let mut child = Command::new("ssh-keygen")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("ssh-keygen is needed for this test: {error}"));
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait().unwrap().success()
}

/// Writes a private key as ssh-keygen demands it: readable by its owner alone.
fn write_key(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

#[cfg_attr(windows, ignore = "stock ssh-keygen is a program of Unix")]
#[test]
fn stock_ssh_keygen_verifies_by_allowed_signers_what_is_signed_here() {
    let folder = tempfile::tempdir().unwrap();
    let (sealer, disposer) = (key(), key());
    let pair = SignerPair { sealer: sealer.public(), disposer: disposer.public() };
    let retired = SignerPair { sealer: key().public(), disposer: key().public() };
    std::fs::write(folder.path().join("allowed_signers"), allowed_signers(&[retired, pair]))
        .unwrap();
    let agrees = |who: &str, namespace: Namespace, signature: &str| {
        std::fs::write(folder.path().join("x.sig"), signature).unwrap();
        let arguments = [
            "-Y",
            "verify",
            "-f",
            "allowed_signers",
            "-I",
            who,
            "-n",
            namespace.as_str(),
            "-s",
            "x.sig",
        ];
        ssh_keygen(folder.path(), &arguments, b"{}\n")
    };
    for namespace in NAMESPACES {
        let seals = matches!(namespace, Namespace::Seal | Namespace::Ledger | Namespace::Medium);
        let disposes = matches!(namespace, Namespace::Ledger | Namespace::Statement);
        let by_sealer = sealer.sign(namespace, b"{}\n");
        assert_eq!(agrees("sealer", namespace, &by_sealer), seals, "{namespace:?}");
        let by_disposer = disposer.sign(namespace, b"{}\n");
        assert_eq!(agrees("disposer", namespace, &by_disposer), disposes, "{namespace:?}");
        assert!(!agrees("disposer", namespace, &by_sealer));
    }
    assert!(!agrees("sealer", Namespace::Medium, &sealer.sign(Namespace::Seal, b"{}\n")));
}

#[cfg_attr(windows, ignore = "stock ssh-keygen is a program of Unix")]
#[test]
fn stock_ssh_keygen_reads_our_keys_and_signs_what_holds_here() {
    let folder = tempfile::tempdir().unwrap();
    let key = key();
    write_key(&folder.path().join("key"), &key.to_openssh());
    std::fs::write(folder.path().join("seal.json"), b"{}\n").unwrap();
    let arguments = ["-Y", "sign", "-f", "key", "-n", "kluis-seal", "seal.json"];
    assert!(ssh_keygen(folder.path(), &arguments, b""));
    let signature = std::fs::read(folder.path().join("seal.json.sig")).unwrap();
    assert_eq!(key.public().verify(Namespace::Seal, b"{}\n", &signature), Ok(()));
    // Ed25519 signatures are deterministic: ours is the stock tool's, byte for byte.
    assert_eq!(String::from_utf8(signature).unwrap(), key.sign(Namespace::Seal, b"{}\n"));
}

#[cfg_attr(windows, ignore = "stock ssh-keygen is a program of Unix")]
#[test]
fn stock_ssh_keygen_s_keys_are_read_and_other_kinds_named() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str, kind: &[&str], passphrase: &str| {
        let arguments = [&["-q", "-N", passphrase, "-C", "someone", "-f", name], kind].concat();
        assert!(ssh_keygen(folder.path(), &arguments, b""));
        std::fs::read_to_string(folder.path().join(name)).unwrap()
    };
    let text = made("plain", &["-t", "ed25519"], "");
    let key = SigningKey::from_openssh(&text).unwrap();
    let public = std::fs::read_to_string(folder.path().join("plain.pub")).unwrap();
    assert_eq!(public.trim_end().parse(), Ok(key.public()));
    let locked = made("locked", &["-t", "ed25519"], "passphrase");
    let refused = SigningKey::from_openssh(&locked).unwrap_err();
    assert_eq!(refused, NotASigningKey::UnderPassphrase);
    let ecdsa = SigningKey::from_openssh(&made("ecdsa", &["-t", "ecdsa"], ""));
    assert!(ecdsa.is_err());

    // A signature with another hash is one that the format does not use.
    std::fs::write(folder.path().join("x"), b"x").unwrap();
    let arguments = ["-Y", "sign", "-O", "hashalg=sha256", "-f", "plain", "-n", "kluis-seal", "x"];
    assert!(ssh_keygen(folder.path(), &arguments, b""));
    let signature = std::fs::read(folder.path().join("x.sig")).unwrap();
    let refused = key.public().verify(Namespace::Seal, b"x", &signature);
    assert_eq!(refused, Err(SignatureProblem::OtherAlgorithm));
}
