//! Writes a year's books as an audit file, XAF 3.2 (XML Auditfile Financieel).

use chrono::NaiveDate;

use super::books::Books;
use super::money::Cents;
use super::papers::{Cause, Invoice, Movement, VatShare};
use super::people::{CUSTOMERS, FIRM, Party, SUPPLIERS};
use super::xml::Xml;

const NAMESPACE: &str = "http://www.auditfiles.nl/XAF/3.2";

const BANK: &str = "1000";
const DEBTORS: &str = "1300";
const CREDITORS: &str = "1600";
const VAT_PAID: &str = "1510";
const VAT_DUE: &str = "1520";
const WAGE_TAX: &str = "1530";
const WAGES: &str = "4000";
const COSTS: &str = "4500";
const SALES: &str = "8000";

const ACCOUNTS: [(&str, &str, &str); 9] = [
    (BANK, "Bank", "B"),
    (DEBTORS, "Debiteuren", "B"),
    (VAT_PAID, "Voorbelasting", "B"),
    (VAT_DUE, "Af te dragen btw", "B"),
    (WAGE_TAX, "Af te dragen loonheffing", "B"),
    (CREDITORS, "Crediteuren", "B"),
    (WAGES, "Lonen", "P"),
    (COSTS, "Inkoop en algemene kosten", "P"),
    (SALES, "Omzet", "P"),
];

/// A line of a booking; debit is positive.
struct Entry {
    account: &'static str,
    amount: Cents,
    party: Option<u32>,
}

/// A booking, whose lines come to nothing.
struct Booking {
    date: NaiveDate,
    reference: String,
    text: String,
    entries: Vec<Entry>,
}

/// Writes the audit file of a year.
pub fn audit_file(books: &Books) -> Vec<u8> {
    let journals = [
        ("VRK", "Verkoopboek", "S", books.sales.iter().map(sale).collect::<Vec<_>>()),
        ("INK", "Inkoopboek", "P", books.purchases.iter().map(purchase).collect()),
        ("BNK", "Bankboek", "B", books.movements.iter().map(movement).collect()),
    ];
    let all =
        || journals.iter().flat_map(|journal| &journal.3).flat_map(|booking| &booking.entries);
    let debit: Cents = all().map(|entry| entry.amount).filter(|amount| *amount > Cents(0)).sum();
    let credit: Cents = all().map(|entry| -entry.amount).filter(|amount| *amount > Cents(0)).sum();
    let mut xml = Xml::new();
    xml.nest_with("auditfile", &[("xmlns", NAMESPACE)], |xml| {
        xml.nest("header", |xml| header(xml, books));
        xml.nest("company", |xml| {
            company(xml, books);
            xml.nest("transactions", |xml| {
                xml.leaf("linesCount", all().count().to_string());
                xml.leaf("totalDebit", debit.plain());
                xml.leaf("totalCredit", credit.plain());
                for (id, name, kind, bookings) in &journals {
                    xml.nest("journal", |xml| {
                        xml.leaf("jrnID", id);
                        xml.leaf("desc", name);
                        xml.leaf("jrnTp", kind);
                        for (n, booking) in bookings.iter().enumerate() {
                            transaction(xml, n + 1, booking);
                        }
                    });
                }
            });
        });
    });
    xml.into_bytes()
}

fn header(xml: &mut Xml, books: &Books) {
    xml.leaf("fiscalYear", books.year.to_string());
    xml.leaf("startDate", format!("{}-01-01", books.year));
    xml.leaf("endDate", format!("{}-12-31", books.year));
    xml.leaf("curCode", "EUR");
    xml.leaf("dateCreated", format!("{}-12-31", books.year));
    xml.leaf("softwareDesc", "Kasboek Zonneklaar");
    xml.leaf("softwareVersion", "3.1");
}

fn company(xml: &mut Xml, books: &Books) {
    xml.leaf("companyIdent", FIRM.trade_number());
    xml.leaf("companyName", FIRM.name);
    xml.leaf("taxRegistrationCountry", FIRM.country);
    xml.leaf("taxRegIdent", FIRM.vat_number());
    xml.nest("customersSuppliers", |xml| {
        for (kind, parties) in [("C", &CUSTOMERS[..]), ("S", &SUPPLIERS[..])] {
            parties.iter().for_each(|party| customer_supplier(xml, kind, party));
        }
    });
    xml.nest("generalLedger", |xml| {
        for (id, name, kind) in ACCOUNTS {
            xml.nest("ledgerAccount", |xml| {
                xml.leaf("accID", id);
                xml.leaf("accDesc", name);
                xml.leaf("accTp", kind);
            });
        }
    });
    xml.nest("periods", |xml| {
        for month in 1..=books.months {
            xml.nest("period", |xml| {
                xml.leaf("periodNumber", month.to_string());
                xml.leaf("periodDesc", format!("Maand {month}"));
                xml.leaf("startDatePeriod", format!("{}-{month:02}-01", books.year));
                xml.leaf("endDatePeriod", super::months::month_end(books.year, month).to_string());
            });
        }
    });
}

fn customer_supplier(xml: &mut Xml, kind: &str, party: &Party) {
    xml.nest("customerSupplier", |xml| {
        xml.leaf("custSupID", party.number.to_string());
        xml.leaf("custSupName", party.name);
        xml.leaf("taxRegistrationCountry", party.country);
        xml.leaf("taxRegIdent", party.vat_number());
        xml.leaf("custSupTp", kind);
    });
}

fn transaction(xml: &mut Xml, number: usize, booking: &Booking) {
    xml.nest("transaction", |xml| {
        xml.leaf("nr", number.to_string());
        xml.leaf("desc", &booking.text);
        xml.leaf("periodNumber", booking.date.format("%-m").to_string());
        xml.leaf("trDt", booking.date.to_string());
        for (n, entry) in booking.entries.iter().enumerate() {
            xml.nest("trLine", |xml| {
                xml.leaf("nr", (n + 1).to_string());
                xml.leaf("accID", entry.account);
                xml.leaf("docRef", &booking.reference);
                xml.leaf("effDate", booking.date.to_string());
                xml.leaf("desc", &booking.text);
                xml.leaf("amnt", Cents(entry.amount.0.abs()).plain());
                xml.leaf("amntTp", if entry.amount < Cents(0) { "C" } else { "D" });
                if let Some(party) = entry.party {
                    xml.leaf("custSupID", party.to_string());
                }
            });
        }
    });
}

fn sale(invoice: &Invoice) -> Booking {
    booked(
        invoice,
        "Verkoop",
        [
            of(DEBTORS, invoice.gross(), invoice.other.number),
            bare(SALES, -invoice.net()),
            bare(VAT_DUE, -invoice.vat()),
        ],
    )
}

fn purchase(invoice: &Invoice) -> Booking {
    booked(
        invoice,
        "Inkoop",
        [
            bare(COSTS, invoice.net()),
            bare(VAT_PAID, invoice.vat()),
            of(CREDITORS, -invoice.gross(), invoice.other.number),
        ],
    )
}

fn booked(invoice: &Invoice, what: &str, entries: [Entry; 3]) -> Booking {
    Booking {
        date: invoice.date,
        reference: invoice.number.clone(),
        text: format!("{what} {}", invoice.other.name),
        entries: entries.into(),
    }
}

fn movement(movement: &Movement) -> Booking {
    let amount = movement.amount;
    let mut entries = vec![bare(BANK, amount)];
    let reference = match &movement.cause {
        Cause::Sale { number } => {
            entries.push(bare(DEBTORS, -amount));
            number.clone()
        }
        Cause::Purchase { number } => {
            entries.push(bare(CREDITORS, -amount));
            number.clone()
        }
        Cause::Card => {
            entries.push(bare(COSTS, -amount));
            "KASBON".to_owned()
        }
        Cause::Wage { wage } => {
            entries.extend([bare(WAGES, wage.gross), bare(WAGE_TAX, -wage.tax)]);
            "LOON".to_owned()
        }
        Cause::Takings { low, high } => {
            for VatShare { net, vat, .. } in [low, high] {
                entries.extend([bare(SALES, -*net), bare(VAT_DUE, -*vat)]);
            }
            "PIN".to_owned()
        }
    };
    let text = format!("{} {}", movement.name, movement.text);
    Booking { date: movement.date, reference, text, entries }
}

fn bare(account: &'static str, amount: Cents) -> Entry {
    Entry { account, amount, party: None }
}

fn of(account: &'static str, amount: Cents, party: u32) -> Entry {
    Entry { account, amount, party: Some(party) }
}

#[cfg(test)]
mod tests {
    use super::super::xml::tests::assert_well_formed;
    use super::*;

    fn leaf<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
        let parts = text.split(&format!("<{name}>")).skip(1).collect::<Vec<_>>();
        parts.into_iter().map(|part| part.split('<').next().unwrap_or_default()).collect()
    }

    #[test]
    fn debit_equals_credit_in_every_booking_and_in_all() {
        let books = Books::keep(8, 2023, 12, &[2, 3, 9], Cents(0));
        let bytes = audit_file(&books);
        assert_well_formed(&bytes);
        let text = String::from_utf8(bytes).unwrap();
        let mut all = (0, 0);
        for part in text.split("<transaction>").skip(1) {
            let (mut debit, mut credit) = (0, 0);
            for (amount, way) in leaf(part, "amnt").into_iter().zip(leaf(part, "amntTp")) {
                let cents: i64 = amount.replace('.', "").parse().unwrap();
                if way == "D" { debit += cents } else { credit += cents }
            }
            assert_eq!(debit, credit, "{part}");
            all = (all.0 + debit, all.1 + credit);
        }
        assert_eq!(leaf(&text, "totalDebit"), [Cents(all.0).plain()]);
        assert_eq!(leaf(&text, "totalCredit"), [Cents(all.1).plain()]);
        assert_eq!(leaf(&text, "linesCount"), [text.matches("<trLine>").count().to_string()]);
    }
}
