//! What an entry about ends makes of bundles' ends: computed before it is written, shown to a person at a terminal, and
//! reported. Entries about ends are events that took place, events taken back, extensions,
//! and earlier ends that a person proposes and another confirms.

pub(super) mod earlier;
pub mod event;
pub mod extend;
pub mod newer;
mod redated;
pub mod shorten;

use serde::Serialize;

use crate::formats::entry::Event;
use crate::powers::asker::{EndChange, Question, yes_or_no};
use crate::powers::signer::SigningKey;
use crate::rules::retention::End;
use crate::things::ledger::state::{BundleState, State};
use crate::words::ids::BundleId;
use crate::words::limits::TYPED_BYTES_MAX;

use super::fault::{EndProblem, Fault, Usage};
use super::list::{EndRow, end_of};
use super::select::class_of;
use super::session::Session;
use newer::NewerRow;

pub use earlier::WaitRow;

/// What becomes of one bundle's end.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    pub bundle: BundleId,
    /// Its classes, as this PC may show them; none for one that is confidential and not known here.
    pub classes: Vec<Option<String>>,
    pub before: EndRow,
    pub end: EndRow,
    pub changed: bool,
    /// A duty to keep outlasts a duty to delete: for a person to resolve.
    pub conflict: bool,
    /// References of the holds in force on it: they bind on.
    pub holds: Vec<String>,
}

/// The state as it would be with these entries.
fn with(
    session: &Session<'_, '_>,
    events: &[Event],
    disposer: &SigningKey,
) -> Result<State, Fault> {
    let mut ledger = session.vault.ledger.clone();
    for event in events {
        ledger.append(session.stamp, event.clone(), None, Some(disposer))?;
    }
    Ok(ledger.state())
}

/// What becomes of these bundles between two states.
fn changes(session: &Session<'_, '_>, ids: &[BundleId], after: &State) -> Vec<ChangeRow> {
    let before = &session.vault.state;
    let row = |id: &BundleId| {
        let (was, is) = (before.bundles.get(id)?, after.bundles.get(id)?);
        Some(change(session, *id, was, is))
    };
    ids.iter().filter_map(row).collect()
}

fn change(
    session: &Session<'_, '_>,
    bundle: BundleId,
    was: &BundleState,
    is: &BundleState,
) -> ChangeRow {
    let class = |rule: &_| class_of(&session.vault, rule).map(|class| class.to_string());
    let end = is.end_now();
    ChangeRow {
        bundle,
        classes: was.rules.iter().map(|rule| class(&rule.class())).collect(),
        before: end_of(was, session.today),
        end: end_of(is, session.today),
        changed: was.end_now() != end,
        conflict: end.keep_through.zip(end.delete_from).is_some_and(|(keep, gone)| keep >= gone),
        holds: was.holds.iter().map(|hold| hold.name()).collect(),
    }
}

/// Shows a person at a terminal what would change, and asks. In a script the words on the line are the answer.
fn ask(
    session: &mut Session<'_, '_>,
    rows: &[ChangeRow],
    newer: &[NewerRow],
) -> Result<(), EndProblem> {
    let asker = &mut session.world.access.asker;
    if !asker.can_ask() {
        return Ok(());
    }
    let end = |row: &EndRow| End {
        delete_from: row.delete_from,
        keep_through: row.keep_through,
        open: row.open,
    };
    let shown = rows.iter().filter(|row| row.changed).map(|row| EndChange {
        bundle: row.bundle.to_string(),
        classes: row.classes.clone(),
        before: end(&row.before),
        after: end(&row.end),
        newer: newer.iter().find(|newer| newer.bundle == row.bundle).map(|row| row.newer.clone()),
    });
    asker.show_ends(&shown.collect::<Vec<_>>());
    match asker.ask(&Question::Ends).as_ref().and_then(yes_or_no) {
        Some(true) => Ok(()),
        Some(false) | None => Err(EndProblem::NotConfirmed),
    }
}

/// Puts the entries on record, each with a note of who and why; `more` stands in each note beside them.
fn record(
    session: &mut Session<'_, '_>,
    events: Vec<Event>,
    words: &Words<'_>,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    for event in events {
        let mut text = serde_json::Map::new();
        let all = [("by", words.by), ("reason", words.reason), ("date", words.date.as_deref())];
        for (key, word) in all {
            text.extend(word.map(|word| (key.to_owned(), word.into())));
        }
        // Without a word there is nothing to encrypt.
        let note = match text.is_empty() {
            true => None,
            false => Some(session.note(text)?),
        };
        session.record_as_disposer(event, note, disposer)?;
    }
    Ok(())
}

/// What a person said beside the act itself.
pub(super) struct Words<'r> {
    pub by: Option<&'r str>,
    pub reason: Option<&'r str>,
    pub date: Option<String>,
}

impl Words<'_> {
    fn check(&self) -> Result<(), Usage> {
        for (option, text) in [("--by", self.by), ("--reason", self.reason)] {
            let bad = |text: &str| text.trim().is_empty() || text.len() > TYPED_BYTES_MAX;
            if text.is_some_and(bad) {
                return Err(Usage::BadText(option));
            }
        }
        Ok(())
    }
}
