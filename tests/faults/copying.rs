//! A copy onto the other drive, later, out of the outbox: the drive or the home fails at every call. The first copy
//! stands, and the next run ends it.

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;

use super::rig::{Breaks, Case, Drive, Ended, FAULTY, Healthy, Home, LAST, NEXT, for_each_fault};

/// A month was sealed onto the first drive while the second was away: it waits in the outbox.
fn waiting() -> Case {
    let case = Case::with_bundles();
    let ended = case.archive(&[&Healthy], "new", "2026-10", false, FAULTY);
    assert!(matches!(ended, Ended::Well), "{ended}");
    assert!(waits(&case), "it waits");
    case
}

fn waits(case: &Case) -> bool {
    let outbox = std::fs::read_dir(case.home().join("outbox"));
    outbox.is_ok_and(|mut entries| entries.next().is_some())
}

/// One copy that goes wrong on the second drive or in the home; then one that goes well.
fn go_wrong(start: &Case, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
    let case = start.again();
    let before = case.verified(at);
    let ended = case.copy_to(breaks, 1, &[], NEXT);
    breaks.end(&case.home(), unsynced);
    if !breaks.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        assert!(!waits(&case), "{at}: nothing need wait any more");
        return false;
    }
    case.power_cut(unsynced);
    let found = case.verified(at);
    for (bundle, (records, on)) in &before {
        let now = found.get(bundle).unwrap_or_else(|| panic!("{at}: {bundle} was lost"));
        assert!(now.0 == *records && now.1 >= *on, "{at}: {bundle} has fewer copies");
    }
    let ended = case.copy_to(&Healthy, 1, &[], LAST);
    assert!(matches!(ended, Ended::Well), "{at}: the next copy: {ended}");
    let found = case.verified_and_in_order(at);
    assert!(found.values().all(|(_, on)| *on == 2), "{at}: a copy is wanting");
    assert!(!waits(&case), "{at}: nothing need wait any more");
    true
}

#[test]
fn the_drive_fails_at_every_call() {
    let start = waiting();
    for_each_fault(|fault: Broken, unsynced| {
        let broken = Drive::new(fault);
        go_wrong(&start, &broken, &format!("{fault:?}, then {unsynced:?}"), unsynced)
    });
}

/// Nothing waits in the outbox: the first drive is all there is to copy from. Reads are many: every seventh.
#[test]
fn the_drive_that_is_copied_from_is_pulled() {
    let start = waiting();
    std::fs::remove_dir_all(start.home().join("outbox")).unwrap();
    let before = start.verified("at the start");
    for n in (1..).step_by(7) {
        let case = start.again();
        let at = format!("pulled at {n}");
        let from = Drive::read(Broken::PullAt(n));
        let ended = case.copy_to(&Healthy, 1, &[(0, &from)], NEXT);
        if !from.fired() {
            assert!(matches!(ended, Ended::Well), "{at}: {ended}");
            assert!(n > 50, "hardly anything was tried");
            return;
        }
        case.power_cut(Unsynced::Lost);
        let found = case.verified(&at);
        for (bundle, (records, on)) in &before {
            assert!(found[bundle].0 == *records && found[bundle].1 >= *on, "{at}: {bundle}");
        }
        let ended = case.copy_to(&Healthy, 1, &[(0, &Healthy)], LAST);
        assert!(matches!(ended, Ended::Well), "{at}: the next copy: {ended}");
        let found = case.verified_and_in_order(&at);
        assert!(found.values().all(|(_, on)| *on == 2), "{at}: a copy is wanting");
    }
}

#[test]
fn the_home_fails_at_every_call() {
    let start = waiting();
    for_each_fault(|fault: Broken, unsynced| {
        let broken = Home::new(fault);
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        go_wrong(&start, &broken, &at, unsynced)
    });
}

#[test]
fn a_drive_without_room_is_refused_before_anything_is_written() {
    let case = waiting();
    case.drives[1].set_capacity(case.used(1) + 50_000);
    let before: Vec<String> = case.drives[1].paths();
    match case.copy_to(&Healthy, 1, &[], NEXT) {
        Ended::Badly(said) => assert!(said.contains("nothing was written"), "{said}"),
        other => panic!("{other}"),
    }
    assert_eq!(case.drives[1].paths(), before);
    assert!(waits(&case), "it still waits");
}
