//! Random histories of the end of records: two homes of one vault seal, copy, hold, release, record events, extend,
//! seal records again, order destructions and carry them out, on days that their clocks may have wrong. Drives go to
//! and fro, are lost and found, and are put back from images; runs are cut off at any step; homes are lost and made
//! again from a drive. Before each copy that goes, a reference that knows nothing of chains or frontiers says whether
//! it might: not through its last day, unless its records stand in other bundles on drives enough; not under a hold
//! that this machine or a drive on it had heard of, on the bundle or on one that its records stood in before; and not
//! by an order that had not seen what keeps it. In a share of the vaults two persons are wanted: there nothing goes,
//! and no hold is lifted, by the word of one, be it a thief who has one person's key; and the first copy waits for
//! every home's answer, or for a second person who knew of the order. No copy goes by an earlier end unless that was
//! proposed in sight of all that keeps the bundle, and confirmed thirty days later by another person, or by the only
//! one. No bundle goes because its records stand in another vault unless that one's home on this PC shows them, kept as
//! long and with copies enough that it has seen itself. Keys are replaced and retired, while homes and drives have not
//! heard of it: what a key signs then lets nothing go. After each step the program's word on holds, ends, approvals and
//! what is accounted for is held against the reference's.
//!
//! The ledger's fold and the door to destruction are the program's own; what lies on the drives is a model.
//!
//! 2,000 histories in a run of the tests, always the same. More, or others, by the seed of the first:
//! `KLUIS_HISTORIES=100000 KLUIS_SEED=1 cargo test --release --test ending`

#[path = "../model/chance.rs"]
mod chance;
mod history;
mod made;
mod reference;
mod world;

use chance::Chance;
use history::{History, Tally};

/// Each of the two tests takes a half.
const HISTORIES: u64 = 2_000;
/// The same histories at each run of the tests; another seed tries others.
const FIRST_SEED: u64 = 1;

/// Runs a half of the histories, each with a seed of its own.
fn histories(half: u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let count = number("KLUIS_HISTORIES").unwrap_or(HISTORIES) / 2;
    let first = number("KLUIS_SEED").unwrap_or(FIRST_SEED);
    println!("KLUIS_SEED={first}");
    let mut tally = Tally::default();
    for history in 0..count {
        let seed = first.wrapping_add(2 * history + half);
        // What was done is told where something does not hold; this is enough to do it again.
        println!("seed {seed}");
        let mut history = History::new(Chance::new(seed));
        history.run();
        tally.add(&history.tally);
    }
    println!("{tally:?}");
    // A model in which nothing of a kind ever happens would prove nothing about it.
    for (what, times) in tally.all() {
        assert!(times * 400 > count, "{what}: {times} times in {count} histories");
    }
}

#[test]
fn nothing_goes_too_early_or_under_a_hold_or_by_an_order_that_had_not_seen_it_first_half() {
    histories(0);
}

#[test]
fn nothing_goes_too_early_or_under_a_hold_or_by_an_order_that_had_not_seen_it_second_half() {
    histories(1);
}

#[test]
fn a_program_whose_schedule_is_older_than_what_was_sealed_destroys_nothing() {
    History::with_one_person(Chance::new(1)).an_older_schedule_is_refused();
}
