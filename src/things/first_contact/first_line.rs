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
    let listing = match storage.list(chains) {
        Err(StorageProblem::Absent { .. }) => return Ok(None),
        listing => listing?,
    };
    for entry in listing.entries {
        let writer = entry.name.strip_suffix(".jsonl").map(str::parse::<WriterId>);
        if !matches!(writer, Some(Ok(_))) || entry.facts.kind != Kind::File {
            continue;
        }
        let path = chains.join(&entry.name).map_err(StorageProblem::from)?;
        let Some(line) = first_line(storage, &path)? else { continue };
        if VaultId(sha256_of_line(&line)) != vault {
            continue;
        }
        let created = Entry::read(&line).ok().map(|entry| entry.event);
        return Ok(match created {
            Some(Event::VaultCreated(created)) => Some(created.signers),
            _ => None,
        });
    }
    Ok(None)
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
