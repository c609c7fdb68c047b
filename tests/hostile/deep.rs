//! What `--deep` says of damage: which records are hit, and no others; and indexes that unpack without end.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write};

use kluis::formats::frames::{FrameSize, seek_table};
use kluis::formats::index::IndexReader;
use kluis::words::digest::Digest;

use super::place::{Place, each_file, text};

#[test]
fn the_records_that_damage_has_hit_are_named_and_no_others() {
    let place = Place::new();
    let folder = place.now().join("sources/large");
    fs::create_dir_all(&folder).unwrap();
    let mut state = 1_u64;
    for number in 0..12 {
        let bytes: Vec<u8> = (0..900_000)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            })
            .collect();
        fs::write(folder.join(format!("{number:02}.bin")), bytes).unwrap();
    }
    let said = place.archive("large", "2025");
    assert_eq!(said.exit, 0, "{said:?}");
    let bundle = said.json()["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    // Only drive A is here, so that nothing can be had from elsewhere.
    fs::remove_dir_all(place.drive("b")).unwrap();
    let mut volumes = Vec::new();
    each_file(&place.bundle("a", &bundle), &mut |path| {
        if text(path).contains("payload-") && text(path).ends_with(".age") {
            volumes.push(path.to_path_buf());
        }
    });
    let bytes: Vec<u64> = volumes.iter().map(|path| fs::metadata(path).unwrap().len()).collect();
    let whole: u64 = bytes.iter().sum();
    let mut all = BTreeSet::new();
    for part in [3, 35, 50, 72] {
        let mut at = whole * part / 100;
        let volume = bytes.iter().position(|bytes| {
            let here = at < *bytes;
            at -= if here { 0 } else { *bytes };
            here
        });
        let path = &volumes[volume.unwrap()];
        let mut damaged = fs::read(path).unwrap();
        damaged[at as usize] ^= 1;
        fs::write(path, &damaged).unwrap();

        let said = place.run(&["verify", "--deep", "--json", text(&place.drive("a"))]);
        said.ends(&[11], "deep");
        let hits = said.json();
        let named: BTreeSet<String> = hits["records_hit"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["record"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
            .collect();
        assert!((1..=6).contains(&named.len()), "{part}: {named:?}");
        let to = place.now().join("back");
        let _ = fs::remove_dir_all(&to);
        place
            .run(&["restore", &bundle, "--to", text(&to), "--reason", "test"])
            .ends(&[11], "restore");
        let mut given = BTreeSet::new();
        each_file(&to, &mut |path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".bin") {
                let source = fs::read(folder.join(&name)).unwrap();
                let same = Digest::of(&fs::read(path).unwrap()) == Digest::of(&source);
                assert!(same, "{name} is not what was sealed");
                given.insert(name);
            }
        });
        assert!(given.is_disjoint(&named), "{part}: named as hit, and given back");
        assert_eq!(given.len() + named.len(), 12, "{part}: {named:?} {given:?}");
        all.extend(named);
        damaged[at as usize] ^= 1;
        fs::write(path, &damaged).unwrap();
    }
    assert!(all.len() > 4, "the damage was spread: {all:?}");
    place.run(&["verify", "--deep", text(&place.drive("a"))]).ends(&[0], "flipped back");
}

/// The seal's hash keeps these from a reader; the reader must hold out all the same.
#[test]
fn an_index_that_unpacks_without_end_is_refused() {
    let mut packed = Vec::new();
    let mut encoder = zstd::Encoder::new(&mut packed, 3).unwrap();
    encoder.include_contentsize(true).unwrap();
    encoder.set_pledged_src_size(Some(2 << 30)).unwrap();
    for _ in 0..2 << 10 {
        encoder.write_all(&[0; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap();
    for claimed in [u32::MAX, 2 << 30, 1 << 24, 64, 0] {
        for frames in [1, 2, 4] {
            let sizes =
                vec![FrameSize { compressed: packed.len() as u32, decompressed: claimed }; frames];
            let mut index: Vec<u8> = packed.repeat(frames);
            index.extend(seek_table(&sizes));
            let bytes = index.len() as u64;
            let opened = IndexReader::open(Cursor::new(index), bytes);
            assert!(opened.is_err(), "{frames} frames that claim {claimed} bytes");
        }
    }
}
