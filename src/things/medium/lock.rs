//! One run at a time in a vault's folder on a drive. Two homes of a vault may reach the same drive at once, on one PC
//! or over a network, and what one is in the middle of writing looks unfinished to the other.
//!
//! The lock is the system's, on an empty file, and goes with the process. Where the file can't be made (a drive that is
//! read-only, say) or the file system has no locks, there is none.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::powers::medium::{self, same_folder};
use crate::things::vault::Vault;
use crate::words::ids::VaultId;

use super::MediumProblem;

/// What the file is called, in the vault's folder.
pub const LOCK: &str = "lock";
/// How often a lock is tried that another run holds, and how long between: one that only tells is soon done.
const LOOKS_MAX: u32 = 40;
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// The locks that a run holds, by the drive's place.
#[derive(Debug, Default)]
pub struct DriveLocks(Vec<(PathBuf, File)>);

impl DriveLocks {
    /// Takes the lock of a vault's folder on the drive at `path`, once; it is held until this value goes.
    pub fn take(&mut self, path: &Path, vault: VaultId) -> Result<(), MediumProblem> {
        if self.0.iter().any(|(held, _)| same_folder(held, path)) {
            return Ok(());
        }
        let name = format!("{}/{LOCK}", vault.folder());
        let file = medium::open_native(path).and_then(|drive| drive.lock_file(&name));
        let Ok(file) = file else { return Ok(()) };
        for _ in 0..LOOKS_MAX {
            match file.try_lock() {
                Ok(()) => {
                    self.0.push((path.to_path_buf(), file));
                    return Ok(());
                }
                Err(TryLockError::Error(_)) => return Ok(()),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_AGAIN_AFTER),
            }
        }
        Err(MediumProblem::InUse(path.to_path_buf()))
    }

    /// The same for a run that only looks at a drive: beside another run of this home, which may be writing there. A
    /// run that has the home to itself takes no lock: other homes write here seldom.
    pub fn look(&mut self, path: &Path, vault: &Vault) -> Result<(), MediumProblem> {
        match vault.is_beside() {
            true => self.take(path, vault.id),
            false => Ok(()),
        }
    }
}
