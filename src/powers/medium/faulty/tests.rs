//! Which calls fail, and what arrives of them.

use super::super::memory::{Memory, Unsynced};
use super::*;

fn path(text: &str) -> MediumPath {
    MediumPath::parse(text).unwrap()
}

/// Writes two files, the second after the first is safe; says which problem stopped it.
fn two_files(storage: &dyn Storage) -> Result<(), StorageProblem> {
    for name in ["a", "b"] {
        let path = path(name);
        let failed = |act| move |error| StorageProblem::of(act, name, error);
        let mut file = storage.create(&path)?;
        file.write_all(b"12345678").map_err(failed(Act::Write))?;
        file.sync().map_err(failed(Act::Sync))?;
        storage.sync_folder(&MediumPath::root())?;
    }
    Ok(())
}

#[test]
fn every_call_fails_once_and_old_or_new_is_found() {
    for n in 1.. {
        for fault in [Fault::ErrorAt(n), Fault::PullAt(n)] {
            let memory = Memory::strict();
            let faulty = Faulty::new(memory.clone(), fault, Counted::Mutating);
            let switch = faulty.switch();
            let ended = two_files(&faulty);
            assert_eq!(ended.is_err(), switch.fired());
            memory.power_cut(Unsynced::Lost);
            let found = memory.paths();
            assert_eq!(found.len() as u64, (n - 1).min(8) / 4, "{fault:?}: {found:?}");
            assert!(found.iter().all(|name| memory.bytes(name).unwrap() == b"12345678"));
            if !switch.fired() {
                assert_eq!(n, 9);
                return;
            }
        }
    }
}

#[test]
fn an_error_passes_and_a_pull_stays() {
    let storage = Faulty::new(Memory::new(), Fault::ErrorAt(1), Counted::All);
    assert!(matches!(storage.open(&path("a")), Err(StorageProblem::Io { act: Act::Open, .. })));
    assert!(matches!(storage.open(&path("a")), Err(StorageProblem::Absent { .. })));

    let storage = Faulty::new(Memory::new(), Fault::PullAt(2), Counted::All);
    let mut file = storage.create(&path("a")).unwrap();
    let gone = |error| StorageProblem::of(Act::Write, "a", error);
    assert!(matches!(gone(file.write(b"x").unwrap_err()), StorageProblem::Gone { .. }));
    assert!(matches!(gone(file.sync().unwrap_err()), StorageProblem::Gone { .. }));
    assert!(matches!(storage.facts(&path("a")), Err(StorageProblem::Gone { .. })));
}

#[test]
fn of_a_torn_write_half_arrives() {
    for fault in [Fault::TornWriteAt(2), Fault::TornPullAt(2)] {
        let memory = Memory::new();
        let storage = Faulty::new(memory.clone(), fault, Counted::Mutating);
        assert!(two_files(&storage).is_err());
        assert!(storage.switch().fired());
        assert_eq!(memory.bytes("a").unwrap(), b"12345678");
        assert_eq!(memory.bytes("b").unwrap(), b"1234");
        let again = storage.create(&path("c"));
        assert_eq!(again.is_err(), fault == Fault::TornPullAt(2));
    }
}

#[test]
fn a_full_medium_takes_what_fits() {
    let memory = Memory::new();
    let storage = Faulty::new(memory.clone(), Fault::FullAfter(11), Counted::Mutating);
    let full = two_files(&storage);
    assert!(matches!(full, Err(StorageProblem::Full { act: Act::Write, .. })), "{full:?}");
    assert_eq!(memory.bytes("b").unwrap(), b"123");
    assert_eq!(storage.free_bytes().unwrap(), 0);
    assert!(matches!(storage.create(&path("c")), Err(StorageProblem::Full { .. })));
}

#[test]
fn reads_count_only_where_all_calls_do() {
    for (counted, calls) in [(Counted::Mutating, 0), (Counted::All, 4)] {
        let memory = Memory::new();
        memory.put("a", b"x");
        let storage = Faulty::new(memory, Fault::Never, counted);
        storage.facts(&path("a")).unwrap();
        storage.list(&MediumPath::root()).unwrap();
        let mut byte = [0];
        storage.read_back(&path("a")).unwrap().0.read_exact(&mut byte).unwrap();
        assert_eq!(storage.switch().calls(), calls);
    }
}
