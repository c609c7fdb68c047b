//! What the delivery list says, which goes with records that are given to somebody else: for whom and why, each record,
//! and what is missing.

use chrono::Months;
use serde::Serialize;

use crate::formats::index::Record;
use crate::rules::hold::Reference;
use crate::rules::retention::End;
use crate::things::bundle::open::RecordDamage;
use crate::verbs::fault::Fault;
use crate::words::day::Day;
use crate::words::ids::BundleId;
use crate::words::names::TrueName;

/// What is said of a delivery before its first record.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The client.
    pub vault: String,
    /// The day on which it is given.
    pub day: Day,
    /// For whom.
    pub whom: Option<String>,
    /// What it is called.
    pub reference: Option<Reference>,
    /// Who asked, and when.
    pub asked: Asked,
}

/// What is said of it behind its last record.
#[derive(Debug, Default)]
pub struct Ending<'r> {
    /// How many records there are.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Patterns that no record fits.
    pub not_found: Vec<String>,
    /// Patterns of what is not given, each with why.
    pub withheld: Vec<(String, String)>,
    /// Records that are damaged, each with its bundle.
    pub damaged: Vec<(BundleId, &'r TrueName, &'r RecordDamage)>,
    /// Bundles that can't be opened.
    pub failed: Vec<(BundleId, &'r Fault)>,
    /// Bundles of which nothing came, with what of them was asked for.
    pub not_given: &'r [NotGivenReport],
    /// Of a person's own request: how many other records the bundles hold from which some were given; none where that
    /// is not known.
    pub others: Option<Option<u64>>,
}

/// A piece of the list as each of its two forms has it.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// On the page.
    pub page: String,
    /// In the table, without the line's end.
    pub table: String,
}

/// A record as the page lists it.
#[derive(Debug)]
pub struct DeliveryRow<'r> {
    /// From 1.
    pub number: u64,
    /// Where it stands in the folder.
    pub path: String,
    /// The bundle that it came from.
    pub bundle: BundleId,
    /// What that is kept under; none where this home knows nothing of it.
    pub kept: Option<&'r KeptUnder>,
    /// The record.
    pub record: &'r Record,
    /// What it answers of what was asked for one by one, as that was typed.
    pub answers: Vec<String>,
}

/// Under what a bundle is kept, and until when.
#[derive(Debug, Clone)]
pub struct KeptUnder {
    /// Its classes; one that no class known here is called has none.
    pub classes: Vec<ClassCalled>,
    /// Its end by the book years of now.
    pub end: End,
}

/// What a class is called.
#[derive(Debug, Clone)]
pub struct ClassCalled {
    /// Its id.
    pub id: String,
    /// Its name in English.
    pub name_en: String,
    /// Its name in Dutch.
    pub name_nl: String,
}

/// A bundle that may hold what was asked for, and gave nothing: no drive with it is here, or it can't be opened.
#[derive(Debug, Clone, Serialize)]
pub struct NotGivenReport {
    /// The bundle.
    pub bundle: BundleId,
    /// The drives with a copy, by label.
    pub on: Vec<String>,
    /// How many of its records were asked for; none where no index of it can be read here.
    pub records: Option<u64>,
    /// The first of these.
    pub names: Vec<TrueName>,
}

/// Who asked for a disclosure, as a person says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The function of whoever asks.
    pub officer: Option<String>,
    /// The law that lets them ask, the tax and the years.
    pub power: Option<String>,
    /// The day of the request.
    pub on: Option<Day>,
    /// The day by which it wants an answer.
    pub answer_by: Option<Day>,
    /// Whose own request it is, by each of their names; none where somebody else asks.
    pub subject: Vec<String>,
}

impl Asked {
    /// Whether a person asks what is kept about them.
    pub fn is_of_subject(&self) -> bool {
        !self.subject.is_empty()
    }

    /// A person is answered within a month of asking (AVG art. 12(3)), unless a day was named.
    pub fn with_term(mut self) -> Asked {
        if self.is_of_subject() && self.answer_by.is_none() {
            self.answer_by = self.on.and_then(|day| day.checked_add_months(Months::new(1)));
        }
        self
    }

    /// All of it, as the entry's note has it: what each word is called, and the word.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let days = [("asked-on", self.on), ("answer-by", self.answer_by)];
        let subject = (!self.subject.is_empty()).then(|| self.subject.join(", "));
        let words = [("officer", &self.officer), ("power", &self.power), ("subject", &subject)];
        let words = words.into_iter().filter_map(|(name, word)| Some((name, word.clone()?)));
        words
            .chain(days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string()))))
            .collect()
    }
}
