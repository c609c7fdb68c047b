//! A seal that was proven: its signature held, it is of this vault and this folder, and it is the one that the
//! ledger names. Nothing reads a bundle without it.

use serde::Serialize;

use crate::formats::entry::{FileFacts, Unreadable};
use crate::formats::seal::Seal;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::{Namespace, VerifyingKey};
use crate::things::files::{self, FileProblem};
use crate::things::ledger::state::BundleState;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};
use crate::words::limits::{SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::{SEAL, SEAL_SIGNATURE};

/// Exists only because a signature held. Made by [`prove`].
#[derive(Debug, Clone)]
pub struct Verified<T> {
    value: T,
    bytes: Vec<u8>,
    signature: Vec<u8>,
}

impl<T> Verified<T> {
    /// The bytes that were signed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes of the signature that held.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The hash of the document's bytes.
    pub fn sha256(&self) -> Digest {
        Digest::of(&self.bytes)
    }
}

impl<T> std::ops::Deref for Verified<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Why a folder holds no bundle of this vault.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error, Serialize)]
#[error("{self:?}")]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum SealProblem {
    /// Neither seal nor signature: the bundle was never finished, or is gone.
    Unsealed,
    Signature,
    Unreadable(#[serde(skip)] Unreadable),
    OtherVault,
    OtherBundle {
        found: BundleId,
    },
    OtherSeal {
        known: Digest,
        found: Digest,
    },
    NotInLedger,
    File(
        #[from]
        #[serde(skip)]
        FileProblem,
    ),
}

impl SealProblem {
    /// Whether damage can make this. A signature that does not hold proves nothing, not even an attack: the seal that
    /// was written may lie elsewhere. One that holds over something else is nobody's rot.
    pub fn is_damage(&self) -> bool {
        match self {
            SealProblem::Unsealed | SealProblem::Signature | SealProblem::File(_) => true,
            SealProblem::Unreadable(_)
            | SealProblem::OtherVault
            | SealProblem::OtherBundle { .. }
            | SealProblem::OtherSeal { .. }
            | SealProblem::NotInLedger => false,
        }
    }
}

impl From<StorageProblem> for SealProblem {
    fn from(problem: StorageProblem) -> Self {
        SealProblem::File(problem.into())
    }
}

/// What a seal is held against.
pub struct Against<'a> {
    /// The vault that it must be of.
    pub vault: VaultId,
    /// The keys of all sealers that ever were, the present one included.
    pub sealers: &'a [VerifyingKey],
    /// What the ledger says of the bundle; none where it is not known.
    pub known: Option<&'a BundleState>,
}

/// Reads and proves the seal of a bundle's folder.
pub fn prove(
    storage: &dyn Storage,
    folder: &MediumPath,
    bundle: BundleId,
    against: &Against<'_>,
) -> Result<Verified<Seal>, SealProblem> {
    as_listed(prove_unlisted(storage, folder, bundle, against)?, against)
}

/// Proves the seal of a bundle that the ledger has not heard of: of a run that was cut off just before.
pub fn prove_unlisted(
    storage: &dyn Storage,
    folder: &MediumPath,
    bundle: BundleId,
    against: &Against<'_>,
) -> Result<Verified<Seal>, SealProblem> {
    let (bytes, signature) = read_both(storage, folder)?;
    signed(bytes, signature, bundle, against)
}

/// Proves a seal that was read already.
pub fn prove_bytes(
    bytes: Vec<u8>,
    signature: Vec<u8>,
    bundle: BundleId,
    against: &Against<'_>,
) -> Result<Verified<Seal>, SealProblem> {
    as_listed(signed(bytes, signature, bundle, against)?, against)
}

/// The seal must be the very one that the ledger names: another one, however well signed, is none.
fn as_listed(seal: Verified<Seal>, against: &Against<'_>) -> Result<Verified<Seal>, SealProblem> {
    let found = seal.sha256();
    match against.known {
        None => Err(SealProblem::NotInLedger),
        Some(known) if known.seal != found => {
            Err(SealProblem::OtherSeal { known: known.seal, found })
        }
        Some(_) => Ok(seal),
    }
}

/// What both the ledger and the seal say of a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SealField {
    /// The seal's own hash.
    Seal,
    /// The rules.
    Rules,
    /// The end.
    End,
    /// The case, as a tag.
    Case,
    /// How many records.
    Records,
    /// The sum of their sizes.
    Bytes,
    /// The hash of the first key file.
    KeyFile,
}

/// The first thing in which the ledger's word on a bundle is not its seal's. The seal can't be replaced; an entry about
/// it is one line that whoever has the sealer's key can write.
pub fn disagreement(known: &BundleState, seal: &Verified<Seal>) -> Option<SealField> {
    let said = [
        (SealField::Seal, known.seal == seal.sha256()),
        (SealField::Rules, known.rules == seal.rules),
        (SealField::End, known.end == seal.end),
        (SealField::Case, known.case == seal.case),
        (SealField::Records, known.records == seal.counts.records),
        (SealField::Bytes, known.bytes == seal.counts.bytes),
        (SealField::KeyFile, known.key_files.get(&1) == Some(&seal.key_file)),
    ];
    said.iter().find(|(_, agrees)| !agrees).map(|(field, _)| *field)
}

fn read_both(
    storage: &dyn Storage,
    folder: &MediumPath,
) -> Result<(Vec<u8>, Vec<u8>), SealProblem> {
    let read = |name: &str, bytes_max| {
        let path = folder.join(name).map_err(StorageProblem::from)?;
        files::read_bounded(storage, &path, bytes_max)?.ok_or(SealProblem::Unsealed)
    };
    Ok((read(SEAL, SEAL_BYTES_MAX)?, read(SEAL_SIGNATURE, SIGNATURE_BYTES_MAX)?))
}

/// First the signature over the raw bytes, then the parsing, then whose it is.
fn signed(
    bytes: Vec<u8>,
    signature: Vec<u8>,
    bundle: BundleId,
    against: &Against<'_>,
) -> Result<Verified<Seal>, SealProblem> {
    let holds = |key: &VerifyingKey| key.verify(Namespace::Seal, &bytes, &signature).is_ok();
    if !against.sealers.iter().any(holds) {
        return Err(SealProblem::Signature);
    }
    let value = Seal::read(&bytes).map_err(SealProblem::Unreadable)?;
    if value.vault != against.vault {
        return Err(SealProblem::OtherVault);
    }
    if value.bundle != bundle {
        return Err(SealProblem::OtherBundle { found: value.bundle });
    }
    Ok(Verified { value, bytes, signature })
}

/// The sealed files in the order in which they were written: payload volumes, index, commitments, sums.
pub fn files_in_order(seal: &Seal) -> Vec<FileFacts> {
    let (payload, rest): (Vec<FileFacts>, Vec<FileFacts>) =
        seal.files.iter().cloned().partition(|file| file.name.starts_with("payload-"));
    let (sums, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|f| f.name == super::SUMS);
    payload.into_iter().chain(others).chain(sums).collect()
}
