//! Who counts as whom, whatever order the homes' entries have, and however often somebody signs.

use super::*;
use crate::formats::entry::{
    ChainMoved, ClockCorrected, Head, SignerAdded, SignerRetired, Signers, TwoPersons, Unread,
    VaultCreated,
};
use crate::powers::random::OsRandom;
use crate::powers::signer::{Namespace, SigningKey};
use crate::words::day::ClockState;
use crate::words::digest::Digest;
use proptest::prelude::*;

const HOMES: [WriterId; 3] = [WriterId([1; 8]), WriterId([2; 8]), WriterId([3; 8])];

/// Homes that write lines by keys with numbers; the first key is the vault's.
struct Lines {
    keys: Vec<SigningKey>,
    chains: Vec<Vec<Entry>>,
    /// How many lines of each chain every home has heard of.
    seen: [[u64; 3]; 3],
}

impl Lines {
    fn new(keys: usize) -> Lines {
        let keys = (0..keys).map(|_| SigningKey::generate(&mut OsRandom)).collect();
        let mut lines = Lines { keys, chains: vec![vec![]; 3], seen: [[0; 3]; 3] };
        let signers = Signers { disposer: lines.key(0), sealer: lines.key(1) };
        let created = VaultCreated { nonce: [0; 32], recipients: vec![], signers };
        lines.write(0, 0, Event::VaultCreated(created));
        lines
    }

    fn key(&self, number: usize) -> String {
        self.keys[number].public().to_string()
    }

    fn write(&mut self, home: usize, key: usize, event: Event) -> usize {
        let head = |other: usize| Head {
            bytes: self.seen[home][other] * 100,
            count: self.seen[home][other],
            sha256: Digest([9; 32]),
            writer: HOMES[other],
        };
        let others = (0..3).filter(|other| *other != home && self.seen[home][*other] > 0);
        let mut entry = Entry {
            seq: self.chains[home].len() as u64,
            writer: HOMES[home],
            prev: Digest::ZERO,
            time: "2026-10-31T12:00:00Z".parse().unwrap(),
            clock: ClockState::Ok,
            event,
            follows: others.map(head).collect(),
            note: None,
            signature: None,
            unread: Unread::default(),
        };
        entry.set_signature(&self.keys[key].sign_blob(Namespace::Ledger, &entry.signed_bytes()));
        self.chains[home].push(entry);
        self.chains[home].len() - 1
    }

    /// This home hears all that the others have written.
    fn hear(&mut self, home: usize) {
        for other in 0..3 {
            self.seen[home][other] = self.chains[other].len() as u64;
        }
    }

    fn add(&mut self, home: usize, by: usize, key: usize, replaces: Option<usize>) -> usize {
        let replaces = replaces.map(|old| self.key(old));
        let key = self.key(key);
        self.write(home, by, Event::SignerAdded(SignerAdded { key, replaces }))
    }

    fn retire(&mut self, home: usize, by: usize, key: usize) -> usize {
        let key = self.key(key);
        self.write(home, by, Event::SignerRetired(SignerRetired { key }))
    }

    fn two(&mut self, home: usize, by: usize, wanted: bool) -> usize {
        self.write(home, by, Event::TwoPersons(TwoPersons { wanted }))
    }

    /// Any act of a disposer's.
    fn act(&mut self, home: usize, by: usize) -> usize {
        let day = "2026-10-31".parse().unwrap();
        self.write(home, by, Event::ClockCorrected(ClockCorrected { day }))
    }

    fn persons(&self) -> Persons {
        let mut all: Vec<&Entry> = self.chains.iter().flatten().collect();
        let persons = Persons::of(all.iter().copied());
        all.reverse();
        let other = Persons::of(all.iter().copied());
        assert_eq!(format!("{persons:?}"), format!("{other:?}"), "the order of reading matters");
        persons
    }

    /// The number of the key by which a line's person is known.
    fn who(&self, home: usize, line: usize) -> Option<usize> {
        let persons = self.persons();
        let who = persons.who(&self.chains[home][line])?.clone();
        (0..self.keys.len()).find(|number| self.key(*number) == who.key())
    }

    fn is_fallen(&self, home: usize, line: usize) -> bool {
        self.persons().is_fallen(&self.chains[home][line])
    }
}

#[test]
fn a_person_who_was_added_counts_and_a_key_that_replaces_another_is_the_same_person() {
    let mut lines = Lines::new(5);
    assert_eq!(lines.persons().unretired().len(), 1);
    lines.add(0, 0, 2, None);
    assert_eq!(lines.persons().unretired().len(), 2);
    lines.add(0, 2, 3, Some(2));
    let persons = lines.persons();
    assert_eq!(persons.unretired().len(), 2, "re-signing never raises the number of persons");
    assert!(persons.is_retired(&lines.key(2)));
    let act = lines.act(0, 3);
    assert_eq!(lines.who(0, act), Some(2));
    // The old key is nobody's from there on.
    let act = lines.act(0, 2);
    assert!(lines.is_fallen(0, act));
    assert_eq!(lines.who(0, act), None);
}

#[test]
fn nobody_replaces_the_key_of_another() {
    let mut lines = Lines::new(4);
    lines.add(0, 0, 2, None);
    lines.two(0, 0, true);
    lines.add(0, 0, 3, Some(2));
    let persons = lines.persons();
    assert!(!persons.is_retired(&lines.key(2)));
    assert_eq!(persons.whose(&lines.key(3)).unwrap().key(), lines.key(0));
}

#[test]
fn where_two_persons_are_wanted_one_alone_makes_no_second_person() {
    let mut lines = Lines::new(6);
    lines.add(0, 0, 2, None);
    lines.two(0, 0, true);
    lines.add(0, 0, 3, None);
    let act = lines.act(0, 3);
    assert_eq!(lines.who(0, act), Some(0), "it is one more key of the one who added it");
    assert_eq!(lines.persons().unretired().len(), 2);
    // It confirms itself, and adds another: the same person all along.
    lines.add(0, 3, 3, None);
    lines.add(0, 3, 4, None);
    let act = lines.act(0, 4);
    assert_eq!(lines.who(0, act), Some(0));
    assert_eq!(lines.persons().unretired().len(), 2);
    // Once the other person has added it, it counts; what it signed before does not.
    lines.add(0, 2, 3, None);
    let later = lines.act(0, 3);
    assert_eq!((lines.who(0, later), lines.who(0, act)), (Some(3), Some(0)));
    assert_eq!(lines.persons().unretired().len(), 3);
}

#[test]
fn whoever_has_not_heard_that_two_are_wanted_is_under_it_too() {
    let mut lines = Lines::new(4);
    lines.add(0, 0, 2, None);
    lines.hear(1);
    lines.two(0, 0, true);
    // A home that a thief put back, or that was away.
    lines.add(1, 0, 3, None);
    let act = lines.act(1, 3);
    assert_eq!(lines.who(1, act), Some(0));
    assert!(!lines.persons().is_enough_alone(&lines.chains[1][act]));
    // What came before it stands alone.
    assert!(lines.persons().is_enough_alone(&lines.chains[0][1]));
}

#[test]
fn it_takes_two_persons_to_say_that_one_is_enough() {
    let mut lines = Lines::new(5);
    lines.add(0, 0, 2, None);
    lines.two(0, 0, true);
    lines.two(0, 0, false);
    lines.add(0, 0, 3, Some(0));
    lines.two(0, 3, false);
    assert!(lines.persons().two_wanted(), "both keys are one person's");
    lines.two(0, 2, false);
    assert!(!lines.persons().two_wanted());
    let act = lines.act(0, 2);
    assert!(lines.persons().is_enough_alone(&lines.chains[0][act]));
    // Wanted again, which one person says alone.
    lines.two(0, 2, true);
    assert!(lines.persons().two_wanted());
}

#[test]
fn what_a_retired_signer_signed_before_counts_and_what_nobody_ordered_does_not() {
    let mut lines = Lines::new(4);
    lines.add(0, 0, 2, None);
    lines.hear(1);
    let before = lines.act(0, 2);
    lines.retire(0, 0, 2);
    let beside = lines.act(1, 2);
    lines.hear(1);
    let behind = lines.act(1, 2);
    assert_eq!((lines.who(0, before), lines.is_fallen(0, before)), (Some(2), false));
    assert!(lines.is_fallen(1, beside) && lines.is_fallen(1, behind));
    // A key that is retired retires nobody in sight of that.
    lines.retire(1, 2, 0);
    assert!(!lines.persons().is_retired(&lines.key(0)));
}

#[test]
fn two_who_retire_each_other_leave_somebody() {
    let mut lines = Lines::new(4);
    lines.add(0, 0, 2, None);
    lines.hear(1);
    lines.retire(0, 0, 2);
    lines.retire(1, 2, 0);
    assert!(!lines.persons().unretired().is_empty());
}

#[test]
fn a_key_that_a_retired_one_has_added_is_nobodys_and_retires_nobody() {
    for heard in [true, false] {
        let mut lines = Lines::new(5);
        lines.hear(1);
        lines.add(0, 0, 2, Some(0));
        if heard {
            lines.hear(1);
        }
        // Whoever has the old key makes another one.
        lines.add(1, 0, 3, None);
        lines.add(1, 3, 4, None);
        for key in [3, 4] {
            let act = lines.act(1, key);
            assert!(lines.is_fallen(1, act), "{heard}");
            assert_eq!(lines.who(1, act), None);
        }
        lines.retire(1, 3, 2);
        let act = lines.act(0, 2);
        assert_eq!(lines.who(0, act), Some(0), "{heard}");
        let first = lines.persons().whose(&lines.key(0)).cloned();
        assert_eq!(lines.persons().unretired(), first.iter().collect());
        // It counts once somebody who signs has added it.
        lines.hear(0);
        lines.add(0, 2, 3, None);
        let act = lines.act(0, 3);
        assert_eq!(lines.who(0, act), Some(3));
    }
}

#[test]
fn keys_that_add_each_other_over_and_over_are_asked_about_in_the_end() {
    for retired in [true, false] {
        let mut lines = Lines::new(5);
        lines.add(0, 0, 2, retired.then_some(0));
        lines.add(0, 0, 3, None);
        for _ in 0..60 {
            lines.add(0, 3, 4, None);
            lines.add(0, 4, 3, None);
        }
        lines.retire(0, 3, 4);
        let act = lines.act(0, 3);
        assert_eq!(lines.is_fallen(0, act), retired);
    }
}

#[test]
fn a_key_that_no_disposer_added_is_none_of_the_vaults() {
    let mut lines = Lines::new(4);
    lines.add(0, 2, 2, None);
    lines.add(0, 3, 2, None);
    assert_eq!(lines.persons().verifying().len(), 1);
}

#[test]
fn lines_that_were_moved_and_signed_anew_are_no_persons_word() {
    let mut lines = Lines::new(4);
    lines.add(0, 0, 2, None);
    lines.two(0, 0, true);
    let act = lines.act(1, 2);
    assert_eq!(lines.who(1, act), None, "its home had not heard of that signer");
    lines.hear(1);
    let act = lines.act(1, 2);
    assert_eq!(lines.who(1, act), Some(2));
    let moved =
        ChainMoved { after: 1, from: 1, lines: vec![Digest::ZERO], to: HOMES[1], writer: HOMES[2] };
    lines.write(0, 0, Event::ChainMoved(moved));
    assert_eq!(lines.who(1, act), None);
    assert!(!lines.is_fallen(1, act));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// However often one person adds keys, replaces them and signs with them, at whatever home: alone it stays one.
    #[test]
    fn resigning_never_raises_the_number_of_persons(
        acts in proptest::collection::vec((0usize..3, 0usize..5, 0usize..5, any::<bool>()), 0..14)
    ) {
        let mut lines = Lines::new(8);
        lines.add(0, 0, 2, None);
        lines.two(0, 0, true);
        (1..3).for_each(|home| lines.hear(home));
        // The keys 0 and 3 to 7 are in one hand; 2 is the other person's, who does nothing.
        let own = [0, 3, 4, 5, 6];
        for (home, by, key, replaces) in acts {
            let (by, key) = (own[by], own[key]);
            if key != 0 && lines.persons().whose(&lines.key(by)).is_some() {
                lines.add(home, by, key, replaces.then_some(by));
            }
            if replaces {
                lines.hear(home);
            }
            lines.two(home, by, false);
        }
        prop_assert!(lines.persons().two_wanted());
        let persons = lines.persons();
        let mut signed = BTreeSet::new();
        for entry in lines.chains.iter().flatten() {
            signed.extend(persons.who(entry).cloned());
        }
        prop_assert!(signed.len() <= 1, "{signed:?}");
    }
}
