//! The bundles of a vault, with their ends and copies. Needs no identity and no drive.
//!
//! A computed date is an indication, not legal advice; the report says so.

use std::path::Path;

use serde::Serialize;

use crate::rules::clock::Today;
use crate::rules::hold::names_of;
use crate::rules::retention::{End, ShownRule, bars, due_from, is_due};
use crate::things::destruction::door::longer_by_book_years;
use crate::things::ledger::state::{BundleState, Counted, DriveStanding, Proven, Standing};
use crate::things::outbox;
use crate::things::vault::Vault;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::{BundleId, MediumId};

use super::cases::Codes;
use super::fault::{Fault, at_home};
use super::holds_to_review::{ReviewRow, to_review};
use super::inside::{self, Inside};
use super::outcome::{Outcome, Reported};
use super::select::{Selection, class_of, names_of_class};
use super::session::World;
use super::wanting::{all_lost, to_verify};
use super::withheld::Withheld;
use crate::things::copy_to::CopyTo;

/// Said wherever a computed date is shown.
pub const INDICATION: &str = "The dates are an indication, not legal advice.";

/// What the user asks for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub selection: Selection,
}

/// The bundles that were selected.
#[derive(Debug, Serialize)]
pub struct Report {
    pub bundles: Vec<Row>,
    /// Something was asked for, and no bundle fits.
    pub nothing_fits: bool,
    /// Bundles of these that wait in the outbox for more copies.
    pub waiting: Vec<BundleId>,
    /// Bundles of these of which no copy is known to be left.
    pub lost: Vec<BundleId>,
    /// Where copies that are wanted can go.
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// Bundles that may be ours and are not listed, whatever was asked for.
    pub withheld: Withheld,
    /// Drives with a copy of these, or their keys, that count for nothing before they were verified.
    pub to_verify: Vec<String>,
    pub copies_wanted: u32,
    /// Holds on these whose review, or legal end, is past.
    pub holds_to_review: Vec<ReviewRow>,
    /// A case is shown by its tag, since no identity was given that opens its code.
    pub cases_hidden: bool,
    pub indication: &'static str,
}

/// One bundle.
#[derive(Debug, Serialize)]
pub struct Row {
    pub bundle: BundleId,
    /// Class and given date of each rule, as this PC may show them.
    pub rules: Vec<RuleRow>,
    /// The case's code; its tag where no identity opens the code.
    pub case: Option<String>,
    /// That is the tag.
    #[serde(skip)]
    pub case_hidden: bool,
    pub records: u64,
    /// Sizes of the records, in bytes.
    pub bytes: u64,
    pub end: EndRow,
    pub standing: StandingRow,
    /// References of the holds in force on it.
    pub holds: Vec<String>,
    /// Copies that were read back past the cache, hold, and open with keys that do.
    pub copies_verified: usize,
    /// Copies of its keys that were read back past the cache and hold.
    pub keys_verified: usize,
    /// Copies hold and don't count, since too few copies of the keys do.
    pub keys_wanting: bool,
    /// It is kept, and fewer copies than the vault wants are verified.
    pub copies_wanting: bool,
    /// The drives that hold it, by label.
    pub media: Vec<String>,
    /// Those of them whose copy does not count as it stands.
    pub uncounted: Vec<String>,
}

/// One rule of a bundle.
#[derive(Debug, Serialize)]
pub struct RuleRow {
    /// None where the class is confidential and not known here.
    pub class: Option<String>,
    pub date: Option<GivenDate>,
    /// What the class is called, in English and in Dutch.
    #[serde(skip)]
    pub names: Option<(String, String)>,
}

/// A bundle's end, and what it means today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndRow {
    pub open: bool,
    pub keep_through: Option<Day>,
    pub delete_from: Option<Day>,
    /// The first day on which it may be destroyed.
    pub due_from: Option<Day>,
    /// It has ended, and no hold is in force.
    pub due: bool,
    /// A rule wanted it deleted by now, and a duty to keep or a hold keeps it: for a person to resolve.
    pub overdue: bool,
    /// The last day is that of the book years of now, which is later than the one on record.
    pub by_book_year: bool,
}

/// Where a bundle stands, as `--json` spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StandingRow {
    Kept,
    PartlyDestroyed,
    Destroyed,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let whole =
            !self.nothing_fits && self.withheld.is_empty() && self.holds_to_review.is_empty();
        let overdue = self.bundles.iter().any(|row| row.end.overdue);
        if whole && !overdue { Outcome::Done } else { Outcome::Finding }
    }
}

/// Lists the selected bundles by the earliest date given, open-ended ones first; without a selection all that are
/// not destroyed.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let vault = world.look(home, "kluis list")?;
    let today = Today::new(world.clock.today(), world.clock.now());
    let mut selected = request.selection.resolve(&vault, false)?;
    if request.selection.years.is_some() {
        let identities = world.access.open_given(&vault)?.unwrap_or_default();
        request.selection.leave_out(&vault, &mut selected, &identities);
    }
    let typed = request.selection.case.as_deref();
    let codes = Codes::of(&vault, &mut world.access, &selected, typed)?;
    let inside = inside::read_unasked(&vault, &mut world.access, &selected)?;
    let known = Known { vault: &vault, today, codes: &codes, inside: &inside };
    let mut bundles: Vec<Row> = selected
        .iter()
        .filter_map(|id| Some(row(known, *id, vault.state.bundles.get(id)?)))
        .collect();
    bundles.sort_by_key(|row| (row.rules.iter().filter_map(|rule| rule.date).min(), row.bundle));
    let on_these = |review: &ReviewRow| {
        let holds = selected.iter().filter_map(|id| vault.state.bundles.get(id));
        holds.flat_map(|bundle| &bundle.holds).any(|hold| hold.id == review.hold)
    };
    let mut holds_to_review = to_review(&vault, today.here());
    holds_to_review.retain(on_these);
    let waiting = outbox::waiting(&vault).map_err(at_home)?;
    let these = selected.iter().filter_map(|id| vault.state.bundles.get_key_value(id));
    Ok(Report {
        lost: all_lost(these, |id| waiting.contains_key(id)),
        holds_to_review,
        copy_to: CopyTo::of(&vault),
        waiting: waiting
            .into_keys()
            .filter(|id| bundles.iter().any(|row| row.bundle == *id))
            .collect(),
        withheld: Withheld::find(&vault),
        to_verify: to_verify(&vault, selected.iter().filter_map(|id| vault.state.bundles.get(id))),
        nothing_fits: bundles.is_empty() && !request.selection.none(),
        bundles,
        copies_wanted: vault.config.copies,
        cases_hidden: codes.hidden,
        indication: INDICATION,
    })
}

/// What is known where bundles are shown.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub vault: &'a Vault,
    pub today: Today,
    pub codes: &'a Codes,
    pub inside: &'a Inside,
}

pub(super) fn row(known: Known<'_>, id: BundleId, bundle: &BundleState) -> Row {
    let Known { vault, today, codes, inside } = known;
    let counted = vault.counted(bundle, Proven::ReadBack);
    Row {
        bundle: id,
        rules: rule_rows(vault, bundle),
        case: codes.shown(bundle),
        case_hidden: codes.is_hidden(bundle),
        records: bundle.records,
        bytes: bundle.bytes,
        end: end_by_now(vault, inside, (id, bundle), today),
        standing: standing_of(bundle),
        holds: names_of(&bundle.holds),
        copies_verified: counted.copies,
        keys_verified: counted.keys,
        keys_wanting: keys_wanting(bundle, &counted),
        copies_wanting: copies_wanting(vault, bundle),
        media: labels(vault, bundle, |_| true),
        uncounted: labels(vault, bundle, |on| !counted.on.contains(&on)),
    }
}

/// Class and given date of each rule of a bundle, as this PC may show them.
pub(super) fn rule_rows(vault: &Vault, bundle: &BundleState) -> Vec<RuleRow> {
    let row = |rule: &ShownRule| RuleRow {
        class: class_of(vault, &rule.class()).map(|class| class.to_string()),
        date: rule.date(),
        names: names_of_class(vault, rule),
    };
    bundle.rules.iter().map(row).collect()
}

/// What such drives with a copy of it are called, in the order of their labels.
fn labels(vault: &Vault, bundle: &BundleState, such: impl Fn(MediumId) -> bool) -> Vec<String> {
    let on = bundle
        .standing_copies()
        .filter(|(on, copy)| copy.drive != DriveStanding::Gone && such(*on));
    let mut labels: Vec<String> = on.map(|(medium, _)| vault.memory.label(medium)).collect();
    labels.sort();
    labels
}

/// A bundle's end as the door reckons it: by the book years of now where they keep it for longer. Of a confidential
/// class, as far as its rules were read.
pub(super) fn end_by_now(
    vault: &Vault,
    inside: &Inside,
    (id, bundle): (BundleId, &BundleState),
    today: Today,
) -> EndRow {
    let (end, by_book_year) = end_as_reckoned(vault, inside, id, bundle);
    EndRow { by_book_year, ..end_row(bundle, end, today) }
}

/// The same as an end, and whether the book years of now make it later.
pub(super) fn end_as_reckoned(
    vault: &Vault,
    inside: &Inside,
    id: BundleId,
    bundle: &BundleState,
) -> (End, bool) {
    let recorded = bundle.end_now();
    let years = vault.config.book_years().ok();
    let longer =
        years.and_then(|years| longer_by_book_years(&vault.state, inside, &years, id, bundle));
    (End { keep_through: longer.or(recorded.keep_through), ..recorded }, longer.is_some())
}

/// The end that is on record.
pub(super) fn end_of(bundle: &BundleState, today: Today) -> EndRow {
    end_row(bundle, bundle.end_now(), today)
}

fn end_row(bundle: &BundleState, end: End, today: Today) -> EndRow {
    let late = end.delete_from.is_some_and(|day| day <= today.to_permit());
    let kept = !bars(&end, &bundle.holds, today.to_permit()).is_empty();
    EndRow {
        open: end.open,
        keep_through: end.keep_through,
        delete_from: end.delete_from,
        due_from: due_from(&end),
        due: is_due(&end, &bundle.holds, today.to_permit())
            && bundle.standing() != Standing::Destroyed,
        overdue: late && kept && bundle.standing() != Standing::Destroyed,
        by_book_year: false,
    }
}

/// A bundle that is being destroyed, or was, wants no copies.
pub(super) fn copies_wanting(vault: &Vault, bundle: &BundleState) -> bool {
    let counted = vault.counted(bundle, Proven::ReadBack);
    bundle.standing() == Standing::Kept && counted.copies < vault.config.copies as usize
}

/// A kept bundle has copies that hold and don't count for want of keys.
pub(super) fn keys_wanting(bundle: &BundleState, counted: &Counted) -> bool {
    bundle.standing() == Standing::Kept && !counted.locked_on.is_empty()
}

pub(super) fn standing_of(bundle: &BundleState) -> StandingRow {
    match bundle.standing() {
        Standing::Kept => StandingRow::Kept,
        Standing::PartlyDestroyed => StandingRow::PartlyDestroyed,
        Standing::Destroyed => StandingRow::Destroyed,
    }
}
