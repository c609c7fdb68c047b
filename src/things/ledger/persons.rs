//! Who the disposers are: whose keys sign, which keys are one person's, and where two persons are wanted.
//!
//! A key counts from the entry that adds it on. What it signed counts where each entry that retires it has seen that;
//! of anything else only what refuses does. A key that replaces another is the same person's. Where two persons are
//! wanted, a key that one person added alone is one more key of that person: nobody makes the second person for
//! themselves. Implements format §3.3, "Two persons".

mod retiring;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{Entry, Event, Signer};
use crate::powers::signer::VerifyingKey;
use crate::words::ids::WriterId;

use super::order::{At, Order, Place};

/// A person who disposes: by the first key that this person had.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Person(String);

impl Person {
    /// The first key of this person.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// A line of the ledger.
type Line = (WriterId, u64);

/// The disposers of one vault.
#[derive(Debug, Clone, Default)]
pub struct Persons {
    /// All keys that ever signed, each with its person by all entries together; none for a key that is nobody's.
    keys: BTreeMap<String, Option<Person>>,
    retired: BTreeSet<String>,
    /// Keys that one person added alone where two are wanted.
    waiting: BTreeSet<String>,
    /// Whose signature an entry carries, where more than one key ever signed.
    signed: BTreeMap<Line, Person>,
    /// Entries whose key did not sign for anybody then.
    fallen: BTreeSet<Line>,
    /// Acts that one person can do alone, since two were not wanted yet.
    alone: BTreeSet<Line>,
    /// Proposals and confirmations of an earlier end in a vault with several persons, as whoever signed knew it.
    among_several: BTreeSet<Line>,
    first: Option<Person>,
    two_wanted: bool,
    ever_two: bool,
}

impl Persons {
    /// What these entries say of the disposers.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Persons {
        match entries.clone().any(speaks) {
            true => Persons::by(&Order::of(entries)),
            false => Persons::alone(entries.filter_map(first_key).next()),
        }
    }

    /// The same of entries that are in order.
    pub fn by(order: &Order<'_>) -> Persons {
        match order.walk().any(|(_, entry)| speaks(entry)) {
            true => Drawing::of(order).persons(),
            false => Persons::alone(order.walk().find_map(|(_, entry)| first_key(entry))),
        }
    }

    fn alone(first: Option<String>) -> Persons {
        let first = first.map(Person);
        let keys = first.iter().map(|person| (person.0.clone(), Some(person.clone())));
        Persons { keys: keys.collect(), first, ..Persons::default() }
    }

    /// All keys that ever signed as a disposer's.
    pub fn verifying(&self) -> Vec<VerifyingKey> {
        self.keys.keys().filter_map(|key| key.parse().ok()).collect()
    }

    /// All keys that ever signed, and whose each is.
    pub fn keys(&self) -> impl Iterator<Item = (&str, Option<&Person>)> {
        self.keys.iter().map(|(key, person)| (key.as_str(), person.as_ref()))
    }

    /// Whether a key signs no more.
    pub fn is_retired(&self, key: &str) -> bool {
        self.retired.contains(key)
    }

    /// Whose a key is.
    pub fn whose(&self, key: &str) -> Option<&Person> {
        self.keys.get(key)?.as_ref()
    }

    /// The persons who have a key that is not retired.
    pub fn unretired(&self) -> BTreeSet<&Person> {
        let keys = self.keys.iter().filter(|(key, _)| !self.retired.contains(*key));
        keys.filter_map(|(_, person)| person.as_ref()).collect()
    }

    /// The same without one key.
    pub fn without(&self, key: &str) -> BTreeSet<&Person> {
        let keys = self.keys.iter().filter(|(one, _)| *one != key && !self.retired.contains(*one));
        keys.filter_map(|(_, person)| person.as_ref()).collect()
    }

    /// Whether a key counts as the person's who added it, since two are wanted and no other person has added it.
    pub fn waits(&self, key: &str) -> bool {
        self.waiting.contains(key)
    }

    /// Whether two persons are wanted now.
    pub fn two_wanted(&self) -> bool {
        self.two_wanted
    }

    /// Whether two persons were ever wanted.
    pub fn ever_two(&self) -> bool {
        self.ever_two
    }

    /// Whose signature an entry carries. None for one that stands in a chain which was made for lines that moved: who
    /// moved them signed them anew.
    pub fn who(&self, entry: &Entry) -> Option<&Person> {
        match self.ever_two || self.keys.len() > 1 {
            true => self.signed.get(&(entry.writer, entry.seq)),
            false => self.first.as_ref(),
        }
    }

    /// Whether the key of a disposer's entry signed for nobody then: only what refuses counts of that entry.
    pub fn is_fallen(&self, entry: &Entry) -> bool {
        self.fallen.contains(&(entry.writer, entry.seq))
    }

    /// Whether an entry is enough by itself: two persons were not wanted where it stands.
    pub fn is_enough_alone(&self, entry: &Entry) -> bool {
        !self.ever_two || self.alone.contains(&(entry.writer, entry.seq))
    }

    /// Whether another person could have signed this proposal, or confirmation, of an earlier end.
    pub fn had_another(&self, entry: &Entry) -> bool {
        self.among_several.contains(&(entry.writer, entry.seq))
    }
}

/// Whether an entry is about a key, or about two persons.
fn speaks(entry: &Entry) -> bool {
    matches!(entry.event, Event::SignerAdded(_) | Event::SignerRetired(_) | Event::TwoPersons(_))
}

fn first_key(entry: &Entry) -> Option<String> {
    match &entry.event {
        Event::VaultCreated(created) => Some(created.signers.disposer.clone()),
        _ => None,
    }
}

/// An entry about a key, or about two persons, with the key that it says signed it.
struct Said<T> {
    at: At,
    /// The key; none where it was signed anew.
    by: Option<String>,
    what: T,
}

/// A key, and the entry before which it was asked about.
type KeyAsked = (String, Option<Place>);

/// What all entries say about signers, in the order of what has seen what.
struct Drawing<'a> {
    order: &'a Order<'a>,
    first: Option<String>,
    added: Vec<Said<(String, Option<String>)>>,
    retired: Vec<Said<String>>,
    on: Vec<At>,
    off: Vec<Said<()>>,
    /// Chains that were made for lines which moved.
    moved: BTreeSet<WriterId>,
    /// Whose keys are that were asked about, by what stands before which entry. Keys that add each other over and over
    /// would be asked about without end.
    asked: RefCell<BTreeMap<KeyAsked, Option<Person>>>,
}

impl<'a> Drawing<'a> {
    fn of(order: &'a Order<'a>) -> Drawing<'a> {
        let moved = order.walk().filter_map(|(_, entry)| match &entry.event {
            Event::ChainMoved(moved) => Some(moved.to),
            _ => None,
        });
        let moved: BTreeSet<WriterId> = moved.collect();
        let first = order.walk().find_map(|(_, entry)| first_key(entry));
        let mut drawing = Drawing {
            order,
            first,
            added: vec![],
            retired: vec![],
            on: vec![],
            off: vec![],
            moved,
            asked: RefCell::default(),
        };
        for (at, entry) in order.walk() {
            drawing.take(at, entry);
        }
        drawing.settle();
        drawing
    }

    fn take(&mut self, at: &At, entry: &Entry) {
        let (at, by) = (at.clone(), self.signer_of(entry));
        match &entry.event {
            Event::SignerAdded(added) => {
                let known = by.as_ref().is_none_or(|by| self.has_key(by));
                if known {
                    let what = (added.key.clone(), added.replaces.clone());
                    self.added.push(Said { at, by, what });
                }
            }
            Event::SignerRetired(retired) => {
                self.retired.push(Said { at, by, what: retired.key.clone() });
            }
            Event::TwoPersons(two) if two.wanted => self.on.push(at),
            Event::TwoPersons(_) => self.off.push(Said { at, by, what: () }),
            _ => {}
        }
    }

    /// The key by which an entry says it is signed. One without a signature is none of the ledger's.
    fn signer_of(&self, entry: &Entry) -> Option<String> {
        match self.moved.contains(&entry.writer) {
            true => None,
            false => entry.signer_key().or_else(|| self.first.clone()),
        }
    }

    fn has_key(&self, key: &str) -> bool {
        self.first.as_deref() == Some(key) || self.added.iter().any(|one| one.what.0 == key)
    }

    /// Whose a key is, by what stands before an entry, or by all entries.
    fn person(&self, key: &str, before: Option<&At>) -> Option<Person> {
        if self.first.as_deref() == Some(key) {
            return Some(Person(key.to_owned()));
        }
        let asked = (key.to_owned(), before.map(At::place));
        let known = self.asked.borrow().get(&asked).cloned();
        known.unwrap_or_else(|| {
            let person = self.person_by_entries(key, before);
            self.asked.borrow_mut().insert(asked, person.clone());
            person
        })
    }

    fn person_by_entries(&self, key: &str, before: Option<&At>) -> Option<Person> {
        let known = |one: &&Said<(String, Option<String>)>| {
            one.what.0 == key && before.is_none_or(|at| at.has_seen(&one.at))
        };
        let (mut by, mut own) = (BTreeSet::new(), false);
        for one in self.added.iter().filter(known) {
            let signer = self.who(one.by.as_deref(), &one.at);
            // What a retired key adds is nobody's.
            if one.by.is_some() && signer.is_none() {
                continue;
            }
            let replaces = one.what.1.as_deref();
            let replaced = replaces.and_then(|old| self.person(old, Some(&one.at)));
            if replaced.is_some() && replaced == signer {
                return replaced;
            }
            own |= !self.two_wanted_at(&one.at);
            by.extend(signer);
        }
        match by.len() {
            _ if own => Some(Person(key.to_owned())),
            0 => None,
            1 => by.pop_first(),
            _ => Some(Person(key.to_owned())),
        }
    }

    /// Whether two persons are wanted where an entry stands. A home that had not heard of it is bound all the same.
    fn two_wanted_at(&self, at: &At) -> bool {
        let before = |on: &At| on.has_seen(at);
        self.on.iter().any(|on| on != at && !before(on) && !self.is_lifted(on, Some(at)))
    }

    /// Whether two persons have said, in sight of it, that two are not wanted any more.
    fn is_lifted(&self, on: &At, before: Option<&At>) -> bool {
        let saw =
            |one: &&Said<()>| one.at.has_seen(on) && before.is_none_or(|at| at.has_seen(&one.at));
        let who =
            self.off.iter().filter(saw).filter_map(|one| self.who(one.by.as_deref(), &one.at));
        who.collect::<BTreeSet<Person>>().len() > 1
    }

    /// The person behind a key, where it signed for somebody then.
    fn who(&self, key: Option<&str>, at: &At) -> Option<Person> {
        let key = key?;
        let retired = |one: &Said<String>| one.what == key && one.at != *at && !one.at.has_seen(at);
        match self.retired.iter().any(retired) {
            true => None,
            false => self.person(key, Some(at)),
        }
    }

    /// The persons who have a key that was not retired, by what an entry had seen.
    fn known_at(&self, at: &At) -> BTreeSet<Person> {
        let added = self.added.iter().filter(|one| at.has_seen(&one.at)).map(|one| &one.what.0);
        let gone =
            |key: &String| self.retired.iter().any(|one| one.what == *key && at.has_seen(&one.at));
        let keys = self.first.iter().chain(added).filter(|key| !gone(key));
        keys.filter_map(|key| self.person(key, Some(at))).collect()
    }

    fn persons(&self) -> Persons {
        let mut persons = Persons {
            first: self.first.clone().map(Person),
            ever_two: !self.on.is_empty(),
            two_wanted: self.on.iter().any(|on| !self.is_lifted(on, None)),
            retired: self.retired.iter().map(|one| one.what.clone()).collect(),
            ..Persons::default()
        };
        let all = self.first.iter().chain(self.added.iter().map(|one| &one.what.0));
        for key in all {
            let person = self.person(key, None);
            let own = person.as_ref().is_some_and(|person| person.0 == *key);
            let replaces =
                |one: &Said<(String, Option<String>)>| one.what.0 == *key && one.what.1.is_some();
            if !own && !self.added.iter().any(replaces) {
                persons.waiting.insert(key.clone());
            }
            persons.keys.insert(key.clone(), person);
        }
        for (at, entry) in self.order.walk() {
            if entry.event.signer() != Signer::Disposer {
                continue;
            }
            let line = (entry.writer, entry.seq);
            let by = self.signer_of(entry);
            match self.who(by.as_deref(), at) {
                Some(person) => drop(persons.signed.insert(line, person)),
                // Who moved it proved the old signature; whose it was is not known any more.
                None if by.is_none() => {}
                None => drop(persons.fallen.insert(line)),
            }
            if !self.two_wanted_at(at) {
                persons.alone.insert(line);
            }
            let ends = matches!(entry.event, Event::ShorteningProposed(_) | Event::Shortened(_));
            if ends && self.known_at(at).len() > 1 {
                persons.among_several.insert(line);
            }
        }
        persons
    }
}

#[cfg(test)]
mod tests;
