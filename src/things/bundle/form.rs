//! What the inside of a bundle must be beside its bytes: as its seal says, and in the form that the format gives it
//! (§4.1, §4.4, §4.6, §4.7).
//!
//! Nothing here is rot: all of it stands under the seal's signature, so whoever wrote it so had the sealer's key.
//! Refuses to know the records' bytes: that is [`super::deep`].

use serde::Serialize;

use crate::formats::frames::{FrameSize, seek_table, stored_bytes_max};
use crate::formats::index::{IndexForm, Meta, Record};
use crate::formats::seal::Seal;
use crate::powers::envelope::is_to_one_recipient;
use crate::words::day::Time;
use crate::words::limits::{FRAME_BYTES_MAX, MIB};
use crate::words::names::{SafePath, meeting};

use super::{INDEX, volume_name};

/// The least that a frame holds which is not the last, in bytes.
const FRAME_BYTES_MIN: u64 = 3 * MIB;

/// How a bundle differs from a sound one, though every file is as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Unlike {
    /// An age file is to somebody else than the bundle's own identity as well.
    SecondRecipient { file: String },
    /// The seal's time of the newest record is another one.
    NewestMtime,
    /// Stock tools on some system take this record for another, or for a folder.
    NamesMeet { path: SafePath },
    /// Frames without a checksum, with a dictionary or with too large a window.
    Frames { count: u64 },
    /// The tar, or the index, is cut into frames in other places than it must be.
    FrameSizes,
    /// What stands behind the frames of the payload, or of the index, is not their seek table.
    SeekTable,
    /// A line of the index is not the canonical one: another reader may refuse it, or read something else.
    IndexLines,
    /// The classes and rules of the index are not those of the seal.
    Rules,
    /// Only one of index and seal knows of a case.
    Case,
}

/// The time of the newest record as a seal says it. None where it would say more of one person's records than the end
/// needs.
pub fn newest_mtime(seal: &Seal, records: &[Record]) -> Option<Time> {
    if seal.hides_times() {
        return None;
    }
    let newest = records.iter().map(|record| record.mtime.secs()).max()?;
    Time::from_unix(newest.max(0))
}

/// What seal, meta and records show of it, before the payload is read.
pub fn look(seal: &Seal, meta: &Meta, records: &[Record]) -> Vec<Unlike> {
    let mut unlike = Vec::new();
    for (file, header) in
        [(volume_name(0), &seal.headers.payload), (INDEX.into(), &seal.headers.index)]
    {
        if !is_to_one_recipient(header) {
            unlike.push(Unlike::SecondRecipient { file });
        }
    }
    if newest_mtime(seal, records) != seal.newest_mtime {
        unlike.push(Unlike::NewestMtime);
    }
    if let Some(path) = meeting(records.iter().map(|record| &record.path)) {
        unlike.push(Unlike::NamesMeet { path: path.clone() });
    }
    if !are_cut_right(&meta.frames) {
        unlike.push(Unlike::FrameSizes);
    }
    if meta.whole_rules(&seal.rules, seal.hides_times()).is_none() {
        unlike.push(Unlike::Rules);
    }
    if meta.case.is_some() != seal.case.is_some() {
        unlike.push(Unlike::Case);
    }
    unlike
}

/// What the payload shows of it. A seek table of another length has no bytes that could be its own.
pub fn look_at_frames(frames: &[FrameSize], table: Option<&[u8]>, count: u64) -> Vec<Unlike> {
    let mut unlike = Vec::new();
    if table != Some(&seek_table(frames)[..]) {
        unlike.push(Unlike::SeekTable);
    }
    if count > 0 {
        unlike.push(Unlike::Frames { count });
    }
    unlike
}

/// What the index shows of it, of which the payload may have shown the same.
pub fn look_at_index(form: IndexForm, shown: &[Unlike]) -> Vec<Unlike> {
    let told = [
        (form.too_large, Unlike::FrameSizes),
        (form.other_size, Unlike::SeekTable),
        (form.other_lines, Unlike::IndexLines),
    ];
    let new = told.into_iter().filter(|(is, unlike)| *is && !shown.contains(unlike));
    new.map(|(_, unlike)| unlike).collect()
}

fn are_cut_right(frames: &[FrameSize]) -> bool {
    let Some((last, full)) = frames.split_last() else { return false };
    let within = |frame: &FrameSize, least: u64| {
        (least..=FRAME_BYTES_MAX).contains(&u64::from(frame.decompressed))
            && u64::from(frame.compressed) <= stored_bytes_max(FRAME_BYTES_MAX)
    };
    within(last, 1) && full.iter().all(|frame| within(frame, FRAME_BYTES_MIN))
}
