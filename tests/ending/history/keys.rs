//! Keys that are replaced and retired, homes and drives that have not heard of it, and whoever signs with an old one.

use kluis::formats::entry::{Event, HoldReleased, SignerAdded, SignerReplaced, SignerRetired};
use kluis::words::day::Stamp;

use super::History;
use super::persons::THIEFS;
use crate::made::POOL;
use crate::reference::What;

/// A key that a thief makes once the stolen one is retired.
const THIEFS_NEXT: usize = 3;

/// The first key of a person, and the next one.
fn keys_of(person: usize) -> (usize, usize) {
    (person, 4 + person)
}

impl History {
    fn is_added(&self, key: usize) -> bool {
        self.facts
            .iter()
            .any(|fact| matches!(fact.what, What::KeyAdded { key: one, .. } if one == key))
    }

    fn has_heard_of(&self, home: usize, key: usize) -> bool {
        let adds = |what: &What| matches!(what, What::KeyAdded { key: one, .. } if *one == key);
        self.homes[home].knows.iter().any(|id| adds(&self.facts[*id].what))
    }

    /// The key that a person signs with, as far as a home has heard.
    pub fn key_of(&self, home: usize, person: usize) -> usize {
        let (first, next) = keys_of(person);
        if self.has_heard_of(home, next) { next } else { first }
    }

    /// The key that a home knows of the person who has this one.
    pub fn key_at(&self, home: usize, key: usize) -> usize {
        match key {
            4 | 5 => self.key_of(home, key - 4),
            other => other,
        }
    }

    /// A person takes another key.
    pub fn replace_key(&mut self, home: usize) {
        let person = [0, 1, 0, 0, 0, 1][self.hand];
        let (old, next) = keys_of(person);
        if self.is_added(next) {
            return;
        }
        let here = self.contact(home);
        self.hand = old;
        let stamp = self.stamp(home);
        self.say(format!("{home}: the key {next} takes the place of {old}"));
        self.tally.keys_replaced += 1;
        self.add_key(home, stamp, next, Some(old));
        self.tell(home, &here);
    }

    pub fn add_key(&mut self, home: usize, stamp: Stamp, key: usize, replaces: Option<usize>) {
        let text = |key: usize| POOL.keys[key].public().to_string();
        let added = SignerAdded { key: text(key), replaces: replaces.map(text) };
        self.record(home, stamp, Event::SignerAdded(added), What::KeyAdded { key, replaces });
    }

    /// One of two persons says that a key signs no more: the thief's, the other person's, or his own.
    pub fn retire_key(&mut self, home: usize) {
        if !self.two {
            return;
        }
        let here = self.contact(home);
        let all: Vec<usize> = [0, 1, THIEFS, THIEFS]
            .into_iter()
            .filter(|key| *key == 0 || self.has_heard_of(home, *key))
            .collect();
        let key = all[self.chance.below(all.len())];
        self.retire(home, key);
        self.tell(home, &here);
    }

    fn retire(&mut self, home: usize, key: usize) {
        let stamp = self.stamp(home);
        self.say(format!("{home}, key {}, retires key {key}", self.hand));
        self.tally.keys_retired += 1;
        let retired = SignerRetired { key: POOL.keys[key].public().to_string() };
        self.record(home, stamp, Event::SignerRetired(retired), What::KeyRetired { key });
    }

    /// The sealer's key is replaced: of lines that have not heard of it those count which this home knows.
    pub fn replace_sealer(&mut self, home: usize) {
        if self.chance.percent(50) {
            return;
        }
        let here = self.contact(home);
        let replaced = SignerReplaced {
            distrusted: vec![],
            heads: self.homes[home].ledger.heads(),
            new: POOL.other.sealer.public().to_string(),
            old: POOL.sealer.public().to_string(),
            quarantined: vec![],
        };
        let stamp = self.stamp(home);
        self.say(format!("{home} replaces the sealer's key"));
        self.tally.sealers_replaced += 1;
        self.record(home, stamp, Event::SignerReplaced(replaced), What::SealerReplaced);
        self.tell(home, &here);
    }

    /// Somebody signs with a key that was replaced, where that was heard of and where it was not; or has it add
    /// another.
    pub fn sign_with_an_old_key(&mut self, home: usize) {
        let old: Vec<usize> =
            [0, 1].into_iter().filter(|one| self.is_added(keys_of(*one).1)).collect();
        if old.is_empty() {
            return;
        }
        let old = old[self.chance.below(old.len())];
        self.hand = old;
        self.say(format!("somebody is at {home} with key {old}"));
        self.tally.old_keys_signed += 1;
        if self.chance.percent(40)
            && (self.has_heard_of(home, THIEFS_NEXT) || !self.is_added(THIEFS_NEXT))
        {
            let stamp = self.stamp(home);
            if !self.is_added(THIEFS_NEXT) {
                self.add_key(home, stamp, THIEFS_NEXT, None);
            }
            self.hand = THIEFS_NEXT;
        }
        match self.chance.below(9) {
            0..=2 => self.release_all(home),
            3 => self.record_event(home),
            4 => self.propose(home),
            5 => self.confirm(home),
            6 => self.approve(home),
            7 => self.retire(home, keys_of(old).1),
            _ => self.place_hold(home),
        }
    }

    fn release_all(&mut self, home: usize) {
        let here = self.contact(home);
        let holds: Vec<_> = self.state(home).holds.keys().copied().collect();
        if !holds.is_empty() {
            let stamp = self.stamp(home);
            let event = Event::HoldReleased(HoldReleased { holds: holds.clone() });
            self.record(home, stamp, event, What::HoldReleased { holds });
        }
        self.tell(home, &here);
    }
}
