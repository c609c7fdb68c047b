//! Fields of the events about a destruction: intended, withdrawn, each copy, the whole bundle, its statement.

use serde::{Deserialize, Serialize};

use super::bundle::{Finding, ReadBack, check_findings, is_none};
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, is_plain_name, rising, whole};
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
    /// Bytes that lay so far behind what was sealed that they were cut off without being overwritten.
    #[serde(default, skip_serializing_if = "is_none")]
    pub beyond: u64,
    pub bundle: BundleId,
    /// As the system names it.
    pub file_system: String,
    /// The files as found before.
    pub files: FilesFound,
    /// What the drive says of itself.
    pub hardware: Hardware,
    /// Whether writing over a file hits its own blocks there.
    pub in_place: InPlace,
    /// Names that were left in its folder, since the format has none like them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub left: u64,
    pub medium: MediumId,
    pub method: Method,
    pub neighbours: Neighbours,
    /// How many more bundles don't hold than the list names.
    #[serde(default, skip_serializing_if = "is_none")]
    pub neighbours_more: u64,
    /// Where the zeros were read from; none when nothing was left to overwrite.
    pub read_back: Option<ReadBack>,
}

/// What a drive says of itself; none where the system does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hardware {
    pub make: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
}

/// How long each text of [`Hardware`], and the file system's name, can be, in bytes.
pub const HARDWARE_TEXT_BYTES_MAX: usize = 128;

impl Hardware {
    /// The texts that are there.
    pub fn texts(&self) -> impl Iterator<Item = &String> {
        [&self.make, &self.model, &self.serial].into_iter().flatten()
    }
}

/// Whether writing over a file hits the blocks that hold it, by the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InPlace {
    Yes,
    CopyOnWrite,
    LogStructured,
    DataJournal,
    Compressed,
    Inline,
    Snapshot,
    Unknown,
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

/// A statement about a destruction was made, and its files lie in `statements/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementMade {
    pub bundle: BundleId,
    /// The statement itself, its signature, and what lies beside it; sorted by name.
    pub files: Vec<FileFacts>,
    pub kind: StatementKind,
    /// SHA-256 of the statement itself, which is one of the files.
    pub statement: Digest,
}

/// What a statement speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatementKind {
    /// Every copy that the vault knew is accounted for.
    Final,
    /// Some copies are not.
    Interim,
    /// What came to light after a final one.
    Supplement,
}

/// So many files lie beside a statement at most.
const STATEMENT_FILES_MAX: usize = 8;

impl StatementMade {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        rising(self.files.iter().map(|file| &file.name), "files")?;
        ensure(self.files.len() <= STATEMENT_FILES_MAX, "files", Fault::OutOfRange)?;
        let own = self.bundle.to_string();
        let named = |file: &FileFacts| file.name.starts_with(&own) && is_plain_name(&file.name);
        ensure(self.files.iter().all(named), "files", Fault::Grammar)?;
        self.files.iter().try_for_each(|file| whole(file.bytes, "files"))?;
        let itself = self.files.iter().any(|file| file.sha256 == self.statement);
        ensure(itself, "statement", Fault::Disagrees)
    }
}

impl CopyDestroyed {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        let gone = self.method == Method::FoundGone;
        ensure((self.files.count == 0) == gone, "files", Fault::Disagrees)?;
        ensure(self.read_back.is_none() == gone, "read_back", Fault::Disagrees)?;
        whole(self.files.count, "files")?;
        whole(self.files.bytes, "files")?;
        whole(self.neighbours_more, "neighbours_more")?;
        whole(self.beyond, "beyond")?;
        whole(self.left, "left")?;
        let fits = |text: &String| text.len() <= HARDWARE_TEXT_BYTES_MAX;
        ensure(self.hardware.texts().all(fits), "hardware", Fault::OutOfRange)?;
        ensure(fits(&self.file_system), "file_system", Fault::OutOfRange)?;
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
