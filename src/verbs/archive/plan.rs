//! What a run of `archive` would do: the rules and their end, the files, and the drives. Changes nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::formats::entry::Role;
use crate::formats::index::Tags;
use crate::powers::sources::{Found, LeftOut, Roots, Walk, walk};
use crate::rules::retention::{ClassShown, Showing, due_from};
use crate::things::bundle::pack::{Item, Items};
use crate::things::bundle::parity;
use crate::things::bundle::volumes::bytes_needed;
use crate::things::copy_to::CopyTo;
use crate::things::device;
use crate::things::ledger::state::{Proven, Standing};
use crate::things::medium::Contact;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::{MIB, PATH_BYTES_MAX};
use crate::words::names::Namer;

use super::apart;
use super::belonging::{self, SharedReport};
use super::doubts;
use super::report::{
    AlreadyReport, ElsewhereReport, FileTimeReport, LeftReport, OtherYearReport, Report,
};
use super::request::Request;
use super::rules::{Ruled, is_late_event, ruled};
use super::tagging::{self, TagTable};
use super::years::{self, Fitting};
use crate::things::vault::known::{Holding, Known};
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::session::Session;

/// What a drive for keys alone must have free: some key files, and the ledger.
const KEYS_BYTES: u64 = MIB;

/// A source that an earlier run sealed, as it was found now.
#[derive(Debug)]
pub struct Sealed {
    pub source: PathBuf,
    pub bytes: u64,
    pub sha256: Digest,
    pub bundle: BundleId,
}

/// All that is decided before anything is written.
#[derive(Debug)]
pub struct Plan {
    pub(in crate::verbs) ruled: Ruled,
    pub tags: Tags,
    /// Rows of the table of tags that no file fits of those found.
    pub tags_unmet: Vec<String>,
    /// Sorted by safe path.
    pub items: Vec<Item>,
    pub already: Vec<Sealed>,
    /// Bundles that hold some of these files too, and don't spare them this sealing.
    pub elsewhere: Vec<ElsewhereReport>,
    pub left: Vec<LeftReport>,
    pub attributes: Vec<(PathBuf, String)>,
    pub sources: Vec<PathBuf>,
    pub stale: Option<FileTimeReport>,
    /// Records that are newer than papers of the date given are made, and were accepted.
    pub newer: Vec<FileTimeReport>,
    pub other_years: Vec<OtherYearReport>,
    /// Places among these that another vault has sealed from too.
    pub shared: Vec<SharedReport>,
    /// Drives that are read-only or full.
    pub unfit: Vec<(MediumId, Fault)>,
}

impl Plan {
    pub fn bytes(&self) -> u64 {
        self.items.iter().map(|item| item.bytes).sum()
    }

    /// The report as far as planning goes.
    pub fn report(&self, session: &Session<'_, '_>, request: &Request) -> Report {
        Report {
            vault: session.vault.config.name.clone(),
            dry_run: request.dry_run,
            rules: self.ruled.reports.clone(),
            end: self.ruled.end_now,
            due_from: due_from(&self.ruled.end_now),
            files: self.items.len() as u64,
            bytes: self.bytes(),
            bundles: vec![],
            copied: vec![],
            waiting: vec![],
            away: away(session),
            same_device: device::shared(&session.contacts),
            unmeant: device::unmeant(&session.vault, &session.contacts),
            copy_to: CopyTo::of(&session.vault),
            drives: session.contacts.names(),
            missed: vec![],
            broken: vec![],
            already_sealed: self.already.len() as u64,
            already: already(session, &self.already),
            elsewhere: self.elsewhere.clone(),
            to_verify: vec![],
            stale: self.stale.clone(),
            newer: self.newer.clone(),
            other_years: self.other_years.clone(),
            remarks: vec![],
            shared: self.shared.clone(),
            drives_named: !request.to.is_empty(),
            left: self.left.clone(),
            attributes_lost: self
                .attributes
                .iter()
                .map(|(path, name)| (path.to_string_lossy().into_owned(), name.clone()))
                .collect(),
            copies_wanted: session.vault.config.copies,
            moved: 0,
            moved_bytes: 0,
            not_moved: vec![],
            cleared: vec![],
            set_aside: session.vault.asides.count(),
            asked_to_move: request.moving,
            items: vec![],
            tags: self.tags.clone(),
            tags_unmet: self.tags_unmet.clone(),
        }
    }
}

/// The bundles in which files stand already, and what is known of their copies.
fn already(session: &Session<'_, '_>, sealed: &[Sealed]) -> Vec<AlreadyReport> {
    let mut files: BTreeMap<BundleId, u64> = BTreeMap::new();
    for sealed in sealed {
        *files.entry(sealed.bundle).or_default() += 1;
    }
    let of = |(bundle, files): (BundleId, u64)| {
        let known = session.vault.state.bundles.get(&bundle)?;
        let damaged = known.standing_copies().filter(|(_, copy)| copy.faulty);
        Some(AlreadyReport {
            bundle,
            files,
            end: known.end_now(),
            copies: session.vault.counted(known, Proven::ReadBack).copies,
            damaged_on: damaged.map(|(medium, _)| session.label(medium)).collect(),
        })
    };
    files.into_iter().filter_map(of).collect()
}

/// The kept bundles in which files stand that this run seals again, under another class or case or to a later end.
fn elsewhere(session: &Session<'_, '_>, items: &[Item]) -> Result<Vec<ElsewhereReport>, Fault> {
    let vault = &session.vault;
    let kept = vault.state.bundles.iter();
    let kept = kept.filter(|(_, bundle)| bundle.standing() == Standing::Kept).map(|(id, _)| *id);
    let known = Known::of(vault, &kept.collect::<Vec<_>>()).map_err(at_home)?;
    let mut files: BTreeMap<BundleId, u64> = BTreeMap::new();
    for item in items {
        let held = known.all_that_hold(&item.name(), &item.source());
        if let Holding::Sealed { bundles, .. } = held {
            bundles.into_iter().for_each(|bundle| *files.entry(bundle).or_default() += 1);
        }
    }
    let of = |(bundle, files): (BundleId, u64)| {
        let end = vault.state.bundles.get(&bundle)?.end_now();
        Some(ElsewhereReport { bundle, files, end })
    };
    Ok(files.into_iter().filter_map(of).collect())
}

/// The drives that hold data and are not here.
pub(in crate::verbs) fn away(session: &Session<'_, '_>) -> Vec<String> {
    let media = session.vault.state.media.iter();
    let mut away: Vec<String> = media
        .filter(|(id, medium)| {
            medium.roles.contains(&Role::Data) && !session.contacts.has(**id) && !medium.is_gone()
        })
        .map(|(id, _)| session.label(*id))
        .collect();
    away.sort();
    away
}

/// Plans a run: first the rules, since a wrong date must show before thousands of files are read.
pub fn plan(session: &Session<'_, '_>, request: &Request) -> Result<Plan, Fault> {
    ruled(session, request)?;
    let table = tagging::of(session, request)?;
    let sources = find(session, request)?;
    let tags_unmet = tagging::unmet(session, table.as_ref(), &sources.0, &sources.1.found)?;
    let plan = plan_of(session, request, sources, table.as_ref())?;
    Ok(Plan { tags_unmet, ..plan })
}

/// Plans a run over what was found. Which rows of the table none of all files fits, the caller knows.
pub(super) fn plan_of(
    session: &Session<'_, '_>,
    request: &Request,
    (roots, walked, shared): Sources,
    table: Option<&TagTable>,
) -> Result<Plan, Fault> {
    let ruled = ruled(session, request)?;
    let newer = doubts::ask(session, request, &walked, &ruled.whole, &ruled.end)?;
    let stale = doubts::stale(&walked, &ruled.whole);
    let Walk { found, left, attributes } = walked;
    let mut left: Vec<LeftReport> =
        left.iter().map(|(path, why)| LeftReport::of(path, why)).collect();
    let case_tag = ruled.case.as_ref().map(|(tag, _)| *tag);
    let classes: Vec<ClassShown> = ruled.shown.iter().map(Showing::class).collect();
    let known = Known::read(&session.vault, &classes, &ruled.end, case_tag)?;
    let (mut items, already) = name_all(&roots, found, &known, &mut left);
    if items.is_empty() && already.is_empty() {
        return Err(Usage::NothingToSeal.into());
    }
    if let Some(table) = table {
        table.tag(&mut items, &request.tags, session.world.watcher)?;
    }
    let elsewhere = elsewhere(session, &items)?;
    let late_event = is_late_event(session, request);
    let other_years = Fitting::of(&ruled.whole, late_event)
        .map_or_else(Vec::new, |fitting| years::others(&items, &fitting));
    let unfit = match request.dry_run && session.contacts.is_empty() {
        true => Vec::new(),
        false => look_at_media(session, &items)?,
    };
    Ok(Plan {
        ruled,
        tags: Tags::from(request.tags.clone()),
        tags_unmet: vec![],
        items,
        already,
        elsewhere,
        left,
        attributes,
        sources: roots.paths().map(Path::to_path_buf).collect(),
        stale,
        newer,
        other_years,
        shared,
        unfit,
    })
}

/// The paths, what was found below them, and which of it is another vault's too.
pub(super) type Sources = (Roots, Walk, Vec<SharedReport>);

pub(super) fn find(session: &Session<'_, '_>, request: &Request) -> Result<Sources, Fault> {
    let mut roots = Roots::default();
    for path in &request.paths {
        let source = |source| Usage::Source { path: path.clone(), source };
        roots.add(path, session.world.users_folder.as_deref()).map_err(source)?;
    }
    let ours = apart::refuse_ours(session, &roots)?;
    apart::check(session, &roots)?;
    let shared = belonging::check(session, &roots, request.shared_source)?;
    let inactive_since = request.inactive_days.map(|days| {
        let now = u64::try_from(session.stamp.time.unix()).unwrap_or(0);
        let then = now.saturating_sub(u64::from(days) * 86_400);
        SystemTime::UNIX_EPOCH + Duration::from_secs(then)
    });
    let mut walked = walk(&roots, inactive_since, &ours);
    if let Some(among) = &request.among {
        walked.found.retain(|found| among.files.contains(&found.path()));
        walked.left.retain(|(path, _)| among.files.contains(path));
        walked.attributes.retain(|(path, _)| among.files.contains(path));
    }
    Ok((roots, walked, shared))
}

/// Gives each file its safe path, leaves out what is sealed already, and sorts by safe path. An item takes the place of
/// what was found: of a million files memory holds each once.
fn name_all(
    roots: &Roots,
    mut found: Vec<Found>,
    known: &Known,
    left: &mut Vec<LeftReport>,
) -> (Vec<Item>, Vec<Sealed>) {
    found.sort_unstable_by(Found::by_name);
    let (mut namer, mut make) = (Namer::new(), Items::default());
    let mut already = Vec::new();
    let item = |found: Found| {
        let (name, source) = (roots.name_of(&found), found.path());
        if name.bytes().len() > PATH_BYTES_MAX {
            left.push(LeftReport::of(&source, &LeftOut::PathTooLong));
            return None;
        }
        if let Some((bundle, sha256)) = known.holds(&name, &source) {
            already.push(Sealed { source, bytes: found.bytes, sha256, bundle });
            return None;
        }
        Some(make.item(found, &namer.safe(&name), name))
    };
    let mut items: Vec<Item> = found.into_iter().filter_map(item).collect();
    items.sort_unstable_by(Item::by_path);
    (items, already)
}

/// Whether anything can be written: refuses a run without a drive. Gives the drives that are read-only or full.
fn look_at_media(
    session: &Session<'_, '_>,
    items: &[Item],
) -> Result<Vec<(MediumId, Fault)>, Fault> {
    if session.contacts.is_empty() {
        return Err(Fault::NoMedium);
    }
    let (bytes, records) = (items.iter().map(|item| item.bytes).sum(), items.len() as u64);
    let unfit =
        |contact: &Contact| Some((contact.label.medium, unfit(session, contact, bytes, records)?));
    Ok(session.contacts.iter().filter_map(unfit).collect())
}

/// Why records of so many bytes can't be sealed onto a drive.
pub(in crate::verbs) fn unfit(
    session: &Session<'_, '_>,
    contact: &Contact,
    bytes: u64,
    records: u64,
) -> Option<Fault> {
    let label = || contact.name.clone();
    if contact.storage.describe().read_only {
        return Some(Fault::ReadOnly { label: label() });
    }
    let mut needed = match contact.has_role(Role::Data) {
        true => bytes_needed(bytes, records),
        false => KEYS_BYTES,
    };
    if contact.has_role(Role::Data) && session.vault.config.has_parity_on(&contact.name) {
        needed += parity::bytes_needed(needed, records);
    }
    match contact.storage.free_bytes() {
        Err(problem) => Some(Fault::Storage { label: label(), problem }),
        Ok(free) if records > 0 && free < needed => {
            Some(Fault::NoRoom { label: label(), free, needed })
        }
        Ok(_) => None,
    }
}
