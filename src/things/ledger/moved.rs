//! Lines that stand in another chain than the one that they were written in.
//!
//! A home that is put back to an earlier state, and writes before it meets what it wrote after that state, makes a
//! *fork*: two lines of its chain have one number. Both branches are true. One of them moves, word for word, into a
//! chain of its own (`super::moving`), and an entry of the disposer's says so (`chain-moved`). From then on a head of
//! the old branch stands for two: the last line that both branches have, and the line in the new chain.
//!
//! Owns which lines moved where, and what a head or an entry that names one of them means now. Implements format §3.5.

use std::collections::BTreeMap;

use crate::formats::chain::{Chain, Union};
use crate::formats::entry::{ChainMoved, Distrusted, Entry, Event, Head};
use crate::powers::medium::{MediumPath, Storage};
use crate::powers::signer::VerifyingKey;
use crate::words::digest::Digest;
use crate::words::ids::WriterId;

use super::sealers::signed_lines;

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
    /// What these entries say has moved.
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

    /// Whether no branch moved.
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

    /// The two heads for which a head of a branch that moved stands: the last line before the fork, and the line in
    /// the new chain.
    pub fn places_of(&self, chains: &Union, head: &Head) -> Option<[Head; 2]> {
        let branch = self.branch_of(head)?;
        let common = chains.get(&head.writer)?.head_at(branch.after)?;
        Some([common, chains.get(&branch.to)?.head_at(branch.seq_in_new(head.count))?])
    }

    /// The same heads. Where lines moved, the heads for which they stand.
    pub fn resolve(&self, chains: &Union, heads: &[Head]) -> Vec<Head> {
        if self.is_empty() {
            return heads.to_vec();
        }
        let mut longest: BTreeMap<WriterId, Head> = BTreeMap::new();
        for head in heads {
            let places = self.places_of(chains, head);
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
    pub fn resolved(&self, chains: &Union, entry: &Entry) -> Entry {
        let mut entry = entry.clone();
        entry.follows = self.resolve(chains, &entry.follows);
        if let Event::SignerReplaced(replaced) = &mut entry.event {
            for head in &replaced.heads {
                let Some(branch) = self.branch_of(head) else { continue };
                for lines in [&mut replaced.distrusted, &mut replaced.quarantined] {
                    *lines = renumbered(lines, branch);
                }
            }
        }
        if let Some(heads) = entry.event.heads_mut() {
            *heads = self.resolve(chains, heads);
        }
        entry
    }

    /// Takes out of each chain what moved from it, if the new chain has all of it. The chain that this home writes on
    /// is `kept` as it is: it would write other lines under the same numbers.
    pub fn cut_out_of(
        &self,
        chains: &mut Union,
        kept: Option<WriterId>,
        new: &dyn Fn(WriterId) -> Option<Chain>,
    ) {
        for branch in &self.0 {
            let Some(chain) = chains.get(&branch.writer) else { continue };
            let covered = || new(branch.to).is_some_and(|new| branch.covers(chain, &new));
            if Some(branch.writer) != kept && branch.is_of(chain) && covered() {
                let cut = chain.cut_to(branch.after);
                chains.put(cut);
            }
        }
    }

    /// The same, whether the new chain is there or not.
    pub fn cut_unseen(&self, chains: &mut Union, kept: WriterId) {
        for branch in &self.0 {
            let Some(chain) = chains.get(&branch.writer) else { continue };
            if branch.writer != kept && branch.is_of(chain) {
                let cut = chain.cut_to(branch.after);
                chains.put(cut);
            }
        }
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

/// What moved by the word of a medium's chains, each proven by the disposer's signature.
pub fn moves_in(storage: &dyn Storage, folder: &MediumPath, disposers: &[VerifyingKey]) -> Moves {
    Moves::of(signed_lines(storage, folder, disposers, &[WORD]).iter())
}
