//! `audit`: answers somebody's request. What is asked for by year, class, relation, number or name, or by a list of these,
//! is given as `restore` gives records to somebody else: proven, listed, and on record.
//!
//! Refuses to know how that is done. What is not found is told one by one.

mod asked_for;

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::things::search::wishes::Wish;

use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::restore;
use super::session::World;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is given, and to whom.
    pub give: restore::Request,
    /// A list of numbers and names, one a row.
    pub list: Option<PathBuf>,
}

/// What was given, and what was not.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How many things were asked for one by one: numbers, relations, names and patterns.
    pub asked: u64,
    /// How many of them were found; none where nobody knows yet.
    pub found: Option<u64>,
    /// Columns of the list that say nothing here: what stands above them, or their numbers.
    pub columns_unread: Vec<String>,
    /// What was given.
    pub given: restore::Report,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.given.outcome()
    }

    fn faults(&self) -> Vec<&Fault> {
        self.given.faults()
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let mut give = request.give.clone();
    let list = request.list.as_deref().map(asked_for::read).transpose()?;
    let list = list.unwrap_or_default();
    give.wishes.push(list.wishes);
    give.wishes.retain(|wishes: &Vec<Wish>| !wishes.is_empty());
    if give.selection.none() && give.is_all() {
        return Err(Usage::NothingAsked.into());
    }
    let given = restore::run(world, home, &give)?;
    let found = (!given.unsure).then(|| given.asked - given.not_found.len() as u64);
    Ok(Report { asked: given.asked, found, columns_unread: list.columns_unread, given })
}
