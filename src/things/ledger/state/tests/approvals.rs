//! Approvals of two homes: one that another home has taken back, known or unknown to it, is nobody's word.

use super::*;
use crate::formats::entry::{ApprovalWithdrawn, Approved, ApprovedBundle, Signers, VaultCreated};

const LIST: Digest = Digest([8; 32]);

fn approved() -> Event {
    let one = ApprovedBundle { bundle: old(), keep_through: None, seal: seal_of(old()).seal };
    Event::Approved(Approved { bundles: vec![one], list: LIST })
}

fn taken_back(list: Digest) -> Event {
    Event::ApprovalWithdrawn(ApprovalWithdrawn { list })
}

/// Two homes that know of a bundle.
fn homes() -> Homes {
    let signers = Signers { disposer: "the first".into(), sealer: "a sealer".into() };
    let created = VaultCreated { nonce: [1; 32], recipients: vec![], signers };
    let mut homes = Homes::default();
    homes.all(0, [Event::VaultCreated(created), sealed()]);
    homes.sync(1);
    homes
}

/// How many approve the list, and how many that the bundle goes by it.
fn persons(homes: &Homes) -> (usize, usize) {
    let state = homes.state();
    (state.lists.get(&LIST).map_or(0, BTreeMap::len), state.bundles[&old()].persons())
}

#[test]
fn an_approval_that_another_home_took_back_meanwhile_does_not_count() {
    let mut homes = homes();
    homes.write(0, approved());
    assert_eq!(persons(&homes), (1, 1));
    homes.write(1, taken_back(Digest([7; 32])));
    assert_eq!(persons(&homes), (1, 1), "that was another list");
    // It has not heard of the approval, and neither has the first home of this.
    homes.write(1, taken_back(LIST));
    assert_eq!(persons(&homes), (0, 0));
    // Said again without knowing, it is taken back all the same.
    homes.write(0, approved());
    assert_eq!(persons(&homes), (0, 0));
    homes.sync(0);
    homes.write(0, approved());
    assert_eq!(persons(&homes), (1, 1), "said again in sight of that, it stands");
}

#[test]
fn an_approval_is_shown_since_the_first_time_that_it_was_said() {
    let mut homes = homes();
    for hour in [5, 3, 9] {
        homes.clock(0, hour);
        homes.write(0, approved());
    }
    let state = homes.state();
    let first = Time::from_unix(FIRST_HOUR + 3 * 3_600).unwrap();
    assert_eq!(state.lists[&LIST].values().collect::<Vec<_>>(), [&first]);
}
