//! Branches that moved, asked of a whole ledger.

use crate::formats::chain::Chain;
use crate::formats::entry::Head;
use crate::words::ids::WriterId;

use super::moved::Moves;
use super::{Ledger, LedgerProblem};

impl Ledger {
    /// The two heads for which a head of a branch that moved stands.
    pub(super) fn places_of(&self, head: &Head) -> Option<[Head; 2]> {
        self.moves.places_of(&self.union, head)
    }

    /// The same heads. Where lines moved, the heads for which they stand.
    pub fn resolve(&self, heads: &[Head]) -> Vec<Head> {
        self.moves.resolve(&self.union, heads)
    }

    /// This ledger without what moved by the word of a medium: only to read that medium by.
    pub fn to_read(&self, moves: &Moves) -> Ledger {
        let mut cut = self.clone();
        moves.cut_unseen(&mut cut.union, self.own);
        cut
    }

    /// Takes a branch in that moved. The caller puts the entries on record that say so.
    pub fn take_moved(&mut self, chain: &Chain) -> Result<(), LedgerProblem> {
        self.union.join(chain.clone())?;
        self.bounded()
    }

    /// Takes what moved out of the old chains.
    pub fn cut_moved(&mut self) {
        let chains = self.union.clone();
        let new = |writer| chains.get(&writer).cloned();
        self.moves.cut_out_of(&mut self.union, Some(self.own), &new);
        self.settle();
    }

    /// A writer's chain.
    pub fn chain(&self, writer: WriterId) -> Option<&Chain> {
        self.union.get(&writer)
    }

    /// Writes as another home from here on.
    pub fn write_as(&mut self, own: WriterId) {
        self.own = own;
    }
}
