//! Which copies count: with keys beside them, with keys apart, and as if a medium were gone.

use super::*;

const PAST: ReadBack = ReadBack::PastCache;

/// Two copies without keys beside them, and keys on these drives.
fn apart(keys: &[(MediumId, ReadBack)]) -> Homes {
    let mut homes = Homes::default();
    homes.all(0, [data(A), data(B), added(K), added(L), sealed()]);
    homes.all(0, [copied(A, PAST), copied(B, PAST)]);
    for (medium, read_back) in keys {
        homes.write(0, wrapped(&[*medium], *read_back));
    }
    homes
}

fn data(medium: MediumId) -> Event {
    let drive = DriveId(medium.0);
    Event::MediumAdded(MediumAdded { drive, medium, roles: vec![Role::Data], same_disk: false })
}

fn counted(homes: &Homes) -> Counted {
    let state = homes.state();
    state.counted(&state.bundles[&old()], Proven::ReadBack, 2)
}

#[test]
fn a_copy_counts_with_the_keys_that_lie_beside_it() {
    let mut homes = Homes::with_a_copy(PAST);
    assert_eq!(counted(&homes).copies, 0, "nothing is known of its keys");
    homes.write(0, wrapped(&[A], PAST));
    assert_eq!((counted(&homes).copies, counted(&homes).keys), (1, 1));
    homes.all(0, [copied(B, PAST), wrapped(&[B], PAST)]);
    assert_eq!(counted(&homes).copies, 2);
    let state = homes.state();
    let bundle = &state.bundles[&old()];
    let without = state.counted_without(bundle, Some(A), Proven::ReadBack, 2);
    assert_eq!((without.copies, without.keys), (1, 1));
    assert_eq!(state.counted(bundle, Proven::Reattached, 2).copies, 0);
}

#[test]
fn copies_whose_keys_lie_apart_count_when_enough_key_copies_do() {
    for (keys, expected) in [
        (&[][..], 0),
        (&[(K, PAST)], 0),
        (&[(K, PAST), (L, ReadBack::Cached)], 0),
        (&[(K, PAST), (L, PAST)], 2),
    ] {
        let counted = counted(&apart(keys));
        assert_eq!(counted.copies, expected, "{keys:?}");
        assert_eq!(counted.locked_on.len(), 2 - expected, "{keys:?}");
    }
}

#[test]
fn keys_that_another_home_erased_as_unfinished_do_not_count() {
    let mut homes = apart(&[(K, PAST)]);
    homes.sync(1);
    homes.write(0, wrapped(&[L], PAST));
    assert_eq!(counted(&homes).copies, 2);
    let (bundle, medium) = (old(), L);
    let erased = UnfinishedErased { bundle, key_written: true, medium };
    homes.write(1, Event::UnfinishedErased(erased));
    assert_eq!(counted(&homes).copies, 0, "neither knew of the other's entry");
    homes.sync(0);
    homes.write(0, verified(L, None));
    assert_eq!(counted(&homes).copies, 2);
}

#[test]
fn a_home_takes_no_look_for_its_own_that_it_got_back_from_a_drive() {
    let mut homes = Homes::with_a_copy(ReadBack::Cached);
    homes.write(0, wrapped(&[A], ReadBack::Cached));
    // Somebody writes in its name that the drive was attached anew; then it looks itself, from a cache.
    homes.look_attached(0, A);
    let from_seq = homes.lines(0);
    homes.write(0, look_cached(A));
    let state = homes.state_of_first();
    let connected = BTreeSet::from([A]);
    let writer = WriterId([1; 8]);
    let keeps = |from_seq| {
        let witness = Witness { writer, from_seq };
        state.keeps_sources(old(), Proven::ReadBack, 1, &connected, witness)
    };
    assert_eq!(keeps(0), None);
    assert_eq!(keeps(from_seq), Some(KeepsSources::NotSeenHere));
    assert_eq!(keeps(from_seq + 1), Some(KeepsSources::NotSeenHere));
}

#[test]
fn a_finding_that_somebody_took_back_makes_an_older_look_of_this_home_count_no_more() {
    let mut homes = Homes::with_a_copy(PAST);
    homes.write(0, wrapped(&[A], PAST));
    homes.sync(1);
    homes.all(1, [verified(A, Some(DAMAGE)), verified(A, None)]);
    homes.sync(0);
    let keeps = |homes: &Homes| {
        let witness = Witness { writer: WriterId([1; 8]), from_seq: 0 };
        let state = homes.state_of_first();
        state.keeps_sources(old(), Proven::ReadBack, 1, &BTreeSet::from([A]), witness)
    };
    assert_eq!(keeps(&homes), Some(KeepsSources::NotSeenHere));
    homes.write(0, verified(A, None));
    assert_eq!(keeps(&homes), None);
}

#[test]
fn who_says_that_a_drive_holds_what_it_is_not_for_makes_no_copy_count() {
    let data_on_keys = [copied(K, PAST), verified(K, None)];
    let keys_on_data = [wrapped(&[A, B], PAST), verified(A, None), verified(B, None)];
    for said in [data_on_keys.to_vec(), keys_on_data.to_vec()] {
        let mut homes = apart(&[(K, PAST)]);
        homes.all(0, said);
        assert_eq!(counted(&homes).copies, 0);
        let state = homes.state();
        assert!(!state.bundles[&old()].copies.contains_key(&K));
        assert!(!state.bundles[&old()].keys_on.contains_key(&A));
        assert!(!state.strays.is_empty(), "it is told");
    }
}

#[test]
fn what_was_found_inside_asks_for_this_home_s_own_deep_look_whoever_took_it_back() {
    let deep = |fault: Option<FaultWord>| {
        let Event::Verified(look) = verified(A, fault) else { unreachable!("it is a look") };
        Event::Verified(Verified { depth: Depth::Deep, ..look })
    };
    let keeps = |homes: &Homes, from_seq| {
        let witness = Witness { writer: WriterId([1; 8]), from_seq };
        let state = homes.state_of_first();
        state.keeps_sources(old(), Proven::ReadBack, 1, &BTreeSet::from([A]), witness)
    };
    // Another home found it, and somebody took that back in its name; or in the name of this home, which found it.
    for writer in [1, 0] {
        let mut homes = Homes::with_a_copy(PAST);
        homes.write(0, wrapped(&[A], PAST));
        homes.sync(1);
        homes.all(writer, [deep(Some(FaultWord::Record)), deep(None)]);
        homes.sync(0);
        let from_seq = homes.lines(0);
        homes.write(0, verified(A, None));
        assert_eq!(keeps(&homes, from_seq), Some(KeepsSources::NotOpenedHere), "{writer}");
        homes.write(0, deep(None));
        assert_eq!(keeps(&homes, from_seq), None, "{writer}");
        homes.write(0, verified(A, None));
        assert_eq!(keeps(&homes, from_seq), None, "{writer}: the deep look stands");
    }
}

#[test]
fn what_becomes_of_a_drive_for_keys_tells_on_every_copy() {
    let whole = apart(&[(K, PAST), (L, PAST)]);
    assert_eq!(counted(&whole).copies, 2);
    let after = |events: &[Event]| {
        let mut homes = whole.clone();
        homes.all(0, events.iter().cloned());
        counted(&homes).copies
    };
    assert_eq!(after(&[lost(K)]), 0);
    assert_eq!(after(&[lost(K), found(K)]), 0, "nobody has looked at them since");
    assert_eq!(after(&[lost(K), found(K), verified(K, None)]), 2);
    assert_eq!(after(&[verified(L, Some(FaultWord::Key))]), 0);
    assert_eq!(after(&[verified(L, Some(FaultWord::Key)), verified(L, None)]), 2);
    let [_, gone, _] = destroyed(K);
    assert_eq!(after(&[gone]), 0);
}

#[test]
fn a_copy_with_its_keys_counts_beside_one_that_waits_for_more_keys() {
    let mut homes = Homes::default();
    homes.all(0, [data(A), added(B), added(K), sealed(), copied(A, PAST), copied(B, PAST)]);
    homes.write(0, wrapped(&[B], PAST));
    assert_eq!(counted(&homes).on, BTreeSet::from([B]));
    homes.write(0, wrapped(&[K], PAST));
    assert_eq!(counted(&homes).on, BTreeSet::from([A, B]));
}
