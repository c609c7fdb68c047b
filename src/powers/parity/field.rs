//! GF(2^16) as PAR2 2.0 has it: polynomial x^16 + x^12 + x^3 + x + 1, generator 2. Single values only; whole slices
//! are `kernel`'s.

use std::sync::LazyLock;

const POLYNOMIAL: u32 = 0x1_100b;
/// How many values have an inverse.
pub const ORDER: u32 = 65_535;

struct Tables {
    log: Vec<u16>,
    power: Vec<u16>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let mut log = vec![0u16; 65_536];
    // Twice around, so that a sum of two logarithms needs no division.
    let mut power = vec![0u16; 2 * ORDER as usize];
    let mut value = 1u32;
    for exponent in 0..ORDER {
        power[exponent as usize] = value as u16;
        power[(exponent + ORDER) as usize] = value as u16;
        log[value as usize] = exponent as u16;
        value <<= 1;
        if value > 0xffff {
            value ^= POLYNOMIAL;
        }
    }
    Tables { log, power }
});

/// The product of two values.
pub fn multiply(a: u16, b: u16) -> u16 {
    if a == 0 || b == 0 {
        return 0;
    }
    let tables = &*TABLES;
    tables.power[usize::from(tables.log[usize::from(a)]) + usize::from(tables.log[usize::from(b)])]
}

/// `value` to the power of `exponent`; anything to the power of 0 is 1.
pub fn raise(value: u16, exponent: u32) -> u16 {
    if value == 0 {
        return u16::from(exponent == 0);
    }
    let log = u64::from(TABLES.log[usize::from(value)]) * u64::from(exponent);
    TABLES.power[(log % u64::from(ORDER)) as usize]
}

/// The inverse of `value`, which is not 0: their product is 1.
pub fn invert(value: u16) -> u16 {
    debug_assert_ne!(value, 0, "0 has no inverse");
    TABLES.power[(ORDER - u32::from(TABLES.log[usize::from(value)])) as usize]
}

/// The constants of a set's input slices in order: 2^n for every n that shares no factor with 65,535, so that all
/// have the full order. There are 32,768.
pub fn constants() -> impl Iterator<Item = u16> {
    (0..ORDER)
        .filter(|n| n % 3 != 0 && n % 5 != 0 && n % 17 != 0 && n % 257 != 0)
        .map(|n| TABLES.power[n as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By the definition alone: long multiplication, then the remainder.
    pub fn slowly(a: u16, b: u16) -> u16 {
        let mut product = (0..16)
            .fold(0u32, |sum, bit| sum ^ ((u32::from(a) << bit) * (u32::from(b) >> bit & 1)));
        for bit in (16..32).rev() {
            if product >> bit & 1 == 1 {
                product ^= POLYNOMIAL << (bit - 16);
            }
        }
        product as u16
    }

    #[test]
    fn the_constants_are_the_32768_that_the_format_names() {
        let all: Vec<u16> = constants().collect();
        assert_eq!(all.len(), 32_768);
        // 2^1, 2^2, 2^4, 2^7, 2^8, 2^11, 2^13, 2^14, 2^16.
        assert_eq!(all[..9], [2, 4, 16, 128, 256, 2048, 8192, 16384, 0x100b]);
    }

    proptest! {
        #[test]
        fn tables_multiply_like_the_definition(a: u16, b: u16, exponent in 0u32..70_000) {
            prop_assert_eq!(multiply(a, b), slowly(a, b));
            if a != 0 {
                prop_assert_eq!(multiply(a, invert(a)), 1);
            }
            prop_assert_eq!(raise(a, exponent + 1), multiply(raise(a, exponent), a));
        }
    }
}
