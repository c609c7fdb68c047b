//! `restore list`: what was given to somebody else, and whether it stands outside the vault still. Needs no identity
//! and no drive; with one it says to whom it was given, and why.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::formats::entry::{ClosedHow, Entry, Event, NoteRef};
use crate::things::vault::notes;
use crate::verbs::disclosed::DisclosureRow;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::World;
use crate::words::ids::DisclosureId;

/// What a run of `restore list` found.
#[derive(Debug, Serialize)]
pub struct DisclosuresReport {
    /// The earliest first.
    pub disclosures: Vec<Row>,
    /// Something of them is encrypted, and no identity was given that opens it.
    pub hidden: bool,
}

/// One disclosure.
#[derive(Debug, Serialize)]
pub struct Row {
    #[serde(flatten)]
    pub row: DisclosureRow,
    /// To whom; none where nobody was named, or nothing here opens it.
    #[serde(rename = "for")]
    pub whom: Option<String>,
    /// Why; none where nothing here opens it.
    pub reason: Option<String>,
    /// How many bytes were given.
    pub bytes: u64,
    /// What became of the records; none while it is not closed.
    pub how: Option<ClosedHow>,
    /// Its words are encrypted, and nothing here opens them.
    #[serde(skip)]
    pub hidden: bool,
}

impl Reported for DisclosuresReport {
    /// What stands outside the vault waits for somebody, as in `due`.
    fn outcome(&self) -> Outcome {
        match self.disclosures.iter().any(|one| one.row.closed.is_none()) {
            true => Outcome::Finding,
            false => Outcome::Done,
        }
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path) -> Result<DisclosuresReport, Fault> {
    let mut vault = world.look(home, "kluis restore list")?;
    let identities = world.access.open_given(&vault)?.unwrap_or_default();
    if vault.learn_references(&identities) {
        vault.save().map_err(at_home)?;
    }
    let said: BTreeMap<DisclosureId, NoteRef> =
        vault.ledger.entries().filter_map(said_of).collect();
    let row = |id: &DisclosureId| {
        let known = vault.state.disclosures.get(id)?;
        let text = said.get(id).and_then(|note| notes::read(&vault, note, &identities).ok());
        let word = |name| Some(text.as_ref()?.get(name)?.as_str()?.to_owned());
        Some(Row {
            row: DisclosureRow::of(&vault, *id)?,
            whom: word("for"),
            reason: word("reason"),
            bytes: known.bytes,
            how: known.closed.map(|closed| closed.how),
            hidden: text.is_none(),
        })
    };
    let mut disclosures: Vec<Row> = vault.state.disclosures.keys().filter_map(row).collect();
    disclosures.sort_by_key(|one| (one.row.given, one.row.disclosure));
    let hidden = disclosures.iter().any(|one| one.hidden);
    Ok(DisclosuresReport { disclosures, hidden })
}

/// The note that says what a disclosure is about: all lines of one act name the same.
fn said_of(entry: &Entry) -> Option<(DisclosureId, NoteRef)> {
    match &entry.event {
        Event::Restored(given) => Some((given.disclosure?, entry.note?)),
        _ => None,
    }
}
