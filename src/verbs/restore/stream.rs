//! The pipeline of a restore, as the data flows: one thread reads the index and the frames in which something is asked
//! for, in their order; a few decrypt and decompress frames, hash the records in them, and write those that a frame
//! holds whole; the last takes all of it in order, and gives the files their names. What is on its way is bounded.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::formats::commitments::CommitmentSecret;
use crate::formats::index::{Meta, Record};
use crate::formats::seal::Seal;
use crate::powers::asker::{Act, Watcher};
use crate::powers::identity::Identity;
use crate::powers::target::{Drafts, Ready, TargetProblem};
use crate::things::bundle::frame::{FrameOpener, SealedFrame};
use crate::things::bundle::in_order::in_order;
use crate::things::bundle::open::{BundlePlace, OpenProblem, Payload, RecordDamage, open_index};
use crate::things::bundle::proof::Verified;
use crate::things::search::asked::Within;
use crate::things::search::scan::scan;
use crate::verbs::fault::Fault;
use crate::words::digest::Digest;

use super::stood::Skipped;

/// So many parts of records one job has at most; records without bytes lie in no frame.
const PARTS_MAX: usize = 4096;

/// Which records of a bundle are to be read.
pub enum Which<'a> {
    Matching(Within<'a>),
    /// What another copy could not give.
    These(Vec<Record>),
}

/// A record on its way: its first piece names it, its last says whether all of it came.
pub struct Piece {
    pub start: Option<Box<Start>>,
    pub content: Content,
    pub end: Option<Result<(), RecordDamage>>,
}

/// What a piece gives of its record.
pub enum Content {
    /// Some bytes of it, which nobody has compared.
    Bytes(Vec<u8>),
    /// All of it: its hash is the one that was sealed.
    Proven { bytes: u64, whole: Result<Whole, TargetProblem> },
}

/// A whole record.
pub enum Whole {
    Memory(Vec<u8>),
    /// It has no name yet.
    File(Ready),
}

impl Content {
    fn bytes(&self) -> u64 {
        match self {
            Content::Bytes(bytes) => bytes.len() as u64,
            Content::Proven { bytes, .. } => *bytes,
        }
    }
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
    /// Where whole records are written, once that is known.
    pub drafts: &'a OnceLock<Drafts>,
}

/// Reads what is asked for and gives it to `take`, piece by piece; its fault ends the run. Where
/// the bundle itself can't be opened, `take` may have had nothing, and the problem is given.
pub fn stream(
    reading: &Reading<'_>,
    which: Which<'_>,
    take: &mut dyn FnMut(Piece) -> Result<(), Fault>,
) -> Result<Result<(), OpenProblem>, Fault> {
    let done = in_order(
        |give| read(reading, which, give),
        || (FrameOpener::default(), Vec::new()),
        |(opener, plain), job: Job| job.done(opener, plain, reading.drafts),
        |pieces: Vec<Piece>| {
            for piece in pieces {
                if reading.watcher.interrupted() {
                    return Err(Fault::Interrupted);
                }
                reading.watcher.advance(piece.content.bytes());
                // The reader sees that nobody takes any more, and ends.
                take(piece)?;
            }
            Ok(())
        },
    );
    reading.watcher.end();
    done
}

fn read(
    reading: &Reading<'_>,
    which: Which<'_>,
    give: &mut dyn FnMut(Job) -> bool,
) -> Result<(), OpenProblem> {
    let Reading { seal, place, identity, skipped, .. } = reading;
    let mut index = open_index(seal, place, identity)?;
    let meta = index.meta()?;
    let payload = Payload::open(seal, place, identity, &meta)?;
    let mut jobs = Jobs::new(payload, &meta, give);
    match which {
        Which::Matching(within) if within.is_all() => {
            let bytes = seal.counts.bytes.saturating_sub(skipped.bytes_of(seal.bundle));
            reading.watcher.begin(Act::Restoring, bytes);
            scan(&mut index, &within, &mut |record| {
                skipped.has(seal.bundle, record.n) || jobs.add(record)
            })?;
        }
        Which::Matching(within) => {
            let mut records = Vec::new();
            scan(&mut index, &within, &mut |record| {
                within.meet(&record);
                if !skipped.has(seal.bundle, record.n) {
                    records.push(record);
                }
                true
            })?;
            jobs.add_all(records, reading.watcher);
        }
        Which::These(records) => jobs.add_all(records, reading.watcher),
    }
    jobs.flush();
    Ok(())
}

/// What of one record lies in a frame.
struct Part {
    /// The first part of a record names it.
    record: Option<Box<Record>>,
    last: bool,
    /// None where its frame lies beyond the payload.
    place: Option<Range<usize>>,
}

/// What is asked for in one frame; parts without bytes need none.
struct Job {
    parts: VecDeque<Part>,
    frame: Option<SealedFrame>,
    /// The frame could not be read.
    lost: Option<RecordDamage>,
    secret: Arc<CommitmentSecret>,
}

impl Job {
    fn done(
        mut self,
        opener: &mut FrameOpener,
        plain: &mut Vec<u8>,
        drafts: &OnceLock<Drafts>,
    ) -> Vec<Piece> {
        plain.clear();
        let opened = self.frame.map_or(Ok(()), |mut frame| opener.open(&mut frame, plain));
        let piece = |Part { record, last, place }: Part| {
            let found = match (self.lost.take(), &opened) {
                (Some(damage), _) => Err(damage),
                (None, Err(fault)) => Err(fault.clone().into()),
                (None, Ok(())) => Ok(place.and_then(|place| plain.get(place))),
            };
            let content = found.and_then(|bytes| {
                let bytes = bytes.ok_or(RecordDamage::Outside)?;
                match &record {
                    Some(record) if last => whole(record, bytes, drafts),
                    _ => Ok(Content::Bytes(bytes.to_vec())),
                }
            });
            let salted = |record: Box<Record>| {
                let salt = self.secret.salt(record.n);
                Box::new(Start { record: *record, salt })
            };
            let start = record.map(salted);
            match content {
                Ok(content) => Piece { start, content, end: last.then_some(Ok(())) },
                Err(damage) => {
                    Piece { start, content: Content::Bytes(vec![]), end: Some(Err(damage)) }
                }
            }
        };
        self.parts.into_iter().map(piece).collect()
    }
}

/// A record that lies in one frame: proven, and written where it is known where to.
fn whole(
    record: &Record,
    bytes: &[u8],
    drafts: &OnceLock<Drafts>,
) -> Result<Content, RecordDamage> {
    if bytes.len() as u64 != record.size || Digest::of(bytes) != record.sha256 {
        return Err(RecordDamage::Bytes);
    }
    let whole = match drafts.get() {
        Some(drafts) => {
            drafts.write(bytes, record.private, record.mtime.to_system()).map(Whole::File)
        }
        None => Ok(Whole::Memory(bytes.to_vec())),
    };
    Ok(Content::Proven { bytes: record.size, whole })
}

/// Gathers what is asked for, frame by frame.
struct Jobs<'a> {
    payload: Payload,
    secret: Arc<CommitmentSecret>,
    /// Where each frame ends, in the tar and among the compressed bytes.
    ends: Vec<(u64, u64)>,
    /// The frame that the gathered parts lie in, as far as they have bytes.
    number: Option<usize>,
    parts: VecDeque<Part>,
    give: &'a mut dyn FnMut(Job) -> bool,
}

impl<'a> Jobs<'a> {
    fn new(payload: Payload, meta: &Meta, give: &'a mut dyn FnMut(Job) -> bool) -> Jobs<'a> {
        let (mut plain, mut packed) = (0, 0);
        let ends = meta.frames.iter().map(|frame| {
            plain += u64::from(frame.decompressed);
            packed += u64::from(frame.compressed);
            (plain, packed)
        });
        let (ends, secret) = (ends.collect(), Arc::new(meta.commitment_secret.clone()));
        Jobs { payload, secret, ends, number: None, parts: VecDeque::new(), give }
    }

    /// Adds these records, the watcher told how much that is.
    fn add_all(&mut self, records: Vec<Record>, watcher: &dyn Watcher) {
        if !records.is_empty() {
            watcher.begin(Act::Restoring, records.iter().map(|record| record.size).sum());
        }
        records.into_iter().all(|record| self.add(record));
    }

    /// Adds a record; false when nobody takes any more.
    fn add(&mut self, record: Record) -> bool {
        let (mut at, end) = (record.offset, record.offset.saturating_add(record.size));
        let mut record = Some(Box::new(record));
        loop {
            let number = self.ends.partition_point(|(plain, _)| *plain <= at);
            let has_bytes = at < end;
            let others = has_bytes && self.number.is_some_and(|other| other != number);
            if (others || self.parts.len() >= PARTS_MAX) && !self.flush() {
                return false;
            }
            let (place, next) = match self.ends.get(number) {
                _ if !has_bytes => (Some(0..0), end),
                None => (None, end),
                Some((frame_end, _)) => {
                    let (frame_at, _) = self.start_of(number);
                    let to = end.min(*frame_end);
                    (Some((at - frame_at) as usize..(to - frame_at) as usize), to)
                }
            };
            if has_bytes && place.is_some() {
                self.number = Some(number);
            }
            let last = next == end;
            self.parts.push_back(Part { record: record.take(), last, place });
            if last {
                return true;
            }
            at = next;
        }
    }

    /// Where a frame starts, in the tar and among the compressed bytes.
    fn start_of(&self, number: usize) -> (u64, u64) {
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
        before.copied().unwrap_or_default()
    }

    /// Reads the frame, and gives out what was gathered; false when nobody takes any more. Where it can't be read it is
    /// tried again for each record, and each is told why.
    fn flush(&mut self) -> bool {
        let number = self.number.take();
        while !self.parts.is_empty() {
            let frame = number
                .map(|number| self.payload.sealed_frame(number, self.start_of(number).1))
                .transpose();
            let (frame, lost) = match frame {
                Ok(frame) => (frame, None),
                Err(damage) => (None, Some(damage)),
            };
            let rest = self.parts.split_off(if lost.is_some() { 1 } else { self.parts.len() });
            let parts = std::mem::replace(&mut self.parts, rest);
            let secret = Arc::clone(&self.secret);
            if !(self.give)(Job { parts, frame, lost, secret }) {
                return false;
            }
        }
        true
    }
}
