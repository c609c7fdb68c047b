//! Puts in order what a run that was cut off left on a drive, before anything is written there.

use crate::formats::entry::Role;
use crate::things::medium::Contact;
use crate::things::reconcile::{self, Means};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::ids::{BundleId, MediumId};

/// What was found of a run that was cut off.
#[derive(Debug, Default)]
pub struct PutInOrder {
    pub erased: Vec<BundleId>,
    /// A bundle stood on a drive, and only now in the ledger.
    pub taken_in: bool,
}

/// Takes in or erases what a run that was cut off has left in the outbox and on the drives; on `only` one of these,
/// where one was named.
pub fn put_in_order(
    session: &mut Session<'_, '_>,
    only: Option<MediumId>,
) -> Result<PutInOrder, Fault> {
    // Data first: a bundle that is taken in there needs its keys, wherever they are.
    let mut order: Vec<&Contact> = session.contacts.iter().collect();
    order.sort_by_key(|contact| !contact.has_role(Role::Data));
    let mut found = PutInOrder::default();
    let meant = |contact: &&Contact| only.is_none_or(|only| only == contact.label.medium);
    for contact in order.into_iter().filter(meant) {
        let done = reconcile::reconcile(
            &mut session.vault,
            &session.contacts,
            contact,
            &mut Means {
                stamp: session.stamp,
                random: session.world.random,
                watcher: session.world.watcher,
            },
        )
        .map_err(|problem| Fault::Unreconciled { label: contact.name.clone(), problem })?;
        found.erased.extend(done.erased);
        found.taken_in |= !done.taken_in.is_empty();
    }
    session.clear_outbox()?;
    Ok(found)
}
