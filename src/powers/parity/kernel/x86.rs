//! The kernels for x86-64: GFNI, which multiplies by a matrix of bits in one instruction, with 512 or 256 bits at a
//! time, and AVX2, which looks half bytes up.

use std::arch::x86_64::*;

use super::shape::{BLOCK_BYTES, HALF, Kernel};

/// What this processor can run besides the portable kernel, from the slowest to the fastest.
pub fn runnable() -> Vec<Kernel> {
    let mut all = Vec::new();
    if is_x86_feature_detected!("avx2") {
        all.push(Kernel::Avx2);
        if is_x86_feature_detected!("gfni") {
            all.push(Kernel::Gfni256);
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
                all.push(Kernel::Gfni512);
            }
        }
    }
    all
}

/// The constant's 16 by 16 matrix as four of 8 by 8, as `gf2p8affineqb` reads them: low to low, high to low, low to
/// high, high to high.
pub fn matrices(columns: &[u16; 16]) -> [u64; 4] {
    let part = |from: usize, shift: u32| {
        let mut matrix = 0u64;
        for row in 0..8 {
            for column in 0..8 {
                let bit = u64::from(columns[from + column] >> shift >> row & 1);
                // Row n of the result stands in byte 7 - n.
                matrix |= bit << (8 * (7 - row) + column);
            }
        }
        matrix
    };
    [part(0, 0), part(8, 0), part(0, 8), part(8, 8)]
}

/// For each of a word's four half bytes, lowest first: the low bytes of its sixteen products, then the high ones.
pub fn nibbles(columns: &[u16; 16]) -> [u64; 16] {
    let mut bytes = [0u8; 128];
    for nibble in 0..4 {
        for value in 0..16usize {
            let product = (0..4)
                .filter(|bit| value >> bit & 1 == 1)
                .fold(0, |sum, bit| sum ^ columns[4 * nibble + bit]);
            let [low, high] = product.to_le_bytes();
            bytes[32 * nibble + value] = low;
            bytes[32 * nibble + 16 + value] = high;
        }
    }
    std::array::from_fn(|n| (0..8).fold(0, |word, k| word | u64::from(bytes[8 * n + k]) << (8 * k)))
}

/// The caller has seen to it that all inputs are as long as the sum, in whole blocks.
pub fn add_up(kernel: Kernel, sum: &mut [u8], inputs: &[&[u8]], words: &[u64]) {
    match kernel {
        Kernel::Portable => super::portable::add_up(sum, inputs, words),
        Kernel::Avx2 => {
            for (input, words) in inputs.iter().zip(words.chunks_exact(16)) {
                // SAFETY: `runnable` gives this kernel only where the processor has AVX2; the lengths are as said.
                unsafe { avx2(sum, input, words) };
            }
        }
        Kernel::Gfni256 => by_fours(inputs, words, |inputs, words| {
            // SAFETY: likewise, with GFNI; as many words as inputs times four.
            unsafe {
                match inputs.len() {
                    4 => gfni256::<4>(sum, inputs, words),
                    3 => gfni256::<3>(sum, inputs, words),
                    2 => gfni256::<2>(sum, inputs, words),
                    _ => gfni256::<1>(sum, inputs, words),
                }
            }
        }),
        Kernel::Gfni512 => by_fours(inputs, words, |inputs, words| {
            // SAFETY: likewise, with GFNI and AVX-512.
            unsafe {
                match inputs.len() {
                    4 => gfni512::<4>(sum, inputs, words),
                    3 => gfni512::<3>(sum, inputs, words),
                    2 => gfni512::<2>(sum, inputs, words),
                    _ => gfni512::<1>(sum, inputs, words),
                }
            }
        }),
    }
}

/// As many inputs at once as their matrices fit into registers: the sum is then loaded once for four.
fn by_fours(inputs: &[&[u8]], words: &[u64], mut some: impl FnMut(&[&[u8]], &[u64])) {
    for (inputs, words) in inputs.chunks(4).zip(words.chunks(16)) {
        some(inputs, words);
    }
}

#[target_feature(enable = "avx2")]
unsafe fn avx2(sum: &mut [u8], input: &[u8], words: &[u64]) {
    let tables: [__m256i; 8] = std::array::from_fn(|n| {
        let (first, second) = (words[2 * n] as i64, words[2 * n + 1] as i64);
        _mm256_set_epi64x(second, first, second, first)
    });
    let mask = _mm256_set1_epi8(0x0f);
    for at in (0..sum.len()).step_by(BLOCK_BYTES) {
        for lane in [0, 32] {
            // SAFETY: `at + lane + HALF + 32` is within both slices, which are whole blocks and equally long.
            unsafe {
                let from = input.as_ptr().add(at + lane);
                let low = _mm256_loadu_si256(from.cast());
                let high = _mm256_loadu_si256(from.add(HALF).cast());
                let parts = [
                    _mm256_and_si256(low, mask),
                    _mm256_and_si256(_mm256_srli_epi64::<4>(low), mask),
                    _mm256_and_si256(high, mask),
                    _mm256_and_si256(_mm256_srli_epi64::<4>(high), mask),
                ];
                let to = sum.as_mut_ptr().add(at + lane);
                let mut sum_low = _mm256_loadu_si256(to.cast());
                let mut sum_high = _mm256_loadu_si256(to.add(HALF).cast());
                for (part, tables) in parts.iter().zip(tables.chunks_exact(2)) {
                    sum_low = _mm256_xor_si256(sum_low, _mm256_shuffle_epi8(tables[0], *part));
                    sum_high = _mm256_xor_si256(sum_high, _mm256_shuffle_epi8(tables[1], *part));
                }
                _mm256_storeu_si256(to.cast(), sum_low);
                _mm256_storeu_si256(to.add(HALF).cast(), sum_high);
            }
        }
    }
}

#[target_feature(enable = "avx2,gfni")]
unsafe fn gfni256<const N: usize>(sum: &mut [u8], inputs: &[&[u8]], words: &[u64]) {
    let matrices: [[__m256i; 4]; N] = std::array::from_fn(|n| {
        std::array::from_fn(|k| _mm256_set1_epi64x(words[4 * n + k] as i64))
    });
    for at in (0..sum.len()).step_by(BLOCK_BYTES) {
        for lane in [0, 32] {
            // SAFETY: `at + lane + HALF + 32` is within every slice: whole blocks, and all equally long.
            unsafe {
                let to = sum.as_mut_ptr().add(at + lane);
                let mut sum_low = _mm256_loadu_si256(to.cast());
                let mut sum_high = _mm256_loadu_si256(to.add(HALF).cast());
                for (input, [ll, hl, lh, hh]) in inputs.iter().zip(matrices) {
                    let from = input.as_ptr().add(at + lane);
                    let low = _mm256_loadu_si256(from.cast());
                    let high = _mm256_loadu_si256(from.add(HALF).cast());
                    let a = _mm256_gf2p8affine_epi64_epi8::<0>(low, ll);
                    let b = _mm256_gf2p8affine_epi64_epi8::<0>(high, hl);
                    sum_low = _mm256_xor_si256(sum_low, _mm256_xor_si256(a, b));
                    let a = _mm256_gf2p8affine_epi64_epi8::<0>(low, lh);
                    let b = _mm256_gf2p8affine_epi64_epi8::<0>(high, hh);
                    sum_high = _mm256_xor_si256(sum_high, _mm256_xor_si256(a, b));
                }
                _mm256_storeu_si256(to.cast(), sum_low);
                _mm256_storeu_si256(to.add(HALF).cast(), sum_high);
            }
        }
    }
}

/// Of three values, those bits that an odd number of them has.
const ODD: i32 = 0x96;

#[target_feature(enable = "avx512f,avx512bw,gfni")]
unsafe fn gfni512<const N: usize>(sum: &mut [u8], inputs: &[&[u8]], words: &[u64]) {
    let matrices: [[__m512i; 4]; N] = std::array::from_fn(|n| {
        std::array::from_fn(|k| _mm512_set1_epi64(words[4 * n + k] as i64))
    });
    for at in (0..sum.len()).step_by(BLOCK_BYTES) {
        // SAFETY: `at + BLOCK_BYTES` is within every slice: whole blocks, and all equally long.
        unsafe {
            let to = sum.as_mut_ptr().add(at);
            let mut sum_low = _mm512_loadu_si512(to.cast());
            let mut sum_high = _mm512_loadu_si512(to.add(HALF).cast());
            for (input, [ll, hl, lh, hh]) in inputs.iter().zip(matrices) {
                let from = input.as_ptr().add(at);
                let low = _mm512_loadu_si512(from.cast());
                let high = _mm512_loadu_si512(from.add(HALF).cast());
                let a = _mm512_gf2p8affine_epi64_epi8::<0>(low, ll);
                let b = _mm512_gf2p8affine_epi64_epi8::<0>(high, hl);
                sum_low = _mm512_ternarylogic_epi64::<ODD>(sum_low, a, b);
                let a = _mm512_gf2p8affine_epi64_epi8::<0>(low, lh);
                let b = _mm512_gf2p8affine_epi64_epi8::<0>(high, hh);
                sum_high = _mm512_ternarylogic_epi64::<ODD>(sum_high, a, b);
            }
            _mm512_storeu_si512(to.cast(), sum_low);
            _mm512_storeu_si512(to.add(HALF).cast(), sum_high);
        }
    }
}
