//! An act whose entry would not fit is refused before it is begun.

use super::*;
use crate::formats::entry::{
    BundleDestroyed, CopyDestroyed, FileFacts, FilesFound, GENERATION_MAX, Hardware, InPlace,
    KeysWrapped,
};
use crate::formats::entry::{Method, Neighbours, ReadBack};
use crate::words::day::ClockState;
use crate::words::ids::{MediumId, WriterId};

fn stamp() -> Stamp {
    Stamp { clock: ClockState::Ok, time: "2026-11-26T12:00:00Z".parse().unwrap() }
}

fn on_media(count: usize) -> Event {
    let bundle = "20150101-00000001".parse().unwrap();
    Event::BundleDestroyed(BundleDestroyed { bundle, media: vec![MediumId([1; 16]); count] })
}

#[test]
fn what_does_not_fit_into_a_line_is_known_before_the_act() {
    let ledger = Ledger::new(WriterId([7; 8]));
    let room = |count| ledger.has_room_for(stamp(), &[on_media(1), on_media(count)]);
    assert!(room(10_000).is_ok());
    let Err(LedgerProblem::NoRoom { bytes, bytes_max }) = room(40_000) else { panic!() };
    assert!(bytes > bytes_max && bytes_max == LEDGER_LINE_BYTES_MAX, "{bytes} {bytes_max}");
}

/// A million records in 545 GiB are 8,720 volumes in 436 sets of parity.
#[test]
fn the_entry_of_a_destroyed_copy_is_as_short_for_545_gib_as_for_one_file() {
    let file = |name: String| FileFacts { bytes: 64 << 20, name, sha256: Digest([9; 32]) };
    let volumes = (0..8_720).map(|number| file(format!("payload-{number:05}.age")));
    let parity = (0..436).map(|number| file(format!("payload-{number:05}-{number:05}.par2")));
    let files: Vec<FileFacts> = volumes.chain(parity).collect();
    let entry = |files: &[FileFacts]| {
        Event::CopyDestroyed(CopyDestroyed {
            bundle: "20150101-00000001".parse().unwrap(),
            files: FilesFound::of(files).0,
            medium: MediumId([1; 16]),
            method: Method::OverwrittenAndUnlinked,
            neighbours: Neighbours::Intact,
            neighbours_more: 0,
            beyond: 0,
            file_system: "exfat".into(),
            hardware: Hardware::default(),
            in_place: InPlace::Yes,
            left: 0,
            read_back: Some(ReadBack::PastCache),
        })
    };
    let ledger = Ledger::new(WriterId([7; 8]));
    let line = |event| ledger.next(stamp(), event, None).line();
    let (one, all) = (line(entry(&files[..1])), line(entry(&files)));
    assert!(all.len() < one.len() + 16, "{} and {}", one.len(), all.len());
    assert!(ledger.has_room_for(stamp(), &[entry(&files)]).is_ok());
    // Its list has a place: a note.
    assert!(FilesFound::of(&files).1.len() < 2 << 20);
}

#[test]
fn a_line_that_no_reader_takes_is_known_before_the_act_too() {
    let ledger = Ledger::new(WriterId([7; 8]));
    let room = |generation| {
        let wrapped = KeysWrapped {
            bundle: "20150101-00000001".parse().unwrap(),
            generation,
            key: Digest::ZERO,
            key_copy: Digest::ZERO,
            media: vec![MediumId([1; 16])],
            read_back: ReadBack::PastCache,
            recipients: vec![Digest::ZERO],
        };
        ledger.has_room_for(stamp(), &[Event::KeysWrapped(wrapped)])
    };
    for good in [1, 2, GENERATION_MAX] {
        assert!(room(good).is_ok(), "{good}");
    }
    for bad in [0, GENERATION_MAX + 1] {
        assert!(matches!(room(bad), Err(LedgerProblem::Chain { .. })), "{bad}");
    }
}
