//! Which homes have answered an order to destroy: those with an entry that has seen it. Where two persons are wanted,
//! the first overwriting waits for all of them, since a hold may stand at a home that nobody has heard of yet; or for
//! the word of a second person who knew of the order.

use std::collections::{BTreeMap, BTreeSet};

use super::doom::Intent;
use crate::things::ledger::order::At;
use crate::things::ledger::persons::Person;
use crate::words::ids::WriterId;

/// The last entry of each home, and where sealers' keys were replaced.
#[derive(Default)]
pub(super) struct Answers {
    last: BTreeMap<WriterId, At>,
    replaced: Vec<Replaced>,
}

/// A sealer's key was replaced.
pub(super) struct Replaced {
    pub at: At,
    /// Who said so.
    pub who: Option<Person>,
}

impl Answers {
    pub fn take(&mut self, writer: WriterId, at: &At) {
        self.last.insert(writer, at.clone());
    }

    pub fn replace(&mut self, at: &At, who: Option<&Person>) {
        self.replaced.push(Replaced { at: at.clone(), who: who.cloned() });
    }

    /// The homes that have not answered an order. One that never signed with the sealer's key of now is gone, or a
    /// thief's: nobody waits for it, where that replacement counts against the order.
    pub fn unheard(
        &self,
        order: &Intent,
        counts: impl Fn(&Replaced) -> bool,
    ) -> BTreeSet<WriterId> {
        let knows = |last: &At, what: &At| last == what || last.has_seen(what);
        let counting: Vec<&Replaced> = self.replaced.iter().filter(|one| counts(one)).collect();
        let live = |last: &At| counting.iter().all(|replaced| knows(last, &replaced.at));
        let silent = self.last.iter().filter(|(_, last)| live(last) && !knows(last, &order.at));
        silent.map(|(writer, _)| *writer).collect()
    }
}
