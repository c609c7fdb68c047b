//! Reading an index (format, §4.7, §5): the end first, then only the frames that are asked for.
//!
//! Its bytes are covered by the seal, and bounded here all the same: no length is believed before
//! it fits what it came from.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Meta, Record};
use crate::formats::frames::{
    FrameDamage, FrameDecompressor, FrameSize, NoSeekTable, TABLE_FOOTER_BYTES, read_seek_table,
    seek_table_len_at, stored_bytes_max,
};
use crate::words::canonical::{self, NotCanonical, read_inner};
use crate::words::limits::{INDEX_FRAME_BYTES_MAX, INDEX_FRAME_READ_BYTES_MAX, RECORDS_MAX};
use crate::words::names::SafePath;
use crate::words::straight::push_line;

/// The index's last line: where its frames are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Directory {
    pub(super) frames: Vec<DirectoryFrame>,
    pub(super) meta: MetaPlace,
}

/// One frame of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DirectoryFrame {
    pub(super) bytes: u32,
    pub(super) first: SafePath,
    pub(super) n: u64,
    pub(super) offset: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MetaPlace {
    pub(super) bytes: u32,
    pub(super) offset: u64,
}

/// Why an index can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum IndexDamage {
    Length,
    SeekTable(#[from] NoSeekTable),
    Directory,
    Frame { offset: u64, damage: FrameDamage },
    Line { offset: u64, problem: NotCanonical },
    Order { n: u64 },
    Io(#[from] io::Error),
}

/// An index that is open: its directory is in memory, its records are not.
pub struct IndexReader<R> {
    pub(super) inner: R,
    decompressor: FrameDecompressor,
    /// As the seek table has them.
    sizes: Vec<FrameSize>,
    directory: Directory,
    packed: Vec<u8>,
    form: IndexForm,
}

/// What of the frames that were read so far is not as the format says, taken together. Their lines are given all the
/// same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexForm {
    /// A frame of records holds more than one may.
    pub too_large: bool,
    /// The seek table says another size of a frame's content.
    pub other_size: bool,
    /// A line is not the canonical one of what it says. Only [`IndexReader::records_looked_at`] and `meta` ask.
    pub other_lines: bool,
}

impl<R: Read + Seek> IndexReader<R> {
    /// Opens the index whose decrypted bytes are the first `plain_len` of `inner`.
    pub fn open(mut inner: R, plain_len: u64) -> Result<Self, IndexDamage> {
        let footer = (TABLE_FOOTER_BYTES as u64).min(plain_len);
        let mut tail = Vec::new();
        read_at(&mut inner, plain_len - footer, footer, &mut tail)?;
        let table = seek_table_len_at(&tail)?;
        let frames_end = plain_len.checked_sub(table).ok_or(NoSeekTable::Cut)?;
        read_at(&mut inner, frames_end, table, &mut tail)?;
        let sizes = read_seek_table(&tail)?;

        let mut offsets = Vec::with_capacity(sizes.len());
        let mut end = 0;
        for size in &sizes {
            offsets.push(end);
            end += u64::from(size.compressed);
        }
        if end != frames_end {
            return Err(IndexDamage::Length);
        }
        let (Some(size), Some(offset)) = (sizes.last(), offsets.last()) else {
            return Err(IndexDamage::Directory);
        };
        let mut decompressor = FrameDecompressor::new()?;
        let mut packed = Vec::new();
        let place = (*offset, size.compressed);
        let bytes = read_frame(&mut inner, &mut decompressor, &mut packed, place)?;
        let directory =
            read_inner(&bytes).map_err(|problem| IndexDamage::Line { offset: *offset, problem })?;
        check(&directory, &sizes, &offsets)?;
        let other_size = bytes.len() as u64 != u64::from(size.decompressed);
        let form = IndexForm { other_size, ..IndexForm::default() };
        Ok(IndexReader { inner, decompressor, sizes, directory, packed, form })
    }

    /// The line about the whole bundle.
    pub fn meta(&mut self) -> Result<Meta, IndexDamage> {
        let MetaPlace { bytes, offset } = self.directory.meta;
        let line = self.frame(self.frames(), (offset, bytes))?;
        let meta: Meta =
            read_inner(&line).map_err(|problem| IndexDamage::Line { offset, problem })?;
        self.look_at_line(&meta, &line);
        Ok(meta)
    }

    fn look_at_line<T: Serialize>(&mut self, value: &T, line: &[u8]) {
        let mut written = Vec::with_capacity(line.len());
        push_line(value, &mut written);
        // A name that this version does not know may stand there.
        let is_canonical = || {
            let read: Result<Value, _> = serde_json::from_slice(line);
            read.is_ok_and(|value| canonical::line(&value) == line)
        };
        self.form.other_lines |= written != line && !is_canonical();
    }

    /// All records in order, a frame at a time.
    pub fn records(&mut self) -> Records<'_, R> {
        let frames = 0..self.directory.frames.len();
        Records::new(self, frames)
    }

    /// All records, where each line must be the canonical one: [`form`](Self::form) says afterwards whether it was.
    pub fn records_looked_at(&mut self) -> Records<'_, R> {
        Records { looks_at_lines: true, ..self.records() }
    }

    /// The records of those frames that are `wanted`: the others are not read, or not parsed.
    pub fn records_where<'a>(&'a mut self, wanted: &'a dyn Wanted) -> Records<'a, R> {
        let frames = 0..self.directory.frames.len();
        Records { wanted: Some(wanted), ..Records::new(self, frames) }
    }

    /// How many of the frames that were read so far are not as the format says.
    pub fn frames_unlike_the_format(&self) -> u64 {
        self.decompressor.unlike_the_format()
    }

    /// How the frames that were read so far are not as the format says, as a whole.
    pub fn form(&self) -> IndexForm {
        self.form
    }

    /// How many frames of records there are.
    pub fn frames(&self) -> usize {
        self.directory.frames.len()
    }

    /// The records of one frame: what is left of an index whose other frames are damaged.
    pub fn records_in(&mut self, frame: usize) -> Records<'_, R> {
        let frames = frame.min(self.frames())..(frame + 1).min(self.frames());
        Records::new(self, frames)
    }

    /// The record under exactly this path; reads one frame.
    pub fn find(&mut self, path: &SafePath) -> Result<Option<Record>, IndexDamage> {
        let frame = self.frame_of(path.as_str());
        for record in Records::new(self, frame) {
            let record = record?;
            if record.path >= *path {
                return Ok(Some(record).filter(|record| record.path == *path));
            }
        }
        Ok(None)
    }

    /// The last frame whose first path is not above `path`; where none is, the first frame, if any.
    fn frame_of(&self, path: &str) -> Range<usize> {
        let frames = &self.directory.frames;
        let after = frames.partition_point(|frame| frame.first.as_str() <= path);
        let number = after.saturating_sub(1);
        number..(number + 1).min(frames.len())
    }

    fn frame(&mut self, number: usize, place: (u64, u32)) -> Result<Vec<u8>, IndexDamage> {
        let lines = read_frame(&mut self.inner, &mut self.decompressor, &mut self.packed, place)?;
        let bytes = lines.len() as u64;
        let is_as_listed = |size: &FrameSize| u64::from(size.decompressed) == bytes;
        self.form.other_size |= !self.sizes.get(number).is_some_and(is_as_listed);
        self.form.too_large |= number < self.frames() && bytes > INDEX_FRAME_BYTES_MAX;
        Ok(lines)
    }
}

/// Judges a frame of records, so that most of an index need not be read.
pub trait Wanted {
    /// Whether paths from `first` on, all before `end`, may be wanted.
    fn may_stand(&self, first: &str, end: Option<&str>) -> bool;

    /// Whether these lines, as they are written, may be wanted. Parsing them takes most of the time.
    fn may_be_in(&self, lines: &[u8]) -> bool;
}

/// Records of an index, in order. After damage it ends; `records_in` reads the other frames.
pub struct Records<'a, R> {
    reader: &'a mut IndexReader<R>,
    frames: Range<usize>,
    wanted: Option<&'a dyn Wanted>,
    looks_at_lines: bool,
    lines: Vec<u8>,
    at: usize,
    /// Where the frame that `lines` came from stands, and its last record yet.
    offset: u64,
    next: u64,
    last: Option<SafePath>,
}

impl<'a, R: Read + Seek> Records<'a, R> {
    fn new(reader: &'a mut IndexReader<R>, frames: Range<usize>) -> Self {
        let next = reader.directory.frames.get(frames.start).map_or(0, |frame| frame.n);
        Records {
            reader,
            frames,
            wanted: None,
            looks_at_lines: false,
            lines: Vec::new(),
            at: 0,
            offset: 0,
            next,
            last: None,
        }
    }

    /// The next record of the frames.
    fn step(&mut self) -> Result<Option<Record>, IndexDamage> {
        loop {
            while self.at == self.lines.len() {
                if !self.next_frame()? {
                    return Ok(None);
                }
            }
            let Some(record) = self.wanted_line()? else { continue };
            let ordered = self.last.as_ref().is_none_or(|last| *last < record.path);
            let bounded = record.offset.checked_add(record.size).is_some_and(|end| end < 1 << 53);
            if record.n != self.next || !ordered || !bounded {
                return Err(IndexDamage::Order { n: self.next });
            }
            self.next += 1;
            self.last = Some(record.path.clone());
            return Ok(Some(record));
        }
    }

    /// Reads the next frame if it may be wanted, or passes it over; false behind the last one.
    fn next_frame(&mut self) -> Result<bool, IndexDamage> {
        let Some(number) = self.frames.next() else { return Ok(false) };
        let frame = &self.reader.directory.frames[number];
        let (place, n, first) = ((frame.offset, frame.bytes), frame.n, frame.first.clone());
        let after = self.reader.directory.frames.get(number + 1);
        let next = after.map_or(self.next, |frame| frame.n);
        let end = after.map(|frame| frame.first.as_str());
        if self.wanted.is_some_and(|wanted| !wanted.may_stand(first.as_str(), end)) {
            self.next = next;
            return Ok(true);
        }
        self.lines = self.reader.frame(number, place)?;
        if self.wanted.is_some_and(|wanted| !wanted.may_be_in(&self.lines)) {
            self.at = self.lines.len();
            self.next = next;
            return Ok(true);
        }
        self.at = 0;
        self.offset = place.0;
        // The directory's word about this frame must be what the lines say.
        if n != self.next || self.line()?.path != first {
            return Err(IndexDamage::Directory);
        }
        self.at = 0;
        Ok(true)
    }

    /// The next line of this frame that may be wanted, behind those that are not; none where none is left.
    fn wanted_line(&mut self) -> Result<Option<Record>, IndexDamage> {
        while let Some(wanted) = self.wanted
            && self.at < self.lines.len()
        {
            let len = self.line_bytes();
            if wanted.may_be_in(&self.lines[self.at..self.at + len]) {
                break;
            }
            self.at += len;
            self.next += 1;
        }
        if self.at == self.lines.len() { Ok(None) } else { self.line().map(Some) }
    }

    /// How long the line is that stands next.
    fn line_bytes(&self) -> usize {
        let rest = &self.lines[self.at..];
        memchr::memchr(b'\n', rest).map_or(rest.len(), |lf| lf + 1)
    }

    /// Parses the line that stands next, and steps behind it.
    fn line(&mut self) -> Result<Record, IndexDamage> {
        let len = self.line_bytes();
        let rest = &self.lines[self.at..];
        self.at += len;
        let offset = self.offset;
        let record =
            read_inner(&rest[..len]).map_err(|problem| IndexDamage::Line { offset, problem })?;
        if self.looks_at_lines {
            self.reader.look_at_line(&record, &rest[..len]);
        }
        Ok(record)
    }

    fn stop(&mut self) {
        self.frames = 0..0;
        self.at = self.lines.len();
    }
}

impl<R: Read + Seek> Iterator for Records<'_, R> {
    type Item = Result<Record, IndexDamage>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.step() {
            Ok(record) => record.map(Ok),
            Err(damage) => {
                self.stop();
                Some(Err(damage))
            }
        }
    }
}

/// The directory must name each record frame of the seek table, then meta, in order.
fn check(directory: &Directory, sizes: &[FrameSize], offsets: &[u64]) -> Result<(), IndexDamage> {
    let meta = (directory.meta.offset, directory.meta.bytes);
    let frames = directory.frames.iter().map(|frame| (frame.offset, frame.bytes));
    let named = frames.chain([meta]);
    let stored = offsets.iter().copied().zip(sizes.iter().map(|size| size.compressed));
    let agree = directory.frames.len() + 2 == sizes.len() && named.zip(stored).all(|(a, b)| a == b);
    let rising = |pair: &[DirectoryFrame]| pair[0].first < pair[1].first && pair[0].n < pair[1].n;
    let ordered = directory.frames.windows(2).all(rising)
        && directory.frames.first().is_none_or(|frame| frame.n == 0)
        && directory.frames.last().is_none_or(|frame| frame.n < RECORDS_MAX);
    if agree && ordered { Ok(()) } else { Err(IndexDamage::Directory) }
}

fn read_frame(
    inner: &mut (impl Read + Seek),
    decompressor: &mut FrameDecompressor,
    packed: &mut Vec<u8>,
    (offset, bytes): (u64, u32),
) -> Result<Vec<u8>, IndexDamage> {
    if u64::from(bytes) > stored_bytes_max(INDEX_FRAME_READ_BYTES_MAX) {
        let damage = FrameDamage::TooLarge {
            stated: bytes.into(),
            allowed: INDEX_FRAME_READ_BYTES_MAX as usize,
        };
        return Err(IndexDamage::Frame { offset, damage });
    }
    read_at(inner, offset, bytes.into(), packed)?;
    decompressor
        .decompress(packed, INDEX_FRAME_READ_BYTES_MAX as usize)
        .map_err(|damage| IndexDamage::Frame { offset, damage })
}

/// Replaces what is in `out` by exactly `bytes` bytes from `offset`; memory grows with what is
/// really there.
fn read_at(
    inner: &mut (impl Read + Seek),
    offset: u64,
    bytes: u64,
    out: &mut Vec<u8>,
) -> Result<(), IndexDamage> {
    out.clear();
    inner.seek(SeekFrom::Start(offset))?;
    inner.take(bytes).read_to_end(out)?;
    if out.len() as u64 == bytes { Ok(()) } else { Err(IndexDamage::Length) }
}
