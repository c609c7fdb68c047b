//! The names inside one bundle, by the home's copy of its index or else by a connected drive's. Takes an identity.
//!
//! The index is read twice: first to see that all of it can be read and how much is asked for, then record by record
//! while it is printed. No more of it is in memory than one frame.

use std::cell::RefCell;
use std::path::Path;

use serde::Serialize;

use crate::formats::index::{IndexDamage, Mtime, Record, Tags};
use crate::powers::identity::Identity;
use crate::rules::clock::Today;
use crate::rules::retention::ShownRule;
use crate::things::bundle::open::{OpenProblem, open_index};
use crate::things::ledger::state::Standing;
use crate::things::search::inside::Inside;
use crate::things::search::patterns::Patterns;
use crate::things::vault::{Vault, indexes};
use crate::verbs::fault::Fault;
use crate::verbs::inside;
use crate::verbs::list::end_by_now;
use crate::verbs::outcome::{Outcome, Reported, STREAMED, Streamed};
use crate::verbs::restore::media::Media;
use crate::verbs::select::resolve_one;
use crate::verbs::session::{Session, World};
use crate::words::ids::BundleId;
use crate::words::names::TrueName;

use super::{Report, report, rule_row};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct RecordsRequest {
    /// An id, or an unambiguous start of one.
    pub bundle: String,
    /// Names, folders and globs; none asks for every record.
    pub matching: Vec<String>,
}

/// What stands before the names.
#[derive(Serialize)]
pub struct RecordsReport {
    #[serde(flatten)]
    pub bundle: Report,
    /// How many records are asked for, and their bytes.
    pub matching: u64,
    pub matching_bytes: u64,
    /// Patterns that no record fits.
    pub not_found: Vec<String>,
    /// The drive whose index it was; none where it was this PC's copy.
    pub read_on: Option<String>,
    listed: [u8; 0],
    #[serde(skip)]
    inside: RefCell<Option<Found>>,
}

/// An open index and what of it is asked for.
struct Found {
    index: Box<dyn Inside>,
    patterns: Patterns,
    bundle: BundleId,
    label: String,
}

/// A record, as it is shown.
#[derive(Debug, Serialize)]
pub struct RecordRow {
    pub name: TrueName,
    pub bytes: u64,
    pub modified: Mtime,
    pub tags: Tags,
}

impl Reported for RecordsReport {
    fn outcome(&self) -> Outcome {
        match self.matching == 0 || !self.not_found.is_empty() {
            true => Outcome::Finding,
            false => self.bundle.outcome(),
        }
    }
}

impl Streamed for RecordsReport {
    type Item = RecordRow;

    fn each(&self, take: &mut dyn FnMut(&RecordRow) -> bool) -> Result<(), Fault> {
        let mut inside = self.inside.borrow_mut();
        let Some(Found { index, patterns, bundle, label }) = inside.as_mut() else { return Ok(()) };
        let mut row = |record: Record| {
            let name = record.true_name();
            let Record { size, mtime, tags, .. } = record;
            take(&RecordRow { name, bytes: size, modified: mtime, tags })
        };
        index.each(patterns, &mut row).map_err(|damage| damaged(label, *bundle, damage))
    }
}

impl RecordsReport {
    /// Its names went with it.
    pub fn is_gone(&self) -> bool {
        self.inside.borrow().is_none()
    }
}

fn damaged(label: &str, bundle: BundleId, damage: IndexDamage) -> Fault {
    Fault::Open { label: label.into(), bundle, problem: OpenProblem::Index(damage) }
}

/// Shows the names in one bundle.
pub fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &RecordsRequest,
) -> Result<RecordsReport, Fault> {
    let patterns = Patterns::read(&request.matching, world.users_folder.as_deref())?;
    let vault = world.look(home, "kluis show")?;
    let id = resolve_one(&vault, &request.bundle)?;
    let mut shown = RecordsReport {
        bundle: report(world, &vault, id)?,
        matching: 0,
        matching_bytes: 0,
        not_found: vec![],
        read_on: None,
        listed: STREAMED,
        inside: RefCell::new(None),
    };
    if vault.state.bundles[&id].standing() != Standing::Kept {
        return Ok(shown);
    }
    let identities = world.access.open(&vault)?;
    // What this PC has may be damaged: a drive has the same.
    let at_home = indexes::open(&vault, id, &identities).and_then(|index| {
        let mut index: Box<dyn Inside> = Box::new(index);
        let counted = count(&mut *index, &patterns).ok()?;
        Some((index, counted, None))
    });
    let (mut index, counted, label) = match at_home {
        Some(found) => found,
        None => {
            let (mut index, label) = on_a_drive(world, home, id, &identities)?;
            let counted = count(&mut *index, &patterns);
            (index, counted.map_err(|damage| damaged(&label, id, damage))?, Some(label))
        }
    };
    (shown.matching, shown.matching_bytes) = counted;
    shown.not_found = patterns.unmet();
    let today = Today::new(world.clock.today(), world.clock.now());
    let inside = inside::read(&vault, &[id], &identities);
    show_rules_whole(&mut shown.bundle, &vault, &mut *index, (today, inside));
    let found = Found { index, patterns, bundle: id, label: label.clone().unwrap_or_default() };
    (shown.inside, shown.read_on) = (RefCell::new(Some(found)), label);
    Ok(shown)
}

/// How many records are asked for, and their bytes.
fn count(index: &mut dyn Inside, patterns: &Patterns) -> Result<(u64, u64), IndexDamage> {
    let (mut records, mut bytes) = (0, 0);
    index.each(patterns, &mut |record| {
        if patterns.meet(&record) {
            (records, bytes) = (records + 1, bytes + record.size);
        }
        true
    })?;
    Ok((records, bytes))
}

/// The index on a drive that is here, and what the drive is called.
fn on_a_drive(
    world: &mut World<'_>,
    home: &Path,
    bundle: BundleId,
    identities: &[Identity],
) -> Result<(Box<dyn Inside>, String), Fault> {
    let mut session = Session::look(world, home, "kluis show")?;
    session.gives_back = true;
    let mut media = Media::new(&mut session);
    let mut openings = media.open(&[bundle], identities);
    if !openings.missing.is_empty() {
        return Err(media.none_here(openings.missing));
    }
    if let Some((_, fault)) = openings.failed.pop() {
        return Err(fault);
    }
    // A drive that came into contact may have told of a destruction.
    let opened = openings.opened.pop().ok_or(Fault::NoMedium)?;
    let mut fault = None;
    for medium in media.with_copy(bundle) {
        if !matches!(media.find(medium), Ok(true)) {
            continue;
        }
        let (place, label) = media.place(medium, bundle)?;
        match open_index(&opened.seal, &place, &opened.identity) {
            Ok(index) => return Ok((Box::new(index), label)),
            Err(problem) => {
                fault.get_or_insert(Fault::Open { label, bundle, problem });
            }
        }
    }
    Err(fault.unwrap_or(Fault::NoMedium))
}

/// Rules of a confidential class stand in the index whole, and whoever opened it may read them, and what end the book
/// years of now give by them.
fn show_rules_whole(
    report: &mut Report,
    vault: &Vault,
    index: &mut dyn Inside,
    (today, mut inside): (Today, inside::Inside),
) {
    let state = &vault.state.bundles[&report.bundle];
    if state.rules.iter().all(|rule| rule.open().is_some()) {
        return;
    }
    let Some(whole) = index.meta().ok().and_then(|meta| meta.whole_rules(&state.rules, true))
    else {
        return;
    };
    let rules = whole.iter().cloned().map(ShownRule::Open).zip(&state.closed);
    report.rules = rules.map(|(rule, closed)| rule_row(vault, &rule, closed.as_ref())).collect();
    inside.insert(report.bundle, whole);
    report.end = end_by_now(vault, &inside, (report.bundle, state), today);
}
