//! `repair` without a drive: what this PC's own disk damaged in the home. Small files have their spares, and chains
//! come back from drives, whatever the command is (`things/vault/mending`); here is what takes a person: a memory
//! that is lost, and what an identity must read again from the drives.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Event, TwoPersons};
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::things::files;
use crate::things::ledger::state::Standing;
use crate::things::medium::Accept;
use crate::things::vault::anew::Forgetful;
use crate::things::vault::loosened::Loosened;
use crate::things::vault::named_files::Beside;
use crate::things::vault::sources::{self, Places};
use crate::things::vault::{SEALS, Vault, indexes, known};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::learn::learn_bundles;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Broken, Session, World, stamp};
use crate::words::ids::BundleId;

/// What was mended in the home.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Both copies of the home's memory were lost: it knows nothing of the state of the drives.
    pub memory_anew: bool,
    /// Settings that a person said are meant: they count from here on.
    pub settings_accepted: Vec<Loosened>,
    /// The settings want two persons no more, and another person has to sign that too.
    pub two_persons_waits: bool,
    /// The drives on which nothing counts here until they were verified, by label.
    pub to_verify: Vec<String>,
    /// Bundles whose records were read again from a drive.
    pub learned: Vec<BundleId>,
    /// Those whose records are not known, since no drive with one that opens is here.
    pub lacking: Vec<BundleId>,
    /// Those of which it is not known any more where their sources were to go from.
    pub moves_forgotten: Vec<BundleId>,
    /// How many seals and notes came back from drives.
    pub seals: u64,
    pub notes: u64,
    /// Drives that could not be used.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// Drives that were not told.
    pub untold: Vec<String>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let open = self.memory_anew || !self.lacking.is_empty() || !self.moves_forgotten.is_empty();
        match (self.untold.is_empty(), open) {
            (false, _) => Outcome::PartlyDone,
            (true, true) => Outcome::Finding,
            (true, false) => Outcome::Done,
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).collect()
    }
}

/// Mends the home, from the drives that are connected.
pub fn run(world: &mut World<'_>, home: &Path, accept_settings: bool) -> Result<Report, Fault> {
    let memory_anew = begin_anew(world, home)?;
    let mut session = Session::open(world, home, "kluis repair")?;
    let settings_accepted = match accept_settings {
        true => session.vault.accept_settings()?,
        false => vec![],
    };
    if accept_settings {
        want_one_person(&mut session)?;
    }
    let broken = session.contact_those_that_hold(Accept::Current)?;
    let seals = drop_damaged_seals(&session)?;
    let (_, notes_before) = Beside::Notes.count(&session.vault).map_err(at_home)?;
    let mut damaged = damaged(&session)?;
    let moves_forgotten = moves_forgotten(&session, &damaged)?;
    let identities = identities(&mut session, !damaged.is_empty(), memory_anew)?;
    if let Some(identities) = &identities {
        session.learn(identities)?;
        damaged.extend(damaged_indexes(&session, identities));
        let (vault, contacts) = (&session.vault, &session.contacts);
        let watcher = session.world.watcher;
        let bundles = damaged.iter().copied().collect();
        learn_bundles(vault, contacts, bundles, identities, watcher)?;
    }
    let untold = session.tell()?.into_iter().map(|(label, _)| label).collect();
    let mut lacking = self::damaged(&session)?;
    if let Some(identities) = &identities {
        lacking.extend(damaged_indexes(&session, identities));
    }
    let (_, notes_after) = Beside::Notes.count(&session.vault).map_err(at_home)?;
    let doubted = session.vault.memory.media.iter().filter(|(_, known)| known.doubted);
    let doubted = doubted.filter(|(medium, _)| !session.is_gone(**medium));
    let mut to_verify: Vec<String> = doubted.map(|(_, known)| known.label.clone()).collect();
    to_verify.sort();
    Ok(Report {
        memory_anew,
        settings_accepted,
        two_persons_waits: accept_settings
            && session.vault.config.two_persons == Some(false)
            && session.vault.state.persons.two_wanted(),
        to_verify,
        learned: damaged.difference(&lacking).copied().collect(),
        lacking: lacking.into_iter().collect(),
        moves_forgotten,
        seals: seals.iter().filter(|bundle| session.seal_at_home(**bundle).is_some()).count()
            as u64,
        notes: notes_before.saturating_sub(notes_after) as u64,
        broken,
        untold,
    })
}

/// Signs that two persons are wanted no more, where the settings say so: the ledger wants two until two have signed
/// that.
fn want_one_person(session: &mut Session<'_, '_>) -> Result<(), Fault> {
    let vault = &session.vault;
    if vault.config.two_persons != Some(false) || !vault.state.persons.two_wanted() {
        return Ok(());
    }
    session.contact_those_that_hold(Accept::Current)?;
    let access = &mut session.world.access;
    // Another person than the owner needs no passphrase but their own.
    let identities = match access.owners_sign(&session.vault) {
        true => access.open(&session.vault)?,
        false => vec![],
    };
    let disposer = access.disposer(&session.vault, &identities)?;
    session.record_as_disposer(Event::TwoPersons(TwoPersons { wanted: false }), None, &disposer)
}

/// Makes the home's memory anew where both copies of it were lost.
fn begin_anew(world: &mut World<'_>, home: &Path) -> Result<bool, Fault> {
    let Some(forgetful) = Forgetful::read(home, "kluis repair", world.random)? else {
        return Ok(false);
    };
    let (stamp, _) = stamp(world, forgetful.last_believed())?;
    forgetful.begin_anew(stamp)?;
    Ok(true)
}

/// The identities, where something needs one: damaged marks ask a person, and what is only worth a look does not.
fn identities(
    session: &mut Session<'_, '_>,
    needed: bool,
    memory_anew: bool,
) -> Result<Option<Vec<Identity>>, Fault> {
    let access = &mut session.world.access;
    if let Some(identities) = access.open_given(&session.vault)? {
        return Ok(Some(identities));
    }
    match (needed, memory_anew) {
        _ if session.contacts.is_empty() => Ok(None),
        (true, _) => Ok(Some(access.open(&session.vault)?)),
        // What the drives are called is learned some time.
        (false, true) => Ok(access.open(&session.vault).ok()),
        (false, false) => Ok(None),
    }
}

/// The kept bundles of which this home's marks, or the places of their sources, are damaged or lost.
fn damaged(session: &Session<'_, '_>) -> Result<BTreeSet<BundleId>, Fault> {
    let kept = session.vault.state.bundles.iter();
    let kept = kept.filter(|(_, bundle)| bundle.standing() == Standing::Kept);
    known::damaged(&session.vault, kept.map(|(id, _)| *id)).map_err(at_home)
}

fn moves_forgotten(
    session: &Session<'_, '_>,
    damaged: &BTreeSet<BundleId>,
) -> Result<Vec<BundleId>, Fault> {
    let mut forgotten = Vec::new();
    for bundle in damaged {
        if sources::stand(&session.vault, *bundle).map_err(at_home)? != Places::Known {
            forgotten.push(*bundle);
        }
    }
    Ok(forgotten)
}

/// The bundles whose index at home can't be read to its end.
fn damaged_indexes(session: &Session<'_, '_>, identities: &[Identity]) -> BTreeSet<BundleId> {
    let kept = session.vault.state.bundles.iter();
    let kept = kept.filter(|(_, bundle)| bundle.standing() == Standing::Kept);
    let is_damaged = |bundle: &BundleId| {
        let index = indexes::open(&session.vault, *bundle, identities);
        let whole = index.is_some_and(|mut index| index.records().all(|record| record.is_ok()));
        !whole && indexes::is_there(&session.vault, *bundle)
    };
    kept.map(|(id, _)| *id).filter(is_damaged).collect()
}

/// Removes the signature of each seal at home that does not hold, so that the next drive with the bundle brings it.
fn drop_damaged_seals(session: &Session<'_, '_>) -> Result<Vec<BundleId>, Fault> {
    let mut dropped = Vec::new();
    for bundle in session.vault.state.bundles.keys() {
        if session.seal_at_home(*bundle).is_none() {
            erase_signature(&session.vault, *bundle).map_err(at_home)?;
            dropped.push(*bundle);
        }
    }
    Ok(dropped)
}

fn erase_signature(vault: &Vault, bundle: BundleId) -> Result<(), StorageProblem> {
    files::erase(&*vault.home, &MediumPath::parse(&format!("{SEALS}/{bundle}.json.sig"))?)
}
