//! Whether the destruction of a bundle is under way, or was taken back.
//!
//! A withdrawal lifts an intent that it has seen, as long as nothing was erased for it: where an erasure that has seen
//! the intent has not seen the withdrawal, the destruction stands. An intent that has not seen a hold on the bundle is
//! void for good, also once that hold is released: what is to go on needs a new one, asked for anew. The same holds of
//! an extension or an event that keeps it beyond the day that the intent names, and of an event that was taken back.

use crate::things::ledger::order::At;
use crate::things::ledger::persons::Person;
use crate::words::day::{Day, Time};

/// What entries say about the end of one bundle.
#[derive(Default)]
pub(super) struct Doom {
    pub intents: Vec<Intent>,
    pub withdrawals: Vec<At>,
    pub erasures: Vec<At>,
    /// What keeps it, in force or not: an intent that had not seen one is void for good.
    pub blocks: Vec<Block>,
}

/// An order to destroy.
pub(super) struct Intent {
    pub at: At,
    pub time: Time,
    /// The last day through which it was kept, as whoever ordered it knew it.
    pub keep_through: Option<Day>,
    /// Who signed it.
    pub who: Option<Person>,
}

/// What keeps a bundle: a hold, an event that was taken back, or a last day.
pub(super) struct Block {
    pub at: At,
    /// None: whatever the day.
    pub through: Option<Day>,
}

impl Block {
    /// Whether an order to destroy had to know of it, and did not.
    pub fn voids(&self, intent: &Intent) -> bool {
        self.is_beyond(intent.keep_through) && !intent.at.has_seen(&self.at)
    }

    /// Whether it keeps the bundle beyond a last day.
    pub fn is_beyond(&self, last: Option<Day>) -> bool {
        self.through.is_none() || self.through > last
    }
}

impl Doom {
    /// Since when a destruction is under way.
    pub fn since(&self) -> Option<Time> {
        self.standing().map(|intent| intent.time).min()
    }

    /// Whether something was erased for it.
    pub fn has_erased(&self) -> bool {
        self.standing().any(|intent| self.erasures.iter().any(|gone| gone.has_seen(&intent.at)))
    }

    /// The orders that are in force.
    pub fn standing(&self) -> impl Iterator<Item = &Intent> {
        self.intents.iter().filter(|intent| !self.is_withdrawn(&intent.at) && !self.is_void(intent))
    }

    /// What ended an intent, or voided it. A run that was cut off before may have begun to erase a copy: it counts once
    /// somebody has looked since.
    pub fn ended_by(&self) -> Vec<At> {
        let voids = |block: &&Block| self.intents.iter().any(|intent| block.voids(intent));
        let voiding = self.blocks.iter().filter(voids).map(|block| &block.at);
        self.withdrawals.iter().chain(voiding).cloned().collect()
    }

    /// Whether any intent is void.
    pub fn is_voided(&self) -> bool {
        self.intents.iter().any(|intent| self.is_void(intent))
    }

    fn is_void(&self, intent: &Intent) -> bool {
        self.blocks.iter().any(|block| block.voids(intent))
    }

    fn is_withdrawn(&self, intent: &At) -> bool {
        let void = |back: &At| {
            self.erasures.iter().any(|gone| gone.has_seen(intent) && !gone.has_seen(back))
        };
        self.withdrawals.iter().any(|back| back.has_seen(intent) && !void(back))
    }
}
