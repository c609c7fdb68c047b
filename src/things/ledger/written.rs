//! Writing chains into a folder, in a home or on a medium, behind what stands there.
//!
//! A chain's file only grows, but for one case: where a branch moved (`super::moved`), the file has other lines behind
//! the last one that both branches have. Such a chain is *turned*: its file is cut there first. A home that is cut off
//! in between would be left with neither, so that it keeps the whole turned chain beside the file until its memory
//! names it ([`Ledger::announce_turned`], [`finish_turned`]).

use crate::formats::chain::{Chain, Held};
use crate::formats::entry::Head;
use crate::powers::medium::{Act, MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::words::ids::WriterId;
use crate::words::limits::CHAIN_BYTES_MAX;

use super::Ledger;
use super::chain_file::{chain_bytes, chain_path};

impl Ledger {
    /// Up to which heads the chains stand in a folder as they are known here, line by line. What can't be read there
    /// stands nowhere.
    pub fn heads_there(&self, storage: &dyn Storage, folder: &MediumPath) -> Vec<Head> {
        self.union.chains().filter_map(|chain| head_there(storage, folder, chain)).collect()
    }

    /// Writes what stands behind the heads `at` into a folder of chains, synced. Bytes there behind those heads
    /// were never committed, and are cut off first.
    pub fn write_behind(
        &self,
        storage: &dyn Storage,
        folder: &MediumPath,
        at: &[Head],
    ) -> Result<(), StorageProblem> {
        self.write_grown(storage, folder, at)?;
        self.write_turned(storage, folder, at)
    }

    /// The same of the chains that only grow: what was committed there stays as it is.
    pub fn write_grown(
        &self,
        storage: &dyn Storage,
        folder: &MediumPath,
        at: &[Head],
    ) -> Result<(), StorageProblem> {
        let mut new_name = false;
        for chain in self.union.chains().filter(|chain| !is_turned(chain, at)) {
            let Some(writer) = chain.writer() else { continue };
            let start = head_of(writer, at).map_or(0, |head| head.bytes);
            if chain.bytes().len() as u64 > start {
                write_from(storage, folder, writer, chain, start)?;
                new_name |= start == 0;
            }
        }
        if new_name { storage.sync_folder(folder) } else { Ok(()) }
    }

    /// Up to which heads the chains stand in a folder once those that only grow were written behind the heads `at`.
    pub fn heads_written(&self, at: &[Head]) -> Vec<Head> {
        let stands = |chain: &Chain| match is_turned(chain, at) {
            true => head_of(chain.writer()?, at).copied(),
            false => chain.head(),
        };
        self.union.chains().filter_map(stands).collect()
    }

    /// The same of the chains that have other lines than the heads name.
    fn write_turned(
        &self,
        storage: &dyn Storage,
        folder: &MediumPath,
        at: &[Head],
    ) -> Result<(), StorageProblem> {
        for chain in self.union.chains().filter(|chain| is_turned(chain, at)) {
            let Some(writer) = chain.writer() else { continue };
            let start = head_there(storage, folder, chain).map_or(0, |head| head.bytes);
            write_from(storage, folder, writer, chain, start)?;
            storage.sync_folder(folder)?;
        }
        Ok(())
    }

    /// Writes each turned chain whole into a file of its own, before anything names it.
    pub fn announce_turned(
        &self,
        storage: &dyn Storage,
        folder: &MediumPath,
        at: &[Head],
    ) -> Result<(), StorageProblem> {
        let mut any = false;
        for chain in self.union.chains().filter(|chain| is_turned(chain, at)) {
            let Some(writer) = chain.writer() else { continue };
            files::write_over(storage, &next_path(folder, writer)?, chain.bytes())?;
            any = true;
        }
        if any { storage.sync_folder(folder) } else { Ok(()) }
    }
}

/// Puts turned chains in their place where these heads name them, and removes what nothing names.
pub fn finish_turned(
    storage: &dyn Storage,
    folder: &MediumPath,
    heads: &[Head],
) -> Result<(), StorageProblem> {
    let mut any = false;
    let entries = match storage.list(folder) {
        Err(StorageProblem::Absent { .. }) => return Ok(()),
        listing => listing?.entries,
    };
    for entry in entries {
        let writer = entry.name.strip_suffix(NEXT).and_then(|name| name.parse().ok());
        let Some(writer): Option<WriterId> = writer else { continue };
        let path = next_path(folder, writer)?;
        let next = files::read_start(storage, &path, CHAIN_BYTES_MAX)?;
        let next = next.and_then(|(bytes, _)| Chain::read(&bytes, head_of(writer, heads)).ok());
        let named = |chain: &&(Chain, _)| {
            head_of(writer, heads).is_some_and(|head| chain.0.holds(head) == Held::Yes)
        };
        if let Some((chain, _)) = next.as_ref().filter(named) {
            let start = head_there(storage, folder, chain).map_or(0, |head| head.bytes);
            write_from(storage, folder, writer, chain, start)?;
        }
        storage.remove_file(&path)?;
        any = true;
    }
    if any { storage.sync_folder(folder) } else { Ok(()) }
}

/// How a chain's file ends that waits to take the place of the one there.
const NEXT: &str = ".jsonl.next";

fn next_path(folder: &MediumPath, writer: WriterId) -> Result<MediumPath, StorageProblem> {
    Ok(folder.join(&format!("{writer}{NEXT}"))?)
}

fn head_of(writer: WriterId, at: &[Head]) -> Option<&Head> {
    at.iter().find(|head| head.writer == writer)
}

/// Whether a chain has other lines than the head of its writer names.
fn is_turned(chain: &Chain, at: &[Head]) -> bool {
    let head = chain.writer().and_then(|writer| head_of(writer, at));
    head.is_some_and(|head| chain.holds(head) != Held::Yes)
}

/// Up to which head a chain stands in its file there. What can't be read stands nowhere.
fn head_there(storage: &dyn Storage, folder: &MediumPath, chain: &Chain) -> Option<Head> {
    let head = chain.head()?;
    let there = chain_bytes(storage, folder, head.writer, Some(&head));
    let there = there.ok().flatten().map_or(vec![], |(bytes, _)| bytes);
    let alike = chain.bytes().iter().zip(&there).take_while(|(own, there)| own == there).count();
    let lines = chain.links().iter().take_while(|link| link.end <= alike as u64).count();
    chain.head_at(lines as u64)
}

/// Writes a chain's bytes from `start` on, in the place of whatever stands there.
fn write_from(
    storage: &dyn Storage,
    folder: &MediumPath,
    writer: WriterId,
    chain: &Chain,
    start: u64,
) -> Result<(), StorageProblem> {
    let path = chain_path(folder, writer)?;
    let mut file = storage.append(&path, start)?;
    file.write_all(&chain.bytes()[start as usize..])
        .map_err(|source| StorageProblem::of(Act::Write, path.as_str(), source))?;
    file.sync().map_err(|source| StorageProblem::of(Act::Sync, path.as_str(), source))
}
