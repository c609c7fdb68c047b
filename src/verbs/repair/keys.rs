//! The wrapped keys of one bundle on the drive that is repaired. The twins mend each other, and so do those of other
//! drives: with bytes that hash to what the seal, or the disposer, says. A key file that was right before is worth
//! more than an entry: it is written over only after an identity has opened the newer one.

use crate::formats::entry::Role;
use crate::formats::seal::Seal;
use crate::powers::envelope::open_key_file;
use crate::powers::identity::Identity;
use crate::powers::medium::ReadBack;
use crate::things::bundle::file_of;
use crate::things::bundle::fixity::{FileFault, read_back};
use crate::things::bundle::parity::mend::put_back;
use crate::things::bundle::proof::{Verified, disagreement};
use crate::things::bundle::{KEY, Place, key_files};
use crate::things::finding::{Found, KeyFound};
use crate::things::ledger::state::BundleState;
use crate::things::medium::Contact;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::verbs::verify::key_found;
use crate::verbs::wrapped;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::KEY_FILE_BYTES;

use super::{MendReport, MendedFrom, Report};

/// Mends the keys of one bundle on a drive that holds keys alone.
pub fn repair_keys(
    session: &Session<'_, '_>,
    contact: &Contact,
    id: BundleId,
    known: &BundleState,
    identities: &[Identity],
    report: &mut Report,
) -> Result<(), Fault> {
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let Some(seal) = session.any_seal(id) else {
        report.find(Some(id), None, Found::Key(KeyFound::NoSeal));
        return Ok(());
    };
    let folder = contact.bundle_folder(id).map_err(stored)?;
    contact.storage.make_folders(&folder).map_err(stored)?;
    let at = Place { storage: &*contact.storage, folder: &folder };
    mend_keys(session, contact, known, at, &seal, identities, report)?;
    report.files += 2;
    report.bytes += 2 * KEY_FILE_BYTES;
    Ok(())
}

/// Mends the twins in one place, by the seal.
pub fn mend_keys(
    session: &Session<'_, '_>,
    contact: &Contact,
    known: &BundleState,
    at: Place<'_>,
    seal: &Verified<Seal>,
    identities: &[Identity],
    report: &mut Report,
) -> Result<(), Fault> {
    let (generation, due) = known.key_file_on(contact.label.medium);
    if let Some(field) = disagreement(known, seal) {
        report.find(Some(seal.bundle), Some(KEY.into()), Found::Disagrees { field });
        return Ok(());
    }
    let watcher = session.world.watcher;
    let found = read_back(at.storage, at.folder, &key_files(due), watcher);
    if watcher.interrupted() {
        return Err(Fault::Interrupted);
    }
    if found.how == Some(ReadBack::Cached) {
        report.read_back = ReadBack::Cached;
    }
    for (name, fault) in found.faults {
        let bundle = Some(seal.bundle);
        let Some(source) = source(session, contact, known, (seal.bundle, at), due, report) else {
            let found = KeyFound::NotMended { found: Box::new(key_found(Some(known), fault)) };
            report.find(bundle, Some(name), Found::Key(found));
            continue;
        };
        let was_right = matches!(&fault, FileFault::Bytes { found } if known.had_key_file(found));
        if was_right && !opens(&source.bytes, seal, identities) {
            report.find(bundle, Some(name), Found::Key(KeyFound::Unproven { generation }));
            continue;
        }
        match put_back(at, &file_of(&name, &source.bytes), &source.bytes) {
            Ok(()) => report.mended.push(MendReport {
                bundle,
                file: name,
                from: source.from,
                medium: source.medium,
                slices: None,
            }),
            Err(problem) => {
                report.find(bundle, Some(name), Found::Key(KeyFound::NotWritten(problem)));
            }
        }
    }
    Ok(())
}

/// Whether one of the identities opens a key file, and what is inside is the bundle's own.
fn opens(bytes: &[u8], seal: &Verified<Seal>, identities: &[Identity]) -> bool {
    let opened = open_key_file(bytes, identities);
    opened.is_ok_and(|identity| identity.recipient().digest() == seal.recipient)
}

/// A whole key file, and where it was found.
struct Source {
    bytes: Vec<u8>,
    from: MendedFrom,
    medium: Option<String>,
}

/// Looks for the right bytes: first beside the place, then on the other drives. One of those whose files are not what
/// was wrapped either is told.
fn source(
    session: &Session<'_, '_>,
    contact: &Contact,
    known: &BundleState,
    (id, at): (BundleId, Place<'_>),
    due: Digest,
    report: &mut Report,
) -> Option<Source> {
    if let (Some(bytes), _) = wrapped::read(at, due) {
        return Some(Source { bytes, from: MendedFrom::Twin, medium: None });
    }
    let others = session.contacts.others(contact.label.medium);
    for other in others.filter(|other| other.has_role(Role::Keys)) {
        let Ok(folder) = other.bundle_folder(id) else { continue };
        let (bytes, faults) =
            wrapped::read(Place { storage: &*other.storage, folder: &folder }, due);
        let due_there = known.key_file_on(other.label.medium).1 == due;
        if due_there
            && wrapped::is_on(known, other)
            && let Some((file, fault)) = faults.into_iter().next()
            && session.still_there(other.label.medium).is_ok()
        {
            let label = other.name.clone();
            let fault = Fault::Damaged { label: label.clone(), bundle: id, file, fault };
            report.lends_nothing(fault, label);
        }
        if let Some(bytes) = bytes {
            let medium = Some(other.name.clone());
            return Some(Source { bytes, from: MendedFrom::Copy, medium });
        }
    }
    None
}
