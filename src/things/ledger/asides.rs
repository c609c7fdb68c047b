//! Bytes in the files of chains that were never committed.

use crate::words::ids::WriterId;
use crate::words::limits::ASIDE_FILES_MAX;

/// Bytes that stand behind a chain's head, or in a chain that no head names: they were never committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    pub writer: WriterId,
    pub bytes: u64,
}

/// What was set aside. Some are named, and the rest is counted: whoever had a drive may have laid any number there.
#[derive(Debug, Clone, Default)]
pub struct Asides {
    named: Vec<Aside>,
    pub(super) more: u64,
}

impl Asides {
    /// Adds one; names it as long as few are named.
    pub fn add(&mut self, aside: Aside) {
        match self.named.len() < ASIDE_FILES_MAX {
            true => self.named.push(aside),
            false => self.more += 1,
        }
    }

    /// Adds those of another place.
    pub fn extend(&mut self, others: Asides) {
        others.named.into_iter().for_each(|aside| self.add(aside));
        self.more += others.more;
    }

    /// Those that are named.
    pub fn named(&self) -> &[Aside] {
        &self.named
    }

    /// How many are not named.
    pub fn more(&self) -> u64 {
        self.more
    }

    /// How many there are in all.
    pub fn count(&self) -> u64 {
        self.named.len() as u64 + self.more
    }
}
