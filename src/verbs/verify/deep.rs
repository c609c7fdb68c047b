//! Every record of one bundle opened and compared, with an identity.

use crate::formats::entry::Role;
use crate::formats::seal::Seal;
use crate::powers::asker::Act;
use crate::powers::envelope::{KeyProblem, Unopened};
use crate::powers::identity::Identity;
use crate::powers::medium::MediumPath;
use crate::things::bundle::deep::{self, Deep};
use crate::things::bundle::open::{BundlePlace, OpenProblem, bundle_identity};
use crate::things::bundle::proof::Verified;
use crate::things::finding::{Found, KeyFound, What};
use crate::things::medium::Contact;
use crate::verbs::session::Session;
use crate::words::ids::BundleId;

use super::report::{MediumReport, RecordHit, Report, UnopenedReport, push};

/// Opens a bundle and reports what is inside; where its key does not open, why.
pub(super) fn verify_deep(
    session: &Session<'_, '_>,
    contact: &Contact,
    seal: &Verified<Seal>,
    folder: &MediumPath,
    identities: &[Identity],
    medium: &mut MediumReport,
    report: &mut Report,
) {
    let place = BundlePlace { storage: contact.storage.clone(), folder: folder.clone() };
    let watcher = session.world.watcher;
    watcher.begin(Act::Verifying, seal.payload.plain_bytes);
    let deep = match open_key(session, contact, seal, &place, identities) {
        Ok(identity) => deep::verify(seal, &place, &identity, watcher),
        // Its key files were found changed, and that is said already.
        Err(OpenProblem::Key(_) | OpenProblem::NoKey)
            if key_is_faulty(report, contact, seal.bundle) =>
        {
            watcher.end();
            return;
        }
        // A key that is not here, or a whole key file that opens for nobody here, says nothing about the bundle.
        Err(problem) if is_no_finding(contact, &problem) => {
            watcher.end();
            let (medium, bundle) = (contact.name.clone(), seal.bundle);
            report.unopened.push(UnopenedReport { medium, bundle, problem });
            return;
        }
        Err(problem) => Err(problem),
    };
    watcher.end();
    tell(contact, seal.bundle, deep, medium, report);
}

/// Reports what was found inside a bundle.
pub(super) fn tell(
    contact: &Contact,
    bundle: BundleId,
    deep: Result<Deep, OpenProblem>,
    medium: &mut MediumReport,
    report: &mut Report,
) {
    match deep {
        Ok(deep) => {
            medium.records += deep.records;
            take_deep(contact, bundle, deep, report);
        }
        Err(problem) => {
            let found = match problem {
                OpenProblem::Key(_) | OpenProblem::NoKey | OpenProblem::OtherKey => {
                    Found::Key(KeyFound::Unopened(problem))
                }
                OpenProblem::NotAsSealed { .. }
                | OpenProblem::Unopened(_)
                | OpenProblem::Index(_)
                | OpenProblem::OtherIndex
                | OpenProblem::File(_) => Found::Closed(problem),
            };
            push(report, contact, Some(bundle), None, found);
        }
    }
}

/// Whether a bundle was not opened for want of a key or of the right identity, or for what is wrong with a key on
/// another drive.
fn is_no_finding(contact: &Contact, problem: &OpenProblem) -> bool {
    match problem {
        OpenProblem::NoKey | OpenProblem::Key(KeyProblem::Unopened(Unopened::NoIdentity)) => true,
        _ => !contact.has_role(Role::Keys),
    }
}

fn key_is_faulty(report: &Report, contact: &Contact, bundle: BundleId) -> bool {
    report.findings.iter().any(|finding| {
        finding.found.what() == What::Key
            && finding.bundle == Some(bundle)
            && finding.medium == contact.name
    })
}

/// The bundle's key from this drive, or from one that holds keys.
pub(super) fn open_key(
    session: &Session<'_, '_>,
    contact: &Contact,
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identities: &[Identity],
) -> Result<Identity, OpenProblem> {
    let mut problem = match bundle_identity(seal, place, identities) {
        Ok(identity) => return Ok(identity),
        Err(problem) => problem,
    };
    let others = session.contacts.others(contact.label.medium);
    for keys in others.filter(|keys| keys.has_role(Role::Keys)) {
        let place =
            BundlePlace { storage: keys.storage.clone(), folder: keys.bundle_folder(seal.bundle)? };
        match bundle_identity(seal, &place, identities) {
            Ok(identity) => return Ok(identity),
            // What is wrong with the key here comes before what is wrong with it elsewhere.
            Err(other) if matches!(problem, OpenProblem::NoKey) => problem = other,
            Err(_) => {}
        }
    }
    Err(problem)
}

fn take_deep(contact: &Contact, bundle: BundleId, deep: Deep, report: &mut Report) {
    for record in &deep.hit {
        let name = record.true_name().display();
        report.records_hit.push(RecordHit { medium: contact.name.clone(), bundle, record: name });
    }
    let mut finding = |wrong: bool, found: Found| {
        if wrong {
            push(report, contact, Some(bundle), None, found);
        }
    };
    let lost = deep.hit.len() as u64;
    finding(lost > 0, Found::Records { lost, of: deep.records });
    finding(deep.frames_lost > 0, Found::Frames { lost: deep.frames_lost });
    finding(deep.bag_differs, Found::Bag);
    finding(deep.commitments_differ, Found::Commitments);
    finding(deep.length_differs, Found::Length);
    for unlike in deep.unlike {
        finding(true, Found::Unlike(unlike));
    }
}
