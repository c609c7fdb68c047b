//! What several homes wrote comes to the same, in whatever order their chains are read.

mod looks;

use super::*;
use crate::formats::entry::{
    BundleDestroyed, Copied, CopyDestroyed, DestructionIntended, Finding, MediumAdded, Method,
    Neighbours, Repaired, Sealed, Unread, Verified,
};
use crate::words::ids::RunId;

const A: MediumId = MediumId([0xa; 16]);
const B: MediumId = MediumId([0xb; 16]);

fn old() -> BundleId {
    "20150101-00000001".parse().unwrap()
}

/// An entry of a home: the first that it wrote is number 0, and so on.
fn entry(writer: u8, seq: u64, hour: u32, event: Event) -> Entry {
    Entry {
        seq,
        writer: WriterId([writer; 8]),
        prev: Digest::ZERO,
        time: format!("2026-11-21T{hour:02}:00:00Z").parse().unwrap(),
        clock: ClockState::Ok,
        event,
        follows: vec![],
        note: None,
        signature: None,
        unread: Unread::default(),
    }
}

fn added(medium: MediumId) -> Event {
    let drive = DriveId(medium.0);
    Event::MediumAdded(MediumAdded { drive, medium, roles: vec![Role::Data, Role::Keys] })
}

fn sealed() -> Event {
    Event::Sealed(Sealed {
        bundle: old(),
        bytes: 1,
        case: None,
        end: End { keep_through: None, open: false, delete_from: None },
        records: 1,
        rules: vec![],
        run: RunId([3; 8]),
        seal: Digest([4; 32]),
    })
}

fn copied(medium: MediumId, read_back: ReadBack) -> Event {
    let (bundle, state) = (old(), CopyState::ReadBack);
    Event::Copied(Copied { bundle, medium, read_back, state })
}

fn verified(medium: MediumId, attached: Option<u32>, fault: Option<&str>) -> Event {
    let time = |hour| format!("2026-11-21T{hour:02}:00:00Z").parse().unwrap();
    let finding = |fault: &str| Finding { bundle: old(), fault: fault.into() };
    Event::Verified(Verified {
        attached: attached.map(time),
        bundles: vec![old()],
        depth: Depth::Fixity,
        findings: fault.map(finding).into_iter().collect(),
        medium,
    })
}

fn destroyed(medium: MediumId) -> [Event; 3] {
    let bundle = old();
    [
        Event::DestructionIntended(DestructionIntended {
            bundle,
            holds_checked: true,
            keep_through: None,
            media: vec![medium],
            no_open_matters: true,
            seal: Digest([4; 32]),
        }),
        Event::CopyDestroyed(CopyDestroyed {
            bundle,
            files: vec![],
            medium,
            method: Method::FoundGone,
            neighbours: Neighbours::Intact,
            read_back: None,
        }),
        Event::BundleDestroyed(BundleDestroyed { bundle, media: vec![medium] }),
    ]
}

/// The state of two homes' chains, the same whichever of them has the lower id.
fn both(first: &[(u32, Event)], second: &[(u32, Event)]) -> State {
    let chain = |writer: u8, events: &[(u32, Event)]| -> Vec<Entry> {
        let numbered = events.iter().enumerate();
        numbered.map(|(seq, (hour, e))| entry(writer, seq as u64, *hour, e.clone())).collect()
    };
    let states = [(1, 2), (2, 1)].map(|(one, other)| {
        let mut entries = chain(one, first);
        entries.extend(chain(other, second));
        entries.sort_by_key(|entry| (entry.writer, entry.seq));
        State::of(entries.iter())
    });
    let said = states.each_ref().map(|state| format!("{:?}", state.bundles));
    assert_eq!(said[0], said[1], "the order of chains matters");
    let [state, _] = states;
    assert!(state.contradictions.is_empty());
    state
}

/// One home took in both media, and sealed and copied onto the first.
fn ground(read_back: ReadBack) -> Vec<(u32, Event)> {
    vec![(1, added(A)), (1, added(B)), (2, sealed()), (2, copied(A, read_back))]
}

fn proven(state: &State, medium: MediumId) -> Proven {
    state.bundles[&old()].copies[&medium].proven()
}

#[test]
fn what_one_home_verified_of_another_s_copy_counts_whichever_chain_comes_first() {
    let first = ground(ReadBack::PastCache);
    let found = both(&first, &[(4, verified(A, Some(3), None))]);
    assert_eq!(proven(&found, A), Proven::Reattached);
    let broken = both(&first, &[(4, verified(A, None, Some("bytes: payload-00000.age")))]);
    assert_eq!(proven(&broken, A), Proven::DoesNotHold);
    // The later of two looks is right, whoever took it.
    let mended = [&first[..], &[(5, verified(A, None, None))]].concat();
    let both = both(&mended, &[(4, verified(A, None, Some("bytes: payload-00000.age")))]);
    assert_eq!(proven(&both, A), Proven::ReadBack);
}

#[test]
fn a_copy_from_a_cache_counts_when_it_was_verified_in_one_that_is_newer() {
    let first = ground(ReadBack::Cached);
    for (attached, expected) in
        [(None, Proven::Cached), (Some(2), Proven::Cached), (Some(3), Proven::Reattached)]
    {
        let state = both(&first, &[(4, verified(A, attached, None))]);
        assert_eq!(proven(&state, A), expected, "{attached:?}");
        assert_eq!(state.cached_on(A), usize::from(expected == Proven::Cached));
    }
}

#[test]
fn what_was_mended_since_the_caches_were_new_counts_when_they_are_new_again() {
    let first = ground(ReadBack::Cached);
    let repaired = Repaired { bundle: old(), files: 1, medium: A, parity: 0 };
    let mended = |looks: &[(u32, Event)]| {
        let damaged = (3, verified(A, Some(3), Some("bytes: payload-00000.age")));
        let all = [&[damaged, (4, Event::Repaired(repaired.clone()))], looks].concat();
        proven(&both(&first, &all), A)
    };
    assert_eq!(mended(&[(5, verified(A, Some(3), None))]), Proven::Cached);
    assert_eq!(mended(&[(6, verified(A, Some(5), None))]), Proven::Reattached);
}

#[test]
fn a_copy_that_another_home_made_meanwhile_undoes_that_a_bundle_is_destroyed() {
    let gone: Vec<(u32, Event)> = destroyed(A).into_iter().map(|event| (4, event)).collect();
    let first = [&ground(ReadBack::PastCache)[..], &gone].concat();
    let state = both(&first, &[]);
    assert_eq!(state.bundles[&old()].standing(), Standing::Destroyed);
    for hour in [3, 4, 5] {
        let state = both(&first, &[(hour, copied(B, ReadBack::PastCache))]);
        let bundle = &state.bundles[&old()];
        assert_eq!(bundle.standing(), Standing::PartlyDestroyed, "made at {hour}");
        assert_eq!((state.undestroyed_on(A), state.undestroyed_on(B)), (vec![], vec![old()]));
        // It ends as any other does, and is never undone.
        let more: Vec<(u32, Event)> = destroyed(B).into_iter().map(|event| (6, event)).collect();
        let all = [&[(hour, copied(B, ReadBack::PastCache))][..], &more].concat();
        let state = both(&first, &all);
        assert_eq!(state.bundles[&old()].standing(), Standing::Destroyed);
        assert!(state.undestroyed_on(B).is_empty());
    }
}

#[test]
fn a_chain_is_taken_in_its_own_order_whatever_its_clock_said() {
    let mut first = ground(ReadBack::PastCache);
    first.extend([(9, verified(A, None, None)), (3, copied(B, ReadBack::PastCache))]);
    // The clock was put back: the second copy is known all the same, and what is said of it.
    let state = both(&first, &[(10, verified(B, None, Some("bytes: index.age")))]);
    assert_eq!(proven(&state, B), Proven::DoesNotHold);
    assert_eq!(proven(&state, A), Proven::ReadBack);
}
