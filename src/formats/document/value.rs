//! What is kept of a document, as it stands in a line of the index (format, §4.7).

use serde::{Deserialize, Deserializer, Serialize};

use super::sure::millionths;
use crate::words::day::Day;

/// More bytes than that are not looked into.
pub(super) const BYTES_MAX: usize = 4 << 20;

/// What a document says. The fields stand in the order of the canonical line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// Of a bank's statement: the account's IBAN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Box<str>>,
    /// Of an invoice: its total with tax.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Of an audit file: whose books of which year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit_file: Option<Box<AuditFile>>,
    /// Of an invoice: who is to pay.
    #[serde(default, skip_serializing_if = "Party::is_empty")]
    pub customer: Party,
    /// Of a PDF: it is encrypted, and may ask whoever opens it for a password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub encrypted: bool,
    /// The day that it gives as its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Day>,
    /// What it is; none where a later version has a word for it that this one does not know.
    #[serde(default, deserialize_with = "known", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Of an e-mail: who wrote to whom about what, with which files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Box<Mail>>,
    /// Its number, as whoever made it spells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Box<str>>,
    /// The days that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// Of an invoice: who delivered.
    #[serde(default, skip_serializing_if = "Party::is_empty")]
    pub supplier: Party,
    /// Of a PDF: the words that its first pages show, where the vault keeps them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Box<str>>,
}

impl Document {
    /// Whom it names: both sides of an invoice, and whose books an audit file is.
    pub fn parties(&self) -> impl Iterator<Item = &Party> {
        let books = self.audit_file.iter().map(|books| &books.company);
        [&self.supplier, &self.customer].into_iter().chain(books)
    }

    /// The day that it is of: of what is about a time its last day, of anything else the day that it gives as its own.
    pub fn own_day(&self) -> Option<Day> {
        match self.kind {
            Some(Kind::AuditFile) => self.period.map(|period| period.to),
            Some(Kind::BankStatement) => self.period.map(|period| period.to).max(self.issued),
            Some(Kind::CreditNote | Kind::Email | Kind::Invoice) | None => self.issued,
        }
    }

    /// The day from which a term may be counted. An e-mail has none: its date is the word of whoever sent it.
    pub fn term_day(&self) -> Option<Day> {
        match self.kind {
            Some(Kind::Email) => None,
            Some(Kind::AuditFile | Kind::BankStatement | Kind::CreditNote | Kind::Invoice)
            | None => self.own_day(),
        }
    }

    /// Who wrote an e-mail, and those to whom it goes.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        let mail = self.mail.as_deref();
        mail.into_iter().flat_map(|mail| std::iter::once(&mail.sender).chain(&mail.receivers))
    }

    /// What a person may have words of in mind: the subject of an e-mail, and the names of its files.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mail = self.mail.as_deref();
        let subject = mail.and_then(|mail| mail.subject.as_deref());
        let files = mail.into_iter().flat_map(|mail| &mail.attachments);
        subject.into_iter().chain(files.map(AsRef::as_ref))
    }
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A year's books, as those who audit them ask for them (XAF).
    AuditFile,
    /// A bank's statement of an account.
    BankStatement,
    /// It takes an invoice back, or a part of it.
    CreditNote,
    /// A message that was sent.
    #[serde(rename = "e-mail")]
    Email,
    /// It asks for an amount.
    Invoice,
}

impl Kind {
    /// Its word in the index.
    pub fn word(self) -> &'static str {
        match self {
            Kind::AuditFile => "audit-file",
            Kind::BankStatement => "bank-statement",
            Kind::CreditNote => "credit-note",
            Kind::Email => "e-mail",
            Kind::Invoice => "invoice",
        }
    }
}

/// What an audit file says of itself alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AuditFile {
    /// Whose books they are.
    #[serde(default, skip_serializing_if = "Party::is_empty")]
    pub company: Party,
    /// Three letters (ISO 4217), in which the books are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Box<str>>,
    /// `2025`, or `2024-2025`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiscal_year: Option<Box<str>>,
    /// Of XAF: `3.2` or `4.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Box<str>>,
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

/// One side of an invoice, or whoever a document is about.
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

/// What an e-mail says of itself alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mail {
    /// The names of the files that go with it, in their order; not all where there are very many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Box<str>>,
    /// Those to whom it goes, also in copy, in their order; not all where there are very many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<Person>,
    /// Who wrote it, where that is one.
    #[serde(default, skip_serializing_if = "Person::is_empty")]
    pub sender: Person,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Box<str>>,
}

/// One side of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    /// `name@place`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Box<str>>,
    /// The name beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
}

impl Person {
    /// Whether nothing is known of them.
    pub fn is_empty(&self) -> bool {
        *self == Person::default()
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
