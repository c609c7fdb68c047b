//! One bundle: its rules, its end, its copies and their age. Needs no identity and no drive.

mod records;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{CopyState, ReadBack};
use crate::rules::clock::Today;
use crate::rules::hold::Hold;
use crate::rules::retention::{End, ShownRule, conflict};
use crate::things::ledger::state::{BundleState, Closing, Copy, Extension, Proven, ProvenNow};
use crate::things::outbox;
use crate::things::vault::Vault;
use crate::words::day::{Day, Stamp, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

use super::cases::Codes;
use super::disclosed::{self, DisclosureRow};
use super::fault::{Fault, at_home};
use super::inside;
use super::list::{
    EndRow, INDICATION, StandingRow, copies_wanting, end_by_now, keys_wanting, standing_of,
};
use super::outcome::{Outcome, Reported};
use super::select::{class_of, resolve_one};
use super::session::World;
use crate::things::copy_to::CopyTo;

pub use records::{RecordRow, RecordsReport, RecordsRequest, run as run_records};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// An id, or an unambiguous start of one.
    pub bundle: String,
}

/// One bundle, with all that is known of it.
#[derive(Debug, Serialize)]
pub struct Report {
    pub bundle: BundleId,
    /// SHA-256 of `seal.json`.
    pub seal: Digest,
    pub sealed_at: Stamp,
    pub rules: Vec<RuleRow>,
    pub end: EndRow,
    /// A rule wants it gone on a day on which another, or a person, wants it kept: for a person to resolve.
    pub conflict: bool,
    /// What a person wants kept for longer than its rules say.
    pub extended: Option<Extension>,
    /// The bundles whose records went into it: it is kept as long as each of them, and what holds one holds it.
    pub succeeds: Vec<BundleId>,
    /// The bundles that hold its records now, where all of them are accounted for.
    pub succeeded_by: Vec<BundleId>,
    pub holds: Vec<Hold>,
    /// What was given of it to somebody else, the earliest first.
    pub disclosures: Vec<DisclosureRow>,
    /// The case's code; its tag where no identity opens the code.
    pub case: Option<String>,
    pub case_hidden: bool,
    pub records: u64,
    /// Sizes of the records, in bytes.
    pub bytes: u64,
    pub standing: StandingRow,
    pub destroyed: Option<Time>,
    pub copies: Vec<CopyRow>,
    /// The copies of its wrapped keys, on whatever drive they lie.
    pub keys: Vec<CopyRow>,
    /// It waits in the outbox for more copies.
    pub waiting: bool,
    /// Where copies that are wanted can go.
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// Copies that were read back past the cache, hold, and open with keys that do.
    pub copies_verified: usize,
    /// Copies of its keys that were read back past the cache and hold.
    pub keys_verified: usize,
    /// Copies hold and don't count, since too few copies of the keys do.
    pub keys_wanting: bool,
    /// It is kept, and fewer copies than the vault wants are verified.
    pub copies_wanting: bool,
    pub copies_wanted: u32,
    pub today: Day,
    pub indication: &'static str,
}

/// One rule of it.
#[derive(Debug, Serialize)]
pub struct RuleRow {
    /// The class as this PC may show it; none where it is confidential and not known here.
    pub class_id: Option<String>,
    /// Its English name, from the seal or else from the schedule.
    pub name_en: Option<String>,
    /// Its Dutch name, likewise.
    pub name_nl: Option<String>,
    /// The end that an event gave it, where it waited for one.
    pub event: Option<ClosingRow>,
    #[serde(flatten)]
    pub shown: ShownRule,
}

/// What an event made of a rule that waited for it. The event's own day stands in the entry's note.
#[derive(Debug, Serialize)]
pub struct ClosingRow {
    /// When it was put on record.
    pub recorded: Time,
    pub keep_through: Option<Day>,
    pub delete_from: Option<Day>,
}

/// One copy of it, or of its keys.
#[derive(Debug, Clone, Serialize)]
pub struct CopyRow {
    pub medium: MediumId,
    pub label: String,
    pub state: CopyState,
    /// What it is worth, as the drive stands now.
    pub proven: ProvenNow,
    pub read_back: ReadBack,
    pub written: Time,
    pub verified: Option<Time>,
    /// Whole days since it was last seen to hold; none where that was never, or is over.
    pub age_days: Option<i64>,
    /// That time lies ahead of this PC's clock: one of the two clocks was wrong.
    pub seen_ahead: bool,
    /// The last verification found something wrong with it.
    pub faulty: bool,
    pub destroyed: Option<Time>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        if self.end.overdue { Outcome::Finding } else { Outcome::Done }
    }
}

/// Shows one bundle, a destroyed one too.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let vault = world.look(home, "kluis show")?;
    let id = resolve_one(&vault, &request.bundle)?;
    report(world, &vault, id)
}

fn report(world: &mut World<'_>, vault: &Vault, id: BundleId) -> Result<Report, Fault> {
    let bundle = &vault.state.bundles[&id];
    let codes = Codes::of(vault, &mut world.access, &[id], None)?;
    let inside = inside::read_unasked(vault, &mut world.access, &[id])?;
    let now = world.clock.now();
    let today = Today::new(world.clock.today(), now);
    let counted = vault.counted(bundle, Proven::ReadBack);
    Ok(Report {
        copy_to: CopyTo::of(vault),
        bundle: id,
        seal: bundle.seal,
        sealed_at: bundle.sealed_at,
        rules: rule_rows(vault, bundle),
        end: end_by_now(vault, &inside, (id, bundle), today),
        conflict: conflict(&bundle.rules).is_some() || contradicts(&bundle.end_now()),
        extended: bundle.extended,
        succeeds: bundle.ancestors.iter().copied().collect(),
        succeeded_by: vault.state.heritage(id).map_or_else(Vec::new, |found| {
            let elsewhere = found.elsewhere.into_iter().map(|(_, named)| named.bundle);
            found.heirs.into_iter().chain(elsewhere).collect()
        }),
        holds: bundle.holds.clone(),
        disclosures: disclosed::of_bundle(vault, id),
        case: codes.shown(bundle),
        case_hidden: codes.hidden,
        records: bundle.records,
        bytes: bundle.bytes,
        standing: standing_of(bundle),
        destroyed: bundle.destroyed,
        copies: copies(vault, bundle, &bundle.copies, now),
        keys: copies(vault, bundle, &bundle.keys_on, now),
        waiting: outbox::waiting(vault).map_err(at_home)?.contains_key(&id),
        copies_verified: counted.copies,
        keys_verified: counted.keys,
        keys_wanting: keys_wanting(bundle, &counted),
        copies_wanting: copies_wanting(vault, bundle),
        copies_wanted: vault.config.copies,
        today: today.here(),
        indication: INDICATION,
    })
}

/// Whether it is kept on a day on which it is to be gone.
fn contradicts(end: &End) -> bool {
    end.keep_through.zip(end.delete_from).is_some_and(|(keep, gone)| keep >= gone)
}

fn rule_rows(vault: &Vault, bundle: &BundleState) -> Vec<RuleRow> {
    let rules = bundle.rules.iter().zip(&bundle.closed);
    rules.map(|(rule, closed)| rule_row(vault, rule, closed.as_ref())).collect()
}

fn rule_row(vault: &Vault, rule: &ShownRule, closed: Option<&Closing>) -> RuleRow {
    let class = class_of(vault, &rule.class());
    let names = match rule.open().and_then(|rule| rule.rule.naming.as_ref()) {
        Some(sealed) => Some((sealed.name_en.clone(), sealed.name_nl.clone())),
        None => class
            .as_ref()
            .and_then(|id| vault.schedule.get(id))
            .map(|known| (known.name_en.clone(), known.name_nl.clone())),
    };
    let (name_en, name_nl) = names.unzip();
    let event = closed.map(|Closing { end, recorded }| ClosingRow {
        recorded: *recorded,
        keep_through: end.keep_through,
        delete_from: end.delete_from,
    });
    let class_id = class.map(|id| id.to_string());
    RuleRow { name_en, name_nl, class_id, event, shown: rule.clone() }
}

pub(super) fn copies(
    vault: &Vault,
    bundle: &BundleState,
    copies: &BTreeMap<MediumId, Copy>,
    now: Time,
) -> Vec<CopyRow> {
    let row = |(medium, copy): (&MediumId, &Copy)| {
        let destroyed = bundle.destroyed_on.get(medium).copied();
        let proven = vault.state.proven_now(*medium, copy);
        let holds = destroyed.is_none() && proven != ProvenNow::ToBeVerified;
        let seen = copy.last_seen_to_hold().filter(|_| holds);
        CopyRow {
            medium: *medium,
            label: vault.memory.label(*medium),
            state: copy.state,
            proven,
            read_back: copy.read_back,
            written: copy.written,
            verified: copy.verified,
            age_days: seen.map(|seen| (now.unix() - seen.unix()).max(0) / 86_400),
            seen_ahead: seen.is_some_and(|seen| seen > now),
            faulty: copy.faulty,
            destroyed,
        }
    };
    let mut rows: Vec<CopyRow> = copies.iter().map(row).collect();
    rows.sort_by(|a, b| (&a.label, a.medium).cmp(&(&b.label, b.medium)));
    rows
}
