//! Lines that stand in another chain than the one that they were written in.
//!
//! A home that is put back to an earlier state, and writes before it meets what it wrote after that state, makes a
//! *fork*: two lines of its chain have one number. Both branches are true. One of them moves, word for word, into a
//! chain of its own ([`move_branch`]), and an entry of the disposer's says so (`chain-moved`). From then on a head of
//! the old branch stands for two: the last line that both branches have, and the line in the new chain.
//!
//! Moving a branch gives nothing to a thief who has the sealer's key: he can begin a chain of his own anyway. Lines of
//! the disposer's are signed anew only where the old signature holds. Implements format §3.5.

use std::collections::BTreeMap;

use crate::formats::chain::Chain;
use crate::formats::entry::{
    ChainMoved, Distrusted, Entry, Event, Head, Signer, Unread, WriterJoined,
};
use crate::powers::medium::{MediumPath, Storage};
use crate::powers::signer::{Namespace, SigningKey, VerifyingKey};
use crate::words::digest::{Digest, hex};
use crate::words::ids::WriterId;
use crate::words::limits::LINES_MOVED_MAX;

use super::sealers::signed_lines;
use super::{Ledger, LedgerProblem, signed_by};

/// How the word stands in a canonical line.
const WORD: &str = "\"event\":\"chain-moved\"";

/// All branches that moved.
#[derive(Debug, Clone, Default)]
pub struct Moves(Vec<Branch>);

/// One branch of a chain that stands in another chain.
#[derive(Debug, Clone)]
struct Branch {
    writer: WriterId,
    after: u64,
    to: WriterId,
    /// The SHA-256 of each line by its old number.
    lines: BTreeMap<u64, Digest>,
}

impl Branch {
    /// The number of a line in the new chain: its first line opens it.
    fn seq_in_new(&self, seq: u64) -> u64 {
        seq - self.after + 1
    }

    /// Whether a chain goes on with this branch.
    fn is_of(&self, chain: &Chain) -> bool {
        let first = chain.links().get(self.after as usize);
        first.is_some_and(|link| self.lines.get(&self.after) == Some(&link.sha256))
    }

    /// Whether every line of a chain from the fork on is one that moved, and stands in the new chain.
    fn covers(&self, chain: &Chain, new: &Chain) -> bool {
        let mut tail = chain.links().iter().skip(self.after as usize);
        new.count() >= self.seq_in_new(chain.count())
            && tail.all(|link| self.lines.get(&link.entry.seq) == Some(&link.sha256))
    }
}

impl Moves {
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>) -> Moves {
        let mut branches: Vec<Branch> = Vec::new();
        for entry in entries {
            let Event::ChainMoved(moved) = &entry.event else { continue };
            let ChainMoved { after, from, to, writer, .. } = *moved;
            let same = |b: &Branch| (b.writer, b.after, b.to) == (writer, after, to);
            let branch = match branches.iter().position(same) {
                Some(at) => &mut branches[at],
                None => {
                    branches.push(Branch { writer, after, to, lines: BTreeMap::new() });
                    branches.last_mut().expect("it was pushed")
                }
            };
            branch.lines.extend((from..).zip(moved.lines.iter().copied()));
        }
        Moves(branches)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a writer's chain was made for a branch that moved.
    pub fn made(&self, writer: WriterId) -> bool {
        self.0.iter().any(|branch| branch.to == writer)
    }

    /// The branch in which the last line under a head moved.
    fn branch_of(&self, head: &Head) -> Option<&Branch> {
        let last = head.count.checked_sub(1)?;
        let mut branches = self.0.iter().filter(|branch| branch.writer == head.writer);
        branches.find(|branch| branch.lines.get(&last) == Some(&head.sha256))
    }

    /// Whether a chain goes on with a branch that moved.
    pub fn begin_in(&self, chain: &Chain) -> bool {
        let mut branches = self.0.iter().filter(|b| Some(b.writer) == chain.writer());
        branches.any(|branch| branch.is_of(chain))
    }
}

impl Ledger {
    /// The two heads for which a head of a branch that moved stands: the last line before the fork, and the line in
    /// the new chain.
    pub(super) fn places_of(&self, head: &Head) -> Option<[Head; 2]> {
        let branch = self.moves.branch_of(head)?;
        let common = self.union.get(&head.writer)?.head_at(branch.after)?;
        Some([common, self.union.get(&branch.to)?.head_at(branch.seq_in_new(head.count))?])
    }

    /// Where the last line under a head stands before the fork, if that line moved.
    pub(super) fn common(&self, head: &Head) -> Option<Head> {
        self.places_of(head).map(|[common, _]| common)
    }

    /// The same heads, and where lines moved the ones for which they stand.
    pub fn resolve(&self, heads: &[Head]) -> Vec<Head> {
        if self.moves.is_empty() {
            return heads.to_vec();
        }
        let mut longest: BTreeMap<WriterId, Head> = BTreeMap::new();
        for head in heads {
            let places = self.places_of(head);
            for head in places.as_ref().map_or(std::slice::from_ref(head), |both| both) {
                let known = longest.entry(head.writer).or_insert(*head);
                if head.count > known.count {
                    *known = *head;
                }
            }
        }
        longest.into_values().collect()
    }

    /// An entry with each head that it names resolved.
    pub(super) fn resolved(&self, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        entry.follows = self.resolve(&entry.follows);
        match &mut entry.event {
            Event::Verified(verified) => {
                verified.attached = verified.attached.as_ref().map(|heads| self.resolve(heads));
            }
            Event::SignerReplaced(replaced) => {
                for head in &replaced.heads {
                    let Some(branch) = self.moves.branch_of(head) else { continue };
                    for lines in [&mut replaced.distrusted, &mut replaced.quarantined] {
                        *lines = renumbered(lines, branch);
                    }
                }
                replaced.heads = self.resolve(&replaced.heads);
            }
            Event::LinesVouched(vouched) => vouched.heads = self.resolve(&vouched.heads),
            // No head stands in their fields.
            Event::VaultCreated(_)
            | Event::WriterJoined(_)
            | Event::MediumAdded(_)
            | Event::MediumLost(_)
            | Event::MediumFound(_)
            | Event::MediumRetired(_)
            | Event::BookYear(_)
            | Event::Sealed(_)
            | Event::Copied(_)
            | Event::KeysWrapped(_)
            | Event::Restored(_)
            | Event::Moved(_)
            | Event::Repaired(_)
            | Event::UnfinishedErased(_)
            | Event::ClockConfirmed(_)
            | Event::ClockCorrected(_)
            | Event::ChainMoved(_)
            | Event::MediumWaived(_)
            | Event::DestructionIntended(_)
            | Event::DestructionWithdrawn(_)
            | Event::CopyDestroyed(_)
            | Event::BundleDestroyed(_)
            | Event::HoldPlaced(_)
            | Event::HoldReviewed(_)
            | Event::HoldReleased(_)
            | Event::EventRecorded(_)
            | Event::Extended(_)
            | Event::Unknown { .. } => {}
        }
        entry
    }

    /// Takes out of each chain what moved from it, where the new chain has all of it. The chain that this home writes
    /// on is kept as it is: it would write other lines under the same numbers.
    pub(super) fn without_moved(
        &mut self,
        moves: &Moves,
        kept: Option<WriterId>,
        new: &dyn Fn(WriterId) -> Option<Chain>,
    ) {
        for branch in &moves.0 {
            let Some(chain) = self.union.get(&branch.writer) else { continue };
            let covered = || new(branch.to).is_some_and(|new| branch.covers(chain, &new));
            if Some(branch.writer) != kept && branch.is_of(chain) && covered() {
                let cut = chain.cut_to(branch.after);
                self.union.put(cut);
            }
        }
    }

    /// This ledger without what moved by the word of a medium: only to read that medium by.
    pub fn to_read(&self, moves: &Moves) -> Ledger {
        let mut cut = self.clone();
        for branch in &moves.0 {
            let Some(chain) = cut.union.get(&branch.writer) else { continue };
            if branch.writer != self.own && branch.is_of(chain) {
                let chain = chain.cut_to(branch.after);
                cut.union.put(chain);
            }
        }
        cut
    }

    /// Takes a branch in that moved: the entries that say so are put on record by the caller.
    pub fn take_moved(&mut self, chain: &Chain) -> Result<(), LedgerProblem> {
        self.union.join(chain.clone())?;
        self.bounded()
    }

    /// Takes what moved out of the old chains.
    pub fn cut_moved(&mut self) {
        let (moves, union) = (self.moves.clone(), self.union.clone());
        self.without_moved(&moves, Some(self.own), &|writer| union.get(&writer).cloned());
        self.settle();
    }

    pub fn chain(&self, writer: WriterId) -> Option<&Chain> {
        self.union.get(&writer)
    }

    /// Writes as another home from here on.
    pub fn write_as(&mut self, own: WriterId) {
        self.own = own;
    }
}

/// Lines by number, those of a branch that moved by their new ones.
fn renumbered(lines: &[Distrusted], branch: &Branch) -> Vec<Distrusted> {
    let mut all = Vec::new();
    for one in lines {
        if one.writer != branch.writer || one.to < branch.after {
            all.push(*one);
            continue;
        }
        if one.from < branch.after {
            all.push(Distrusted { to: branch.after - 1, ..*one });
        }
        let from = branch.seq_in_new(one.from.max(branch.after));
        all.push(Distrusted { from, to: branch.seq_in_new(one.to), writer: branch.to });
    }
    all.sort();
    all
}

/// A branch in its new chain.
pub struct Moved {
    pub chain: Chain,
    /// The entries that say so.
    pub events: Vec<Event>,
    pub lines: u64,
}

/// Up to which line two chains of one writer are the same.
pub fn common_lines(one: &Chain, other: &Chain) -> u64 {
    let both = one.links().iter().zip(other.links());
    both.take_while(|(one, other)| one.sha256 == other.sha256).count() as u64
}

/// The chain in which a branch stands from here on: its id comes from the branch's first line, so that whoever moves
/// it comes to the same chain.
pub fn chain_for(first: Digest) -> WriterId {
    let digest = Digest::of(format!("kluis-chain-moved:{}", hex(&first.0)).as_bytes());
    let mut id = [0; 8];
    id.copy_from_slice(&digest.0[..8]);
    WriterId(id)
}

/// Writes the lines of a chain from number `after` on as a chain of their own. Each line has seen what it had seen, and
/// no more. Nothing of it is signed by a disposer whose own signature did not hold.
pub fn move_branch(
    old: &Chain,
    after: u64,
    disposers: &[VerifyingKey],
    disposer: &SigningKey,
) -> Result<Moved, LedgerProblem> {
    let broken = |writer| move |problem| LedgerProblem::Chain { writer, problem };
    let (Some(common), Some(vault)) = (old.head_at(after), old.vault()) else {
        return Err(LedgerProblem::OtherVault);
    };
    let branch = &old.links()[after as usize..];
    let Some(first) = branch.first() else { return Err(LedgerProblem::OtherVault) };
    let (writer, to) = (common.writer, chain_for(first.sha256));
    let mut follows = first.entry.follows.clone();
    follows.push(common);
    follows.sort_by_key(|head| head.writer);
    let mut chain = Chain::default();
    let opening = Entry {
        seq: 0,
        writer: to,
        prev: Digest::ZERO,
        event: Event::WriterJoined(WriterJoined { vault }),
        follows,
        note: None,
        signature: None,
        unread: Unread::default(),
        ..first.entry.clone()
    };
    chain.append(&opening).map_err(broken(to))?;
    for link in branch {
        let (seq, prev) = (chain.count(), chain.last_sha256());
        let mut entry = Entry { seq, writer: to, prev, signature: None, ..link.entry.clone() };
        if entry.event.signer() == Signer::Disposer {
            if !signed_by(&link.entry, disposers) {
                return Err(LedgerProblem::Unsigned { writer, seq: link.entry.seq });
            }
            entry.set_signature(&disposer.sign_blob(Namespace::Ledger, &entry.signed_bytes()));
        }
        chain.append(&entry).map_err(broken(to))?;
    }
    let part = |(number, links): (usize, &[crate::formats::chain::Link])| {
        let from = after + (number * LINES_MOVED_MAX) as u64;
        let lines = links.iter().map(|link| link.sha256).collect();
        Event::ChainMoved(ChainMoved { after, from, lines, to, writer })
    };
    let events = branch.chunks(LINES_MOVED_MAX).enumerate().map(part).collect();
    Ok(Moved { chain, events, lines: branch.len() as u64 })
}

/// What moved by the word of a medium's chains, each proven by the disposer's signature.
pub fn moves_in(storage: &dyn Storage, folder: &MediumPath, disposers: &[VerifyingKey]) -> Moves {
    Moves::of(signed_lines(storage, folder, disposers, &[WORD]).iter())
}
