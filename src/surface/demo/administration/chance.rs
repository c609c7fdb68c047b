//! Chance from a seed: SplitMix64, the same on every machine and in every version.
//!
//! Sebastiano Vigna's generator (public domain): the state grows by 2^64 divided by the golden
//! ratio, and two xor-shift-multiply steps mix it. Good enough to look like life; never a secret.

/// A stream of numbers that its seed fixes.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// Starts the stream of `seed`; `stream` tells apart what must not influence each other, so
    /// that one more invoice in May leaves June as it was.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut chance = Chance { state: seed };
        let start = chance.next() ^ stream.wrapping_mul(0xD134_2543_DE82_EF95);
        Chance { state: start }
    }

    /// Gives the next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Gives a number from `low` through `high`; evenly enough for ranges far below 2^64.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// Picks one of `choices`, which is not empty.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let place = self.next() % choices.len() as u64;
        choices[place as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_of_seed_0_are_the_published_ones() {
        let mut chance = Chance { state: 0 };
        let first = [chance.next(), chance.next(), chance.next()];
        assert_eq!(first, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]);
    }

    #[test]
    fn a_number_stays_within_its_bounds_and_reaches_both() {
        let mut chance = Chance::new(7, 1);
        let drawn: Vec<i64> = (0..200).map(|_| chance.between(-1, 2)).collect();
        assert_eq!(drawn.iter().min(), Some(&-1));
        assert_eq!(drawn.iter().max(), Some(&2));
    }

    #[test]
    fn streams_of_one_seed_differ() {
        assert_ne!(Chance::new(1, 1).next(), Chance::new(1, 2).next());
    }
}
