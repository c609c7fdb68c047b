//! What became of each copy, by the entry that is the evidence; and no more than that evidence says.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::entry::{
    CopyDestroyed, Event, InPlace, Method, Neighbours, ReadBack, SpaceMethod,
};
use crate::formats::statement::{
    Claim, CopyFate, FateWord, FreeSpace, Ieee2883, Manner, NeighboursWord, ReadBackWord, Remains,
    Verification,
};
use crate::things::ledger::state::BundleState;
use crate::words::ids::{DriveId, MediumId};

use super::record::{Act, Facts, Record};

/// Every medium on which a copy or keys ever lay.
pub(super) fn of(facts: &Facts<'_>, known: &BundleState, record: &Record<'_>) -> Vec<CopyFate> {
    let on = known.copies.keys().chain(known.keys_on.keys()).chain(known.destroyed_on.keys());
    let media: BTreeSet<MediumId> = on.copied().collect();
    let lost: BTreeSet<MediumId> = known.lost_copies().collect();
    let fate = |medium: MediumId| {
        let drive = facts.vault.state.media.get(&medium).map(|state| state.drive);
        let unknown = nothing_done(medium, drive.unwrap_or(DriveId([0; 16])));
        match record.evidence(medium) {
            Some((act, gone)) => CopyFate {
                free_space: record.free_space_after(act, medium),
                ..destroyed(facts, act, gone, unknown)
            },
            None if lost.contains(&medium) => is_lost(facts, record, unknown),
            None => unknown,
        }
    };
    let mut copies: Vec<CopyFate> = media.into_iter().map(fate).collect();
    // As people know the drives; no label stands in the clear.
    copies.sort_by_cached_key(|copy| facts.vault.memory.label(copy.medium));
    copies
}

/// What was read back of each copy, and by whom.
pub(super) fn verification(copies: &[CopyFate]) -> Vec<Verification> {
    let done = copies.iter().filter(|copy| copy.fate == FateWord::Destroyed);
    let verified = done.filter_map(|copy| {
        let (medium, result) = (copy.medium, copy.read_back);
        Some(Verification { at: copy.at?, by: copy.by.clone(), medium, result })
    });
    verified.collect()
}

impl<'a> Record<'a> {
    /// The last evidence of a medium. One that was destroyed is not taken back by an old state of it that comes back.
    fn evidence(&self, medium: MediumId) -> Option<(&Act<'a>, &'a CopyDestroyed)> {
        let evidence = self.erasures.iter().filter_map(|act| match &act.entry.event {
            Event::CopyDestroyed(gone) if gone.medium == medium => Some((act, gone)),
            _ => None,
        });
        let (found_gone, erased): (Vec<_>, Vec<_>) =
            evidence.partition(|(_, gone)| gone.method == Method::FoundGone);
        erased.last().or(found_gone.last()).copied()
    }

    /// The first of each kind that knew of this erasure: what was done before it, or beside it, says nothing of it.
    fn free_space_after(&self, act: &Act<'_>, medium: MediumId) -> Vec<FreeSpace> {
        let mut first: BTreeMap<SpaceMethod, FreeSpace> = BTreeMap::new();
        for (_, entry) in self.cleared.iter().filter(|(at, _)| at.has_seen(&act.at)) {
            let Event::SpaceCleared(done) = &entry.event else { continue };
            if done.medium == medium {
                first.entry(done.method).or_insert(FreeSpace {
                    at: entry.time,
                    bytes: done.bytes,
                    left: done.left,
                    method: done.method,
                    read_back: word(done.read_back),
                });
            }
        }
        first.into_values().collect()
    }
}

fn word(read_back: Option<ReadBack>) -> ReadBackWord {
    match read_back {
        Some(ReadBack::PastCache) => ReadBackWord::PastCache,
        Some(ReadBack::Cached) => ReadBackWord::Cached,
        None => ReadBackWord::No,
    }
}

fn nothing_done(medium: MediumId, drive: DriveId) -> CopyFate {
    CopyFate {
        at: None,
        by: None,
        bytes: 0,
        drive,
        fate: FateWord::Present,
        file_system: None,
        files: 0,
        free_space: vec![],
        ieee2883: None,
        in_place: None,
        looked_again: false,
        make: None,
        medium,
        model: None,
        neighbours: None,
        nist: None,
        physical: None,
        place: None,
        read_back: ReadBackWord::No,
        remains: vec![Remains::Readable],
        role: None,
        serial: None,
        since: None,
        technique: None,
    }
}

fn is_lost(facts: &Facts<'_>, record: &Record<'_>, unknown: CopyFate) -> CopyFate {
    let mut losses = record.losses.iter().rev();
    let found = losses.find_map(|entry| match &entry.event {
        Event::MediumLost(lost) if lost.medium == unknown.medium => Some((*entry, lost)),
        _ => None,
    });
    // Nobody who is believed said so: it may stand there, and is not accounted for.
    let Some((entry, lost)) = found else { return unknown };
    let (at, since) = (Some(entry.time), Some(lost.since));
    let by = facts.words(entry.note.as_ref()).by();
    match lost.destroyed {
        Some(_) => CopyFate {
            at,
            by,
            since,
            fate: FateWord::MediumDestroyed,
            physical: lost.destroyed,
            remains: vec![Remains::WordAlone],
            ..unknown
        },
        None => CopyFate { at, by, since, fate: FateWord::Lost, ..unknown },
    }
}

fn destroyed(
    facts: &Facts<'_>,
    act: &Act<'_>,
    gone: &CopyDestroyed,
    unknown: CopyFate,
) -> CopyFate {
    let words = facts.words(act.order.and_then(|order| order.note.as_ref()));
    let erased = gone.method == Method::OverwrittenAndUnlinked;
    let read_back = word(gone.read_back);
    let proven = erased
        && gone.in_place == InPlace::Yes
        && read_back == ReadBackWord::PastCache
        && gone.beyond == 0;
    CopyFate {
        at: Some(act.entry.time),
        by: words.by(),
        bytes: gone.files.bytes,
        fate: if erased { FateWord::Destroyed } else { FateWord::FoundGone },
        file_system: Some(gone.file_system.clone()),
        files: gone.files.count,
        ieee2883: erased.then_some(Ieee2883::Overwrite),
        in_place: Some(gone.in_place),
        looked_again: erased,
        make: gone.hardware.make.clone(),
        model: gone.hardware.model.clone(),
        neighbours: Some(neighbours(&gone.neighbours)),
        nist: proven.then_some(Claim::AsClearTheseFilesOnly),
        place: words.place(),
        read_back,
        remains: remains(gone),
        role: words.role(),
        serial: gone.hardware.serial.clone(),
        technique: erased.then_some(Manner::OverwrittenAndUnlinked),
        ..unknown
    }
}

fn neighbours(found: &Neighbours) -> NeighboursWord {
    match found {
        Neighbours::Intact => NeighboursWord::Intact,
        Neighbours::Faults(faults) if faults.iter().all(|fault| fault.as_before) => {
            NeighboursWord::FaultsAsBefore
        }
        Neighbours::Faults(_) => NeighboursWord::Harmed,
    }
}

/// What stays possible, in the order of [`Remains`].
fn remains(gone: &CopyDestroyed) -> Vec<Remains> {
    let erased = gone.method == Method::OverwrittenAndUnlinked;
    let mut remains = Vec::new();
    let mut add = |stays: bool, what| {
        if stays {
            remains.push(what);
        }
    };
    add(erased && gone.in_place != InPlace::Yes, Remains::NotInPlace);
    add(true, Remains::OldBlocks);
    add(gone.beyond > 0, Remains::BeyondSealed);
    add(gone.left > 0, Remains::NamesLeft);
    add(!erased, Remains::NotEvidenced);
    remains
}
