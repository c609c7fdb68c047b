//! A drive that holds keys alone: both twins of each bundle's key, read back past the cache and held against the
//! ledger, which is all that says what they must be.

use std::collections::BTreeMap;

use crate::formats::entry::Role;
use crate::powers::asker::Act;
use crate::powers::medium::ReadBack;
use crate::things::bundle::fixity::{FileFault, read_back};
use crate::things::bundle::key_files;
use crate::things::finding::{Found, KeyFound};
use crate::things::ledger::state::BundleState;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::KEY_FILE_BYTES;

use super::{FindingReport, MediumReport, Report};

/// Reads the twins of every bundle that the ledger places on the drive; nothing where bundles lie there too.
pub(super) fn verify(
    session: &Session<'_, '_>,
    on: MediumId,
    expected: &BTreeMap<BundleId, BundleState>,
    medium: &mut MediumReport,
    report: &mut Report,
) -> Result<(), Fault> {
    let contact = session.in_contact(on)?;
    if contact.has_role(Role::Data) {
        return Ok(());
    }
    let watcher = session.world.watcher;
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    watcher.begin(Act::Verifying, expected.len() as u64 * 2 * KEY_FILE_BYTES);
    for (bundle, known) in expected {
        let folder = contact.bundle_folder(*bundle).map_err(stored)?;
        let (_, sha256) = known.key_file_on(on);
        let found = read_back(&*contact.storage, &folder, &key_files(sha256), watcher);
        if watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        medium.files += 2;
        medium.bytes += found.bytes;
        if found.how == Some(ReadBack::Cached) {
            medium.read_back = ReadBack::Cached;
        }
        report.findings.extend(found.faults.into_iter().map(|(file, fault)| FindingReport {
            medium: contact.name.clone(),
            bundle: Some(*bundle),
            file: Some(file),
            found: Found::Key(key_found(Some(known), fault)),
        }));
    }
    watcher.end();
    Ok(())
}

/// What is wrong with a key file of this bundle.
pub(in crate::verbs) fn key_found(known: Option<&BundleState>, fault: FileFault) -> KeyFound {
    match fault {
        FileFault::Bytes { found } if known.is_some_and(|known| known.had_key_file(&found)) => {
            KeyFound::Earlier
        }
        FileFault::Missing => KeyFound::Missing,
        FileFault::Unreadable(problem) => KeyFound::Unreadable(problem),
        FileFault::NotAFile | FileFault::Size { .. } | FileFault::Bytes { .. } => KeyFound::Other,
    }
}
