//! `reseal --into`: records that belong to another client go into that client's vault.
//!
//! Three steps, each in a session of one vault: the bundle is opened here; its records are sealed there, on that
//! vault's own drives and under its own rules, opened again and compared, and that vault says where they came from;
//! and here it goes on record where they stand, and the old bundle goes through the door, which asks the other vault
//! again. A run that is cut off leaves the old bundle, or both; the same command goes on. Under a hold nothing is
//! begun: the hold would not follow the records.

use std::path::Path;

use crate::formats::entry::{Elsewhere, Event, Extended, Received, ReceivedFrom};
use crate::formats::index::Record;
use crate::powers::identity::Identity;
use crate::powers::signer::SigningKey;
use crate::rules::retention::Bar;
use crate::things::copy_to::CopyTo;
use crate::things::destruction::door::{Refused, StandsThere};
use crate::things::ledger::state::Heritage;
use crate::verbs::archive::rules::ruled_anew;
use crate::verbs::fault::{Fault, ResealProblem};
use crate::verbs::session::{Session, World};
use crate::verbs::statement::make::Signing;
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::begin::{look_first, open};
use super::making::{make, resealed_otherwise};
use super::planning::{OldBundle, Part, chosen, old_bundle, open_old, rest_of, show_ends};
use super::replacing::{close, go_on, note, propose_earlier, refresh, succeed};
use super::report::{IntoReport, Report, Role};
use super::request::{Into, Request, What};

const VERB: &str = "kluis reseal";

/// What the first step found.
struct Found {
    old: OldBundle,
    /// The records that belong to the other client, and the others.
    chosen: Vec<Record>,
    rest: Vec<Record>,
    /// A person wants them kept through this day, whatever the rules say.
    extended: Option<Day>,
    /// Where they stand, as an earlier run has said.
    said: Option<Heritage>,
}

/// Who opens a vault, and who signs there.
struct Owner {
    identities: Vec<Identity>,
    disposer: SigningKey,
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    into: &Into,
    request: &Request,
) -> Result<Report, Fault> {
    let (owner, mut report, found) = {
        let mut session = open(world, home, VERB)?;
        look_first(&mut session)?;
        let id = old_bundle(&session, request)?;
        refuse_held(&session, id)?;
        let owner = owner(&mut session)?;
        session.learn(&owner.identities)?;
        let report = Report::of(&session, id);
        match session.vault.state.bundles[&id].intended {
            Some(_) => (owner, report, None),
            None => {
                let found = find(&mut session, request, id, &owner)?;
                (owner, report, Some(found))
            }
        }
    };
    let id = report.bundle;
    let there = match &found {
        Some(found) => Some(in_other(world, into, request, found, &mut report)?),
        None => None,
    };
    let mut session = open(world, home, VERB)?;
    look_first(&mut session)?;
    old_bundle(&session, request)?;
    session.look_inside(&[id], &owner.identities);
    let signing = Signing { identities: &owner.identities, disposer: &owner.disposer };
    if let (Some(found), Some(named)) = (found, there) {
        let Found { old, rest, .. } = found;
        let old = OldBundle { of_another: None, ..old };
        let parts: Vec<Part> = rest_of(&session, &old, rest).into_iter().collect();
        make(&mut session, &old, &parts, &owner.identities, &mut report)?;
        succeed(&mut session, request, id, (vec![named], 0), &owner.disposer, &report)?;
        close(&mut session, request, &old, &parts, &owner.disposer, &report)?;
        refresh(&session, &mut report);
    }
    session.look_elsewhere(&[id], Some(&into.home));
    go_on(&mut session, request, id, &signing, &mut report)?;
    Ok(report)
}

/// The hold does not follow the records into another vault, so nothing is begun under one.
fn refuse_held(session: &Session<'_, '_>, id: BundleId) -> Result<(), Refused> {
    let holds = &session.vault.state.bundles[&id].holds;
    let bars = holds.iter().cloned().map(Bar::Hold).collect();
    match holds.is_empty() {
        true => Ok(()),
        false => Err(Refused::Barred { bundle: id, bars }),
    }
}

fn owner(session: &mut Session<'_, '_>) -> Result<Owner, Fault> {
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    Ok(Owner { identities, disposer })
}

/// Opens the old bundle here.
fn find(
    session: &mut Session<'_, '_>,
    request: &Request,
    id: BundleId,
    owner: &Owner,
) -> Result<Found, Fault> {
    let (old, records) = open_old(session, id, &owner.identities)?;
    let matching = match &request.what {
        What::Under { matching, .. } => &matching[..],
        What::Without { .. } => &[],
    };
    let (chosen, rest) = chosen(session, id, matching, records)?;
    let bundles = &session.vault.state.bundles;
    let before = bundles[&id].ancestors.iter().filter_map(|one| bundles.get(one));
    let longer = before.chain([&bundles[&id]]).filter_map(|one| one.extended);
    let extended = longer.map(|longer| longer.keep_through).max();
    let old = OldBundle { of_another: Some(session.vault.id), ..old };
    Ok(Found { old, chosen, rest, extended, said: session.vault.state.heritage(id) })
}

/// Seals the records in the other vault. What goes wrong there is said of that vault.
fn in_other(
    world: &mut World<'_>,
    into: &Into,
    request: &Request,
    found: &Found,
    report: &mut Report,
) -> Result<Elsewhere, Fault> {
    let access = &mut world.access;
    let own = (access.identity.take(), access.passphrase_file.take());
    let signers = access.signer_passphrase_file.clone();
    let client = report.vault.clone();
    access.identity = into.identity.clone();
    access.passphrase_file = into.passphrase_file.clone();
    // The same person signs there, by the same name; the passphrase of that key may be another one.
    access.signer_passphrase_file = into.signer_passphrase_file.clone().or(signers.clone());
    world.access.asker.speak_of(&into.name);
    let done = seal_there(world, into, request, found, report);
    (world.access.identity, world.access.passphrase_file) = own;
    world.access.signer_passphrase_file = signers;
    world.access.asker.speak_of(&client);
    done.map_err(|fault| match fault {
        Fault::Interrupted => Fault::Interrupted,
        fault => Fault::There {
            client: into.name.clone(),
            spelled: into.spelled.clone(),
            fault: Box::new(fault),
        },
    })
}

fn seal_there(
    world: &mut World<'_>,
    into: &Into,
    request: &Request,
    found: &Found,
    report: &mut Report,
) -> Result<Elsewhere, Fault> {
    let mut session = open(world, &into.home, VERB)?;
    let old = &found.old;
    if old.of_another == Some(session.vault.id) {
        return Err(ResealProblem::SameVault.into());
    }
    look_first(&mut session)?;
    let Owner { identities, disposer } = owner(&mut session)?;
    session.learn(&identities)?;
    report.into = Some(IntoReport {
        vault: session.vault.config.name.clone(),
        id: session.vault.id,
        spelled: into.spelled.clone(),
        copies_wanted: session.vault.config.copies,
        copy_to: CopyTo::of(&session.vault),
    });
    let parts = vec![part(&mut session, request, found)?];
    // What went elsewhere before does not go into this vault as well.
    if let Some(said) = found.said.clone()
        && said.elsewhere.iter().all(|(_, named)| named.vault != session.vault.id)
    {
        return Err(resealed_otherwise(old.id, said));
    }
    make(&mut session, old, &parts, &identities, report)?;
    let Some(new) = report.new.first().map(|new| new.bundle) else { return Err(Fault::NoMedium) };
    receive(&mut session, request, found, new, &disposer)?;
    refresh(&session, report);
    propose_earlier(&mut session, request, old.id, &parts, &disposer, report)?;
    session.tell()?;
    if let Some(into) = &mut report.into {
        into.copy_to = CopyTo::of(&session.vault);
    }
    let client = session.vault.config.name.clone();
    report.new.iter_mut().for_each(|new| new.vault = Some(client.clone()));
    let there = StandsThere::remembered(&session.vault, new);
    Ok(there.ok_or(Refused::Unknown(new))?.named())
}

/// The records under the rules of the vault that they belong to.
fn part(session: &mut Session<'_, '_>, request: &Request, found: &Found) -> Result<Part, Fault> {
    let What::Under { rules, .. } = &request.what else { return Err(Fault::NoMedium) };
    let ruled = ruled_anew(session, &rules.as_archived(None))?;
    let role = if found.rest.is_empty() { Role::All } else { Role::Matched };
    let part = Part { role, ruled, records: found.chosen.clone() };
    show_ends(session, &found.old, std::slice::from_ref(&part))?;
    Ok(part)
}

/// Puts on record in the other vault where the records came from, and until when they were kept there: they are kept
/// as long at least. A person's extension is theirs for good.
fn receive(
    session: &mut Session<'_, '_>,
    request: &Request,
    found: &Found,
    new: BundleId,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    let OldBundle { id, seal, end, .. } = &found.old;
    let from = ReceivedFrom { bundle: *id, seal: seal.sha256(), vault: seal.vault };
    let (keep_through, open) = (end.keep_through, end.open);
    let received = Received { bundle: new, from, keep_through, open };
    let known = &session.vault.state.bundles[&new];
    let longer = known.extended.map(|longer| longer.keep_through);
    let extended = found.extended.filter(|last| longer < Some(*last));
    if !known.received.contains(&received) {
        let note = note(session, request)?;
        session.record_as_disposer(Event::Received(received), Some(note), disposer)?;
    }
    if let Some(keep_through) = extended {
        let note = note(session, request)?;
        let event = Event::Extended(Extended { bundles: vec![new], keep_through });
        session.record_as_disposer(event, Some(note), disposer)?;
    }
    session.tell()?;
    Ok(())
}
