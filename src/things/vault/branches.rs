//! Two branches of one chain, joined: one of them stands in a chain of its own from here on (`things/ledger/moved`).

use crate::formats::entry::{Event, NoteRef, WriterJoined};
use crate::powers::signer::SigningKey;
use crate::things::ledger::LedgerProblem;
use crate::things::ledger::moved::Moved;
use crate::words::day::Stamp;
use crate::words::ids::WriterId;

use super::Vault;

impl Vault {
    /// Takes in branches that moved, puts that on record, and proves the whole; on a problem nothing is changed. With
    /// `fresh` the branch is this home's own: it goes on as a new writer.
    pub fn take_branches(
        &mut self,
        stamp: Stamp,
        moved: &[Moved],
        note: NoteRef,
        disposer: &SigningKey,
        fresh: Option<WriterId>,
    ) -> Result<(), LedgerProblem> {
        let mut ledger = self.ledger.clone();
        if let Some(own) = fresh {
            ledger.write_as(own);
            let joined = Event::WriterJoined(WriterJoined { vault: self.id });
            ledger.append(stamp, joined, None, None)?;
        }
        for one in moved {
            ledger.take_moved(&one.chain)?;
        }
        for event in moved.iter().flat_map(|one| &one.events) {
            ledger.append(stamp, event.clone(), Some(note), Some(disposer))?;
        }
        ledger.cut_moved();
        ledger.check(self.id)?;
        self.ledger = ledger;
        if let Some(own) = fresh {
            self.memory.writer = own;
            // What it looked at before stands in another chain now, and is looked at again.
            self.memory.wrote_from_seq = 0;
        }
        self.fold();
        Ok(())
    }
}
