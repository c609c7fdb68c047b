//! What somebody has to vouch for before lines that a replacement holds count, asked of a whole ledger.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{Entry, Head};
use crate::words::ids::{VaultId, WriterId};

use super::{Ledger, LedgerProblem};

impl Ledger {
    /// The heads up to which somebody must vouch, so that no line under these heads is quarantined, nor one that
    /// counted `before`. Lines that somebody distrusts by number are left out.
    pub fn withheld(&self, under: &[Head], before: &Ledger) -> Vec<Head> {
        let counted: BTreeSet<(WriterId, u64)> = before.places(|entry| !before.is_withheld(entry));
        let is_under = |(writer, seq): &(WriterId, u64)| {
            under.iter().any(|head| head.writer == *writer && *seq < head.count)
        };
        let wanted = |at: &(WriterId, u64)| is_under(at) || counted.contains(at);
        let mut lines: BTreeMap<WriterId, u64> = BTreeMap::new();
        for (writer, seq) in self.places(|entry| self.is_withheld(entry)).into_iter().filter(wanted)
        {
            let count = lines.entry(writer).or_default();
            *count = (seq + 1).max(*count);
        }
        let head = |(writer, count)| self.union.get(&writer)?.head_at(count);
        lines.into_iter().filter_map(head).collect()
    }

    fn is_withheld(&self, entry: &Entry) -> bool {
        self.quarantine.holds(entry) && !self.quarantine.names(entry)
    }

    fn places(&self, such: impl Fn(&Entry) -> bool) -> BTreeSet<(WriterId, u64)> {
        self.entries().filter(|entry| such(entry)).map(|entry| (entry.writer, entry.seq)).collect()
    }

    /// How many lines count.
    pub fn counting(&self) -> u64 {
        self.entries().filter(|entry| self.quarantine.counts(entry)).count() as u64
    }

    /// Proves the whole when all was taken in: chains of which nothing counts are dropped.
    pub fn end_taking(&mut self, vault: VaultId) -> Result<(), LedgerProblem> {
        self.drop_void();
        self.bounded()?;
        self.check(vault).map(drop)
    }
}
