//! Book years: shown, and one more added. The list stands in `kluis.toml`; each addition is on record.
//!
//! Refuses gaps and overlaps: a day that lies in no book year, or in two, has no end of retention.

use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{BookYear as BookYearEntry, Event};
use crate::rules::book_year::BookYear;
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
    Add { from: Day, to: Day },
    List,
}

/// The book years, and what became of the one that was asked for.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The year that was asked for, where one was.
    pub added: Option<BookYear>,
    /// It was there already, and nothing was written.
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

/// Adds a book year, or lists them.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    match request {
        Request::List => listed(home),
        Request::Add { from, to } => add(world, home, *from, *to),
    }
}

fn listed(home: &Path) -> Result<Report, Fault> {
    let years = config(home)?.book_years().map_err(Usage::BookYear)?;
    Ok(Report {
        added: None,
        already_there: false,
        next: years.next(),
        previous: years.previous(),
        book_years: years.years().to_vec(),
        sealed_otherwise: vec![],
        who: Who::default(),
    })
}

fn add(world: &mut World<'_>, home: &Path, from: Day, to: Day) -> Result<Report, Fault> {
    let year = BookYear::new(from, to).map_err(Usage::BookYear)?;
    let mut session = Session::open(world, home, "kluis book-year add")?;
    let known = session.vault.config.book_years().map_err(Usage::BookYear)?;
    let years = known.with(year).map_err(Usage::BookYear)?;
    let already_there = known.years().contains(&year);
    let mut who = Who::default();
    if !already_there {
        let text = Config::with_book_year(&session.vault.config_text, year);
        session.vault.save_config(text)?;
        let (from, to) = (year.from(), year.to());
        session.record(Event::BookYear(BookYearEntry { from, to }), None)?;
        who = tell_who_is_here(&mut session)?;
    }
    Ok(Report {
        added: Some(year),
        already_there,
        next: years.next(),
        previous: years.previous(),
        book_years: years.years().to_vec(),
        sealed_otherwise: sealed_otherwise(&session, year),
        who,
    })
}

/// Bundles with a date in this year whose rules count from another one. What a seal says is not changed.
fn sealed_otherwise(session: &Session<'_, '_>, year: BookYear) -> Vec<BundleId> {
    let other = |rule: &PinnedRule| {
        let dated = |date: GivenDate| date.first() <= year.to() && year.from() <= date.last();
        rule.rule.book_year.is_some_and(|sealed| sealed != year) && rule.date.is_some_and(dated)
    };
    let bundles = session.vault.state.bundles.iter();
    bundles
        .filter(|(_, bundle)| bundle.standing() != Standing::Destroyed)
        .filter(|(_, bundle)| bundle.rules.iter().filter_map(ShownRule::open).any(other))
        .map(|(id, _)| *id)
        .collect()
}
