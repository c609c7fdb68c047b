//! How a run begins: the vault and its drives, looked at before anything is written.

use std::path::Path;

use crate::things::bundle::open::BundlePlace;
use crate::things::medium::{Accept, MediumProblem};
use crate::verbs::copying;
use crate::verbs::fault::Fault;
use crate::verbs::session::{Session, World};
use crate::words::ids::{BundleId, MediumId};

/// Opens the vault for a run. The ledgers of all drives that are here are heard before anybody decides: a hold may
/// stand on one.
pub(super) fn open<'a, 'w>(
    world: &'a mut World<'w>,
    home: &Path,
    verb: &str,
) -> Result<Session<'a, 'w>, Fault> {
    let mut session = Session::open(world, home, verb)?;
    session.contact_all(Accept::Current).map_err(|fault| match fault {
        Fault::Medium(problem) if !matches!(problem, MediumProblem::InUse(_)) => {
            Fault::Unheard(problem)
        }
        fault => fault,
    })?;
    Ok(session)
}

/// Looks at the drives that are here, before anything is written to them.
pub(super) fn look_first(session: &mut Session<'_, '_>) -> Result<(), Fault> {
    session.settle_recipients()?;
    copying::look_first(session, None)?;
    copying::refuse_lost(session, &session.contacts)?;
    copying::put_in_order(session, None)?;
    Ok(())
}

/// Where a bundle lies on a drive that is here.
pub(super) fn place(
    session: &Session<'_, '_>,
    on: MediumId,
    bundle: BundleId,
) -> Result<BundlePlace, Fault> {
    let contact = session.in_contact(on)?;
    let folder = contact.bundle_folder(bundle).map_err(Fault::on(&contact.name))?;
    Ok(BundlePlace { storage: contact.storage.clone(), folder })
}
