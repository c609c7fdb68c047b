//! Verifying while a drive or the home fails: what was not read is not called damaged, and the next
//! run says of all that it holds.

use std::path::Path;
use std::sync::Arc;

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;
use kluis::powers::medium::{Storage, StorageFacts};
use kluis::things::ledger::state::Copy;
use kluis::things::medium::{Accept, Contact};
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::verify::{self, Request};
use kluis::words::day::Time;
use kluis::words::ids::BundleId;

use super::rig::{
    Breaks, Bundles, Case, Drive, Ended, FAULTY, Healthy, Home, LAST, NEXT, copy_of,
    for_each_fault, said,
};

struct Start {
    case: Case,
    whole: Bundles,
}

impl Start {
    fn new() -> Start {
        let case = Case::with_bundles();
        let whole = case.verified("at the start");
        Start { case, whole }
    }

    fn verify(case: &Case, breaks: &[&dyn Breaks], deep: bool, time: &str) -> Ended {
        let request = Request { media: vec![], deep };
        match case.session(breaks, time, |session| verify::in_session(session, &request)) {
            Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
            Ok(report) => Ended::Partly(format!("{:?}", report.findings)),
            Err(fault) => Ended::Badly(said(fault)),
        }
    }

    fn go_wrong(&self, deep: bool, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
        let case = self.case.again();
        let ended = Start::verify(&case, &[breaks, &Healthy], deep, FAULTY);
        breaks.end(&case.home(), unsynced);
        if !breaks.fired() {
            assert!(matches!(ended, Ended::Well), "{at}: {ended}");
            assert!(copies(&case).iter().all(|(_, copy)| copy.verified == Some(time(FAULTY))));
            return false;
        }
        case.power_cut(unsynced);
        assert_eq!(case.verified(at), self.whole, "{at}");
        // An error that comes and goes is a finding; a drive that is gone is none.
        if !at.contains("ErrorAt") || at.contains("home") {
            for (bundle, copy) in copies(&case) {
                assert!(!copy.faulty, "{at}: {bundle} is on record as damaged, though none is");
            }
        }
        let ended = Start::verify(&case, &[&Healthy, &Healthy], deep, NEXT);
        assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
        for (bundle, copy) in copies(&case) {
            assert!(!copy.faulty && copy.verified == Some(time(NEXT)), "{at}: {bundle}: {copy:?}");
        }
        true
    }
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// Every copy, as the home knows it.
fn copies(case: &Case) -> Vec<(BundleId, Copy)> {
    let known = case.session(&[], LAST, |session| {
        let bundles = session.vault.state.bundles.iter();
        Ok(bundles.flat_map(|(id, known)| known.copies.values().map(|copy| (*id, *copy))).collect())
    });
    known.map_err(said).unwrap()
}

/// A deep look makes all calls of the other one first.
#[test]
fn a_drive_fails_at_every_call_of_a_deep_look() {
    let start = Start::new();
    for_each_fault(|fault: Broken, unsynced| {
        let at = format!("{fault:?}, then {unsynced:?}");
        start.go_wrong(true, &Drive::read(fault), &at, unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault: Broken, unsynced| {
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        start.go_wrong(false, &Home::new(fault), &at, unsynced)
    });
}

#[test]
fn what_was_found_on_one_drive_is_on_record_though_the_next_was_pulled_out() {
    let start = Start::new();
    let case = start.case.again();
    let damaged = case.drives[0].paths().into_iter().find(|path| path.ends_with("/index.age"));
    let changed = case.drives[0].patch(&damaged.unwrap(), |bytes| bytes[50] ^= 1);
    assert!(changed);
    // It goes when its files are read: opening it takes fewer calls, and all of it more.
    let pulled = Drive::read(Broken::PullAt(100));
    let ended = Start::verify(&case, &[&Healthy, &pulled], false, NEXT);
    assert!(matches!(ended, Ended::Partly(_)) && pulled.fired(), "{ended}");
    let faulty = copies(&case).into_iter().filter(|(_, copy)| copy.faulty).count();
    assert_eq!(faulty, 1, "the damaged one and no other");
}

#[test]
fn a_clone_that_can_not_be_written_clears_nothing_that_was_found_on_the_drive() {
    let start = Start::new();
    let case = start.case.again();
    let clone = copy_of(&case.drives[0]);
    let damaged = case.drives[0].paths().into_iter().find(|path| path.ends_with("/index.age"));
    assert!(case.drives[0].patch(&damaged.unwrap(), |bytes| bytes[50] ^= 1));
    let ended = Start::verify(&case, &[&Healthy, &Healthy], false, FAULTY);
    assert!(matches!(ended, Ended::Partly(_)), "{ended}");
    // The clone, from before that, stands in the drive's place: all that is on it is whole.
    let looked_at = |read_only: bool| {
        clone.set_facts(StorageFacts { read_only, ..clone.describe() });
        let (path, request) = (Path::new("/drives/0"), Request { media: vec![], deep: false });
        let report = case.session(&[], NEXT, |session| {
            let storage = Arc::new(clone.clone());
            let contact = Contact::open_storage(&mut session.vault, path, storage, Accept::Older)?;
            session.add(contact)?;
            verify::in_session(session, &request)
        });
        let report = report.map_err(said).unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
        let faulty = copies(&case).into_iter().filter(|(_, copy)| copy.faulty).count();
        (report.media[0].clone, faulty)
    };
    assert_eq!(looked_at(true), (true, 1), "what was found on the drive stands");
    // One that is written is the drive from then on, put back to an older state.
    assert_eq!(looked_at(false), (false, 0));
}
