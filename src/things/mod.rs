//! Floor 4: the things that kluis keeps: a vault with its home and ledger, media, bundles, and the one door
//! through which a bundle can be destroyed.

pub mod bundle;
pub(crate) mod copy_to;
pub mod destruction;
pub(crate) mod device;
pub(crate) mod files;
pub(crate) mod finding;
pub(crate) mod first_contact;
pub(crate) mod joining;
pub mod ledger;
pub mod medium;
pub(crate) mod outbox;
pub(crate) mod reconcile;
pub(crate) mod recording;
pub(crate) mod search;
pub(crate) mod set_aside;
pub(crate) mod settings;
pub(crate) mod slots;
pub mod statements;
pub mod vault;
