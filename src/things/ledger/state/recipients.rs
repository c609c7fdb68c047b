//! Whom bundles are sealed to, by the ledger: those who came with the vault, and whom the disposer added and removed
//! since (format, §3.3, "Recipients").
//!
//! A removal stands until somebody who knows of it adds the recipient again: of two homes that don't know of each other
//! the one that removes is right.

use std::collections::BTreeMap;

use crate::formats::entry::{Entry, NoteRef};
use crate::things::ledger::order::At;
use crate::words::day::Time;
use crate::words::digest::Digest;

/// A recipient as the ledger knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecipientState {
    /// When it was added last.
    pub since: Time,
    /// Where its string and its name stand; none of those that came with the vault.
    pub note: Option<NoteRef>,
    /// When it was removed; none for one that stands.
    pub removed: Option<Time>,
    /// When a line that does not count says that it was removed, which no addition has seen. It stands all the same:
    /// what is sealed to nobody who is left is lost, and a former key could say it of each. Somebody has to look.
    pub doubted: Option<Time>,
    /// When its identity was last seen to open what it must.
    pub drilled: Option<Time>,
}

impl RecipientState {
    /// Whether what is sealed now is sealed to it.
    pub fn stands(&self) -> bool {
        self.removed.is_none()
    }
}

/// What entries say of recipients, until all were seen.
#[derive(Debug, Default)]
pub(super) struct Recipients(BTreeMap<Digest, Facts>);

#[derive(Debug, Default)]
struct Facts {
    added: Vec<(At, Time, Option<NoteRef>)>,
    removed: Vec<Removal>,
    drilled: Option<Time>,
}

/// An entry by which one is a recipient no more.
#[derive(Debug)]
struct Removal {
    at: At,
    time: Time,
    /// It stands in a line that counts.
    believed: bool,
}

impl Recipients {
    pub(super) fn add(&mut self, at: &At, entry: &Entry, recipient: Digest) {
        let facts = self.0.entry(recipient).or_default();
        facts.added.push((at.clone(), entry.time, entry.note));
    }

    pub(super) fn remove(&mut self, at: &At, entry: &Entry, recipient: Digest, believed: bool) {
        let removal = Removal { at: at.clone(), time: entry.time, believed };
        self.0.entry(recipient).or_default().removed.push(removal);
    }

    pub(super) fn drill(&mut self, entry: &Entry, recipient: Digest) {
        let facts = self.0.entry(recipient).or_default();
        facts.drilled = facts.drilled.max(Some(entry.time));
    }

    /// What stands of each. Nobody is removed who was never added.
    pub(super) fn end(&self) -> BTreeMap<Digest, RecipientState> {
        self.0.iter().filter_map(|(recipient, facts)| Some((*recipient, facts.end()?))).collect()
    }
}

impl Facts {
    fn end(&self) -> Option<RecipientState> {
        let since = self.added.iter().map(|(_, time, _)| *time).max()?;
        // Whichever of several it is, it says the same again.
        let notes = self.added.iter().filter_map(|(_, _, note)| *note);
        let note = notes.max_by_key(|note| note.id);
        let back = |gone: &At| self.added.iter().any(|(at, _, _)| at.has_seen(gone));
        let last = |believed: bool| {
            let standing = self.removed.iter().filter(|gone| gone.believed == believed);
            standing.filter(|gone| !back(&gone.at)).map(|gone| gone.time).max()
        };
        let removed = last(true);
        let doubted = last(false).filter(|_| removed.is_none());
        Some(RecipientState { since, note, removed, doubted, drilled: self.drilled })
    }
}
