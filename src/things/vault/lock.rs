//! The lock of a home: one run at a time, and whose it is.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::names::LOCK;
use super::problem::VaultProblem;
use crate::powers::medium;
use crate::words::limits::KIB;

/// How often a lock is tried that bears nobody's name, and how long between.
const LOOKS_MAX: u32 = 40;
const LOOK_AGAIN_AFTER: std::time::Duration = std::time::Duration::from_millis(25);

/// The lock file, and whose it is while we hold it.
pub(super) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // The name of the holder is a courtesy; the lock itself goes with the handle.
        let _ = self.0.set_len(0);
    }
}

impl Lock {
    pub(super) fn take(root: &Path, holder: &str) -> Result<Lock, VaultProblem> {
        let path = root.join(LOCK);
        let io = |source| VaultProblem::Io { path: path.clone(), source };
        let mut file = medium::open_native_private(root)?.lock_file(LOCK)?;
        let mut looks = 0;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(std::fs::TryLockError::Error(source)) => return Err(io(source)),
                Err(std::fs::TryLockError::WouldBlock) => {}
            }
            let mut by = String::new();
            // Who holds it is told as far as it can be read.
            let _ = file.rewind().and_then(|()| (&file).take(KIB).read_to_string(&mut by));
            looks += 1;
            // Nobody's name: whoever holds it is only just beginning, or has ended and left the handle, for a
            // moment, to a program that it was starting.
            if !by.is_empty() || looks == LOOKS_MAX {
                let by = if by.is_empty() { "another run".into() } else { by };
                return Err(VaultProblem::InUse { by });
            }
            std::thread::sleep(LOOK_AGAIN_AFTER);
        }
        // The name is a courtesy: a full disk, say, is no reason not to begin.
        let name = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(holder.as_bytes())
        };
        let _ = name(&mut file);
        Ok(Lock(file))
    }
}
