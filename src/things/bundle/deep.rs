//! Deep verification: every chunk opened, every frame decompressed, every record hashed, and the tar compared
//! with what its index says it must be. Names the records that damage has hit (format, §6).

use std::convert::Infallible;
use std::io::{Read, Seek};
use std::thread;

use crate::formats::bag::BagRule;
use crate::formats::entry::FileFacts;
use crate::formats::index::{Meta, Record};
use crate::formats::seal::Seal;
use crate::formats::tar_entry;
use crate::powers::asker::Watcher;
use crate::powers::identity::Identity;
use crate::powers::medium::StorageProblem;
use crate::rules::retention::PinnedRule;
use crate::things::files;
use crate::words::digest::{Digest, Hasher};

use super::COMMITMENTS;
use super::bag_rule::bag_rule;
use super::fixity::{self, Fixity};
use super::form::{self, Unlike};
use super::frame::FrameOpener;
use super::in_order::in_order;
use super::once::ReadOnce;
use super::open::{BundlePlace, OpenProblem, Payload, Volumes, open_index};
use super::pack::write_tag_files;
use super::proof::Verified;

mod part;
mod walk;

use part::{OpenPart, SealedPart};
use walk::TarWalk;

/// What deep verification found.
#[derive(Debug, Default)]
pub struct Deep {
    /// How many records were read whole.
    pub records: u64,
    /// The sum of their sizes in bytes.
    pub bytes: u64,
    /// Records that can't be had, or not with the sealed bytes.
    pub hit: Vec<Record>,
    /// Frames that can't be opened.
    pub frames_lost: u64,
    /// The rest of the tar, which only strangers need, is not what it must be.
    pub bag_differs: bool,
    /// `records.commit` does not answer the records.
    pub commitments_differ: bool,
    /// The bytes of the tar are not as many as were sealed.
    pub length_differs: bool,
    /// It is sealed, and not what its seal or the format says.
    pub unlike: Vec<Unlike>,
}

impl Deep {
    /// Whether every record is as it was sealed.
    pub fn holds(&self) -> bool {
        self.hit.is_empty()
            && self.frames_lost == 0
            && !self.bag_differs
            && !self.commitments_differ
            && !self.length_differs
            && self.unlike.is_empty()
    }
}

/// Verifies a bundle deeply.
pub fn verify(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
    watcher: &dyn Watcher,
) -> Result<Deep, OpenProblem> {
    // Whoever stops it half-way would be told of damage that is none.
    look(seal, place, identity, watcher, &|| false, &mut Volumes::new(seal, place.clone()))
}

/// Reads a bundle's files back from the medium, in one pass with looking deeply into it. A person may stop it: then how
/// it was read is none, and what was found says nothing.
pub fn read_back(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
    files: &[FileFacts],
    watcher: &dyn Watcher,
) -> (Fixity, Result<Deep, OpenProblem>) {
    let rest: Vec<FileFacts> =
        files.iter().filter(|file| !file.name.starts_with("payload-")).cloned().collect();
    let mut volumes = ReadOnce::new(seal, place);
    let deep = look(seal, place, identity, watcher, &|| watcher.interrupted(), &mut volumes);
    let mut fixity = volumes.finish(watcher);
    fixity.join(fixity::read_back(&*place.storage, &place.folder, &rest, watcher));
    fixity.faults.sort_by(|a, b| a.0.cmp(&b.0));
    if watcher.interrupted() {
        fixity.how = None;
    }
    (fixity, deep)
}

fn look<V: Read + Seek + Send>(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    identity: &Identity,
    watcher: &dyn Watcher,
    stop: &(dyn Fn() -> bool + Sync),
    volumes: &mut V,
) -> Result<Deep, OpenProblem> {
    let mut index = open_index(seal, place, identity)?;
    let meta = index.meta()?;
    let records = index.records_looked_at().collect::<Result<Vec<Record>, _>>()?;
    let mut deep = Deep {
        records: records.len() as u64,
        bytes: records.iter().map(|record| record.size).sum(),
        ..Deep::default()
    };
    deep.length_differs |= deep.records != seal.counts.records || deep.bytes != seal.counts.bytes;
    let mut payload = Payload::over(seal, volumes, identity, &meta)?;
    deep.length_differs |= payload.tar_bytes() != seal.payload.tar_bytes;
    // What says nothing of the payload is looked at beside it.
    let (walked, beside) = thread::scope(|scope| {
        let beside = scope.spawn(|| Beside::look(seal, place, &meta, &records));
        let walked = walk_frames(&mut payload, seal, &records, watcher, stop);
        (walked, beside.join().expect("what is looked at beside the payload returns its problems"))
    });
    let beside = beside?;
    let Walked { walk, frames_lost, unlike } = walked;
    deep.frames_lost += frames_lost;
    deep.commitments_differ = !beside.commitments_hold;
    let found = walk.finish(beside.tail);
    (deep.hit, deep.bag_differs) = (found.hit, found.bag_differs);
    deep.length_differs |= found.tar_bytes != seal.payload.tar_bytes;
    deep.unlike = beside.unlike;
    let table = payload.seek_table().transpose();
    let unlike = unlike + index.frames_unlike_the_format();
    match table {
        Ok(table) => {
            deep.unlike.extend(form::look_at_frames(payload.frames(), table.as_deref(), unlike));
        }
        Err(_) => deep.frames_lost += 1,
    }
    deep.unlike.extend(form::look_at_index(index.form(), &deep.unlike));
    Ok(deep)
}

/// What came of walking over all frames.
struct Walked<'a> {
    walk: TarWalk<'a>,
    frames_lost: u64,
    /// How many of them are not as the format says.
    unlike: u64,
}

/// Frames are read in their order, opened and their records hashed by several threads, and followed in order again.
fn walk_frames<'a, V: Read + Seek + Send>(
    payload: &mut Payload<V>,
    seal: &'a Seal,
    records: &'a [Record],
    watcher: &dyn Watcher,
    stop: &(dyn Fn() -> bool + Sync),
) -> Walked<'a> {
    let mut walked = Walked { walk: TarWalk::new(records, seal), frames_lost: 0, unlike: 0 };
    let done = in_order(
        |give| {
            let (mut at, mut compressed_at) = (0, 0);
            for number in 0..payload.frame_count() {
                if stop() {
                    return;
                }
                let (bytes, compressed) =
                    (payload.decompressed(number), payload.compressed(number));
                let frame = payload.sealed_frame(number, compressed_at).ok();
                if !give(SealedPart { frame, at, bytes, compressed }) {
                    return;
                }
                (at, compressed_at) = (at + bytes, compressed_at + compressed);
            }
        },
        FrameOpener::default,
        |opener, part: SealedPart| part.open(opener, records),
        |part: OpenPart| {
            match &part.content {
                Some(content) => walked.walk.take(content),
                None => {
                    walked.frames_lost += 1;
                    walked.walk.lose(part.bytes);
                }
            }
            walked.unlike += part.unlike;
            watcher.advance(part.compressed);
            Ok::<(), Infallible>(())
        },
    );
    let Ok(()) = done;
    walked
}

/// What of a bundle is looked at beside its payload.
struct Beside {
    commitments_hold: bool,
    unlike: Vec<Unlike>,
    /// The hash of what must stand behind the last record in the tar; none where that can't be said.
    tail: Option<Digest>,
}

impl Beside {
    fn look(
        seal: &Verified<Seal>,
        place: &BundlePlace,
        meta: &Meta,
        records: &[Record],
    ) -> Result<Beside, OpenProblem> {
        Ok(Beside {
            commitments_hold: commitments_hold(seal, place, meta, records)?,
            unlike: form::look(seal, meta, records),
            tail: tail(seal, meta, records),
        })
    }
}

/// The hash of the tar from the last record's end on, as it must be.
fn tail(seal: &Seal, meta: &Meta, records: &[Record]) -> Option<Digest> {
    let mut expected = Hasher::new();
    let last = records.last().map_or(0, |record| record.size);
    expected.update(&[0; tar_entry::BLOCK][..tar_entry::padding(last)]);
    let rules: Vec<BagRule> = meta
        .rules
        .iter()
        .filter_map(|value| serde_json::from_value::<PinnedRule>(value.clone()).ok())
        .map(|rule| bag_rule(&rule))
        .collect();
    let (bundle, vault, sealed_at) = (seal.bundle, seal.vault, seal.sealed_at.time);
    let written = write_tag_files(records, bundle, vault, sealed_at, &rules, &mut |bytes| {
        expected.update(bytes);
        Ok(())
    });
    expected.update(&tar_entry::END);
    written.is_ok().then(|| expected.finish())
}

fn commitments_hold(
    seal: &Verified<Seal>,
    place: &BundlePlace,
    meta: &Meta,
    records: &[Record],
) -> Result<bool, OpenProblem> {
    let Some(facts) = seal.file(COMMITMENTS) else { return Ok(false) };
    let path = place.folder.join(COMMITMENTS).map_err(StorageProblem::from)?;
    let Some(bytes) = files::read_bounded(&*place.storage, &path, facts.bytes)? else {
        return Ok(false);
    };
    let hashes = records.iter().map(|record| &record.sha256);
    Ok(meta.commitment_secret.check(hashes, &mut &bytes[..]).is_ok())
}
