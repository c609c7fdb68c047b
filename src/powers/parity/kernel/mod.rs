//! Multiplies whole slices by a constant and adds them up: the one place where parity takes its time.
//!
//! Slices are *planar* here: in every 128 bytes the 64 low bytes of the words first, then the 64 high ones, so that
//! vector units need not shuffle. The processor is asked once which kernel it can run; all give the same bytes.

mod portable;
mod shape;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use shape::{BLOCK_BYTES, Kernel};

use super::field;
use shape::HALF;

impl Kernel {
    /// Every kernel that this processor can run; the last is the fastest.
    pub fn all() -> Vec<Kernel> {
        #[cfg(target_arch = "x86_64")]
        let others = x86::runnable();
        #[cfg(not(target_arch = "x86_64"))]
        let others = [];
        std::iter::once(Kernel::Portable).chain(others).collect()
    }

    /// The fastest kernel that this processor can run.
    pub fn fastest() -> Kernel {
        Kernel::all().pop().unwrap_or(Kernel::Portable)
    }

    /// How many words a prepared factor takes.
    fn stride(self) -> usize {
        match self {
            Kernel::Portable => 4,
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => 16,
            #[cfg(target_arch = "x86_64")]
            Kernel::Gfni256 | Kernel::Gfni512 => 4,
        }
    }
}

/// Constants as a kernel wants them.
pub struct Factors {
    kernel: Kernel,
    words: Vec<u64>,
}

impl Factors {
    pub fn new(kernel: Kernel) -> Factors {
        Factors { kernel, words: Vec::new() }
    }

    pub fn clear(&mut self) {
        self.words.clear();
    }

    pub fn push(&mut self, constant: u16) {
        // The constant times x^0 to x^15: the columns of its matrix over GF(2).
        let mut columns = [0u16; 16];
        let mut value = constant;
        for column in &mut columns {
            *column = value;
            value = field::multiply(value, 2);
        }
        match self.kernel {
            Kernel::Portable => self.words.extend(portable::factor(&columns)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => self.words.extend(x86::nibbles(&columns)),
            #[cfg(target_arch = "x86_64")]
            Kernel::Gfni256 | Kernel::Gfni512 => self.words.extend(x86::matrices(&columns)),
        }
    }

    /// Adds `inputs[n]` times factor `from + n` onto `sum`, for each n. All are planar and equally long.
    pub fn add_up(&self, from: usize, sum: &mut [u8], inputs: &[&[u8]]) {
        assert!(sum.len().is_multiple_of(BLOCK_BYTES), "planar bytes come in whole blocks");
        assert!(
            inputs.iter().all(|input| input.len() == sum.len()),
            "all inputs are as long as the sum"
        );
        let stride = self.kernel.stride();
        let words = &self.words[from * stride..(from + inputs.len()) * stride];
        match self.kernel {
            Kernel::Portable => portable::add_up(sum, inputs, words),
            #[cfg(target_arch = "x86_64")]
            kernel => x86::add_up(kernel, sum, inputs, words),
        }
    }
}

/// Turns words as they stand in a file into planar blocks; `bytes` and `planar` are equally long, in whole blocks.
pub fn to_planar(bytes: &[u8], planar: &mut [u8]) {
    for (from, to) in bytes.chunks_exact(BLOCK_BYTES).zip(planar.chunks_exact_mut(BLOCK_BYTES)) {
        let (low, high) = to.split_at_mut(HALF);
        for n in 0..HALF {
            low[n] = from[2 * n];
            high[n] = from[2 * n + 1];
        }
    }
}

/// The way back.
pub fn from_planar(planar: &[u8], bytes: &mut [u8]) {
    for (from, to) in planar.chunks_exact(BLOCK_BYTES).zip(bytes.chunks_exact_mut(BLOCK_BYTES)) {
        let (low, high) = from.split_at(HALF);
        for n in 0..HALF {
            to[2 * n] = low[n];
            to[2 * n + 1] = high[n];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(kernel: Kernel, sum: &[u8], inputs: &[Vec<u8>], constants: &[u16]) -> Vec<u8> {
        let mut factors = Factors::new(kernel);
        factors.push(7);
        constants.iter().for_each(|constant| factors.push(*constant));
        let planar: Vec<Vec<u8>> = inputs
            .iter()
            .map(|input| {
                let mut planar = vec![0; input.len()];
                to_planar(input, &mut planar);
                planar
            })
            .collect();
        let mut out = vec![0; sum.len()];
        to_planar(sum, &mut out);
        factors.add_up(1, &mut out, &planar.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let mut bytes = vec![0; sum.len()];
        from_planar(&out, &mut bytes);
        bytes
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_kernel_multiplies_word_by_word(
            blocks in 1usize..6,
            constants in proptest::collection::vec(any::<u16>(), 0..11),
            seed: u64,
        ) {
            let mut state = seed | 1;
            let mut bytes = |count: usize| -> Vec<u8> {
                (0..count)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        (state >> 56) as u8
                    })
                    .collect()
            };
            let length = blocks * BLOCK_BYTES;
            let sum = bytes(length);
            let inputs: Vec<Vec<u8>> = constants.iter().map(|_| bytes(length)).collect();
            let word = |bytes: &[u8], at: usize| u16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]);
            for kernel in Kernel::all() {
                let out = run(kernel, &sum, &inputs, &constants);
                for at in 0..length / 2 {
                    let expected = inputs.iter().zip(&constants).fold(
                        word(&sum, at),
                        |sum, (input, c)| sum ^ field::multiply(word(input, at), *c),
                    );
                    prop_assert_eq!(word(&out, at), expected, "{:?}, word {}", kernel, at);
                }
            }
        }
    }
}
