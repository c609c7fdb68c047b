//! Archiving onto two drives, of which one fails: on the first nothing is committed, on the second the first copy
//! stands.

use std::sync::Arc;

use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;
use kluis::powers::medium::{Memory, Storage, StorageFacts};
use kluis::verbs::archive;

use super::rig::{
    Altered, Breaks, Bundles, COPIES, Case, Drive, Ended, FAULTY, Healthy, NEXT, for_each_fault,
    said,
};
use super::roomy::Roomy;

/// What all these runs begin with, and what was on both drives then.
pub struct Start {
    pub case: Case,
    bundles: Bundles,
}

impl Start {
    pub fn new() -> Start {
        Start::of(Case::with_bundles())
    }

    fn of(case: Case) -> Start {
        let bundles = case.verified("at the start");
        Start { case, bundles }
    }

    /// What was committed before is whole on both drives.
    fn all_stand(&self, at: &str, found: &Bundles) {
        for (bundle, before) in &self.bundles {
            assert_eq!(found.get(bundle), Some(before), "{at}: a committed bundle was lost");
        }
    }

    /// After the power was cut: nothing is lost, and the next run goes on.
    pub fn recovers(&self, case: &Case, at: &str, unsynced: Unsynced) {
        case.power_cut(unsynced);
        let found = case.verified(at);
        self.all_stand(at, &found);
        case.nothing_is_lost(at, &found);
        goes_on(case, at);
        let bundles = case.verified(at).len();
        assert_eq!(bundles, self.bundles.len() + 1, "{at}: the same records in two bundles");
    }
}

/// One run that goes wrong on one of the drives, and what the next ones find.
fn go_wrong(start: &Start, on_first: bool, fault: Broken, unsynced: Unsynced) -> bool {
    let at = format!("{fault:?}, then {unsynced:?}");
    go_wrong_on(start, on_first, &Drive::new(fault), &at, unsynced)
}

fn go_wrong_on(
    start: &Start,
    on_first: bool,
    broken: &Drive,
    at: &str,
    unsynced: Unsynced,
) -> bool {
    let case = start.case.again();
    let breaks: [&dyn Breaks; 2] = match on_first {
        true => [broken, &Healthy],
        false => [&Healthy, broken],
    };
    let ended = case.archive(&breaks, "new", "2026-10", true, FAULTY);
    if !broken.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        return false;
    }
    start.recovers(&case, at, unsynced);
    true
}

/// The next run succeeds, and makes the copy that a bundle lacks which the first had sealed on one drive: all is on
/// both drives then, and has left the sources.
fn goes_on(case: &Case, at: &str) {
    let ended = case.archive(&[&Healthy, &Healthy], "new", "2026-10", true, NEXT);
    assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
    let found = case.verified_and_in_order(at);
    case.nothing_is_lost(at, &found);
    for (path, sha256) in &case.sources {
        assert!(
            found.values().any(|(records, on)| records.contains(sha256) && *on >= COPIES),
            "{at}: {path:?} is not on {COPIES} drives after the next run"
        );
    }
}

#[test]
fn the_first_drive_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| go_wrong(&start, true, fault, unsynced));
}

/// The run sees it fail, and all had reached the drive: a seal too, of which the ledger has not heard.
#[test]
fn a_commit_whose_end_nobody_saw_is_taken_in_and_not_sealed_again() {
    let start = Start::new();
    for n in 1.. {
        let at = format!("pulled at call {n} of all, and nothing lost");
        let broken = Drive::read(Broken::PullAt(n));
        if !go_wrong_on(&start, true, &broken, &at, Unsynced::Kept) {
            println!("{n} calls");
            assert!(n > 100, "hardly anything was tried");
            return;
        }
    }
}

/// Parity is most of what is written here.
#[test]
fn the_first_drive_gets_parity_and_fails_at_every_call() {
    let start = Start::of(Case::with_parity());
    for_each_fault(|fault, unsynced| go_wrong(&start, true, fault, unsynced));
}

#[test]
fn the_second_drive_gets_parity_and_is_pulled_at_every_call() {
    let start = Start::of(Case::with_parity());
    for n in 1.. {
        if !go_wrong(&start, false, Broken::PullAt(n), Unsynced::Lost) {
            println!("{n} calls");
            assert!(n > 50, "hardly anything was tried");
            return;
        }
    }
}

#[test]
fn the_second_drive_fails_at_every_call() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| go_wrong(&start, false, fault, unsynced));
}

/// A drive that other programs fill meanwhile, so that the room that was measured is not there: with the reserve
/// given up too late, too early, or in the middle of the ledger.
#[test]
fn the_drive_turns_out_full_at_any_byte() {
    let start = Start::new();
    let used = start.case.used(0);
    let mut rooms: Vec<u64> = (0..12).map(|step| step * 8_009).collect();
    rooms.extend((0..12).map(|step| 62_000 + step * 997));
    for (on_first, room) in rooms.into_iter().flat_map(|room| [(true, room), (false, room)]) {
        let at = format!(
            "{room} bytes of room on the {} drive",
            if on_first { "first" } else { "second" }
        );
        let case = start.case.again();
        let full = &case.drives[usize::from(!on_first)];
        full.set_capacity(used + room);
        let breaks: [&dyn Breaks; 2] = match on_first {
            true => [&Boasts, &Healthy],
            false => [&Healthy, &Boasts],
        };
        let ended = case.archive(&breaks, "new", "2026-10", true, FAULTY);
        assert!(on_first || !matches!(ended, Ended::Badly(_)), "{at}: {ended}");
        full.set_capacity(u64::MAX);
        start.recovers(&case, &at, Unsynced::Lost);
    }
}

/// Says that it has room, whatever it has.
struct Boasts;

impl Breaks for Boasts {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        Arc::new(Altered(drive, Roomy))
    }
}

/// A drive that is read-only, or full.
enum Unfit {
    ReadOnly,
    Full,
    /// It says that it has room.
    FullUnsaid,
}

impl Breaks for Unfit {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        let facts = drive.describe();
        match self {
            Unfit::ReadOnly => drive.set_facts(StorageFacts { read_only: true, ..facts }),
            Unfit::Full | Unfit::FullUnsaid => {
                let paths = drive.paths();
                let used = paths.iter().map(|path| drive.bytes(path).unwrap().len() as u64);
                drive.set_capacity(used.sum::<u64>() + 20_000);
            }
        }
        match self {
            Unfit::FullUnsaid => Arc::new(Altered(drive, Roomy)),
            Unfit::ReadOnly | Unfit::Full => Arc::new(drive),
        }
    }
}

#[test]
fn a_full_or_read_only_drive_that_nobody_named_keeps_no_other_from_its_copy() {
    let start = Start::new();
    for unfit in [Unfit::ReadOnly, Unfit::Full, Unfit::FullUnsaid] {
        for (first, label) in [(true, "Drive A"), (false, "Drive B")] {
            let case = start.case.again();
            let breaks: [&dyn Breaks; 2] =
                if first { [&unfit, &Healthy] } else { [&Healthy, &unfit] };
            let request = case.archive_request("new", "2026-10", true);
            let report = case
                .session(&breaks, FAULTY, |session| archive::in_session(session, &request))
                .unwrap_or_else(|fault| panic!("{label}: {}", said(fault)));
            let [bundle] = &report.bundles[..] else { panic!("{label}: {report:?}") };
            assert_eq!(bundle.copies.len(), 1, "{label}: {report:?}");
            assert_ne!(bundle.copies[0].medium, label);
            // What could be seen beforehand, or at the first file there; or that the further copy failed.
            let broken = report.broken.iter().any(|drive| drive.label.as_deref() == Some(label));
            let missed = report.missed.iter().any(|missed| missed.medium == label);
            assert!(broken || missed, "{label}: {report:?}");
            assert!(!report.away.contains(&label.to_owned()), "{label}: {report:?}");
            assert_eq!((report.moved, report.not_moved.len()), (0, 3), "{label}: {report:?}");
            // One that was named ends the run.
            let case = start.case.again();
            let request = archive::Request { to: vec![label.into()], ..request };
            let ended = case.session(&breaks, FAULTY, |s| archive::in_session(s, &request));
            assert!(ended.is_err() || matches!(unfit, Unfit::FullUnsaid), "{label}: {ended:?}");
        }
    }
}
