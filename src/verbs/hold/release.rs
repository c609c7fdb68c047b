//! `hold release`: a hold binds no more what was sealed before, or is sealed in sight of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Event, HoldReleased, NAMED_MAX};
use crate::powers::identity::Identity;
use crate::powers::signer::SigningKey;
use crate::rules::hold::names_of;
use crate::things::ledger::state::Standing;
use crate::things::medium::Accept;
use crate::things::vault::{Told, Vault};
use crate::verbs::fault::{Fault, PersonProblem, Usage};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::{ClockState, Day};
use crate::words::ids::{BundleId, HoldId};

use super::called::{bound_by, is_in_force, of_one_act, open_to_sign};
use super::words::Said;

/// What a run of `hold release` did.
#[derive(Debug, Serialize)]
pub struct ReleaseReport {
    /// Its reference, or the start of its id.
    pub name: String,
    pub holds: Vec<HoldId>,
    /// The day of the first of them.
    pub since: Day,
    /// How far the clock was believed that gave this day.
    pub clock: ClockState,
    /// Two persons are wanted, and one has signed: it is in force until another signs too.
    pub waits: bool,
    /// Who was told before, where the other person must say so too.
    #[serde(skip)]
    pub told_before: Vec<Told>,
    /// The bundles that it bound.
    pub bundles: Vec<BundleId>,
    /// Those of them that are under other holds still, and under which.
    pub still_held: BTreeMap<BundleId, Vec<String>>,
    #[serde(flatten)]
    pub who: Who,
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    hold: &str,
    said: &Said,
) -> Result<ReleaseReport, Fault> {
    let mut session = Session::open(world, home, "kluis hold release")?;
    in_session(&mut session, hold, said)
}

/// Runs the verb over the media that are in contact already, and those that can be found.
pub fn in_session(
    session: &mut Session<'_, '_>,
    hold: &str,
    said: &Said,
) -> Result<ReleaseReport, Fault> {
    said.check()?;
    said.told_by(session.today.here())?;
    refuse_released(session, hold)?;
    let (identities, disposer) = open_to_sign(session)?;
    let holds = of_one_act(&session.vault, hold)?;
    if said.told.is_empty() {
        refuse_untold(&session.vault, &holds, &identities)?;
    }
    refuse_again(&session.vault, &holds, &disposer)?;
    let name = session.vault.name_of_hold(holds[0]);
    let placed = holds.iter().map(|hold| &session.vault.state.holds[hold]);
    let first_placed = placed.min_by_key(|hold| hold.placed);
    let (since, clock) = first_placed.map_or((session.today.here(), session.stamp.clock), |hold| {
        (hold.placed.day(), hold.clock)
    });
    let bound: BTreeSet<BundleId> =
        holds.iter().flat_map(|hold| bound_by(&session.vault, *hold)).collect();
    for some in holds.chunks(NAMED_MAX) {
        let note = session.note(said.words().to_note())?;
        let event = Event::HoldReleased(HoldReleased { holds: some.to_vec() });
        session.record_as_disposer(event, Some(note), &disposer)?;
    }
    let who = tell_who_is_here(session)?;
    let waits = holds.iter().any(|hold| is_in_force(&session.vault, *hold));
    let bundles = &session.vault.state.bundles;
    let bound: Vec<BundleId> =
        bound.into_iter().filter(|id| bundles[id].standing() != Standing::Destroyed).collect();
    let under = |id: &BundleId| (*id, names_of(&bundles[id].holds));
    let still_held = bound.iter().map(under).filter(|(_, holds)| !holds.is_empty());
    Ok(ReleaseReport {
        name,
        since,
        clock,
        waits,
        told_before: said.told.clone(),
        still_held: still_held.collect(),
        holds,
        bundles: bound,
        who,
    })
}

/// Nobody is asked for a passphrase to release what was released, by what this PC and the drives that are connected
/// know. A reference that this PC has yet to read is refused once it is open.
fn refuse_released(session: &mut Session<'_, '_>, hold: &str) -> Result<(), Fault> {
    session.find_all(Accept::Current, Ok)?;
    match of_one_act(&session.vault, hold) {
        Err(released @ Usage::HoldReleased(_)) => Err(released.into()),
        Err(_) | Ok(_) => Ok(()),
    }
}

/// Two persons are wanted: the same one twice is one.
fn refuse_again(
    vault: &Vault,
    holds: &[HoldId],
    disposer: &SigningKey,
) -> Result<(), PersonProblem> {
    if !vault.two_persons() {
        return Ok(());
    }
    if vault.state.persons.unretired().len() < 2 {
        return Err(PersonProblem::NoSecondPerson);
    }
    let key = disposer.public().to_string();
    let who = vault.state.persons.whose(&key);
    let signed = |hold: &HoldId| {
        who.is_some_and(|who| vault.state.holds[hold].release_signed.contains_key(who))
    };
    match holds.iter().all(signed) {
        true => Err(PersonProblem::ReleaseSigned {
            hold: vault.name_of_hold(holds[0]),
            signer: vault.name_of_signer(&key),
        }),
        false => Ok(()),
    }
}

/// The person whose data are restricted is told before that is lifted (AVG art. 18(3)). Of a hold whose kind can't be
/// read nobody knows that it is another one; where somebody has signed its release, who could not have without, it is
/// known that this was asked.
fn refuse_untold(vault: &Vault, holds: &[HoldId], identities: &[Identity]) -> Result<(), Usage> {
    for hold in holds {
        let kind = vault.hold_words(*hold, identities).and_then(|words| words.kind);
        if kind.is_none() && !vault.state.holds[hold].release_signed.is_empty() {
            continue;
        }
        if kind.is_none_or(|kind| kind.tells_before_release()) {
            return Err(Usage::NobodyTold { hold: vault.name_of_hold(*hold), kind });
        }
    }
    Ok(())
}
