//! `hold show`: all that is known of a hold: its words, what it binds, which drives have it on record, and what was
//! done about it since. Goes on without an identity: what is encrypted is left out then.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{Entry, Event};
use crate::powers::identity::Identity;
use crate::rules::clock::Today;
use crate::rules::scope::Years;
use crate::things::vault::{HoldWords, Told, Vault, notes};
use crate::verbs::cases::Codes;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::outcome::Outcome;
use crate::verbs::select::class_of;
use crate::verbs::session::World;
use crate::words::day::{Day, Time};
use crate::words::ids::{BundleId, HoldId};

use super::called::{bound_by, called, is_there};
use super::list::{Row, row};

/// What a run of `hold show` found.
#[derive(Debug, Serialize)]
pub struct ShowReport {
    pub holds: Vec<Shown>,
    /// Something of them is encrypted, and nothing opened it.
    pub hidden: bool,
}

/// One hold, with all that is known of it.
#[derive(Debug, Serialize)]
pub struct Shown {
    #[serde(flatten)]
    pub row: Row,
    pub by: Option<String>,
    pub scope: ScopeShown,
    /// The bundles that it binds.
    pub bound: Vec<BundleId>,
    /// The drives that have heard of it, as far as this home knows, by label; and those that have not.
    pub heard: Vec<String>,
    pub unheard: Vec<String>,
    pub told: Vec<Told>,
    /// Reviews and releases, in the order of their times.
    pub acts: Vec<ActRow>,
}

/// What it is on; what is none sets no bound.
#[derive(Debug, Serialize)]
pub struct ScopeShown {
    /// How many were named.
    pub bundles: Option<usize>,
    /// The case's code; its tag where no identity opens the code.
    pub case: Option<String>,
    pub classes: Option<Vec<String>>,
    pub years: Option<Years>,
}

/// Something that was done about a hold.
#[derive(Debug, Serialize)]
pub struct ActRow {
    pub did: Did,
    pub time: Time,
    /// The day of the next review.
    pub review: Option<Day>,
    pub reason: Option<String>,
    pub by: Option<String>,
    pub told: Vec<Told>,
}

/// What was done about a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Did {
    Reviewed,
    Released,
    /// One person has signed its release, and another must.
    ReleaseSigned,
}

impl ShowReport {
    /// How the run ended.
    pub fn outcome(&self) -> Outcome {
        let waits = |shown: &Shown| shown.row.overdue || shown.row.binds_in_spite();
        if self.holds.iter().any(waits) { Outcome::Finding } else { Outcome::Done }
    }
}

pub(super) fn run(world: &mut World<'_>, home: &Path, hold: &str) -> Result<ShowReport, Fault> {
    let mut vault = world.look(home, "kluis hold show")?;
    if vault.state.holds.is_empty() {
        // Nobody is asked for a passphrase where there is nothing to open.
        return Err(called(&vault, hold).map(drop).unwrap_err().into());
    }
    let identities = world.access.open_if_answered(&vault)?.unwrap_or_default();
    if vault.learn_references(&identities) {
        vault.save().map_err(at_home)?;
    }
    let found = called(&vault, hold)?;
    let today = Today::new(world.clock.today(), world.clock.now());
    let mut holds = Vec::new();
    for hold in found {
        let bound = bound_by(&vault, hold);
        let codes = Codes::of(&vault, &mut world.access, &bound, None)?;
        holds.push(shown(&vault, hold, today, &identities, &codes));
    }
    holds.sort_by_key(|shown| (shown.row.since, shown.row.hold));
    let hidden = holds.iter().any(|shown| shown.row.kind.is_none());
    Ok(ShowReport { holds, hidden })
}

fn shown(
    vault: &Vault,
    hold: HoldId,
    today: Today,
    identities: &[Identity],
    codes: &Codes,
) -> Shown {
    let words = vault.hold_words(hold, identities).unwrap_or_default();
    let mut bound = bound_by(vault, hold);
    let (heard, unheard) = drives(vault, hold);
    let scope = scope(vault, hold, &bound, words.case.as_deref(), codes);
    bound.retain(|id| is_there(vault, *id));
    Shown {
        row: row(vault, hold, today, identities),
        by: words.by,
        scope,
        bound,
        heard,
        unheard,
        told: words.told,
        acts: acts(vault, hold, identities),
    }
}

fn scope(
    vault: &Vault,
    hold: HoldId,
    bound: &[BundleId],
    said: Option<&str>,
    codes: &Codes,
) -> ScopeShown {
    let scope = &vault.state.holds[&hold].scope;
    let of_case = bound.iter().filter_map(|id| vault.state.bundles.get(id));
    let code = of_case.clone().find_map(|bundle| codes.shown(bundle));
    // The tag says whether it is what the note says.
    let said = said.filter(|said| scope.case == Some(vault.tag("case", said)));
    let code = code.or_else(|| said.map(str::to_owned));
    let classes = scope.classes.as_ref().map(|classes| {
        let name = |class| match class_of(vault, class) {
            Some(id) => id.to_string(),
            None => serde_json::to_value(class).unwrap_or_default().to_string(),
        };
        let mut names: Vec<String> = classes.iter().map(name).collect();
        names.sort();
        names.dedup();
        names
    });
    ScopeShown {
        bundles: scope.bundles.as_ref().map(Vec::len),
        case: scope.case.map(|tag| code.unwrap_or_else(|| tag.to_string())),
        classes,
        years: scope.years,
    }
}

fn entries_about(vault: &Vault, hold: HoldId) -> impl Iterator<Item = &Entry> {
    vault.ledger.entries().filter(move |entry| match &entry.event {
        Event::HoldPlaced(placed) => placed.hold == hold,
        Event::HoldReviewed(reviewed) => reviewed.hold == hold,
        Event::HoldReleased(released) => released.holds.contains(&hold),
        _ => false,
    })
}

fn is_placing(entry: &Entry) -> bool {
    matches!(entry.event, Event::HoldPlaced(_))
}

/// Which drives were told of the entry that placed it, as this home left them or found them last.
fn drives(vault: &Vault, hold: HoldId) -> (Vec<String>, Vec<String>) {
    let placed: Vec<_> = entries_about(vault, hold).filter(|entry| is_placing(entry)).collect();
    let in_use = vault.state.media.iter().filter(|(_, state)| !state.is_gone());
    let (mut heard, mut unheard) = (Vec::new(), Vec::new());
    for (medium, _) in in_use {
        let known = vault.memory.media.get(medium);
        let heads = known.map_or(&[][..], |known| known.heads.as_slice());
        let has = heads.iter().any(|head| {
            placed.iter().any(|entry| head.writer == entry.writer && head.count > entry.seq)
        });
        if has { &mut heard } else { &mut unheard }.push(vault.memory.label(*medium));
    }
    heard.sort();
    unheard.sort();
    (heard, unheard)
}

fn acts(vault: &Vault, hold: HoldId, identities: &[Identity]) -> Vec<ActRow> {
    let waits = vault.state.holds[&hold].released.is_none();
    let act = |entry: &Entry| {
        let (did, review) = match &entry.event {
            Event::HoldReviewed(reviewed) => (Did::Reviewed, Some(reviewed.review)),
            Event::HoldReleased(_) if waits => (Did::ReleaseSigned, None),
            Event::HoldReleased(_) => (Did::Released, None),
            _ => return None,
        };
        let text = entry.note.and_then(|note| notes::read(vault, &note, identities).ok());
        let HoldWords { reason, by, told, .. } =
            text.as_ref().map(HoldWords::of_note).unwrap_or_default();
        Some(ActRow { did, time: entry.time, review, reason, by, told })
    };
    let mut acts: Vec<ActRow> = entries_about(vault, hold).filter_map(act).collect();
    acts.sort_by_key(|act| act.time);
    acts
}
