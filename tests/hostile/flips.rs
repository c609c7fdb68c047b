//! One byte changed, at many places of every file.

use std::fs;
use std::path::Path;

use super::place::{Place, each_file, name_of};

/// How many places in each file, spread evenly; the first and last byte are two of them.
const PLACES: usize = 7;

fn places(bytes: usize) -> impl Iterator<Item = usize> {
    (0..PLACES.min(bytes)).map(move |at| at * (bytes - 1) / (PLACES - 1).max(1))
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_flipped_byte_in_a_bundle_is_found() {
    let place = Place::new();
    let mut flips = 0;
    for bundle in [&place.due, &place.kept] {
        let mut files = Vec::new();
        each_file(&place.bundle("a", bundle), &mut |path| files.push(path.to_path_buf()));
        assert_eq!(files.len(), 11);
        for path in files {
            let name = name_of(&path);
            for at in places(fs::metadata(&path).unwrap().len() as usize) {
                flip(&path, at);
                place.verify("a").ends(&[11], &format!("{name}, byte {at}"));
                flip(&path, at);
                flips += 1;
            }
        }
    }
    place.verify("a").ends(&[0], "with all of them flipped back");
    assert!(flips > 100, "{flips}");
}

#[test]
fn a_flipped_byte_beside_the_bundles_is_found() {
    let place = Place::new();
    let mut files = Vec::new();
    let vault = place.vault("a");
    each_file(&place.drive("a"), &mut |path| {
        if !path.starts_with(vault.join("bundles")) {
            files.push(path.strip_prefix(place.drive("a")).unwrap().to_path_buf());
        }
    });
    for file in files {
        let codes: &[i32] = if name_of(&file) == "kluis-drive.json" { &[10] } else { &[11] };
        let path = place.drive("a").join(&file);
        place.back();
        for at in places(fs::metadata(&path).unwrap().len() as usize) {
            place.back();
            flip(&path, at);
            place.verify("a").ends(codes, &format!("{}, byte {at}", file.display()));
        }
        place.some_end_cleanly(&file.display().to_string());
    }
}
