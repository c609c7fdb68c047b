//! The pipeline of a restore, as the data flows: index, chunks, frames on one thread; hashes and
//! files on the other. A bounded queue stands between them.

use std::sync::mpsc::{SyncSender, sync_channel};

use crate::formats::index::{Meta, Record};
use crate::formats::seal::Seal;
use crate::powers::asker::{Act, Watcher};
use crate::powers::identity::Identity;
use crate::things::bundle::open::{BundlePlace, OpenProblem, Payload, RecordDamage, open_index};
use crate::things::bundle::proof::Verified;
use crate::things::search::patterns::Patterns;
use crate::things::search::scan::scan;
use crate::verbs::fault::Fault;
use crate::words::digest::Digest;

use super::stood::Skipped;

/// Pieces that wait, each of at most a frame (4 MiB).
const PIECES_QUEUED: usize = 4;

/// Which records of a bundle are to be read.
pub enum Asked<'a> {
    Matching(&'a Patterns),
    /// What another copy could not give.
    These(Vec<Record>),
}

/// A record on its way: its first piece names it, its last says whether all of it came.
pub struct Piece {
    pub start: Option<Box<Start>>,
    pub bytes: Vec<u8>,
    pub end: Option<Result<(), RecordDamage>>,
}

/// A record, and the salt that opens its commitment.
pub struct Start {
    pub record: Record,
    pub salt: Digest,
}

/// A bundle on one medium, to be read.
pub struct Reading<'a> {
    pub seal: &'a Verified<Seal>,
    pub place: BundlePlace,
    pub identity: &'a Identity,
    pub watcher: &'a dyn Watcher,
    /// What is not read, though it is asked for.
    pub skipped: &'a Skipped,
}

/// Reads what is asked for and gives it to `take`, piece by piece; its fault ends the run. Where
/// the bundle itself can't be opened, `take` may have had nothing, and the problem is given.
pub fn stream(
    reading: &Reading<'_>,
    asked: Asked<'_>,
    take: &mut dyn FnMut(Piece) -> Result<(), Fault>,
) -> Result<Result<(), OpenProblem>, Fault> {
    let done = std::thread::scope(|scope| {
        let (sender, pieces) = sync_channel(PIECES_QUEUED);
        let reader = scope.spawn(move || read(reading, asked, &sender));
        for piece in &pieces {
            if reading.watcher.interrupted() {
                return Err(Fault::Interrupted);
            }
            reading.watcher.advance(piece.bytes.len() as u64);
            // The reader sees the broken queue and ends.
            take(piece)?;
        }
        Ok(reader.join().expect("the reading thread returns its problems"))
    });
    reading.watcher.end();
    done
}

fn read(
    reading: &Reading<'_>,
    asked: Asked<'_>,
    sender: &SyncSender<Piece>,
) -> Result<(), OpenProblem> {
    let Reading { seal, place, identity, skipped, .. } = reading;
    let mut index = open_index(seal, place, identity)?;
    let meta = index.meta()?;
    let payload = Payload::open(seal, place, identity, &meta)?;
    let mut out = Frames::new(payload, &meta, sender);
    match asked {
        Asked::Matching(patterns) if patterns.is_empty() => {
            let bytes = seal.counts.bytes.saturating_sub(skipped.bytes_of(seal.bundle));
            reading.watcher.begin(Act::Restoring, bytes);
            scan(&mut index, patterns, &mut |record| {
                skipped.has(seal.bundle, record.n) || out.send(record)
            })?;
        }
        Asked::Matching(patterns) => {
            let mut records = Vec::new();
            scan(&mut index, patterns, &mut |record| {
                patterns.meet(&record);
                if !skipped.has(seal.bundle, record.n) {
                    records.push(record);
                }
                true
            })?;
            out.send_all(records, reading.watcher);
        }
        Asked::These(records) => out.send_all(records, reading.watcher),
    }
    Ok(())
}

/// The payload's frames by where they start.
struct Frames<'a> {
    payload: Payload,
    meta: &'a Meta,
    /// Where each frame ends, in the tar and among the compressed bytes.
    ends: Vec<(u64, u64)>,
    sender: &'a SyncSender<Piece>,
}

impl<'a> Frames<'a> {
    fn new(payload: Payload, meta: &'a Meta, sender: &'a SyncSender<Piece>) -> Frames<'a> {
        let (mut plain, mut packed) = (0, 0);
        let ends = meta.frames.iter().map(|frame| {
            plain += u64::from(frame.decompressed);
            packed += u64::from(frame.compressed);
            (plain, packed)
        });
        Frames { payload, meta, ends: ends.collect(), sender }
    }

    /// Sends these records, the watcher told how much that is.
    fn send_all(&mut self, records: Vec<Record>, watcher: &dyn Watcher) {
        if !records.is_empty() {
            watcher.begin(Act::Restoring, records.iter().map(|record| record.size).sum());
        }
        records.into_iter().all(|record| self.send(record));
    }

    /// Sends a record's pieces; false when nobody takes them any more.
    fn send(&mut self, record: Record) -> bool {
        let salt = self.meta.commitment_secret.salt(record.n);
        let (mut at, end) = (record.offset, record.offset.saturating_add(record.size));
        let mut start = Some(Box::new(Start { record, salt }));
        loop {
            let (bytes, done) = match self.part(at, end) {
                Ok(part) => {
                    at += part.len() as u64;
                    (part.to_vec(), (at >= end).then_some(Ok(())))
                }
                Err(damage) => (Vec::new(), Some(Err(damage))),
            };
            let last = done.is_some();
            if self.sender.send(Piece { start: start.take(), bytes, end: done }).is_err() {
                return false;
            }
            if last {
                return true;
            }
        }
    }

    /// The bytes from `at` up to `end` or to the end of their frame.
    fn part(&mut self, at: u64, end: u64) -> Result<&[u8], RecordDamage> {
        if at == end {
            return Ok(&[]);
        }
        let number = self.ends.partition_point(|(plain, _)| *plain <= at);
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
        let (plain_at, packed_at) = before.copied().unwrap_or_default();
        let frame = self.payload.frame(number, packed_at)?;
        let from = (at - plain_at) as usize;
        let to = (end - plain_at).min(frame.len() as u64) as usize;
        Ok(&frame[from..to])
    }
}
