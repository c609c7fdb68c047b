//! What the newest statement of a bundle says. Where none states what is known now, one is made first: an interim one,
//! as long as a copy is not accounted for.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use super::make::{self, Signing, make};
use super::written;
use crate::formats::entry::StatementKind;
use crate::formats::statement::Statement;
use crate::things::ledger::state::StatementState;
use crate::things::statements::keeping;
use crate::things::vault::STATEMENTS;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::outcome::Outcome;
use crate::verbs::select;
use crate::verbs::session::{Session, World};
use crate::verbs::telling::tell_who_is_here;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

#[derive(Debug, Serialize)]
pub struct ShowReport {
    pub bundle: BundleId,
    /// None where nothing of the bundle was destroyed.
    pub kind: Option<StatementKind>,
    pub accounted: bool,
    /// SHA-256 of the statement itself.
    pub sha256: Option<Digest>,
    /// It was made in this run.
    pub made_now: bool,
    /// The whole statement, as it is signed; none where its file is not here as it was recorded.
    pub statement: Option<Value>,
    #[serde(skip)]
    pub read: Option<Statement>,
    /// Its files: in the home, or in the folder that was asked for.
    pub files: Vec<PathBuf>,
    /// What each drive of the statement is called here, by its place in `copies`.
    #[serde(skip)]
    pub labels: Vec<String>,
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    bundle: &str,
    to: Option<&Path>,
) -> Result<ShowReport, Fault> {
    let mut session = Session::open(world, home, "kluis statement")?;
    let id = select::resolve_one(&session.vault, bundle)?;
    let mut made_now = false;
    if is_new(&session, id)? {
        let identities = session.world.access.open(&session.vault)?;
        let disposer = session.world.access.disposer(&session.vault, &identities)?;
        let signing = Signing { identities: &identities, disposer: &disposer };
        made_now = make(&mut session, id, &signing)?.is_some();
        tell_who_is_here(&mut session)?;
    } else if newest(&session, id).is_some_and(|made| is_missing(&session, made)) {
        // A drive may have it whole.
        tell_who_is_here(&mut session)?;
    }
    let Some(made) = newest(&session, id).cloned() else {
        return Ok(nothing(id));
    };
    report(&session, id, &made, made_now, to)
}

/// Whether something was done that no statement says. One that is on record and can't be read is not made again.
fn is_new(session: &Session<'_, '_>, id: BundleId) -> Result<bool, Fault> {
    let made = session.vault.state.statements.get(&id).map_or(&[][..], Vec::as_slice);
    if made.iter().any(|made| is_missing(session, made)) {
        return Ok(false);
    }
    Ok(matches!(make::standing(session, id)?, Some((_, None))))
}

fn is_missing(session: &Session<'_, '_>, made: &StatementState) -> bool {
    keeping::statement_of(&session.vault, made).is_none()
}

fn newest<'s>(session: &'s Session<'_, '_>, id: BundleId) -> Option<&'s StatementState> {
    session.vault.state.statements.get(&id)?.last()
}

fn nothing(bundle: BundleId) -> ShowReport {
    ShowReport {
        bundle,
        kind: None,
        accounted: false,
        sha256: None,
        made_now: false,
        statement: None,
        read: None,
        files: vec![],
        labels: vec![],
    }
}

fn report(
    session: &Session<'_, '_>,
    bundle: BundleId,
    made: &StatementState,
    made_now: bool,
    to: Option<&Path>,
) -> Result<ShowReport, Fault> {
    let files = match to {
        Some(to) if to.is_file() => {
            return Err(Usage::FileExists { path: to.to_path_buf(), option: "--to" }.into());
        }
        Some(to) => written::write(session, made, to)?,
        None => {
            let folder = session.vault.root.join(STATEMENTS);
            made.files.iter().map(|file| folder.join(&file.name)).collect()
        }
    };
    let read = keeping::statement_of(&session.vault, made);
    let copies = read.iter().flat_map(|read| &read.copies);
    let labels = copies.map(|copy| session.label(copy.medium)).collect();
    let value = read.as_ref().and_then(|read| serde_json::from_slice(&read.to_bytes()).ok());
    Ok(ShowReport {
        bundle,
        kind: Some(made.kind),
        accounted: read.as_ref().is_some_and(|read| read.accounted),
        sha256: Some(made.sha256),
        made_now,
        statement: value,
        read,
        files,
        labels,
    })
}

impl ShowReport {
    pub(super) fn outcome(&self) -> Outcome {
        match (self.kind, &self.statement) {
            (Some(_), None) => Outcome::Fixity,
            (Some(_), Some(_)) if self.accounted => Outcome::Done,
            _ => Outcome::Finding,
        }
    }
}
