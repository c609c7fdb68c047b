//! What a destruction says that it did, copy by copy, and what it does not reach.

use serde::{Serialize, Serializer};

use super::persons::{ApprovedReport, UnapprovedReport};
use super::space::{self, SpaceReport};
pub use crate::formats::statement::NotCovered;
use crate::powers::medium::{InPlace, ReadBack, StorageProblem, WhyNotInPlace};
use crate::verbs::fault::{Fault, SpaceFault};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::statement::{Stated, Unstated};
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// What was done to one copy.
#[derive(Debug, Clone, Serialize)]
pub struct CopyReport {
    pub medium: String,
    pub files: u64,
    pub bytes: u64,
    /// None: no file was left to overwrite.
    pub read_back: Option<ReadBack>,
    /// Why overwriting in place means little here, where it does.
    pub in_place_doubt: Option<InPlaceDoubt>,
    /// Other bundles on that drive that are worse since.
    pub neighbours_harmed: Vec<String>,
    /// Other bundles on that drive that did not hold before either.
    pub neighbours_before: Vec<String>,
    /// Names in the folder that are not the format's, left alone.
    pub left: Vec<String>,
    /// How many more there are whose names don't even fit the format's spelling.
    pub left_more: u64,
    /// Bytes that lay far behind what was sealed, cut off without being overwritten.
    pub beyond: u64,
    /// How many of its sectors a scan can look for.
    pub sectors: u64,
}

/// Why old bytes may stay where a file was overwritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InPlaceDoubt {
    CopyOnWrite,
    LogStructured,
    DataJournal,
    Compressed,
    /// Small files lie in the file system's own tables.
    Inline,
    /// Of the volume below.
    Snapshot,
    /// Nothing is known of this file system.
    Unknown,
}

impl InPlaceDoubt {
    pub(super) fn of(in_place: InPlace) -> Option<InPlaceDoubt> {
        match in_place {
            InPlace::Yes => None,
            InPlace::No(WhyNotInPlace::CopyOnWrite) => Some(InPlaceDoubt::CopyOnWrite),
            InPlace::No(WhyNotInPlace::Log) => Some(InPlaceDoubt::LogStructured),
            InPlace::No(WhyNotInPlace::DataJournal) => Some(InPlaceDoubt::DataJournal),
            InPlace::No(WhyNotInPlace::Compressed) => Some(InPlaceDoubt::Compressed),
            InPlace::No(WhyNotInPlace::Inline) => Some(InPlaceDoubt::Inline),
            InPlace::No(WhyNotInPlace::Snapshot) => Some(InPlaceDoubt::Snapshot),
            InPlace::Unknown => Some(InPlaceDoubt::Unknown),
        }
    }
}

/// Why a copy was not erased.
#[derive(Debug)]
pub enum NotErased {
    /// The intent could not be written to the drive first.
    Untold(StorageProblem),
    Fault(Fault),
}

impl Serialize for NotErased {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            NotErased::Untold(_) => "untold",
            NotErased::Fault(fault) => fault.word(),
        })
    }
}

/// What was done to one bundle.
#[derive(Debug, Serialize)]
pub struct BundleReport {
    pub bundle: BundleId,
    pub records: u64,
    pub bytes: u64,
    pub kept_through: Option<Day>,
    pub copies: Vec<CopyReport>,
    /// Drives with a copy that are lost on record: it stays readable to whoever finds them and holds an identity.
    pub lost: Vec<String>,
    /// Drives with a copy that were not here: it stays readable to whoever holds an identity.
    pub remaining: Vec<String>,
    /// Copies that could not be erased, and why.
    pub failed: Vec<(String, NotErased)>,
    /// Whether one of them is not what was sealed: such a copy goes only where that is asked for.
    pub differs: bool,
    /// Drives that could not be told of it in the end.
    pub untold: Vec<String>,
    /// Sources on this PC that have its bytes still.
    pub originals: Vec<String>,
    /// Every copy is accounted for.
    pub complete: bool,
}

/// A bundle that was left out while others were destroyed: it may not go any more, though it might have before.
#[derive(Debug, Serialize)]
pub struct NotDestroyed {
    pub bundle: BundleId,
    pub why: Fault,
}

/// A destruction that was taken back.
#[derive(Debug, Clone, Serialize)]
pub struct WithdrawnReport {
    pub bundle: BundleId,
    /// Drives that could not be told of it.
    pub untold: Vec<String>,
}

/// What a run of `destroy` did.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The client's name; the surface shows it for every verb alike.
    #[serde(skip)]
    pub vault: String,
    /// The bundles that were destroyed, or begun.
    pub bundles: Vec<BundleReport>,
    /// The bundles that were asked for, and stay.
    pub not_destroyed: Vec<NotDestroyed>,
    /// Destructions that were taken back: only where that was asked for.
    pub withdrawn: Vec<WithdrawnReport>,
    /// What somebody approved, and nothing was destroyed.
    pub approved: Option<ApprovedReport>,
    /// The approval that was taken back.
    pub unapproved: Option<UnapprovedReport>,
    /// What was done about the free space of the drives where copies went: only where that was asked for.
    pub space: Vec<SpaceReport>,
    /// The statements that were made, of what an earlier run had destroyed too.
    pub statements: Vec<Stated>,
    /// Statements that could not be made.
    pub unstated: Vec<Unstated>,
    /// What no output of this program covers.
    pub not_covered: Vec<NotCovered>,
    /// A text that goes with every date: it is an indication, and no legal advice.
    pub indication: &'static str,
}

/// How the destruction of these ended.
pub(in crate::verbs) fn outcome_of(bundles: &[BundleReport]) -> Outcome {
    let harmed = |copy: &CopyReport| !copy.neighbours_harmed.is_empty();
    let left = |copy: &CopyReport| !copy.left.is_empty() || copy.left_more > 0;
    if bundles.iter().any(|bundle| bundle.copies.iter().any(harmed)) {
        Outcome::Fixity
    } else if !bundles.iter().all(|bundle| bundle.complete && bundle.untold.is_empty()) {
        Outcome::PartlyDone
    } else if bundles.iter().any(|bundle| bundle.copies.iter().any(left)) {
        Outcome::Finding
    } else {
        Outcome::Done
    }
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        let untold = self.withdrawn.iter().any(|back| !back.untold.is_empty());
        let rest = match self.not_destroyed.is_empty() && self.unstated.is_empty() && !untold {
            true => Outcome::Done,
            false => Outcome::PartlyDone,
        };
        outcome_of(&self.bundles).max(rest).max(space::outcome_of(&self.space))
    }

    /// What kept all of them, where none was destroyed; and what stopped the filling of a drive, or gives that away.
    fn faults(&self) -> Vec<&Fault> {
        let none = self.bundles.is_empty();
        let kept = self.not_destroyed.iter().filter(|_| none).map(|kept| &kept.why);
        let problems = self.space.iter().filter_map(|done| done.problem.as_ref());
        let grave = |why: &&Fault| {
            matches!(why, Fault::Interrupted | Fault::Space(SpaceFault::ReadsOtherwise { .. }))
        };
        kept.chain(problems.filter(grave)).collect()
    }
}
