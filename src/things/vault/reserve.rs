//! The home's reserve, as each drive has one: room that is given up when the PC's disk is full, so that what was done
//! can still be recorded. A full disk must bar neither a destruction nor a lost drive's entry.

use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::words::limits::HOME_RESERVE_BYTES;

/// The file in a home.
const RESERVE: &str = "reserve.bin";

/// Does something that writes small files; where the disk is full it is tried again without the reserve.
pub fn with<T>(
    home: &dyn Storage,
    mut act: impl FnMut() -> Result<T, StorageProblem>,
) -> Result<T, StorageProblem> {
    match act() {
        Err(full @ StorageProblem::Full { .. }) => match give_up(home)? {
            true => act(),
            false => Err(full),
        },
        other => other,
    }
}

/// Makes the reserve where it is missing and there is room for it several times over. Without it nothing is wrong yet:
/// what keeps it from being made is no reason to stop.
pub fn keep(home: &dyn Storage) {
    let Ok(path) = MediumPath::parse(RESERVE) else { return };
    let there = home.facts(&path).ok().flatten();
    let room = || home.free_bytes().is_ok_and(|free| free > 4 * HOME_RESERVE_BYTES);
    if there.is_none_or(|facts| facts.bytes != HOME_RESERVE_BYTES) && room() {
        let _ = files::write_over(home, &path, &vec![0; HOME_RESERVE_BYTES as usize]);
    }
}

/// Gives its room back; false where there is none.
fn give_up(home: &dyn Storage) -> Result<bool, StorageProblem> {
    let path = MediumPath::parse(RESERVE)?;
    if home.facts(&path)?.is_none() {
        return Ok(false);
    }
    home.remove_file(&path)?;
    home.sync_folder(&MediumPath::root())?;
    Ok(true)
}
