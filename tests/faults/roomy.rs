//! A drive that says it has room and has none: what a program sees that shares a drive with another one.

use kluis::powers::medium::{
    BytesBack, Facts, Listing, MediumPath, Opened, Storage, StorageFacts, StorageProblem,
};

/// Passes all on, and always claims to be nearly empty.
pub struct Roomy<S>(pub S);

impl<S: Storage> Storage for Roomy<S> {
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
        self.0.open_for_overwrite(path)
    }
    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.0.create(path)
    }
    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.0.create_or_replace(path)
    }
    fn append(&self, path: &MediumPath, at: u64) -> Result<Box<dyn Opened>, StorageProblem> {
        self.0.append(path, at)
    }
    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.0.make_folder(path)
    }
    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.0.remove_file(path)
    }
    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.0.remove_folder(path)
    }
    fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
        self.0.sync_folder(folder)
    }
    fn free_bytes(&self) -> Result<u64, StorageProblem> {
        Ok(1 << 40)
    }
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        self.0.read_back(path)
    }
}
