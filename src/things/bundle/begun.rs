//! A bundle's folder that a run has made and not committed. It proves that what lies there is the run's own litter: a
//! folder that was there before is nobody's to erase unseen.

use crate::powers::medium::{MediumPath, Storage, StorageProblem};

/// A folder that this very run made. [`Begun::make`] alone gives one, and it ends where the bundle is committed.
#[derive(Debug)]
pub struct Begun {
    folder: MediumPath,
}

/// Why nothing was committed, and what was begun; nothing where no folder could be made.
#[derive(Debug)]
pub struct Uncommitted<P> {
    pub problem: P,
    pub begun: Option<Begun>,
}

impl Begun {
    /// Makes a bundle's folder, and its name safe: a folder that is lost with the power takes all in it along, synced
    /// or not. Refuses one that is there.
    pub fn make(storage: &dyn Storage, folder: &MediumPath) -> Result<Begun, StorageProblem> {
        storage.make_folder(folder)?;
        let synced = folder.parent().map_or(Ok(()), |parent| storage.sync_folder(&parent));
        if synced.is_err() {
            let _ = storage.remove_folder(folder);
        }
        synced.map(|()| Begun { folder: folder.clone() })
    }

    /// The folder, for whoever erases what stands in it.
    pub fn into_folder(self) -> MediumPath {
        self.folder
    }
}

impl<P: From<StorageProblem>> From<StorageProblem> for Uncommitted<P> {
    fn from(problem: StorageProblem) -> Self {
        Uncommitted { problem: problem.into(), begun: None }
    }
}
