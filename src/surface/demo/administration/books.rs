//! What the firm did in a year, as bookings: the one truth that every document is a picture of.
//!
//! It knows no file and no layout. An invoice is paid within its month, so that a month can be
//! closed by itself; the balance at a year's end is the next year's opening.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::money::Cents;
use super::papers::{Cause, Invoice, Line, Movement, Receipt, VatShare, Wage};
use super::people::{CUSTOMERS, EMPLOYEE, EMPLOYEE_NUMBER, SHOPS, SUPPLIERS, account_number};

/// A year's bookings, through `months`.
#[derive(Clone, Debug)]
pub struct Books {
    pub year: i32,
    pub months: u32,
    pub opening: Cents,
    pub sales: Vec<Invoice>,
    pub purchases: Vec<Invoice>,
    pub receipts: Vec<Receipt>,
    pub wages: Vec<Wage>,
    /// Sorted by date.
    pub movements: Vec<Movement>,
}

const WORK: [(&str, i64); 5] = [
    ("Onderhoudsbeurt dienstfiets", 6_450),
    ("Wiel richten en spaken vervangen", 3_875),
    ("Remmen afstellen bakfiets", 2_950),
    ("Bandenwissel, buiten- en binnenband", 2_275),
    ("Jaarlijkse keuring wagenpark, per fiets", 4_400),
];
const GOODS: [(&str, i64); 5] = [
    ("Buitenband 28 inch, lekbestendig", 3_190),
    ("Ketting 8-speed met sluitschakel", 1_985),
    ("Transportbak, beuken multiplex", 28_900),
    ("Set spatborden, gelakt", 4_625),
    ("Accu 36 V, gereviseerd", 31_450),
];
const SUPPLIES: [(&str, i64); 5] = [
    ("Partij binnenbanden en spaken", 18_640),
    ("Huur werkplaats", 95_000),
    ("Levering elektriciteit", 13_275),
    ("Derailleurs en tandkransen", 42_130),
    ("Abonnement telefonie en internet", 4_950),
];
const TILL: [(&str, i64); 8] = [
    ("PRINTPAPIER A4", 549),
    ("INBUSSLEUTELS", 1_295),
    ("KOFFIE", 310),
    ("BROODJE KAAS", 465),
    ("KWASTEN SET", 799),
    ("POETSDOEKEN", 425),
    ("DIESEL BESTELBUS", 6_180),
    ("SCHROEVEN DOOS", 1_149),
];

/// Gives the low VAT rate of a year, at which bicycles are repaired: 9% from 2019, 6% before.
fn low_percent(year: i32) -> i64 {
    if year >= 2019 { 9 } else { 6 }
}

/// The high VAT rate, since October 2012.
const HIGH_PERCENT: i64 = 21;

impl Books {
    /// Keeps the books of `year` through `months`; in one of `sales_months` an invoice goes out.
    pub fn keep(seed: u64, year: i32, months: u32, sales_months: &[u32], opening: Cents) -> Books {
        let mut books = Books {
            year,
            months,
            opening,
            sales: Vec::new(),
            purchases: Vec::new(),
            receipts: Vec::new(),
            wages: Vec::new(),
            movements: Vec::new(),
        };
        for month in 1..=months {
            let mut chance = Chance::new(seed, (year as u64) << 8 | u64::from(month));
            books.take_in_the_shop(&mut chance, month);
            if sales_months.contains(&month) {
                books.sell(&mut chance, month);
                books.spend(&mut chance, month);
            }
            books.pay_wage(month);
        }
        books.movements.sort_by_key(|movement| movement.date);
        books
    }

    /// Gives the movements of `months`, and the balance before the first of them.
    pub fn statement(&self, months: std::ops::RangeInclusive<u32>) -> (Cents, Vec<&Movement>) {
        let before = self.movements.iter().filter(|m| m.date.month() < *months.start());
        let opening = self.opening + before.map(|m| m.amount).sum();
        let inside = self.movements.iter().filter(|m| months.contains(&m.date.month()));
        (opening, inside.collect())
    }

    /// Gives the balance after the last movement.
    pub fn closing(&self) -> Cents {
        self.opening + self.movements.iter().map(|movement| movement.amount).sum()
    }

    fn day(&self, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, month, day)
            .expect("days 1 to 28 exist in every month of the years that chrono knows")
    }

    fn sell(&mut self, chance: &mut Chance, month: u32) {
        let low = low_percent(self.year);
        let mut lines = Vec::new();
        for _ in 0..chance.between(1, 3) {
            lines.push(line(chance, &WORK, low));
        }
        for _ in 0..chance.between(1, 4) {
            lines.push(line(chance, &GOODS, HIGH_PERCENT));
        }
        let invoice = Invoice {
            number: format!("{}-{:04}", self.year, self.sales.len() + 1),
            date: self.day(month, chance.between(2, 11) as u32),
            other: chance.pick(&CUSTOMERS),
            lines,
        };
        self.movements.push(Movement {
            date: self.day(month, invoice.date.day() + chance.between(5, 16) as u32),
            name: invoice.other.name.to_owned(),
            other_account: invoice.other.iban(),
            amount: invoice.gross(),
            text: format!("Factuur {}", invoice.number),
            cause: Cause::Sale { number: invoice.number.clone() },
        });
        self.sales.push(invoice);
    }

    /// Spends money: a supplier's invoice in odd months, a till receipt in even ones.
    fn spend(&mut self, chance: &mut Chance, month: u32) {
        if month.is_multiple_of(2) {
            return self.spend_at_a_till(chance, month);
        }
        let place = chance.between(0, SUPPLIERS.len() as i64 - 1) as usize;
        let (text, price) = SUPPLIES[place];
        let price = Cents(price + chance.between(0, 2_000));
        let invoice = Invoice {
            number: format!("{}{:05}", self.year % 100, chance.between(100, 99_999)),
            date: self.day(month, chance.between(1, 10) as u32),
            other: SUPPLIERS[place],
            lines: vec![Line { text, quantity: 1, price, vat_percent: HIGH_PERCENT }],
        };
        self.movements.push(Movement {
            date: self.day(month, invoice.date.day() + chance.between(6, 14) as u32),
            name: invoice.other.name.to_owned(),
            other_account: invoice.other.iban(),
            amount: -invoice.gross(),
            text: format!("Betaling factuur {}", invoice.number),
            cause: Cause::Purchase { number: invoice.number.clone() },
        });
        self.purchases.push(invoice);
    }

    fn spend_at_a_till(&mut self, chance: &mut Chance, month: u32) {
        let mut lines = Vec::new();
        for _ in 0..chance.between(2, 6) {
            let (text, price) = chance.pick(&TILL);
            lines.push((text, Cents(price + chance.between(0, 99))));
        }
        let date = self.day(month, chance.between(3, 27) as u32);
        let receipt = Receipt { date, shop: chance.pick(&SHOPS), lines };
        self.movements.push(Movement {
            date,
            name: receipt.shop.to_owned(),
            other_account: String::new(),
            amount: -receipt.total(),
            text: format!(
                "Pasvolgnr 001 {} 12:{:02}",
                date.format("%d-%m-%Y"),
                chance.between(0, 59)
            ),
            cause: Cause::Card,
        });
        self.receipts.push(receipt);
    }

    fn take_in_the_shop(&mut self, chance: &mut Chance, month: u32) {
        for day in [7, 14, 21, 28] {
            let low_net = Cents(chance.between(28_000, 96_000));
            let high_net = Cents(chance.between(41_000, 180_000));
            let share = |percent, net: Cents| VatShare { percent, net, vat: net.percent(percent) };
            let low = share(low_percent(self.year), low_net);
            let high = share(HIGH_PERCENT, high_net);
            let date = self.day(month, day);
            self.movements.push(Movement {
                date,
                name: "Pinverkeer De Scheve Spaak".to_owned(),
                other_account: String::new(),
                amount: low.net + low.vat + high.net + high.vat,
                text: format!("Pinomzet week {}", date.iso_week().week()),
                cause: Cause::Takings { low, high },
            });
        }
    }

    fn pay_wage(&mut self, month: u32) {
        let gross = Cents(231_500 + i64::from(self.year - 2000) * 4_100);
        let wage = Wage { month, gross, tax: gross.percent(19) };
        self.movements.push(Movement {
            date: self.day(month, 25),
            name: EMPLOYEE.to_owned(),
            other_account: account_number(EMPLOYEE_NUMBER),
            amount: -wage.net(),
            text: format!("Salaris {month:02}-{}", self.year),
            cause: Cause::Wage { wage },
        });
        self.wages.push(wage);
    }
}

fn line(chance: &mut Chance, choices: &[(&'static str, i64)], vat_percent: i64) -> Line {
    let (text, price) = chance.pick(choices);
    Line { text, quantity: chance.between(1, 12), price: Cents(price), vat_percent }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY_MONTH: [u32; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    #[test]
    fn net_and_vat_make_gross_on_every_invoice() {
        let books = Books::keep(5, 2024, 12, &EVERY_MONTH, Cents(100_000));
        assert_eq!(books.sales.len(), 12);
        for invoice in books.sales.iter().chain(&books.purchases) {
            let shares = invoice.vat_shares();
            assert_eq!(shares.iter().map(|share| share.net).sum::<Cents>(), invoice.net());
            let vat: Cents = shares.iter().map(|share| share.net.percent(share.percent)).sum();
            assert_eq!(invoice.net() + vat, invoice.gross());
        }
    }

    #[test]
    fn every_invoice_is_paid_in_its_own_month() {
        let books = Books::keep(5, 2024, 12, &EVERY_MONTH, Cents(0));
        for sale in &books.sales {
            let paid = books.movements.iter().find(|movement| {
                matches!(&movement.cause, Cause::Sale { number } if *number == sale.number)
            });
            let paid = paid.expect("each sale has its payment");
            assert_eq!((paid.amount, paid.date.month()), (sale.gross(), sale.date.month()));
        }
    }

    #[test]
    fn monthly_statements_join_without_a_gap() {
        let books = Books::keep(9, 2024, 12, &EVERY_MONTH, Cents(12_345));
        let mut balance = Cents(12_345);
        for month in 1..=12 {
            let (opening, movements) = books.statement(month..=month);
            assert_eq!(opening, balance, "month {month}");
            balance = balance + movements.iter().map(|movement| movement.amount).sum();
        }
        assert_eq!(balance, books.closing());
    }

    #[test]
    fn repairs_carry_the_low_rate_of_their_time() {
        for (year, percent) in [(2015, 6), (2018, 6), (2019, 9), (2026, 9)] {
            let books = Books::keep(1, year, 12, &EVERY_MONTH, Cents(0));
            let shares: Vec<VatShare> = books.sales.iter().flat_map(Invoice::vat_shares).collect();
            assert!(shares.iter().all(|share| [percent, 21].contains(&share.percent)), "{year}");
        }
    }
}
