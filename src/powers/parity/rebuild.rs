//! Lost slices brought back from what is there and from recovery slices.

use crate::formats::par2::Layout;

use super::accumulate::{Accumulators, Batch};
use super::create::{SUMS_BYTES, threads};
use super::field;
use super::kernel::Kernel;
use super::solve::solve;

/// What one thread holds in its batch, in bytes.
const BATCHES_BYTES: usize = 48 << 20;

/// A plan to bring back the slices with these numbers.
pub struct Rebuild {
    constants: Vec<u16>,
    lost: Vec<usize>,
    /// The exponents of the recovery slices that are used, in the order of `rows`' columns.
    exponents: Vec<u32>,
    chosen: Vec<usize>,
    rows: Vec<Vec<u16>>,
    slice_bytes: usize,
    kernel: Kernel,
}

/// One pass: some of the lost slices.
pub struct Pass<'a> {
    rebuild: &'a Rebuild,
    from: usize,
    sums: Accumulators,
}

impl Rebuild {
    /// None if the recovery slices with these exponents are too few.
    pub fn new(
        layout: &Layout,
        lost: &[usize],
        exponents: &[u32],
        kernel: Kernel,
    ) -> Option<Rebuild> {
        let constants: Vec<u16> = field::constants().take(layout.slices() as usize).collect();
        let unknown: Vec<u16> = lost.iter().map(|at| constants[*at]).collect();
        let solution = solve(&unknown, exponents)?;
        Some(Rebuild {
            constants,
            lost: lost.to_vec(),
            exponents: solution.chosen.iter().map(|at| exponents[*at]).collect(),
            chosen: solution.chosen,
            rows: solution.rows,
            slice_bytes: layout.slice_bytes as usize,
            kernel,
        })
    }

    /// Which of the exponents given are needed.
    pub fn chosen(&self) -> &[usize] {
        &self.chosen
    }

    /// The passes that it takes, each within bounded memory.
    pub fn passes(&self) -> impl Iterator<Item = Pass<'_>> {
        let at_once = (SUMS_BYTES / self.slice_bytes).max(1);
        (0..self.lost.len()).step_by(at_once).map(move |from| {
            let count = at_once.min(self.lost.len() - from);
            let sums = Accumulators::new(self.kernel, count, self.slice_bytes);
            Pass { rebuild: self, from, sums }
        })
    }
}

impl Pass<'_> {
    /// An empty batch for one thread.
    pub fn batch(&self) -> Batch {
        let all = (self.rebuild.constants.len() + self.rebuild.lost.len()) * self.slice_bytes();
        self.sums.batch((BATCHES_BYTES / threads()).min(all))
    }

    fn slice_bytes(&self) -> usize {
        self.rebuild.slice_bytes
    }

    fn rows(&self) -> &[Vec<u16>] {
        &self.rebuild.rows[self.from..self.from + self.sums.sums()]
    }

    /// Takes an input slice that is there.
    pub fn present(&self, batch: &mut Batch, number: usize, slice: &[u8], begin: usize) {
        let constant = self.rebuild.constants[number];
        let powers: Vec<u16> =
            self.rebuild.exponents.iter().map(|e| field::raise(constant, *e)).collect();
        let constants = self.rows().iter().map(|row| {
            let pairs = row.iter().zip(&powers);
            pairs.fold(0, |sum, (a, b)| sum ^ field::multiply(*a, *b))
        });
        self.push(batch, slice, constants, begin);
    }

    /// Takes the recovery slice at place `n` of [`Rebuild::chosen`].
    pub fn recovery(&self, batch: &mut Batch, n: usize, slice: &[u8], begin: usize) {
        self.push(batch, slice, self.rows().iter().map(|row| row[n]), begin);
    }

    fn push(
        &self,
        batch: &mut Batch,
        slice: &[u8],
        constants: impl Iterator<Item = u16>,
        begin: usize,
    ) {
        self.sums.push(batch, slice, constants);
        if batch.is_full() {
            self.end(batch, begin);
        }
    }

    /// Adds what is in a thread's batch; `begin` tells the threads apart.
    pub fn end(&self, batch: &mut Batch, begin: usize) {
        self.sums.add(batch, begin * self.sums.strips() / threads());
    }

    /// The slices that this pass brought back, with their numbers; filled up with zeros where they end a file.
    pub fn slices(&self) -> impl Iterator<Item = (usize, Vec<u8>)> {
        (0..self.sums.sums()).map(|n| (self.rebuild.lost[self.from + n], self.sums.sum(n)))
    }
}
