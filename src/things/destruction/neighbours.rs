//! Whether what stands on a medium is as it was left: looked at before anything is written there, and again after
//! something was erased, since a sick FAT can share clusters between files. Seals and keys are read whole, other
//! files at their first and last block.

use std::io::{Read, Seek, SeekFrom};
use std::mem::discriminant;

use crate::formats::entry::{FaultWord, Role};
use crate::formats::seal::{Seal, files_of};
use crate::powers::medium::{Act, Kind, MediumPath, Storage, StorageProblem};
use crate::powers::signer::VerifyingKey;
use crate::things::bundle::proof::{Against, SealProblem, Verified, prove};
use crate::things::bundle::{INDEX, KEY, KEY_COPY, SEAL, SEAL_SIGNATURE, volume_name};
use crate::things::files::{self, FileProblem};
use crate::things::finding::of_seal;
use crate::things::ledger::state::{BundleState, State};
use crate::things::medium::{BUNDLES, Contact};
use crate::things::vault::Vault;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, VaultId};
use crate::words::limits::{KEY_FILE_BYTES, SEAL_BYTES_MAX};

const BLOCK_BYTES: u64 = 4096;

/// One thing that is wrong with a bundle on the medium.
#[derive(Debug)]
pub struct Harm {
    pub bundle: BundleId,
    pub what: HarmKind,
}

/// What is wrong with it.
#[derive(Debug)]
pub enum HarmKind {
    Seal(SealProblem),
    Key(&'static str),
    /// A file is missing, has another size, or does not begin and end as it must.
    File(String),
    Unreadable(StorageProblem),
}

impl Harm {
    /// Whether two looks found the same.
    pub fn is_like(&self, other: &Harm) -> bool {
        self.bundle == other.bundle && self.what.is_like(&other.what)
    }
}

impl serde::Serialize for HarmKind {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.word().serialize(s)
    }
}

impl HarmKind {
    /// The medium was pulled out, which says nothing about what stands on it.
    pub fn is_gone(&self) -> bool {
        self.storage().is_some_and(|problem| matches!(problem, StorageProblem::Gone { .. }))
    }

    /// It could not be read, which says nothing about what stands there.
    pub fn is_unread(&self) -> bool {
        self.storage().is_some_and(is_unread)
    }

    fn storage(&self) -> Option<&StorageProblem> {
        match self {
            HarmKind::Unreadable(problem)
            | HarmKind::Seal(SealProblem::File(FileProblem::Storage(problem))) => Some(problem),
            HarmKind::Seal(_) | HarmKind::Key(_) | HarmKind::File(_) => None,
        }
    }

    /// What is wrong, as the ledger says it: no path, no name of a person's.
    pub fn word(&self) -> FaultWord {
        match self {
            HarmKind::Seal(problem) => of_seal(problem).in_ledger().unwrap_or(FaultWord::Seal),
            HarmKind::Key(_) => FaultWord::Key,
            HarmKind::File(_) => FaultWord::Bytes,
            HarmKind::Unreadable(_) => FaultWord::Unreadable,
        }
    }

    /// Whether it is the same thing, of the same file.
    fn is_like(&self, other: &HarmKind) -> bool {
        match (self, other) {
            (HarmKind::Seal(one), HarmKind::Seal(two)) => of_seal(one) == of_seal(two),
            (HarmKind::Key(one), HarmKind::Key(two)) => one == two,
            (HarmKind::File(one), HarmKind::File(two)) => one == two,
            (HarmKind::Unreadable(one), HarmKind::Unreadable(two)) => {
                discriminant(one) == discriminant(two)
            }
            (
                HarmKind::Seal(_) | HarmKind::Key(_) | HarmKind::File(_) | HarmKind::Unreadable(_),
                _,
            ) => false,
        }
    }
}

fn is_unread(problem: &StorageProblem) -> bool {
    matches!(
        problem,
        StorageProblem::Denied { .. } | StorageProblem::InUse { .. } | StorageProblem::Io { .. }
    )
}

/// Whether a problem tells nothing of what stands on the medium.
fn says_nothing(problem: &StorageProblem) -> bool {
    is_unread(problem) || matches!(problem, StorageProblem::Gone { .. })
}

/// What is not as it was left counts for nothing from now on, also after the drive was unplugged.
pub fn doubt(vault: &mut Vault, medium: MediumId, harms: &[Harm]) {
    // Neither a drive that was pulled out nor a file that could not be read says what stands there.
    let pulled_out = harms.iter().any(|harm| harm.what.is_gone());
    if !pulled_out && harms.iter().any(|harm| !harm.what.is_unread()) {
        vault.doubt(medium);
    }
}

/// How closely to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Seals proven, keys hashed, first and last blocks read.
    Through,
    /// Seals' hashes and files' sizes: for a run that must not wait.
    Glance,
}

/// Where to look, and by what.
pub struct Neighbourhood<'a> {
    storage: &'a dyn Storage,
    bundles: MediumPath,
    medium: MediumId,
    vault: VaultId,
    sealers: Vec<VerifyingKey>,
    state: &'a State,
    with_keys: bool,
    with_bundles: bool,
}

impl<'a> Neighbourhood<'a> {
    /// What stands on a medium in contact.
    pub fn of(vault: &'a Vault, contact: &'a Contact) -> Result<Neighbourhood<'a>, StorageProblem> {
        Ok(Neighbourhood {
            storage: &*contact.storage,
            bundles: contact.folder.join(BUNDLES)?,
            medium: contact.label.medium,
            vault: vault.id,
            sealers: vault.sealers(),
            state: &vault.state,
            with_keys: contact.has_role(Role::Keys),
            with_bundles: contact.has_role(Role::Data),
        })
    }
}

impl Neighbourhood<'_> {
    /// The bundles that the ledger says are on this medium, except one.
    pub fn others(
        &self,
        except: Option<BundleId>,
    ) -> impl Iterator<Item = (BundleId, &BundleState)> {
        self.state.placed_on(self.medium).filter(move |(id, _)| Some(*id) != except)
    }

    /// Proves another bundle's seal.
    pub fn seal(
        &self,
        id: BundleId,
        known: &BundleState,
    ) -> Result<(MediumPath, Verified<Seal>), SealProblem> {
        let folder = self.folder(id)?;
        let against = Against { vault: self.vault, sealers: &self.sealers, known: Some(known) };
        let seal = prove(self.storage, &folder, id, &against)?;
        Ok((folder, seal))
    }

    fn folder(&self, id: BundleId) -> Result<MediumPath, StorageProblem> {
        Ok(self.bundles.join(&id.to_string())?)
    }

    /// Looks at every other bundle.
    pub fn check(&self, except: Option<BundleId>) -> Vec<Harm> {
        let mut harms = Vec::new();
        for (bundle, known) in self.others(except) {
            let mut found = Vec::new();
            self.look(bundle, known, &mut found)
                .unwrap_or_else(|problem| found.push(HarmKind::Unreadable(problem)));
            harms.extend(found.into_iter().map(|what| Harm { bundle, what }));
        }
        harms
    }

    /// Whether one bundle stands here as it was left.
    pub fn is_whole(&self, bundle: BundleId, known: &BundleState) -> bool {
        let mut found = Vec::new();
        self.look(bundle, known, &mut found).is_ok() && found.is_empty()
    }

    /// What is wrong and no verification has put on record.
    pub fn unrecorded(&self, how: Look) -> Vec<Harm> {
        let mut harms = match how {
            Look::Through => self.check(None),
            Look::Glance => self.glance(),
        };
        harms.retain(|harm| !self.is_on_record(harm.bundle));
        harms
    }

    /// Looks at every bundle as cheaply as tells that somebody was there: the seal is the one that the ledger names,
    /// and the files have their sizes.
    fn glance(&self) -> Vec<Harm> {
        let mut harms = Vec::new();
        for (bundle, known) in self.others(None) {
            let mut found = Vec::new();
            if let Err(problem) = self.glance_at(bundle, known, &mut found) {
                found.push(match problem {
                    FileProblem::Storage(StorageProblem::Absent { .. }) => {
                        HarmKind::Seal(SealProblem::Unsealed)
                    }
                    problem => HarmKind::Seal(problem.into()),
                });
            }
            harms.extend(found.into_iter().map(|what| Harm { bundle, what }));
        }
        harms
    }

    fn glance_at(
        &self,
        bundle: BundleId,
        known: &BundleState,
        found: &mut Vec<HarmKind>,
    ) -> Result<(), FileProblem> {
        let folder = self.folder(bundle)?;
        let listing = self.storage.list(&folder)?;
        let is_sized = |name: &str, bytes: u64| {
            let entry = listing.get(name);
            entry.is_some_and(|e| e.facts.kind == Kind::File && e.facts.bytes == bytes)
        };
        if self.with_keys {
            let lost = |name: &&&str| !is_sized(name, KEY_FILE_BYTES);
            found.extend([KEY, KEY_COPY].iter().filter(lost).map(|name| HarmKind::Key(name)));
        }
        if !self.with_bundles {
            return Ok(());
        }
        let path = folder.join(SEAL).map_err(StorageProblem::from)?;
        let seal = files::read_bounded(self.storage, &path, SEAL_BYTES_MAX)?.unwrap_or_default();
        let sha256 = Digest::of(&seal);
        // The ledger has the hash of what was signed: what has it needs no second proof.
        let sealed = (sha256 == known.seal).then(|| files_of(&seal)).flatten();
        match sealed {
            _ if listing.get(SEAL_SIGNATURE).is_none() || seal.is_empty() => {
                found.insert(0, HarmKind::Seal(SealProblem::Unsealed));
            }
            None => {
                let problem = SealProblem::OtherSeal { known: known.seal, found: sha256 };
                found.insert(0, HarmKind::Seal(problem));
            }
            Some(files) => {
                let lost = files.into_iter().filter(|file| !is_sized(&file.name, file.bytes));
                found.extend(lost.map(|file| HarmKind::File(file.name)));
            }
        }
        Ok(())
    }

    /// Whether the last verification of this medium found something wrong with a bundle.
    pub fn is_on_record(&self, bundle: BundleId) -> bool {
        self.state.bundles.get(&bundle).is_some_and(|known| known.is_faulty_on(self.medium))
    }

    fn look(
        &self,
        bundle: BundleId,
        known: &BundleState,
        found: &mut Vec<HarmKind>,
    ) -> Result<(), StorageProblem> {
        let folder = self.folder(bundle)?;
        if self.with_keys {
            for name in [KEY, KEY_COPY] {
                let read = files::read_bounded(self.storage, &folder.join(name)?, KEY_FILE_BYTES);
                match read {
                    // An earlier one is none that this medium has spoiled.
                    Ok(Some(bytes)) if known.had_key_file(&Digest::of(&bytes)) => {}
                    // Not to be read is not to be another.
                    Err(FileProblem::Storage(problem)) if says_nothing(&problem) => {
                        return Err(problem);
                    }
                    Ok(_) | Err(_) => found.push(HarmKind::Key(name)),
                }
            }
        }
        if !self.with_bundles {
            return Ok(());
        }
        let (folder, seal) = match self.seal(bundle, known) {
            Ok(proven) => proven,
            Err(problem) => {
                // Said first: what else is wrong with it follows from this, mostly.
                found.insert(0, HarmKind::Seal(problem));
                return Ok(());
            }
        };
        for file in &seal.files {
            let path = folder.join(&file.name)?;
            let there = self
                .storage
                .facts(&path)?
                .is_some_and(|facts| facts.kind == Kind::File && facts.bytes == file.bytes);
            if !there || !self.begins_and_ends(&path, file.bytes, start_of(&seal, &file.name))? {
                found.push(HarmKind::File(file.name.clone()));
            }
        }
        Ok(())
    }

    /// Whether a file begins as the seal says, where it does, and neither its first nor its last block is all zeros:
    /// what an erasure writes, and nothing encrypted is.
    fn begins_and_ends(
        &self,
        path: &MediumPath,
        bytes: u64,
        start: &[u8],
    ) -> Result<bool, StorageProblem> {
        let problem = |source| StorageProblem::of(Act::Read, path.as_str(), source);
        let mut file = self.storage.open(path)?;
        let last = bytes.saturating_sub(BLOCK_BYTES);
        let mut block = Vec::with_capacity(BLOCK_BYTES as usize);
        for at in std::iter::once(0).chain((last > 0).then_some(last)) {
            block.clear();
            file.seek(SeekFrom::Start(at)).map_err(problem)?;
            (&mut file).take(BLOCK_BYTES).read_to_end(&mut block).map_err(problem)?;
            let starts = at > 0 || start.iter().zip(&block).all(|(due, found)| due == found);
            if !starts || (!block.is_empty() && block.iter().all(|byte| *byte == 0)) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// How a sealed file begins: the seal has the age headers of two.
fn start_of<'a>(seal: &'a Seal, name: &str) -> &'a [u8] {
    match name {
        INDEX => &seal.headers.index,
        _ if name == volume_name(0) => &seal.headers.payload,
        _ => &[],
    }
}
