//! `ledger join`: takes in what a drive has of a state of this PC, or of another one, that was lost.
//!
//! A PC that is put back from a backup, and writes before it meets the drives that it wrote since that backup, makes
//! two branches of one chain. Both are true. One moves into a chain of its own, by the disposer's word; then every
//! record of both is listed, and every drive goes on.

use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;

use crate::formats::chain::Chain;
use crate::powers::random::draw;
use crate::powers::signer::SigningKey;
use crate::things::ledger::LedgerProblem;
use crate::things::ledger::moved::{Moved, move_branch};
use crate::things::medium::forked::{Fork, forks};
use crate::things::medium::{Accept, MediumProblem};
use crate::things::vault::keys::open_disposer;
use crate::verbs::copying::ChangedReport;
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::tell_who_is_here;
use crate::words::day::Time;
use crate::words::ids::{BundleId, WriterId};
use crate::words::limits::TYPED_BYTES_MAX;

#[derive(Debug, Clone)]
pub struct JoinRequest {
    pub medium: OsString,
    pub by: String,
    pub reason: String,
}

#[derive(Debug, Serialize)]
pub struct JoinReport {
    /// The drive, by label or path as it was named.
    pub medium: String,
    /// Branches that stand in a chain of their own from here on; none where nothing was to be joined.
    pub moved: Vec<MovedRow>,
    /// Bundles that this PC did not know.
    pub bundles: Vec<BundleId>,
    pub told: Vec<String>,
    /// Drives that are written at their next contact.
    pub waiting: Vec<String>,
    pub changed: Vec<ChangedReport>,
}

/// One branch of a chain that has moved.
#[derive(Debug, Serialize)]
pub struct MovedRow {
    pub writer: WriterId,
    pub to: WriterId,
    pub entries: u64,
}

pub fn join(
    world: &mut World<'_>,
    home: &Path,
    request: &JoinRequest,
) -> Result<JoinReport, Fault> {
    for (option, text) in [("--by", &request.by), ("--reason", &request.reason)] {
        if text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
            return Err(Usage::BadText(option).into());
        }
    }
    let mut session = Session::open(world, home, "kluis ledger join")?;
    let before: Vec<BundleId> = session.vault.state.bundles.keys().copied().collect();
    let named = std::slice::from_ref(&request.medium);
    let path = match session.contact(named, Accept::Older) {
        Ok(()) => None,
        Err(Fault::Medium(MediumProblem::Ledger {
            path,
            problem: LedgerProblem::Contradiction(_),
        })) => Some(path),
        Err(fault) => return Err(fault),
    };
    let mut moved = Vec::new();
    let (mut told, mut waiting, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(path) = &path {
        let identities = session.world.access.open(&session.vault)?;
        let disposer = open_disposer(&session.vault, &identities)?;
        moved = move_forks(&mut session, request, path, &disposer)?;
        if moved.is_empty() {
            // Nothing there is a branch that could be told from a forgery: the fault stands as it is.
            session.contact(named, Accept::Older)?;
        }
        session.vault.save().map_err(at_home)?;
        let media: Vec<_> = session.vault.memory.media.keys().copied().collect();
        for medium in media {
            let _ = session.find(medium, Accept::Current);
        }
        session.learn(&identities)?;
        let who = tell_who_is_here(&mut session)?;
        (told, waiting, changed) = (who.told, who.waiting, who.changed);
    }
    let known = session.vault.state.bundles.keys().copied();
    let there = session.contacts.iter().find(|contact| match &path {
        Some(path) => contact.path == *path,
        None => true,
    });
    let named = || request.medium.to_string_lossy().into_owned();
    Ok(JoinReport {
        medium: there.map_or_else(named, |contact| contact.name.clone()),
        moved,
        bundles: known.filter(|bundle| !before.contains(bundle)).collect(),
        told,
        waiting,
        changed,
    })
}

/// Moves one branch of each fork between this home and the drive there.
fn move_forks(
    session: &mut Session<'_, '_>,
    request: &JoinRequest,
    path: &Path,
    disposer: &SigningKey,
) -> Result<Vec<MovedRow>, Fault> {
    let (forks, moves) = forks(&session.vault, path)?;
    if forks.is_empty() {
        return Ok(Vec::new());
    }
    let (own, disposers) = (session.vault.writer(), session.vault.disposers());
    let problem = |problem| Fault::Medium(MediumProblem::Ledger { path: path.into(), problem });
    let (mut moved, mut fresh): (Vec<Moved>, Option<WriterId>) = (Vec::new(), None);
    for Fork { here, there, after } in &forks {
        // What another home has moved moves here too. Where nobody has, this home goes on with its own lines; of
        // another home's branches the one that ended first is the lost one.
        let is_own = here.writer() == Some(own);
        let ours =
            moves.begin_in(here) || (!is_own && !moves.begin_in(there) && last(here) < last(there));
        let old = if ours { here } else { there };
        if ours && is_own {
            fresh = Some(WriterId::from_random(draw(session.world.random)));
        }
        moved.push(move_branch(old, *after, &disposers, disposer).map_err(problem)?);
    }
    let mut text = serde_json::Map::new();
    text.insert("by".into(), request.by.clone().into());
    text.insert("reason".into(), request.reason.clone().into());
    let note = session.note(text)?;
    let stamp = session.stamp;
    session.vault.take_branches(stamp, &moved, note, disposer, fresh).map_err(problem)?;
    let row = |(fork, moved): (&Fork, &Moved)| {
        let writers = fork.there.writer().zip(moved.chain.writer());
        writers.map(|(writer, to)| MovedRow { writer, to, entries: moved.lines })
    };
    Ok(forks.iter().zip(&moved).filter_map(row).collect())
}

fn last(chain: &Chain) -> Option<Time> {
    chain.links().last().map(|link| link.entry.time)
}
