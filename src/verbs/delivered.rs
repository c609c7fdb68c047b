//! What the delivery list says, which goes with records that are given to somebody else: for whom and why, each record,
//! and what is missing.

use crate::rules::hold::Reference;
use crate::verbs::restore::{DamagedReport, FailedReport, NotGivenReport};
use crate::words::day::Day;
use crate::words::digest::Digest;

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
    /// Records that are damaged.
    pub damaged: &'r [DamagedReport],
    /// Bundles that can't be opened.
    pub failed: &'r [FailedReport],
    /// Bundles of which nothing came, with what of them was asked for.
    pub not_given: &'r [NotGivenReport],
}

/// A record as the page lists it.
#[derive(Debug)]
pub struct DeliveryRow {
    /// From 1.
    pub number: u64,
    /// Where it stands in the folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: Digest,
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
}

impl Asked {
    /// All of it, as the entry's note has it: what each word is called, and the word.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let days = [("asked-on", self.on), ("answer-by", self.answer_by)];
        let words = [("officer", &self.officer), ("power", &self.power)];
        let words = words.into_iter().filter_map(|(name, word)| Some((name, word.clone()?)));
        words
            .chain(days.into_iter().filter_map(|(name, day)| Some((name, day?.to_string()))))
            .collect()
    }
}
