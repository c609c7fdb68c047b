//! Writing an index (format, §4.7), in the memory of one frame and the directory.

use std::io::{self, Write};

use super::reader::{Directory, DirectoryFrame, MetaPlace};
use super::{Meta, Record};
use crate::formats::frames::{FrameCompressor, FrameSize, seek_table};
use crate::words::limits::{INDEX_FRAME_BYTES_MAX, INDEX_FRAME_READ_BYTES_MAX, RECORDS_MAX};
use crate::words::straight::push_line;

/// zstd's level for the index: half of it are hashes, which nothing makes smaller, and in which higher levels find
/// short matches that cost more than they save (56 bytes a record at 3, and 48 at 1).
const LEVEL: i32 = 1;

/// Why a record or line can't stand in an index.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Unwritable {
    RecordTooLong { n: u64, bytes: usize },
    TooManyRecords,
    LineTooLong { what: &'static str, bytes: usize },
    Io(#[from] io::Error),
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexSize {
    /// Bytes before encryption.
    pub bytes: u64,
    pub records: u64,
}

/// Writes an index to `W`, which encrypts.
pub struct IndexWriter<W: Write> {
    out: W,
    compressor: FrameCompressor,
    lines: Vec<u8>,
    packed: Vec<u8>,
    frames: Vec<FrameSize>,
    directory: Vec<DirectoryFrame>,
    /// First path and number of the frame that is being filled.
    first: Option<(crate::words::names::SafePath, u64)>,
    size: IndexSize,
}

impl<W: Write> IndexWriter<W> {
    /// Starts an index that is written, compressed, to `out`.
    pub fn new(out: W) -> io::Result<Self> {
        Ok(IndexWriter {
            out,
            compressor: FrameCompressor::new(LEVEL)?,
            lines: Vec::with_capacity(2 * INDEX_FRAME_BYTES_MAX as usize),
            packed: Vec::new(),
            frames: Vec::new(),
            directory: Vec::new(),
            first: None,
            size: IndexSize { bytes: 0, records: 0 },
        })
    }

    /// Writes one more record.
    ///
    /// # Panics
    /// When its number is not the next one. The order of paths is the caller's; readers refuse a
    /// wrong one.
    pub fn push(&mut self, record: &Record) -> Result<(), Unwritable> {
        assert_eq!(record.n, self.size.records, "records are numbered in the order of the index");
        if record.n >= RECORDS_MAX {
            return Err(Unwritable::TooManyRecords);
        }
        let before = self.lines.len();
        record.push_line(&mut self.lines);
        let bytes = self.lines.len() - before;
        if bytes as u64 > INDEX_FRAME_BYTES_MAX {
            self.lines.truncate(before);
            return Err(Unwritable::RecordTooLong { n: record.n, bytes });
        }
        if self.lines.len() as u64 > INDEX_FRAME_BYTES_MAX {
            self.flush_records(before)?;
        }
        if self.first.is_none() {
            self.first = Some((record.path.clone(), record.n));
        }
        self.size.records += 1;
        Ok(())
    }

    /// Writes meta, directory and seek table, and gives the writer back: what encrypts needs its
    /// own end.
    pub fn finish(mut self, meta: &Meta) -> Result<(W, IndexSize), Unwritable> {
        self.flush_records(self.lines.len())?;
        let offset = self.size.bytes;
        let bytes = self.line_frame("meta", meta)?;
        let meta = MetaPlace { bytes, offset };
        let directory = Directory { frames: std::mem::take(&mut self.directory), meta };
        self.line_frame("directory", &directory)?;
        let table = seek_table(&self.frames);
        self.out.write_all(&table)?;
        self.size.bytes += table.len() as u64;
        Ok((self.out, self.size))
    }

    /// Writes the first `bytes` of the waiting lines as one frame.
    fn flush_records(&mut self, bytes: usize) -> Result<(), Unwritable> {
        let Some((first, n)) = self.first.take() else {
            return Ok(());
        };
        let offset = self.size.bytes;
        let lines = std::mem::take(&mut self.lines);
        let stored = self.frame(&lines[..bytes])?;
        self.lines = lines;
        self.lines.drain(..bytes);
        self.directory.push(DirectoryFrame { bytes: stored, first, n, offset });
        Ok(())
    }

    fn line_frame<T: serde::Serialize>(
        &mut self,
        what: &'static str,
        value: &T,
    ) -> Result<u32, Unwritable> {
        let mut line = Vec::new();
        push_line(value, &mut line);
        if line.len() as u64 > INDEX_FRAME_READ_BYTES_MAX {
            return Err(Unwritable::LineTooLong { what, bytes: line.len() });
        }
        self.frame(&line)
    }

    /// Writes one frame, and says how many bytes it takes.
    fn frame(&mut self, plain: &[u8]) -> Result<u32, Unwritable> {
        self.compressor.compress_into(plain, &mut self.packed)?;
        self.out.write_all(&self.packed)?;
        let small = |len: usize| u32::try_from(len).expect("an index frame is at most 16 MiB");
        let stored = small(self.packed.len());
        self.frames.push((stored, small(plain.len())).into());
        self.size.bytes += u64::from(stored);
        Ok(stored)
    }
}
