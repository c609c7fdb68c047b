//! The sealer's key was replaced: what quarantined lines say takes nothing away for good, and lets nothing go.

use super::*;
use crate::formats::entry::{
    Distrusted, RecipientAdded, RecipientRemoved, SignerReplaced, UnfinishedErased,
};

/// A home replaces the sealer's key: so many lines of each home count, and these don't.
fn replaced(lines: [u64; 2], distrusted: Vec<Distrusted>) -> Event {
    let heads = [0, 1].map(|home| head((home, lines[home]), [1, 2])).into();
    Event::SignerReplaced(SignerReplaced {
        distrusted,
        heads,
        new: "n".into(),
        old: "o".into(),
        quarantined: vec![],
    })
}

/// The first home copied a bundle and saw it whole; then it says this, and the second, which has not heard that,
/// replaces the key. The first hears of it.
fn after(said: Event) -> Homes {
    let mut homes = Homes::default();
    homes.all(0, [added(A), sealed(), copied(A, ReadBack::PastCache), verified(A, None)]);
    homes.sync(1);
    homes.write(0, said);
    homes.write(1, replaced([4, 0], vec![]));
    homes.sync(0);
    homes
}

/// With one id for each home, as the heads of a replacement name them.
fn state(homes: &Homes) -> State {
    State::of(homes.entries([1, 2]).iter())
}

/// How far the copy was proven, and how far the first home saw it itself.
fn proven(homes: &Homes) -> [Proven; 2] {
    let state = state(homes);
    assert!(state.contradictions.is_empty(), "{:?}", state.contradictions);
    let bundle = &state.bundles[&old()];
    [bundle.copies[&A].proven(), bundle.looks[&A][&WriterId([1; 8])].proven]
}

#[test]
fn a_finding_that_is_quarantined_asks_for_another_look() {
    let erased = UnfinishedErased { bundle: old(), key_written: true, medium: A };
    for said in [verified(A, Some(DAMAGE)), repaired(A), Event::UnfinishedErased(erased)] {
        let mut homes = after(said.clone());
        assert_eq!(proven(&homes), [Proven::DriveBack; 2], "{said:?}");
        homes.sync(1);
        // Another home's look lets the copy count, and is not the first home's own.
        let mut other = homes.clone();
        other.write(1, verified(A, None));
        other.sync(0);
        assert_eq!(proven(&other), [Proven::ReadBack, Proven::DriveBack], "{said:?}");
        let mut damaged = homes.clone();
        damaged.write(0, verified(A, Some(DAMAGE)));
        assert_eq!(proven(&damaged), [Proven::DoesNotHold; 2], "{said:?}");
        // One clean look ends it.
        homes.write(0, verified(A, None));
        assert_eq!(proven(&homes), [Proven::ReadBack; 2], "{said:?}");
    }
}

#[test]
fn a_repair_that_is_quarantined_has_written_on_the_drive_all_the_same() {
    let mut homes = Homes::default();
    homes.all(0, [added(A), sealed(), copied(A, ReadBack::PastCache), verified(A, None)]);
    homes.sync(1);
    let came = homes.heads(0, [1, 2]);
    homes.write(0, repaired(A));
    homes.write(1, replaced([4, 0], vec![]));
    homes.sync(0);
    // The drive had come before that repair: a cache may have answered the look.
    homes.write(0, look(A, Some(came), None));
    assert_eq!(proven(&homes)[0], Proven::ReadBack);
    homes.look_attached(0, A);
    assert_eq!(proven(&homes)[0], Proven::Reattached);
}

#[test]
fn a_look_that_has_not_seen_a_quarantined_finding_does_not_end_it() {
    let mut homes = after(verified(A, Some(DAMAGE)));
    homes.write(1, verified(A, None));
    homes.sync(0);
    assert_eq!(proven(&homes), [Proven::DriveBack; 2]);
}

#[test]
fn what_a_quarantined_look_found_inside_asks_for_a_deep_look() {
    let deep = |fault: Option<FaultWord>| {
        let Event::Verified(look) = verified(A, fault) else { unreachable!("it is a look") };
        Event::Verified(Verified { depth: Depth::Deep, ..look })
    };
    let mut homes = after(deep(Some(FaultWord::Record)));
    homes.write(0, verified(A, None));
    assert_eq!(proven(&homes), [Proven::DriveBack; 2]);
    homes.write(0, deep(None));
    assert_eq!(proven(&homes), [Proven::ReadBack; 2]);
}

#[test]
fn a_clean_look_that_is_quarantined_says_nothing() {
    let mut homes = Homes::default();
    homes.all(0, [added(A), sealed(), copied(A, ReadBack::PastCache), verified(A, Some(DAMAGE))]);
    homes.sync(1);
    homes.write(0, verified(A, None));
    homes.write(1, replaced([4, 0], vec![]));
    assert_eq!(proven(&homes), [Proven::DoesNotHold; 2]);
}

#[test]
fn a_withdrawal_that_is_quarantined_lifts_no_intent() {
    let [intended, ..] = destroyed(A);
    let mut homes = Homes::with_a_copy(ReadBack::PastCache);
    homes.write(0, intended);
    homes.sync(1);
    homes.write(0, withdrawn());
    homes.write(1, replaced([5, 0], vec![]));
    homes.sync(0);
    assert!(state(&homes).bundles[&old()].intended.is_some());
    // Said again by who knows of the new key, it does.
    homes.write(0, withdrawn());
    assert!(state(&homes).bundles[&old()].intended.is_none());
}

#[test]
fn a_drive_of_which_only_quarantined_lines_speak_may_hold_bundles() {
    let lines = Distrusted { from: 4, to: 4, writer: WriterId([1; 8]) };
    assert_eq!(state(&after(added(B))).doubted, [B].into());
    let mut homes = after(added(B));
    homes.write(1, lost(B));
    assert!(state(&homes).doubted.is_empty(), "it is lost on record");
    let mut homes = after(added(B));
    homes.write(1, added(B));
    assert!(state(&homes).doubted.is_empty(), "a line that counts took it in");
    let mut homes = after(added(B));
    homes.write(1, replaced([5, 1], vec![lines]));
    assert!(state(&homes).doubted.is_empty(), "somebody distrusted it by its number");
}

#[test]
fn a_copy_that_a_quarantined_line_found_damaged_counts_for_nothing_that_goes() {
    let mut homes = after(verified(A, Some(DAMAGE)));
    homes.write(1, wrapped(&[A], ReadBack::PastCache));
    homes.sync(0);
    let counted = |homes: &Homes| {
        let state = state(homes);
        state.counted(&state.bundles[&old()], Proven::ReadBack, 1).copies
    };
    assert_eq!(counted(&homes), 0);
    homes.write(0, verified(A, None));
    assert_eq!(counted(&homes), 1);
}

#[test]
fn a_removal_in_a_line_that_does_not_count_removes_nobody_and_is_named_until_it_is_answered() {
    let (office, paper) = (Digest([7; 32]), Digest([8; 32]));
    let add = |recipient| Event::RecipientAdded(RecipientAdded { recipient });
    let remove = |recipient| Event::RecipientRemoved(RecipientRemoved { recipient });
    let after = |said: &[Event], counting: u64| {
        let mut homes = Homes::default();
        homes.all(0, [add(office), sealed()]);
        homes.sync(1);
        homes.all(0, said.iter().cloned());
        homes.write(1, replaced([counting, 0], vec![]));
        homes.sync(0);
        homes
    };
    let standing = |homes: &Homes| {
        let known = state(homes);
        let doubted = known.recipients_ever.iter().filter(|(_, one)| one.doubted.is_some());
        let doubted: Vec<Digest> = doubted.map(|(recipient, _)| *recipient).collect();
        (known.recipients.into_iter().collect::<Vec<Digest>>(), doubted)
    };
    assert_eq!(standing(&after(&[add(paper)], 2)), (vec![office], vec![]));
    assert_eq!(standing(&after(&[remove(office)], 3)), (vec![], vec![]));
    assert_eq!(standing(&after(&[add(paper), remove(office)], 3)).1, [office]);
    let mut homes = after(&[remove(office)], 2);
    assert_eq!(standing(&homes), (vec![office], vec![office]));
    // Whoever is let in makes it no truer.
    homes.write(1, add(paper));
    assert_eq!(standing(&homes), (vec![office, paper], vec![office]));
    homes.sync(1);
    let mut removed = homes.clone();
    removed.write(1, remove(office));
    assert_eq!(standing(&removed), (vec![paper], vec![]));
    homes.write(1, add(office));
    assert_eq!(standing(&homes), (vec![office, paper], vec![]));
}
