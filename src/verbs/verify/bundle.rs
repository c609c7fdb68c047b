//! One bundle's files on one drive, read without an identity: seal, sizes and hashes, parity, keys, readme.

use std::collections::BTreeMap;

use crate::formats::entry::{FileFacts, Role};
use crate::formats::seal::Seal;
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::things::bundle::fixity::{FileFault, Fixity};
use crate::things::bundle::parity::{self, check::Standing};
use crate::things::bundle::proof::{
    Against, SealProblem, Verified, disagreement, files_in_order, prove,
};
use crate::things::bundle::{KEY, KEY_COPY, README, SEAL, SEAL_SIGNATURE};
use crate::things::files::{self, FileProblem};
use crate::things::finding::{Found, ParityFound, TextFound};
use crate::things::ledger::state::BundleState;
use crate::things::medium::Contact;
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::{KEY_FILE_BYTES, README_BYTES_MAX, SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::apart::key_found;
use super::report::{Report, push};

/// A seal that holds, its folder, and the files that it names, oldest first.
pub(super) type Proven = (Verified<Seal>, MediumPath, Vec<FileFacts>);

/// Proves a bundle's seal; what is wrong with it is a finding.
pub(super) fn proven(
    session: &Session<'_, '_>,
    contact: &Contact,
    id: BundleId,
    known: &BundleState,
    report: &mut Report,
) -> Option<Proven> {
    let sealers = session.vault.sealers();
    let against = Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
    let proof = contact
        .bundle_folder(id)
        .map_err(SealProblem::from)
        .and_then(|folder| Ok((prove(&*contact.storage, &folder, id, &against)?, folder)));
    match proof {
        Ok((seal, folder)) => {
            if let Err(problem) = session.vault.ledger.check_heads(&seal.heads) {
                push(report, contact, Some(id), None, Found::Heads(problem));
            }
            if let Some(field) = disagreement(known, &seal) {
                push(report, contact, Some(id), None, Found::Disagrees { field });
            }
            let files = files_in_order(&seal);
            Some((seal, folder, files))
        }
        Err(problem) if problem.is_damage() => damaged(session, contact, id, problem, report),
        Err(problem) => {
            push(report, contact, Some(id), None, Found::Seal(problem));
            None
        }
    }
}

/// A seal that is damaged or gone: the home's copy says which of its two files differ, and by that one the rest of the
/// bundle is read.
fn damaged(
    session: &Session<'_, '_>,
    contact: &Contact,
    id: BundleId,
    problem: SealProblem,
    report: &mut Report,
) -> Option<Proven> {
    let folder = contact.bundle_folder(id).ok()?;
    let Some(seal) = session.seal_at_home(id) else {
        push(report, contact, Some(id), None, Found::Seal(problem));
        return None;
    };
    for (name, bytes, bytes_max) in [
        (SEAL, seal.bytes(), SEAL_BYTES_MAX),
        (SEAL_SIGNATURE, seal.signature(), SIGNATURE_BYTES_MAX),
    ] {
        let there = folder
            .join(name)
            .map_err(|problem| StorageProblem::from(problem).into())
            .and_then(|path| files::read_bounded(&*contact.storage, &path, bytes_max));
        let fault = match there {
            Ok(Some(there)) if there == bytes => continue,
            Ok(Some(there)) => FileFault::Bytes { found: Digest::of(&there) },
            Ok(None) => FileFault::Missing,
            Err(FileProblem::TooLarge { bytes, .. }) => FileFault::Size { found: bytes },
            Err(FileProblem::Storage(problem)) => FileFault::Unreadable(problem),
        };
        push(report, contact, Some(id), Some(name.into()), Found::File(fault));
    }
    let files = files_in_order(&seal);
    Some((seal, folder, files))
}

pub(super) fn take_faults(
    contact: &Contact,
    bundle: BundleId,
    fixity: Fixity,
    report: &mut Report,
) {
    for (name, fault) in fixity.faults {
        push(report, contact, Some(bundle), Some(name), Found::File(fault));
    }
}

/// Parity must be whole, and must be there on a drive that has it; what is wrong with it is none of the bundle's
/// faults.
pub(super) fn check_parity(
    session: &Session<'_, '_>,
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<Seal>,
    report: &mut Report,
) {
    for plan in parity::sets_of(seal) {
        let found = match parity::check::check(&*contact.storage, folder, &plan) {
            Ok((Standing::Whole { .. }, _)) => continue,
            Ok((Standing::Absent, _)) if !session.vault.config.has_parity_on(&contact.name) => {
                continue;
            }
            Ok((Standing::Absent, _)) => ParityFound::Missing,
            Ok((Standing::Damaged { recovery: 0 }, _)) => ParityFound::Spent,
            Ok((Standing::Damaged { recovery }, _)) => {
                ParityFound::Damaged { recovery, of: plan.recovery }
            }
            Err(problem) => ParityFound::Unreadable(problem),
        };
        let found = Found::Parity(found);
        push(report, contact, Some(seal.bundle), Some(plan.name.clone()), found);
    }
}

/// Both key twins must be there, alike, and the ones that the ledger names.
pub(super) fn check_keys(
    contact: &Contact,
    folder: &MediumPath,
    bundle: BundleId,
    expected: &BTreeMap<BundleId, BundleState>,
    report: &mut Report,
) {
    if !contact.has_role(Role::Keys) {
        return;
    }
    let known = expected.get(&bundle);
    let due = known.map(|known| known.key_file_on(contact.label.medium).1);
    for name in [KEY, KEY_COPY] {
        let bytes = folder
            .join(name)
            .map_err(|problem| StorageProblem::from(problem).into())
            .and_then(|path| files::read_bounded(&*contact.storage, &path, KEY_FILE_BYTES));
        let fault = match bytes {
            Ok(Some(bytes)) => {
                let found = Digest::of(&bytes);
                if Some(found) == due {
                    continue;
                }
                FileFault::Bytes { found }
            }
            Ok(None) => FileFault::Missing,
            Err(FileProblem::TooLarge { bytes, .. }) => FileFault::Size { found: bytes },
            Err(FileProblem::Storage(problem)) => FileFault::Unreadable(problem),
        };
        let found = Found::Key(key_found(known, fault));
        push(report, contact, Some(bundle), Some(name.into()), found);
    }
}

/// The ten lines in a bundle's folder must be those that the seal names: they tell an heir what to type.
pub(super) fn check_readme(
    contact: &Contact,
    folder: &MediumPath,
    seal: &Verified<Seal>,
    report: &mut Report,
) {
    let bytes = folder
        .join(README)
        .map_err(|problem| StorageProblem::from(problem).into())
        .and_then(|path| files::read_bounded(&*contact.storage, &path, README_BYTES_MAX));
    if !matches!(bytes, Ok(Some(bytes)) if Digest::of(&bytes) == seal.readme) {
        let found = Found::Text(TextFound::NotAsSealed);
        push(report, contact, Some(seal.bundle), Some(README.into()), found);
    }
}
