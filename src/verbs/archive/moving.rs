//! `--move`: a source goes when enough copies were read back past the cache, and if it still has the sealed bytes.

use std::path::Path;

use crate::formats::entry::{Event, Moved};
use crate::powers::sources::{self, SourceProblem};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::{LeftReport, Report};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;

/// A source and what was sealed of it.
pub struct Movable<'a> {
    pub source: &'a Path,
    pub bytes: u64,
    pub sha256: Digest,
}

/// Removes the sources of one bundle, and records it.
pub fn remove<'a>(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    sources: impl Iterator<Item = Movable<'a>>,
    report: &mut Report,
) -> Result<(), Fault> {
    let wanted = session.vault.config.copies as usize;
    let verified =
        session.vault.state.bundles.get(&bundle).map_or(0, |state| state.verified_copies());
    let (mut files, mut bytes) = (0, 0);
    for movable in sources {
        let stays = |why| LeftReport {
            path: movable.source.to_string_lossy().into_owned(),
            why,
            detail: None,
        };
        if verified < wanted {
            report.not_moved.push(stays("too-few-copies"));
            continue;
        }
        match sources::remove_if_same(movable.source, movable.bytes, &movable.sha256) {
            Ok(true) => {
                files += 1;
                bytes += movable.bytes;
            }
            Ok(false) | Err(SourceProblem::Changed | SourceProblem::NotRegular) => {
                report.not_moved.push(stays("changed-since"));
            }
            Err(SourceProblem::Unreadable(error)) => {
                let detail = Some(error.to_string());
                report.not_moved.push(LeftReport { detail, ..stays("not-removable") });
            }
        }
    }
    if files > 0 {
        report.moved += files;
        report.moved_bytes += bytes;
        session.record(Event::Moved(Moved { bundle, bytes, files }), None)?;
    }
    Ok(())
}
