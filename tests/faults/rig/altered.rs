//! A drive that does as another one does, but for what a test changes of it.

use kluis::powers::medium::{
    BytesBack, Facts, Listing, MediumPath, Memory, Opened, Storage, StorageFacts, StorageProblem,
};

/// What a test changes of a drive. All else is passed on.
pub trait Alters: Send + Sync {
    fn free_bytes(&self, drive: &Memory) -> Result<u64, StorageProblem> {
        drive.free_bytes()
    }
    fn read_back(&self, drive: &Memory, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        drive.read_back(path)
    }
}

/// A drive, and what is changed of it.
pub struct Altered<A>(pub Memory, pub A);

impl<A: Alters> Storage for Altered<A> {
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
        self.1.free_bytes(&self.0)
    }
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        self.1.read_back(&self.0, path)
    }
}
