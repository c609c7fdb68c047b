//! Recipients that two homes add and remove: a removal stands until somebody who knows of it adds again.

use super::*;
use crate::formats::entry::{RecipientAdded, RecipientRemoved};

const OFFICE: Digest = Digest([7; 32]);
const PAPER: Digest = Digest([8; 32]);

fn add(recipient: Digest) -> Event {
    Event::RecipientAdded(RecipientAdded { recipient })
}

fn remove(recipient: Digest) -> Event {
    Event::RecipientRemoved(RecipientRemoved { recipient })
}

fn to(recipients: &[Digest]) -> Event {
    let Event::KeysWrapped(anew) = wrapped(&[A], ReadBack::PastCache) else { unreachable!() };
    let key = Digest([5; 32]);
    let recipients = recipients.to_vec();
    Event::KeysWrapped(KeysWrapped { key, key_copy: key, recipients, ..anew })
}

fn standing(homes: &Homes) -> Vec<Digest> {
    homes.state().recipients.into_iter().collect()
}

#[test]
fn a_removal_stands_until_somebody_who_knows_of_it_adds_again() {
    let mut homes = Homes::default();
    homes.all(0, [add(OFFICE), add(PAPER)]);
    homes.sync(1);
    assert_eq!(standing(&homes), [OFFICE, PAPER]);
    homes.write(0, remove(OFFICE));
    // The other does not know of that, whatever its clock says.
    homes.clock(1, 9);
    homes.write(1, add(OFFICE));
    assert_eq!(standing(&homes), [PAPER]);
    homes.sync(1);
    homes.write(1, add(OFFICE));
    assert_eq!(standing(&homes), [OFFICE, PAPER]);
    homes.write(0, remove(OFFICE));
    assert_eq!(standing(&homes), [PAPER], "the first removes what it has not seen added again");
}

#[test]
fn nobody_is_removed_who_was_never_added() {
    let mut homes = Homes::default();
    homes.all(0, [add(PAPER), remove(OFFICE)]);
    let state = homes.state();
    assert_eq!(state.recipients_ever.keys().collect::<Vec<_>>(), [&PAPER]);
}

#[test]
fn keys_wait_on_a_drive_until_they_are_wrapped_to_those_of_now() {
    let mut homes = Homes::default();
    homes.all(0, [add(PAPER), added(A), sealed(), to(&[PAPER])]);
    assert!(homes.state().wraps_pending().is_empty());
    homes.write(0, add(OFFICE));
    let waits = homes.state().wraps_pending();
    assert_eq!(waits.into_iter().collect::<Vec<_>>(), [(A, vec![old()])]);
    // Whoever says of the same file that it is to those of now says nothing: two accounts of one file.
    homes.write(0, to(&[OFFICE, PAPER]));
    assert_eq!(homes.state().wraps_pending().len(), 1);
    let Event::KeysWrapped(wrapped) = to(&[OFFICE, PAPER]) else { unreachable!() };
    let anew = KeysWrapped { generation: 2, key: Digest([9; 32]), ..wrapped };
    homes.write(0, Event::KeysWrapped(anew));
    assert!(homes.state().wraps_pending().is_empty());
    let state = homes.state();
    let known = &state.bundles[&old()];
    assert!(known.opens_on(A, &OFFICE) && known.may_open_on(A, &OFFICE));
    homes.write(0, remove(OFFICE));
    assert_eq!(homes.state().wraps_pending().len(), 1);
}

#[test]
fn keys_that_two_homes_wrapped_apart_are_wrapped_once_more() {
    let mut homes = Homes::default();
    homes.all(0, [add(PAPER), add(OFFICE), added(A), sealed(), to(&[OFFICE, PAPER])]);
    homes.sync(1);
    let anew = |generation: u8, recipients: &[Digest]| {
        let Event::KeysWrapped(wrapped) = to(recipients) else { unreachable!() };
        let (key, generation) = (Digest([generation; 32]), generation.into());
        Event::KeysWrapped(KeysWrapped { generation, key, key_copy: key, ..wrapped })
    };
    homes.all(0, [remove(PAPER), anew(10, &[OFFICE])]);
    assert!(homes.state().wraps_pending().is_empty());
    // The other has not heard of that, and writes last: by its number its file is the older one.
    homes.write(1, anew(5, &[OFFICE, PAPER]));
    let state = homes.state();
    assert_eq!(state.wraps_pending().len(), 1);
    assert!(state.bundles[&old()].may_open_on(A, &PAPER), "it may be the one that lies there");
    assert!(!state.bundles[&old()].opens_on(A, &PAPER), "and it may not");
    homes.sync(0);
    homes.write(0, anew(20, &[OFFICE]));
    let state = homes.state();
    assert!(state.wraps_pending().is_empty());
    assert!(!state.bundles[&old()].may_open_on(A, &PAPER));
}
