//! A ledger that was joined with what a drive brings (`things/medium/brought`), put in the place of the home's.

use crate::things::ledger::Ledger;

use super::Vault;

impl Vault {
    /// Goes on with a ledger that was made from this home's, and proven.
    ///
    /// `own_from` says from which line on the home's own chain is of its own hand, where lines of it came back.
    pub fn take_joined(&mut self, ledger: Ledger, own_from: Option<u64>) {
        let own = ledger.own();
        if let Some(seq) = own_from {
            self.memory.wrote_from_seq = seq;
        }
        if own != self.memory.writer {
            self.memory.writer = own;
            // What it looked at before stands in another chain now, and is looked at again.
            self.memory.wrote_from_seq = 0;
        }
        self.ledger = ledger;
        self.fold();
    }
}
