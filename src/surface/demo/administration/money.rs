//! Amounts in whole cents, and the ways in which a Dutch office writes them.

use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

/// An amount in euro cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cents(pub i64);

impl Cents {
    /// Gives `percent` of the amount, a half cent rounded away from zero.
    pub fn percent(self, percent: i64) -> Cents {
        let hundredths = self.0 * percent;
        let half = if hundredths < 0 { -50 } else { 50 };
        Cents((hundredths + half) / 100)
    }

    /// Writes `1234.56`: XML and audit files.
    pub fn plain(self) -> String {
        self.with_separator('.')
    }

    /// Writes `1234,56`: bank files.
    pub fn comma(self) -> String {
        self.with_separator(',')
    }

    /// Writes `1.234,56`: what people read.
    pub fn dutch(self) -> String {
        let digits = (self.0.abs() / 100).to_string();
        let mut euros = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                euros.push('.');
            }
            euros.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{euros},{:02}", self.0.abs() % 100)
    }

    fn with_separator(self, separator: char) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}{separator}{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

impl Add for Cents {
    type Output = Cents;
    fn add(self, other: Cents) -> Cents {
        Cents(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Cents;
    fn sub(self, other: Cents) -> Cents {
        Cents(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Cents;
    fn neg(self) -> Cents {
        Cents(-self.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Cents>>(amounts: I) -> Cents {
        amounts.fold(Cents(0), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_each_reader_expects() {
        for (cents, plain, comma, dutch) in [
            (0, "0.00", "0,00", "0,00"),
            (5, "0.05", "0,05", "0,05"),
            (-5, "-0.05", "-0,05", "-0,05"),
            (123_456, "1234.56", "1234,56", "1.234,56"),
            (-100_000_000, "-1000000.00", "-1000000,00", "-1.000.000,00"),
        ] {
            let amount = Cents(cents);
            assert_eq!(
                (amount.plain(), amount.comma(), amount.dutch()),
                (plain.to_owned(), comma.to_owned(), dutch.to_owned())
            );
        }
    }

    #[test]
    fn a_half_cent_rounds_away_from_zero() {
        for (cents, percent, expected) in [(50, 21, 11), (150, 21, 32), (-50, 21, -11), (100, 9, 9)]
        {
            assert_eq!(Cents(cents).percent(percent), Cents(expected));
        }
    }
}
