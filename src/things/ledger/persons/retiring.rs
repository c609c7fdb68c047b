//! Which keys sign no more: never all of them, and never by the word of a key that knew that it was retired.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{At, Drawing, Place, Said};

impl Drawing<'_> {
    /// A key that takes another's place retires it. A key that has seen that it is retired retires nobody, and neither
    /// does one that such a key has added. Where nobody would be left, a key that somebody else has retired retires
    /// nobody either.
    pub(super) fn settle(&mut self) {
        let mut said = std::mem::take(&mut self.retired);
        let replacing: Vec<Said<String>> = self.added.iter().filter_map(replaced).collect();
        let mut all: Vec<Said<String>> =
            replacing.into_iter().filter(|one| self.is_own(one)).collect();
        all.append(&mut said);
        let asked = RefCell::default();
        let knew = |one: &Said<String>| {
            let by = one.by.as_deref();
            by.is_some_and(|by| self.knew_of_its_end(&all, by, &one.at, &asked))
        };
        let kept: Vec<bool> = all.iter().map(|one| !knew(one)).collect();
        let mut keep = kept.into_iter();
        all.retain(|_| keep.next() == Some(true));
        self.retire(all);
        if self.leaves_somebody() {
            return;
        }
        let signs = |one: &Said<String>| {
            let by = one.by.as_deref();
            let gone = self.retired.iter().any(|other| Some(other.what.as_str()) == by);
            let whose = by.and_then(|by| self.person(by, Some(&one.at)));
            by == Some(&one.what) || (!gone && whose.is_some())
        };
        let kept: Vec<bool> = self.retired.iter().map(signs).collect();
        let mut keep = kept.into_iter();
        let mut retired = std::mem::take(&mut self.retired);
        retired.retain(|_| keep.next() == Some(true));
        self.retire(retired);
        if !self.leaves_somebody() {
            self.retire(vec![]);
        }
    }

    /// From here on these are the retirements: whose a key is has to be asked anew.
    fn retire(&mut self, retired: Vec<Said<String>>) {
        self.retired = retired;
        self.asked.get_mut().clear();
    }

    /// Whether a key signed in sight of its own retirement, or each that added it did.
    fn knew_of_its_end(
        &self,
        retired: &[Said<String>],
        key: &str,
        at: &At,
        asked: &RefCell<BTreeMap<(String, Place), bool>>,
    ) -> bool {
        let this = (key.to_owned(), at.place());
        let known = asked.borrow().get(&this).copied();
        known.unwrap_or_else(|| {
            let seen = |other: &At| other != at && at.has_seen(other);
            let added_by = |one: &Said<(String, Option<String>)>| {
                let by = one.by.as_deref();
                by.is_some_and(|by| by == key || self.knew_of_its_end(retired, by, &one.at, asked))
            };
            let mut added = self.added.iter().filter(|one| one.what.0 == key && seen(&one.at));
            let knew = retired.iter().any(|one| one.what == key && seen(&one.at))
                || (self.first.as_deref() != Some(key) && added.all(added_by));
            asked.borrow_mut().insert(this, knew);
            knew
        })
    }

    fn leaves_somebody(&self) -> bool {
        let mut keys = self.first.iter().chain(self.added.iter().map(|one| &one.what.0));
        keys.any(|key| {
            self.retired.iter().all(|one| one.what != *key) && self.person(key, None).is_some()
        })
    }

    /// Whether a key is replaced by its own person.
    fn is_own(&self, replaced: &Said<String>) -> bool {
        let by = replaced.by.as_deref().and_then(|by| self.person(by, Some(&replaced.at)));
        by.is_some() && by == self.person(&replaced.what, Some(&replaced.at))
    }
}

fn replaced(added: &Said<(String, Option<String>)>) -> Option<Said<String>> {
    let what = added.what.1.clone()?;
    Some(Said { at: added.at.clone(), by: added.by.clone(), what })
}
