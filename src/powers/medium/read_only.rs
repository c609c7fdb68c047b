//! A storage that is only read, whatever is asked of it: for looking at what another run is writing.

use std::sync::Arc;

use super::{
    Act, BytesBack, Facts, Listing, MediumPath, Opened, Storage, StorageFacts, StorageProblem,
};

/// Reads what the storage behind it has, and refuses to write, like a read-only drive.
pub struct ReadOnly(pub Arc<dyn Storage>);

fn refused<T>(act: Act, path: &MediumPath) -> Result<T, StorageProblem> {
    Err(StorageProblem::ReadOnly { act, path: path.as_str().into() })
}

impl Storage for ReadOnly {
    fn describe(&self) -> StorageFacts {
        self.0.describe()
    }
    fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem> {
        self.0.list(folder)
    }
    fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem> {
        self.0.facts(path)
    }
    fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.0.open(path)
    }
    fn open_for_overwrite(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        refused(Act::Write, path)
    }
    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        refused(Act::Create, path)
    }
    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        refused(Act::Create, path)
    }
    fn append(&self, path: &MediumPath, _: u64) -> Result<Box<dyn Opened>, StorageProblem> {
        refused(Act::Write, path)
    }
    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        refused(Act::MakeFolder, path)
    }
    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        refused(Act::Remove, path)
    }
    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        refused(Act::Remove, path)
    }
    fn sync_folder(&self, _: &MediumPath) -> Result<(), StorageProblem> {
        Ok(())
    }
    fn free_bytes(&self) -> Result<u64, StorageProblem> {
        self.0.free_bytes()
    }
    fn kept_back_bytes(&self) -> Result<u64, StorageProblem> {
        self.0.kept_back_bytes()
    }
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        self.0.read_back(path)
    }
}
