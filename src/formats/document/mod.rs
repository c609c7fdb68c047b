//! What a document says of itself: an invoice, a credit note, a bank's statement (format, §4.7; `docs/documents.md` has
//! what is read from where).
//!
//! A field that is not sure is absent, and none is ever wrong: two values for what must be one leave it out, and so does
//! a date that no calendar has. Refuses to know files and names: bytes come in, and whoever wrote them may be hostile.
//! Nothing is expanded, and bytes, depth and the length of each field are bounded.

mod camt;
mod cii;
mod draft;
mod mt940;
mod pdf;
mod sure;
mod ubl;
mod xml;

pub(crate) use sure::millionths;

use serde::{Deserialize, Deserializer, Serialize};

use crate::words::day::Day;

/// More bytes than that are not looked into.
const BYTES_MAX: usize = 4 << 20;

/// What a document says. The fields stand in the order of the canonical line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// Of a bank's statement: the account's IBAN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Box<str>>,
    /// Of an invoice: its total with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Of an invoice: who is to pay.
    #[serde(default, skip_serializing_if = "Party::is_empty")]
    pub customer: Party,
    /// The day that it gives as its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Day>,
    /// What it is; none where a later version has a word for it that this one does not know.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Its number, as whoever made it spells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Box<str>>,
    /// The days that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Of an invoice: who delivered.
    #[serde(default, skip_serializing_if = "Party::is_empty")]
    pub supplier: Party,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A bank's statement of an account.
    BankStatement,
    /// It takes an invoice back, or a part of it.
    CreditNote,
    /// It asks for an amount.
    Invoice,
}

impl Kind {
    /// Its word in the index.
    pub fn word(self) -> &'static str {
        match self {
            Kind::BankStatement => "bank-statement",
            Kind::CreditNote => "credit-note",
            Kind::Invoice => "invoice",
        }
    }
}

/// A total. Its sign is the document's own: a credit note's is positive, as a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amount {
    /// Three letters (ISO 4217).
    pub currency: Box<str>,
    /// A decimal number, as the document spells it: up to 12 digits, and six behind the dot.
    pub value: Box<str>,
}

impl Amount {
    /// In millionths, so that two spellings of one amount are equal.
    pub fn millionths(&self) -> Option<i64> {
        millionths(&self.value)
    }
}

/// One side of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// Its number in the register of companies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chamber: Option<Box<str>>,
    /// The name under which it is registered, else the one under which it trades.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// Its number for the tax on turnover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat: Option<Box<str>>,
}

impl Party {
    /// Whether nothing is known of it.
    pub fn is_empty(&self) -> bool {
        *self == Party::default()
    }
}

/// Days from the first to the last, which is included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

/// What a later version calls otherwise is unknown here, and no reason to refuse the line that it stands in.
fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Kind>, D::Error> {
    let word = String::deserialize(from)?;
    Ok(serde_json::from_value(word.into()).ok())
}

/// What the bytes of one file say of themselves. None where they are of no kind that is read here, are damaged, or say
/// nothing that is sure.
pub fn read(bytes: &[u8]) -> Option<Document> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let read = match text.first()? {
        b'<' => xml::read(text, &[ubl::INVOICE, ubl::CREDIT_NOTE, cii::INVOICE, camt::STATEMENT]),
        b'%' if text.starts_with(b"%PDF-") => pdf::read(text),
        _ => mt940::read(text),
    };
    read.filter(|read| *read != Document { kind: read.kind, ..Document::default() })
}

#[cfg(test)]
mod tests;
