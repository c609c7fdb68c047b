//! The vault's first line: whose SHA-256 is the vault's id, and which names the signers.

use std::io::Read;

use crate::formats::entry::{Entry, Event, Signers, sha256_of_line};
use crate::powers::medium::{Act, Kind, MediumPath, Storage, StorageProblem};
use crate::things::files::FileProblem;
use crate::words::ids::{VaultId, WriterId};
use crate::words::limits::LEDGER_LINE_BYTES_MAX;

/// The signers that the vault's first line names, if it is on the drive. Only the line whose hash is the id is
/// parsed.
pub(super) fn first_signers(
    storage: &dyn Storage,
    chains: &MediumPath,
    vault: VaultId,
) -> Result<Option<Signers>, FileProblem> {
    let mut found = None;
    each_first_line(storage, chains, &mut |line| {
        if VaultId(sha256_of_line(line)) != vault {
            return true;
        }
        found = Some(line.to_vec());
        false
    })?;
    let created = found.and_then(|line| Entry::read(&line).ok()).map(|entry| entry.event);
    Ok(match created {
        Some(Event::VaultCreated(created)) => Some(created.signers),
        _ => None,
    })
}

/// The ids that first lines in this folder stand for and that fit the folder's name. Nobody vouches for one.
pub(super) fn ids_in(
    storage: &dyn Storage,
    chains: &MediumPath,
    name: &str,
) -> Result<Vec<VaultId>, FileProblem> {
    let mut ids = Vec::new();
    each_first_line(storage, chains, &mut |line| {
        let id = VaultId(sha256_of_line(line));
        if id.folder() == name && !ids.contains(&id) {
            ids.push(id);
        }
        true
    })?;
    Ok(ids)
}

/// Gives the first line of each chain there, until `go_on` says that it is enough.
fn each_first_line(
    storage: &dyn Storage,
    chains: &MediumPath,
    go_on: &mut dyn FnMut(&[u8]) -> bool,
) -> Result<(), FileProblem> {
    let listing = match storage.list(chains) {
        Err(StorageProblem::Absent { .. }) => return Ok(()),
        listing => listing?,
    };
    for entry in listing.entries {
        let writer = entry.name.strip_suffix(".jsonl").map(str::parse::<WriterId>);
        if !matches!(writer, Some(Ok(_))) || entry.facts.kind != Kind::File {
            continue;
        }
        let path = chains.join(&entry.name).map_err(StorageProblem::from)?;
        if let Some(line) = first_line(storage, &path)?
            && !go_on(&line)
        {
            break;
        }
    }
    Ok(())
}

/// A chain's first line with its LF; none if it has none, or one that is too long to be a line.
fn first_line(storage: &dyn Storage, path: &MediumPath) -> Result<Option<Vec<u8>>, StorageProblem> {
    let mut start = Vec::new();
    storage
        .open(path)?
        .take(LEDGER_LINE_BYTES_MAX)
        .read_to_end(&mut start)
        .map_err(|source| StorageProblem::of(Act::Read, path.as_str(), source))?;
    let end = start.iter().position(|byte| *byte == b'\n');
    Ok(end.map(|end| {
        start.truncate(end + 1);
        start
    }))
}
