//! Whether the destruction of a bundle is under way, or was taken back.
//!
//! A withdrawal lifts an intent that it has seen, as long as nothing was erased for it: where an erasure that has seen
//! the intent has not seen the withdrawal, the destruction stands. An intent that has not seen a hold on the bundle is
//! void for good, also once that hold is released: what is to go on needs a new one, asked for anew.

use crate::things::ledger::order::At;
use crate::words::day::Time;

/// What entries say about the end of one bundle.
#[derive(Default)]
pub(super) struct Doom {
    pub intents: Vec<(At, Time)>,
    pub withdrawals: Vec<At>,
    pub erasures: Vec<At>,
    /// Holds on it, in force or not: an intent that had not seen one is void for good.
    pub blocks: Vec<At>,
}

impl Doom {
    /// Since when a destruction is under way.
    pub fn since(&self) -> Option<Time> {
        self.standing().map(|(_, time)| *time).min()
    }

    /// Whether something was erased for it.
    pub fn has_erased(&self) -> bool {
        self.standing().any(|(intent, _)| self.erasures.iter().any(|gone| gone.has_seen(intent)))
    }

    fn standing(&self) -> impl Iterator<Item = &(At, Time)> {
        self.intents
            .iter()
            .filter(|(intent, _)| !self.is_withdrawn(intent) && !self.is_void(intent))
    }

    /// What ended an intent, or voided it. A run that was cut off before may have begun to erase a copy: it counts once
    /// somebody has looked since.
    pub fn ended_by(&self) -> Vec<At> {
        let voids = |block: &&At| self.intents.iter().any(|(intent, _)| !intent.has_seen(block));
        self.withdrawals.iter().chain(self.blocks.iter().filter(voids)).cloned().collect()
    }

    /// Whether any intent is void.
    pub fn is_voided(&self) -> bool {
        self.intents.iter().any(|(intent, _)| self.is_void(intent))
    }

    fn is_void(&self, intent: &At) -> bool {
        self.blocks.iter().any(|block| !intent.has_seen(block))
    }

    fn is_withdrawn(&self, intent: &At) -> bool {
        let void = |back: &At| {
            self.erasures.iter().any(|gone| gone.has_seen(intent) && !gone.has_seen(back))
        };
        self.withdrawals.iter().any(|back| back.has_seen(intent) && !void(back))
    }
}
