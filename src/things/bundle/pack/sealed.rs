//! Records out of a bundle that is open, laid out for another one: decrypted, compared with what was sealed and sealed
//! again, frame by frame. Nothing of them is ever a file in between.

use std::io::{self, Write};

use super::packing::Packing;
use super::tar::{Stop, Tar};
use crate::formats::bag;
use crate::formats::index::Record;
use crate::formats::tar_entry;
use crate::powers::asker::Watcher;
use crate::things::bundle::open::Payload;

/// Lays out these records, which are sorted by safe path. Bytes, times, names and tags stay as they were.
pub(super) fn lay_out(
    records: &[Record],
    payload: &mut Payload,
    packing: &Packing<'_>,
    tar: &mut Tar<'_>,
) -> Result<Vec<Record>, Stop> {
    let mut laid = Vec::with_capacity(records.len());
    for record in records {
        if packing.watcher.interrupted() {
            return Err(Stop::Interrupted);
        }
        tar.record_starts()?;
        let name = bag::record_path(packing.bundle, &record.path);
        tar.put(&tar_entry::member_header(&name, record.size, record.mtime))?;
        let offset = tar.bytes();
        let mut into = Into { tar, watcher: packing.watcher, stop: None };
        let read = payload.record(record, &mut into);
        if let Some(stop) = into.stop {
            return Err(stop);
        }
        read.map_err(|damage| Stop::Damaged { path: record.path.clone(), damage })?;
        tar.pad(record.size)?;
        packing.watcher.advance(record.size);
        laid.push(Record { n: laid.len() as u64, offset, ..record.clone() });
    }
    Ok(laid)
}

/// The tar as a writer. Why it took no more stays with it.
struct Into<'t, 'a> {
    tar: &'t mut Tar<'a>,
    watcher: &'t dyn Watcher,
    stop: Option<Stop>,
}

impl Write for Into<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let put = match self.watcher.interrupted() {
            true => Err(Stop::Interrupted),
            false => self.tar.put(bytes),
        };
        put.map_err(|stop| {
            self.stop = Some(stop);
            io::Error::from(io::ErrorKind::BrokenPipe)
        })?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
