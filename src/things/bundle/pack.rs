//! The pipeline, top to bottom as the data flows: sources, tar, frames, zstd, age, volumes.
//!
//! Three kinds of thread: this one reads, hashes and lays out the tar; two compress frames, each by itself;
//! one encrypts in order, hashes and writes the volumes. Between them stand bounded queues, so that memory is
//! bounded whatever the size of a file. Implements format §4.3 to §4.5.

mod compress;
mod packing;
mod sealed;
mod tar;

use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

use crate::formats::bag::{self, BagInfo, BagRule};
use crate::formats::frames::{FrameSize, seek_table};
use crate::formats::index::{Mtime, Record};
use crate::formats::tar_entry;
use crate::powers::envelope;
use crate::powers::sources::{self, SourceProblem, WHOLE_BYTES_MAX};
use crate::words::day::Time;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};
use crate::words::limits::MIB;

use super::fixity::Written as WrittenFile;
use super::volumes::{VolumeWriter, storage_problem, unsealed_problem};

use compress::{Compressed, Job, compress};
pub(crate) use packing::{Input, Item, PackProblem, Packed, Packing};
use tar::{FRAMES_QUEUED, Stop, Tar};

const COMPRESSORS: usize = 2;

/// Packs what is given, sorted by safe path, into the volumes of one bundle.
pub fn pack(input: Input<'_>, packing: &Packing<'_>) -> Result<Packed, PackProblem> {
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
        let laid_out = lay_out(input, packing, &mut tar);
        let tar_bytes = tar.finish();
        let written = writer.join().expect("the writing thread returns its problems");
        // A full drive shows as a broken queue on this side: the writer's word goes first.
        let written = written?;
        let (records, left) = laid_out.map_err(|stop| match stop {
            Stop::Unstable(path) => PackProblem::Unstable(path),
            Stop::Interrupted => PackProblem::Interrupted,
            Stop::Damaged { path, damage } => PackProblem::Record { path, damage },
            Stop::QueueBroken => PackProblem::Compression(std::io::ErrorKind::BrokenPipe.into()),
        })?;
        let Written { frames, plain_bytes, header, volumes } = written;
        Ok(Packed { records, frames, tar_bytes, plain_bytes, header, volumes, left })
    })
}

type Left = Vec<(PathBuf, SourceProblem)>;

fn lay_out(
    input: Input<'_>,
    packing: &Packing<'_>,
    tar: &mut Tar,
) -> Result<(Vec<Record>, Left), Stop> {
    let (records, left) = match input {
        Input::Files(items) => lay_out_files(items, packing, tar)?,
        Input::Sealed { records, payload } => {
            (sealed::lay_out(records, payload, packing, tar)?, Left::new())
        }
    };
    tag_files(&records, packing, tar)?;
    tar.put(&tar_entry::END)?;
    Ok((records, left))
}

fn lay_out_files(
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
                    private: item.private,
                    sha256: laid.sha256,
                    size: laid.bytes,
                    tags: packing.tags.clone(),
                });
            }
        }
    }
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

/// What the writing thread did.
struct Written {
    frames: Vec<FrameSize>,
    plain_bytes: u64,
    header: Vec<u8>,
    volumes: Vec<WrittenFile>,
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
