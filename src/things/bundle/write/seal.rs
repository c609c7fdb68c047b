//! Makes a bundle's seal and writes it; its signature, written last, is the commit.

use super::writing::Writing;
use crate::formats::commitments::CommitmentSecret;
use crate::formats::entry::FileFacts;
use crate::formats::seal::{Algorithms, Counts, Headers, Payload, Seal};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::rules::retention::ShownRule;
use crate::things::bundle::form::newest_mtime;
use crate::things::bundle::pack::Packed;
use crate::things::bundle::{SEAL, SEAL_SIGNATURE, file_of};
use crate::things::files;
use crate::words::digest::Digest;

/// Writes the seal and then its signature, each synced; says what must be read back.
pub fn write_seal(
    storage: &dyn Storage,
    folder: &MediumPath,
    seal: &[u8],
    signature: &[u8],
) -> Result<[FileFacts; 2], StorageProblem> {
    files::write_new(storage, &folder.join(SEAL)?, seal)?;
    storage.sync_folder(folder)?;
    files::write_new(storage, &folder.join(SEAL_SIGNATURE)?, signature)?;
    storage.sync_folder(folder)?;
    Ok([file_of(SEAL, seal), file_of(SEAL_SIGNATURE, signature)])
}

/// What the seal names by its hash alone.
pub(super) struct Hashes {
    pub(super) readme: Digest,
    pub(super) key_file: Digest,
    pub(super) recipient: Digest,
}

pub(super) fn seal_of(
    packed: &Packed,
    writing: &Writing<'_>,
    mut files: Vec<FileFacts>,
    index_header: Vec<u8>,
    secret: &CommitmentSecret,
    hashes: Hashes,
) -> Seal {
    let shown = writing.rules_shown.iter().zip(&writing.rules_whole).enumerate();
    let rules: Vec<ShownRule> =
        shown.map(|(n, (shown, whole))| shown.of(whole, secret.rule(n, whole))).collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let seal = Seal {
        algorithms: Algorithms::default(),
        bundle: writing.bundle,
        case: writing.case.as_ref().map(|(tag, _)| *tag),
        counts: Counts {
            bytes: packed.records.iter().map(|record| record.size).sum(),
            records: packed.records.len() as u64,
        },
        end: writing.end,
        files,
        headers: Headers { index: index_header, payload: packed.header.clone() },
        heads: writing.heads.clone(),
        key_file: hashes.key_file,
        newest_mtime: None,
        payload: Payload {
            plain_bytes: packed.plain_bytes,
            tar_bytes: packed.tar_bytes,
            volume_bytes: writing.volume_bytes,
            volumes: packed.volumes.len() as u64,
        },
        program: crate::PROGRAM.into(),
        readme: hashes.readme,
        recipient: hashes.recipient,
        rules,
        sealed_at: writing.stamp,
        supersedes: writing.supersedes.clone(),
        unread: Default::default(),
        vault: writing.vault,
    };
    Seal { newest_mtime: newest_mtime(&seal, &packed.records), ..seal }
}
