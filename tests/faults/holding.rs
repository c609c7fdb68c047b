//! Placing a hold, and releasing it, cut off at every call on a drive and in the home. A hold that anything has heard
//! of binds; a release that nothing has heard of frees nothing; the same command then goes on.

use kluis::powers::medium::memory::Unsynced;
use kluis::rules::hold::HoldKind;
use kluis::verbs::fault::{Fault, Usage};
use kluis::verbs::hold::{PlaceRequest, Said, place_in_session, release_in_session};
use kluis::verbs::select::Selection;
use kluis::words::ids::BundleId;

use super::rig::{
    Breaks, Bundles, Case, Drive, Ended, FAULTY, FIRST, Healthy, Home, LAST, NEXT, for_each_fault,
    said,
};

fn why() -> Said {
    Said { reason: "a claim".into(), by: Some("A. Jansen".into()), told: vec![] }
}

fn place(case: &Case, breaks: &[&dyn Breaks], time: &str) -> Ended {
    let request = PlaceRequest {
        selection: Selection { all: true, ..Selection::default() },
        reference: "VORD-1".parse().unwrap(),
        kind: HoldKind::Claim,
        review: None,
        ends: None,
        said: why(),
    };
    match case.session(breaks, time, |session| place_in_session(session, &request)) {
        Ok(report) if report.who.told.len() == breaks.len() => Ended::Well,
        Ok(report) => Ended::Partly(format!("{:?}", report.who.waiting)),
        Err(fault) => Ended::Badly(said(fault)),
    }
}

fn release(case: &Case, breaks: &[&dyn Breaks], time: &str) -> Ended {
    match case.session(breaks, time, |session| release_in_session(session, "VORD-1", &why())) {
        Ok(report) if report.who.told.len() == breaks.len() => Ended::Well,
        Ok(report) => Ended::Partly(format!("{:?}", report.who.waiting)),
        // The run before had come so far.
        Err(Fault::Usage(Usage::HoldReleased(_))) => Ended::Well,
        Err(fault) => Ended::Badly(said(fault)),
    }
}

/// Whether this home, or a drive that it meets, knows a hold on the bundle.
fn is_held(case: &Case, bundle: BundleId, at: &str) -> bool {
    let held = case.session(&[&Healthy, &Healthy], LAST, |session| {
        Ok(!session.vault.state.bundles[&bundle].holds.is_empty())
    });
    held.unwrap_or_else(|fault| panic!("{at}: {}", said(fault)))
}

fn refuses(case: &Case, bundle: BundleId, at: &str) {
    match case.destroy(&[&Healthy, &Healthy], bundle, LAST) {
        Ended::Badly(said) => assert!(said.contains("is held by VORD-1"), "{at}: {said}"),
        other => panic!("{at}: {other}"),
    }
}

struct Start {
    case: Case,
    bundles: Bundles,
    due: BundleId,
}

fn start() -> Start {
    let case = Case::with_bundles();
    let (bundles, due) = (case.verified("at the start"), case.bundle_of("due"));
    Start { case, bundles, due }
}

fn placing(start: &Start, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
    let case = start.case.again();
    let ended = place(&case, &[breaks, &Healthy], FAULTY);
    breaks.end(&case.home(), unsynced);
    if !breaks.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        return false;
    }
    case.power_cut(unsynced);
    // What said that it was placed is in force.
    if is_held(&case, start.due, at) {
        refuses(&case, start.due, at);
    } else {
        assert!(matches!(ended, Ended::Badly(_)), "{at}: {ended}, and nothing knows of it");
    }
    let ended = place(&case, &[&Healthy, &Healthy], NEXT);
    assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
    refuses(&case, start.due, at);
    assert_eq!(case.verified_and_in_order(at), start.bundles, "{at}");
    true
}

fn releasing(start: &Start, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
    let case = start.case.again();
    let ended = release(&case, &[breaks, &Healthy], FAULTY);
    breaks.end(&case.home(), unsynced);
    if !breaks.fired() {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        return false;
    }
    case.power_cut(unsynced);
    if is_held(&case, start.due, at) {
        assert!(matches!(ended, Ended::Badly(_)), "{at}: {ended}, and nothing knows of it");
        refuses(&case, start.due, at);
    }
    let ended = release(&case, &[&Healthy, &Healthy], NEXT);
    assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
    assert!(!is_held(&case, start.due, at), "{at}: it is held still");
    assert_eq!(case.verified_and_in_order(at), start.bundles, "{at}: a release destroys nothing");
    true
}

fn held() -> Start {
    let start = start();
    let ended = place(&start.case, &[&Healthy, &Healthy], FIRST);
    assert!(matches!(ended, Ended::Well), "{ended}");
    start
}

#[test]
fn a_drive_fails_at_every_call_while_a_hold_is_placed() {
    let start = start();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?}, then {unsynced:?}");
        placing(&start, &Drive::new(fault), &at, unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call_while_a_hold_is_placed() {
    let start = start();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        placing(&start, &Home::new(fault), &at, unsynced)
    });
}

#[test]
fn a_drive_fails_at_every_call_while_a_hold_is_released() {
    let start = held();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?}, then {unsynced:?}");
        releasing(&start, &Drive::new(fault), &at, unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call_while_a_hold_is_released() {
    let start = held();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        releasing(&start, &Home::new(fault), &at, unsynced)
    });
}
