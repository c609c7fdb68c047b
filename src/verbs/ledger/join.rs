//! `ledger join`: takes in what a drive has of a state of this PC, or of another one, that was lost.
//!
//! A PC that is put back from a backup, and writes before it meets the drives that it wrote since that backup, makes
//! two branches of one chain. Both are true. One moves into a chain of its own, by the disposer's word; then every
//! record of both is listed, and every drive goes on.
//!
//! A sealer's key may have been replaced before this PC saw what the old key wrote on a drive. A person who knows that
//! drive vouches for it, and it counts like any other line of another home's. A bundle that somebody wrongly said is
//! not ours has no line any more: it comes back by its own seal (`by_seal`).

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::chain::Chain;
use crate::powers::asker::{Incoming, IncomingBundle};
use crate::powers::random::draw;
use crate::powers::signer::SigningKey;
use crate::things::ledger::moving::{Moved, move_branch};
use crate::things::ledger::state::State;
use crate::things::ledger::{Ledger, LedgerProblem};
use crate::things::medium::brought::{Brought, Fork, Moving};
use crate::things::medium::{Accept, MediumProblem};
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::outcome::Outcome;
use crate::verbs::session::{Broken, Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::Time;
use crate::words::ids::{BundleId, WriterId};
use crate::words::limits::TYPED_BYTES_MAX;

use super::asking::{ask, shown};
use super::by_seal;
use super::request::JoinRequest;

/// What a run of `ledger join` took in.
#[derive(Debug, Serialize)]
pub struct JoinReport {
    /// The drive, by label or path as it was named.
    pub medium: String,
    /// Branches that stand in a chain of their own from here on; none where nothing was to be joined.
    pub moved: Vec<MovedRow>,
    /// Lines by a key that was replaced that count from here on.
    pub vouched: u64,
    /// Bundles that this PC did not know, or that did not count.
    pub bundles: Vec<BundleId>,
    /// Those among them that were taken back by their own seals: no entry spoke of them.
    pub by_seal: Vec<BundleId>,
    /// Those of which files there are not what was sealed.
    pub damaged: Vec<BundleId>,
    /// Bundles there that were not taken back, since their keys are on no drive that is connected.
    pub without_keys: Vec<BundleId>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl JoinReport {
    pub(super) fn outcome(&self) -> Outcome {
        match (self.damaged.is_empty(), self.without_keys.is_empty()) {
            (false, _) => Outcome::Fixity,
            (true, false) => Outcome::Finding,
            (true, true) => self.who.outcome(),
        }
    }
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
    let (path, fault) = place(&mut session, request)?;
    let named = session.contacts.iter().find(|contact| contact.path == path);
    let medium = named.map(|contact| contact.name.clone());
    let medium = medium.unwrap_or_else(|| request.medium.to_string_lossy().into_owned());
    let mut report = JoinReport {
        medium,
        moved: vec![],
        vouched: 0,
        bundles: vec![],
        by_seal: vec![],
        damaged: vec![],
        without_keys: vec![],
        who: Who::default(),
    };
    let brought = Brought::read(&session.vault, &path)?;
    let brought = brought.filter(|brought| fault.is_some() || brought.has_withheld(&session.vault));
    if brought.is_none() && by_seal::standing(&session, &path)?.is_empty() {
        // Nothing there is a branch, a line or a bundle that could be told from a forgery: the fault stands as it is.
        return fault.map_or(Ok(report), Err);
    }
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    if let Some(brought) = brought {
        if session.vault.memory.media.contains_key(&brought.medium()) {
            report.medium = session.label(brought.medium());
        }
        let moving = moving(&mut session, &brought, &disposer)?;
        report.vouched = take(&mut session, request, &brought, &moving, &report.medium, &disposer)?;
        session.vault.save().map_err(at_home)?;
        let row = |(fork, moved): (&Fork, &Moved)| {
            let writers = fork.there.writer().zip(moved.chain.writer());
            writers.map(|(writer, to)| MovedRow { writer, to, entries: moved.lines })
        };
        report.moved = brought.forks.iter().zip(&moving.branches).filter_map(row).collect();
    }
    // It may be one that this home had not heard of.
    let there = session.contact(&[path.clone().into_os_string()], Accept::Current);
    session.learn(&identities)?;
    let by_seal = by_seal::take(&mut session, request, &path, &disposer)?;
    (report.by_seal, report.damaged) = (by_seal.taken, by_seal.damaged);
    report.without_keys = by_seal.without_keys;
    report.who = tell_who_is_here(&mut session)?;
    if let Err(fault) = there
        && report.who.broken.is_empty()
    {
        report.who.broken.push(Broken { label: None, fault });
    }
    let known = session.vault.state.bundles.keys().copied();
    report.bundles = known.filter(|bundle| !before.contains(bundle)).collect();
    if let Some(contact) = session.contacts.iter().find(|contact| contact.path == path) {
        report.medium = contact.name.clone();
    }
    Ok(report)
}

/// Where the drive is, and why this home does not take it in by itself, if it doesn't.
fn place(
    session: &mut Session<'_, '_>,
    request: &JoinRequest,
) -> Result<(PathBuf, Option<Fault>), Fault> {
    match session.contact(std::slice::from_ref(&request.medium), Accept::Older) {
        Ok(()) => match session.contacts.first() {
            Some(contact) => Ok((contact.path.clone(), None)),
            None => Err(Fault::NoMedium),
        },
        Err(Fault::Medium(problem)) => match &problem {
            MediumProblem::Ledger { path, problem: LedgerProblem::Contradiction(_) }
            | MediumProblem::LabelReplaced { path, .. } => Ok((path.clone(), Some(problem.into()))),
            _ => Err(problem.into()),
        },
        Err(fault) => Err(fault),
    }
}

/// Moves one branch of each fork between this home and the drive there.
fn moving(
    session: &mut Session<'_, '_>,
    brought: &Brought,
    disposer: &SigningKey,
) -> Result<Moving, Fault> {
    let (own, disposers) = (session.vault.writer(), session.vault.disposers());
    let mut moving = Moving::default();
    for Fork { here, there, after } in &brought.forks {
        // What another home has moved moves here too. Where nobody has, this home goes on with its own lines; of
        // another home's branches the one that ended first is the lost one.
        let is_own = here.writer() == Some(own);
        let ours = brought.moves.begin_in(here)
            || (!is_own && !brought.moves.begin_in(there) && last(here) < last(there));
        let old = if ours { here } else { there };
        if ours && is_own {
            moving.fresh = Some(WriterId::from_random(draw(session.world.random)));
        }
        let moved = move_branch(old, *after, &disposers, disposer);
        moving.branches.push(moved.map_err(|problem| brought.broken(problem))?);
    }
    Ok(moving)
}

/// Takes in what the drive brings, once a person has looked at it; says how many lines are vouched for. Until then the
/// home is as it was.
fn take(
    session: &mut Session<'_, '_>,
    request: &JoinRequest,
    brought: &Brought,
    moving: &Moving,
    name: &str,
    disposer: &SigningKey,
) -> Result<u64, Fault> {
    let (stamp, vault) = (session.stamp, &session.vault);
    let plan = brought.joined(vault, moving, stamp, None, disposer)?;
    let vouched = plan.vouched;
    if vouched > 0 && !request.vouch {
        let incoming = incoming(session, name, &plan.ledger, vouched);
        ask(session, incoming)?;
    }
    let note = session.note_who_and_why(&request.by, &request.reason)?;
    let joined = brought.joined(&session.vault, moving, stamp, Some(note), disposer)?;
    session.vault.take_joined(joined.ledger, joined.own_from);
    Ok(vouched)
}

/// What would come in.
fn incoming(session: &Session<'_, '_>, name: &str, ledger: &Ledger, entries: u64) -> Incoming {
    let (before, after): (&State, State) = (&session.vault.state, ledger.state());
    let new = after.bundles.iter().filter(|(id, _)| !before.bundles.contains_key(id));
    let bundles = new.map(|(id, bundle)| IncomingBundle {
        bundle: id.to_string(),
        rules: bundle.rules.iter().map(|rule| shown(session, rule)).collect(),
        kept_through: bundle.end_now().keep_through,
        records: bundle.records,
        bytes: bundle.bytes,
    });
    let media = after.media.keys().filter(|id| !before.media.contains_key(id));
    Incoming {
        medium: name.to_owned(),
        entries,
        bundles: bundles.collect(),
        media: media.map(|id| session.label(*id)).collect(),
    }
}

fn last(chain: &Chain) -> Option<Time> {
    chain.links().last().map(|link| link.entry.time)
}
