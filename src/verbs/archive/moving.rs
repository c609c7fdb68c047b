//! `--move`: a source goes when enough copies were read back past the cache, and if it still has the sealed bytes.

use std::path::Path;

use crate::formats::entry::{Event, Moved};
use crate::powers::sources::{self, SourceProblem};
use crate::things::ledger::state::Proven;
use crate::things::vault::Vault;
use crate::things::vault::config::SweepWaitsFor;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::LeftReport;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;

/// A source and what was sealed of it.
pub struct Movable<'a> {
    pub source: &'a Path,
    pub bytes: u64,
    pub sha256: Digest,
}

/// What was removed, and what stays and why.
#[derive(Debug, Default)]
pub struct Went {
    pub files: u64,
    pub bytes: u64,
    pub stays: Vec<LeftReport>,
}

/// Whether a bundle has as many copies as the vault wants, proven as far as its settings say.
pub fn has_copies(vault: &Vault, bundle: BundleId) -> bool {
    let least = match vault.config.sweep_waits_for {
        SweepWaitsFor::ReadBack => Proven::ReadBack,
        SweepWaitsFor::Reattached => Proven::Reattached,
    };
    let copies = vault.state.bundles.get(&bundle).map_or(0, |state| state.copies_proven(least));
    copies >= vault.config.copies as usize
}

/// A source that stays.
pub fn stays(source: &Path, why: &'static str) -> LeftReport {
    LeftReport { path: source.to_string_lossy().into_owned(), why, detail: None }
}

/// Removes the sources of one bundle, and records it.
pub fn remove<'a>(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    sources: impl Iterator<Item = Movable<'a>>,
) -> Result<Went, Fault> {
    let enough = has_copies(&session.vault, bundle);
    let mut went = Went::default();
    for movable in sources {
        if !enough {
            went.stays.push(stays(movable.source, "too-few-copies"));
            continue;
        }
        match sources::remove_if_same(movable.source, movable.bytes, &movable.sha256) {
            Ok(true) => {
                went.files += 1;
                went.bytes += movable.bytes;
            }
            Ok(false) | Err(SourceProblem::Changed | SourceProblem::NotRegular) => {
                went.stays.push(stays(movable.source, "changed-since"));
            }
            Err(SourceProblem::Unreadable(error)) => {
                let detail = Some(error.to_string());
                went.stays.push(LeftReport { detail, ..stays(movable.source, "not-removable") });
            }
        }
    }
    if went.files > 0 {
        let (bytes, files) = (went.bytes, went.files);
        session.record(Event::Moved(Moved { bundle, bytes, files }), None)?;
    }
    Ok(went)
}
