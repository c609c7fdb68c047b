//! Which lines count once a key was replaced, and once somebody vouches for them.

use super::*;
use crate::formats::entry::{ClockConfirmed, Distrusted, MediumLost, SignerReplaced};
use crate::things::ledger::samples::{HOME, OTHER, THIEF, entry, head, key};
use crate::words::ids::{DriveId, MediumId};

fn said(writer: WriterId, seq: u64, follows: Vec<Head>) -> Entry {
    let day = "2026-10-31".parse().unwrap();
    entry(writer, seq, follows, Event::ClockConfirmed(ClockConfirmed { day }))
}

fn lost(writer: WriterId, seq: u64) -> Entry {
    let (drive, medium) = (DriveId([4; 16]), MediumId([5; 16]));
    let since = "2026-10-31".parse().unwrap();
    entry(
        writer,
        seq,
        vec![],
        Event::MediumLost(MediumLost { destroyed: None, drive, medium, since }),
    )
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

fn vouched(writer: WriterId, seq: u64, follows: Vec<Head>, heads: Vec<Head>) -> Entry {
    let medium = MediumId([5; 16]);
    entry(writer, seq, follows, Event::LinesVouched(LinesVouched { heads, medium }))
}

/// The first home replaces the key, and knows four lines of the other's.
fn too_early(distrusted: Vec<Distrusted>) -> Entry {
    replaced(HOME, 5, vec![head(OTHER, 4)], vec![head(HOME, 5), head(OTHER, 4)], distrusted)
}

/// Which of the other home's lines 3 to 7 are held; none of them has seen anything.
fn held(entries: &[Entry]) -> Vec<u64> {
    let quarantine = Quarantine::of(entries.iter());
    (3..8).filter(|seq| quarantine.holds(&said(OTHER, *seq, vec![]))).collect()
}

#[test]
fn lines_that_somebody_vouches_for_count_up_to_there() {
    let up_to = |lines| vouched(HOME, 6, vec![head(OTHER, 7)], vec![head(OTHER, lines)]);
    assert_eq!(held(&[too_early(vec![])]), [4, 5, 6, 7]);
    assert_eq!(held(&[too_early(vec![]), up_to(7)]), [7]);
    assert_eq!(held(&[too_early(vec![]), up_to(5)]), [5, 6, 7]);
    // Without heads it is only on record.
    assert_eq!(held(&[too_early(vec![]), vouched(HOME, 6, vec![], vec![])]), [4, 5, 6, 7]);
}

#[test]
fn a_line_that_is_distrusted_by_its_number_is_held_whoever_vouches_for_it() {
    let named = Distrusted { from: 5, to: 5, writer: OTHER };
    let word = vouched(HOME, 6, vec![head(OTHER, 7)], vec![head(OTHER, 7)]);
    assert_eq!(held(&[too_early(vec![named]), word.clone()]), [5, 7]);
    // Whoever distrusts it later knows the whole chain.
    let heads = vec![head(HOME, 7), head(OTHER, 8)];
    let later = replaced(HOME, 7, vec![head(OTHER, 8)], heads, vec![named]);
    assert_eq!(held(&[too_early(vec![]), word, later]), [5]);
}

#[test]
fn a_replacement_that_was_not_known_when_somebody_vouched_doubts_all_the_same() {
    let word = vouched(HOME, 6, vec![head(OTHER, 7)], vec![head(OTHER, 7)]);
    // Another home's, which has seen the first one and not the word.
    let heads = vec![head(HOME, 6), head(OTHER, 4), head(THIEF, 2)];
    let other = replaced(THIEF, 2, vec![head(HOME, 6)], heads.clone(), vec![]);
    assert_eq!(held(&[too_early(vec![]), word.clone(), other.clone()]), [4, 5, 6, 7]);
    // Vouched for again by who knows it, they count.
    let follows = vec![head(OTHER, 7), head(THIEF, 3)];
    let again = vouched(HOME, 7, follows, vec![head(OTHER, 7)]);
    assert_eq!(held(&[too_early(vec![]), word.clone(), other, again]), [7]);
    // One that has seen the word says anew how far chains count.
    let anew = replaced(THIEF, 2, vec![head(HOME, 7)], heads, vec![]);
    assert_eq!(held(&[too_early(vec![]), word, anew]), [4, 5, 6, 7]);
}

#[test]
fn a_word_that_stands_in_a_held_line_counts_for_nothing_until_it_is_vouched_for_itself() {
    // The thief's chain is not known to the replacement, and can't sign; an honest home's may stand there too.
    let seen = vec![head(OTHER, 7)];
    let word = vouched(THIEF, 3, seen, vec![head(OTHER, 7), head(THIEF, 4)]);
    assert_eq!(held(&[too_early(vec![]), word.clone()]), [4, 5, 6, 7]);
    // It has seen one of two replacements, and the other holds it.
    let second = replaced(WriterId([7; 8]), 2, vec![], vec![head(OTHER, 7)], vec![]);
    let seen = vec![head(HOME, 6), head(OTHER, 7)];
    let word = vouched(THIEF, 3, seen, vec![head(OTHER, 7)]);
    assert_eq!(held(&[too_early(vec![]), word.clone()]), [7]);
    let both = [too_early(vec![]), second.clone(), word.clone()];
    assert_eq!(held(&both), [4, 5, 6, 7]);
    let follows = vec![head(THIEF, 4), head(WriterId([7; 8]), 3)];
    let for_it = vouched(HOME, 6, follows, vec![head(THIEF, 4)]);
    assert_eq!(held(&[&both[..], &[for_it]].concat()), [7]);
}

#[test]
fn heads_of_a_chain_that_somebody_vouched_for_are_missed() {
    let strange = head(THIEF, 2);
    let quarantine = |entries: &[Entry]| Quarantine::of(entries.iter());
    assert!(quarantine(&[too_early(vec![])]).excuses(&strange, None));
    let word = vouched(HOME, 6, vec![strange], vec![strange]);
    assert!(!quarantine(&[too_early(vec![]), word]).excuses(&strange, None));
}
