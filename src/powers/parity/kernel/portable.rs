//! The kernel for every processor: bit by bit, in a shape that compilers turn into vector code.

use super::shape::{BLOCK_BYTES, HALF};

/// The sixteen columns, four to a word.
pub fn factor(columns: &[u16; 16]) -> [u64; 4] {
    std::array::from_fn(|n| {
        (0..4).fold(0, |word, k| word | u64::from(columns[4 * n + k]) << (16 * k))
    })
}

pub fn add_up(sum: &mut [u8], inputs: &[&[u8]], words: &[u64]) {
    for (input, words) in inputs.iter().zip(words.chunks_exact(4)) {
        let columns: [u16; 16] = std::array::from_fn(|n| (words[n / 4] >> (16 * (n % 4))) as u16);
        let blocks = sum.chunks_exact_mut(BLOCK_BYTES).zip(input.chunks_exact(BLOCK_BYTES));
        for (sum, input) in blocks {
            let (sum_low, sum_high) = sum.split_at_mut(HALF);
            for (half, columns) in input.chunks_exact(HALF).zip(columns.chunks_exact(8)) {
                for (bit, column) in columns.iter().enumerate() {
                    let [low, high] = column.to_le_bytes();
                    for n in 0..HALF {
                        let set = 0u8.wrapping_sub(half[n] >> bit & 1);
                        sum_low[n] ^= set & low;
                        sum_high[n] ^= set & high;
                    }
                }
            }
        }
    }
}
