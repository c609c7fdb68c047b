//! Where nothing mends a bundle: which of its records are lost, and how many can still be had. Needs an identity
//! that is given or lies in the clear: nobody is asked for a passphrase. Without one the damage is only said.

use crate::powers::asker::Act;
use crate::things::bundle::deep;
use crate::things::bundle::open::{BundlePlace, bundle_identity};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::verbs::verify::RecordHit;
use crate::words::ids::MediumId;

use super::Report;
use super::bundle::Damaged;

/// Opens the damaged bundles, if an identity can be opened, and names the records that are lost.
pub fn look(
    session: &mut Session<'_, '_>,
    on: MediumId,
    damaged: &[Damaged],
    report: &mut Report,
) -> Result<(), Fault> {
    if damaged.is_empty() {
        return Ok(());
    }
    let given = session.world.access.open_given(&session.vault);
    let Ok(Some(identities)) = given else { return Ok(()) };
    let contact = session.in_contact(on)?;
    let watcher = session.world.watcher;
    for Damaged { seal, folder } in damaged {
        let place = BundlePlace { storage: contact.storage.clone(), folder: folder.clone() };
        watcher.begin(Act::Verifying, seal.payload.plain_bytes);
        let opened = bundle_identity(seal, &place, &identities)
            .and_then(|identity| deep::verify(seal, &place, &identity, watcher));
        watcher.end();
        if watcher.interrupted() {
            return Err(Fault::Interrupted);
        }
        // Without key or index nothing is known of single records; reader.py on the drive still looks for them.
        let Ok(deep) = opened else { continue };
        let left = deep.records - deep.hit.len() as u64;
        report.records_left = Some(report.records_left.unwrap_or_default() + left);
        report.records_hit.extend(deep.hit.iter().map(|record| RecordHit {
            medium: contact.name.clone(),
            bundle: seal.bundle,
            record: record.true_name().display(),
        }));
    }
    Ok(())
}
