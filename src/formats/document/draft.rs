//! A document while it is read: each field with its doubt.

use super::sure::Sure;
use super::value::{Amount, AuditFile, Document, Kind, Party, Period};
use crate::words::day::Day;

/// What an element of a document gives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field {
    Account,
    Currency,
    FiscalYear,
    From,
    Issued,
    Number,
    /// One of several parts is over that say the same of themselves.
    Part,
    /// A period is over.
    Period,
    To,
    Total,
    Type,
    Of(Side, PartyField),
}

/// Which party.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Supplier,
    Customer,
    /// Whose books they are.
    Company,
}

/// What is known of a party.
#[derive(Debug, Clone, Copy)]
pub(super) enum PartyField {
    Chamber,
    Name,
    TradeName,
    /// A number of a tax, which one is said beside it or behind it.
    TaxNumber,
    TaxScheme,
    /// Both have come.
    Tax,
    /// All of this party has come.
    Whole,
}

/// The fields so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) account: Sure<Box<str>>,
    pub(super) currency: Sure<Box<str>>,
    pub(super) fiscal_year: Sure<Box<str>>,
    pub(super) from: Sure<Day>,
    pub(super) issued: Sure<Day>,
    pub(super) kind: Sure<Kind>,
    pub(super) number: Sure<Box<str>>,
    pub(super) to: Sure<Day>,
    pub(super) total: Sure<Box<str>>,
    pub(super) version: Sure<Box<str>>,
    /// What a part says that is not over.
    pub(super) part: PartDraft,
    company: PartyDraft,
    supplier: PartyDraft,
    customer: PartyDraft,
}

/// The same of a part of a document that may have several.
#[derive(Debug, Default)]
pub(super) struct PartDraft {
    pub(super) account: Sure<Box<str>>,
    pub(super) from: Sure<Day>,
    pub(super) issued: Sure<Day>,
    pub(super) number: Sure<Box<str>>,
    pub(super) to: Sure<Day>,
}

/// The same of a party.
#[derive(Debug, Default)]
pub(super) struct PartyDraft {
    pub(super) chamber: Sure<Box<str>>,
    pub(super) name: Sure<Box<str>>,
    pub(super) trade_name: Sure<Box<str>>,
    pub(super) vat: Sure<Box<str>>,
    pub(super) tax_number: Sure<Box<str>>,
    pub(super) tax_scheme: Sure<Box<str>>,
    /// As each of those said that stand there for it.
    whole: Sure<Party>,
}

impl Draft {
    pub(super) fn party(&mut self, side: Side) -> &mut PartyDraft {
        match side {
            Side::Supplier => &mut self.supplier,
            Side::Customer => &mut self.customer,
            Side::Company => &mut self.company,
        }
    }

    /// Takes a part that is over: what one of several lacks is as much in doubt as what they say differently.
    pub(super) fn end_part(&mut self) {
        self.end_period();
        let PartDraft { account, issued, number, .. } = std::mem::take(&mut self.part);
        self.account.put(account.get());
        self.issued.put(issued.get());
        self.number.put(number.get());
    }

    /// The same of a period: its two days belong together.
    pub(super) fn end_period(&mut self) {
        self.from.put(std::mem::take(&mut self.part.from).get());
        self.to.put(std::mem::take(&mut self.part.to).get());
    }

    /// The same of a party.
    pub(super) fn end_party(&mut self, side: Side) {
        let party = self.party(side);
        let mut whole = std::mem::take(&mut party.whole);
        whole.put(Some(std::mem::take(party).finish()));
        party.whole = whole;
    }

    /// Takes an invoice's type (UNTDID 1001). EN 16931 has these as types of credit notes.
    pub(super) fn take_type(&mut self, code: Option<&str>) {
        const CREDIT: [&str; 9] = ["261", "262", "296", "308", "381", "396", "420", "458", "532"];
        let kind = |code| if CREDIT.contains(&code) { Kind::CreditNote } else { Kind::Invoice };
        self.kind.put(code.map(str::trim).filter(|code| !code.is_empty()).map(kind));
    }

    /// What is sure of it.
    pub(super) fn finish(self) -> Document {
        let kind = self.kind.get();
        let currency = self.currency.get();
        let audit_file = (kind == Some(Kind::AuditFile)).then(|| AuditFile {
            company: self.company.finish(),
            currency: currency.clone(),
            fiscal_year: self.fiscal_year.get(),
            version: self.version.get(),
        });
        let amount = self.total.get().zip(currency);
        let period = self.from.get().zip(self.to.get()).filter(|(from, to)| from <= to);
        Document {
            account: self.account.get(),
            amount: amount.map(|(value, currency)| Amount { currency, value }),
            audit_file: audit_file.map(Box::new),
            customer: self.customer.finish(),
            encrypted: false,
            issued: self.issued.get(),
            kind,
            mail: None,
            number: self.number.get(),
            period: period.map(|(from, to)| Period { from, to }),
            supplier: self.supplier.finish(),
            text: None,
        }
    }
}

impl PartyDraft {
    fn finish(self) -> Party {
        match self.whole {
            Sure::Nothing => Party {
                chamber: self.chamber.get(),
                name: self.name.or(self.trade_name),
                vat: self.vat.get(),
            },
            came => came.get().unwrap_or_default(),
        }
    }
}

/// Registers of companies by their number in ISO 6523, and by the words that are used for them; other numbers that may
/// stand there are no register's: a place (0088), a debtor (0060), an authority (0190).
const REGISTERS: [&str; 11] =
    ["0002", "0007", "0009", "0106", "0183", "0184", "0192", "0208", "0212", "NL:KVK", "KVK"];

/// Whether a number under this scheme is one of a register of companies. Where no scheme is given, it is what the
/// standard has the element for.
pub(super) fn is_register(scheme: Option<&str>) -> bool {
    scheme.is_none_or(|scheme| scheme.is_empty() || REGISTERS.contains(&scheme))
}
