//! What keeps one of several bundles, and what keeps all of them.

use super::*;
use crate::rules::hold::Hold;
use crate::rules::retention::Bar;
use crate::verbs::list::INDICATION;
use crate::verbs::outcome::{Outcome, Reported};
use crate::words::day::ClockState;
use crate::words::ids::HoldId;

fn done(bundle: BundleId) -> BundleReport {
    BundleReport {
        bundle,
        records: 1,
        bytes: 1,
        kept_through: None,
        copies: vec![],
        lost: vec![],
        remaining: vec![],
        failed: vec![],
        differs: false,
        untold: vec![],
        originals: vec![],
        complete: true,
    }
}

fn report() -> Report {
    let (bundles, withdrawn, not_covered) = (vec![], vec![], vec![]);
    let (vault, not_destroyed) = (String::new(), vec![]);
    let (space, statements, unstated) = (vec![], vec![], vec![]);
    let indication = INDICATION;
    Report {
        vault,
        bundles,
        not_destroyed,
        withdrawn,
        approved: None,
        unapproved: None,
        space,
        statements,
        unstated,
        not_covered,
        indication,
    }
}

fn ids() -> [BundleId; 3] {
    ["1", "2", "3"].map(|n| format!("20261031-0000000{n}").parse().unwrap())
}

/// The second one is held when it is its turn, and was not when all were asked about.
fn held(id: BundleId) -> Result<BundleReport, Fault> {
    let (reference, since) = ("AUDIT-1".parse().ok(), "2026-11-02".parse().unwrap());
    let clock = ClockState::Ok;
    let hold = Hold { clock, ends: None, id: HoldId([1; 16]), reference, review: None, since };
    match id == ids()[1] {
        true => Err(Refused::Barred { bundle: id, bars: vec![Bar::Hold(hold)] }.into()),
        false => Ok(done(id)),
    }
}

#[test]
fn a_bundle_that_became_held_in_between_keeps_itself_and_no_other() {
    let report = each(report(), &ids(), held).unwrap();
    let gone: Vec<_> = report.bundles.iter().map(|bundle| bundle.bundle).collect();
    assert_eq!(gone, [ids()[0], ids()[2]]);
    assert_eq!(report.not_destroyed[0].bundle, ids()[1]);
    assert_eq!(report.outcome(), Outcome::PartlyDone);
}

#[test]
fn with_none_destroyed_the_refusal_is_the_runs_own() {
    assert!(matches!(each(report(), &ids()[1..2], held).and_then(ended), Err(Fault::Refused(_))));
}

#[test]
fn a_person_who_stops_it_stops_all_of_it() {
    let stopped = each(report(), &ids(), |_| Err(Fault::Interrupted));
    assert!(matches!(stopped, Err(Fault::Interrupted)));
}
