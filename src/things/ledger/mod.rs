//! The ledger: the chains of all homes that ever wrote to this vault, joined by union.
//!
//! Here they are joined, and asked what they hold. `reading`, `found` and `written` are between them and a folder,
//! `appending` writes on, and `proving` proves that they are this vault's: the first line's hash is the vault's id,
//! and entries of the disposer's kinds carry its signature. Who the disposers are is in `persons`. What they say is
//! in `state`. Implements format §3.

mod appending;
mod asides;
mod branches;
mod chain_file;
pub(crate) mod found;
pub(crate) mod moved;
pub mod moving;
pub(crate) mod order;
pub(crate) mod persons;
mod problem;
mod proving;
pub mod quarantine;
mod reading;
#[cfg(test)]
mod samples;
pub(crate) mod sealers;
mod signed;
pub mod state;
mod vouching;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::chain::{Chain, Held, Joined, Union};
use crate::formats::entry::{Entry, Event, Head};
use crate::words::ids::{BundleId, VaultId, WriterId};
use crate::words::limits::WRITERS_MAX;

use moved::Moves;
use quarantine::Quarantine;
use state::State;

pub(crate) use asides::{Aside, Asides};
pub(in crate::things) use chain_file::chain_path;
pub(crate) use chain_file::{FOLDER, chain_there};
pub(crate) use problem::LedgerProblem;
pub(crate) use written::finish_turned;

/// All chains that this home knows.
#[derive(Debug, Clone)]
pub struct Ledger {
    own: WriterId,
    union: Union,
    /// Which lines do not count, since a sealer's key was replaced.
    quarantine: Quarantine,
    /// Which lines stand in another chain than the one that they were written in.
    moves: Moves,
    /// The entries as they are read, where lines moved: each head that they name is one that stands.
    resolved: Vec<Entry>,
    /// The chains that were dropped since this was read, and how many lines each had.
    dropped: BTreeMap<WriterId, u64>,
}

impl Ledger {
    /// A ledger with no chain yet.
    pub fn new(own: WriterId) -> Ledger {
        Ledger {
            own,
            union: Union::default(),
            quarantine: Quarantine::default(),
            moves: Moves::default(),
            resolved: Vec::new(),
            dropped: BTreeMap::new(),
        }
    }

    /// Whose chain this home appends to.
    pub fn own(&self) -> WriterId {
        self.own
    }

    /// The vault that the chains are of, where the line that makes it is among them.
    pub fn vault(&self) -> Option<VaultId> {
        self.union.vault()
    }

    /// The bundles of which this home itself put on record that they were sealed.
    pub fn sealed_here(&self) -> BTreeSet<BundleId> {
        let own = self.union.get(&self.own).into_iter().flat_map(Chain::links);
        let sealed = own.filter_map(|link| match &link.entry.event {
            Event::Sealed(sealed) => Some(sealed.bundle),
            _ => None,
        });
        sealed.collect()
    }

    /// All entries, chain by chain.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> + Clone {
        let written = self.moves.is_empty().then(|| self.lines());
        self.resolved.iter().chain(written.into_iter().flatten())
    }

    /// All entries as they were written.
    fn lines(&self) -> impl Iterator<Item = &Entry> + Clone {
        self.union.chains().flat_map(|chain| chain.links().iter().map(|link| &link.entry))
    }

    /// The head of every chain, sorted by writer.
    pub fn heads(&self) -> Vec<Head> {
        self.union.heads()
    }

    /// What the chains together say.
    pub fn state(&self) -> State {
        State::of(self.entries())
    }

    /// Finds out again which lines moved, and which do not count.
    fn settle(&mut self) {
        self.moves = Moves::of(self.lines());
        self.resolved = match self.moves.is_empty() {
            true => Vec::new(),
            false => self.lines().map(|entry| self.moves.resolved(&self.union, entry)).collect(),
        };
        self.quarantine = Quarantine::of(self.entries());
    }

    /// Drops chains of other homes of which nothing counts in any way: whoever stole a key may have made any number,
    /// and they use up no bound. A chain into which a branch moved stays: heads of the old branch stand for it. What is
    /// left is settled again, as a home would read it that never had the others.
    pub fn drop_void(&mut self) {
        loop {
            self.settle();
            let (own, quarantine, moves) = (self.own, &self.quarantine, &self.moves);
            let is_void = |chain: &Chain| {
                chain.writer().is_some_and(|writer| writer != own && !moves.made(writer))
                    && quarantine.is_void(chain.links().iter().map(|link| &link.entry))
            };
            let void = self.union.chains().filter(|chain| is_void(chain)).filter_map(Chain::head);
            let void: BTreeMap<WriterId, u64> =
                void.map(|head| (head.writer, head.count)).collect();
            if void.is_empty() {
                return;
            }
            let kept = |chain: &Chain| !chain.writer().is_some_and(|w| void.contains_key(&w));
            self.union.retain(kept);
            self.dropped.extend(void);
        }
    }

    /// Takes in another place's chains. Says whether anything was new.
    pub fn join(&mut self, other: Ledger) -> Result<bool, LedgerProblem> {
        let new = self.take_in(other)?;
        self.drop_void();
        self.bounded().map(|()| new)
    }

    /// The same, but that no chain is dropped: somebody is about to vouch for what does not count.
    pub fn take_in(&mut self, mut other: Ledger) -> Result<bool, LedgerProblem> {
        let mut new = false;
        let moves = Moves::of(self.lines().chain(other.lines()));
        if !moves.is_empty() {
            let (ours, theirs) = (self.union.clone(), other.union.clone());
            let of = |union: &Union, writer| union.get(&writer).cloned();
            let longer = |writer| {
                let both = [of(&ours, writer), of(&theirs, writer)];
                both.into_iter().flatten().max_by_key(Chain::count)
            };
            moves.cut_out_of(&mut self.union, Some(self.own), &longer);
            moves.cut_out_of(&mut other.union, None, &longer);
        }
        for chain in other.union.chains() {
            new |= matches!(self.union.join(chain.clone())?, Joined::New | Joined::Longer { .. });
        }
        self.settle();
        Ok(new)
    }

    fn bounded(&self) -> Result<(), LedgerProblem> {
        match self.union.chains().count() > WRITERS_MAX {
            true => Err(LedgerProblem::TooManyHomes),
            false => Ok(()),
        }
    }

    /// From which line on this home's own chain is of its own hand again, where lines of it were taken in that this
    /// home did not have before.
    pub fn regained(&self, before: &Ledger) -> Option<u64> {
        let (had, has) = (before.count_of(self.own), self.count_of(self.own));
        (has > had).then_some(has)
    }

    /// Whether the chains hold this head, or need not: it is of a chain of which nothing counts.
    pub fn holds(&self, head: &Head) -> bool {
        let chain = self.union.get(&head.writer);
        chain.map_or_else(|| self.is_void(head), |chain| chain.holds(head) == Held::Yes)
            || self.places_of(head).is_some()
    }

    /// Whether nothing under this head counts in any way: somebody distrusts all of it, or it was dropped.
    pub fn is_void(&self, head: &Head) -> bool {
        self.dropped.get(&head.writer).is_some_and(|lines| *lines >= head.count)
            || self.quarantine.distrusts_all(head)
    }

    /// Whether the lines under this head may be missing here, and that proves nothing: a replacement distrusts them, or
    /// does not know that chain.
    pub fn may_miss(&self, head: &Head) -> bool {
        self.union.get(&head.writer).is_none()
            && (self.is_void(head) || self.quarantine.excuses(head, None))
    }

    /// Whether the chains hold all of these heads.
    pub fn holds_all(&self, heads: &[Head]) -> bool {
        heads.iter().all(|head| self.holds(head))
    }

    /// How many lines of a writer's chain are known.
    pub fn count_of(&self, writer: WriterId) -> u64 {
        self.union.get(&writer).map_or(0, Chain::count)
    }

    /// A chain's bytes up to a head that it holds.
    pub fn bytes_to(&self, head: &Head) -> Option<&[u8]> {
        let chain = self.union.get(&head.writer).filter(|chain| chain.holds(head) == Held::Yes)?;
        chain.bytes().get(..usize::try_from(head.bytes).ok()?)
    }
}
