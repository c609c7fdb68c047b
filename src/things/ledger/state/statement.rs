//! A statement of destruction as the ledger knows it: that it was made, and which files are its own.

use super::State;
use crate::formats::entry::{Entry, FileFacts, StatementKind, StatementMade};
use crate::words::day::Time;
use crate::words::digest::Digest;

/// A statement that was made about a destruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementState {
    /// All that lies in `statements/` for it.
    pub files: Vec<FileFacts>,
    /// What it speaks for.
    pub kind: StatementKind,
    /// Of the statement itself.
    pub sha256: Digest,
    /// When it was put on record.
    pub made: Time,
}

impl StatementState {
    /// What it is called, without an ending; none where no file of it is named so.
    pub fn name(&self) -> Option<&str> {
        let itself = self.files.iter().find(|file| file.sha256 == self.sha256)?;
        itself.name.strip_suffix(".json")
    }
}

impl State {
    pub(super) fn take_statement(&mut self, entry: &Entry, made: &StatementMade) {
        let (kind, sha256) = (made.kind, made.statement);
        let statement =
            StatementState { files: made.files.clone(), kind, sha256, made: entry.time };
        self.statements.entry(made.bundle).or_default().push(statement);
    }
}
