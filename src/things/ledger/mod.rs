//! The ledger: the chains of all homes that ever wrote to this vault, joined by union.
//!
//! Owns reading, joining, appending and writing chains, and the proofs that they are this vault's: the first
//! line's hash is the vault's id, and entries of the disposer's kinds carry its signature. What they say is in
//! `state`. Implements format §3.

mod asides;
pub mod found;
pub mod moved;
pub mod order;
pub mod quarantine;
pub mod sealers;
mod signed;
pub mod state;
mod vouching;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::chain::{Chain, ChainProblem, Contradiction, Held, Joined, SetAside, Union};
use crate::formats::entry::{Entry, Event, Head, NoteRef, Signer, Unread};
use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};
use crate::powers::signer::{Namespace, SigningKey, VerifyingKey};
use crate::things::files::{self, FileProblem};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, NoteId, VaultId, WriterId};
use crate::words::limits::{
    ASIDE_BYTES_MAX, CHAIN_BYTES_MAX, LEDGER_LINE_BYTES_MAX, SIGNATURE_BYTES_MAX, WRITERS_MAX,
};

pub use asides::{Aside, Asides};
use moved::Moves;
use quarantine::Quarantine;
use signed::signed_by;
use state::State;
pub use written::finish_turned;

/// The folder of the chains, in a home and in a vault's folder on a medium.
pub const FOLDER: &str = "ledger";

/// Why the ledger can't be believed.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum LedgerProblem {
    Chain {
        writer: WriterId,
        problem: ChainProblem,
    },
    Missing {
        writer: WriterId,
    },
    Contradiction(#[from] Contradiction),
    OtherVault,
    Unsigned {
        writer: WriterId,
        seq: u64,
    },
    Entries(state::Contradiction),
    /// What an act would have to put on record does not fit: the act was not begun.
    NoRoom {
        bytes: u64,
        bytes_max: u64,
    },
    /// Every line names the heads of all other homes' chains: there can't be any number of them.
    TooManyHomes,
    /// More files are named like chains than are read, beside a label that misses the one before it: a hold may stand
    /// in one of those that were not read.
    Crowded {
        files: u64,
    },
    File(#[from] FileProblem),
}

impl LedgerProblem {
    /// Whether bytes of a chain that a signed head names are not there, or others: no contradiction.
    pub fn is_damage(&self) -> bool {
        match self {
            LedgerProblem::Chain { .. } | LedgerProblem::Missing { .. } => true,
            LedgerProblem::File(problem) => problem.is_about_the_file(),
            LedgerProblem::Contradiction(_)
            | LedgerProblem::OtherVault
            | LedgerProblem::Unsigned { .. }
            | LedgerProblem::Entries(_)
            | LedgerProblem::NoRoom { .. }
            | LedgerProblem::Crowded { .. }
            | LedgerProblem::TooManyHomes => false,
        }
    }
}

impl LedgerProblem {
    /// Whether lines can't all be true, and nothing is wrong with their bytes.
    pub fn is_contradiction(&self) -> bool {
        match self {
            LedgerProblem::Contradiction(_) | LedgerProblem::Entries(_) => true,
            LedgerProblem::Chain { .. }
            | LedgerProblem::Missing { .. }
            | LedgerProblem::File(_)
            | LedgerProblem::OtherVault
            | LedgerProblem::Unsigned { .. }
            | LedgerProblem::NoRoom { .. }
            | LedgerProblem::Crowded { .. }
            | LedgerProblem::TooManyHomes => false,
        }
    }
}

impl From<StorageProblem> for LedgerProblem {
    fn from(problem: StorageProblem) -> Self {
        LedgerProblem::File(problem.into())
    }
}

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

    /// Reads the chains that the heads name. What stands behind a head is set aside, but for lines that one of the
    /// disposers vouches for: the label that named them may have been removed.
    pub fn read(
        own: WriterId,
        storage: &dyn Storage,
        folder: &MediumPath,
        heads: &[Head],
        disposers: &[VerifyingKey],
    ) -> Result<(Ledger, Asides), LedgerProblem> {
        let mut ledger = Ledger::new(own);
        let mut asides = Asides::default();
        for head in heads {
            let (mut chain, what) = read_chain(storage, folder, head.writer, Some(head))?;
            let what = chain.take_vouched(what, &|entry| signed_by(entry, disposers));
            if !what.is_empty() {
                asides.add(Aside { writer: head.writer, bytes: what.count() });
            }
            ledger.union.join(chain)?;
        }
        ledger.take_unnamed(storage, folder, heads, disposers, &mut asides)?;
        ledger.settle();
        Ok((ledger, asides))
    }

    /// Reads every chain in a folder as far as its lines hold, with nobody to say where they end: what is left of a
    /// home that has lost its memory.
    pub fn without_heads(
        own: WriterId,
        storage: &dyn Storage,
        folder: &MediumPath,
    ) -> Result<Ledger, LedgerProblem> {
        let mut ledger = Ledger::new(own);
        for entry in storage.list(folder)?.entries {
            let writer = entry.name.strip_suffix(".jsonl").and_then(|name| name.parse().ok());
            let Some(writer) = writer.filter(|_| entry.facts.kind == Kind::File) else { continue };
            let Some((bytes, more)) = chain_bytes(storage, folder, writer, None)? else { continue };
            let mut chain = Chain::default();
            chain.take_vouched(SetAside { at: 0, bytes, more }, &|_| true);
            if chain.writer() == Some(writer) {
                ledger.union.join(chain)?;
            }
        }
        ledger.drop_void();
        Ok(ledger)
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

    /// Takes chains that no head names, as far as a disposer vouches for them: the label that named them may have been
    /// removed. Whatever else lies there is nobody's. Says how many files there were beyond those that are read.
    fn take_unnamed(
        &mut self,
        storage: &dyn Storage,
        folder: &MediumPath,
        heads: &[Head],
        disposers: &[VerifyingKey],
        asides: &mut Asides,
    ) -> Result<u64, LedgerProblem> {
        if disposers.is_empty() {
            return Ok(0);
        }
        let listing = match storage.list(folder) {
            Err(StorageProblem::Absent { .. }) => return Ok(0),
            listing => match listing.map_err(FileProblem::from) {
                // What stands in the place of the folder holds no chains.
                Err(problem) if problem.is_about_the_file() => return Ok(0),
                listing => listing?,
            },
        };
        let writers = listing.entries.iter().filter(|entry| entry.facts.kind == Kind::File);
        let writers = writers.filter_map(|entry| entry.name.strip_suffix(".jsonl")?.parse().ok());
        let unnamed = writers.filter(|w: &WriterId| !heads.iter().any(|head| head.writer == *w));
        let mut unread = 0;
        for (number, writer) in unnamed.enumerate() {
            // No vault has more homes: what lies beyond is only counted.
            if number >= WRITERS_MAX {
                unread += 1;
                continue;
            }
            let path = chain_path(folder, writer)?;
            let Ok(Some((bytes, more))) = files::read_start(storage, &path, ASIDE_BYTES_MAX) else {
                continue;
            };
            let mut chain = Chain::default();
            let all = SetAside { at: 0, bytes, more };
            let what = chain.take_vouched(all, &|entry| signed_by(entry, disposers));
            if chain.writer() == Some(writer) {
                self.union.join(chain)?;
            }
            if !what.is_empty() {
                asides.add(Aside { writer, bytes: what.count() });
            }
        }
        asides.more += unread;
        Ok(unread)
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

    /// Appends an entry to this home's own chain; the disposer signs where its word is needed.
    pub fn append(
        &mut self,
        stamp: Stamp,
        event: Event,
        note: Option<NoteRef>,
        disposer: Option<&SigningKey>,
    ) -> Result<(), LedgerProblem> {
        let writer = self.own;
        let mut entry = self.next(stamp, event, note);
        if entry.event.signer() == Signer::Disposer {
            let disposer = disposer.expect("a verb that writes a disposer's entry holds its key");
            let blob = disposer.sign_blob(Namespace::Ledger, &entry.signed_bytes());
            entry.set_signature(&blob);
        }
        let appended = self.union.append(&entry);
        appended.map_err(|problem| LedgerProblem::Chain { writer, problem })?;
        match entry.event {
            Event::SignerReplaced(_) | Event::LinesVouched(_) => self.drop_void(),
            Event::ChainMoved(_) => self.settle(),
            _ if self.moves.is_empty() => {}
            _ => {
                let entry = self.resolved(&entry);
                self.resolved.push(entry);
            }
        }
        Ok(())
    }

    /// Finds out again which lines moved, and which do not count.
    fn settle(&mut self) {
        self.moves = Moves::of(self.lines());
        self.resolved = match self.moves.is_empty() {
            true => Vec::new(),
            false => self.lines().map(|entry| self.resolved(entry)).collect(),
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

    /// The next line of this home's own chain, not yet signed.
    fn next(&self, stamp: Stamp, event: Event, note: Option<NoteRef>) -> Entry {
        let writer = self.own;
        let own = self.union.get(&writer);
        Entry {
            seq: own.map_or(0, Chain::count),
            writer,
            prev: own.map_or(Digest::ZERO, Chain::last_sha256),
            time: stamp.time,
            clock: stamp.clock,
            event,
            follows: self.heads().into_iter().filter(|head| head.writer != writer).collect(),
            note,
            signature: None,
            unread: Unread::default(),
        }
    }

    /// Refuses what could not be put on record: to be asked before an act, with the longest entries that it may come
    /// to.
    pub fn has_room_for(&self, stamp: Stamp, events: &[Event]) -> Result<(), LedgerProblem> {
        let own = self.union.get(&self.own);
        if own.is_none() && self.heads().len() >= WRITERS_MAX {
            return Err(LedgerProblem::TooManyHomes);
        }
        let mut left = CHAIN_BYTES_MAX - own.map_or(0, |chain| chain.bytes().len() as u64);
        for event in events {
            let note = NoteRef { id: NoteId([0xff; 16]), sha256: Digest::ZERO };
            let entry = Entry {
                // The largest number that a line can have.
                seq: 1 << 53,
                signature: Some("A".repeat(SIGNATURE_BYTES_MAX as usize)),
                ..self.next(stamp, event.clone(), Some(note))
            };
            let bytes = entry.line().len() as u64;
            let bytes_max = left.min(LEDGER_LINE_BYTES_MAX);
            if bytes > bytes_max {
                return Err(LedgerProblem::NoRoom { bytes, bytes_max });
            }
            left -= bytes;
        }
        Ok(())
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
            self.without_moved(&moves, Some(self.own), &longer);
            other.without_moved(&moves, None, &longer);
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

    /// Proves that every chain is this vault's, that every head which somebody names is there, that the
    /// disposer's entries carry its signature, and that nothing contradicts.
    pub fn check(&self, vault: VaultId) -> Result<(), LedgerProblem> {
        self.check_signed(vault)?;
        let quarantine = Quarantine::of(self.entries());
        let gone = |head: &Head| self.union.get(&head.writer).is_none();
        self.union.check_follows(self.entries(), &|head, by| {
            quarantine.holds(by) || (gone(head) && quarantine.excuses(head, Some(by)))
        })?;
        let state = self.state();
        match state.contradictions.into_iter().next() {
            Some(contradiction) => Err(LedgerProblem::Entries(contradiction)),
            None => Ok(()),
        }
    }

    /// Proves that every chain is this vault's, and that the disposer's entries carry its signature.
    pub fn check_signed(&self, vault: VaultId) -> Result<(), LedgerProblem> {
        if self.union.vault() != Some(vault) {
            return Err(LedgerProblem::OtherVault);
        }
        let state = self.state();
        let disposers: Vec<VerifyingKey> =
            state.signers.iter().filter_map(|pair| pair.disposer.parse().ok()).collect();
        for entry in self.lines().filter(|e| e.event.signer() == Signer::Disposer) {
            if !signed_by(entry, &disposers) {
                return Err(LedgerProblem::Unsigned { writer: entry.writer, seq: entry.seq });
            }
        }
        Ok(())
    }

    /// The lines that speak of what contradicts, as far as they count.
    pub fn lines_about(&self, problem: &state::Contradiction) -> Vec<(WriterId, u64)> {
        use state::Contradiction;
        let about = |entry: &&Entry| match (problem, &entry.event) {
            (
                Contradiction::TwoSeals(bundle) | Contradiction::TwoAccounts(bundle),
                Event::Sealed(sealed),
            ) => sealed.bundle == *bundle,
            (Contradiction::TwoKeyFiles { bundle, .. }, Event::Sealed(sealed)) => {
                sealed.bundle == *bundle
            }
            (Contradiction::TwoKeyFiles { bundle, generation }, Event::KeysWrapped(wrapped)) => {
                (wrapped.bundle, wrapped.generation) == (*bundle, *generation)
            }
            (Contradiction::TwoMedia(medium), Event::MediumAdded(added)) => added.medium == *medium,
            (Contradiction::TwoHolds(hold), Event::HoldPlaced(placed)) => placed.hold == *hold,
            (Contradiction::TwoNotes(note), _) => entry.note.is_some_and(|own| own.id == *note),
            (Contradiction::NoSuchBundle { bundle, .. }, event) => event.bundle() == Some(*bundle),
            _ => false,
        };
        let counting = self.entries().filter(|entry| self.quarantine.counts(entry));
        counting.filter(about).map(|entry| (entry.writer, entry.seq)).collect()
    }

    /// Demands that the chains hold each of these heads, which a signed label or seal named.
    pub fn check_heads(&self, heads: &[Head]) -> Result<(), LedgerProblem> {
        let heads = self.resolve(heads);
        Ok(self.union.check(heads.iter().filter(|head| !self.may_miss(head)))?)
    }

    /// Whether the chains hold this head, or need not: it is of a chain of which nothing counts.
    pub fn holds(&self, head: &Head) -> bool {
        let chain = self.union.get(&head.writer);
        chain.map_or_else(|| self.is_void(head), |chain| chain.holds(head) == Held::Yes)
            || self.common(head).is_some()
    }

    /// Whether nothing under this head counts in any way: somebody distrusts all of it, or it was dropped.
    pub fn is_void(&self, head: &Head) -> bool {
        self.dropped.get(&head.writer).is_some_and(|lines| *lines >= head.count)
            || self.quarantine.distrusts_all(head)
    }

    /// Whether no line under this head is here, and that is no sign of anything: a replacement distrusts them, or does
    /// not know that chain.
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

/// One chain's file: up to its head where that is known, else up to its last whole line.
fn read_chain(
    storage: &dyn Storage,
    folder: &MediumPath,
    writer: WriterId,
    head: Option<&Head>,
) -> Result<(Chain, SetAside), LedgerProblem> {
    let (bytes, more) =
        chain_bytes(storage, folder, writer, head)?.ok_or(LedgerProblem::Missing { writer })?;
    let (chain, mut aside) =
        Chain::read(&bytes, head).map_err(|problem| LedgerProblem::Chain { writer, problem })?;
    aside.more = more;
    Ok((chain, aside))
}

/// A chain's file from its start, and how many bytes more it has; nothing if it is not there.
fn chain_bytes(
    storage: &dyn Storage,
    folder: &MediumPath,
    writer: WriterId,
    head: Option<&Head>,
) -> Result<Option<(Vec<u8>, u64)>, FileProblem> {
    // What lies behind the head is not the chain's: whoever made the file long must not cost the memory for it.
    let bytes_max = head
        .map_or(CHAIN_BYTES_MAX, |head| head.bytes.saturating_add(ASIDE_BYTES_MAX))
        .min(CHAIN_BYTES_MAX);
    Ok(files::read_start(storage, &chain_path(folder, writer)?, bytes_max)?)
}

pub(in crate::things) fn chain_path(
    folder: &MediumPath,
    writer: WriterId,
) -> Result<MediumPath, StorageProblem> {
    Ok(folder.join(&format!("{writer}.jsonl"))?)
}

#[cfg(test)]
mod tests;
