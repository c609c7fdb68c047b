//! A copy after one look and another: what takes a fault back.

use super::super::*;
use super::added;
use crate::formats::entry::{
    Copied, CopyState, Depth, Entry, Event, FaultWord, Finding, ReadBack, Sealed, Verified,
};
use crate::rules::retention::End;
use crate::words::day::ClockState;
use crate::words::ids::RunId;

fn medium() -> MediumId {
    MediumId::from_random([7; 16])
}

fn time(hour: u32) -> Time {
    format!("2026-11-22T{hour:02}:00:00Z").parse().unwrap()
}

fn bundle() -> BundleId {
    "20261122-7f3ca2b1".parse().unwrap()
}

/// A line of the one chain, an hour after the one before.
fn entry(seq: u64, event: Event) -> Entry {
    Entry {
        seq,
        writer: WriterId::from_random([2; 8]),
        prev: Digest::ZERO,
        time: time(seq as u32),
        clock: ClockState::Ok,
        event,
        follows: vec![],
        note: None,
        signature: None,
        unread: Default::default(),
    }
}

/// One home's chain: a bundle sealed and copied, and then what looks at it found.
fn copy_after(looks: &[(Depth, &[FaultWord])]) -> Copy {
    let day = crate::words::day::parse_day("2034-12-31").unwrap();
    let sealed = Sealed {
        bundle: bundle(),
        bytes: 1,
        case: None,
        end: End { delete_from: None, keep_through: Some(day), open: false },
        key_file: Digest::of(b"key"),
        records: 1,
        rules: vec![],
        run: RunId::from_random([1; 8]),
        seal: Digest::of(b"seal"),
    };
    let copied = Copied {
        bundle: bundle(),
        medium: medium(),
        read_back: ReadBack::PastCache,
        state: CopyState::ReadBack,
    };
    let verified = |(depth, faults): &(Depth, &[FaultWord])| {
        let finding = |fault: &FaultWord| Finding {
            as_before: false,
            bundle: bundle(),
            fault: fault.clone(),
        };
        Event::Verified(Verified {
            attached: None,
            beyond: 0,
            bundles: vec![bundle()],
            depth: *depth,
            findings: faults.iter().map(finding).collect(),
            medium: medium(),
            read_back: ReadBack::PastCache,
        })
    };
    let events = [Event::Sealed(sealed), Event::Copied(copied)];
    let events = events.into_iter().chain(looks.iter().map(verified));
    let events = events.chain([added(medium())]).enumerate();
    let entries: Vec<Entry> = events.map(|(seq, event)| entry(seq as u64, event)).collect();
    State::of(entries.iter()).bundles[&bundle()].copies[&medium()]
}

#[test]
fn a_fault_in_a_file_is_taken_back_by_any_look_that_finds_it_whole() {
    let copy = copy_after(&[(Depth::Fixity, &[FaultWord::Bytes])]);
    assert_eq!(copy.proven(), Proven::DoesNotHold);
    for depth in [Depth::Fixity, Depth::Deep] {
        for found in [Depth::Fixity, Depth::Deep] {
            let copy = copy_after(&[(found, &[FaultWord::Bytes]), (depth, &[])]);
            assert_eq!(copy.proven(), Proven::ReadBack, "{found:?}, then {depth:?}");
        }
    }
}

#[test]
fn a_fault_inside_sound_files_is_taken_back_by_another_deep_look_only() {
    for fault in FaultWord::ALL.iter().filter(|fault| fault.is_inside()) {
        let inside: (Depth, &[FaultWord]) = (Depth::Deep, std::slice::from_ref(fault));
        assert_eq!(copy_after(&[inside]).proven(), Proven::DoesNotHold, "{fault:?}");
        assert!(copy_after(&[inside]).inside, "{fault:?}: a deep look is asked for");
        let shallow = copy_after(&[inside, (Depth::Fixity, &[]), (Depth::Fixity, &[])]);
        assert_eq!(shallow.proven(), Proven::DoesNotHold, "{fault:?}: hashes can't tell");
        assert_eq!(shallow.last_seen_to_hold(), None, "{fault:?}");
        let deep = copy_after(&[inside, (Depth::Fixity, &[]), (Depth::Deep, &[])]);
        assert_eq!(deep.proven(), Proven::ReadBack, "{fault:?}");
        assert_eq!(deep.last_seen_to_hold(), Some(time(4)), "{fault:?}");
    }
}

#[test]
fn a_deep_look_that_finds_another_fault_takes_back_no_fault_inside() {
    let inside: (Depth, &[FaultWord]) = (Depth::Deep, &[FaultWord::Record]);
    let readme: (Depth, &[FaultWord]) = (Depth::Deep, &[FaultWord::Text]);
    let mended: (Depth, &[FaultWord]) = (Depth::Fixity, &[]);
    assert_eq!(copy_after(&[inside, readme, mended]).proven(), Proven::DoesNotHold);
    let clean = copy_after(&[inside, readme, mended, (Depth::Deep, &[])]);
    assert_eq!(clean.proven(), Proven::ReadBack);
}

#[test]
fn damage_that_shows_in_a_file_and_inside_is_the_file_s() {
    let both: (Depth, &[FaultWord]) = (Depth::Deep, &[FaultWord::Bytes, FaultWord::Record]);
    assert_eq!(copy_after(&[both]).proven(), Proven::DoesNotHold);
    assert!(!copy_after(&[both]).inside, "a repair may do");
    let mended = copy_after(&[both, (Depth::Fixity, &[])]);
    assert_eq!(mended.proven(), Proven::ReadBack, "repair reads the files, and they were at fault");
}
