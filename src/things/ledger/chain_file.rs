//! One chain's file in a folder of chains: where it lies, and what is read of it.

use crate::formats::chain::{Chain, SetAside};
use crate::formats::entry::Head;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::files::{self, FileProblem};
use crate::words::ids::WriterId;
use crate::words::limits::{ASIDE_BYTES_MAX, CHAIN_BYTES_MAX};

use super::problem::LedgerProblem;

/// The folder of the chains, in a home and in a vault's folder on a medium.
pub const FOLDER: &str = "ledger";

/// One chain's file: up to its head where that is known, else up to its last whole line.
pub(super) fn read_chain(
    storage: &dyn Storage,
    folder: &MediumPath,
    writer: WriterId,
    head: Option<&Head>,
) -> Result<(Chain, SetAside), LedgerProblem> {
    let (bytes, more) =
        chain_bytes(storage, folder, writer, head)?.ok_or(LedgerProblem::Missing { writer })?;
    let (chain, mut aside) =
        Chain::read(&bytes, head).map_err(|problem| LedgerProblem::Chain { writer, problem })?;
    aside.more = more;
    Ok((chain, aside))
}

/// A chain's file from its start, and how many bytes more it has; nothing if it is not there.
pub(super) fn chain_bytes(
    storage: &dyn Storage,
    folder: &MediumPath,
    writer: WriterId,
    head: Option<&Head>,
) -> Result<Option<(Vec<u8>, u64)>, FileProblem> {
    // What lies behind the head is not the chain's: whoever made the file long must not cost the memory for it.
    let bytes_max = head
        .map_or(CHAIN_BYTES_MAX, |head| head.bytes.saturating_add(ASIDE_BYTES_MAX))
        .min(CHAIN_BYTES_MAX);
    Ok(files::read_start(storage, &chain_path(folder, writer)?, bytes_max)?)
}

/// Where a writer's chain lies.
pub fn chain_path(folder: &MediumPath, writer: WriterId) -> Result<MediumPath, StorageProblem> {
    Ok(folder.join(&format!("{writer}.jsonl"))?)
}

/// A chain's file as it stands there, and how many bytes more it has; no bytes where it is missing,
/// or no file that can be read.
pub fn chain_there(
    storage: &dyn Storage,
    folder: &MediumPath,
    head: &Head,
) -> Result<(Vec<u8>, u64), LedgerProblem> {
    match chain_bytes(storage, folder, head.writer, Some(head)) {
        Ok(there) => Ok(there.unwrap_or_default()),
        Err(problem) if problem.is_about_the_file() => Ok((Vec::new(), 0)),
        Err(problem) => Err(problem.into()),
    }
}
