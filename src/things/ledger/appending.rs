//! Writing on: the next line of this home's own chain.

use crate::formats::chain::{Chain, ChainProblem};
use crate::formats::entry::{Entry, Event, NoteRef, Signer, Unread};
use crate::powers::signer::{Namespace, SigningKey};
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::NoteId;
use crate::words::limits::{
    CHAIN_BYTES_MAX, LEDGER_LINE_BYTES_MAX, SIGNATURE_BYTES_MAX, WRITERS_MAX,
};

use super::{Ledger, LedgerProblem};

impl Ledger {
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
                let entry = self.moves.resolved(&self.union, &entry);
                self.resolved.push(entry);
            }
        }
        Ok(())
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
    /// to. Each line is read as whoever has the drive would read it.
    pub fn has_room_for(&self, stamp: Stamp, events: &[Event]) -> Result<(), LedgerProblem> {
        let own = self.union.get(&self.own);
        if own.is_none() && self.heads().len() >= WRITERS_MAX {
            return Err(LedgerProblem::TooManyHomes);
        }
        let mut left = CHAIN_BYTES_MAX - own.map_or(0, |chain| chain.bytes().len() as u64);
        for event in events {
            let note = NoteRef { id: NoteId([0xff; 16]), sha256: Digest::ZERO };
            let mut entry = self.next(stamp, event.clone(), Some(note));
            // The largest number that a line can have.
            entry.seq = 1 << 53;
            if event.signer() == Signer::Disposer {
                let mut blob = b"SSHSIG".to_vec();
                blob.resize(SIGNATURE_BYTES_MAX as usize / 4 * 3, 0);
                entry.set_signature(&blob);
            }
            let line = entry.line();
            let bytes = line.len() as u64;
            let bytes_max = left.min(LEDGER_LINE_BYTES_MAX);
            if bytes > bytes_max {
                return Err(LedgerProblem::NoRoom { bytes, bytes_max });
            }
            let seq = own.map_or(0, Chain::count);
            Entry::read(&line).map_err(|why| LedgerProblem::Chain {
                writer: self.own,
                problem: ChainProblem::LineRefused { seq, why },
            })?;
            left -= bytes;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
