//! Which copies hold *now*: read back in this run against the seal, keys with them. What the door asks for before a
//! spare copy may go.

use crate::formats::entry::{self, FileFacts};
use crate::powers::asker::Watcher;
use crate::powers::medium::{ReadBack, StorageProblem};
use crate::things::bundle::fixity::read_back;
use crate::things::bundle::proof::{Against, files_in_order, prove};
use crate::things::bundle::{KEY, KEY_COPY};
use crate::things::medium::Contact;
use crate::things::vault::Vault;
use crate::words::ids::{BundleId, MediumId};
use crate::words::limits::KEY_FILE_BYTES;

/// A copy that was read whole in this run, past the cache, and holds. Only [`holds_now`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldsNow {
    bundle: BundleId,
    medium: MediumId,
}

impl HoldsNow {
    pub fn bundle(&self) -> BundleId {
        self.bundle
    }

    pub fn medium(&self) -> MediumId {
        self.medium
    }
}

/// Reads one copy whole. None where it does not hold, or where the system may have answered from memory.
pub fn holds_now(
    vault: &Vault,
    contact: &Contact,
    bundle: BundleId,
    watcher: &dyn Watcher,
) -> Result<Option<HoldsNow>, StorageProblem> {
    let Some(known) = vault.state.bundles.get(&bundle) else { return Ok(None) };
    let folder = contact.bundle_folder(bundle)?;
    let sealers = vault.sealers();
    let against = Against { vault: vault.id, sealers: &sealers, known: Some(known) };
    let Ok(seal) = prove(&*contact.storage, &folder, bundle, &against) else { return Ok(None) };
    let mut files = files_in_order(&seal);
    if contact.has_role(entry::Role::Keys) {
        let Some(keys) = known.keys else { return Ok(None) };
        for (name, sha256) in [(KEY, keys.key), (KEY_COPY, keys.key_copy)] {
            files.push(FileFacts { bytes: KEY_FILE_BYTES, name: name.into(), sha256 });
        }
    }
    let fixity = read_back(&*contact.storage, &folder, &files, watcher);
    let holds = fixity.holds() && fixity.how == Some(ReadBack::PastCache);
    Ok(holds.then_some(HoldsNow { bundle, medium: contact.label.medium }))
}
