//! The values that bookings and documents share: invoices, receipts, wages, movements.
//!
//! Sums are never stored: each total follows from its lines, so that nothing can disagree.

use chrono::NaiveDate;

use super::money::Cents;
use super::people::Party;

/// A line of an invoice.
#[derive(Clone, Debug)]
pub struct Line {
    pub text: &'static str,
    pub quantity: i64,
    pub price: Cents,
    pub vat_percent: i64,
}

impl Line {
    /// Gives the line's amount without VAT.
    pub fn net(&self) -> Cents {
        Cents(self.price.0 * self.quantity)
    }
}

/// What one VAT rate comes to on an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatShare {
    pub percent: i64,
    pub net: Cents,
    pub vat: Cents,
}

/// An invoice, sent or received.
#[derive(Clone, Debug)]
pub struct Invoice {
    pub number: String,
    pub date: NaiveDate,
    pub other: Party,
    pub lines: Vec<Line>,
}

impl Invoice {
    /// Gives net and VAT for each rate on the invoice, the highest first.
    pub fn vat_shares(&self) -> Vec<VatShare> {
        let mut percents: Vec<i64> = self.lines.iter().map(|line| line.vat_percent).collect();
        percents.sort_unstable_by(|a, b| b.cmp(a));
        percents.dedup();
        let share = |percent| {
            let at_rate = self.lines.iter().filter(|line| line.vat_percent == percent);
            let net: Cents = at_rate.map(Line::net).sum();
            VatShare { percent, net, vat: net.percent(percent) }
        };
        percents.into_iter().map(share).collect()
    }

    pub fn net(&self) -> Cents {
        self.lines.iter().map(Line::net).sum()
    }

    pub fn vat(&self) -> Cents {
        self.vat_shares().iter().map(|share| share.vat).sum()
    }

    pub fn gross(&self) -> Cents {
        self.net() + self.vat()
    }
}

/// A till receipt, paid by card at once; VAT at the high rate is in the total.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub date: NaiveDate,
    pub shop: &'static str,
    pub lines: Vec<(&'static str, Cents)>,
}

impl Receipt {
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|(_, amount)| *amount).sum()
    }
}

/// A month's wage of the one employee.
#[derive(Clone, Copy, Debug)]
pub struct Wage {
    pub month: u32,
    pub gross: Cents,
    pub tax: Cents,
}

impl Wage {
    pub fn net(&self) -> Cents {
        self.gross - self.tax
    }
}

/// What a movement on the bank account was for.
#[derive(Clone, Debug)]
pub enum Cause {
    Sale {
        number: String,
    },
    Purchase {
        number: String,
    },
    Card,
    Wage {
        wage: Wage,
    },
    /// A week's card payments in the shop.
    Takings {
        low: VatShare,
        high: VatShare,
    },
}

/// A movement on the firm's bank account; money that comes in is positive.
#[derive(Clone, Debug)]
pub struct Movement {
    pub date: NaiveDate,
    pub name: String,
    pub other_account: String,
    pub amount: Cents,
    pub text: String,
    pub cause: Cause,
}
