//! Whether a medium's other bundles are still whole after something was erased beside them: a sick FAT can
//! share clusters between files. Seals and keys are read whole, volumes at their first and last block.

use std::io::{Read, Seek, SeekFrom};

use crate::formats::seal::Seal;
use crate::powers::medium::{Act, Kind, MediumPath, Storage, StorageProblem};
use crate::powers::signer::VerifyingKey;
use crate::things::bundle::proof::{Against, SealProblem, Verified, prove};
use crate::things::bundle::{KEY, KEY_COPY};
use crate::things::files;
use crate::things::ledger::state::{BundleState, State};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, VaultId};
use crate::words::limits::KEY_FILE_BYTES;

const BLOCK_BYTES: u64 = 4096;

/// What is wrong with another bundle on the medium.
#[derive(Debug)]
pub struct Harm {
    pub bundle: BundleId,
    pub what: HarmKind,
}

#[derive(Debug)]
pub enum HarmKind {
    Seal(SealProblem),
    Key(&'static str),
    /// A file is missing, has another size, or is blank where it must not be.
    File(String),
    Unreadable(StorageProblem),
}

impl HarmKind {
    /// What is wrong, as the ledger says it: no path, no name of a person's.
    pub fn word(&self) -> &'static str {
        match self {
            HarmKind::Seal(_) => "seal",
            HarmKind::Key(_) => "key",
            HarmKind::File(_) => "file",
            HarmKind::Unreadable(_) => "unreadable",
        }
    }
}

/// Where to look, and by what.
pub struct Neighbourhood<'a> {
    pub storage: &'a dyn Storage,
    pub bundles: &'a MediumPath,
    pub medium: MediumId,
    pub vault: VaultId,
    pub sealers: &'a [VerifyingKey],
    pub state: &'a State,
    pub with_keys: bool,
}

impl Neighbourhood<'_> {
    /// The bundles that the ledger says are on this medium, except one.
    pub fn others(
        &self,
        except: Option<BundleId>,
    ) -> impl Iterator<Item = (BundleId, &BundleState)> {
        self.state
            .bundles
            .iter()
            .filter(move |(id, _)| Some(**id) != except)
            .filter(|(_, bundle)| bundle.intended.is_none())
            .filter(|(_, bundle)| bundle.standing_copies().any(|(on, _)| on == self.medium))
            .map(|(id, bundle)| (*id, bundle))
    }

    /// Proves another bundle's seal.
    pub fn seal(
        &self,
        id: BundleId,
        known: &BundleState,
    ) -> Result<(MediumPath, Verified<Seal>), SealProblem> {
        let folder = self.bundles.join(&id.to_string()).map_err(StorageProblem::from)?;
        let against = Against { vault: self.vault, sealers: self.sealers, known: Some(known) };
        let seal = prove(self.storage, &folder, id, &against)?;
        Ok((folder, seal))
    }

    /// Looks at every other bundle.
    pub fn check(&self, except: Option<BundleId>) -> Vec<Harm> {
        self.others(except)
            .filter_map(|(bundle, known)| {
                let what = match self.seal(bundle, known) {
                    Err(problem) => Some(HarmKind::Seal(problem)),
                    Ok((folder, seal)) => self
                        .look(&folder, &seal, known)
                        .unwrap_or_else(|problem| Some(HarmKind::Unreadable(problem))),
                };
                what.map(|what| Harm { bundle, what })
            })
            .collect()
    }

    fn look(
        &self,
        folder: &MediumPath,
        seal: &Seal,
        known: &BundleState,
    ) -> Result<Option<HarmKind>, StorageProblem> {
        if let (true, Some(keys)) = (self.with_keys, known.keys) {
            for (name, sha256) in [(KEY, keys.key), (KEY_COPY, keys.key_copy)] {
                let bytes = files::read_bounded(self.storage, &folder.join(name)?, KEY_FILE_BYTES);
                let whole = matches!(bytes, Ok(Some(bytes)) if Digest::of(&bytes) == sha256);
                if !whole {
                    return Ok(Some(HarmKind::Key(name)));
                }
            }
        }
        for file in &seal.files {
            let path = folder.join(&file.name)?;
            let there = self
                .storage
                .facts(&path)?
                .is_some_and(|facts| facts.kind == Kind::File && facts.bytes == file.bytes);
            if !there || self.is_blank(&path, file.bytes)? {
                return Ok(Some(HarmKind::File(file.name.clone())));
            }
        }
        Ok(None)
    }

    /// Whether the first or last block is all zeros: what an erasure writes, and nothing encrypted is.
    fn is_blank(&self, path: &MediumPath, bytes: u64) -> Result<bool, StorageProblem> {
        let problem = |source| StorageProblem::of(Act::Read, path.as_str(), source);
        let mut file = self.storage.open(path)?;
        for at in [0, bytes.saturating_sub(BLOCK_BYTES)] {
            let mut block = Vec::new();
            file.seek(SeekFrom::Start(at)).map_err(problem)?;
            (&mut file).take(BLOCK_BYTES).read_to_end(&mut block).map_err(problem)?;
            if !block.is_empty() && block.iter().all(|byte| *byte == 0) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
