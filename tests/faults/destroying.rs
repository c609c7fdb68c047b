//! Destroying a bundle on two drives, of which one fails: its neighbours stay whole, and the next run ends it.

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;
use kluis::things::statements::keeping::statement_of;
use kluis::words::ids::BundleId;

use super::rig::{
    Breaks, Bundles, Case, Drive, Ended, FAULTY, Healthy, Home, LAST, NEXT, for_each_fault,
};

struct Start {
    case: Case,
    due: BundleId,
    kept: Bundles,
}

impl Start {
    fn new() -> Start {
        Start::of(Case::with_bundles())
    }

    fn of(case: Case) -> Start {
        let due = case.bundle_of("due");
        let mut kept = case.verified("at the start");
        kept.remove(&due).unwrap();
        Start { case, due, kept }
    }

    fn go_wrong(&self, breaks: &[&dyn Breaks], at: &str, unsynced: Unsynced) -> bool {
        let case = self.case.again();
        let ended = case.destroy(breaks, self.due, FAULTY);
        breaks.iter().for_each(|breaks| breaks.end(&case.home(), unsynced));
        if !breaks.iter().any(|breaks| breaks.fired()) {
            assert!(matches!(ended, Ended::Well), "{at}: {ended}");
            return false;
        }
        case.power_cut(unsynced);
        self.neighbours_stand(&case.verified(at), at);
        // Every second time a month is archived in between: it must neither trip over the rest nor take it in.
        if at.len().is_multiple_of(2) {
            let ended = case.archive(&[&Healthy, &Healthy], "new", "2026-10", false, NEXT);
            assert!(matches!(ended, Ended::Well), "{at}: the next archive: {ended}");
        }
        let ended = case.destroy(&[&Healthy, &Healthy], self.due, LAST);
        assert!(matches!(ended, Ended::Well), "{at}: the next destroy: {ended}");
        self.neighbours_stand(&case.verified_and_in_order(at), at);
        self.is_gone(&case, at);
        true
    }

    fn neighbours_stand(&self, found: &Bundles, at: &str) {
        for (bundle, before) in &self.kept {
            assert_eq!(found.get(bundle), Some(before), "{at}: a bundle beside it was lost");
        }
    }

    /// Neither drive has a file of it but its statement, nor the home what it knew of its records.
    fn is_gone(&self, case: &Case, at: &str) {
        let name = self.due.to_string();
        for drive in &case.drives {
            let of_it = |path: &String| path.contains("bundles/") && path.contains(&name);
            assert!(!drive.paths().iter().any(of_it), "{at}: not gone");
        }
        for folder in ["indexes", "known"] {
            let left: Vec<_> = std::fs::read_dir(case.home().join(folder)).unwrap().collect();
            let left = left.into_iter().map(|entry| entry.unwrap().file_name());
            assert!(
                !left.into_iter().any(|file| file.to_string_lossy().contains(&name)),
                "{at}: the home still knows its records"
            );
        }
        let standing = case.session(&[&Healthy, &Healthy], LAST, |session| {
            let vault = &session.vault;
            let made = vault.state.statements.get(&self.due).and_then(|made| made.last());
            let said = made.and_then(|made| statement_of(vault, made));
            Ok((vault.state.bundles[&self.due].destroyed, said))
        });
        let (destroyed, said) = standing.unwrap();
        assert!(destroyed.is_some(), "{at}: the ledger does not say that it is gone");
        assert!(said.is_some_and(|said| said.accounted), "{at}: there is no statement of it");
    }
}

#[test]
fn a_drive_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        start.go_wrong(&[&broken, &Healthy], &format!("{fault:?} on A, {unsynced:?}"), unsynced)
    });
}

fn is_pulled_at_every_call(start: &Start, on_first: bool) {
    for n in 1.. {
        let broken = Drive::new(Broken::PullAt(n));
        let breaks: [&dyn Breaks; 2] =
            if on_first { [&broken, &Healthy] } else { [&Healthy, &broken] };
        let at = format!("pulled at {n}, on the first: {on_first}");
        if !start.go_wrong(&breaks, &at, Unsynced::Lost) {
            println!("{n} calls");
            assert!(n > 50, "hardly anything was tried");
            return;
        }
    }
}

#[test]
fn the_other_drive_is_pulled_at_every_call() {
    is_pulled_at_every_call(&Start::new(), false);
}

#[test]
fn a_drive_with_parity_is_pulled_at_every_call() {
    is_pulled_at_every_call(&Start::of(Case::with_parity()), true);
}

#[test]
fn the_other_drive_with_parity_is_pulled_at_every_call() {
    is_pulled_at_every_call(&Start::of(Case::with_parity()), false);
}

#[test]
fn the_home_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let broken = Home::new(fault);
        start.go_wrong(
            &[&broken, &Healthy],
            &format!("{fault:?} in the home, {unsynced:?}"),
            unsynced,
        )
    });
}

#[test]
fn a_full_drive_is_destroyed_from_and_told() {
    let start = Start::of(Case::with_parity());
    let case = start.case.again();
    for (number, drive) in case.drives.iter().enumerate() {
        drive.set_capacity(case.used(number));
    }
    let ended = case.destroy(&[&Healthy, &Healthy], start.due, FAULTY);
    assert!(matches!(ended, Ended::Well), "{ended}");
    case.power_cut(Unsynced::Lost);
    start.neighbours_stand(&case.verified_and_in_order("full"), "full");
    start.is_gone(&case, "full");
}

#[test]
fn a_drive_that_drops_what_is_written_over_a_file_keeps_the_bundle_and_that_is_said() {
    let start = Start::new();
    let case = start.case.again();
    let drops = Drive::new(Broken::DropsOverwrites);
    let ended = case.destroy(&[&drops, &Healthy], start.due, FAULTY);
    assert!(drops.fired());
    let Ended::Partly(said) = ended else { panic!("{ended}") };
    assert!(said.contains("ReadsOtherwise"), "{said}");
    start.neighbours_stand(&case.verified("dropped"), "dropped");
    // Another machine ends it.
    let ended = case.destroy(&[&Healthy, &Healthy], start.due, LAST);
    assert!(matches!(ended, Ended::Well), "{ended}");
    start.neighbours_stand(&case.verified_and_in_order("ended"), "ended");
    start.is_gone(&case, "ended");
}
