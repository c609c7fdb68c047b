//! Something else under our names: links, FIFOs, folders, files with a second name, and files of any size.

use std::fs;
use std::path::{Path, PathBuf};

use super::place::{Place, each_file, name_of, text};

/// Every file of the format on drive `a`, once for each kind of name, relative to the drive.
fn files(place: &Place) -> Vec<PathBuf> {
    let mut files = Vec::new();
    each_file(&place.drive("a"), &mut |path| {
        let of_the_other = path.to_string_lossy().contains(&place.kept);
        if !of_the_other {
            files.push(path.strip_prefix(place.drive("a")).unwrap().to_path_buf());
        }
    });
    assert!(files.len() > 20, "{files:?}");
    files
}

/// Those whose loss is no finding: nothing is read from them, or there is another one.
fn is_no_loss(place: &Place, file: &Path) -> bool {
    let name = name_of(file);
    let in_bundle = file.to_string_lossy().contains(&place.due);
    name == "reserve.bin"
        || name == "lock"
        || (name == "README.txt" && in_bundle)
        || file.components().any(|part| part.as_os_str() == "notes")
        // Parity is no part of a bundle.
        || name.ends_with(".par2")
        // A label's slot that is not there was never written, or the other one is true.
        || name.starts_with("label.")
        // What is missing of a chain is fetched from the home; `ledgers` looks closer.
        || name.ends_with(".jsonl")
        || (name.starts_with("vault.") && !is_in_force(place, &name))
}

fn is_in_force(place: &Place, name: &str) -> bool {
    let labels = ["label.a.json", "label.b.json"].map(|slot| {
        let bytes = fs::read(place.vault("a").join(slot)).unwrap_or_default();
        serde_json::from_slice::<serde_json::Value>(&bytes).unwrap_or_default()
    });
    let newest = labels.iter().max_by_key(|label| label["generation"].as_u64()).unwrap();
    newest["vault_document"] == name
}

fn attack(place: &mut Place, what: &str, run: &mut dyn FnMut(&mut Place, &Path)) {
    for file in files(place) {
        place.back();
        let at = format!("{what} at {}", file.display());
        let no_loss = is_no_loss(place, &file);
        let path = place.drive("a").join(&file);
        run(place, &path);
        let said = place.verify("a");
        let codes: &[i32] = if no_loss { &[0, 10, 11, 12, 15, 20] } else { &[10, 11, 12, 15] };
        said.ends(codes, &at);
        place.nothing_outside_changed(&at);
        place.some_end_cleanly(&at);
    }
}

/// Windows lets administrators alone make a link.
#[cfg(unix)]
#[test]
fn a_link_under_our_name_is_never_followed() {
    let mut place = Place::new();
    let mut number = 0;
    attack(&mut place, "a link", &mut |place, path| {
        number += 1;
        let bytes = fs::read(path).unwrap();
        let outside = place.put_outside(&format!("{number}"), &bytes);
        fs::remove_file(path).unwrap();
        std::os::unix::fs::symlink(outside, path).unwrap();
    });
}

#[test]
fn a_second_name_of_a_file_is_never_overwritten() {
    let mut place = Place::new();
    let files = files(&place);
    for file in files {
        place.back();
        let at = format!("a second name of {}", file.display());
        let path = place.drive("a").join(&file);
        let bytes = fs::read(&path).unwrap();
        let outside = place.put_outside("second", &bytes);
        fs::remove_file(&path).unwrap();
        fs::hard_link(&outside, &path).unwrap();
        place.all_end_cleanly(&at);
        fs::remove_file(outside).unwrap();
        place.forget_outside();
    }
}

/// Windows has no FIFO in a folder.
#[cfg(unix)]
#[test]
fn a_fifo_under_our_name_is_not_waited_for() {
    let mut place = Place::new();
    attack(&mut place, "a FIFO", &mut |_, path| {
        fs::remove_file(path).unwrap();
        let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
        rustix::fs::mknodat(rustix::fs::CWD, path, kind, mode, 0).unwrap();
    });
}

#[test]
fn a_folder_under_our_name_is_no_file() {
    let mut place = Place::new();
    attack(&mut place, "a folder", &mut |_, path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
        fs::write(path.join("x"), "x").unwrap();
    });
}

#[test]
fn an_oversized_file_under_our_name_is_not_read_whole() {
    let mut place = Place::new();
    attack(&mut place, "8 GiB", &mut |_, path| {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_len(8 << 30).unwrap();
    });
}

#[test]
fn an_empty_file_under_our_name_is_a_finding() {
    let mut place = Place::new();
    attack(&mut place, "0 bytes", &mut |_, path| {
        fs::File::options().write(true).truncate(true).open(path).unwrap();
    });
}

#[test]
fn a_missing_file_is_a_finding() {
    let mut place = Place::new();
    attack(&mut place, "nothing", &mut |_, path| fs::remove_file(path).unwrap());
}

/// Windows lets administrators alone make a link.
#[cfg(unix)]
#[test]
fn a_folder_that_is_a_link_is_never_entered() {
    let mut place = Place::new();
    let vault = place.vault("a");
    let (root, vault_name) = (place.drive("a"), name_of(&vault));
    let bundle = format!("{vault_name}/bundles/{}", place.due);
    let below = ["ledger", "bundles", "notes", "spec", "statements"]
        .map(|name| format!("{vault_name}/{name}"));
    for folder in [vec![vault_name, bundle], below.to_vec()].concat() {
        place.back();
        let at = format!("a link at {folder}");
        let path = root.join(&folder);
        let moved = place.outside().join("moved");
        fs::rename(&path, &moved).unwrap();
        std::os::unix::fs::symlink(&moved, &path).unwrap();
        let mut there = Vec::new();
        each_file(&moved, &mut |file| there.push((file.to_path_buf(), fs::read(file).unwrap())));
        for (file, bytes) in there {
            let name = text(file.strip_prefix(place.outside()).unwrap()).to_owned();
            place.put_outside(&name, &bytes);
        }
        let harmless = folder.ends_with("notes") || folder.ends_with("statements");
        let codes: &[i32] = if harmless { &[0, 10] } else { &[10, 11, 12, 15] };
        place.verify("a").ends(codes, &at);
        place.all_end_cleanly(&at);
        fs::remove_dir_all(moved).unwrap();
        place.forget_outside();
    }
}
