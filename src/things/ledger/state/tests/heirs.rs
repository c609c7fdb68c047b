//! Bundles that stand in the place of others: what binds follows by anybody's word, and what lets go has to be proven.

use super::*;
use crate::formats::entry::{
    Approved, ApprovedBundle, Extended, HoldPlaced, HoldReleased, Signers, Succeeded, Successor,
    VaultCreated,
};
use crate::rules::scope::Scope;

const PAST: ReadBack = ReadBack::PastCache;
const AUDIT: HoldId = HoldId([1; 16]);

fn new() -> BundleId {
    "20160101-00000002".parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn succeeded(from: BundleId, into: BundleId) -> Succeeded {
    let seal = |id| seal_of(id).seal;
    let successors = vec![Successor { bundle: into, seal: seal(into) }];
    Succeeded { bundle: from, elsewhere: vec![], removed: 0, seal: seal(from), successors }
}

fn placed(scope: Scope) -> Event {
    Event::HoldPlaced(HoldPlaced { ends: None, hold: AUDIT, review: None, scope })
}

fn on_old() -> Scope {
    Scope { bundles: Some(vec![old()]), ..Scope::default() }
}

/// The first home sealed the old bundle and then the new one, and says that it stands in its place.
fn homes() -> Homes {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, Event::Sealed(seal_of(new())));
    homes.write(0, Event::Succeeded(succeeded(old(), new())));
    homes
}

#[test]
fn a_hold_on_the_old_bundle_binds_the_new_one_whoever_placed_it_unheard() {
    let mut homes = homes();
    homes.write(1, placed(on_old()));
    let held = |homes: &Homes| homes.state().bundles[&new()].holds.len();
    assert_eq!(held(&homes), 1);
    // Who releases it has to know of the new one.
    homes.write(1, Event::HoldReleased(HoldReleased { holds: vec![AUDIT] }));
    assert_eq!(held(&homes), 1);
    homes.sync(1);
    homes.write(1, Event::HoldReleased(HoldReleased { holds: vec![AUDIT] }));
    assert_eq!(held(&homes), 0);
}

#[test]
fn an_order_to_destroy_the_new_bundle_is_void_if_it_had_not_seen_a_hold_on_the_old_one() {
    let mut homes = homes();
    let intended = DestructionIntended {
        bundle: new(),
        holds_checked: true,
        keep_through: Some(day("2040-12-31")),
        media: vec![A],
        no_open_matters: true,
        release: Release::Ended,
        seal: seal_of(new()).seal,
    };
    homes.write(0, Event::DestructionIntended(intended));
    assert!(homes.state().bundles[&new()].intended.is_some());
    homes.write(1, placed(on_old()));
    let state = homes.state();
    assert!(state.bundles[&new()].voided && state.bundles[&new()].intended.is_none());
}

#[test]
fn the_new_bundle_is_kept_as_long_as_the_old_one() {
    let mut homes = homes();
    let long = day("2049-12-31");
    let bundles = vec![old()];
    homes.write(1, Event::Extended(Extended { bundles, keep_through: long }));
    assert_eq!(homes.state().bundles[&new()].end_now().keep_through, Some(long));
    assert_eq!(homes.state().bundles[&new()].ancestors.len(), 1);
}

#[test]
fn a_bundle_whose_records_are_accounted_for_has_heirs() {
    let found = homes().state().heritage(old()).unwrap();
    assert_eq!(Vec::from_iter(found.heirs), [new()]);
    assert_eq!(found.steps, [(old(), new())]);
}

#[test]
fn what_an_entry_says_of_successors_is_nothing_without_proof() {
    let before = || Homes::with_a_copy(PAST);
    let says = |mut homes: Homes, says: Succeeded| {
        homes.write(0, Event::Succeeded(says));
        homes.state().heritage(old())
    };
    let sealed = || {
        let mut homes = before();
        homes.write(0, Event::Sealed(seal_of(new())));
        homes
    };
    let right = || succeeded(old(), new());
    assert!(says(sealed(), right()).is_some(), "the test can fail");
    assert!(says(before(), right()).is_none(), "it was never sealed");
    let other = Succeeded { seal: Digest([9; 32]), ..right() };
    assert!(says(sealed(), other).is_none(), "it is about another seal");
    let successors = vec![Successor { bundle: new(), seal: Digest([9; 32]) }];
    assert!(says(sealed(), Succeeded { successors, ..right() }).is_none(), "another seal");
    let removed = Succeeded { removed: 1, ..right() };
    assert!(says(sealed(), removed).is_none(), "the records don't add up");
    let mut few = before();
    few.write(0, Event::Sealed(Sealed { records: 0, ..seal_of(new()) }));
    assert!(says(few, right()).is_none(), "a record is missing");
    // Sealed by somebody who did not know of the old bundle.
    let mut apart = Homes::default();
    apart.all(0, [added(A), added(B), sealed_old(), copied(A, PAST)]);
    apart.write(1, Event::Sealed(seal_of(new())));
    apart.sync(0);
    assert!(says(apart, right()).is_none(), "it was not made from the old one");
}

fn sealed_old() -> Event {
    sealed()
}

#[test]
fn two_bundles_never_succeed_each_other() {
    let mut homes = homes();
    homes.sync(1);
    homes.write(1, Event::Succeeded(succeeded(new(), old())));
    let state = homes.state();
    assert!(state.heritage(old()).is_some());
    assert!(state.heritage(new()).is_none());
    // Also where the other home had taken the old one's seal in once more, after the new one.
    homes.write(1, sealed());
    let state = homes.state();
    assert!(state.heritage(new()).is_none() || state.heritage(old()).is_none());
}

#[test]
fn an_heir_that_is_destroyed_hands_on_to_its_own_or_proves_nothing() {
    let third: BundleId = "20170101-00000003".parse().unwrap();
    let mut homes = homes();
    let gone = [
        Event::DestructionIntended(DestructionIntended {
            bundle: new(),
            holds_checked: true,
            keep_through: Some(day("2040-12-31")),
            media: vec![],
            no_open_matters: false,
            release: Release::Succeeded,
            seal: seal_of(new()).seal,
        }),
        Event::BundleDestroyed(BundleDestroyed { bundle: new(), media: vec![] }),
    ];
    let mut alone = homes.clone();
    alone.all(0, gone.clone());
    assert!(alone.state().heritage(old()).is_none());
    homes.write(0, Event::Sealed(seal_of(third)));
    homes.write(0, Event::Succeeded(succeeded(new(), third)));
    homes.all(0, gone);
    let found = homes.state().heritage(old()).unwrap();
    assert_eq!(Vec::from_iter(found.heirs), [third]);
    assert_eq!(found.steps, [(old(), new()), (new(), third)]);
}

#[test]
fn who_approves_that_a_bundle_goes_has_to_know_of_each_record_that_was_left_out() {
    let signers = Signers { disposer: "the first".into(), sealer: "a sealer".into() };
    let created = VaultCreated { nonce: [1; 32], recipients: vec![], signers };
    let one = ApprovedBundle { bundle: old(), keep_through: None, seal: seal_of(old()).seal };
    let approved = Event::Approved(Approved { bundles: vec![one], list: Digest([8; 32]) });
    let persons = |homes: &Homes| homes.state().bundles[&old()].persons();
    let left_out = |from| Succeeded { removed: 1, successors: vec![], ..succeeded(from, new()) };
    // Of the bundle itself, and of the one that its records went into.
    for (from, home) in [(old(), 0), (old(), 1), (new(), 0), (new(), 1)] {
        let mut homes = Homes::default();
        homes.all(0, [Event::VaultCreated(created.clone()), sealed()]);
        homes.write(0, Event::Sealed(seal_of(new())));
        homes.write(0, Event::Succeeded(succeeded(old(), new())));
        homes.sync(1);
        homes.write(0, approved.clone());
        assert_eq!(persons(&homes), 1, "each record stands elsewhere");
        homes.write(home, Event::Succeeded(left_out(from)));
        assert_eq!(persons(&homes), 0, "{from} {home}");
        homes.sync(0);
        homes.write(0, approved.clone());
        assert_eq!(persons(&homes), 1, "{from} {home}");
    }
}

#[test]
fn a_successor_s_copy_on_a_lost_drive_counts_no_more_also_where_another_home_lost_it() {
    for home in [0, 1] {
        let mut homes = homes();
        let copied = |medium| {
            let (bundle, state) = (new(), CopyState::ReadBack);
            Event::Copied(Copied { bundle, medium, read_back: PAST, state })
        };
        let keys = |medium| {
            let Event::KeysWrapped(keys) = wrapped(&[medium], PAST) else { unreachable!("keys") };
            Event::KeysWrapped(KeysWrapped { bundle: new(), ..keys })
        };
        homes.all(0, [copied(A), keys(A), copied(B), keys(B)]);
        let counted = |homes: &Homes| {
            let state = homes.state_of_first();
            let known = &state.bundles[&new()];
            let seen = Witness { writer: WriterId([1; 8]), from_seq: 0 };
            let enough = state.has_seen(new(), Proven::ReadBack, 2, seen);
            (state.counted(known, Proven::ReadBack, 2).copies, enough)
        };
        assert_eq!(counted(&homes), (2, true));
        homes.write(home, lost(B));
        assert_eq!(counted(&homes), (1, false), "{home}");
        assert!(homes.state().heritage(old()).is_some(), "the records stand there all the same");
    }
}
