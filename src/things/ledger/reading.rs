//! Reading chains from a folder: those that signed heads name, and of the others what a disposer vouches for.

use crate::formats::chain::{Chain, SetAside};
use crate::formats::entry::Head;
use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};
use crate::powers::signer::VerifyingKey;
use crate::things::files::{self, FileProblem};
use crate::words::ids::WriterId;
use crate::words::limits::{ASIDE_BYTES_MAX, WRITERS_MAX};

use super::chain_file::{chain_bytes, chain_path, read_chain};
use super::signed::signed_by;
use super::{Aside, Asides, Ledger, LedgerProblem};

impl Ledger {
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

    /// Takes chains that no head names, as far as a disposer vouches for them: the label that named them may have been
    /// removed. Whatever else lies there is nobody's. Says how many files there were beyond those that are read.
    pub(super) fn take_unnamed(
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
}
