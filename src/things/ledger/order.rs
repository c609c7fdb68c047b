//! What came after what. An entry comes after the lines before it in its own chain, after the lines under the heads
//! that it follows, and after all that those came after. Two entries may be unordered: then neither home knew of the
//! other's.
//!
//! Time of day orders nothing here: a clock that is wrong can't make a fact newer (design, "Ledger").

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::formats::entry::{Entry, Head};
use crate::words::ids::WriterId;

/// The entries of all chains in an order in which each comes behind everything that it has seen.
pub struct Order<'a> {
    writers: Vec<WriterId>,
    /// The past of each line, by chain.
    pasts: Vec<Vec<Past>>,
    walk: Vec<(At, &'a Entry)>,
}

/// How many lines of each chain were known at some moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past(Rc<[u64]>);

/// The number of a chain, and that of a line in it.
pub type Place = (usize, u64);

/// Where an entry stands, and what it has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At {
    chain: usize,
    seq: u64,
    past: Past,
}

impl Past {
    /// Whether it has this entry in it.
    pub fn holds(&self, entry: &At) -> bool {
        self.0[entry.chain] > entry.seq
    }

    /// Whether it has all of the other in it.
    pub fn covers(&self, other: &Past) -> bool {
        self.0.iter().zip(&*other.0).all(|(own, its)| own >= its)
    }

    fn join(lines: &mut [u64], other: &Past) {
        for (own, its) in lines.iter_mut().zip(&*other.0) {
            *own = (*own).max(*its);
        }
    }
}

impl At {
    /// The number of the entry in its chain.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Whether this entry knew of the other one when it was written.
    pub fn has_seen(&self, other: &At) -> bool {
        self.past.holds(other)
    }

    /// Where it stands: no two entries of one order stand at one place.
    pub fn place(&self) -> Place {
        (self.chain, self.seq)
    }
}

impl<'a> Order<'a> {
    /// Orders the entries of all chains, whatever order they are given in.
    pub fn of(entries: impl Iterator<Item = &'a Entry>) -> Order<'a> {
        let mut by_writer: BTreeMap<WriterId, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            by_writer.entry(entry.writer).or_default().push(entry);
        }
        let writers: Vec<WriterId> = by_writer.keys().copied().collect();
        let mut chains: Vec<Vec<&Entry>> = by_writer.into_values().collect();
        chains.iter_mut().for_each(|chain| chain.sort_by_key(|entry| entry.seq));
        let pasts = vec![Vec::new(); writers.len()];
        let mut order = Order { writers, pasts, walk: Vec::new() };
        // A chain waits for the lines that its next entry follows. Hashes keep chains from waiting for each other in
        // a ring; were there one, the first chain would go on with what is known.
        loop {
            let mut moved = false;
            for number in 0..chains.len() {
                while let Some(entry) = order.next_of(&chains, number)
                    && order.has_all(&chains, &entry.follows)
                {
                    order.push(number, entry);
                    moved = true;
                }
            }
            if moved {
                continue;
            }
            let stuck = (0..chains.len()).find_map(|n| Some((n, order.next_of(&chains, n)?)));
            let Some((number, entry)) = stuck else { return order };
            order.push(number, entry);
        }
    }

    fn next_of(&self, chains: &[Vec<&'a Entry>], number: usize) -> Option<&'a Entry> {
        chains[number].get(self.pasts[number].len()).copied()
    }

    /// Whether all lines under these heads stand in the order already; what no chain has is not waited for.
    fn has_all(&self, chains: &[Vec<&Entry>], heads: &[Head]) -> bool {
        heads.iter().all(|head| {
            let Ok(number) = self.writers.binary_search(&head.writer) else { return true };
            let there = self.pasts[number].len();
            there as u64 >= head.count || there == chains[number].len()
        })
    }

    fn push(&mut self, chain: usize, entry: &'a Entry) {
        let mut lines = self.lines_under(&entry.follows);
        if let Some(before) = self.pasts[chain].last() {
            Past::join(&mut lines, before);
        }
        let seq = self.pasts[chain].len() as u64;
        lines[chain] = lines[chain].max(seq);
        let past = Past(lines.into());
        self.pasts[chain].push(past.clone());
        self.walk.push((At { chain, seq, past }, entry));
    }

    fn lines_under(&self, heads: &[Head]) -> Vec<u64> {
        let mut lines = vec![0; self.writers.len()];
        for head in heads {
            let Ok(number) = self.writers.binary_search(&head.writer) else { continue };
            let count = head.count.min(self.pasts[number].len() as u64);
            let Some(last) = count.checked_sub(1) else { continue };
            Past::join(&mut lines, &self.pasts[number][last as usize]);
            lines[number] = lines[number].max(count);
        }
        lines
    }

    /// The entries, each behind all that it has seen.
    pub fn walk(&self) -> impl Iterator<Item = (&At, &'a Entry)> + '_ {
        self.walk.iter().map(|(at, entry)| (at, *entry))
    }

    /// What was known under these heads, as far as the entry that names them knew it itself.
    pub fn past_under(&self, heads: &[Head], by: &At) -> Past {
        let mut lines = self.lines_under(heads);
        for (own, its) in lines.iter_mut().zip(&*by.past.0) {
            *own = (*own).min(*its);
        }
        Past(lines.into())
    }
}

/// The facts of one kind about one thing that no later fact of that kind has seen. What stands is the worst of them.
///
/// Facts are put in as [`Order::walk`] gives them.
#[derive(Debug, Clone, PartialEq)]
pub struct Frontier<T>(Vec<(At, T)>);

impl<T> Default for Frontier<T> {
    fn default() -> Self {
        Frontier(Vec::new())
    }
}

impl<T> Frontier<T> {
    /// Puts a fact in the place of all that it has seen.
    pub fn put(&mut self, at: &At, fact: T) {
        self.0.retain(|(known, _)| !at.has_seen(known));
        self.0.push((at.clone(), fact));
    }

    /// The facts that no later one has seen.
    pub fn facts(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, fact)| fact)
    }

    /// The same, each with where it stands.
    pub fn placed(&self) -> impl Iterator<Item = (&At, &T)> {
        self.0.iter().map(|(at, fact)| (at, fact))
    }
}

#[cfg(test)]
mod tests;
