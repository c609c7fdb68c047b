//! Seals that come back, and seals whose fields can't all be true.

use proptest::prelude::*;

use super::*;
use crate::formats::entry::Fault;
use crate::formats::entry::samples::{bundle, end, rules};
use crate::formats::sums::{self, Sums, volume_name};
use crate::words::ids::WriterId;
use crate::words::limits::MIB;

/// A seal over a payload of this size in volumes of 1 MiB.
fn seal_of(plain_bytes: u64, records: u64) -> Seal {
    let header = b"age-encryption.org/v1\n-> X25519 x\ny\n--- z\n0123456789abcdef".to_vec();
    let bytes = header.len() as u64 + plain_bytes + plain_bytes.div_ceil(65_536) * 16;
    let volumes = bytes.div_ceil(MIB);
    let size = |n: u64| {
        if n + 1 < volumes { MIB } else { bytes - n * MIB }
    };
    let file = |name: &str, bytes: u64, byte: u8| FileFacts {
        bytes,
        name: name.to_owned(),
        sha256: Digest([byte; 32]),
    };
    let mut files = vec![file(sums::NAME, 0, 0), file(sums::INDEX_NAME, 5000, 1)];
    files.extend((0..volumes).map(|n| file(&volume_name(n), size(n), n as u8)));
    files.push(file(sums::COMMITMENTS_NAME, records * 32, 2));
    let text = Sums::of(&files).expect("all names are there").to_bytes();
    files[0].bytes = text.len() as u64;
    files[0].sha256 = Digest::of(&text);
    Seal {
        algorithms: Algorithms::default(),
        vault: VaultId(Digest([1; 32])),
        bundle: bundle(1),
        sealed_at: serde_json::from_str("{\"clock\":\"ok\",\"time\":\"2026-10-31T12:00:00Z\"}")
            .expect("a stamp as format §4.1 has it"),
        program: "kluis 0.1.0".into(),
        rules: rules(),
        end: end(),
        case: Some(Tag([5; 16])),
        newest_mtime: "2026-10-30T09:00:00Z".parse().ok(),
        counts: Counts { bytes: 1000, records },
        payload: Payload { plain_bytes, tar_bytes: 10_240, volume_bytes: MIB, volumes },
        files,
        headers: Headers { index: header.clone(), payload: header },
        key_file: Digest([12; 32]),
        readme: Digest([11; 32]),
        recipient: Digest([6; 32]),
        heads: vec![Head {
            bytes: 900,
            count: 2,
            sha256: Digest([7; 32]),
            writer: WriterId([8; 8]),
        }],
        supersedes: vec![bundle(9)],
        unread: Unknown::new(),
    }
}

fn changed(change: impl Fn(&mut Seal)) -> Seal {
    let mut seal = seal_of(2 * MIB, 3);
    change(&mut seal);
    seal
}

#[test]
fn a_seal_comes_back_with_names_of_a_later_version() {
    let later = changed(|s| {
        s.unread.insert("place".into(), serde_json::json!({"town": "Zwolle é"}));
    });
    for seal in [changed(|_| ()), later] {
        assert_eq!(Seal::read(&seal.to_bytes()), Ok(seal));
    }
}

#[test]
fn the_bytes_are_ascii_sorted_and_indented_by_one_space() {
    let text = String::from_utf8(changed(|_| ()).to_bytes()).unwrap();
    assert!(text.is_ascii() && text.starts_with("{\n \"algorithms\": {\n  \"commitment\": "));
    assert!(text.ends_with(&format!(" \"vault\": \"{}\"\n}}\n", "01".repeat(32))));
    assert!(text.contains("\n \"critical\": [],\n") && text.contains("\n \"format\": 1,\n"));
}

#[test]
fn every_changed_byte_is_refused_or_another_seal() {
    let seal = changed(|_| ());
    let bytes = seal.to_bytes();
    for at in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            if let Ok(read) = Seal::read(&changed) {
                assert_eq!(read.to_bytes(), changed);
                assert_ne!(read, seal, "byte {at}");
            }
        }
    }
}

#[test]
fn fields_that_disagree_are_refused() {
    let volume =
        |s: &Seal, n: usize| s.files.iter().position(|f| f.name == volume_name(n as u64)).unwrap();
    for (wrong, field, why) in [
        (changed(|s| s.algorithms.suite = "x448".into()), "algorithms", "an unknown suite"),
        (changed(|s| s.rules.clear()), "rules", "no rule"),
        (changed(|s| s.supersedes.push(s.bundle)), "supersedes", "superseding itself"),
        (changed(|s| s.heads.push(s.heads[0])), "heads", "two heads of one writer"),
        (changed(|s| s.headers.index.clear()), "headers", "no header"),
        (changed(|s| s.headers.payload.extend([0; 16 * 1024])), "headers", "a long header"),
        (changed(|s| s.counts.records = 4), "files", "commitments of another count"),
        (changed(|s| s.counts.records = 1_000_001), "counts", "too many records"),
        (changed(|s| s.counts.bytes = 10_240), "counts", "more bytes than the tar"),
        (changed(|s| s.payload.tar_bytes += 1), "payload", "half a tar block"),
        (changed(|s| s.payload.volume_bytes = MIB + 1), "payload", "an odd volume size"),
        (changed(|s| s.payload.volume_bytes = 128 * MIB), "payload", "a huge volume size"),
        (changed(|s| s.payload.volumes = 0), "payload", "no volume"),
        (changed(|s| s.payload.volumes = 1 << 53), "payload", "more volumes than names"),
        (changed(|s| s.payload.plain_bytes -= 1), "files", "a payload of another size"),
        (changed(|s| s.payload.plain_bytes = 1 << 53), "files", "a huge payload"),
        (
            changed(|s| {
                s.files.pop();
            }),
            "files",
            "a file too few",
        ),
        (changed(|s| s.files.reverse()), "files", "files out of order"),
        (changed(|s| s.files[2].name = "index.agf".into()), "files", "an unknown name"),
        (
            changed(|s| {
                let at = volume(s, 0);
                s.files[at].bytes -= 1
            }),
            "files",
            "a short volume",
        ),
        (
            changed(|s| {
                let at = volume(s, 2);
                s.files[at].bytes += 1
            }),
            "files",
            "a long last one",
        ),
        (
            changed(|s| {
                let at = volume(s, 1);
                s.files[at].sha256.0[0] ^= 1
            }),
            "files",
            "other sums",
        ),
        (changed(|s| s.files[1].bytes = 10), "files", "an index shorter than its header"),
    ] {
        let result = Seal::read(&wrong.to_bytes());
        match result {
            Err(Unreadable::Unfit { field: found, .. }) => assert_eq!(found, field, "{why}"),
            other => panic!("{why}: {other:?}"),
        }
    }
}

#[test]
fn words_unknown_deeper_down_are_refused() {
    let text = String::from_utf8(changed(|_| ()).to_bytes()).unwrap();
    for place in ["\"algorithms\": {\n", "\"counts\": {\n", "\"end\": {\n"] {
        assert!(text.contains(place), "{place}");
        let deeper = text.replace(place, &format!("{place}  \"a\": 1,\n"));
        assert!(Seal::read(deeper.as_bytes()).is_err(), "{place}");
    }
}

#[test]
fn more_than_eight_mebibytes_are_not_parsed() {
    let bytes = vec![b' '; SEAL_BYTES_MAX as usize + 1];
    assert!(matches!(Seal::read(&bytes), Err(Unreadable::TooLarge { .. })));
}

#[test]
fn a_file_is_found_by_its_name() {
    let seal = changed(|_| ());
    for file in &seal.files {
        assert_eq!(seal.file(&file.name), Some(file));
    }
    assert_eq!(seal.file("key.age"), None);
    let missing = changed(|s| s.rules.clear()).check();
    assert_eq!(missing, Err(Unreadable::Unfit { field: "rules", fault: Fault::Missing }));
}

proptest! {
    #[test]
    fn any_payload_size_is_cut_as_the_format_says(plain in 1u64..5 * MIB, records in 0u64..50) {
        let seal = seal_of(plain, records);
        prop_assert_eq!(Seal::read(&seal.to_bytes()), Ok(seal));
    }

    #[test]
    fn a_seal_with_a_piece_from_another_place_is_refused_or_comes_back(
        from in 0usize..5000, to in 0usize..5000, len in 0usize..120,
    ) {
        let mut bytes = changed(|_| ()).to_bytes();
        let (from, to) = (from % bytes.len(), to % bytes.len());
        let piece = bytes[from..bytes.len().min(from + len)].to_vec();
        bytes.splice(to..bytes.len().min(to + len), piece);
        if let Ok(read) = Seal::read(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }
}
