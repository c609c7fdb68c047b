//! `due`: what waits for a person. Bundles whose time has come, those that a hold keeps all the same, destructions that
//! were not ended, duties to delete that are past, holds to look at again, copies that are wanting.
//!
//! Reads what this PC knows, and no drive: whether a bundle may go is asked again where it goes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::calendar::Entry;
use crate::powers::identity::Identity;
use crate::rules::clock::Today;
use crate::rules::hold::names_of;
use crate::rules::retention::{Bar, End, bars, is_due};
use crate::things::ledger::state::{BundleState, Heritage, Standing};
use crate::things::outbox;
use crate::things::vault::Vault;
use crate::words::day::{Day, Time};
use crate::words::ids::BundleId;

mod calendar;
mod listed;

pub use calendar::write as write_calendar;
pub use listed::Written;

use super::cases::Codes;
use super::disclosed::{self, DisclosureRow};
use super::fault::{Fault, at_home};
use super::half_signed::{HalfSigned, half_signed};
use super::holds_to_review::{ReviewRow, to_review};
use super::inside::{self, Inside};
use super::key::{Pending, doubted, pending, to_drill};
use super::list::{INDICATION, Known, Row, end_as_reckoned, row};
use super::medium::here::not_verified;
use super::outcome::{Outcome, Reported};
use super::page_file::To;
use super::restore::check_place;
use super::session::{World, rules_now};
use super::terms::newer::{NewerRow, newer_rows};
use super::terms::{WaitRow, earlier::waits};
use super::to_sweep::to_sweep;

use super::wanting::{Wanting, all_lost};

/// What `due` is asked.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Also what ends within so many days.
    pub within_days: Option<u32>,
    /// Where the review list of what is due is to be written.
    pub list: Option<To>,
    /// Where a calendar of what comes is to be written.
    pub calendar: Option<PathBuf>,
    /// It is to be one of several vaults: what comes is given back, and whoever asks writes it.
    pub gathers: bool,
}

/// What waits.
#[derive(Debug, Serialize)]
pub struct Report {
    pub vault: String,
    pub today: Day,
    /// Bundles that have ended and that no hold keeps.
    pub due: Vec<Row>,
    /// Bundles whose end is past and that a hold keeps.
    pub held: Vec<HeldRow>,
    /// Rules that the schedule has made longer since, and that nobody has taken over yet.
    pub newer: Vec<NewerRow>,
    /// Bundles whose end on record is past, and that the book years of now keep for longer.
    pub longer: Vec<LongerRow>,
    /// Bundles that should have been deleted by now, and that another duty or a hold keeps.
    pub overdue: Vec<OverdueRow>,
    /// Destructions that were ordered and not ended.
    pub begun: Vec<BegunRow>,
    /// Bundles that were sealed again, and whose old copies stand still.
    pub succeeded: Vec<SucceededRow>,
    /// Bundles that end within the days that were asked for.
    pub soon: Vec<Row>,
    pub within_days: Option<u32>,
    /// How many bundles wait for an event.
    pub open: u64,
    /// Holds whose review, or legal end, is past.
    pub holds_to_review: Vec<ReviewRow>,
    /// Earlier ends that wait to be confirmed, or taken back.
    pub waits: Vec<WaitRow>,
    /// What one of two persons has signed, and the other has yet to; the earlier ends among `waits` too.
    pub half_signed: Vec<HalfSigned>,
    /// What was given to somebody else and stands outside the vault still.
    pub disclosures: Vec<DisclosureRow>,
    /// Bundles of which no copy is known to be left: every one was on a drive that is lost or out of use.
    pub lost: Vec<BundleId>,
    /// Bundles with fewer copies than the vault wants.
    pub copies_wanting: Vec<BundleId>,
    pub wanting: Wanting,
    pub copies_wanted: u32,
    /// Drives with keys that are wrapped to others than the recipients of now.
    pub to_wrap: Vec<Pending>,
    /// Recipients of whom it is time to show that their identities open what they must, by name.
    pub to_drill: Vec<String>,
    /// Recipients that stand, and of which an entry that does not count says that they were removed, by name.
    pub recipients_doubted: Vec<String>,
    /// Drives that it is time to verify, by label.
    pub to_verify: Vec<String>,
    /// Sources on this PC that may go once a drive with their bundles is connected.
    pub to_sweep: u64,
    /// The review list that was written; none where none was asked for, or nothing is due.
    pub list: Option<Written>,
    /// The calendar that was written.
    pub calendar: Option<PathBuf>,
    /// What comes, where it is to stand in a calendar of several vaults.
    #[serde(skip)]
    pub coming: Vec<Entry>,
    /// A list was asked for.
    #[serde(skip)]
    pub list_asked: bool,
    /// How many bundles wait in the outbox.
    #[serde(skip)]
    pub in_outbox: u64,
    pub indication: &'static str,
}

/// A bundle whose end is past, under a hold.
#[derive(Debug, Serialize)]
pub struct HeldRow {
    pub bundle: BundleId,
    /// What the holds are called.
    pub holds: Vec<String>,
}

/// A bundle that was sealed under a shorter book year than that of now.
#[derive(Debug, Serialize)]
pub struct LongerRow {
    pub bundle: BundleId,
    /// The last day on record.
    pub kept_through: Option<Day>,
    /// The last day by the book years of now.
    pub keep_through: Day,
}

/// A bundle whose records should be deleted, and are kept.
#[derive(Debug, Serialize)]
pub struct OverdueRow {
    pub bundle: BundleId,
    /// The first day on which they should have been.
    pub delete_from: Day,
    /// The last day through which another rule keeps them; none where it has no end yet.
    pub kept_through: Option<Day>,
    /// A rule of it has no end yet.
    pub open: bool,
    pub holds: Vec<String>,
}

/// A destruction that goes on once these drives are connected.
#[derive(Debug, Serialize)]
pub struct BegunRow {
    pub bundle: BundleId,
    /// The drives on which something of it may stand, by label.
    pub remaining: Vec<String>,
    /// The homes that have not answered the order, where two persons are wanted and nothing was erased yet.
    pub unheard: Vec<String>,
}

/// A bundle whose records stand in others by now.
#[derive(Debug, Serialize)]
pub struct SucceededRow {
    pub bundle: BundleId,
    /// The bundles that hold its records.
    pub stands_in: Vec<BundleId>,
    /// The drives on which the old copies stand, by label.
    pub on: Vec<String>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let nothing = self.due.is_empty()
            && self.newer.is_empty()
            && self.longer.is_empty()
            && self.overdue.is_empty()
            && self.begun.is_empty()
            && self.succeeded.is_empty()
            && self.holds_to_review.is_empty()
            && self.to_verify.is_empty()
            && self.to_wrap.is_empty()
            && self.to_drill.is_empty()
            && self.recipients_doubted.is_empty()
            && self.waits.is_empty()
            && self.half_signed.is_empty()
            && self.disclosures.is_empty()
            && self.lost.is_empty()
            && self.copies_wanting.is_empty()
            && self.to_sweep == 0;
        if nothing { Outcome::Done } else { Outcome::Finding }
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let vault = world.look(home, "kluis due")?;
    let today = Today::new(world.clock.today(), world.clock.now());
    let kept: Vec<BundleId> = standing(&vault, Standing::Kept).collect();
    let codes = Codes::of(&vault, &mut world.access, &kept, None)?;
    let (opened, inside) = opened(world, &vault, &kept, request, today.to_permit())?;
    let what = Known { vault: &vault, today, codes: &codes, inside: &inside };
    let mut report = look(what, world.clock.now(), request)?;
    report.to_sweep = to_sweep(&vault, world.users_folder.as_deref(), &kept)?;
    if let Some(to) = request.list.as_ref().filter(|_| !report.due.is_empty()) {
        let path = to.path_for(&vault, "json")?;
        let place = (path.as_path(), &opened[..]);
        let written = listed::write(world.texts, &vault, &report.due, report.today, place)?;
        report.list = Some(written);
    }
    if let Some(path) = &request.calendar {
        let ends = ends_of(&vault, &inside, &kept);
        let occasions = calendar::occasions(&vault, ends.values(), report.today);
        check_place(path, &vault.root)?;
        let coming = calendar::entries(world.texts, &vault, &occasions);
        match request.gathers {
            true => report.coming = coming,
            false => write_calendar(&coming, world.clock.now(), path)?,
        }
        report.calendar = Some(path.clone());
    }
    Ok(report)
}

/// What waits in a vault on a day and at a time, but for sources on this PC; writes no list.
pub(super) fn look(what: Known<'_>, now: Time, request: &Request) -> Result<Report, Fault> {
    let Known { vault, today, inside, .. } = what;
    let kept: Vec<BundleId> = standing(vault, Standing::Kept).collect();
    let known = |id: &BundleId| &vault.state.bundles[id];
    let day = today.to_permit();
    let shown = |ids: Vec<BundleId>| -> Vec<Row> {
        let mut rows: Vec<Row> = ids.iter().map(|id| row(what, *id, known(id))).collect();
        rows.sort_by_key(|row| (row.end.due_from, row.bundle));
        rows
    };
    let ends = ends_of(vault, inside, &kept);
    let such = |fits: &dyn Fn(&End) -> bool| -> Vec<BundleId> {
        kept.iter().copied().filter(|id| fits(&ends[id])).collect()
    };
    let waiting = outbox::waiting(vault).map_err(at_home)?;
    let lost = all_lost(kept.iter().map(|id| (id, known(id))), |id| waiting.contains_key(id));
    let lost: Vec<BundleId> =
        lost.into_iter().filter(|id| vault.state.heritage(*id).is_none()).collect();
    // What stands in other bundles by now is to go, and gets no further copy; of what is lost there is none to make.
    let wanting = kept.iter().copied().filter(|id| {
        super::list::copies_wanting(vault, known(id))
            && vault.state.heritage(*id).is_none()
            && !lost.contains(id)
    });
    let wanting: Vec<BundleId> = wanting.collect();
    let rules = rules_now(&vault.config, false)?;
    let whole = |id: &BundleId| inside.get(id).map_or(&[][..], Vec::as_slice);
    let newer: Vec<NewerRow> =
        kept.iter().flat_map(|id| newer_rows(known(id), *id, whole(id), &rules)).collect();
    // By the schedule of now it is not over: a person decides that first.
    let undecided = |id: &BundleId| {
        let of = newer.iter().filter(|row| row.bundle == *id);
        of.map(|row| row.newer.keep_through).any(|last| last.is_none_or(|last| last >= day))
    };
    let mut over = such(&|end| is_over(end, day));
    over.retain(|id| known(id).holds.is_empty() && !undecided(id));
    let due = shown(over);
    Ok(Report {
        vault: vault.config.name.clone(),
        today: today.here(),
        due,
        newer,
        list: None,
        calendar: None,
        coming: vec![],
        list_asked: request.list.is_some(),
        in_outbox: waiting.len() as u64,
        held: kept
            .iter()
            .filter(|id| is_over(&ends[id], day) && !known(id).holds.is_empty())
            .map(|id| HeldRow { bundle: *id, holds: names_of(&known(id).holds) })
            .collect(),
        longer: kept.iter().filter_map(|id| longer(*id, known(id), &ends[id], day)).collect(),
        overdue: kept.iter().filter_map(|id| overdue(*id, known(id), &ends[id], day)).collect(),
        begun: standing(vault, Standing::PartlyDestroyed).map(|id| begun(vault, id)).collect(),
        succeeded: kept.iter().filter_map(|id| succeeded(vault, *id)).collect(),
        soon: shown(
            request
                .within_days
                .map_or_else(Vec::new, |days| such(&|end| ends_within(end, day, days))),
        ),
        within_days: request.within_days,
        open: kept.iter().filter(|id| known(id).end_now().open).count() as u64,
        waits: waits(vault, day),
        half_signed: half_signed(vault, day),
        disclosures: disclosed::open(vault),
        holds_to_review: to_review(vault, today.here()),
        lost,
        wanting: Wanting::of(vault, &wanting),
        copies_wanting: wanting,
        to_wrap: pending(vault),
        to_drill: to_drill(vault, today.here()),
        recipients_doubted: doubted(vault),
        to_verify: not_verified(vault, now),
        to_sweep: 0,
        copies_wanted: vault.config.copies,
        indication: INDICATION,
    })
}

/// What is open, and the rules of confidential classes that it reads. Who wants a list is asked for the passphrase
/// where a bundle on it has such a rule: without an answer the page says where the rest stands.
fn opened(
    world: &mut World<'_>,
    vault: &Vault,
    kept: &[BundleId],
    request: &Request,
    day: Day,
) -> Result<(Vec<Identity>, Inside), Fault> {
    let unasked = inside::read_unasked(vault, &mut world.access, kept)?;
    let ends = ends_of(vault, &unasked, kept);
    let goes = |id: &BundleId| is_over(&ends[id], day) && vault.state.bundles[id].holds.is_empty();
    let due: Vec<BundleId> = kept.iter().copied().filter(goes).collect();
    if request.list.is_none() || !listed::hides_rules(vault, &due) {
        return Ok((Vec::new(), unasked));
    }
    match world.access.open_if_answered(vault)? {
        Some(opened) => {
            let inside = inside::read(vault, kept, &opened);
            Ok((opened, inside))
        }
        None => Ok((Vec::new(), unasked)),
    }
}

fn ends_of(vault: &Vault, inside: &Inside, bundles: &[BundleId]) -> BTreeMap<BundleId, End> {
    let end = |id: &BundleId| end_as_reckoned(vault, inside, *id, &vault.state.bundles[id]).0;
    bundles.iter().map(|id| (*id, end(id))).collect()
}

fn standing(vault: &Vault, such: Standing) -> impl Iterator<Item = BundleId> + '_ {
    let bundles = vault.state.bundles.iter();
    bundles.filter(move |(_, bundle)| bundle.standing() == such).map(|(id, _)| *id)
}

/// Whether nothing but a hold keeps it. What is only to be deleted from a day on waits for that day here, although a
/// person may destroy it before.
fn is_over(end: &End, day: Day) -> bool {
    is_due(end, &[], day)
}

fn ends_within(end: &End, day: Day, days: u32) -> bool {
    let limit = day.checked_add_days(chrono::Days::new(days.into())).unwrap_or(Day::MAX);
    !is_over(end, day) && is_over(end, limit)
}

/// A bundle that would be due by its end on record, and is not by the book years of now.
fn longer(id: BundleId, bundle: &BundleState, end: &End, day: Day) -> Option<LongerRow> {
    let recorded = bundle.end_now();
    let kept = is_over(&recorded, day) && !is_over(end, day);
    let keep_through = end.keep_through.filter(|_| kept)?;
    Some(LongerRow { bundle: id, kept_through: recorded.keep_through, keep_through })
}

/// A bundle that a rule wants deleted, and that another one or a hold keeps.
fn overdue(id: BundleId, bundle: &BundleState, end: &End, day: Day) -> Option<OverdueRow> {
    let delete_from = end.delete_from.filter(|from| *from <= day)?;
    let bars = bars(end, &bundle.holds, day);
    let open = bars.contains(&Bar::OpenEnd);
    let kept_through = bars.iter().find_map(|bar| match bar {
        Bar::KeepThrough(last) => Some(*last),
        Bar::OpenEnd | Bar::Hold(_) => None,
    });
    let row =
        OverdueRow { bundle: id, delete_from, kept_through, open, holds: names_of(&bundle.holds) };
    (!bars.is_empty()).then_some(row)
}

/// A bundle of which each record was sealed again, and that no hold keeps.
fn succeeded(vault: &Vault, id: BundleId) -> Option<SucceededRow> {
    let known = vault.state.bundles.get(&id).filter(|known| known.holds.is_empty())?;
    let Heritage { heirs, elsewhere, .. } = vault.state.heritage(id)?;
    let heirs = heirs.into_iter().chain(elsewhere.into_iter().map(|(_, named)| named.bundle));
    let on: BTreeSet<String> =
        known.standing_copies().map(|(on, _)| vault.memory.label(on)).collect();
    let (stands_in, on) = (heirs.collect(), on.into_iter().collect());
    Some(SucceededRow { bundle: id, stands_in, on })
}

fn begun(vault: &Vault, id: BundleId) -> BegunRow {
    let bundle = &vault.state.bundles[&id];
    let on: BTreeSet<String> = bundle.unaccounted().map(|on| vault.memory.label(on)).collect();
    let homes = bundle.unheard.iter().filter(|home| **home != vault.writer());
    let unheard = match vault.two_persons() {
        true => homes.map(ToString::to_string).collect(),
        false => Vec::new(),
    };
    BegunRow { bundle: id, remaining: on.into_iter().collect(), unheard }
}
