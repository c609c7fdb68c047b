//! All chains of a vault together (format, §3.2): copies of one writer's chain are joined, the
//! longest that continues the others stands, and every head that somebody names must be in one of
//! them.
//!
//! Refuses to know which head came from a signed label or seal: the caller hands in heads whose
//! signatures held.

use std::collections::BTreeMap;

use super::{Chain, ChainProblem, Head, Held};
use crate::formats::entry::Entry;
use crate::words::ids::{VaultId, WriterId};

/// Chains and heads that can't all be true. A reader refuses the whole ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum Contradiction {
    TwoLines { writer: WriterId, seq: u64 },
    OtherVault { writer: WriterId, vault: VaultId },
    HeadMissing { head: Head },
    HeadDiffers { head: Head },
}

/// What a joined copy of a chain added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joined {
    /// The writer was not known, or the copy has no line.
    New,
    Same,
    /// The copy has this many lines more, and they stand now.
    Longer {
        lines: u64,
    },
    /// The copy lacks this many lines.
    Shorter {
        lines: u64,
    },
}

/// The chains of one vault, one a writer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Union {
    chains: BTreeMap<WriterId, Chain>,
}

impl Union {
    /// Joins a copy of a chain; on a contradiction the union is as it was.
    pub fn join(&mut self, chain: Chain) -> Result<Joined, Contradiction> {
        let (Some(writer), Some(vault)) = (chain.writer(), chain.vault()) else {
            return Ok(Joined::New);
        };
        if self.vault().is_some_and(|own| own != vault) {
            return Err(Contradiction::OtherVault { writer, vault });
        }
        let Some(known) = self.chains.get_mut(&writer) else {
            self.chains.insert(writer, chain);
            return Ok(Joined::New);
        };
        let joined = match (known.count(), chain.count()) {
            (own, its) if its > own => Joined::Longer { lines: its - own },
            (own, its) if its < own => Joined::Shorter { lines: own - its },
            _ => Joined::Same,
        };
        let differ =
            known.links().iter().zip(chain.links()).position(|(own, its)| own.sha256 != its.sha256);
        if let Some(seq) = differ {
            return Err(Contradiction::TwoLines { writer, seq: seq as u64 });
        }
        if matches!(joined, Joined::Longer { .. }) {
            *known = chain;
        }
        Ok(joined)
    }

    /// Appends an entry that was made to follow its writer's chain, or to open it.
    pub fn append(&mut self, entry: &Entry) -> Result<(), ChainProblem> {
        self.chains.entry(entry.writer).or_default().append(entry).map(drop)
    }

    /// Demands that each head is in a chain: the lines that it names are there, and are those
    /// lines.
    pub fn check<'a>(
        &self,
        heads: impl IntoIterator<Item = &'a Head>,
    ) -> Result<(), Contradiction> {
        for head in heads {
            match self.chains.get(&head.writer).map_or(Held::Beyond, |chain| chain.holds(head)) {
                Held::Yes => {}
                Held::Beyond => return Err(Contradiction::HeadMissing { head: *head }),
                Held::Contradicted => return Err(Contradiction::HeadDiffers { head: *head }),
            }
        }
        Ok(())
    }

    /// Demands the same of the heads that these entries follow, but for those that are excused.
    pub fn check_follows<'a>(
        &self,
        entries: impl Iterator<Item = &'a Entry>,
        excused: &dyn Fn(&Head, &Entry) -> bool,
    ) -> Result<(), Contradiction> {
        let named = entries.flat_map(|by| by.follows.iter().map(move |head| (head, by)));
        self.check(named.filter(|(head, by)| !excused(head, by)).map(|(head, _)| head))
    }

    /// Puts a chain in the place of its writer's.
    pub fn put(&mut self, chain: Chain) {
        if let Some(writer) = chain.writer() {
            self.chains.insert(writer, chain);
        }
    }

    /// Drops the chains that are not to be kept.
    pub fn retain(&mut self, kept: impl Fn(&Chain) -> bool) {
        self.chains.retain(|_, chain| kept(chain));
    }

    /// The vault that all chains belong to; nothing while there is no chain.
    pub fn vault(&self) -> Option<VaultId> {
        self.chains.values().find_map(Chain::vault)
    }

    /// A writer's chain, where there is one.
    pub fn get(&self, writer: &WriterId) -> Option<&Chain> {
        self.chains.get(writer)
    }

    /// The chains in the order of their writers.
    pub fn chains(&self) -> impl Iterator<Item = &Chain> + Clone {
        self.chains.values()
    }

    /// The heads of all chains, sorted by writer, as labels and seals list them.
    pub fn heads(&self) -> Vec<Head> {
        self.chains.values().filter_map(Chain::head).collect()
    }

    /// Whether every entry says something that this version knows; where one does not, nothing may
    /// be destroyed.
    pub fn is_known(&self) -> bool {
        self.chains.values().flat_map(Chain::links).all(|link| link.entry.is_known())
    }
}
