//! `key.age` made by others: what it holds is judged before anything is done with it.

use std::fs;
use std::io::Write;

use kluis::powers::envelope::encrypting;
use kluis::powers::identity::{Identity, Recipient};
use kluis::words::limits::KEY_FILE_BYTES;
use secrecy::ExposeSecret;

use super::place::Place;
use super::thief::twins;

/// An age file to the owner, of exactly a key file's size, with this text in front of the padding.
fn key_file(place: &Place, text: &str) -> Vec<u8> {
    let recipients: Vec<Recipient> = vec![place.identity().recipient()];
    let mut writer = encrypting(&recipients, Vec::new()).unwrap();
    let room = KEY_FILE_BYTES as usize - writer.header().len() - 16 - text.len();
    let padding: String = std::iter::once('#').cycle().take(room - 1).collect();
    writer.write_all(format!("{text}{padding}\n").as_bytes()).unwrap();
    let file = writer.finish().unwrap();
    assert_eq!(file.len() as u64, KEY_FILE_BYTES);
    file
}

fn secret() -> String {
    Identity::generate().to_secret_string().expose_secret().to_owned()
}

/// Whoever opens it with a passphrase works for hours, or needs all memory.
fn scrypt_bomb() -> Vec<u8> {
    let head = "age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\n\
                AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\
                --- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n";
    let mut file = head.as_bytes().to_vec();
    file.resize(KEY_FILE_BYTES as usize, 7);
    file
}

#[test]
fn a_key_that_others_made_opens_nothing() {
    let place = Place::new();
    let marker = place.outside().join("ran");
    let plugin =
        "AGE-PLUGIN-KLUISTEST-1QQQSYQCYQ5RQWZQFG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWYHAXE\n";
    let other = fs::read(place.bundle("a", &place.kept).join("key.age")).unwrap();
    let attacks = [
        ("a plugin's identity", key_file(&place, plugin)),
        ("two identities", key_file(&place, &format!("{}\n{}\n", secret(), secret()))),
        ("somebody's identity", key_file(&place, &format!("{}\n", secret()))),
        ("an SSH key", key_file(&place, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n")),
        ("no identity", key_file(&place, "")),
        ("escape sequences", key_file(&place, "\u{1b}]0;owned\u{7}\n")),
        ("a scrypt bomb", scrypt_bomb()),
        ("noise", vec![b'a'; KEY_FILE_BYTES as usize]),
        ("another bundle's key", other),
    ];
    for (what, file) in attacks {
        for both in [true, false] {
            place.back();
            for drive in ["a", "b"] {
                let folder = place.bundle(drive, &place.due);
                fs::write(folder.join("key.age"), &file).unwrap();
                if both {
                    fs::write(folder.join("key-copy.age"), &file).unwrap();
                }
            }
            let at = format!("{what}, both twins: {both}");
            place.verify("a").ends(&[11], &at);
            let deep = place.run(&["verify", "--deep"]);
            deep.ends(&[11, 12, 13], &at);
            let restored = place.restore();
            // The other twin opens it, which is as good.
            let codes: &[i32] = if both { &[3, 11, 12, 13] } else { &[0, 1, 3, 11] };
            restored.ends(codes, &at);
            place.some_end_cleanly(&at);
            assert!(!marker.exists(), "{at}");
        }
    }
}

/// A run that wrapped keys anew and was cut off leaves files that no entry names; then the bundle is to be destroyed.
#[test]
fn keys_that_a_cut_off_run_left_go_with_their_bundle_and_others_stay() {
    let place = Place::new();
    let [sealed, _] = twins(&place, "a", &place.due);
    let office = Identity::generate().recipient().to_string();
    place.well(&["key", "add", "Office", "--recipient", &office]);
    let left = twins(&place, "a", &place.due);
    let foreign = key_file(&place, &format!("{}\n", secret()));
    let put = |twins: [&[u8]; 2]| {
        place.back();
        for (name, bytes) in ["key.age", "key-copy.age"].into_iter().zip(twins) {
            fs::write(place.bundle("a", &place.due).join(name), bytes).unwrap();
        }
    };
    // The second time the run had not come to the original.
    for twins in [[&*left[0], &left[1]], [&sealed, &left[1]]] {
        put(twins);
        place.destroy().ends(&[0], "keys of its own");
        assert!(!place.bundle("a", &place.due).exists());
        assert!(!place.bundle("b", &place.due).exists());
    }
    put([&foreign, &left[1]]);
    place.destroy().ends(&[3, 11], "somebody's identity");
    assert!(fs::read(place.bundle("a", &place.due).join("key.age")).unwrap() == foreign);
}
