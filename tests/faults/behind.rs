//! A drive that reads its small files past the cache and a bundle's through one, as FUSE and some old drivers do.

use std::sync::Arc;

use kluis::formats::entry::{self, Event};
use kluis::powers::medium::{
    BytesBack, Facts, Listing, MediumPath, Memory, Opened, ReadBack, Storage, StorageFacts,
    StorageProblem,
};
use kluis::verbs::repair;

use super::rig::{Breaks, Case, FAULTY, said};

/// Passes all on; what it gives of a bundle's files may come from a cache.
pub struct Behind<S>(pub S);

impl<S: Storage> Storage for Behind<S> {
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
        self.0.free_bytes()
    }
    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        let (bytes, how) = self.0.read_back(path)?;
        let is_sealed = path.as_str().contains("bundles/");
        Ok((bytes, if is_sealed { ReadBack::Cached } else { how }))
    }
}

struct ThroughACache;

impl Breaks for ThroughACache {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        Arc::new(Behind(drive))
    }
}

#[test]
fn what_repair_read_through_a_cache_is_on_record_as_read_so() {
    let case = Case::with_parity();
    let kept = case.bundle_of("kept");
    let recorded = case.session(&[&ThroughACache], FAULTY, |session| {
        let report = repair::in_session(session)?;
        assert_eq!(report.read_back, ReadBack::Cached);
        let lines = session.vault.ledger.entries().map(|entry| &entry.event);
        let looks = lines.filter_map(|event| match event {
            Event::Verified(look) if look.bundles.contains(&kept) => Some(look.read_back),
            _ => None,
        });
        Ok(looks.last())
    });
    assert_eq!(recorded.map_err(said).unwrap(), Some(entry::ReadBack::Cached));
}
