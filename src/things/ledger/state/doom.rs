//! Whether the destruction of a bundle is under way, or was taken back.
//!
//! A withdrawal lifts an intent that it has seen, as long as nothing was erased for it: where an erasure that has seen
//! the intent has not seen the withdrawal, the destruction stands.

use crate::things::ledger::order::At;
use crate::words::day::Time;

/// What entries say about the end of one bundle.
#[derive(Default)]
pub(super) struct Doom {
    pub intents: Vec<(At, Time)>,
    pub withdrawals: Vec<At>,
    pub erasures: Vec<At>,
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
        self.intents.iter().filter(|(intent, _)| !self.is_withdrawn(intent))
    }

    fn is_withdrawn(&self, intent: &At) -> bool {
        let void = |back: &At| {
            self.erasures.iter().any(|gone| gone.has_seen(intent) && !gone.has_seen(back))
        };
        self.withdrawals.iter().any(|back| back.has_seen(intent) && !void(back))
    }
}
