//! Floor 4: the things that kluis keeps: a vault with its home and ledger, media, bundles, and the one door
//! through which a bundle can be destroyed.

pub mod bundle;
pub mod copy_to;
pub mod destruction;
pub mod device;
pub mod files;
pub mod finding;
pub mod first_contact;
pub mod joining;
pub mod ledger;
pub mod medium;
pub mod outbox;
pub mod reconcile;
pub mod recording;
pub mod search;
pub mod set_aside;
pub mod settings;
pub mod slots;
pub mod vault;
