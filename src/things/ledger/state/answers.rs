//! Which homes have answered an order to destroy: those with an entry that has seen it. Where two persons are wanted,
//! the first overwriting waits for all of them, since a hold may stand at a home that nobody has heard of yet; or for
//! the word of a second person who knew of the order.

use std::collections::{BTreeMap, BTreeSet};

use super::doom::Intent;
use crate::things::ledger::order::At;
use crate::words::ids::WriterId;

/// The last entry of each home, and where sealers' keys were replaced.
#[derive(Default)]
pub(super) struct Answers {
    last: BTreeMap<WriterId, At>,
    replaced: Vec<At>,
}

impl Answers {
    pub fn take(&mut self, writer: WriterId, at: &At) {
        self.last.insert(writer, at.clone());
    }

    pub fn replace(&mut self, at: &At) {
        self.replaced.push(at.clone());
    }

    /// The homes that have not answered an order. One that never signed with the sealer's key of now is gone, or a
    /// thief's: nobody waits for it.
    pub fn unheard(&self, order: &Intent) -> BTreeSet<WriterId> {
        let knows = |last: &At, what: &At| last == what || last.has_seen(what);
        let live = |last: &At| self.replaced.iter().all(|replaced| knows(last, replaced));
        let silent = self.last.iter().filter(|(_, last)| live(last) && !knows(last, &order.at));
        silent.map(|(writer, _)| *writer).collect()
    }
}
