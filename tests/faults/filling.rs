//! Filling the free space of a drive, which fails or is pulled at any call: nothing beside it is lost, the next run
//! removes what is left of it, and nothing goes on record that was not done.

use kluis::formats::entry::{Event, SpaceMethod};
use kluis::formats::statement::ReadBackWord;
use kluis::powers::medium::faulty::Fault as Broken;
use kluis::powers::medium::memory::Unsynced;
use kluis::things::statements::keeping::statement_of;
use kluis::verbs::destroy::{self, Wanted, space};
use kluis::verbs::fault::Fault;
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::words::ids::{BundleId, MediumId};

use super::rig::{Breaks, Bundles, Case, Drive, FAULTY, Healthy, LAST, NEXT};

const FREE: u64 = 6 << 20;
const FILL: Wanted = Wanted { fill: true, trim: false };

/// The same vault, with this much room on each drive.
fn with_room(case: &Case) -> Case {
    let case = case.again();
    for (number, drive) in case.drives.iter().enumerate() {
        drive.set_capacity(case.used(number) + FREE);
    }
    case
}

fn fill(case: &Case, breaks: &[&dyn Breaks]) -> Result<space::Report, Fault> {
    let request = space::Request { medium: "Drive A".into(), wanted: FILL, by: "A.".into() };
    case.session(breaks, FAULTY, |session| {
        let media: Vec<MediumId> = session.contacts.iter().map(|at| at.label.medium).collect();
        space::in_session(session, &request, &media[..1])
    })
}

/// How many fillings the ledger has.
fn on_record(case: &Case) -> usize {
    let found = case.session(&[], LAST, |session| {
        let filled = |event: &Event| {
            matches!(event, Event::SpaceCleared(done) if done.method == SpaceMethod::Filled)
        };
        Ok(session.vault.ledger.entries().filter(|entry| filled(&entry.event)).count())
    });
    found.unwrap()
}

fn nothing_of_it_is_left(case: &Case, at: &str) {
    for drive in &case.drives {
        let left = drive.paths().into_iter().find(|path| path.contains("/filling/"));
        assert_eq!(left, None, "{at}");
    }
}

struct Start {
    case: Case,
    kept: Bundles,
    due: BundleId,
}

impl Start {
    fn new() -> Start {
        let case = Case::with_bundles();
        let due = case.bundle_of("due");
        let mut kept = case.verified("at the start");
        kept.remove(&due).unwrap();
        Start { case, kept, due }
    }

    /// Whether the fault took place.
    fn go_wrong(&self, n: u64, fault: Broken, unsynced: Unsynced) -> bool {
        let (case, at) = (with_room(&self.case), format!("{fault:?}, {unsynced:?}"));
        let broken = Drive::read(fault);
        let ended = fill(&case, &[&broken, &Healthy]);
        let done = ended.as_ref().is_ok_and(|report| report.space[0].problem.is_none());
        if !broken.fired() {
            assert!(done, "{at}: {ended:?}");
            return false;
        }
        case.power_cut(unsynced);
        assert!(on_record(&case) == usize::from(done) || !done, "{at}: {ended:?}");
        // Now and then by a run that needs the room.
        match n.is_multiple_of(4) {
            true => {
                let ended = case.archive(&[&Healthy, &Healthy], "new", "2026-10", false, NEXT);
                assert!(matches!(ended, super::rig::Ended::Well), "{at}: {ended}");
            }
            false => drop(case.verified(&at)),
        }
        nothing_of_it_is_left(&case, &at);
        let found = case.verified(&at);
        for (bundle, before) in &self.kept {
            assert_eq!(found.get(bundle), Some(before), "{at}: a bundle beside it was lost");
        }
        assert!(found.contains_key(&self.due), "{at}");
        true
    }
}

#[test]
fn a_drive_fails_or_is_pulled_at_a_call_while_it_is_filled() {
    let start = Start::new();
    let faults = [(Broken::PullAt as fn(u64) -> Broken, Unsynced::Lost)];
    for (fault, unsynced) in faults.into_iter().chain([(Broken::ErrorAt as _, Unsynced::Kept)]) {
        let every = (1..).step_by(3);
        let tried = every.take_while(|n| start.go_wrong(*n, fault(*n), unsynced)).count();
        assert!(tried > 3, "hardly anything was tried");
    }
}

#[test]
fn the_free_space_is_filled_once_the_copies_are_gone_and_the_statement_says_so() {
    let start = Start::new();
    let case = with_room(&start.case);
    let request = destroy::Request { space: FILL, ..case.destroy_request(start.due) };
    let report = case
        .session(&[&Healthy, &Healthy], FAULTY, |session| destroy::in_session(session, &request))
        .unwrap();
    assert_eq!(report.outcome(), Outcome::Done, "{report:?}");
    assert_eq!(report.space.len(), 2, "{report:?}");
    nothing_of_it_is_left(&case, "filled");
    assert_eq!(on_record(&case), 2);
    let said = case.session(&[], LAST, |session| {
        let made = &session.vault.state.statements[&start.due];
        assert_eq!(made.len(), 1);
        Ok(statement_of(&session.vault, &made[0]).unwrap())
    });
    let said = said.unwrap();
    assert_eq!(said.copies.len(), 2);
    for copy in &said.copies {
        let [done] = &copy.free_space[..] else { panic!("{copy:#?}") };
        assert_eq!((done.method, done.left), (SpaceMethod::Filled, Some(0)));
        assert!(done.bytes > FREE, "what the copy took is free now too: {done:?}");
        assert_eq!(done.read_back, ReadBackWord::PastCache);
    }
}

#[test]
fn what_was_filled_before_a_copy_went_says_nothing_of_that_copy() {
    let start = Start::new();
    let case = with_room(&start.case);
    fill(&case, &[&Healthy, &Healthy]).unwrap();
    assert_eq!(on_record(&case), 1);
    let ended = case.destroy(&[&Healthy, &Healthy], start.due, NEXT);
    assert!(matches!(ended, super::rig::Ended::Well), "{ended}");
    let said = case.session(&[], LAST, |session| {
        let made = &session.vault.state.statements[&start.due];
        Ok(statement_of(&session.vault, &made[0]).unwrap())
    });
    assert!(said.unwrap().copies.iter().all(|copy| copy.free_space.is_empty()));
}
