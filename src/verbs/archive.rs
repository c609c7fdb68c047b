//! `archive`: finds the files, works out the end, seals them onto the media, and, if asked, removes the sources.
//!
//! `plan` reads and decides, and is all of `--dry-run`. `apply` seals onto the first medium, copies to the
//! others, records, and last removes what is safe to remove.

pub(in crate::verbs) mod apart;
pub(in crate::verbs) mod apply;
mod belonging;
mod doubts;
pub(in crate::verbs) mod moving;
mod plan;
mod sample;
mod years;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::entry::Role;
use crate::powers::medium::{ReadBack, Renewal, StorageProblem};
use crate::powers::sources::LeftOut;
use crate::rules::class::{ClassId, Period};
use crate::rules::retention::End;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::replicate::CopyProblem;
use crate::things::medium::{Accept, Contact};
use crate::things::vault::Vault;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::{BundleId, MediumId};

use super::copying;
use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::session::{Broken, Session, World};
use super::wanting::to_verify;

pub use belonging::SharedReport;
pub use plan::Plan;
pub use sample::{SampleFault, SampleReport};

/// One rule that the user names.
#[derive(Debug, Clone)]
pub struct RuleAsked {
    pub class: ClassId,
    /// None while the event is still to come.
    pub date: Option<GivenDate>,
}

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub paths: Vec<PathBuf>,
    pub rule: RuleAsked,
    pub also: Vec<RuleAsked>,
    pub case: Option<String>,
    pub to: Vec<OsString>,
    pub moving: bool,
    /// Only files untouched for so many days.
    pub inactive_days: Option<u32>,
    pub tags: BTreeMap<String, String>,
    pub period: Option<Period>,
    pub ground: Option<String>,
    pub accept_end: bool,
    pub accept_newer: bool,
    /// Folders that are another vault's are this one's too.
    pub shared_source: bool,
    pub dry_run: bool,
}

/// One rule as it was applied, for people.
#[derive(Debug, Clone, Serialize)]
pub struct RuleReport {
    pub class: String,
    pub name_nl: String,
    pub name_en: String,
    pub basis: String,
    pub date: Option<GivenDate>,
    pub clock_start: Option<Day>,
    pub keep_through: Option<Day>,
    pub delete_from: Option<Day>,
    pub note: Option<String>,
    pub note_nl: Option<String>,
    /// The class hardly suits a safe: it is to be deleted within weeks.
    pub hardly_suits: bool,
}

/// Something that was met and not sealed.
#[derive(Debug, Clone, Serialize)]
pub struct LeftReport {
    pub path: String,
    pub why: WhyLeft,
    /// What the system said.
    pub detail: Option<String>,
}

/// Why a file was not sealed, or stays on the PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeft {
    Link,
    Special,
    Litter,
    EmptyFolder,
    StillActive,
    Unreadable,
    PathTooLong,
    Changing,
    Ours,
    /// Fewer copies than the vault wants are proven so far as it wants.
    TooFewCopies,
    /// Enough copies are on record, and this home has not seen so many itself.
    NotSeenHere,
    /// The same, and this home has yet to look inside a copy.
    NotOpenedHere,
    /// No drive with a verified copy is connected.
    NoCopyHere,
    ChangedSince,
    NotRemovable,
}

/// A copy of a bundle that this run made.
#[derive(Debug, Serialize)]
pub struct CopyReport {
    pub medium: String,
    /// Perhaps from a cache lets no source go by itself.
    pub read_back: ReadBack,
    /// After what a verification lets it count; none where it counts already.
    pub counts_after: Option<Renewal>,
}

#[derive(Debug, Serialize)]
pub struct BundleReport {
    pub bundle: BundleId,
    pub records: u64,
    pub bytes: u64,
    pub copies: Vec<CopyReport>,
    /// What was restored from the first copy and compared; none where no bundle was sealed.
    pub sample: Option<SampleReport>,
}

/// A bundle that holds files of this run already.
#[derive(Debug, Serialize)]
pub struct AlreadyReport {
    pub bundle: BundleId,
    pub files: u64,
    pub end: End,
    /// Copies that were read back, with nothing wrong found since.
    pub copies: usize,
    /// Drives whose copy was found damaged.
    pub damaged_on: Vec<String>,
}

/// A file, and the day on which it was last changed.
#[derive(Debug, Clone, Serialize)]
pub struct FileTimeReport {
    pub path: String,
    pub modified: Day,
}

impl FileTimeReport {
    fn new((path, modified): (PathBuf, Day)) -> FileTimeReport {
        FileTimeReport { path: path.to_string_lossy().into_owned(), modified }
    }
}

/// A folder in which names say years that don't fit the date given.
#[derive(Debug, Clone, Serialize)]
pub struct OtherYearReport {
    pub path: String,
    pub years: Vec<i32>,
    pub files: u64,
}

/// A medium on which something was asked for and did not come about.
#[derive(Debug, Serialize)]
pub struct MissedReport {
    pub medium: String,
    pub why: WhyMissed,
}

/// What did not come about there.
#[derive(Debug)]
pub enum WhyMissed {
    /// The copy: what was written of it is removed.
    Copy(CopyProblem),
    /// The same, since no copy that is here is what was sealed.
    NoSource,
    /// What the copy, which stands, would be mended from.
    Parity(ParityProblem),
    /// The medium was not told of what was done.
    Untold(StorageProblem),
}

impl Serialize for WhyMissed {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(match self {
            WhyMissed::Copy(_) => "copy",
            WhyMissed::NoSource => "no-source",
            WhyMissed::Parity(_) => "parity",
            WhyMissed::Untold(_) => "untold",
        })
    }
}

/// What a run of `archive` did, or would do.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    pub dry_run: bool,
    pub rules: Vec<RuleReport>,
    pub end: End,
    /// The first day on which it may be destroyed.
    pub due_from: Option<Day>,
    pub files: u64,
    pub bytes: u64,
    pub bundles: Vec<BundleReport>,
    /// Bundles sealed before that were copied onto a drive which lacked them.
    pub copied: Vec<BundleReport>,
    /// Bundles of this run that wait in the outbox for their copies.
    pub waiting: Vec<BundleId>,
    /// Drives that hold data and were not here.
    pub away: Vec<String>,
    /// Drives that are one device, a list a device: their copies are lost together.
    pub same_device: Vec<Vec<String>>,
    pub missed: Vec<MissedReport>,
    /// Drives that are here and could not be used: nothing was written there, and nothing on them counts.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// Sealed before under the same class and case with at least this end.
    pub already_sealed: u64,
    /// The bundles in which those stand.
    pub already: Vec<AlreadyReport>,
    /// Drives with a copy of those that count for nothing before they were verified.
    pub to_verify: Vec<String>,
    /// The newest file, where it is over a year older than the date given.
    pub stale: Option<FileTimeReport>,
    /// Records that are newer than papers of the date given are made: `--accept-newer` accepted them.
    pub newer: Vec<FileTimeReport>,
    /// Folders in which names say another year than the date given.
    pub other_years: Vec<OtherYearReport>,
    /// Places among these that another vault on this PC has sealed from too.
    pub shared: Vec<SharedReport>,
    /// `--to` named the drives: others may be plugged in too.
    pub drives_named: bool,
    pub left: Vec<LeftReport>,
    /// Extended attributes that a move loses.
    pub attributes_lost: Vec<(String, String)>,
    pub copies_wanted: u32,
    pub moved: u64,
    pub moved_bytes: u64,
    /// Sources that stay, and why.
    pub not_moved: Vec<LeftReport>,
    /// Unfinished folders of an earlier run that this one erased.
    pub cleared: Vec<BundleId>,
    /// A stolen or broken run left ledger bytes that never counted.
    pub set_aside: u64,
    /// True where the clock was confirmed by a person.
    pub asked_to_move: bool,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let unreadable = self
            .left
            .iter()
            .any(|left| matches!(left.why, WhyLeft::Unreadable | WhyLeft::Changing));
        let samples = self.bundles.iter().filter_map(|bundle| bundle.sample.as_ref());
        if samples.into_iter().any(|sample| sample.fault.is_some()) {
            return Outcome::Fixity;
        }
        let behind = self.asked_to_move && !self.not_moved.is_empty();
        if unreadable || !self.missed.is_empty() || behind {
            Outcome::PartlyDone
        } else {
            Outcome::Done
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).collect()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis archive")?;
    let broken = if request.to.is_empty() {
        session.contact_those_that_hold(Accept::Current)?
    } else {
        session.contact(&request.to, Accept::Current)?;
        vec![]
    };
    archive(&mut session, request, broken)
}

/// Runs the verb over the media that are in contact already.
pub fn in_session(session: &mut Session<'_, '_>, request: &Request) -> Result<Report, Fault> {
    archive(session, request, vec![])
}

/// Archives onto the media in contact. Where none was named, one that does not hold keeps nobody from the others.
fn archive(
    session: &mut Session<'_, '_>,
    request: &Request,
    mut broken: Vec<Broken>,
) -> Result<Report, Fault> {
    session.vault.check_recipients()?;
    if request.to.is_empty() {
        broken.extend(copying::leave_out_changed(session, None)?);
        let lost = |vault: &Vault, contact: &Contact| Ok(contact.lost(vault).map(Fault::from));
        broken.extend(session.leave_out(lost)?);
    }
    copying::look_first(session, None)?;
    copying::refuse_lost(session, &session.contacts)?;
    let mut broken = copying::refuse_without_any(session, broken)?;
    let mut plan = plan::plan(session, request)?;
    let unfit = std::mem::take(&mut plan.unfit);
    broken.extend(leave_out_unfit(session, unfit, !request.to.is_empty())?);
    let mut report = match request.dry_run {
        true => plan.report(session, request),
        false => apply::apply(session, request, plan)?,
    };
    // What stood in a drive's way is said of it, and not that it is away.
    report.away.retain(|label| broken.iter().all(|drive| drive.label.as_ref() != Some(label)));
    broken.append(&mut report.broken);
    let sealed = report.already.iter().map(|already| already.bundle);
    let sealed = sealed.chain(report.bundles.iter().map(|sealed| sealed.bundle));
    let known = sealed.filter_map(|bundle| session.vault.state.bundles.get(&bundle));
    let to_verify = to_verify(&session.vault, known);
    Ok(Report { broken, to_verify, ..report })
}

/// Leaves read-only and full drives out of this run, which goes on with the others: nothing is written there, and what
/// stands there counts as before. Where one of them was named, or the others don't do, its fault ends the run.
fn leave_out_unfit(
    session: &mut Session<'_, '_>,
    unfit: Vec<(MediumId, Fault)>,
    named: bool,
) -> Result<Vec<Broken>, Fault> {
    let fit = |contact: &Contact| unfit.iter().all(|(medium, _)| *medium != contact.label.medium);
    let has = |role: Role| session.contacts.iter().any(|on| fit(on) && on.has_role(role));
    if named || !has(Role::Data) || !has(Role::Keys) {
        return unfit.into_iter().next().map_or(Ok(Vec::new()), |(_, fault)| Err(fault));
    }
    let gone: Vec<MediumId> = unfit.iter().map(|(medium, _)| *medium).collect();
    session.contacts.retain(|contact| !gone.contains(&contact.label.medium));
    let broken = |(medium, fault)| Broken { label: Some(session.label(medium)), fault };
    Ok(unfit.into_iter().map(broken).collect())
}

/// The word for why something was left, and what the system said.
fn left_report(path: &Path, why: &LeftOut) -> LeftReport {
    let (why, detail) = match why {
        LeftOut::Link => (WhyLeft::Link, None),
        LeftOut::Special => (WhyLeft::Special, None),
        LeftOut::Litter => (WhyLeft::Litter, None),
        LeftOut::EmptyFolder => (WhyLeft::EmptyFolder, None),
        LeftOut::StillActive => (WhyLeft::StillActive, None),
        LeftOut::Unreadable(detail) => (WhyLeft::Unreadable, Some(detail.clone())),
        LeftOut::PathTooLong => (WhyLeft::PathTooLong, None),
        LeftOut::Changing => (WhyLeft::Changing, None),
        LeftOut::Ours => (WhyLeft::Ours, None),
    };
    LeftReport { path: path.to_string_lossy().into_owned(), why, detail }
}

/// A class by its id, or the usage fault that names it.
fn class<'a>(
    session: &'a Session<'_, '_>,
    id: &ClassId,
) -> Result<&'a crate::rules::class::Class, Fault> {
    let found = session.vault.schedule.get(id);
    found.ok_or_else(|| Usage::NoSuchClass(id.to_string()).into())
}
