//! What comes after what, in chains that follow each other.

use super::*;
use crate::formats::entry::{Event, Unread, WriterJoined};
use crate::words::day::ClockState;
use crate::words::digest::Digest;
use crate::words::ids::VaultId;

fn entry(writer: u8, seq: u64, follows: &[(u8, u64)]) -> Entry {
    let head = |(writer, count): &(u8, u64)| Head {
        bytes: count * 10,
        count: *count,
        sha256: Digest::ZERO,
        writer: WriterId([*writer; 8]),
    };
    Entry {
        seq,
        writer: WriterId([writer; 8]),
        prev: Digest::ZERO,
        time: "2026-11-21T12:00:00Z".parse().unwrap(),
        clock: ClockState::Ok,
        event: Event::WriterJoined(WriterJoined { vault: VaultId(Digest::ZERO) }),
        follows: follows.iter().map(head).collect(),
        note: None,
        signature: None,
        unread: Unread::default(),
    }
}

/// The entries in the order in which they are walked, by writer and number.
fn walked(entries: &[Entry]) -> Vec<(u8, u64)> {
    let order = Order::of(entries.iter());
    order.walk().map(|(_, entry)| (entry.writer.0[0], entry.seq)).collect()
}

/// Whether the one has seen the other.
fn seen(entries: &[Entry], one: (u8, u64), other: (u8, u64)) -> bool {
    let order = Order::of(entries.iter());
    let at = |wanted: (u8, u64)| {
        let mut walk = order.walk();
        walk.find(|(_, e)| (e.writer.0[0], e.seq) == wanted).unwrap().0.clone()
    };
    at(one).has_seen(&at(other))
}

#[test]
fn an_entry_has_seen_its_own_chain_and_what_it_follows_and_what_that_had_seen() {
    let entries = [
        entry(3, 0, &[]),
        entry(2, 0, &[(3, 1)]),
        entry(1, 0, &[]),
        entry(1, 1, &[(2, 1)]),
        entry(3, 1, &[]),
    ];
    assert!(seen(&entries, (1, 1), (1, 0)) && !seen(&entries, (1, 0), (1, 1)));
    assert!(seen(&entries, (1, 1), (2, 0)));
    assert!(seen(&entries, (1, 1), (3, 0)), "by way of the second");
    assert!(!seen(&entries, (1, 1), (3, 1)) && !seen(&entries, (3, 1), (1, 1)));
    assert!(!seen(&entries, (1, 1), (1, 1)), "nothing has seen itself");
}

#[test]
fn what_an_entry_follows_is_walked_before_it() {
    let entries = [entry(1, 0, &[(2, 2)]), entry(2, 0, &[]), entry(2, 1, &[]), entry(1, 1, &[])];
    assert_eq!(walked(&entries), [(2, 0), (2, 1), (1, 0), (1, 1)]);
}

#[test]
fn heads_that_no_chain_has_and_rings_keep_nothing_out() {
    let entries = [entry(1, 0, &[(9, 4), (2, 7)]), entry(2, 0, &[])];
    assert_eq!(walked(&entries).len(), 2);
    let ring = [entry(1, 0, &[(2, 1)]), entry(2, 0, &[(1, 1)])];
    assert_eq!(walked(&ring).len(), 2);
}

#[test]
fn of_facts_those_stand_that_no_later_one_has_seen() {
    let entries =
        [entry(1, 0, &[]), entry(2, 0, &[]), entry(1, 1, &[]), entry(3, 0, &[(1, 2), (2, 1)])];
    let order = Order::of(entries.iter());
    let mut standing = Frontier::default();
    let mut counts = Vec::new();
    for (at, entry) in order.walk() {
        standing.put(at, (entry.writer.0[0], entry.seq));
        counts.push(standing.facts().count());
    }
    assert_eq!(standing.facts().collect::<Vec<_>>(), [&(3, 0)]);
    assert_eq!(counts.iter().max(), Some(&2), "two homes that know nothing of each other");
}
