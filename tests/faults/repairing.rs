//! Repairing a drive, cut off anywhere: what was mended stays mended, and the next run mends the rest.

use kluis::powers::medium::Memory;
use kluis::powers::medium::memory::Unsynced;
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::repair;

use super::rig::{
    Breaks, Bundles, Case, Drive, Ended, FAULTY, Healthy, Home, LAST, NEXT, for_each_fault, said,
};

struct Start {
    case: Case,
    whole: Bundles,
}

fn path_of(drive: &Memory, part: &str, name: &str) -> String {
    let paths = drive.paths();
    let found = paths.iter().find(|path| path.contains(part) && path.ends_with(name));
    found.unwrap_or_else(|| panic!("no {name} in {part}: {paths:?}")).clone()
}

fn change(drive: &Memory, part: &str, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
    let path = path_of(drive, part, name);
    let mut bytes = drive.bytes(&path).unwrap();
    change(&mut bytes);
    drive.put(&path, &bytes);
}

impl Start {
    /// The first drive is damaged in one bundle, in every way that parity and twins mend.
    fn new() -> Start {
        let case = Case::with_parity();
        let kept = case.bundle_of("kept").to_string();
        let whole = case.verified("at the start");
        let drive = &case.drives[0];
        change(drive, &kept, "/payload-00000.age", |bytes| bytes[3000] ^= 1);
        change(drive, &kept, "/index.age", |bytes| bytes.truncate(100));
        change(drive, &kept, "/SHA256SUMS", |bytes| bytes[5] ^= 1);
        change(drive, &kept, "/key-copy.age", |bytes| bytes[77] ^= 1);
        change(drive, &kept, "/payload-00000-00000.par2", |bytes| bytes[100] ^= 1);
        change(drive, &kept, "/seal.json", |bytes| bytes[20] ^= 1);
        Start { case, whole }
    }

    fn repair(case: &Case, breaks: &[&dyn Breaks], time: &str) -> Ended {
        match case.session(breaks, time, repair::in_session) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?} {:?}", report.findings, report.redundancy)),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    fn go_wrong(&self, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
        let case = self.case.again();
        let ended = Start::repair(&case, &[breaks], FAULTY);
        breaks.end(&case.home(), unsynced);
        if !breaks.fired() {
            assert!(matches!(ended, Ended::Well), "{at}: {ended}");
            return false;
        }
        case.power_cut(unsynced);
        // The other drive is away: what the first run left must be enough.
        let ended = Start::repair(&case, &[&Healthy], NEXT);
        assert!(matches!(ended, Ended::Well), "{at}: the next repair: {ended}");
        assert_eq!(case.verified_and_in_order(at), self.whole, "{at}");
        let ended = Start::repair(&case, &[&Healthy], LAST);
        assert!(matches!(ended, Ended::Well), "{at}: nothing is left: {ended}");
        true
    }
}

#[test]
fn the_drive_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?}, then {unsynced:?}");
        start.go_wrong(&Drive::new(fault), &at, unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        start.go_wrong(&Home::new(fault), &at, unsynced)
    });
}

#[test]
fn a_full_drive_is_repaired_in_place() {
    let start = Start::new();
    let case = start.case.again();
    case.drives[0].set_capacity(case.used(0));
    let ended = Start::repair(&case, &[&Healthy], NEXT);
    // What is missing of the index needs the room that it had; all else is written over itself.
    assert!(!matches!(ended, Ended::Badly(_)), "{ended}");
    case.drives[0].set_capacity(case.used(0) + (1 << 20));
    let ended = Start::repair(&case, &[&Healthy], LAST);
    assert!(matches!(ended, Ended::Well), "{ended}");
    assert_eq!(case.verified_and_in_order("full"), start.whole);
}
