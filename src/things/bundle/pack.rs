//! The pipeline, top to bottom as the data flows: sources, tar, frames, zstd, age, volumes.
//!
//! This thread lays out the tar. Working threads read small files ahead of it, hash them and note what they say of
//! themselves, compress its frames, each as hard as is worth it, and seal batches of chunks. One thread numbers the
//! chunks, traces and writes the volumes, in order. Between them stand bounded queues, so that memory is bounded
//! whatever the size of a file. Implements format §4.3 to §4.5.

mod ahead;
mod beside;
mod item;
mod output;
mod packing;
mod sealed;
mod tar;
mod work;

use std::io::Write;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

use crate::formats::bag::{self, BagInfo, BagRule};
use crate::formats::document::Document;
use crate::formats::frames::FramePacker;
use crate::formats::index::{Mtime, Record};
use crate::formats::tar_entry;
use crate::powers::sources::{self, SourceProblem};
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};

use ahead::{Ahead, Next};
pub use item::{Item, Items, items_below};
use output::{Written, write};
pub use packing::{Input, PackProblem, Packed, Packing};
use tar::{FRAMES_QUEUED, Laid, Stop, Tar};
use work::{Compressed, Small, Work, work};

/// Working threads: as many as there are cores, within these bounds, since each needs some MiB.
const WORKERS_MIN: usize = 2;
const WORKERS_MAX: usize = 4;

/// Packs what is given, sorted by safe path, into the volumes of one bundle.
pub fn pack(input: Input<'_>, packing: &Packing<'_>) -> Result<Packed, PackProblem> {
    let cores = std::thread::available_parallelism().map_or(WORKERS_MIN, |cores| cores.get());
    let packers: Result<Vec<FramePacker>, std::io::Error> =
        (0..cores.clamp(WORKERS_MIN, WORKERS_MAX)).map(|_| FramePacker::new()).collect();
    let packers = packers.map_err(PackProblem::Compression)?;
    let spare = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let (to_work, queue) = sync_channel::<Work<'_>>(FRAMES_QUEUED);
        let (to_write, in_order) = sync_channel::<Receiver<Compressed>>(FRAMES_QUEUED);
        let queue = Arc::new(Mutex::new(queue));
        for packer in packers {
            let queue = Arc::clone(&queue);
            scope.spawn(move || work(&queue, packer));
        }
        drop(queue);
        let (spare, seal) = (&spare, to_work.clone());
        let writer = scope.spawn(move || write(&in_order, seal, spare, packing));
        let mut tar = Tar::new(to_work.clone(), to_write, spare);
        let laid_out = lay_out(input, packing, &mut tar, to_work);
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
        let Written { frames, plain_bytes, header, volumes, beside } = written;
        Ok(Packed { records, frames, tar_bytes, plain_bytes, header, volumes, beside, left })
    })
}

type Left = Vec<(PathBuf, SourceProblem)>;

fn lay_out<'a>(
    input: Input<'a>,
    packing: &Packing<'_>,
    tar: &mut Tar<'a>,
    to_work: SyncSender<Work<'a>>,
) -> Result<(Vec<Record>, Left), Stop> {
    let (records, left) = match input {
        Input::Files { items, own_days, texts } => {
            let ahead = Ahead::new(items, texts, to_work);
            lay_out_files((items.len(), ahead), own_days.as_ref(), packing, tar)?
        }
        Input::Sealed { records, payload } => {
            (sealed::lay_out(records, payload, packing, tar)?, Left::new())
        }
    };
    tag_files(&records, packing, tar)?;
    tar.put(&tar_entry::END)?;
    Ok((records, left))
}

/// The days of which files may be; none for any, or for files that are of no day.
type OwnDays<'d> = Option<&'d RangeInclusive<Day>>;

fn lay_out_files<'a>(
    (files, mut ahead): (usize, Ahead<'a>),
    own_days: OwnDays<'_>,
    packing: &Packing<'_>,
    tar: &mut Tar<'a>,
) -> Result<(Vec<Record>, Left), Stop> {
    let mut done = Done { records: Vec::with_capacity(files), left: Left::new(), packing };
    while let Some(next) = ahead.next().map_err(|_| Stop::QueueBroken)? {
        match next {
            Next::Large(item) => done.take(item, large(item, own_days, packing, tar)?),
            Next::Small(items, mut read) => {
                let mut rest = &read.bytes[..];
                for (item, file) in items.iter().zip(read.files.drain(..)) {
                    let laid = match file {
                        Ok(Small::Read { bytes, mtime, sha256, document }) => {
                            let (whole, behind) = rest.split_at(bytes);
                            rest = behind;
                            if is_of(own_days, document.as_deref()) {
                                let name = starts(item, packing, tar)?;
                                Ok(Laid { document, ..tar.small(&name, mtime, whole, sha256)? })
                            } else {
                                Err(SourceProblem::Changed)
                            }
                        }
                        Ok(Small::TooLarge) => large(item, own_days, packing, tar)?,
                        Err(problem) => Err(problem),
                    };
                    done.take(item, laid);
                }
                ahead.take_back(read);
            }
        }
    }
    Ok((done.records, done.left))
}

/// What was laid out so far.
struct Done<'p> {
    records: Vec<Record>,
    left: Left,
    packing: &'p Packing<'p>,
}

impl Done<'_> {
    fn take(&mut self, item: &Item, laid: Result<Laid, SourceProblem>) {
        match laid {
            Err(problem) => self.left.push((item.source(), problem)),
            Ok(laid) => {
                self.packing.watcher.advance(laid.bytes);
                self.records.push(Record {
                    document: laid.document,
                    mtime: laid.mtime,
                    n: self.records.len() as u64,
                    name: item.name_beside().cloned(),
                    offset: laid.offset,
                    path: item.path(),
                    private: item.private,
                    sha256: laid.sha256,
                    size: laid.bytes,
                    tags: if item.tags.is_empty() { self.packing.tags } else { &item.tags }.clone(),
                });
            }
        }
    }
}

/// Begins a record, and gives its name in the tar.
fn starts(item: &Item, packing: &Packing<'_>, tar: &mut Tar<'_>) -> Result<String, Stop> {
    if packing.watcher.interrupted() {
        return Err(Stop::Interrupted);
    }
    tar.record_starts()?;
    Ok(bag::record_path(packing.bundle, &item.path()))
}

/// Whether a file is still of one of the days by which its end was told.
fn is_of(own_days: OwnDays<'_>, document: Option<&Document>) -> bool {
    own_days.is_none_or(|days| {
        document.and_then(Document::term_day).is_some_and(|day| days.contains(&day))
    })
}

/// Lays out a file as a stream.
fn large(
    item: &Item,
    own_days: OwnDays<'_>,
    packing: &Packing<'_>,
    tar: &mut Tar<'_>,
) -> Result<Result<Laid, SourceProblem>, Stop> {
    let source = item.source();
    let reading = match sources::stream(&source) {
        Ok(reading) => reading,
        Err(problem) => return Ok(Err(problem)),
    };
    let name = starts(item, packing, tar)?;
    let laid = tar.large(&name, reading, item)?;
    match is_of(own_days, laid.document.as_deref()) {
        true => Ok(Ok(laid)),
        // Its bytes are in the payload already.
        false => Err(Stop::Unstable(item.source())),
    }
}

/// The bag's own files, after the records, so that each source is read once.
fn tag_files(records: &[Record], packing: &Packing<'_>, tar: &mut Tar<'_>) -> Result<(), Stop> {
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
    let absent = usize::from(!bag::has_records(records));
    let names = [bag::RECORDS, bag::MANIFEST, bag::BAG_INFO, bag::BAGIT, bag::TAG_MANIFEST];
    for name in names.into_iter().skip(absent) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::document::Kind;

    #[test]
    fn a_file_that_is_of_another_day_than_told_its_end_is_left_out() {
        let day = |text: &str| text.parse::<crate::words::day::GivenDate>().unwrap().first();
        let told = day("2025-03-01")..=day("2025-05-09");
        let of = |kind, issued: &str| {
            let document =
                Document { kind: Some(kind), issued: Some(day(issued)), ..Document::default() };
            is_of(Some(&told), Some(&document))
        };
        assert!(of(Kind::Invoice, "2025-03-01") && of(Kind::Invoice, "2025-05-09"));
        assert!(!of(Kind::Invoice, "2025-05-10") && !of(Kind::Invoice, "2025-02-28"));
        assert!(!of(Kind::Email, "2025-04-01") && !is_of(Some(&told), None));
        assert!(is_of(None, None));
    }
}
