//! `status`: how one vault stands, in a line. The last month that was sealed, the copies, the holds, what is to be
//! destroyed, and what waits. Reads what this PC knows, and no drive; asks for no passphrase.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::powers::asker::{UnfitPlace, Watcher};
use crate::rules::clock::Today;
use crate::rules::month::Month;
use crate::rules::retention::ShownRule;
use crate::things::copy_to::CopyTo;
use crate::things::ledger::state::{Proven, Standing};
use crate::things::medium::Contacts;
use crate::things::vault::Vault;
use crate::things::vault::known::Known;
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::cases::Codes;
use super::due;
use super::fault::{Fault, at_home};
use super::half_signed::HalfSigned;
use super::inside;
use super::list::Known as Listed;
use super::month::sources::{self, Found};
use super::office_keys::OfficeKeys;
use super::outcome::{Outcome, Reported};
use super::session::World;
use super::to_sweep::to_sweep;

/// How a vault stands.
#[derive(Debug, Serialize)]
pub struct Report {
    pub today: Day,
    /// The latest month of which something was sealed, as far as drives may show it.
    pub last_month: Option<Month>,
    /// A month that is over, and of which files lie in the sources that no bundle has.
    pub month_waits: Option<Month>,
    /// Places in the sources of which files stay: no source, no rule or no month fits them.
    pub unfit: Vec<UnfitPlace>,
    /// Folders of sources that are not there.
    pub sources_gone: Vec<String>,
    /// How many bundles are kept.
    pub bundles: u64,
    /// The fewest verified copies that one of them has, no more than are wanted; none without a bundle.
    pub copies: Option<usize>,
    pub copies_wanted: u32,
    /// How many have fewer than the vault wants.
    pub copies_wanting: u64,
    /// How many wait in the outbox.
    pub waiting: u64,
    /// Drives to plug in for the missing copies, by label.
    pub to_fetch: Vec<String>,
    /// The missing copies need a further drive.
    pub drive_needed: bool,
    pub to_repair: Vec<String>,
    /// Drives that it is time to verify.
    pub to_verify: Vec<String>,
    /// Sources on this PC that may go once a drive with their bundles is connected.
    pub to_sweep: u64,
    /// Holds in force.
    pub holds: u64,
    /// How many bundles are to be destroyed.
    pub due: u64,
    /// What else waits, and how much of it.
    pub waits: Vec<Waits>,
    /// What one of two persons has signed, and the other has yet to.
    pub half_signed: Vec<HalfSigned>,
    /// Keys that open several vaults of this PC, and not this one.
    pub keys_lacking: Vec<String>,
    #[serde(skip)]
    pub copy_to: CopyTo,
}

/// Some of what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Waits {
    pub what: Waiting,
    pub number: u64,
}

/// What waits for a person; `due` says more of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waiting {
    /// Bundles of which no copy is known to be left.
    Lost,
    /// Destructions that were ordered and not ended.
    Begun,
    /// Bundles that should have been deleted by now.
    Overdue,
    /// Bundles that a rule or the book years of now keep for longer.
    Longer,
    /// Bundles that were sealed again, and whose old copies stand still.
    Succeeded,
    /// Holds to review.
    HoldsToReview,
    /// Earlier ends to confirm, or to take back.
    EarlierEnds,
    /// Releases and destructions that one of two persons has signed.
    Signatures,
    /// What was given to somebody else and is not closed.
    Disclosures,
    /// Drives with keys that are wrapped to others than the recipients of now.
    ToWrap,
    /// Keys of which nobody has shown for long that they open what they must.
    ToDrill,
    RecipientsDoubted,
}

impl Report {
    /// Whether something is left to do.
    pub fn is_waiting(&self) -> bool {
        self.month_waits.is_some()
            || !self.unfit.is_empty()
            || !self.sources_gone.is_empty()
            || self.copies_wanting > 0
            || !self.to_verify.is_empty()
            || self.to_sweep > 0
            || self.due > 0
            || !self.waits.is_empty()
            || !self.keys_lacking.is_empty()
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        if self.is_waiting() { Outcome::Finding } else { Outcome::Done }
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path) -> Result<Report, Fault> {
    run_among(world, home, &OfficeKeys::default())
}

/// The same beside other vaults that these keys open.
pub fn run_among(world: &mut World<'_>, home: &Path, office: &OfficeKeys) -> Result<Report, Fault> {
    let vault = world.look(home, "kluis status")?;
    let (today, now) = (world.clock.today(), world.clock.now());
    // Cases are not shown, so that their codes need not be known.
    let codes = Codes::default();
    let kept = |id: &&BundleId| vault.state.bundles[*id].standing() == Standing::Kept;
    let kept: Vec<BundleId> = vault.state.bundles.keys().filter(kept).copied().collect();
    let inside = inside::read_unasked(&vault, &mut world.access, &kept)?;
    let on = Today::new(today, now);
    let what = Listed { vault: &vault, today: on, codes: &codes, inside: &inside };
    let due = due::look(what, now, &due::Request::default())?;
    let last_month = last_month(&vault);
    let places = (world.users_folder.as_deref(), &Contacts::default());
    let there = lies_there(&vault, places, world.watcher, today, &kept)?;
    let wanted = vault.config.copies as usize;
    let counted = kept
        .iter()
        .filter(|id| !due.lost.contains(id) && vault.state.heritage(**id).is_none())
        .map(|id| vault.counted(&vault.state.bundles[id], Proven::ReadBack).copies.min(wanted));
    let copies = counted.min();
    let copy_to = CopyTo::of(&vault);
    let to_copy = due.wanting.to_copy;
    let to_fetch = match &copy_to {
        CopyTo::Drive(label) if to_copy => vec![label.clone()],
        CopyTo::Drive(_) | CopyTo::Further(_) => vec![],
    };
    let holds = kept.iter().flat_map(|id| &vault.state.bundles[id].holds).map(|hold| hold.id);
    let unreleased = vault.state.holds.iter().filter(|(_, hold)| hold.released.is_none());
    let holds: BTreeSet<_> = holds.chain(unreleased.map(|(id, _)| *id)).collect();
    let mut to_verify: BTreeSet<&String> = due.to_verify.iter().collect();
    to_verify.extend(due.wanting.to_verify.iter().chain(&due.wanting.to_open));
    Ok(Report {
        today,
        last_month,
        month_waits: there.month_waits,
        unfit: there.unfit,
        sources_gone: there.gone,
        bundles: kept.len() as u64,
        copies,
        copies_wanted: vault.config.copies,
        copies_wanting: due.copies_wanting.len() as u64,
        waiting: due.in_outbox,
        to_fetch,
        drive_needed: to_copy && matches!(copy_to, CopyTo::Further(_)),
        to_repair: due.wanting.to_repair.clone(),
        to_verify: to_verify.into_iter().cloned().collect(),
        to_sweep: to_sweep(&vault, world.users_folder.as_deref(), &kept)?,
        holds: holds.len() as u64,
        due: due.due.len() as u64,
        waits: waits(&due),
        half_signed: due.half_signed,
        keys_lacking: office.lacking(&vault),
        copy_to,
    })
}

/// What waits beside the month, the copies and what is due.
fn waits(due: &due::Report) -> Vec<Waits> {
    let newer: BTreeSet<BundleId> = due.newer.iter().map(|row| row.bundle).collect();
    let all = [
        (Waiting::Lost, due.lost.len()),
        (Waiting::Begun, due.begun.len()),
        (Waiting::Overdue, due.overdue.len()),
        (Waiting::Longer, newer.len() + due.longer.len()),
        (Waiting::Succeeded, due.succeeded.len()),
        (Waiting::HoldsToReview, due.holds_to_review.len()),
        (Waiting::EarlierEnds, due.waits.len()),
        (Waiting::Signatures, due.half_signed.iter().filter(|one| !one.is_earlier_end()).count()),
        (Waiting::Disclosures, due.disclosures.len()),
        (Waiting::ToWrap, due.to_wrap.len()),
        (Waiting::ToDrill, due.to_drill.len()),
        (Waiting::RecipientsDoubted, due.recipients_doubted.len()),
    ];
    let some = |(what, number): (Waiting, usize)| {
        (number > 0).then_some(Waits { what, number: number as u64 })
    };
    all.into_iter().filter_map(some).collect()
}

/// The latest month in the date of a bundle that was sealed.
fn last_month(vault: &Vault) -> Option<Month> {
    let rules = vault.state.bundles.values().flat_map(|bundle| &bundle.rules);
    rules.filter_map(ShownRule::date).filter_map(Month::of_date).max()
}

/// What lies in the sources and waits for a person.
#[derive(Default)]
struct LiesThere {
    /// The earliest month up to the last whole one of which a file lies there that no kept bundle has as it is.
    month_waits: Option<Month>,
    unfit: Vec<UnfitPlace>,
    gone: Vec<String>,
}

/// Looks through the sources, up to the last month that is over.
fn lies_there(
    vault: &Vault,
    places: (Option<&Path>, &Contacts),
    watcher: &dyn Watcher,
    today: Day,
    kept: &[BundleId],
) -> Result<LiesThere, Fault> {
    if vault.config.source.is_empty() {
        return Ok(LiesThere::default());
    }
    let month = Month::last_whole(today);
    let known = Known::of(vault, kept).map_err(at_home)?;
    let Found { groups, unfit, earlier, gone, .. } =
        sources::look(vault, &known, places, watcher, (month, today))?;
    let earliest = earlier.into_keys().next();
    let of_it = groups.values().any(|group| group.waits).then_some(month);
    let month_waits = earliest.or(of_it);
    Ok(LiesThere { month_waits, unfit, gone })
}
