//! Removing sources while the home or a drive fails: none goes without its copies, and the next run ends it.

use kluis::powers::medium::memory::Unsynced;

use super::rig::{Breaks, Case, Drive, Ended, FAULTY, FIRST, Healthy, Home, LAST, for_each_fault};

fn go_wrong(start: &Case, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
    let case = start.again();
    // Here, since the home remembers where its sources were.
    let ended = case.archive(&[&Healthy, &Healthy], "new", "2026-10", false, FIRST);
    assert!(matches!(ended, Ended::Well), "{at}: {ended}");
    let ended = case.sweep(&[breaks, &Healthy], FAULTY);
    breaks.end(&case.home(), unsynced);
    if !breaks.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        return false;
    }
    case.power_cut(unsynced);
    let found = case.verified(at);
    case.nothing_is_lost(at, &found);
    let ended = case.sweep(&[&Healthy, &Healthy], LAST);
    assert!(!matches!(ended, Ended::Badly(_)), "{at}: the next run: {ended}");
    let found = case.verified_and_in_order(at);
    case.nothing_is_lost(at, &found);
    let left = case.folder.path().join("sources/new/boek.txt");
    assert!(!left.exists(), "{at}: the next run left a source that may go");
    true
}

#[test]
fn a_drive_fails_at_every_call() {
    let start = Case::with_bundles();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        go_wrong(&start, &broken, &format!("{fault:?}, then {unsynced:?}"), unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call() {
    let start = Case::with_bundles();
    for_each_fault(|fault, unsynced| {
        let broken = Home::new(fault);
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        go_wrong(&start, &broken, &at, unsynced)
    });
}
