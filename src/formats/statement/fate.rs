//! What became of one copy, in words that say no more than was done and read back.

use serde::{Deserialize, Serialize};

use crate::formats::entry::{
    Fault, InPlace, Physical, SpaceMethod, Unreadable, ensure, rising, whole,
};
use crate::words::day::{Day, Time, day_or_null};
use crate::words::ids::{DriveId, MediumId};

/// One copy, or the wrapped keys on a drive that holds keys alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyFate {
    /// When it was destroyed, or its loss recorded.
    pub at: Option<Time>,
    /// By whom.
    pub by: Option<String>,
    /// How much was overwritten.
    pub bytes: u64,
    /// The physical drive.
    pub drive: DriveId,
    /// What became of it.
    pub fate: FateWord,
    /// As the system names it.
    pub file_system: Option<String>,
    /// How many files were overwritten.
    pub files: u64,
    /// What was done about the drive's free space since: the first of each kind, sorted. No claim rests on it.
    pub free_space: Vec<FreeSpace>,
    /// The method of IEEE 2883.
    pub ieee2883: Option<Method>,
    /// Whether the file system writes over the same blocks.
    pub in_place: Option<InPlace>,
    /// Its names were looked for afterwards, and were gone.
    pub looked_again: bool,
    /// Who made the drive, as it says itself.
    pub make: Option<String>,
    /// The medium of this vault.
    pub medium: MediumId,
    /// Its model, as it says itself.
    pub model: Option<String>,
    /// How the drive's other bundles were afterwards.
    pub neighbours: Option<NeighboursWord>,
    /// What NIST SP 800-88 revision 2 calls it; none where nothing is established.
    pub nist: Option<Claim>,
    /// How its medium was physically destroyed, as a person said.
    pub physical: Option<Physical>,
    /// Where it was done.
    pub place: Option<String>,
    /// From where the zeros were read.
    pub read_back: ReadBackWord,
    /// What stays possible. Sorted.
    pub remains: Vec<Remains>,
    /// In which role.
    pub role: Option<String>,
    /// Its serial number, as it says itself.
    pub serial: Option<String>,
    /// Since when it is lost, or when its medium was destroyed.
    #[serde(with = "day_or_null")]
    pub since: Option<Day>,
    /// What was done.
    pub technique: Option<Manner>,
}

/// What was done about the free space of a drive after the copy there was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeSpace {
    /// When it was put on record.
    pub at: Time,
    /// How many bytes were written and read back, or named to the drive as free.
    pub bytes: u64,
    /// Free bytes that were not reached; none where only the drive knows.
    pub left: Option<u64>,
    /// What was done.
    pub method: SpaceMethod,
    /// From where they were read.
    pub read_back: ReadBackWord,
}

/// Where a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FateWord {
    /// Overwritten, read back, removed, and looked for again.
    Destroyed,
    /// None of its files was there any more when it was to be destroyed.
    FoundGone,
    /// Its drive is lost: it was not destroyed.
    Lost,
    /// Its medium was physically destroyed, as a person said: this program did not see it.
    MediumDestroyed,
    /// It stands on a drive, which may be away.
    Present,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// Written over with zeros, and its names removed.
    OverwrittenAndUnlinked,
}

/// What is claimed by NIST SP 800-88 revision 2. There is no word for more: Purge and Destroy are not established.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// As Clear, of these files only.
    AsClearTheseFilesOnly,
}

/// A method of IEEE 2883.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Overwrite.
    Overwrite,
}

/// Where the zeros were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadBackWord {
    /// From the medium itself.
    PastCache,
    /// Perhaps from memory.
    Cached,
    /// Nothing was read back.
    No,
}

/// How the drive's other bundles were afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeighboursWord {
    /// All as they were sealed.
    Intact,
    /// What does not hold did not hold before either.
    FaultsAsBefore,
    /// Something does not hold that held before.
    Harmed,
}

/// What stays possible after what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remains {
    /// Whoever has the drive and an identity can read it.
    Readable,
    /// The file system may have written the zeros elsewhere.
    NotInPlace,
    /// The drive may keep blocks that it has remapped.
    OldBlocks,
    /// More lay behind a file than was overwritten.
    BeyondSealed,
    /// Names that are not of the format's stay in the folder.
    NamesLeft,
    /// What was there before an earlier run was cut off is not on record.
    NotEvidenced,
    /// That the medium was destroyed is a person's word alone.
    WordAlone,
}

impl Remains {
    /// All of it, in order.
    pub const ALL: [Remains; 7] = [
        Remains::Readable,
        Remains::NotInPlace,
        Remains::OldBlocks,
        Remains::BeyondSealed,
        Remains::NamesLeft,
        Remains::NotEvidenced,
        Remains::WordAlone,
    ];
}

impl FateWord {
    /// Whether a destruction need not wait for this copy.
    pub fn is_accounted(self) -> bool {
        match self {
            FateWord::Destroyed
            | FateWord::FoundGone
            | FateWord::Lost
            | FateWord::MediumDestroyed => true,
            FateWord::Present => false,
        }
    }
}

impl CopyFate {
    /// A claim stands only where what it takes stands beside it.
    pub(super) fn check(&self) -> Result<(), Unreadable> {
        let done = self.fate == FateWord::Destroyed;
        ensure(self.technique.is_some() == done, "technique", Fault::Disagrees)?;
        ensure(self.ieee2883.is_some() == done, "ieee2883", Fault::Disagrees)?;
        ensure((self.read_back != ReadBackWord::No) == done, "read_back", Fault::Disagrees)?;
        ensure((self.files > 0) == done, "files", Fault::Disagrees)?;
        let of_medium = self.fate == FateWord::MediumDestroyed;
        ensure(self.physical.is_some() == of_medium, "physical", Fault::Disagrees)?;
        let proven = done
            && self.in_place == Some(InPlace::Yes)
            && self.read_back == ReadBackWord::PastCache
            && !self.remains.contains(&Remains::BeyondSealed);
        ensure(proven || self.nist.is_none(), "nist", Fault::Disagrees)?;
        ensure(self.remains.is_sorted(), "remains", Fault::Grammar)?;
        rising(self.free_space.iter().map(|done| done.method), "free_space")?;
        for done in &self.free_space {
            let filled = done.method == SpaceMethod::Filled;
            let read = done.read_back != ReadBackWord::No;
            ensure(read == filled, "free_space", Fault::Disagrees)?;
            whole(done.bytes, "free_space")?;
            ensure(done.left.is_some() == filled, "free_space", Fault::Disagrees)?;
            whole(done.left.unwrap_or(0), "free_space")?;
        }
        let gone = matches!(self.fate, FateWord::Destroyed | FateWord::FoundGone);
        ensure(gone || self.free_space.is_empty(), "free_space", Fault::Disagrees)?;
        whole(self.bytes, "bytes")?;
        whole(self.files, "files")
    }
}
