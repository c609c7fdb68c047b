//! The pipeline, top to bottom as the data flows: sources, tar, frames, zstd, age, volumes.
//!
//! Three kinds of thread: this one reads, hashes and lays out the tar; two compress frames, each by itself;
//! one encrypts in order, hashes and writes the volumes. Between them stand bounded queues, so that memory is
//! bounded whatever the size of a file. Implements format §4.3 to §4.5.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use crate::formats::bag::{self, BagInfo, BagRule};
use crate::formats::entry::FileFacts;
use crate::formats::frames::{Frame, FrameCompressor, FrameCutter, FrameSize, seek_table};
use crate::formats::index::{Mtime, Record, Tags};
use crate::formats::tar_entry;
use crate::powers::asker::Watcher;
use crate::powers::envelope;
use crate::powers::identity::Recipient;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::sources::{self, SourceProblem, WHOLE_BYTES_MAX};
use crate::words::day::Time;
use crate::words::digest::{Digest, Hasher};
use crate::words::ids::{BundleId, VaultId};
use crate::words::limits::MIB;
use crate::words::names::{SafePath, TrueName};

use super::volumes::{VolumeWriter, storage_problem, unsealed_problem};

/// How hard zstd tries: 3 is its default, and PDFs and photos gain nothing from more.
const ZSTD_LEVEL: i32 = 3;
/// Frames that wait between two stages, each of at most 4 MiB.
const FRAMES_QUEUED: usize = 4;
const COMPRESSORS: usize = 2;

/// One file to be sealed. Kept small: there may be a million.
#[derive(Debug)]
pub struct Item {
    pub source: Box<Path>,
    pub path: SafePath,
    /// The true name, where it differs from the safe path.
    pub name: Option<TrueName>,
    /// The size that it had when it was found, for choosing how to read it.
    pub bytes: u64,
}

/// Where a payload goes and what is said about it.
pub struct Packing<'a> {
    pub storage: &'a dyn Storage,
    pub folder: &'a MediumPath,
    pub recipient: &'a Recipient,
    pub volume_bytes: u64,
    pub bundle: BundleId,
    pub vault: VaultId,
    pub sealed_at: Time,
    pub rules: &'a [BagRule],
    pub tags: &'a Tags,
    pub watcher: &'a dyn Watcher,
}

/// A payload that was written, not yet read back.
pub struct Packed {
    pub records: Vec<Record>,
    pub frames: Vec<FrameSize>,
    pub tar_bytes: u64,
    pub plain_bytes: u64,
    /// The age header and nonce, as they stand in the first volume.
    pub header: Vec<u8>,
    pub volumes: Vec<FileFacts>,
    /// Files that could not be read as one moment's bytes; nothing of them is in the payload.
    pub left: Vec<(PathBuf, SourceProblem)>,
}

/// Why no payload came about.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum PackProblem {
    /// A file read as a stream changed on the way; its bytes are in the payload already, so that the run
    /// starts again without it or with its new size.
    Unstable(PathBuf),
    Storage(#[from] StorageProblem),
    Compression(std::io::Error),
    Interrupted,
}

/// Packs the items, sorted by safe path, into the volumes of one bundle.
pub fn pack(items: &[Item], packing: &Packing<'_>) -> Result<Packed, PackProblem> {
    std::thread::scope(|scope| {
        let (to_compress, jobs) = sync_channel::<Job>(FRAMES_QUEUED);
        let (to_write, in_order) = sync_channel::<Receiver<Compressed>>(FRAMES_QUEUED);
        let jobs = Arc::new(Mutex::new(jobs));
        for _ in 0..COMPRESSORS {
            let jobs = Arc::clone(&jobs);
            scope.spawn(move || compress(&jobs));
        }
        let writer = scope.spawn(move || write(&in_order, packing));
        let mut tar = Tar::new(to_compress, to_write);
        let laid_out = lay_out(items, packing, &mut tar);
        let tar_bytes = tar.finish();
        let written = writer.join().expect("the writing thread returns its problems");
        // A full drive shows as a broken queue on this side: the writer's word goes first.
        let written = written?;
        let (records, left) = laid_out.map_err(|stop| match stop {
            Stop::Unstable(path) => PackProblem::Unstable(path),
            Stop::Interrupted => PackProblem::Interrupted,
            Stop::QueueBroken => PackProblem::Compression(std::io::ErrorKind::BrokenPipe.into()),
        })?;
        let Written { frames, plain_bytes, header, volumes } = written;
        Ok(Packed { records, frames, tar_bytes, plain_bytes, header, volumes, left })
    })
}

/// Why laying out the tar ended early.
enum Stop {
    Unstable(PathBuf),
    Interrupted,
    QueueBroken,
}

type Left = Vec<(PathBuf, SourceProblem)>;

fn lay_out(
    items: &[Item],
    packing: &Packing<'_>,
    tar: &mut Tar,
) -> Result<(Vec<Record>, Left), Stop> {
    let mut records = Vec::with_capacity(items.len());
    let mut left = Vec::new();
    let mut whole = Vec::new();
    let mut piece = vec![0; MIB as usize];
    for item in items {
        if packing.watcher.interrupted() {
            return Err(Stop::Interrupted);
        }
        tar.record_starts()?;
        let name = bag::record_path(packing.bundle, &item.path);
        let laid = if item.bytes <= WHOLE_BYTES_MAX {
            match sources::read_whole(&item.source, &mut whole) {
                Ok(mtime) => Ok(tar.small(&name, mtime, &whole)?),
                Err(problem) => Err(problem),
            }
        } else {
            match sources::stream(&item.source) {
                Ok(reading) => Ok(tar.large(&name, reading, &mut piece, item)?),
                Err(problem) => Err(problem),
            }
        };
        match laid {
            Err(problem) => left.push((item.source.to_path_buf(), problem)),
            Ok(laid) => {
                packing.watcher.advance(laid.bytes);
                records.push(Record {
                    mtime: laid.mtime,
                    n: records.len() as u64,
                    name: item.name.clone(),
                    offset: laid.offset,
                    path: item.path.clone(),
                    sha256: laid.sha256,
                    size: laid.bytes,
                    tags: packing.tags.clone(),
                });
            }
        }
    }
    tag_files(&records, packing, tar)?;
    tar.put(&tar_entry::END)?;
    Ok((records, left))
}

/// The bag's own files, after the records, so that each source is read once.
fn tag_files(records: &[Record], packing: &Packing<'_>, tar: &mut Tar) -> Result<(), Stop> {
    write_tag_files(
        records,
        packing.bundle,
        packing.vault,
        packing.sealed_at,
        packing.rules,
        &mut |bytes| tar.put(bytes).map_err(|_| std::io::ErrorKind::BrokenPipe.into()),
    )
    .map_err(|_| Stop::QueueBroken)
}

/// Lays out the tag files as tar members, piece by piece: for sealing, and to compare when a bundle is
/// verified deeply.
pub fn write_tag_files(
    records: &[Record],
    bundle: BundleId,
    vault: VaultId,
    sealed_at: Time,
    rules: &[BagRule],
    put: &mut dyn FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let info = BagInfo {
        bundle,
        vault,
        day: sealed_at.day(),
        bytes: records.iter().map(|record| record.size).sum(),
        records: records.len() as u64,
        rules: rules.to_vec(),
    };
    let mtime = Mtime::new(sealed_at.unix(), 0)
        .ok_or(std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
    let mut sums: Vec<(&str, Digest)> = Vec::new();
    for name in [bag::RECORDS, bag::MANIFEST, bag::BAG_INFO, bag::BAGIT, bag::TAG_MANIFEST] {
        let known = sums.clone();
        let write = |out: &mut dyn Write| -> std::io::Result<()> {
            let mut out = out;
            match name {
                bag::RECORDS => bag::write_records(records, &mut out),
                bag::MANIFEST => bag::write_manifest(records, &mut out),
                bag::BAG_INFO => info.write(&mut out),
                bag::BAGIT => out.write_all(bag::BAGIT_TEXT.as_bytes()),
                _ => bag::write_tag_manifest(known.iter().copied(), &mut out),
            }
        };
        let (bytes, sha256) = bag::measure(|hasher| write(hasher))?;
        put(&tar_entry::member_header(&bag::tag_path(bundle, name), bytes, mtime))?;
        write(&mut Put(put))?;
        put(&[0; tar_entry::BLOCK][..tar_entry::padding(bytes)])?;
        sums.push((name, sha256));
    }
    Ok(())
}

/// A function that takes bytes, as a writer.
struct Put<'a>(&'a mut dyn FnMut(&[u8]) -> std::io::Result<()>);

impl Write for Put<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        (self.0)(bytes)?;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// One member of the tar, laid out.
struct Laid {
    offset: u64,
    bytes: u64,
    mtime: Mtime,
    sha256: Digest,
}

/// The tar as it grows: bytes in, frames out to the compressors and, in order, to the writer.
struct Tar {
    cutter: FrameCutter,
    bytes: u64,
    to_compress: SyncSender<Job>,
    to_write: SyncSender<Receiver<Compressed>>,
    /// Emptied frames come back here, so that their memory is used again.
    emptied: Receiver<Frame>,
    give_back: SyncSender<Frame>,
}

impl Tar {
    fn new(to_compress: SyncSender<Job>, to_write: SyncSender<Receiver<Compressed>>) -> Tar {
        let (give_back, emptied) = sync_channel(2 * FRAMES_QUEUED);
        Tar { cutter: FrameCutter::new(), bytes: 0, to_compress, to_write, emptied, give_back }
    }

    fn record_starts(&mut self) -> Result<(), Stop> {
        match self.cutter.mark_record_start() {
            Some(frame) => self.send(frame),
            None => Ok(()),
        }
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Stop> {
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
        let job = Job { plain, give, give_back: self.give_back.clone() };
        self.to_compress.send(job).map_err(|_| Stop::QueueBroken)?;
        self.to_write.send(receive).map_err(|_| Stop::QueueBroken)
    }

    fn pad(&mut self, bytes: u64) -> Result<(), Stop> {
        self.put(&[0; tar_entry::BLOCK][..tar_entry::padding(bytes)])
    }

    fn small(&mut self, name: &str, mtime: Mtime, whole: &[u8]) -> Result<Laid, Stop> {
        let bytes = whole.len() as u64;
        self.put(&tar_entry::member_header(name, bytes, mtime))?;
        let offset = self.bytes;
        self.put(whole)?;
        self.pad(bytes)?;
        Ok(Laid { offset, bytes, mtime, sha256: Digest::of(whole) })
    }

    fn large(
        &mut self,
        name: &str,
        mut reading: sources::Reading<'_>,
        piece: &mut [u8],
        item: &Item,
    ) -> Result<Laid, Stop> {
        let unstable = |_| Stop::Unstable(item.source.to_path_buf());
        let (bytes, mtime) = (reading.bytes(), reading.mtime());
        self.put(&tar_entry::member_header(name, bytes, mtime))?;
        let offset = self.bytes;
        let mut hasher = Hasher::new();
        loop {
            let got = reading.next(piece).map_err(unstable)?;
            if got == 0 {
                break;
            }
            hasher.update(&piece[..got]);
            self.put(&piece[..got])?;
        }
        reading.end().map_err(unstable)?;
        self.pad(bytes)?;
        Ok(Laid { offset, bytes, mtime, sha256: hasher.finish() })
    }

    /// Sends the last frame and closes both queues.
    fn finish(mut self) -> u64 {
        let cutter = std::mem::take(&mut self.cutter);
        if let Some(frame) = cutter.finish() {
            // A broken queue has said why on the writer's side.
            let _ = self.send(frame);
        }
        self.bytes
    }
}

/// A frame on its way to a compressor, and where the result goes.
struct Job {
    plain: Frame,
    give: SyncSender<Compressed>,
    give_back: SyncSender<Frame>,
}

type Compressed = std::io::Result<(Vec<u8>, FrameSize)>;

fn compress(jobs: &Mutex<Receiver<Job>>) -> std::io::Result<()> {
    let mut compressor = FrameCompressor::new(ZSTD_LEVEL)?;
    loop {
        let job = jobs.lock().expect("no thread panics while it holds the queue").recv();
        let Ok(Job { plain, give, give_back }) = job else { return Ok(()) };
        let result = compressor.compress(&plain).map(|bytes| {
            let size =
                FrameSize { compressed: bytes.len() as u32, decompressed: plain.len() as u32 };
            (bytes, size)
        });
        // The writer is gone after its own error: then nobody waits for this frame, or its memory.
        let _ = give.send(result);
        let _ = give_back.try_send(plain);
    }
}

/// What the writing thread did.
struct Written {
    frames: Vec<FrameSize>,
    plain_bytes: u64,
    header: Vec<u8>,
    volumes: Vec<FileFacts>,
}

fn write(
    in_order: &Receiver<Receiver<Compressed>>,
    packing: &Packing<'_>,
) -> Result<Written, PackProblem> {
    let volumes = VolumeWriter::new(packing.storage, packing.folder, packing.volume_bytes);
    let mut out = envelope::encrypting(std::slice::from_ref(packing.recipient), volumes)
        .map_err(|unsealed| unsealed_problem(unsealed, packing.folder))?;
    let header = out.header().to_vec();
    let mut frames = Vec::new();
    let mut plain_bytes = 0;
    for frame in in_order {
        let Ok(compressed) = frame.recv() else { break };
        let (bytes, size) = compressed.map_err(PackProblem::Compression)?;
        out.write_all(&bytes).map_err(|error| storage_problem(error, packing.folder))?;
        plain_bytes += bytes.len() as u64;
        frames.push(size);
    }
    let table = seek_table(&frames);
    out.write_all(&table).map_err(|error| storage_problem(error, packing.folder))?;
    plain_bytes += table.len() as u64;
    let volumes = out.finish().map_err(|error| storage_problem(error, packing.folder))?.finish()?;
    Ok(Written { frames, plain_bytes, header, volumes })
}
