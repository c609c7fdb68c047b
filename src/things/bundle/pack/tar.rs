//! The tar as it grows: records in, frames out.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::item::Item;
use super::work::{Compressed, Work};
use crate::formats::document::{self, Document};
use crate::formats::frames::{Frame, FrameCutter};
use crate::formats::index::Mtime;
use crate::formats::tar_entry;
use crate::powers::sources;
use crate::things::bundle::open::RecordDamage;
use crate::words::digest::{Digest, Hasher};
use crate::words::names::SafePath;

/// Frames that wait between two stages, each of at most 4 MiB.
pub(super) const FRAMES_QUEUED: usize = 4;
/// A stream is read by so many bytes, so that they are hashed before they leave the processor's cache.
const PIECE_BYTES: usize = 256 << 10;

/// Why laying out the tar ended early.
pub(super) enum Stop {
    Unstable(PathBuf),
    Interrupted,
    QueueBroken,
    /// A record of the bundle that is read is not what was sealed.
    Damaged {
        path: SafePath,
        damage: RecordDamage,
    },
}

/// One member of the tar, laid out.
pub(super) struct Laid {
    pub(super) offset: u64,
    pub(super) bytes: u64,
    pub(super) mtime: Mtime,
    pub(super) sha256: Digest,
    pub(super) document: Option<Box<Document>>,
}

/// The tar as it grows: bytes in, frames out to the compressors and, in order, to the writer.
pub(super) struct Tar<'a> {
    cutter: FrameCutter,
    bytes: u64,
    to_work: SyncSender<Work<'a>>,
    to_write: SyncSender<Receiver<Compressed>>,
    /// Emptied frames come back here, so that their memory is used again.
    emptied: Receiver<Frame>,
    give_back: SyncSender<Frame>,
    /// Memory of compressed frames that were written.
    spare: &'a Mutex<Vec<Vec<u8>>>,
}

impl<'a> Tar<'a> {
    pub(super) fn new(
        to_work: SyncSender<Work<'a>>,
        to_write: SyncSender<Receiver<Compressed>>,
        spare: &'a Mutex<Vec<Vec<u8>>>,
    ) -> Tar<'a> {
        let (give_back, emptied) = sync_channel(2 * FRAMES_QUEUED);
        let cutter = FrameCutter::new();
        Tar { cutter, bytes: 0, to_work, to_write, emptied, give_back, spare }
    }

    pub(super) fn record_starts(&mut self) -> Result<(), Stop> {
        match self.cutter.mark_record_start() {
            Some(frame) => self.send(frame),
            None => Ok(()),
        }
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.bytes += bytes.len() as u64;
        let mut rest = bytes;
        while !rest.is_empty() {
            let space = self.cutter.space();
            let now = rest.len().min(space.len());
            space[..now].copy_from_slice(&rest[..now]);
            rest = &rest[now..];
            if let Some(frame) = self.cutter.advance(now) {
                self.send(frame)?;
            }
        }
        Ok(())
    }

    fn send(&mut self, plain: Frame) -> Result<(), Stop> {
        while let Ok(emptied) = self.emptied.try_recv() {
            self.cutter.take_back(emptied);
        }
        let (give, receive) = sync_channel(1);
        let into = self.spare.lock().expect("no thread panics while it holds the spares").pop();
        let (into, emptied) = (into.unwrap_or_default(), self.give_back.clone());
        let work = Work::Compress { plain, into, give, emptied };
        self.to_work.send(work).map_err(|_| Stop::QueueBroken)?;
        self.to_write.send(receive).map_err(|_| Stop::QueueBroken)
    }

    /// How long it is so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn pad(&mut self, bytes: u64) -> Result<(), Stop> {
        self.put(&[0; tar_entry::BLOCK][..tar_entry::padding(bytes)])
    }

    pub(super) fn small(
        &mut self,
        name: &str,
        mtime: Mtime,
        whole: &[u8],
        sha256: Digest,
    ) -> Result<Laid, Stop> {
        let bytes = whole.len() as u64;
        self.put(&tar_entry::member_header(name, bytes, mtime))?;
        let offset = self.bytes;
        self.put(whole)?;
        self.pad(bytes)?;
        Ok(Laid { offset, bytes, mtime, sha256, document: None })
    }

    pub(super) fn large(
        &mut self,
        name: &str,
        mut reading: sources::Reading<'_>,
        item: &Item,
    ) -> Result<Laid, Stop> {
        let unstable = |_| Stop::Unstable(item.source());
        let (bytes, mtime) = (reading.bytes(), reading.mtime());
        self.put(&tar_entry::member_header(name, bytes, mtime))?;
        let offset = self.bytes;
        let mut hasher = Hasher::new();
        let mut start = Vec::with_capacity(document::START_BYTES_MAX);
        loop {
            let space = self.cutter.space();
            let piece = space.len().min(PIECE_BYTES);
            let got = reading.next(&mut space[..piece]).map_err(unstable)?;
            if got == 0 {
                break;
            }
            hasher.update(&space[..got]);
            let wanted = got.min(document::START_BYTES_MAX - start.len());
            start.extend_from_slice(&space[..wanted]);
            self.bytes += got as u64;
            if let Some(frame) = self.cutter.advance(got) {
                self.send(frame)?;
            }
        }
        reading.end().map_err(unstable)?;
        self.pad(bytes)?;
        let document = document::read_start(&start).map(Box::new);
        Ok(Laid { offset, bytes, mtime, sha256: hasher.finish(), document })
    }

    /// Sends the last frame and closes both queues.
    pub(super) fn finish(mut self) -> u64 {
        let cutter = std::mem::take(&mut self.cutter);
        if let Some(frame) = cutter.finish() {
            // A broken queue has said why on the writer's side.
            let _ = self.send(frame);
        }
        self.bytes
    }
}
