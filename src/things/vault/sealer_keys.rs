//! The sealer's private key in the home, and the one that is about to take its place.
//!
//! A key is replaced in four steps, each synced: the new key beside the old one; the ledger's entry with the home's
//! memory, signed by the new key; the new key in the old one's place; the first copy removed. A run that is cut off
//! between them leaves two keys, and the ledger says which of them is the sealer's.

use std::path::Path;

use zeroize::Zeroizing;

use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::{Namespace, SigningKey};
use crate::things::files;
use crate::things::ledger::sealers::Sealers;
use crate::things::ledger::state::State;

use super::read::read_text;
use super::{SEALER, SEALER_NEXT, SEALER_PUBLIC, VaultProblem, spares};

/// The key that stands in its place, if it can be read, and the next one, if there is one.
pub(super) struct SealerKeys {
    standing: Option<SigningKey>,
    next: Option<SigningKey>,
}

impl SealerKeys {
    pub(super) fn read(home: &dyn Storage, root: &Path) -> Result<SealerKeys, VaultProblem> {
        let key = |name| {
            let text = read_text(home, root, name).map(Zeroizing::new)?;
            SigningKey::from_openssh(&text).map_err(|_| VaultProblem::Broken(root.join(name)))
        };
        let next = MediumPath::parse(SEALER_NEXT).map_err(StorageProblem::from)?;
        let next = match home.facts(&next)? {
            Some(_) => key(SEALER_NEXT).ok(),
            None => None,
        };
        match (key(SEALER), next) {
            // It was being put there when a run was cut off.
            (standing, next @ Some(_)) => Ok(SealerKeys { standing: standing.ok(), next }),
            (standing, None) => Ok(SealerKeys { standing: Some(standing?), next: None }),
        }
    }

    /// Whether one of them signed the home's memory.
    pub(super) fn signed(&self, bytes: &[u8], signature: &[u8]) -> bool {
        let mut keys = self.standing.iter().chain(&self.next);
        keys.any(|key| key.public().verify(Namespace::Medium, bytes, signature).is_ok())
    }

    /// The key that this home signs with; what a run that was cut off left is ended.
    pub(super) fn settle(
        self,
        home: &dyn Storage,
        state: &State,
    ) -> Result<SigningKey, StorageProblem> {
        let sealers = Sealers::of(&state.signers, state.quarantine.clone());
        let current = |key: &SigningKey| sealers.current().contains(&key.public());
        match (self.standing, self.next) {
            (None, Some(next)) => {
                SealerKeys::put_in_place(home, &next)?;
                Ok(next)
            }
            (Some(_), Some(next)) if current(&next) => {
                SealerKeys::put_in_place(home, &next)?;
                Ok(next)
            }
            (Some(standing), Some(_)) => {
                SealerKeys::forget_next(home)?;
                Ok(standing)
            }
            (Some(standing), None) => Ok(standing),
            (None, None) => unreachable!("read() gives one at least"),
        }
    }

    /// Writes the key that is to take the sealer's place beside it.
    pub(super) fn announce(home: &dyn Storage, key: &SigningKey) -> Result<(), StorageProblem> {
        write(home, SEALER_NEXT, key.to_openssh().as_bytes())
    }

    /// Writes the key in the sealer's place, and removes its first copy.
    pub(super) fn put_in_place(home: &dyn Storage, key: &SigningKey) -> Result<(), StorageProblem> {
        write(home, SEALER, key.to_openssh().as_bytes())?;
        let public = format!("{}\n", key.public());
        write(home, SEALER_PUBLIC, public.as_bytes())?;
        spares::keep(home, SEALER, key.to_openssh().as_bytes())?;
        spares::keep(home, SEALER_PUBLIC, public.as_bytes())?;
        SealerKeys::forget_next(home)
    }

    fn forget_next(home: &dyn Storage) -> Result<(), StorageProblem> {
        let path = MediumPath::parse(SEALER_NEXT)?;
        if home.facts(&path)?.is_some() {
            files::erase(home, &path)?;
            home.sync_folder(&MediumPath::parse("signing")?)?;
        }
        Ok(())
    }
}

fn write(home: &dyn Storage, name: &str, bytes: &[u8]) -> Result<(), StorageProblem> {
    files::write_over(home, &MediumPath::parse(name)?, bytes)?;
    home.sync_folder(&MediumPath::parse("signing")?)
}
