//! Keys that were replaced, and which lines count then.

use super::*;
use crate::formats::entry::{ClockConfirmed, Distrusted, MediumLost, SignerReplaced, Unread};
use crate::powers::random::OsRandom;
use crate::powers::signer::SigningKey;
use crate::words::day::ClockState;
use crate::words::digest::Digest;
use crate::words::ids::{DriveId, MediumId};

const HOME: WriterId = WriterId([1; 8]);
const OTHER: WriterId = WriterId([2; 8]);
const THIEF: WriterId = WriterId([3; 8]);

fn head(writer: WriterId, count: u64) -> Head {
    Head { bytes: count * 100, count, sha256: Digest([9; 32]), writer }
}

fn key() -> String {
    SigningKey::generate(&mut OsRandom).public().to_string()
}

fn entry(writer: WriterId, seq: u64, follows: Vec<Head>, event: Event) -> Entry {
    Entry {
        seq,
        writer,
        prev: Digest::ZERO,
        time: "2026-10-31T12:00:00Z".parse().unwrap(),
        clock: ClockState::Ok,
        event,
        follows,
        note: None,
        signature: None,
        unread: Unread::default(),
    }
}

fn said(writer: WriterId, seq: u64, follows: Vec<Head>) -> Entry {
    let day = "2026-10-31".parse().unwrap();
    entry(writer, seq, follows, Event::ClockConfirmed(ClockConfirmed { day }))
}

fn lost(writer: WriterId, seq: u64) -> Entry {
    let (drive, medium) = (DriveId([4; 16]), MediumId([5; 16]));
    let since = "2026-10-31".parse().unwrap();
    entry(writer, seq, vec![], Event::MediumLost(MediumLost { drive, medium, since }))
}

fn replaced(
    writer: WriterId,
    seq: u64,
    follows: Vec<Head>,
    heads: Vec<Head>,
    distrusted: Vec<Distrusted>,
) -> Entry {
    let fields = SignerReplaced { distrusted, heads, new: key(), old: key(), quarantined: vec![] };
    entry(writer, seq, follows, Event::SignerReplaced(fields))
}

#[test]
fn lines_up_to_the_heads_count_and_what_comes_behind_must_have_seen_the_replacement() {
    let bad = Distrusted { from: 2, to: 3, writer: OTHER };
    let one =
        replaced(HOME, 5, vec![head(OTHER, 6)], vec![head(HOME, 5), head(OTHER, 6)], vec![bad]);
    let quarantine = Quarantine::of([&one].into_iter());
    let seen = || vec![head(HOME, 6)];
    for (line, counts) in [
        (said(HOME, 4, vec![]), true),
        (said(HOME, 6, vec![]), true),
        (said(OTHER, 1, vec![]), true),
        (said(OTHER, 2, vec![]), false),
        (said(OTHER, 3, vec![]), false),
        (said(OTHER, 4, vec![]), true),
        (said(OTHER, 6, vec![head(HOME, 5)]), false),
        (said(OTHER, 7, seen()), true),
        // A chain that was not known then.
        (said(THIEF, 0, vec![]), false),
        (said(THIEF, 3, seen()), true),
        // What the disposer signed refuses all the same.
        (lost(OTHER, 8), true),
        (lost(THIEF, 1), true),
        (one.clone(), true),
    ] {
        assert_eq!(quarantine.counts(&line), counts, "{} {}", line.writer, line.seq);
    }
    // Nothing was replaced: all counts.
    assert!(Quarantine::default().counts(&said(THIEF, 0, vec![])));
}

#[test]
fn a_later_replacement_says_anew_how_far_chains_count_and_of_two_unordered_ones_both_are_asked() {
    let line = said(OTHER, 6, vec![]);
    let first = replaced(HOME, 5, vec![], vec![head(HOME, 5), head(OTHER, 4)], vec![]);
    let all = |follows| {
        let heads = vec![head(HOME, 6), head(OTHER, 9)];
        [first.clone(), replaced(OTHER, 9, follows, heads, vec![])]
    };
    let kept_again = all(vec![head(HOME, 6)]);
    assert!(Quarantine::of(kept_again.iter()).counts(&line));
    let unordered = all(vec![head(HOME, 5)]);
    assert!(!Quarantine::of(unordered.iter()).counts(&line));
}

#[test]
fn a_label_by_a_replaced_key_holds_as_far_as_the_chains_count() {
    let (old, new) = (SigningKey::generate(&mut OsRandom), SigningKey::generate(&mut OsRandom));
    let disposer = key();
    let first = Signers { disposer, sealer: old.public().to_string() };
    let fields = SignerReplaced {
        distrusted: vec![],
        heads: vec![head(HOME, 5)],
        new: new.public().to_string(),
        old: old.public().to_string(),
        quarantined: vec![],
    };
    let entry = entry(HOME, 5, vec![], Event::SignerReplaced(fields));
    let one = Replacement::of(&entry).unwrap();
    let sealers = Sealers::of(&[first], [one.clone(), one]);
    assert_eq!(sealers.current(), [new.public()]);
    assert_eq!(sealers.replaced(), [old.public()]);
    let holds = |bytes: &[u8], signature: &[u8]| {
        let label = crate::formats::label::Label::read(bytes).unwrap();
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
            || (sealers.signed_by_replaced(Namespace::Medium, bytes, signature)
                && sealers.reach(&label.heads))
    };
    let label = |heads| {
        let mut label: serde_json::Value = serde_json::json!({
            "contact": 1, "critical": [], "drive": "00".repeat(16), "files": {}, "format": 1,
            "generation": 2, "medium": "00".repeat(16), "other_generation": 1, "roles": ["data"],
            "vault": "00".repeat(32), "vault_document": null,
            "written_at": {"clock": "ok", "time": "2026-10-31T12:00:00Z"},
        });
        label["heads"] = serde_json::to_value::<Vec<Head>>(heads).unwrap();
        crate::words::canonical::document(&label)
    };
    let sign = |key: &SigningKey, bytes: &[u8]| key.sign(Namespace::Medium, bytes).into_bytes();
    let (before, behind) = (label(vec![head(HOME, 5)]), label(vec![head(HOME, 6)]));
    let strange = label(vec![head(HOME, 5), head(THIEF, 1)]);
    for (bytes, key, due) in [
        (&before, &old, true),
        (&behind, &old, false),
        (&strange, &old, false),
        (&behind, &new, true),
        (&strange, &new, true),
    ] {
        assert_eq!(holds(bytes, &sign(key, bytes)), due);
    }
    let stranger = SigningKey::generate(&mut OsRandom);
    assert!(!holds(&before, &sign(&stranger, &before)));
    assert_eq!(sealers.heads(), [head(HOME, 5)]);
}
