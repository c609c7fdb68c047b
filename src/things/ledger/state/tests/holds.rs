//! Holds of two homes: what binds which bundle, and what a release lifts.

use super::*;
use crate::formats::entry::{HoldPlaced, HoldReleased, HoldReviewed};
use crate::rules::scope::Scope;

const PAST: ReadBack = ReadBack::PastCache;
const AUDIT: HoldId = HoldId([1; 16]);

fn later() -> BundleId {
    "20160101-00000002".parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn placed_on(hold: HoldId, scope: Scope) -> Event {
    Event::HoldPlaced(HoldPlaced { ends: None, hold, review: Some(day("2027-05-21")), scope })
}

fn placed(hold: HoldId) -> Event {
    placed_on(hold, Scope::default())
}

fn released(holds: &[HoldId]) -> Event {
    Event::HoldReleased(HoldReleased { holds: holds.to_vec() })
}

fn sealed_later() -> Event {
    Event::Sealed(seal_of(later()))
}

/// The holds on a bundle.
fn on(homes: &Homes, bundle: BundleId) -> Vec<HoldId> {
    homes.state().bundles[&bundle].holds.iter().map(|hold| hold.id).collect()
}

#[test]
fn a_hold_binds_what_was_sealed_before_and_what_is_sealed_later_by_any_home() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, placed(AUDIT));
    assert_eq!(on(&homes, old()), [AUDIT]);
    // The other home has not heard of it.
    homes.write(1, sealed_later());
    assert_eq!(on(&homes, later()), [AUDIT]);
    let named = Scope { bundles: Some(vec![old()]), ..Scope::default() };
    homes.write(1, placed_on(HoldId([2; 16]), named));
    assert_eq!((on(&homes, old()).len(), on(&homes, later()).len()), (2, 1));
}

#[test]
fn a_release_lifts_the_holds_that_it_lists_and_no_other() {
    let mut homes = Homes::with_a_copy(PAST);
    let other = HoldId([2; 16]);
    homes.all(0, [placed(AUDIT), placed(other), released(&[AUDIT])]);
    assert_eq!(on(&homes, old()), [other]);
    let state = homes.state();
    assert!(state.holds[&AUDIT].released.is_some() && state.holds[&other].released.is_none());
    homes.write(0, released(&[other]));
    assert!(on(&homes, old()).is_empty());
}

#[test]
fn a_release_that_has_not_seen_the_hold_lifts_nothing() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, placed(AUDIT));
    homes.write(1, released(&[AUDIT]));
    assert_eq!(on(&homes, old()), [AUDIT]);
    assert_eq!(homes.state().holds[&AUDIT].released, None);
    homes.sync(1);
    homes.write(1, released(&[AUDIT]));
    assert!(on(&homes, old()).is_empty());
}

#[test]
fn what_was_sealed_unseen_by_the_release_is_held_until_it_is_released_again() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, placed(AUDIT));
    homes.sync(1);
    homes.write(1, sealed_later());
    homes.write(0, released(&[AUDIT]));
    assert!(on(&homes, old()).is_empty());
    assert_eq!(on(&homes, later()), [AUDIT], "nobody meant this bundle");
    homes.sync(0);
    homes.write(0, released(&[AUDIT]));
    assert!(on(&homes, later()).is_empty());
}

#[test]
fn what_is_sealed_in_sight_of_the_release_is_free() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.all(0, [placed(AUDIT), released(&[AUDIT])]);
    homes.sync(1);
    homes.write(1, sealed_later());
    assert!(on(&homes, later()).is_empty());
}

#[test]
fn a_destruction_that_had_not_seen_a_hold_is_void_for_good() {
    let [intended, erased, ended] = destroyed(A);
    for release in [false, true] {
        let mut homes = Homes::with_a_copy(PAST);
        homes.write(0, copied(B, PAST));
        homes.sync(1);
        homes.all(0, [intended.clone(), erased.clone()]);
        assert_eq!(homes.state().undestroyed_on(B), [old()]);
        homes.write(1, placed(AUDIT));
        if release {
            homes.write(1, released(&[AUDIT]));
        }
        let state = homes.state();
        let bundle = &state.bundles[&old()];
        assert_eq!((bundle.intended, bundle.erased), (None, false), "released: {release}");
        assert_eq!(
            (bundle.standing(), bundle.holds.len()),
            (Standing::Kept, 1 - usize::from(release))
        );
        assert!(state.undestroyed_on(B).is_empty());
        // What stands on B may be half erased: somebody has to look.
        assert_eq!(bundle.copies[&B].proven(), Proven::DriveBack);
        homes.sync(1);
        homes.write(1, verified(B, None));
        assert_eq!(homes.state().bundles[&old()].copies[&B].proven(), Proven::ReadBack);
    }
    // One that has seen it, and its release, goes on as any other.
    let mut homes = Homes::with_a_copy(PAST);
    homes.all(0, [placed(AUDIT), released(&[AUDIT]), intended, erased, ended]);
    assert_eq!(homes.state().bundles[&old()].standing(), Standing::Destroyed);
}

#[test]
fn of_two_reviews_the_earlier_day_stands_unless_one_has_seen_the_other() {
    let reviewed = |text| Event::HoldReviewed(HoldReviewed { hold: AUDIT, review: day(text) });
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, placed(AUDIT));
    assert_eq!(homes.state().holds[&AUDIT].review, Some(day("2027-05-21")));
    homes.sync(1);
    homes.write(0, reviewed("2029-01-01"));
    homes.write(1, reviewed("2028-01-01"));
    assert_eq!(homes.state().holds[&AUDIT].review, Some(day("2028-01-01")));
    homes.sync(0);
    homes.write(0, reviewed("2030-01-01"));
    assert_eq!(homes.state().holds[&AUDIT].review, Some(day("2030-01-01")));
}

#[test]
fn one_hold_that_was_placed_on_two_things_contradicts() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.all(0, [placed(AUDIT), placed(AUDIT)]);
    assert!(homes.state().contradictions.is_empty(), "a moved chain may hold it twice");
    homes.write(1, placed_on(AUDIT, Scope { bundles: Some(vec![old()]), ..Scope::default() }));
    assert_eq!(homes.state().contradictions, [Contradiction::TwoHolds(AUDIT)]);
}
