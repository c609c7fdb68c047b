//! Book years: shown, and one more added. The list stands in `kluis.toml`; each addition is on record.
//!
//! Refuses gaps and overlaps: a day that lies in no book year, or in two, has no end of retention.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{BookYear as BookYearEntry, Event};
use crate::rules::book_year::{BookYear, BookYears};
use crate::rules::retention::{PinnedRule, ShownRule};
use crate::things::ledger::state::Standing;
use crate::things::vault::config::Config;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::BundleId;

use super::class::config;
use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::session::{Session, World};
use super::telling::{Who, tell_who_is_here};

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    Add {
        from: Day,
        to: Day,
    },
    /// Years of twelve months before the first, until this day lies in one.
    BackTo(Day),
    List,
}

/// The book years, and what became of the one that was asked for.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The year that was asked for, where one was.
    pub added: Option<BookYear>,
    /// All that were added in this run, in order.
    pub years_added: Vec<BookYear>,
    /// What was asked for was there already, and nothing was written.
    pub already_there: bool,
    /// In order; empty where calendar years hold.
    pub book_years: Vec<BookYear>,
    /// What a person most likely adds next.
    pub next: Option<BookYear>,
    /// The year before the first, for records that are older: a date outside the list is refused.
    pub previous: Option<BookYear>,
    /// Bundles with a date in this year that were sealed under another one: their ends stay as sealed.
    pub sealed_otherwise: Vec<BundleId>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.who.outcome()
    }
}

/// Adds book years, or lists them.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    match request {
        Request::List => {
            Ok(said(&config(home)?.book_years().map_err(Usage::BookYear)?, None, vec![]))
        }
        Request::Add { from, to } => {
            let year = BookYear::new(*from, *to).map_err(Usage::BookYear)?;
            add(world, home, Some(year), |known| {
                let there = known.years().contains(&year);
                known.with(year).map_err(Usage::BookYear)?;
                Ok(if there { vec![] } else { vec![year] })
            })
        }
        Request::BackTo(day) => add(world, home, None, |known| missing_back_to(known, *day)),
    }
}

/// The years of twelve months before the first that reach back to a day, the earliest first. Where calendar years hold
/// each day has its own.
fn missing_back_to(known: &BookYears, day: Day) -> Result<Vec<BookYear>, Usage> {
    let mut years = known.clone();
    let mut missing = Vec::new();
    while years.years().first().is_some_and(|first| day < first.from()) {
        let Some(previous) = years.previous() else { break };
        years = years.with(previous).map_err(Usage::BookYear)?;
        missing.insert(0, previous);
    }
    Ok(missing)
}

fn add(
    world: &mut World<'_>,
    home: &Path,
    asked: Option<BookYear>,
    missing: impl FnOnce(&BookYears) -> Result<Vec<BookYear>, Usage>,
) -> Result<Report, Fault> {
    let mut session = Session::open(world, home, "kluis book-year add")?;
    let mut years = session.vault.config.book_years().map_err(Usage::BookYear)?;
    let added = missing(&years)?;
    let mut who = Who::default();
    if !added.is_empty() {
        let text = session.vault.config_text.clone();
        let text = added.iter().fold(text, |text, year| Config::with_book_year(&text, *year));
        session.vault.save_config(text)?;
        // The nearest first: there is no gap at any moment.
        for year in added.iter().rev() {
            years = years.with(*year).map_err(Usage::BookYear)?;
            let (from, to) = (year.from(), year.to());
            session.record(Event::BookYear(BookYearEntry { from, to }), None)?;
        }
        who = tell_who_is_here(&mut session)?;
    }
    // What was there already may have been added after something was sealed, too.
    let about: Vec<BookYear> = added.iter().copied().chain(asked).collect();
    let sealed_otherwise = sealed_otherwise(&session, &about);
    Ok(Report {
        who,
        sealed_otherwise,
        already_there: added.is_empty(),
        ..said(&years, asked, added)
    })
}

fn said(years: &BookYears, added: Option<BookYear>, years_added: Vec<BookYear>) -> Report {
    Report {
        added,
        years_added,
        already_there: false,
        next: years.next(),
        previous: years.previous(),
        book_years: years.years().to_vec(),
        sealed_otherwise: vec![],
        who: Who::default(),
    }
}

/// Bundles with a date in one of these years whose rules count from another one. What a seal says is not changed.
fn sealed_otherwise(session: &Session<'_, '_>, years: &[BookYear]) -> Vec<BundleId> {
    let elsewhere = |rule: &PinnedRule, year: &BookYear| {
        let dated = |date: GivenDate| date.first() <= year.to() && year.from() <= date.last();
        rule.rule.book_year.is_some_and(|sealed| sealed != *year) && rule.date.is_some_and(dated)
    };
    let other = |rule: &PinnedRule| years.iter().any(|year| elsewhere(rule, year));
    let bundles = session.vault.state.bundles.iter();
    bundles
        .filter(|(_, bundle)| bundle.standing() != Standing::Destroyed)
        .filter(|(_, bundle)| bundle.rules.iter().filter_map(ShownRule::open).any(other))
        .map(|(id, _)| *id)
        .collect()
}
