//! Archiving while the home fails: a full or dying disk in the PC. The drives may know more than the home then, and
//! never the other way round.

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;

use super::archiving::Start;
use super::rig::{Breaks, Ended, FAULTY, Healthy, Home, for_each_fault};

fn go_wrong(start: &Start, fault: Broken, unsynced: Unsynced) -> bool {
    let at = format!("{fault:?} in the home, then {unsynced:?}");
    let case = start.case.again();
    let broken = Home::new(fault);
    let ended = case.archive(&[&broken, &Healthy], "new", "2026-10", true, FAULTY);
    if !broken.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        return false;
    }
    start.recovers(&case, &at, unsynced);
    true
}

#[test]
fn archiving_while_the_home_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| go_wrong(&start, fault, unsynced));
}

#[test]
fn archiving_while_the_home_fills_up() {
    let start = Start::new();
    for step in 0.. {
        if !go_wrong(&start, Broken::FullAfter(step * 1_009), Unsynced::Lost) {
            assert!(step > 10, "hardly anything was tried");
            return;
        }
    }
}
