//! `kluis.toml`: what a person may edit. Read strictly, so that a typo is an error and not a silence.

use std::fmt;
use std::path::PathBuf;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};
use unicode_normalization::UnicodeNormalization;

use crate::rules::book_year::{BookYear, BookYearProblem, BookYears};
use crate::rules::schedule::{ClassProblem, ClassText, Schedule};
use crate::words::lang::Lang;
use crate::words::limits::TYPED_BYTES_MAX;
use crate::words::toml_text::{self, NotToml};

use super::source_setting::{self, SourceProblem, SourceSetting};

/// Who may hold the wrapped keys (design, "Keys").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Custody {
    /// On the medium, beside the bundle: one drive and one identity restore.
    #[default]
    WithBundle,
    /// Only on media with the role `keys`.
    Apart,
}

/// The state of a copy that lets a source go (design, "Read-back").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum SweepWaitsFor {
    /// Read back past the cache.
    #[default]
    ReadBack,
    /// Verified after the drive had been taken out and had come back.
    Reattached,
}

/// The whole of `kluis.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The client's name, which the first line of output shows.
    pub name: String,
    /// The language that is spoken of this vault, where nobody asks for another.
    #[serde(default)]
    pub lang: Option<Lang>,
    /// How many verified copies a record must have before its source may go.
    #[serde(default = "two")]
    pub copies: u32,
    /// Whether wrapped keys lie with the bundles or apart.
    #[serde(default)]
    pub custody: Custody,
    /// Whether bundles get parity on this vault's drives.
    #[serde(default = "yes")]
    pub parity: bool,
    /// The labels of drives that get none all the same.
    #[serde(default)]
    pub no_parity_on: Vec<String>,
    /// How far a copy must be proven to count when sources are removed.
    #[serde(default)]
    pub sweep_waits_for: SweepWaitsFor,
    /// After how many days without a verification a drive is overdue.
    #[serde(default = "half_a_year")]
    pub verify_every_days: u32,
    /// How many bytes of sealed bundles may wait in the home for their copies; 0: none.
    #[serde(default = "ten_gib")]
    pub outbox_bytes: u64,
    /// Whether the words that PDFs show are kept in the index, for a search.
    #[serde(default)]
    pub pdf_text: bool,
    /// Whether a release, a destruction and a shorter end take two persons.
    #[serde(default)]
    pub two_persons: Option<bool>,
    /// The book years, where they are not calendar years.
    #[serde(default)]
    pub book_year: Vec<BookYear>,
    /// What a statement of destruction says beside what is on record.
    #[serde(default)]
    pub statement: StatementWords,
    /// Folders whose files are this client's alone; a path that is not absolute is below the user's own folder.
    #[serde(default)]
    pub sources: Vec<PathBuf>,
    /// Folders with nothing to keep, which `month` and `status` pass over; each PC's own, like `sources`.
    #[serde(default)]
    pub ignore: Vec<PathBuf>,
    /// What `month` seals from where; each PC's own, like `sources`.
    #[serde(default)]
    pub source: Vec<SourceSetting>,
    /// The user's own classes, in the shape of the shipped schedules.
    #[serde(default)]
    pub class: Vec<ClassText>,
}

/// What statements of destruction say where a person has given it here. They lie on drives in the clear.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementWords {
    /// For whom the records are processed (GDPR art. 4(7)).
    #[serde(default, deserialize_with = "typed")]
    pub controller: Option<String>,
    /// Who processes them for the controller (art. 4(8)).
    #[serde(default, deserialize_with = "typed")]
    pub processor: Option<String>,
    /// What the controller chose for the end (art. 28(3)(g)).
    #[serde(default, deserialize_with = "typed")]
    pub return_or_delete: Option<String>,
    /// The level of protection before.
    #[serde(default, deserialize_with = "typed")]
    pub category_before: Option<String>,
}

/// Text as a person types it: some, and not too much.
fn typed<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text: String = String::deserialize(from)?.nfc().collect();
    match text.trim().is_empty() || text.len() > TYPED_BYTES_MAX {
        true => Err(D::Error::invalid_length(text.len(), &"1..=4096")),
        false => Ok(Some(text)),
    }
}

/// Adds a table to a list of them, which a person may have spelled in one line.
fn push_table(text: &mut DocumentMut, key: &str, table: Table) {
    let list = text.remove(key).map(Item::into_array_of_tables);
    let mut tables = match list {
        Some(Ok(tables)) => tables,
        _ => ArrayOfTables::new(),
    };
    tables.push(table);
    text.insert(key, Item::ArrayOfTables(tables));
}

impl fmt::Display for Custody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Custody::WithBundle => "with-bundle",
            Custody::Apart => "apart",
        })
    }
}

impl fmt::Display for SweepWaitsFor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SweepWaitsFor::ReadBack => "read-back",
            SweepWaitsFor::Reattached => "reattached",
        })
    }
}

fn yes() -> bool {
    true
}

fn two() -> u32 {
    2
}

fn half_a_year() -> u32 {
    183
}

fn ten_gib() -> u64 {
    10 << 30
}

/// Why `kluis.toml` can't be used.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum ConfigProblem {
    /// The file is no TOML, or not of this shape.
    Toml(NotToml),
    /// So many copies can't be wanted.
    Copies(u32),
    /// The book years don't follow one another.
    BookYears(#[from] BookYearProblem),
    /// A class of the vault's own is wrong.
    Classes(#[from] ClassProblem),
    /// A `[[source]]` is wrong.
    Sources(#[from] SourceProblem),
}

impl Config {
    /// Reads and checks the text.
    pub fn read(text: &str) -> Result<Config, ConfigProblem> {
        let config: Config = toml_text::read(text).map_err(ConfigProblem::Toml)?;
        if !(1..=9).contains(&config.copies) {
            return Err(ConfigProblem::Copies(config.copies));
        }
        config.book_years()?;
        source_setting::check(&config.source, &config.schedule()?)?;
        Ok(config)
    }

    /// The text of a new vault's settings.
    pub fn first_text(name: &str, copies: u32, custody: Custody, years: &[BookYear]) -> String {
        let mut text = DocumentMut::new();
        text.decor_mut().set_prefix("# kluis: the settings of this vault.\n");
        text["name"] = value(name);
        text["copies"] = value(i64::from(copies));
        text["custody"] = value(custody.to_string());
        years.iter().fold(text.to_string(), |text, year| Config::with_book_year(&text, *year))
    }

    /// The text with this name; what a person wrote around it stays as it is.
    pub fn with_name(text: &str, name: &str) -> String {
        let mut text: DocumentMut =
            text.parse().expect("the settings were read before they get another name");
        text["name"] = value(name);
        text.to_string()
    }

    /// The text with one book year more; what a person wrote around it stays as it is.
    pub fn with_book_year(text: &str, year: BookYear) -> String {
        let mut text: DocumentMut =
            text.parse().expect("the settings were read before a book year is added to them");
        let mut table = Table::new();
        table["from"] = value(year.from().to_string());
        table["to"] = value(year.to().to_string());
        push_table(&mut text, "book_year", table);
        text.to_string()
    }

    /// The text with one drive more that gets no parity.
    pub fn with_no_parity_on(text: &str, label: &str) -> String {
        let mut text: DocumentMut =
            text.parse().expect("the settings were read before a drive is added to them");
        let labels = text["no_parity_on"].or_insert(value(Array::new()));
        if let Some(labels) = labels.as_array_mut() {
            labels.push(label);
        }
        text.to_string()
    }

    /// Whether a release, a destruction and a shorter end take two persons, as far as the settings say.
    pub fn wants_two_persons(&self) -> bool {
        self.two_persons == Some(true)
    }

    /// Whether bundles get parity on the drive of this label.
    pub fn has_parity_on(&self, label: &str) -> bool {
        self.parity && !self.no_parity_on.iter().any(|without| without == label)
    }

    /// The book years, checked.
    pub fn book_years(&self) -> Result<BookYears, BookYearProblem> {
        BookYears::new(self.book_year.clone())
    }

    /// The shipped schedule with the user's own classes.
    pub fn schedule(&self) -> Result<Schedule, ClassProblem> {
        Schedule::shipped().with_classes(self.class.clone())
    }
}
