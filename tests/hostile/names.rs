//! Names and unencrypted places that a terminal would obey, and drives that are not what they say.

use std::fs;

use super::place::{Place, copy_folder, text};

#[cfg(unix)]
const ESCAPES: &str =
    "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}\r\nkluis: error: all is well\n";

/// Windows takes no name with a control character.
#[cfg(unix)]
#[test]
fn what_a_terminal_obeys_is_shown_and_not_obeyed() {
    use std::os::unix::ffi::OsStringExt;
    let place = Place::new();
    let name = ESCAPES.replace('/', "_");
    let folders = [place.drive("a"), place.vault("a"), place.vault("a").join("bundles")];
    for folder in folders.into_iter().chain([place.bundle("a", &place.due)]) {
        for folder_too in [false, true] {
            place.back();
            let at = format!("a name in {}", folder.display());
            match folder_too {
                true => fs::create_dir(folder.join(&name)).unwrap(),
                false => fs::write(folder.join(&name), "x").unwrap(),
            }
            let raw = std::ffi::OsString::from_vec(b"\xff\x1b[31m".to_vec());
            fs::write(folder.join(raw), "x").unwrap();
            place.all_end_cleanly(&at);
        }
    }
    place.back();
    fs::rename(place.vault("a"), place.now().join("taken")).unwrap();
    fs::create_dir(place.drive("a").join("kluis-\u{1b}[31m123")).unwrap();
    place.verify("a").ends(&[10], "only an odd vault's folder");

    for (file, bytes) in [
        ("kluis-drive.json", format!("{{\"critical\":[\"{ESCAPES}\"]}}")),
        ("kluis-drive.json", ESCAPES.to_owned()),
    ] {
        place.back();
        fs::write(place.drive("a").join(file), bytes).unwrap();
        place.verify("a").ends(&[10], file);
        place.all_end_cleanly(file);
    }
    for file in ["label.a.json", "label.b.json", "allowed_signers", "README.txt"] {
        place.back();
        fs::write(place.vault("a").join(file), ESCAPES).unwrap();
        place.verify("a").ends(&[11], file);
        place.all_end_cleanly(file);
    }
    for file in ["seal.json", "SHA256SUMS", "records.commit"] {
        place.back();
        fs::write(place.bundle("a", &place.due).join(file), ESCAPES).unwrap();
        place.verify("a").ends(&[11, 12], file);
        place.all_end_cleanly(file);
    }
}

#[test]
fn a_drive_that_carries_another_drives_folder_is_not_it() {
    let place = Place::new();
    fs::copy(place.drive("b").join("kluis-drive.json"), place.drive("a").join("kluis-drive.json"))
        .unwrap();
    let said = place.verify("a");
    said.ends(&[10], "kluis-drive.json of another drive");
    assert!(said.err.contains("another drive"), "{}", said.err);
    place.all_end_cleanly("kluis-drive.json of another drive");
}

#[test]
fn a_drive_of_another_vault_is_not_ours() {
    let (place, other) = (Place::new(), Place::new());
    fs::remove_dir_all(place.drive("a")).unwrap();
    copy_folder(&other.drive("a"), &place.drive("a"));
    place.verify("a").ends(&[10], "another vault's drive");
    place.all_end_cleanly("another vault's drive");

    // Under our folder's name it has labels that none of our signers signed.
    place.back();
    let ours = place.vault("a");
    fs::remove_dir_all(&ours).unwrap();
    copy_folder(&other.vault("a"), &ours);
    place.verify("a").ends(&[12], "another vault's folder under our name");
    place.all_end_cleanly("another vault's folder under our name");
}

#[test]
fn no_drive_and_an_empty_one_are_said_to_be_that() {
    let place = Place::new();
    for (folder, code) in [("nothing-here", 2), ("sources", 10)] {
        let said = place.run(&["verify", text(&place.now().join(folder))]);
        said.ends(&[code, 10], folder);
    }
}
