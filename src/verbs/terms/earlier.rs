//! An earlier end is proposed here, with a reason: it changes nothing until it is confirmed (`super::shorten`).

use serde::Serialize;

use crate::formats::entry::{ClassEnd, Event, ShorteningProposed};
use crate::powers::random::draw;
use crate::powers::signer::SigningKey;
use crate::rules::retention::{Bar, End, HasEnd};
use crate::things::destruction::door::Refused;
use crate::things::ledger::state::{Closing, Shortening, Standing};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, ShorteningProblem};
use crate::verbs::session::Session;
use crate::words::day::{ClockState, Day};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

use super::{Words, record};

/// An earlier end that waits for a person.
#[derive(Debug, Clone, Serialize)]
pub struct WaitRow {
    /// What it is called.
    pub proposal: Digest,
    /// The bundles that it is about.
    pub bundles: Vec<BundleId>,
    /// The last day through which they are kept as it stands; none while one has no end yet.
    pub kept_through: Option<Day>,
    /// The last day once that is confirmed.
    pub end: Option<Day>,
    /// The day on which it was proposed.
    pub proposed: Day,
    /// The first day on which it may be confirmed.
    pub from: Day,
    /// How many days that is from now.
    pub days_left: u64,
    /// Another person has to confirm it.
    pub by_another: bool,
    /// Who proposed it; none where no name is known.
    pub by: Option<String>,
    /// Something came that it had not seen, so that it can only be taken back.
    pub undone: bool,
}

impl WaitRow {
    /// The start of its name, as a person types it.
    pub fn name(&self) -> String {
        short(self.proposal)
    }
}

/// The start of a proposal's name.
pub(super) fn short(proposal: Digest) -> String {
    proposal.to_string()[..8].to_owned()
}

/// The earlier ends that wait for a person, the first to be confirmed first.
pub(in crate::verbs) fn waits(vault: &Vault, today: Day) -> Vec<WaitRow> {
    let waiting = vault.state.shortenings.iter().filter(|(_, one)| one.waits());
    let rows = waiting.map(|(name, one)| row(vault, *name, one, today));
    let mut rows: Vec<WaitRow> = rows.filter(|row| !row.bundles.is_empty()).collect();
    rows.sort_by_key(|row| (row.from, row.proposal));
    rows
}

fn row(vault: &Vault, proposal: Digest, one: &Shortening, today: Day) -> WaitRow {
    let kept = kept(vault, one);
    let from = vault.may_confirm_from(proposal, today);
    WaitRow {
        proposal,
        undone: one.undone.iter().any(|id| kept.contains(id)),
        kept_through: latest(kept.iter().map(|id| vault.state.bundles[id].end_now())),
        end: latest(kept.iter().map(|id| once_confirmed(vault, *id, one))),
        bundles: kept,
        proposed: one.proposed.time.day(),
        from,
        days_left: u64::try_from((from - today).num_days()).unwrap_or(0),
        by_another: one.among_several
            || vault.state.persons.unretired().len() > 1
            || vault.two_persons(),
        by: one.by.as_ref().and_then(|who| vault.known_name_of(who)),
    }
}

/// The latest last day of these ends; none where one has no end yet.
fn latest(ends: impl Iterator<Item = End>) -> Option<Day> {
    let latest = ends.reduce(|one, other| End {
        delete_from: None,
        keep_through: one.keep_through.max(other.keep_through),
        open: one.open || other.open,
    })?;
    latest.keep_through.filter(|_| !latest.open)
}

/// The end of a bundle once the proposal is confirmed, by all else as it stands.
fn once_confirmed(vault: &Vault, id: BundleId, one: &Shortening) -> End {
    let fields = &one.fields;
    let known = &vault.state.bundles[&id];
    if !fields.inherited.is_empty() {
        return known.own_end(&vault.state.bundles);
    }
    let mut corrected = known.clone();
    for (at, rule) in known.rules.iter().enumerate() {
        let given = fields.ends.iter().find(|end| end.class == rule.class());
        let Some(given) = given.filter(|_| rule.later_end().open) else { continue };
        let ClassEnd { delete_from, keep_through, .. } = *given;
        let end = End { delete_from, keep_through, open: false };
        if let Some(closed) = corrected.closed.get_mut(at) {
            *closed = Some(Closing { end, recorded: one.proposed.time });
        }
    }
    corrected.end_now()
}

/// Those of the bundles that a proposal is about which are not destroyed.
pub(super) fn kept(vault: &Vault, one: &Shortening) -> Vec<BundleId> {
    let stands = |id: &&BundleId| vault.state.bundles[*id].standing() != Standing::Destroyed;
    one.bundles.iter().filter(stands).copied().collect()
}

/// Refuses while the days can't be counted: only by a clock that nobody had to vouch for.
pub(super) fn refuse_typed_clock(session: &Session<'_, '_>) -> Result<(), ShorteningProblem> {
    match session.stamp.clock {
        ClockState::Ok => Ok(()),
        ClockState::Typed | ClockState::Doubtful => Err(ShorteningProblem::DaysUncounted),
    }
}

/// Refuses what is under a hold.
pub(super) fn refuse_held(session: &Session<'_, '_>, ids: &[BundleId]) -> Result<(), Refused> {
    for id in ids {
        let holds = &session.vault.state.bundles[id].holds;
        if !holds.is_empty() {
            let bars = holds.iter().cloned().map(Bar::Hold).collect();
            return Err(Refused::Barred { bundle: *id, bars });
        }
    }
    Ok(())
}

/// Puts a proposal on record, unless the same one waits already.
pub(in crate::verbs) fn propose(
    session: &mut Session<'_, '_>,
    fields: ShorteningProposed,
    words: &Words<'_>,
    disposer: &SigningKey,
) -> Result<WaitRow, Fault> {
    refuse_typed_clock(session)?;
    let same = |one: &&Shortening| {
        let known = ShorteningProposed { proposal: fields.proposal, ..one.fields.clone() };
        one.waits() && one.undone.is_empty() && known == fields
    };
    let known = session.vault.state.shortenings.values().find(same);
    let name = match known.map(|one| one.fields.proposal) {
        Some(name) => name,
        None => {
            let proposal = Digest(draw(session.world.random));
            let event = Event::ShorteningProposed(ShorteningProposed { proposal, ..fields });
            record(session, vec![event], words, disposer)?;
            session.vault.see_proposals(session.stamp);
            proposal
        }
    };
    let today = session.today.to_permit();
    Ok(row(&session.vault, name, &session.vault.state.shortenings[&name], today))
}
