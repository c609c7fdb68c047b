//! Sums of many slices, each times a constant of its own for every sum: the whole of both creating and repairing.
//!
//! Slices come in batches, from any number of threads and in any order. The sums are cut across into strips, each
//! under its own lock, so that a strip of a batch stays in a core's cache while all sums take it in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::kernel::{BLOCK_BYTES, Factors, Kernel, from_planar, to_planar};

/// Of each slice, what one lock covers.
const STRIP_BYTES: usize = 8 * 1024;
/// Constants prepared at once, over all sums.
const FACTORS_MAX: usize = 32 * 1024;

/// The sums.
pub struct Accumulators {
    kernel: Kernel,
    sums: usize,
    slice_bytes: usize,
    planar_bytes: usize,
    strips: Vec<Mutex<Vec<u8>>>,
}

/// Slices on their way into the sums.
pub struct Batch {
    planar: Vec<u8>,
    slices_max: usize,
    slices: usize,
    /// For each slice, its constant in each sum.
    constants: Vec<u16>,
}

impl Accumulators {
    /// As many sums, all zero, of slices of so many bytes.
    pub fn new(kernel: Kernel, sums: usize, slice_bytes: usize) -> Accumulators {
        let planar_bytes = slice_bytes.next_multiple_of(BLOCK_BYTES);
        let strips = (0..planar_bytes)
            .step_by(STRIP_BYTES)
            .map(|at| Mutex::new(vec![0; STRIP_BYTES.min(planar_bytes - at) * sums]))
            .collect();
        Accumulators { kernel, sums, slice_bytes, planar_bytes, strips }
    }

    pub fn sums(&self) -> usize {
        self.sums
    }

    /// An empty batch that takes about so many bytes, and at least one slice.
    pub fn batch(&self, bytes: usize) -> Batch {
        let slices_max = (bytes / self.planar_bytes).max(1);
        let planar = vec![0; slices_max * self.planar_bytes];
        Batch { planar, slices_max, slices: 0, constants: Vec::new() }
    }

    /// Puts a slice, filled up with zeros, into a batch that has room, with its constant in each sum.
    pub fn push(&self, batch: &mut Batch, slice: &[u8], constants: impl Iterator<Item = u16>) {
        let at = batch.slices * self.planar_bytes;
        let planar = &mut batch.planar[at..at + self.planar_bytes];
        let whole = slice.len() - slice.len() % BLOCK_BYTES;
        to_planar(&slice[..whole], planar);
        let mut last = [0; BLOCK_BYTES];
        last[..slice.len() - whole].copy_from_slice(&slice[whole..]);
        let rest = &mut planar[whole..];
        rest.fill(0);
        if let Some(block) = rest.get_mut(..BLOCK_BYTES) {
            to_planar(&last, block);
        }
        batch.slices += 1;
        batch.constants.extend(constants.take(self.sums));
        batch.constants.resize(batch.slices * self.sums, 0);
    }

    /// Adds a batch onto the sums, and empties it. `first` is where this thread begins, so that two do not queue.
    pub fn add(&self, batch: &mut Batch, first: usize) {
        let slices = std::mem::take(&mut batch.slices);
        let constants = std::mem::take(&mut batch.constants);
        if slices == 0 {
            return;
        }
        let at_once = (FACTORS_MAX / slices).max(1);
        let mut factors = Factors::new(self.kernel);
        for from in (0..self.sums).step_by(at_once) {
            let sums = from..self.sums.min(from + at_once);
            factors.clear();
            for sum in sums.clone() {
                (0..slices).for_each(|slice| factors.push(constants[slice * self.sums + sum]));
            }
            for n in 0..self.strips.len() {
                let number = (first + n) % self.strips.len();
                let at = number * STRIP_BYTES;
                let bytes = STRIP_BYTES.min(self.planar_bytes - at);
                let inputs: Vec<&[u8]> = batch
                    .planar
                    .chunks_exact(self.planar_bytes)
                    .take(slices)
                    .map(|slice| &slice[at..at + bytes])
                    .collect();
                let mut strip = self.strip(number);
                for sum in sums.clone() {
                    let sum_bytes = &mut strip[sum * bytes..(sum + 1) * bytes];
                    factors.add_up((sum - from) * slices, sum_bytes, &inputs);
                }
            }
        }
    }

    /// One of the sums, as a slice of a file.
    pub fn sum(&self, number: usize) -> Vec<u8> {
        let mut out = vec![0; self.planar_bytes];
        for (at, strip) in self.strips.iter().enumerate() {
            let at = at * STRIP_BYTES;
            let bytes = STRIP_BYTES.min(self.planar_bytes - at);
            let strip = strip.lock().unwrap_or_else(PoisonError::into_inner);
            from_planar(&strip[number * bytes..(number + 1) * bytes], &mut out[at..at + bytes]);
        }
        out.truncate(self.slice_bytes);
        out
    }

    /// How many strips there are: where threads may begin.
    pub fn strips(&self) -> usize {
        self.strips.len()
    }

    /// A thread that panicked ends the whole run: what it left in a sum is never looked at.
    fn strip(&self, number: usize) -> MutexGuard<'_, Vec<u8>> {
        self.strips[number].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Batch {
    /// Whether no further slice fits.
    pub fn is_full(&self) -> bool {
        self.slices == self.slices_max
    }
}
