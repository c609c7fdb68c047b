//! What came of archiving: what was sealed where, what was left and why.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::belonging::SharedReport;
use super::sample::SampleReport;
use crate::formats::index::Tags;
use crate::powers::in_use::is_in_use;
use crate::powers::medium::{ReadBack, Renewal, StorageProblem};
use crate::powers::sources::{LeftOut, SourceProblem};
use crate::rules::retention::End;
use crate::things::bundle::pack::Item;
use crate::things::bundle::parity::write::ParityProblem;
use crate::things::bundle::replicate::CopyProblem;
use crate::things::copy_to::CopyTo;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::Broken;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::BundleId;

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
    /// What the date given is the date of, in Dutch and in English, where that may come long after the records.
    #[serde(skip)]
    pub date_of: Option<(String, String)>,
    /// What an event of the case, which is on record already, means for it; none where it does not wait for one.
    pub event: Option<EventReport>,
}

/// The event of a case is on record before a bundle is sealed into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventReport {
    pub case: String,
    /// It gives this class no end: nothing of the class was there when it was put on record.
    pub open: bool,
    pub keep_through: Option<Day>,
    pub delete_from: Option<Day>,
}

/// Something that was met and not sealed.
#[derive(Debug, Clone, Serialize)]
pub struct LeftReport {
    pub path: String,
    pub why: WhyLeft,
    /// What the system said.
    pub detail: Option<String>,
}

impl LeftReport {
    /// Something that the walk met, or that could not be read.
    pub(in crate::verbs) fn of(path: &Path, why: &LeftOut) -> LeftReport {
        let (why, detail) = match why {
            LeftOut::Link => (WhyLeft::Link, None),
            LeftOut::Special => (WhyLeft::Special, None),
            LeftOut::InTheCloud => (WhyLeft::InTheCloud, None),
            LeftOut::Litter => (WhyLeft::Litter, None),
            LeftOut::EmptyFolder => (WhyLeft::EmptyFolder, None),
            LeftOut::StillActive => (WhyLeft::StillActive, None),
            LeftOut::Unreadable(detail) => (WhyLeft::Unreadable, Some(detail.clone())),
            LeftOut::InUse => (WhyLeft::InUse, None),
            LeftOut::PathTooLong => (WhyLeft::PathTooLong, None),
            LeftOut::Changing => (WhyLeft::Changing, None),
            LeftOut::Ours => (WhyLeft::Ours, None),
        };
        LeftReport { path: path.to_string_lossy().into_owned(), why, detail }
    }

    /// A file that could not be read.
    pub(in crate::verbs) fn unread(path: &Path, problem: &SourceProblem) -> LeftReport {
        let why = match problem {
            SourceProblem::Changed => LeftOut::Changing,
            SourceProblem::NotRegular => LeftOut::Special,
            SourceProblem::InTheCloud => LeftOut::InTheCloud,
            SourceProblem::Unreadable(error) if is_in_use(error) => LeftOut::InUse,
            SourceProblem::Unreadable(error) => LeftOut::Unreadable(error.to_string()),
        };
        LeftReport::of(path, &why)
    }
}

/// Why a file was not sealed, or stays on the PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyLeft {
    Link,
    Special,
    /// Its bytes are with a cloud service alone, and were not fetched.
    InTheCloud,
    Litter,
    EmptyFolder,
    StillActive,
    Unreadable,
    /// Another program has it open, and lets nobody at it.
    InUse,
    PathTooLong,
    Changing,
    Ours,
    /// It gives no date of its own, or one that has not come yet.
    Undated,
    /// It is an e-mail: its date is the word of whoever sent it.
    BySender,
    /// The date that it gives as its own lies more than one calendar year before the year of its last change.
    FarEarlier,
    /// The date that it gives as its own is in no book year of the vault's list.
    OutsideBookYears,
    /// Fewer copies than the vault wants are proven as far as it wants.
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

impl WhyLeft {
    /// Whether it may well be a record, and was not read.
    pub(in crate::verbs) fn is_unread(self) -> bool {
        use WhyLeft::{Changing, InTheCloud, InUse, Unreadable};
        matches!(self, Unreadable | InUse | InTheCloud | Changing)
    }
}

/// What was removed, and what stays and why.
#[derive(Debug, Default)]
pub struct Went {
    pub files: u64,
    pub bytes: u64,
    pub stays: Vec<LeftReport>,
}

/// A copy of a bundle that this run made.
#[derive(Debug, Serialize)]
pub struct CopyReport {
    pub medium: String,
    /// A copy that was perhaps read from a cache lets no source go by itself.
    pub read_back: ReadBack,
    /// What must happen to the drive before a verification lets the copy count. None if it counts already.
    pub counts_after: Option<Renewal>,
}

/// A bundle, and what this run did with it.
#[derive(Debug, Serialize)]
pub struct BundleReport {
    pub bundle: BundleId,
    pub records: u64,
    pub bytes: u64,
    pub copies: Vec<CopyReport>,
    /// What the holds are called that it is under.
    pub holds: Vec<String>,
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

/// A bundle that holds files which this run seals into another one.
#[derive(Debug, Clone, Serialize)]
pub struct ElsewhereReport {
    pub bundle: BundleId,
    pub files: u64,
    pub end: End,
}

/// A record that may be hard to use for whoever audits, though it is sealed as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemarkReport {
    pub path: String,
    pub what: Remark,
}

/// What may be hard about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remark {
    /// A PDF that is encrypted.
    Encrypted,
    /// An audit file of a version before 4.0.
    OlderAuditFile,
    /// It gives a date of its own in another year than the date given.
    OtherYear,
}

/// A file, and the day on which it was last changed.
#[derive(Debug, Clone, Serialize)]
pub struct FileTimeReport {
    pub path: String,
    pub modified: Day,
}

impl FileTimeReport {
    pub(super) fn new((path, modified): (PathBuf, Day)) -> FileTimeReport {
        FileTimeReport { path: path.to_string_lossy().into_owned(), modified }
    }
}

/// A file that gives a date of its own in an earlier year than the one in which it was last changed.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierReport {
    pub path: String,
    pub own: Day,
    pub modified: Day,
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
    /// The copy: no copy that is connected has the bytes that were sealed.
    NoSource,
    /// The parity that would mend the copy. The copy itself stands.
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
    /// Whether nothing was written.
    pub dry_run: bool,
    /// The rules that were asked for, and what each comes to.
    pub rules: Vec<RuleReport>,
    /// The end that all rules together give.
    pub end: End,
    /// The first day on which it may be destroyed.
    pub due_from: Option<Day>,
    /// How many files were sealed, or would be.
    pub files: u64,
    /// The sum of their sizes.
    pub bytes: u64,
    /// The bundles that were made, or would be.
    pub bundles: Vec<BundleReport>,
    /// Bundles sealed before that were copied onto a drive which lacked them.
    pub copied: Vec<BundleReport>,
    /// Bundles of this run that wait in the outbox for their copies.
    pub waiting: Vec<BundleId>,
    /// Drives that hold data and were not connected.
    pub away: Vec<String>,
    /// The drives that lie on one device, one list for each device: their copies are lost together.
    pub same_device: Vec<Vec<String>>,
    /// Those of them that nobody said to be meant so.
    #[serde(skip)]
    pub unmeant: Vec<Vec<String>>,
    /// Where the copies can go that bundles wait for.
    #[serde(skip)]
    pub copy_to: CopyTo,
    /// The drives that took part, by label.
    #[serde(skip)]
    pub drives: BTreeSet<String>,
    /// What did not come about on a drive.
    pub missed: Vec<MissedReport>,
    /// Drives that are here and could not be used: nothing was written there, and nothing on them counts.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
    /// Sealed before under the same class and case with at least this end.
    pub already_sealed: u64,
    /// The bundles in which those stand.
    pub already: Vec<AlreadyReport>,
    /// The bundles in which files of this run stand too, though they were sealed anew.
    pub elsewhere: Vec<ElsewhereReport>,
    /// Drives whose copies of these count for nothing until the drive is verified.
    pub to_verify: Vec<String>,
    /// The newest file, if it is over a year older than the date given.
    pub stale: Option<FileTimeReport>,
    /// Records that were made later than papers of the date given are. `--accept-newer` accepted them.
    pub newer: Vec<FileTimeReport>,
    /// Folders in which names say another year than the date given.
    pub other_years: Vec<OtherYearReport>,
    /// Records that may be hard to use for whoever audits.
    pub remarks: Vec<RemarkReport>,
    /// Places among these that another vault on this PC has sealed from too.
    pub shared: Vec<SharedReport>,
    /// `--to` named the drives: others may be plugged in too.
    pub drives_named: bool,
    /// Files and folders below the paths that were not sealed.
    pub left: Vec<LeftReport>,
    /// Extended attributes that a move loses.
    pub attributes_lost: Vec<(String, String)>,
    /// How many copies the vault wants.
    pub copies_wanted: u32,
    /// How many sources were removed.
    pub moved: u64,
    /// The sum of their sizes.
    pub moved_bytes: u64,
    /// Sources that stay, and why.
    pub not_moved: Vec<LeftReport>,
    /// Unfinished folders of an earlier run that this one erased.
    pub cleared: Vec<BundleId>,
    /// How many chains in the home have bytes behind their heads that nobody signed for.
    pub set_aside: u64,
    /// `--move` was given.
    pub asked_to_move: bool,
    /// What would be sealed, one by one, in a dry run that lists it.
    #[serde(skip)]
    pub(super) items: Vec<Item>,
    /// Rows of the table of tags that no file fits of those found.
    pub tags_unmet: Vec<String>,
    /// Words that each record gets.
    #[serde(skip)]
    pub(super) tags: Tags,
}

impl Report {
    /// Counts the sources that were removed, and names those that stay.
    pub(super) fn take_went(&mut self, went: Went) {
        self.moved += went.files;
        self.moved_bytes += went.bytes;
        self.not_moved.extend(went.stays);
    }

    /// The drives that nothing of this run needs any more, where the sources went and nothing waits for a copy.
    pub fn free(&self) -> BTreeSet<String> {
        let ended = !self.dry_run && self.outcome() == Outcome::Done && self.broken.is_empty();
        let is_free = ended && self.moved > 0 && self.waiting.is_empty();
        if is_free { self.drives.clone() } else { BTreeSet::new() }
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let unread = self.left.iter().any(|left| left.why.is_unread());
        let samples = self.bundles.iter().filter_map(|bundle| bundle.sample.as_ref());
        if samples.into_iter().any(|sample| sample.fault.is_some()) {
            return Outcome::Fixity;
        }
        let behind = self.asked_to_move && !self.not_moved.is_empty();
        if unread || !self.missed.is_empty() || behind {
            Outcome::PartlyDone
        } else {
            Outcome::Done
        }
    }

    fn faults(&self) -> Vec<&Fault> {
        self.broken.iter().map(|drive| &drive.fault).collect()
    }
}
