//! Fields of the events about a destruction: intended, withdrawn, each copy, the whole bundle.

use serde::{Deserialize, Serialize};

use super::bundle::{Finding, ReadBack, check_findings, is_none};
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, whole};
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId};

/// A bundle is about to be destroyed on these media.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestructionIntended {
    pub bundle: BundleId,
    /// All chains at hand were asked for holds on it, and none of theirs binds.
    pub holds_checked: bool,
    /// The last day on which it was kept; none when every rule only says from when to delete.
    pub keep_through: Option<Day>,
    pub media: Vec<MediumId>,
    /// A person said that no assessment, objection or claim is open.
    pub no_open_matters: bool,
    /// What lets it go.
    pub release: Release,
    /// SHA-256 of `seal.json`.
    pub seal: Digest,
}

/// What lets a bundle go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Release {
    /// Its last day is over.
    Ended,
    /// Its records stand in other bundles, kept as long or longer, or were left out on a ground.
    Succeeded,
}

/// A destruction that was intended is not to be: nothing was erased for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestructionWithdrawn {
    pub bundle: BundleId,
}

/// A bundle's copy on one medium was destroyed, and looked for again; or it was found gone already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyDestroyed {
    pub bundle: BundleId,
    /// The files as found before.
    pub files: FilesFound,
    pub medium: MediumId,
    pub method: Method,
    pub neighbours: Neighbours,
    /// How many more bundles don't hold than the list names.
    #[serde(default, skip_serializing_if = "is_none")]
    pub neighbours_more: u64,
    /// Where the zeros were read from; none when nothing was left to overwrite.
    pub read_back: Option<ReadBack>,
}

/// What was done to a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    OverwrittenAndUnlinked,
    /// None of its files was there: an earlier run was cut off before it could say so.
    FoundGone,
}

/// How the medium's other bundles were found afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "NeighboursText", into = "NeighboursText")]
pub enum Neighbours {
    Intact,
    /// At least one finding.
    Faults(Vec<Finding>),
}

/// The same as it is written: the word `intact`, or a list.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum NeighboursText {
    Word(Intact),
    Findings(Vec<Finding>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Intact {
    Intact,
}

impl From<NeighboursText> for Neighbours {
    fn from(text: NeighboursText) -> Self {
        match text {
            NeighboursText::Word(Intact::Intact) => Neighbours::Intact,
            NeighboursText::Findings(findings) => Neighbours::Faults(findings),
        }
    }
}

impl From<Neighbours> for NeighboursText {
    fn from(neighbours: Neighbours) -> Self {
        match neighbours {
            Neighbours::Intact => NeighboursText::Word(Intact::Intact),
            Neighbours::Faults(findings) => NeighboursText::Findings(findings),
        }
    }
}

/// So many files and bytes, and the SHA-256 of their list: one line a file, `SHA-256, two spaces, bytes, two spaces,
/// name`, in the order of erasing. The list itself stands in the entry's note, where it could be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilesFound {
    pub bytes: u64,
    pub count: u64,
    pub sha256: Digest,
}

impl FilesFound {
    /// What stands for these files in a ledger line, and their list.
    pub fn of(files: &[FileFacts]) -> (FilesFound, String) {
        let line = |file: &FileFacts| format!("{}  {}  {}\n", file.sha256, file.bytes, file.name);
        let list: String = files.iter().map(line).collect();
        let found = FilesFound {
            // Larger than any drive, and the largest number that a line can have.
            bytes: files
                .iter()
                .fold(0, |sum: u64, file| sum.saturating_add(file.bytes))
                .min(1 << 53),
            count: files.len() as u64,
            sha256: Digest::of(list.as_bytes()),
        };
        (found, list)
    }
}

/// One file by name, size in bytes, and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileFacts {
    pub bytes: u64,
    pub name: String,
    pub sha256: Digest,
}

/// A drive, or an image of it, was searched for the sectors that a destroyed bundle had there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scanned {
    pub bundle: BundleId,
    /// How many bytes were looked at, from the first one of what was searched.
    pub bytes: u64,
    /// How many of the sectors stand there still.
    pub found: u64,
    /// The medium that it is, as a person said.
    pub medium: MediumId,
    /// A file stands there that says so too.
    pub recognised: bool,
    /// How many different sectors were looked for, at least one.
    pub sectors: u64,
    /// How many of the bytes could not be read.
    #[serde(default, skip_serializing_if = "is_none")]
    pub unread: u64,
}

/// Every copy of a bundle is accounted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleDestroyed {
    pub bundle: BundleId,
    pub media: Vec<MediumId>,
}

impl CopyDestroyed {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        let gone = self.method == Method::FoundGone;
        ensure((self.files.count == 0) == gone, "files", Fault::Disagrees)?;
        ensure(self.read_back.is_none() == gone, "read_back", Fault::Disagrees)?;
        whole(self.files.count, "files")?;
        whole(self.files.bytes, "files")?;
        whole(self.neighbours_more, "neighbours_more")?;
        match &self.neighbours {
            Neighbours::Intact => Ok(()),
            Neighbours::Faults(faults) => {
                ensure(!faults.is_empty(), "neighbours", Fault::Missing)?;
                check_findings(faults, "neighbours")
            }
        }
    }
}

impl Scanned {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        whole(self.bytes, "bytes")?;
        whole(self.sectors, "sectors")?;
        ensure(self.sectors > 0, "sectors", Fault::OutOfRange)?;
        ensure(self.found <= self.sectors, "found", Fault::Disagrees)?;
        ensure(self.unread <= self.bytes, "unread", Fault::Disagrees)
    }
}
