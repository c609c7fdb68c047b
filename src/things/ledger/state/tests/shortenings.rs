//! Earlier ends of two homes: what the confirmation had not seen undoes it, and the latest end counts.

use super::*;
use crate::formats::entry::{
    ApprovalWithdrawn, ClassEnd, ClockCorrected, EventRecorded, Extended, HoldPlaced, Shortened,
    ShorteningProposed, SignerAdded, SignerRetired, Signers, TwoPersons, VaultCreated,
};
use crate::powers::random::OsRandom;
use crate::powers::signer::{Namespace, SigningKey};
use crate::rules::retention::ClassShown;
use crate::rules::scope::Scope;
use crate::words::ids::HoldId;

const DAYS: u32 = 24;
const NAME: Digest = Digest([9; 32]);

fn class_end(last: &str) -> ClassEnd {
    let class = ClassShown::Id("nl-contract".parse().unwrap());
    ClassEnd { class, delete_from: None, keep_through: Some(last.parse().unwrap()) }
}

fn created() -> Event {
    let signers = Signers { disposer: "the first".into(), sealer: "a sealer".into() };
    Event::VaultCreated(VaultCreated { nonce: [1; 32], recipients: vec![], signers })
}

fn open_ended() -> Event {
    let rule = serde_json::json!({
        "class": {"id": "nl-contract"}, "clock_start": null, "date": null, "delete_from": null,
        "keep_through": null, "schedule": "2026.1",
        "rule": {"basis": "b", "book_year": null, "confidential": false, "event": "contract end",
            "ground": null, "jurisdiction": "NL", "name_en": "n", "name_nl": "n",
            "nature": "minimum", "period": "P7Y", "starts": "book-year"},
    });
    Event::Sealed(Sealed {
        case: Some(Tag([7; 16])),
        end: End { keep_through: None, open: true, delete_from: None },
        rules: vec![serde_json::from_value(rule).unwrap()],
        ..seal_of(old())
    })
}

fn recorded(ends: Vec<ClassEnd>) -> Event {
    Event::EventRecorded(EventRecorded { bundles: None, case: Some(Tag([7; 16])), ends })
}

fn proposed(last: &str) -> Event {
    Event::ShorteningProposed(ShorteningProposed {
        bundles: None,
        case: Some(Tag([7; 16])),
        ends: vec![class_end(last)],
        inherited: vec![],
        proposal: NAME,
        replaces: vec![class_end(LATER)],
    })
}

fn confirmed() -> Event {
    Event::Shortened(Shortened { proposal: NAME })
}

fn withdrawn() -> Event {
    Event::ApprovalWithdrawn(ApprovalWithdrawn { list: NAME })
}

fn held() -> Event {
    let (hold, scope) = (HoldId([3; 16]), Scope { bundles: Some(vec![old()]), ..Scope::default() });
    Event::HoldPlaced(HoldPlaced { ends: None, hold, review: None, scope })
}

fn extended(last: &str) -> Event {
    Event::Extended(Extended { bundles: vec![old()], keep_through: last.parse().unwrap() })
}

const LATER: &str = "2033-12-31";
const EARLIER: &str = "2031-12-31";

/// A contract's end by an event, and an earlier one that the first home proposed; both homes know that.
fn waiting() -> Homes {
    let mut homes = Homes::default();
    homes.all(0, [created(), open_ended(), recorded(vec![class_end(LATER)]), proposed(EARLIER)]);
    homes.sync(1);
    homes
}

fn confirm(homes: &mut Homes) {
    homes.clock(0, 31 * DAYS);
    homes.write(0, confirmed());
}

fn last(homes: &Homes) -> String {
    let end = homes.state().bundles[&old()].end_now();
    if end.open { "open".into() } else { end.keep_through.unwrap().to_string() }
}

#[test]
fn it_counts_from_the_thirtieth_day_on() {
    for (hours, expected) in [(29 * DAYS + 23, LATER), (30 * DAYS, EARLIER)] {
        let mut homes = waiting();
        homes.clock(0, hours);
        homes.write(0, confirmed());
        assert_eq!(last(&homes), expected, "{hours}");
    }
    // Without a proposal that it has seen a confirmation says nothing.
    let mut homes = Homes::default();
    homes.all(0, [created(), open_ended(), recorded(vec![class_end(LATER)])]);
    homes.sync(1);
    homes.clock(1, 31 * DAYS);
    homes.write(1, confirmed());
    homes.write(0, proposed(EARLIER));
    assert_eq!(last(&homes), LATER);
}

#[test]
fn what_the_confirmation_had_not_seen_undoes_it() {
    let unseen = [
        (extended("2032-06-30"), LATER),
        (extended("2030-06-30"), EARLIER),
        (extended("2040-06-30"), "2040-06-30"),
        (recorded(vec![class_end(LATER)]), LATER),
        (recorded(vec![class_end("2032-12-31")]), LATER),
        (recorded(vec![]), "open"),
        (held(), LATER),
        (withdrawn(), LATER),
    ];
    for (event, expected) in unseen {
        // Of the other home, which had or had not heard of the proposal.
        for heard in [true, false] {
            let mut homes = Homes::default();
            homes.all(0, [created(), open_ended(), recorded(vec![class_end(LATER)])]);
            homes.sync(1);
            homes.write(0, proposed(EARLIER));
            if heard {
                homes.sync(1);
            }
            homes.write(1, event.clone());
            confirm(&mut homes);
            assert_eq!(last(&homes), expected, "{event:?}, {heard}");
        }
    }
}

#[test]
fn what_came_between_and_was_seen_undoes_it_too() {
    for event in [extended("2032-06-30"), recorded(vec![class_end(LATER)]), held(), withdrawn()] {
        let mut homes = waiting();
        homes.write(0, event.clone());
        confirm(&mut homes);
        assert_eq!(last(&homes), LATER, "{event:?}");
    }
}

#[test]
fn what_comes_in_sight_of_the_confirmation_counts_by_itself() {
    for (event, expected) in [
        (extended("2032-06-30"), "2032-06-30"),
        (recorded(vec![class_end("2032-12-31")]), "2032-12-31"),
        (recorded(vec![]), "open"),
        (held(), EARLIER),
        (withdrawn(), EARLIER),
    ] {
        let mut homes = waiting();
        confirm(&mut homes);
        homes.sync(1);
        homes.write(1, event.clone());
        assert_eq!(last(&homes), expected, "{event:?}");
    }
}

#[test]
fn a_person_who_was_retired_since_the_proposal_is_counted() {
    let key = || "another person".to_owned();
    let joined = Event::SignerAdded(SignerAdded { key: key(), replaces: None });
    let left = Event::SignerRetired(SignerRetired { key: key() });
    for (before, since, expected) in [
        (vec![], vec![], EARLIER),
        (vec![joined.clone()], vec![left.clone()], LATER),
        (vec![joined.clone(), left.clone()], vec![], EARLIER),
        (vec![], vec![joined.clone()], LATER),
        (vec![], vec![joined, left], EARLIER),
    ] {
        let mut homes = Homes::default();
        homes.all(0, [created(), open_ended(), recorded(vec![class_end(LATER)])]);
        homes.all(0, before.clone());
        homes.write(0, proposed(EARLIER));
        homes.all(0, since.clone());
        confirm(&mut homes);
        assert_eq!(last(&homes), expected, "{before:?} {since:?}");
    }
}

#[test]
fn two_proposals_of_one_name_count_neither() {
    let mut homes = waiting();
    homes.write(0, proposed("2029-12-31"));
    confirm(&mut homes);
    assert_eq!(last(&homes), LATER);
}

#[test]
fn an_order_to_destroy_by_the_earlier_end_is_void_where_that_is_taken_back_unseen() {
    let mut homes = waiting();
    confirm(&mut homes);
    let [mut order, _, _] = destroyed(A);
    if let Event::DestructionIntended(intended) = &mut order {
        intended.keep_through = Some(EARLIER.parse().unwrap());
    }
    homes.write(0, order);
    assert!(homes.state().bundles[&old()].intended.is_some());
    homes.write(1, withdrawn());
    let state = homes.state();
    assert_eq!((state.bundles[&old()].intended, state.bundles[&old()].voided), (None, true));
    assert_eq!(last(&homes), LATER);
}

#[test]
fn a_person_who_says_in_sight_of_it_that_it_is_an_earlier_day_undoes_it_on_whichever_home() {
    let day = |hours: u32| Time::from_unix(FIRST_HOUR + i64::from(hours) * 3_600).unwrap().day();
    for (home, heard, hours, expected) in [
        (0, true, 2 * DAYS, LATER),
        (1, true, 2 * DAYS, LATER),
        (1, false, 2 * DAYS, EARLIER),
        (1, true, 31 * DAYS, EARLIER),
    ] {
        let mut homes = waiting();
        confirm(&mut homes);
        if heard {
            homes.sync(1);
        }
        homes.clock(home, hours);
        homes.write(home, Event::ClockCorrected(ClockCorrected { day: day(hours) }));
        assert_eq!(last(&homes), expected, "{home} {heard} {hours}");
    }
}

/// What the lines come to where each is signed by the key of that number.
fn last_signed(homes: &Homes, keys: &[SigningKey], by: &[usize]) -> String {
    let mut entries = homes.entries([1, 2]);
    for (entry, key) in entries.iter_mut().zip(by) {
        let signature = keys[*key].sign_blob(Namespace::Ledger, &entry.signed_bytes());
        entry.set_signature(&signature);
    }
    let state = State::of(entries.iter());
    state.bundles[&old()].end_now().keep_through.unwrap().to_string()
}

#[test]
fn a_key_that_who_proposed_it_added_alone_since_confirms_nothing() {
    let keys: Vec<SigningKey> = (0..3).map(|_| SigningKey::generate(&mut OsRandom)).collect();
    let public = |number: usize| keys[number].public().to_string();
    let added = |number| Event::SignerAdded(SignerAdded { key: public(number), replaces: None });
    let signers = Signers { disposer: public(0), sealer: "a sealer".into() };
    let created = VaultCreated { nonce: [1; 32], recipients: vec![], signers };
    // The second person proposes it, and adds a third key alone.
    let mut homes = Homes::default();
    homes.all(0, [Event::VaultCreated(created), added(1)]);
    homes.all(0, [Event::TwoPersons(TwoPersons { wanted: true }), open_ended()]);
    homes.all(0, [recorded(vec![class_end(LATER)]), proposed(EARLIER), added(2)]);
    confirm(&mut homes);
    let signed = |adds: usize, confirms: usize| {
        last_signed(&homes, &keys, &[0, 0, 0, 0, 0, 1, adds, confirms])
    };
    assert_eq!(signed(1, 0), EARLIER, "the first person is another one");
    assert_eq!(signed(1, 1), LATER);
    assert_eq!(signed(1, 2), LATER, "the new key is the second person's");
    assert_eq!(signed(0, 1), LATER);
    assert_eq!(signed(0, 2), EARLIER, "the first person added that one, and it is theirs");
}
