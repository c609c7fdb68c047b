//! Retiring a drive and destroying what is on it, cut off at every call: what holds elsewhere stands, and the same
//! command goes on.

use kluis::powers::medium::Memory;
use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;

use super::rig::{
    Breaks, Bundles, Case, Drive, Ended, FAULTY, FIRST, Healthy, Home, NEXT, for_each_fault,
};

/// Three drives with all bundles on each, of which two copies are wanted.
fn three_drives() -> (Case, Bundles) {
    let mut case = Case::with_bundles();
    let drive = Memory::strict();
    case.add(&Healthy, drive.clone(), "Drive C", FIRST).unwrap();
    case.drives.push(drive);
    let ended = case.copy_to(&Healthy, 2, &[(0, &Healthy)], FIRST);
    assert!(matches!(ended, Ended::Well), "{ended}");
    let before = case.verified("at the start");
    assert!(before.values().all(|(_, on)| *on == 3));
    (case, before)
}

fn go_wrong(start: &(Case, Bundles), breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
    let case = start.0.again();
    let ended = case.retire_first(&[breaks, &Healthy, &Healthy], FAULTY);
    breaks.end(&case.home(), unsynced);
    if !breaks.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        return false;
    }
    case.power_cut(unsynced);
    all_stand(start, &case.verified(at), at);
    let ended = case.retire_first(&[&Healthy, &Healthy, &Healthy], NEXT);
    assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
    let found = case.verified_and_in_order(at);
    all_stand(start, &found, at);
    assert!(found.values().all(|(_, on)| *on == 2), "{at}: not on the two others alone");
    let left = case.drives[0].paths();
    assert!(!left.iter().any(|path| path.contains("/bundles/")), "{at}: {left:?}");
    true
}

fn all_stand(start: &(Case, Bundles), found: &Bundles, at: &str) {
    for (bundle, (records, _)) in &start.1 {
        let now = found.get(bundle).unwrap_or_else(|| panic!("{at}: {bundle} was lost"));
        assert!(now.0 == *records && now.1 >= 2, "{at}: {bundle} is on {} drives", now.1);
    }
}

#[test]
fn the_retired_drive_fails_at_every_call() {
    let start = three_drives();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        go_wrong(&start, &broken, &format!("{fault:?}, then {unsynced:?}"), unsynced)
    });
}

/// What was read whole a moment ago must not be counted on when it is gone. Reads are many: every seventh.
#[test]
fn another_drive_is_pulled_while_its_copies_are_read() {
    let start = three_drives();
    for n in (1..).step_by(7) {
        let case = start.0.again();
        let at = format!("pulled at {n}");
        let other = Drive::read(Broken::PullAt(n));
        let ended = case.retire_first(&[&Healthy, &other, &Healthy], FAULTY);
        if !other.fired() {
            assert!(matches!(ended, Ended::Well), "{at}: {ended}");
            assert!(n > 50, "hardly anything was tried");
            return;
        }
        case.power_cut(Unsynced::Lost);
        all_stand(&start, &case.verified(&at), &at);
        let ended = case.retire_first(&[&Healthy, &Healthy, &Healthy], NEXT);
        assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
        all_stand(&start, &case.verified_and_in_order(&at), &at);
    }
}

#[test]
fn the_home_fails_at_every_call() {
    let start = three_drives();
    for_each_fault(|fault, unsynced| {
        let broken = Home::new(fault);
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        go_wrong(&start, &broken, &at, unsynced)
    });
}
