//! What is sealed already, by HMACs of path and hash under a secret of its own: so that a second run over the
//! same folder seals nothing twice, and without an identity. Erased with the bundle.

use std::collections::BTreeSet;
use std::path::Path;

use crate::formats::index::{Mtime, Record};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::sources as files_of_user;
use crate::rules::retention::{ClassShown, End};
use crate::things::files::{self, FileProblem};
use crate::things::ledger::state::{BundleState, Standing};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag};
use crate::words::limits::RECORDS_MAX;
use crate::words::names::TrueName;

use super::sources::{self, Places};
use super::{KNOWN, Vault, VaultProblem};

/// Bytes for one record: half for its path, half for its path and hash.
const ENTRY_BYTES: usize = 32;
const HALF: usize = ENTRY_BYTES / 2;

/// A file as it stands, against what was sealed.
#[derive(Debug)]
pub enum Holding {
    /// No bundle has a record of that name.
    Never,
    /// One has, and with other bytes.
    Changed,
    Sealed {
        sha256: Digest,
        bundles: Vec<BundleId>,
    },
}

/// The records that this run need not seal again.
#[derive(Debug, Default)]
pub struct Known {
    secret: [u8; 32],
    bundles: Vec<BundleId>,
    /// When each of them was sealed, in seconds since 1970.
    sealed: Vec<i64>,
    /// Sorted; one after the other in memory, since there may be millions.
    marks: Vec<Mark>,
}

/// One record: the HMAC of its path, that of path and hash, and the place of its bundle.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    path: [u8; HALF],
    both: [u8; HALF],
    bundle: u32,
}

impl Known {
    /// Reads what bundles under the same classes and case, with at least the same end, hold.
    pub fn read(
        vault: &Vault,
        classes: &[ClassShown],
        end: &End,
        case: Option<Tag>,
    ) -> Result<Known, VaultProblem> {
        let bundles = vault.state.bundles.iter();
        let serving = bundles.filter(|(_, bundle)| serves(bundle, classes, end, case));
        let serving: Vec<BundleId> = serving.map(|(id, _)| *id).collect();
        Known::whole(vault, &serving)
    }

    /// Reads what these bundles hold. Refuses where what this home knew of one is damaged or lost: without it a file
    /// would be sealed twice, or seem to be changed.
    pub fn whole(vault: &Vault, bundles: &[BundleId]) -> Result<Known, VaultProblem> {
        let damaged = damaged(vault, bundles.iter().copied())?;
        match damaged.is_empty() {
            true => Ok(Known::of(vault, bundles)?),
            false => Err(VaultProblem::MarksLost { bundles: damaged.into_iter().collect() }),
        }
    }

    /// Reads what these bundles hold, whatever they are under, as far as it is known.
    pub fn of(vault: &Vault, bundles: &[BundleId]) -> Result<Known, FileProblem> {
        let mut marks = Vec::new();
        for (bundle, id) in (0..).zip(bundles) {
            let bytes = marks_of(vault, *id)?.unwrap_or_default();
            marks.extend(bytes.chunks_exact(ENTRY_BYTES).filter_map(|entry| {
                let (path, both) = entry.split_at(HALF);
                Some(Mark { path: path.try_into().ok()?, both: both.try_into().ok()?, bundle })
            }));
        }
        marks.sort_unstable();
        let sealed_at = |id| vault.state.bundles.get(id).map_or(0, |it| it.sealed_at.time.unix());
        let sealed = bundles.iter().map(sealed_at).collect();
        Ok(Known { secret: *vault.known_secret, bundles: bundles.to_vec(), sealed, marks })
    }

    /// The records of this name.
    fn of_name(&self, name: &TrueName) -> &[Mark] {
        let path = path_mark(&self.secret, name);
        let from = self.marks.partition_point(|mark| mark.path < path);
        let marks = &self.marks[from..];
        &marks[..marks.partition_point(|mark| mark.path == path)]
    }

    /// The bundles of those of them that have these bytes.
    fn bundles_of<'k>(
        &'k self,
        marks: &'k [Mark],
        name: &TrueName,
        sha256: &Digest,
    ) -> impl Iterator<Item = BundleId> + 'k {
        let both = both_mark(&self.secret, name, sha256);
        let same = marks.iter().filter(move |mark| mark.both == both);
        same.filter_map(|mark| self.bundles.get(mark.bundle as usize).copied())
    }

    /// Whether some record has this name, whatever its bytes are.
    pub fn has_name(&self, name: &TrueName) -> bool {
        !self.of_name(name).is_empty()
    }

    /// The bundles with a record of this name.
    pub fn bundles_named(&self, name: &TrueName) -> impl Iterator<Item = BundleId> {
        let marks = self.of_name(name).iter();
        marks.filter_map(|mark| self.bundles.get(mark.bundle as usize).copied())
    }

    /// What is known of a file by its name and its bytes now. Only files whose path is known are read.
    pub fn all_that_hold(&self, name: &TrueName, source: &Path) -> Holding {
        let marks = self.of_name(name);
        if marks.is_empty() {
            return Holding::Never;
        }
        let Ok(sha256) = files_of_user::hash(source) else { return Holding::Changed };
        let bundles: Vec<BundleId> = self.bundles_of(marks, name, &sha256).collect();
        if bundles.is_empty() { Holding::Changed } else { Holding::Sealed { sha256, bundles } }
    }

    /// Whether a file that was sealed was written after that, and has other bytes by now. Only a file that was written
    /// since its name was last sealed is read.
    pub fn has_changed(&self, name: &TrueName, mtime: Mtime, source: &Path) -> bool {
        let sealed = |mark: &Mark| self.sealed.get(mark.bundle as usize);
        let last = self.of_name(name).iter().filter_map(sealed).max();
        last.is_some_and(|last| mtime.secs() >= *last)
            && matches!(self.all_that_hold(name, source), Holding::Changed)
    }

    /// The bundle that holds this very file, and the file's hash. Only files whose path is known are read.
    pub fn holds(&self, name: &TrueName, source: &Path) -> Option<(BundleId, Digest)> {
        let marks = Some(self.of_name(name)).filter(|marks| !marks.is_empty())?;
        let sha256 = files_of_user::hash(source).ok()?;
        let bundle = self.bundles_of(marks, name, &sha256).next()?;
        Some((bundle, sha256))
    }
}

/// Having been sealed under another class or case, or to an earlier end, is no reason to skip a record.
fn serves(bundle: &BundleState, classes: &[ClassShown], end: &End, case: Option<Tag>) -> bool {
    let sorted = |classes: Vec<String>| {
        let mut classes = classes;
        classes.sort();
        classes
    };
    let word = |class: &ClassShown| match class {
        ClassShown::Id(id) => id.to_string(),
        ClassShown::Tag(tag) => tag.to_string(),
    };
    let sealed = sorted(bundle.rules.iter().map(|rule| word(&rule.class())).collect());
    let long_enough = if end.open {
        bundle.end.open
    } else {
        bundle.end.open
            || (bundle.end.keep_through >= end.keep_through
                && bundle.end.delete_from == end.delete_from)
    };
    bundle.standing() == Standing::Kept
        && bundle.standing_copies().next().is_some()
        && bundle.case == case
        && long_enough
        && sealed == sorted(classes.iter().map(word).collect())
}

/// Writes down what a bundle holds.
pub fn remember(vault: &Vault, bundle: BundleId, records: &[Record]) -> Result<(), StorageProblem> {
    let mut bytes = Vec::with_capacity(records.len() * ENTRY_BYTES);
    records.iter().for_each(|record| mark(vault, record, &mut bytes));
    write(vault, bundle, &bytes)
}

/// Adds one record's marks to those of a bundle.
pub fn mark(vault: &Vault, record: &Record, bytes: &mut Vec<u8>) {
    let name = record.true_name();
    bytes.extend_from_slice(&path_mark(&vault.known_secret, &name));
    bytes.extend_from_slice(&both_mark(&vault.known_secret, &name, &record.sha256));
}

/// Writes the marks of all of a bundle's records down.
pub fn write(vault: &Vault, bundle: BundleId, bytes: &[u8]) -> Result<(), StorageProblem> {
    files::write_in_place(&*vault.home, &path_of(bundle)?, &files::checked(bytes))?;
    vault.home.sync_folder(&MediumPath::parse(KNOWN)?)
}

/// Whether what is known of a bundle is there in the right size.
pub fn is_there(vault: &Vault, bundle: BundleId, records: u64) -> Result<bool, StorageProblem> {
    let facts = vault.home.facts(&path_of(bundle)?)?;
    let bytes = files::CHECK_BYTES as u64 + records * ENTRY_BYTES as u64;
    Ok(facts.is_some_and(|facts| facts.bytes == bytes))
}

/// Those bundles of which it is damaged or lost what this home knew: the marks, or where the sources were. Of a
/// bundle that another home sealed it may not have known anything.
pub fn damaged(
    vault: &Vault,
    bundles: impl Iterator<Item = BundleId>,
) -> Result<BTreeSet<BundleId>, FileProblem> {
    let own = vault.ledger.sealed_here();
    let mut damaged = BTreeSet::new();
    for bundle in bundles {
        let records = vault.state.bundles.get(&bundle).map_or(0, |bundle| bundle.records);
        let there = is_there(vault, bundle, records)?;
        let whole = there && marks_of(vault, bundle)?.is_some();
        let places = sources::stand(vault, bundle)?;
        let known = places != Places::Unknown || own.contains(&bundle) || has_any(vault, bundle)?;
        let lost = places == Places::Unknown && own.contains(&bundle);
        if lost || places == Places::Damaged || (known && !whole) {
            damaged.insert(bundle);
        }
    }
    Ok(damaged)
}

/// Whether there are marks of a bundle, in whatever state.
fn has_any(vault: &Vault, bundle: BundleId) -> Result<bool, StorageProblem> {
    Ok(vault.home.facts(&path_of(bundle)?)?.is_some())
}

/// The marks of a bundle, if they are there as they were written.
fn marks_of(vault: &Vault, bundle: BundleId) -> Result<Option<Vec<u8>>, FileProblem> {
    let most = files::CHECK_BYTES as u64 + RECORDS_MAX * ENTRY_BYTES as u64;
    let path = path_of(bundle)?;
    let bytes = files::read_bounded(&*vault.home, &path, most)?;
    Ok(bytes.as_deref().and_then(files::unchecked).map(<[u8]>::to_vec))
}

/// The file that holds what is known of a bundle.
pub fn path_of(bundle: BundleId) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(KNOWN)?.join(&bundle.to_string())?)
}

fn path_mark(secret: &[u8; 32], name: &TrueName) -> [u8; HALF] {
    half(Digest::hmac(secret, &[b"path:", &name.bytes()[..]].concat()))
}

fn both_mark(secret: &[u8; 32], name: &TrueName, sha256: &Digest) -> [u8; HALF] {
    half(Digest::hmac(secret, &[b"both:", &sha256.0[..], &name.bytes()[..]].concat()))
}

fn half(digest: Digest) -> [u8; HALF] {
    let mut half = [0; HALF];
    half.copy_from_slice(&digest.0[..HALF]);
    half
}
