//! Archiving while the home fails: a full or dying disk in the PC. The drives may know more than the home then, and
//! never the other way round.

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;

use kluis::formats::entry::{ClockConfirmed, Event};

use super::archiving::Start;
use super::rig::{Breaks, Case, Ended, FAULTY, Healthy, Home, LAST, for_each_fault, said};

fn go_wrong(start: &Start, fault: Broken, unsynced: Unsynced) -> bool {
    let at = format!("{fault:?} in the home, then {unsynced:?}");
    let case = start.case.again();
    let broken = Home::new(fault);
    let ended = case.archive(&[&broken, &Healthy], "new", "2026-10", true, FAULTY);
    broken.end(&case.home(), unsynced);
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

/// A line is put on record and saved, and saved again in the same run, on a disk with so much room left. What was on
/// record before is there for the next run, and the line too where the run said so.
#[test]
fn a_home_that_fills_up_while_a_line_is_saved_opens_again() {
    let start = Case::with_bundles();
    let lines = |case: &Case, at: &str| {
        let count = case.session(&[], LAST, |session| Ok(session.vault.ledger.entries().count()));
        count.unwrap_or_else(|fault| panic!("{at}: {}", said(fault)))
    };
    let before = lines(&start, "at the start");
    for room in (0..).step_by(61) {
        let (case, at) = (start.again(), format!("room for {room} bytes"));
        let broken = Home::new(Broken::FullAfter(room));
        let saved = case.session(&[&broken], FAULTY, |session| {
            let day = session.today.here();
            session.record(Event::ClockConfirmed(ClockConfirmed { day }), None)?;
            let first = session.vault.save().is_ok();
            Ok(session.vault.save().is_ok() || first)
        });
        let saved = saved.unwrap_or_else(|fault| panic!("{at}: {}", said(fault)));
        broken.end(&case.home(), Unsynced::Kept);
        let after = lines(&case, &at);
        assert!((before..=before + 1).contains(&after), "{at}: {after} lines of {before}");
        assert!(after > before || !saved, "{at}: what was saved is gone");
        if !broken.fired() {
            assert!(room > 1_000 && saved, "hardly anything was tried");
            return;
        }
    }
}
