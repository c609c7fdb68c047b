//! A drive is filled to its last byte; however that ends, nothing of it stays.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::powers::medium::faulty::{Counted, Fault};
use crate::powers::medium::memory::Unsynced;
use crate::powers::medium::{Faulty, Memory};
use crate::powers::random::OsRandom;
use crate::words::limits::KIB;

const FREE: u64 = 3 * MIB + 5 * KIB + 77;

/// A drive with one file and so much room beside it.
fn drive() -> Memory {
    let drive = Memory::new();
    drive.put("kluis-00000000/label.a.json", &[1; 100]);
    drive.set_capacity(100 + FREE);
    drive
}

fn folder() -> MediumPath {
    MediumPath::parse("kluis-00000000/filling").unwrap()
}

/// Stops a run after so many bytes, and keeps how many there were.
struct Stops(u64, AtomicU64);

impl Watcher for Stops {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, bytes: u64) {
        self.1.fetch_add(bytes, Ordering::Relaxed);
    }
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        self.1.load(Ordering::Relaxed) >= self.0
    }
}

fn never() -> Stops {
    Stops(u64::MAX, AtomicU64::new(0))
}

/// Nothing of the filling is left, and nothing else was touched.
fn is_as_before(drive: &Memory) {
    assert_eq!(drive.paths(), ["kluis-00000000/label.a.json"]);
    assert_eq!(drive.free_bytes().unwrap(), FREE);
    assert_eq!(drive.facts(&folder()).unwrap(), None);
}

#[test]
fn a_drive_is_filled_to_its_last_byte_and_none_of_it_stays() {
    let drive = drive();
    let watcher = never();
    let filled = fill_in(&drive, &folder(), &mut OsRandom, &watcher).unwrap();
    assert_eq!(filled, Filled { bytes: FREE, read_back: ReadBack::PastCache, left: 0 });
    assert_eq!(watcher.1.load(Ordering::Relaxed), 2 * FREE, "written, and read back");
    is_as_before(&drive);
    drive.set_read_back(ReadBack::Cached);
    let filled = fill_in(&drive, &folder(), &mut OsRandom, &never()).unwrap();
    assert_eq!(filled.read_back, ReadBack::Cached);
}

#[test]
fn who_stops_a_filling_finds_nothing_of_it() {
    for bytes in [0, MIB, FREE, FREE + MIB] {
        let drive = drive();
        let stopped = fill_in(&drive, &folder(), &mut OsRandom, &Stops(bytes, AtomicU64::new(0)));
        assert!(matches!(stopped, Err(Unfilled::Interrupted)), "{bytes}: {stopped:?}");
        is_as_before(&drive);
    }
}

/// Reads other bytes than were written, as a drive does that has less room than it says.
struct Wraps(Memory);

impl Wraps {
    fn wrap(&self) {
        let path = folder().join(&name_of(0)).unwrap();
        self.0.patch(path.as_str(), |bytes| bytes.copy_within(0..512, 1024));
    }
}

impl Watcher for Wraps {
    fn begin(&self, act: Act, _: u64) {
        if act == Act::ReadingBack {
            self.wrap();
        }
    }
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}

#[test]
fn a_drive_that_holds_less_than_it_says_gives_itself_away() {
    let drive = drive();
    let found = fill_in(&drive, &folder(), &mut OsRandom, &Wraps(drive.clone()));
    assert!(matches!(found, Err(Unfilled::ReadsOtherwise)), "{found:?}");
    is_as_before(&drive);
}

#[test]
fn a_drive_that_is_pulled_or_fails_at_any_call_has_nothing_left_after_the_next_run() {
    for fault in [Fault::PullAt as fn(u64) -> Fault, Fault::ErrorAt, Fault::TornWriteAt] {
        for n in 1.. {
            let drive = drive();
            let faulty = Faulty::new(drive.clone(), fault(n), Counted::All);
            let ended = fill_in(&faulty, &folder(), &mut OsRandom, &never());
            if !faulty.switch().fired() {
                assert!(ended.is_ok(), "{ended:?}");
                assert!(n > 10, "hardly anything was tried");
                break;
            }
            drive.power_cut(Unsynced::Kept);
            clear(&drive, &folder()).unwrap();
            is_as_before(&drive);
        }
    }
}

#[test]
fn what_is_not_of_a_filling_stays_with_its_folder() {
    let drive = drive();
    for name in ["holiday.jpg", "1.bin", "0000000x.bin", "00000001.bin.txt"] {
        drive.put(folder().join(name).unwrap().as_str(), b"not ours");
    }
    drive.put(folder().join(&name_of(7)).unwrap().as_str(), b"ours");
    clear(&drive, &folder()).unwrap();
    assert_eq!(drive.paths().len(), 5, "{:?}", drive.paths());
    assert!(drive.bytes(folder().join(&name_of(7)).unwrap().as_str()).is_none());
}
