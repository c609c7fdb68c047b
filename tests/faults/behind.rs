//! A drive that reads its small files past the cache and a bundle's through one, as FUSE and some old drivers do.

use std::sync::Arc;

use kluis::formats::entry::{self, Event};
use kluis::powers::medium::{BytesBack, MediumPath, Memory, ReadBack, Storage, StorageProblem};
use kluis::verbs::repair;

use super::rig::{Altered, Alters, Breaks, Case, FAULTY, said};

/// What it gives of a bundle's files may come from a cache.
struct Behind;

impl Alters for Behind {
    fn read_back(&self, drive: &Memory, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        let (bytes, how) = drive.read_back(path)?;
        let is_sealed = path.as_str().contains("bundles/");
        Ok((bytes, if is_sealed { ReadBack::Cached } else { how }))
    }
}

struct ThroughACache;

impl Breaks for ThroughACache {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        Arc::new(Altered(drive, Behind))
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
