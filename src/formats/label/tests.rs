//! Labels that come back, and labels that don't.

use proptest::prelude::*;

use super::*;
use crate::words::ids::WriterId;

fn head(byte: u8) -> Head {
    Head { bytes: 900, count: 2, sha256: Digest([byte; 32]), writer: WriterId([byte; 8]) }
}

fn label() -> Label {
    let names = [
        "README.txt",
        "LEESMIJ.txt",
        "allowed_signers",
        "spec/SPEC.md",
        "spec/reader.py",
        "vault.b.age",
        "vault.a.age",
    ];
    Label {
        vault: VaultId(Digest([1; 32])),
        medium: MediumId([2; 16]),
        drive: DriveId([3; 16]),
        roles: vec![Role::Data, Role::Keys],
        generation: 7,
        other_generation: Some(6),
        contact: 12,
        heads: vec![head(4), head(5)],
        files: (6..).zip(names).map(|(n, name)| (name.to_owned(), Digest([n; 32]))).collect(),
        vault_document: Some("vault.b.age".into()),
        written_at: serde_json::from_str("{\"clock\":\"ok\",\"time\":\"2026-10-31T12:00:00Z\"}")
            .expect("a stamp as format §2.1 has it"),
        unread: Unknown::new(),
    }
}

fn changed(change: impl Fn(&mut Label)) -> Label {
    let mut label = label();
    change(&mut label);
    label
}

#[test]
fn a_label_comes_back_with_names_of_a_later_version() {
    let later = changed(|l| {
        l.unread.insert("maker".into(), "é".into());
    });
    for label in [label(), later] {
        assert_eq!(Label::read(&label.to_bytes()), Ok(label));
    }
}

#[test]
fn every_changed_byte_is_refused_or_another_label() {
    let bytes = label().to_bytes();
    for at in 0..bytes.len() {
        for new in [bytes[at] ^ 0x01, bytes[at] ^ 0x20, bytes[at] ^ 0x80, b' '] {
            let mut changed = bytes.clone();
            changed[at] = new;
            if let Ok(read) = Label::read(&changed) {
                assert_eq!(read.to_bytes(), changed);
                assert_eq!(read == label(), changed == bytes, "byte {at}");
            }
        }
    }
}

#[test]
fn a_label_that_can_not_be_is_refused() {
    let naming = |name: &str| {
        changed(|l| {
            l.files.insert(name.to_owned(), Digest([1; 32]));
        })
    };
    for (wrong, why) in [
        (changed(|l| l.roles.clear()), "no role"),
        (changed(|l| l.roles.reverse()), "roles out of order"),
        (changed(|l| l.heads.reverse()), "heads out of order"),
        (changed(|l| l.heads[1] = l.heads[0]), "two heads of one writer"),
        (changed(|l| l.generation = u64::MAX), "a generation that no reader holds exactly"),
        (changed(|l| l.vault_document = None), "vault documents and none in force"),
        (changed(|l| l.vault_document = Some("README.txt".into())), "no vault document"),
        (
            changed(|l| assert!(l.files.remove("vault.b.age").is_some())),
            "one in force that is not there",
        ),
        (naming("../label.a.json"), "a way out"),
        (naming("/etc/passwd"), "an absolute name"),
        (naming("spec//x"), "an empty component"),
    ] {
        assert!(Label::read(&wrong.to_bytes()).is_err(), "{why}");
    }
}

#[test]
fn a_label_with_a_counter_that_leaves_no_room_for_the_next_one_is_refused() {
    let (most, above) = (1 << 52, (1 << 52) + 1);
    for (number, reads) in [(most, true), (above, false), (1 << 53, false)] {
        for label in [changed(|l| l.generation = number), changed(|l| l.contact = number)] {
            assert_eq!(Label::read(&label.to_bytes()).is_ok(), reads, "{number}");
        }
    }
    // What this home writes next is a number that every document may hold.
    let mut next = changed(|l| l.contact = most);
    next.contact += 1;
    assert!(crate::words::canonical::read_document::<Label>(&next.to_bytes()).is_ok());
}

#[test]
fn the_label_says_which_vault_document_is_in_force() {
    assert_eq!(label().in_force(), Some((Slot::B, Digest([11; 32]))));
    let unwritten = changed(|l| (l.files.clear(), l.vault_document = None).1);
    assert_eq!(unwritten.in_force(), None);
    assert_eq!(Label::read(&unwritten.to_bytes()), Ok(unwritten));
}

proptest! {
    #[test]
    fn any_label_comes_back(
        generation in 0u64..=1 << 52,
        contact in 0u64..=1 << 52,
        writers in proptest::collection::btree_set(any::<u8>(), 0..5),
        name in "[A-Za-z0-9_-]{1,9}(/[A-Za-z0-9_-]{1,9}){0,3}",
        data in any::<bool>(),
    ) {
        let mut label = changed(|l| {
            l.generation = generation;
            l.contact = contact;
            l.heads = writers.iter().copied().map(head).collect();
            l.files.insert(name.clone(), Digest::ZERO);
        });
        label.roles = if data { vec![Role::Data] } else { vec![Role::Keys] };
        prop_assert_eq!(Label::read(&label.to_bytes()), Ok(label));
    }

    #[test]
    fn a_label_with_a_piece_from_another_place_is_refused_or_comes_back(
        from in 0usize..1500, to in 0usize..1500, len in 0usize..80,
    ) {
        let mut bytes = label().to_bytes();
        let (from, to) = (from % bytes.len(), to % bytes.len());
        let piece = bytes[from..bytes.len().min(from + len)].to_vec();
        bytes.splice(to..bytes.len().min(to + len), piece);
        if let Ok(read) = Label::read(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }
}
