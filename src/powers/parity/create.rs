//! Recovery slices made while files stream past: each file once, in any order, several at a time.

use crate::formats::par2::{FileChecks, HEAD_BYTES, Layout, Md5, Pair, SliceCheck};

use super::accumulate::{Accumulators, Batch};
use super::field;
use super::kernel::Kernel;

/// What the threads of one run hold in batches, together, in bytes.
const BATCHES_BYTES: usize = 32 << 20;
/// Recovery slices that are made at once, in bytes; a set with more takes several passes over its files.
pub const SUMS_BYTES: usize = 80 << 20;

/// How many threads files are read on.
pub fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).clamp(1, 4)
}

/// A run over a set's files that makes the recovery slices of some exponents.
pub struct Creation<'a> {
    layout: &'a Layout,
    constants: Vec<u16>,
    first: u32,
    sums: Accumulators,
}

/// How many recovery slices of a set one run makes at most.
pub fn sums_at_once(layout: &Layout) -> usize {
    (SUMS_BYTES / layout.slice_bytes.max(1) as usize).max(1)
}

impl<'a> Creation<'a> {
    /// Makes `count` recovery slices, with the exponents from `first` on.
    pub fn new(layout: &'a Layout, first: u32, count: usize, kernel: Kernel) -> Creation<'a> {
        let sums = Accumulators::new(kernel, count, layout.slice_bytes as usize);
        let constants = field::constants().take(layout.slices() as usize).collect();
        Creation { layout, constants, first, sums }
    }

    /// What one thread feeds its files to; `number` tells the threads apart.
    pub fn feeder(&self, number: usize) -> Feeder<'_, 'a> {
        let all = self.layout.slices() as usize * self.layout.slice_bytes as usize;
        let batch = self.sums.batch((BATCHES_BYTES / threads()).min(all));
        let begin = number * self.sums.strips() / threads();
        Feeder { creation: self, batch, begin, slice: Vec::new(), file: None }
    }

    /// The data of recovery slice `first + number`. Every feeder was finished before.
    pub fn recovery(&self, number: usize) -> Vec<u8> {
        self.sums.sum(number)
    }
}

/// The file that a feeder is in.
struct Feeding {
    number: usize,
    fed: u64,
    head: Option<Md5>,
    pair: Pair,
    slices: Vec<SliceCheck>,
}

/// Takes files in, byte by byte, one after the other.
pub struct Feeder<'c, 'a> {
    creation: &'c Creation<'a>,
    batch: Batch,
    begin: usize,
    slice: Vec<u8>,
    file: Option<Feeding>,
}

/// The bytes of a file are not those that its set was laid out for: another length, or another beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub struct OtherFile;

impl Feeder<'_, '_> {
    /// Begins a file of the layout; one that was not ended is taken as never begun only if nothing of it was fed.
    pub fn begin(&mut self, number: usize) {
        self.slice.clear();
        let (head, pair) = (Some(Md5::default()), Pair::default());
        self.file = Some(Feeding { number, fed: 0, head, pair, slices: Vec::new() });
    }

    /// Takes the file's next bytes.
    pub fn feed(&mut self, bytes: &[u8]) {
        let slice_bytes = self.creation.layout.slice_bytes as usize;
        let mut rest = bytes;
        while !rest.is_empty() {
            let now = rest.len().min(slice_bytes - self.slice.len());
            let (these, later) = rest.split_at(now);
            rest = later;
            let Some(file) = &mut self.file else { return };
            if let Some(head) = &mut file.head {
                let left = HEAD_BYTES.saturating_sub(file.fed).min(now as u64) as usize;
                head.update(&these[..left]);
            }
            file.pair.update(these);
            file.fed += now as u64;
            self.slice.extend_from_slice(these);
            if self.slice.len() == slice_bytes {
                self.end_slice();
            }
        }
    }

    /// Ends the file, and says what it was.
    pub fn end(&mut self) -> Result<FileChecks, OtherFile> {
        if !self.slice.is_empty() {
            self.end_slice();
        }
        let file = self.file.take().ok_or(OtherFile)?;
        let laid_out = &self.creation.layout.files[file.number].start;
        let head = file.head.map(Md5::finish);
        if file.fed != laid_out.bytes || head != Some(laid_out.md5_head) {
            return Err(OtherFile);
        }
        Ok(FileChecks { md5: file.pair.finish(), slices: file.slices })
    }

    /// Adds what is left. A feeder that is not finished leaves the recovery slices wrong.
    pub fn finish(mut self) {
        self.creation.sums.add(&mut self.batch, self.begin);
    }

    fn end_slice(&mut self) {
        let Creation { layout, constants, first, sums } = self.creation;
        let slice_bytes = layout.slice_bytes as usize;
        let Some(file) = &mut self.file else { return };
        let laid_out = &layout.files[file.number];
        let number = laid_out.first_slice + file.slices.len() as u64;
        let zeros = slice_bytes - self.slice.len();
        self.slice.resize(slice_bytes, 0);
        let md5 = file.pair.end_slice(zeros);
        file.slices.push(SliceCheck { md5, crc: crc32fast::hash(&self.slice) });
        // A file that is longer than it was laid out for has no constant; it is refused at its end.
        if (file.slices.len() as u64) <= laid_out.slices {
            let constant = constants[number as usize];
            let mut power = field::raise(constant, *first);
            let powers = std::iter::from_fn(|| {
                let this = power;
                power = field::multiply(power, constant);
                Some(this)
            });
            sums.push(&mut self.batch, &self.slice, powers);
        }
        self.slice.clear();
        if self.batch.is_full() {
            sums.add(&mut self.batch, self.begin);
        }
    }
}
