//! Sealing a bundle's records again, cut off at every call on a drive and in the home: the old bundle stands, or the
//! new one, or both, and the same command goes on.

use std::collections::BTreeSet;

use kluis::powers::medium::memory::Unsynced;
use kluis::verbs::archive::RuleAsked;
use kluis::verbs::fault::{Fault, Usage};
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::reseal::{self, Request, Rules, What};
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;

use super::rig::{
    Breaks, Bundles, COPIES, Case, Drive, Ended, FAULTY, Healthy, Home, NEXT, for_each_fault, said,
};

fn reseal(case: &Case, breaks: &[&dyn Breaks], bundle: BundleId, time: &str) -> Ended {
    let rules = Rules {
        rule: RuleAsked { class: "nl-oss".parse().unwrap(), date: Some("2026".parse().unwrap()) },
        also: vec![],
        case: None,
        period: None,
        ground: None,
        accept_end: false,
    };
    let request = Request {
        bundle: bundle.to_string(),
        what: What::Under { rules: Box::new(rules), matching: vec![] },
        reason: "wrong class".into(),
        by: None,
        approved_by: None,
        approver_passphrase_file: None,
        into: None,
    };
    match case.session(breaks, time, |session| reseal::in_session(session, &request)) {
        Ok(report) if report.outcome() == Outcome::Done => Ended::Well,
        Ok(report) => Ended::Partly(format!("{:?} {:?}", report.kept, report.missed)),
        // The run before had come so far.
        Err(Fault::Usage(Usage::AlreadyDestroyed(_))) => Ended::Well,
        Err(fault) => Ended::Badly(said(fault)),
    }
}

struct Start {
    case: Case,
    old: BundleId,
    records: BTreeSet<Digest>,
    others: Bundles,
}

impl Start {
    fn new() -> Start {
        let case = Case::with_bundles();
        let old = case.bundle_of("kept");
        let mut others = case.verified("at the start");
        let (records, _) = others.remove(&old).unwrap();
        Start { case, old, records, others }
    }

    /// Every record stands on as many drives as are wanted, in the old bundle or in a new one.
    fn stands(&self, found: &Bundles, at: &str) {
        let whole = found.values().any(|(records, on)| *records == self.records && *on >= COPIES);
        assert!(whole, "{at}: {found:?}");
        for (bundle, before) in &self.others {
            assert_eq!(found.get(bundle), Some(before), "{at}: a bundle beside it was lost");
        }
    }

    fn go_wrong(&self, breaks: &[&dyn Breaks], at: &str, unsynced: Unsynced) -> bool {
        let case = self.case.again();
        let ended = reseal(&case, breaks, self.old, FAULTY);
        breaks.iter().for_each(|breaks| breaks.end(&case.home(), unsynced));
        if !breaks.iter().any(|breaks| breaks.fired()) {
            assert!(matches!(ended, Ended::Well), "{at}: {ended}");
            return false;
        }
        case.power_cut(unsynced);
        self.stands(&case.verified(at), at);
        let ended = reseal(&case, &[&Healthy, &Healthy], self.old, NEXT);
        assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
        let found = case.verified_and_in_order(at);
        assert!(!found.contains_key(&self.old), "{at}: the old bundle stands");
        self.stands(&found, at);
        // One new bundle, however often it was tried.
        let new = found.values().filter(|(records, _)| *records == self.records).count();
        assert_eq!(new, 1, "{at}: {found:?}");
        true
    }
}

#[test]
fn a_drive_fails_at_every_call_while_a_bundle_is_sealed_again() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        start.go_wrong(&[&broken, &Healthy], &format!("{fault:?}, {unsynced:?}"), unsynced)
    });
}

#[test]
fn the_other_drive_fails_at_every_call_while_a_bundle_is_sealed_again() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        start.go_wrong(&[&Healthy, &broken], &format!("{fault:?}, {unsynced:?}"), unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call_while_a_bundle_is_sealed_again() {
    let start = Start::new();
    for_each_fault(|fault, unsynced| {
        let broken = Home::new(fault);
        let at = format!("{fault:?} in the home, {unsynced:?}");
        start.go_wrong(&[&broken, &Healthy], &at, unsynced)
    });
}
