//! `hold list`: which holds there are, and which of them a person has to look at. Needs no identity and no drive; with
//! one it says the kind and the reason too.

use std::path::Path;

use serde::Serialize;

use crate::powers::identity::Identity;
use crate::rules::clock::Today;
use crate::rules::hold::{HoldKind, Reference};
use crate::things::vault::{Told, Vault};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::outcome::Outcome;
use crate::verbs::session::World;
use crate::verbs::signature::Signature;
use crate::words::day::{ClockState, Day, Time};
use crate::words::ids::HoldId;

use super::called::{bound_by, is_in_force, is_there, needs_number, number};
use super::half_released::{release_signed, told_before};

/// What a run of `hold list` found.
#[derive(Debug, Serialize)]
pub struct ListReport {
    pub holds: Vec<Row>,
    /// Something of them is encrypted, and no identity was given that opens it.
    pub hidden: bool,
    /// How many were released, and are left out.
    pub released_too: usize,
}

/// One hold.
#[derive(Debug, Serialize)]
pub struct Row {
    pub hold: HoldId,
    /// Its reference, or else the start of its id.
    pub name: String,
    /// What names the act that placed it, where others have its reference too.
    pub number: String,
    /// Its name stands for other acts in force too: what is done about it asks for the number.
    #[serde(skip)]
    pub needs_number: bool,
    pub reference: Option<Reference>,
    pub kind: Option<HoldKind>,
    pub reason: Option<String>,
    pub since: Day,
    /// How far the clock was believed that gave this day.
    pub clock: ClockState,
    pub review: Option<Day>,
    pub ends: Option<Day>,
    /// Its review day is here, or its legal end has passed. Neither releases it.
    pub overdue: bool,
    /// Its review day, where that is here.
    #[serde(skip)]
    pub past_review: Option<Day>,
    pub released: Option<Time>,
    /// Who has signed its release, which waits for another person.
    pub release_signed: Option<Signature>,
    /// Who was told before that, where the note can be read: the other person says so too.
    #[serde(skip)]
    pub told_before: Vec<Told>,
    /// How many bundles it binds that are not destroyed.
    pub bundles: usize,
}

impl Row {
    /// What a person types to mean this one.
    pub fn typed(&self) -> &str {
        if self.needs_number { &self.number } else { &self.name }
    }

    /// It was released, and binds what was sealed unseen by that.
    pub fn binds_in_spite(&self) -> bool {
        self.released.is_some() && self.bundles > 0
    }
}

impl ListReport {
    /// A hold that somebody has to look at is a finding.
    pub fn outcome(&self) -> Outcome {
        let waits = |row: &Row| row.overdue || row.binds_in_spite();
        if self.holds.iter().any(waits) { Outcome::Finding } else { Outcome::Done }
    }
}

pub(super) fn run(world: &mut World<'_>, home: &Path, released: bool) -> Result<ListReport, Fault> {
    let mut vault = world.look(home, "kluis hold list")?;
    let identities = world.access.open_given(&vault)?;
    if let Some(identities) = &identities
        && vault.learn_references(identities)
    {
        vault.save().map_err(at_home)?;
    }
    let today = Today::new(world.clock.today(), world.clock.now());
    let all = vault.state.holds.keys().copied();
    let (shown, left_out): (Vec<HoldId>, Vec<HoldId>) =
        all.partition(|hold| released || is_in_force(&vault, *hold));
    let opened = identities.unwrap_or_default();
    let mut holds: Vec<Row> =
        shown.into_iter().map(|hold| row(&vault, hold, today, &opened)).collect();
    holds.sort_by(|a, b| (a.since, &a.name, a.hold).cmp(&(b.since, &b.name, b.hold)));
    let hidden = holds.iter().any(|row| row.reference.is_none() || row.kind.is_none());
    Ok(ListReport { holds, hidden, released_too: left_out.len() })
}

pub(super) fn row(vault: &Vault, hold: HoldId, today: Today, identities: &[Identity]) -> Row {
    let state = &vault.state.holds[&hold];
    let words = vault.hold_words(hold, identities).unwrap_or_default();
    let in_force = is_in_force(vault, hold);
    let today = today.to_refuse();
    let release_signed = release_signed(vault, hold);
    Row {
        hold,
        name: vault.name_of_hold(hold),
        number: number(vault, hold),
        needs_number: needs_number(vault, hold),
        reference: vault.memory.hold_references.get(&hold).cloned(),
        kind: words.kind,
        reason: words.reason,
        since: state.placed.day(),
        clock: state.clock,
        review: state.review,
        ends: state.ends,
        overdue: in_force && state.in_force(hold).review_is_due(today),
        past_review: state.review.filter(|review| *review <= today),
        released: state.released,
        told_before: match release_signed {
            Some(_) => told_before(vault, hold, identities),
            None => vec![],
        },
        release_signed,
        bundles: bound_by(vault, hold).into_iter().filter(|id| is_there(vault, *id)).count(),
    }
}
