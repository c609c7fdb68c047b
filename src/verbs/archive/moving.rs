//! `--move`: a source goes when enough copies were read back past the cache, and if it still has the sealed bytes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::formats::entry::{Event, Moved};
use crate::powers::in_use::is_in_use;
use crate::powers::sources::{self, SourceProblem};
use crate::things::ledger::state::{KeepsSources, Proven};
use crate::things::vault::Vault;
use crate::things::vault::config::SweepWaitsFor;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::report::{LeftReport, Went, WhyLeft};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;

/// A source and what was sealed of it.
pub struct Movable {
    pub source: PathBuf,
    pub bytes: u64,
    pub sha256: Digest,
}

/// What keeps the sources of a bundle, if anything does.
pub fn what_is_wanting(session: &Session<'_, '_>, bundle: BundleId) -> Option<WhyLeft> {
    let connected = session.contacts.ids().into_iter().collect();
    match keeps_sources(&session.vault, bundle, &connected)? {
        KeepsSources::TooFewCopies => Some(WhyLeft::TooFewCopies),
        KeepsSources::NotSeenHere => Some(WhyLeft::NotSeenHere),
        KeepsSources::NotOpenedHere => Some(WhyLeft::NotOpenedHere),
        KeepsSources::NoCopyConnected => Some(WhyLeft::NoCopyHere),
    }
}

/// The same with these drives connected, by what this home knows.
pub fn keeps_sources(
    vault: &Vault,
    bundle: BundleId,
    connected: &BTreeSet<MediumId>,
) -> Option<KeepsSources> {
    let least = match vault.config.sweep_waits_for {
        SweepWaitsFor::ReadBack => Proven::ReadBack,
        SweepWaitsFor::Reattached => Proven::Reattached,
    };
    let wanted = vault.config.copies as usize;
    vault.state.keeps_sources(bundle, least, wanted, connected, vault.witness())
}

/// A source that stays.
pub fn stays(source: &Path, why: WhyLeft) -> LeftReport {
    LeftReport { path: source.to_string_lossy().into_owned(), why, detail: None }
}

/// Removes the sources of one bundle, and records it.
pub fn remove(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    sources: impl Iterator<Item = Movable>,
) -> Result<Went, Fault> {
    // What the drives told may count for more than one of them: it must be at home before a source goes.
    session.vault.must_have_kept().map_err(at_home)?;
    let wanting = what_is_wanting(session, bundle);
    let mut went = Went::default();
    for movable in sources {
        if let Some(why) = wanting {
            went.stays.push(stays(&movable.source, why));
            continue;
        }
        match sources::remove_if_same(&movable.source, movable.bytes, &movable.sha256) {
            Ok(true) => {
                went.files += 1;
                went.bytes += movable.bytes;
            }
            Ok(false) | Err(SourceProblem::Changed | SourceProblem::NotRegular) => {
                went.stays.push(stays(&movable.source, WhyLeft::ChangedSince));
            }
            Err(SourceProblem::InTheCloud) => {
                went.stays.push(stays(&movable.source, WhyLeft::InTheCloud));
            }
            Err(SourceProblem::Unreadable(error)) if is_in_use(&error) => {
                went.stays.push(stays(&movable.source, WhyLeft::InUse));
            }
            Err(SourceProblem::Unreadable(error)) => {
                let detail = Some(error.to_string());
                went.stays
                    .push(LeftReport { detail, ..stays(&movable.source, WhyLeft::NotRemovable) });
            }
        }
    }
    if went.files > 0 {
        let (bytes, files) = (went.bytes, went.files);
        session.record(Event::Moved(Moved { bundle, bytes, files }), None)?;
    }
    Ok(went)
}
