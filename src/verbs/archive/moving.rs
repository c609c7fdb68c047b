//! `--move`: a source goes when enough copies were read back past the cache, and if it still has the sealed bytes.

use std::path::Path;

use crate::formats::entry::{Event, Moved};
use crate::powers::sources::{self, SourceProblem};
use crate::things::ledger::state::{KeepsSources, Proven};
use crate::things::vault::config::SweepWaitsFor;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::LeftReport;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;

/// Fewer copies than the vault wants are proven so far as it wants.
pub const TOO_FEW_COPIES: &str = "too-few-copies";
/// Enough copies are on record, and this home has not seen so many itself.
pub const NOT_SEEN_HERE: &str = "not-seen-here";
/// The same, and this home has yet to look inside a copy.
pub const NOT_OPENED_HERE: &str = "not-opened-here";
/// No drive with a verified copy is here.
pub const NO_COPY_HERE: &str = "no-copy-here";

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

/// What keeps the sources of a bundle, if anything does.
pub fn what_is_wanting(session: &Session<'_, '_>, bundle: BundleId) -> Option<&'static str> {
    let vault = &session.vault;
    let least = match vault.config.sweep_waits_for {
        SweepWaitsFor::ReadBack => Proven::ReadBack,
        SweepWaitsFor::Reattached => Proven::Reattached,
    };
    let connected = session.contacts.iter().map(|contact| contact.label.medium).collect();
    let wanted = vault.config.copies as usize;
    match vault.state.keeps_sources(bundle, least, wanted, &connected, vault.witness())? {
        KeepsSources::TooFewCopies => Some(TOO_FEW_COPIES),
        KeepsSources::NotSeenHere => Some(NOT_SEEN_HERE),
        KeepsSources::NotOpenedHere => Some(NOT_OPENED_HERE),
        KeepsSources::NoCopyConnected => Some(NO_COPY_HERE),
    }
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
    let wanting = what_is_wanting(session, bundle);
    let mut went = Went::default();
    for movable in sources {
        if let Some(why) = wanting {
            went.stays.push(stays(movable.source, why));
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
