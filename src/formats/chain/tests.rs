//! Chains that grow, tear, fork and are forged.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::formats::entry::samples::{entry, vault_created};
use crate::formats::entry::{ClockConfirmed, Fault, WriterJoined};

fn confirmed(day: u64) -> Event {
    let day = format!("2030-01-{:02}", day % 28 + 1).parse().expect("a day");
    Event::ClockConfirmed(ClockConfirmed { day })
}

/// The entry that fits behind `chain`.
fn next(chain: &Chain, event: Event) -> Entry {
    Entry { seq: chain.count(), prev: chain.last_sha256(), ..entry(event) }
}

fn grow(chain: &mut Chain, event: Event) {
    let entry = next(chain, event);
    chain.append(&entry).expect("the entry fits");
}

fn chain_of(lines: u64) -> Chain {
    let mut chain = Chain::default();
    for n in 0..lines {
        grow(&mut chain, if n == 0 { vault_created() } else { confirmed(n) });
    }
    chain
}

/// A second writer's chain in the vault of `chain_of`.
fn other_chain(lines: u64) -> Chain {
    let vault = chain_of(1).vault().expect("a first line");
    let mut chain = Chain::default();
    for n in 0..lines {
        let event = if n == 0 { Event::WriterJoined(WriterJoined { vault }) } else { confirmed(n) };
        let entry = Entry { writer: WriterId([0xbb; 8]), ..next(&chain, event) };
        chain.append(&entry).expect("the entry fits");
    }
    chain
}

fn union_of(chains: impl IntoIterator<Item = Chain>) -> Union {
    let mut union = Union::default();
    for chain in chains {
        union.join(chain).expect("the chains agree");
    }
    union
}

#[test]
fn a_chain_comes_back_from_its_bytes() {
    let chain = chain_of(5);
    let head = chain.head().unwrap();
    for named in [None, Some(&head)] {
        let (read, aside) = Chain::read(chain.bytes(), named).unwrap();
        assert_eq!(read, chain);
        assert_eq!(aside, SetAside { at: head.bytes, bytes: Vec::new(), more: 0 });
    }
    assert_eq!(head.count, 5);
    assert_eq!(head.bytes, chain.bytes().len() as u64);
    let last = chain.bytes().trim_ascii_end().rsplit(|b| *b == b'\n').next().unwrap();
    assert_eq!(head.sha256, Digest::of(last));
}

#[test]
fn append_gives_the_bytes_to_write() {
    let mut chain = chain_of(2);
    let before = chain.clone();
    let line = chain.append(&next(&before, confirmed(9))).unwrap();
    assert_eq!(chain.bytes(), [before.bytes(), &line].concat());
    assert_eq!(chain.since(&before.head().unwrap()), Some(line.as_slice()));
    assert_eq!(before.since(&chain.head().unwrap()), None);
}

#[test]
fn the_vault_id_is_the_hash_of_the_first_line() {
    let chain = chain_of(3);
    let first = chain.bytes().split(|b| *b == b'\n').next().unwrap();
    assert_eq!(chain.vault(), Some(VaultId(Digest::of(first))));
    assert_eq!(other_chain(1).vault(), chain.vault());
    assert_eq!(Chain::default().vault(), None);
}

#[test]
fn an_entry_that_does_not_follow_is_refused_and_changes_nothing() {
    let chain = chain_of(3);
    let fits = next(&chain, confirmed(3));
    let other = WriterId([1; 8]);
    let unsigned = Unreadable::Unfit { field: "signature", fault: Fault::Missing };
    let bare = Entry { signature: None, ..next(&chain, vault_created()) };
    for (entry, problem) in [
        (Entry { seq: 2, ..fits.clone() }, ChainProblem::OutOfOrder { expected: 3, found: 2 }),
        (Entry { seq: 4, ..fits.clone() }, ChainProblem::OutOfOrder { expected: 3, found: 4 }),
        (Entry { prev: Digest::ZERO, ..fits.clone() }, ChainProblem::BrokenPrev { seq: 3 }),
        (
            Entry { writer: other, ..fits.clone() },
            ChainProblem::OtherWriter { seq: 3, writer: fits.writer, found: other },
        ),
        (next(&chain, vault_created()), ChainProblem::SecondOpening { seq: 3 }),
        (bare, ChainProblem::LineRefused { seq: 3, why: unsigned }),
    ] {
        let mut grown = chain.clone();
        assert_eq!(grown.append(&entry), Err(problem));
        assert_eq!(grown, chain);
    }
    let first = next(&Chain::default(), confirmed(1));
    let problem = ChainProblem::NotAnOpening { event: "clock-confirmed".into() };
    assert_eq!(Chain::default().append(&first), Err(problem));
}

#[test]
fn bytes_behind_the_head_are_set_aside_and_not_read() {
    let chain = chain_of(3);
    let head = chain.head().unwrap();
    for (tail, torn) in [("not a line\n", false), ("{\"clock\":\"ok\"", true), ("\0\0\0\0", true)] {
        let bytes = [chain.bytes(), tail.as_bytes()].concat();
        let (read, aside) = Chain::read(&bytes, Some(&head)).unwrap();
        assert_eq!(read, chain);
        assert_eq!((aside.at, aside.bytes.as_slice()), (head.bytes, tail.as_bytes()));
        assert_eq!(aside.is_torn(), torn, "{tail:?}");
        assert!(!aside.is_empty());
    }
}

#[test]
fn a_whole_line_behind_the_head_does_not_count() {
    let longer = chain_of(4);
    let head = longer.head_at(3).unwrap();
    let (read, aside) = Chain::read(longer.bytes(), Some(&head)).unwrap();
    assert_eq!(read, chain_of(3));
    assert_eq!(Some(aside.bytes.as_slice()), longer.since(&head));
}

#[test]
fn without_a_head_only_a_last_line_without_its_lf_is_torn() {
    let chain = chain_of(3);
    let whole = chain_of(2).bytes().len();
    for cut in whole..chain.bytes().len() {
        let (read, aside) = Chain::read(&chain.bytes()[..cut], None).unwrap();
        assert_eq!(read, chain_of(2));
        assert_eq!(aside.bytes, &chain.bytes()[whole..cut]);
    }
    let garbage = [chain.bytes(), b"garbage\n"].concat();
    let problem = Chain::read(&garbage, None).unwrap_err();
    assert!(matches!(problem, ChainProblem::LineRefused { seq: 3, .. }), "{problem}");
}

#[test]
fn nothing_at_all_is_an_empty_chain() {
    for bytes in [b"".as_slice(), b"{\"clo"] {
        let (chain, aside) = Chain::read(bytes, None).unwrap();
        assert_eq!((chain.count(), chain.head(), chain.writer()), (0, None, None));
        assert_eq!(aside.bytes, bytes);
    }
}

#[test]
fn every_changed_byte_breaks_the_chain_or_its_head() {
    let chain = chain_of(3);
    let head = chain.head().unwrap();
    for at in 0..chain.bytes().len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut changed = chain.bytes().to_vec();
            changed[at] ^= flip;
            assert!(Chain::read(&changed, Some(&head)).is_err(), "byte {at}");
            if let Ok((read, _)) = Chain::read(&changed, None) {
                assert_ne!(read.head(), Some(head), "byte {at}");
            }
        }
    }
}

#[test]
fn a_chain_that_ends_before_its_head_is_told_apart_from_a_changed_one() {
    let chain = chain_of(3);
    let head = chain.head().unwrap();
    let short = chain_of(2);
    let bytes = short.bytes().len() as u64;
    let problem = ChainProblem::EndsBeforeHead { head, bytes };
    assert_eq!(Chain::read(short.bytes(), Some(&head)), Err(problem));
    for wrong in [
        Head { count: 2, ..head },
        Head { bytes: head.bytes - 1, ..head },
        Head { sha256: Digest::ZERO, ..head },
        Head { writer: WriterId([1; 8]), ..head },
        Head { bytes: 0, ..head },
    ] {
        let problem = ChainProblem::HeadDiffers { head: wrong };
        assert_eq!(Chain::read(chain.bytes(), Some(&wrong)), Err(problem));
    }
}

#[test]
fn a_chain_over_its_cap_does_not_grow() {
    let problem = check_size(CHAIN_BYTES_MAX + 1).unwrap_err();
    assert!(matches!(problem, ChainProblem::TooLarge { .. }));
    assert_eq!(check_size(CHAIN_BYTES_MAX), Ok(()));
}

#[test]
fn a_head_is_held_beyond_or_contradicted() {
    let (short, long) = (chain_of(2), chain_of(4));
    let (below, above) = (short.head().unwrap(), long.head().unwrap());
    assert_eq!(long.holds(&below), Held::Yes);
    assert_eq!(short.holds(&above), Held::Beyond);
    assert_eq!(short.holds(&Head { bytes: below.bytes, ..above }), Held::Contradicted);
    assert_eq!(long.holds(&Head { sha256: Digest::ZERO, ..below }), Held::Contradicted);
    assert_eq!(long.holds(&Head { bytes: below.bytes + 1, ..below }), Held::Contradicted);
    assert_eq!(other_chain(2).holds(&below), Held::Contradicted);
}

#[test]
fn the_longest_copy_stands_whatever_the_order() {
    let mut union = Union::default();
    assert_eq!(union.join(chain_of(2)), Ok(Joined::New));
    assert_eq!(union.join(chain_of(4)), Ok(Joined::Longer { lines: 2 }));
    assert_eq!(union.join(chain_of(3)), Ok(Joined::Shorter { lines: 1 }));
    assert_eq!(union.join(chain_of(4)), Ok(Joined::Same));
    assert_eq!(union.join(other_chain(2)), Ok(Joined::New));
    let heads = [chain_of(4).head().unwrap(), other_chain(2).head().unwrap()];
    assert_eq!(union.heads(), heads);
    assert_eq!(union.vault(), chain_of(1).vault());
}

#[test]
fn two_lines_with_one_number_are_a_contradiction() {
    let mut fork = chain_of(3);
    grow(&mut fork, confirmed(20));
    for order in [[chain_of(5), fork.clone()], [fork, chain_of(5)]] {
        let [first, second] = order;
        let mut union = union_of([first]);
        let before = union.clone();
        let writer = WriterId([0xaa; 8]);
        assert_eq!(union.join(second), Err(Contradiction::TwoLines { writer, seq: 3 }));
        assert_eq!(union, before);
    }
}

#[test]
fn a_chain_of_another_vault_does_not_join() {
    let mut foreign = Chain::default();
    let vault = VaultId(Digest([9; 32]));
    let opening = next(&foreign, Event::WriterJoined(WriterJoined { vault }));
    let writer = WriterId([0xcc; 8]);
    foreign.append(&Entry { writer, ..opening }).unwrap();
    let problem = Contradiction::OtherVault { writer, vault };
    assert_eq!(union_of([chain_of(2)]).join(foreign), Err(problem));
}

#[test]
fn a_head_that_somebody_names_must_be_in_a_chain() {
    let union = union_of([chain_of(3), other_chain(2)]);
    let named = [chain_of(2).head().unwrap(), other_chain(2).head().unwrap()];
    assert_eq!(union.check(&named), Ok(()));
    let head = chain_of(4).head().unwrap();
    assert_eq!(union.check(&[head]), Err(Contradiction::HeadMissing { head }));
    let head = Head { writer: WriterId([1; 8]), ..named[0] };
    assert_eq!(union.check(&[head]), Err(Contradiction::HeadMissing { head }));
    let head = Head { sha256: Digest::ZERO, ..named[0] };
    assert_eq!(union.check(&[named[1], head]), Err(Contradiction::HeadDiffers { head }));
}

#[test]
fn a_head_that_an_entry_follows_must_be_in_a_chain_too() {
    let mut chain = other_chain(1);
    let head = chain_of(3).head().unwrap();
    let follower =
        Entry { writer: WriterId([0xbb; 8]), follows: vec![head], ..next(&chain, confirmed(1)) };
    chain.append(&follower).unwrap();
    let follows = |union: &Union| {
        let entries = union.chains().flat_map(|chain| chain.links().iter().map(|link| &link.entry));
        union.check_follows(entries, &|_, _| false)
    };
    assert_eq!(follows(&union_of([chain.clone(), chain_of(4)])), Ok(()));
    let missing = Contradiction::HeadMissing { head };
    assert_eq!(follows(&union_of([chain, chain_of(2)])), Err(missing));
}

#[test]
fn one_unknown_event_makes_the_whole_union_not_known() {
    let mut chain = chain_of(2);
    assert!(union_of([chain.clone()]).is_known());
    grow(&mut chain, Event::Unknown { event: "hold-amended".into(), fields: json!({}) });
    grow(&mut chain, confirmed(5));
    assert!(!union_of([other_chain(1), chain]).is_known());
}

proptest! {
    #[test]
    fn a_prefix_of_a_chain_joins_and_is_satisfied(long in 1u64..8, short in 1u64..8) {
        let (long, short) = (long.max(short), long.min(short));
        let union = union_of([chain_of(short), chain_of(long)]);
        prop_assert_eq!(union.get(&WriterId([0xaa; 8])).map(Chain::count), Some(long));
        prop_assert_eq!(union.check(&[chain_of(short).head().unwrap()]), Ok(()));
    }

    #[test]
    fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok((chain, aside)) = Chain::read(&bytes, None) {
            prop_assert_eq!([chain.bytes(), &aside.bytes].concat(), bytes);
        }
    }
}

#[test]
fn lines_behind_a_head_are_taken_as_far_as_one_of_them_is_vouched_for() {
    let whole = chain_of(6);
    let (start, third, sixth) = (1, whole.head_at(3).unwrap(), whole.head().unwrap());
    let bytes_at = |count| whole.head_at(count).unwrap().bytes;
    let behind = |bytes: &[u8]| SetAside { at: bytes_at(start), bytes: bytes.to_vec(), more: 0 };
    let tail = &whole.bytes()[bytes_at(start) as usize..];
    let vouches = |lines: &'static [u64]| move |entry: &Entry| lines.contains(&entry.seq);
    for (lines, ends) in [(&[][..], start), (&[2], third.count), (&[2, 5], 6), (&[5], 6), (&[9], 1)]
    {
        let mut chain = chain_of(start);
        let left = chain.take_vouched(behind(tail), &vouches(lines));
        assert_eq!(chain, chain_of(ends), "{lines:?}");
        assert_eq!(
            (left.at, left.bytes.as_slice()),
            (bytes_at(ends), &whole.bytes()[bytes_at(ends) as usize..])
        );
    }
    // A line that does not follow ends it, and so does one that is torn.
    let mut other = tail.to_vec();
    other[20] ^= 1;
    let torn = &tail[..(sixth.bytes - bytes_at(start) - 1) as usize];
    for (bytes, ends) in [(other.as_slice(), start), (torn, 5)] {
        let mut chain = chain_of(start);
        chain.take_vouched(behind(bytes), &|_| true);
        assert_eq!(chain.count(), ends);
    }
    // A chain of which no head is known at all.
    let mut chain = Chain::default();
    let all = SetAside { at: 0, bytes: whole.bytes().to_vec(), more: 0 };
    assert!(chain.take_vouched(all, &|entry| entry.seq == 2).at == third.bytes);
    assert_eq!(chain, chain_of(3));
}
