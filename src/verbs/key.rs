//! `key`: whom a vault is sealed to. `list` shows the recipients and what waits; `add` and `remove` change them, and
//! `wrap` goes on with drives that were absent then; `drill` shows that an identity still opens what it must.
//!
//! A recipient is let in or left out by an entry of the disposer's: from then on all is sealed to the new set. What was
//! sealed before stays as it is but for each bundle's wrapped key (`wrapping`), on the drives that are connected now
//! and on the others as they come.

mod changing;
mod drill;
mod generation;
mod paper;
mod wrapping;

use std::path::Path;

use serde::Serialize;

use crate::things::ledger::state::{MediumState, Standing};
use crate::things::vault::Vault;
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::MediumId;

use super::fault::Fault;
use super::outcome::{Outcome, Reported};
use super::session::World;

use changing::opened;
pub use changing::{AddRequest, Changed, ChangedReport, Given, RemoveRequest, add_in};
pub use drill::{DrillReport, due_from, is_due, to_drill};
pub use paper::{Opens, PaperReport, PaperRequest, Sheet, run as paper};
pub use wrapping::{NotWrapped, Pending, WrappedOn, pending};

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    /// Who the recipients are, and what waits.
    List,
    /// Lets somebody in.
    Add(AddRequest),
    /// Leaves somebody out.
    Remove(RemoveRequest),
    /// What drives that were absent have not heard of.
    Wrap,
    /// Whether an identity still opens what it must; of all bundles, or of each class one.
    Drill {
        /// Each bundle.
        all: bool,
    },
}

/// What a run of `key` found or did.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Of `list`.
    List(ListReport),
    /// Of `add`, `remove` and `wrap`.
    Changed(Box<ChangedReport>),
    /// Of `drill`.
    Drilled(Box<DrillReport>),
}

/// The recipients of a vault.
#[derive(Debug, Serialize)]
pub struct ListReport {
    /// Its name.
    pub vault: String,
    /// Those who stand, then those who were removed.
    pub recipients: Vec<RecipientRow>,
    /// Drives with keys that are wrapped to others than the recipients of now.
    pub pending: Vec<Pending>,
    /// `recipients.txt` is what the ledger names.
    pub as_recorded: bool,
}

/// One recipient, as the ledger knows it.
#[derive(Debug, Serialize)]
pub struct RecipientRow {
    /// What a person may type.
    pub name: String,
    /// SHA-256 of its string.
    pub recipient: Digest,
    /// What it may read: an owner reads all.
    pub role: &'static str,
    /// When it came.
    pub since: Time,
    /// When it was removed; none for one that stands.
    pub removed: Option<Time>,
    /// When its identity was last seen to open what it must.
    pub drilled: Option<Time>,
    /// It is time to show that again.
    pub to_drill: bool,
    /// When an entry that does not count says that it was removed.
    pub doubted: Option<Time>,
    /// Where keys are that it does not open yet; of one that was removed, where it may open some still.
    pub on: Vec<Pending>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match self {
            Report::List(report) => {
                let quiet = |row: &RecipientRow| !row.to_drill && row.doubted.is_none();
                match report.recipients.iter().all(quiet)
                    && report.pending.is_empty()
                    && report.as_recorded
                {
                    true => Outcome::Done,
                    false => Outcome::Finding,
                }
            }
            Report::Drilled(report) => report.who.outcome(),
            Report::Changed(report) => {
                let failed = report.wrapped.iter().any(|on| !on.failed.is_empty());
                let partly = if failed { Outcome::PartlyDone } else { Outcome::Done };
                partly.max(report.who.outcome())
            }
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        match self {
            Report::List(_) => vec![],
            Report::Changed(report) => {
                let failed = report.wrapped.iter().flat_map(|on| &on.failed);
                failed.map(|one| &one.why).collect()
            }
            Report::Drilled(report) => {
                let failed = report.drilled.iter().flat_map(|on| &on.failed);
                failed.map(|one| &one.why).collect()
            }
        }
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let changed = |report| Report::Changed(Box::new(report));
    match request {
        Request::List => {
            let today = world.clock.today();
            Ok(Report::List(list(&world.look(home, "kluis key list")?, today)))
        }
        Request::Drill { all } => {
            drill::run(world, home, *all).map(|report| Report::Drilled(Box::new(report)))
        }
        Request::Add(request) => {
            changing::add_in(&mut opened(world, home, "kluis key add")?, request).map(changed)
        }
        Request::Remove(request) => {
            changing::remove_in(&mut opened(world, home, "kluis key remove")?, request).map(changed)
        }
        Request::Wrap => {
            changing::wrap_in(&mut opened(world, home, "kluis key wrap")?).map(changed)
        }
    }
}

/// The recipients that stand, and of which an entry that does not count says that they were removed, by name.
pub fn doubted(vault: &Vault) -> Vec<String> {
    let known = vault.state.recipients_ever.iter().filter(|(_, known)| known.doubted.is_some());
    let mut names: Vec<String> =
        known.map(|(recipient, _)| vault.name_of_recipient(recipient)).collect();
    names.sort();
    names
}

fn list(vault: &Vault, today: Day) -> ListReport {
    let mut recipients: Vec<RecipientRow> = vault
        .state
        .recipients_ever
        .iter()
        .map(|(recipient, known)| RecipientRow {
            name: vault.name_of_recipient(recipient),
            recipient: *recipient,
            role: "owner",
            since: known.since,
            removed: known.removed,
            drilled: known.drilled,
            to_drill: is_due(vault, known, today),
            doubted: known.doubted,
            on: waits_for(vault, recipient, known.stands()),
        })
        .collect();
    recipients.sort_by(|a, b| {
        let by = |row: &RecipientRow| (row.removed.is_some(), row.since, row.recipient);
        (by(a), &a.name).cmp(&(by(b), &b.name))
    });
    let pending = pending(vault);
    let as_recorded = vault.check_recipients().is_ok();
    ListReport { vault: vault.config.name.clone(), recipients, pending, as_recorded }
}

/// The drives with keys of kept bundles that a recipient does not open; or may open still, where it was removed.
fn waits_for(vault: &Vault, recipient: &Digest, stands: bool) -> Vec<Pending> {
    let state = &vault.state;
    let gone = |medium: &MediumId| state.media.get(medium).is_none_or(MediumState::is_gone);
    let mut waits = Vec::new();
    for medium in state.media.keys().filter(|medium| !gone(medium)) {
        let kept = state.bundles.values().filter(|known| known.standing() == Standing::Kept);
        let there = kept.filter(|known| known.wrapped_on().any(|on| on == *medium));
        let such = there.filter(|known| match stands {
            true => !known.opens_on(*medium, recipient),
            false => known.may_open_on(*medium, recipient),
        });
        match such.count() as u64 {
            0 => {}
            bundles => waits.push(row(vault, *medium, bundles)),
        }
    }
    waits.sort_by(|a, b| a.medium.cmp(&b.medium));
    waits
}

fn row(vault: &Vault, medium: MediumId, bundles: u64) -> Pending {
    Pending { medium: vault.memory.label(medium), bundles }
}
