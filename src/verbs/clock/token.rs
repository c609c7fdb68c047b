//! `clock token`: proves a time stamp that a service made over this vault's request, against the certificate of an
//! authority that a person gives, and puts it on record.
//!
//! It shows that the time which it states had come, and that what the ledger had when the request was made is older. So
//! it answers the clock's question where a jump is right, and shows that a time on record which lies ahead is false. It
//! does not show that no more time has passed since: there the PC's own clock counts, as far as it always does.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::request::{forget, waiting};
use crate::formats::entry::{ClockProven, Event};
use crate::powers::timestamp::{self, ANSWER_BYTES_MAX};
use crate::rules::clock::{BEHIND_SECONDS_MAX, judge};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, TokenFault, at_home};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::day::Time;
use crate::words::digest::Digest;

/// What the user gives.
#[derive(Debug, Clone)]
pub struct Request {
    /// The service's answer.
    pub answer: PathBuf,
    /// The authority's certificate, in PEM.
    pub authority: PathBuf,
}

/// What was proven.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The time that it states.
    pub at: Time,
    /// SHA-256 of the authority's certificate.
    pub authority: Digest,
    /// A time ahead that counts no more.
    pub removed: Option<Time>,
    /// Which drives have it on record.
    #[serde(flatten)]
    pub who: Who,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        self.who.outcome()
    }
}

/// Runs it on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    let (waiting, last) = {
        let vault = Vault::open(home, "kluis clock token")?;
        (waiting(&vault)?.ok_or(TokenFault::NoRequest)?, vault.state.last_believed)
    };
    let answer = read(&request.answer)?;
    let refused = |why| TokenFault::NotProven { path: request.answer.clone(), why };
    let authority = timestamp::authority(&read(&request.authority)?)
        .map_err(|_| TokenFault::NoCertificate(request.authority.clone()))?;
    let at =
        timestamp::prove(&answer, waiting.imprint.0, waiting.nonce, &authority).map_err(refused)?;
    let (now, here) = (world.clock.now(), world.clock.today());
    if judge(now, here, Some(at), None).is_err() {
        return Err(TokenFault::OtherTime { now, at }.into());
    }
    // What came after the request may be true, however late it is: of that the time stamp says nothing.
    if last > waiting.last && last.is_some_and(|last| last.unix() > now.unix() + BEHIND_SECONDS_MAX)
    {
        return Err(TokenFault::LaterEntry.into());
    }
    let mut session = Session::open_proven(world, home, "kluis clock token")?;
    let removed = last.filter(|last| last.unix() > now.unix() + BEHIND_SECONDS_MAX);
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    let note = session.note(serde_json::Map::from_iter([
        ("authority".to_owned(), STANDARD.encode(&authority).into()),
        ("token".to_owned(), STANDARD.encode(&answer).into()),
    ]))?;
    let authority = Digest::of(&authority);
    let (imprint, token) = (waiting.imprint, Digest::of(&answer));
    let event = Event::ClockProven(ClockProven { at, authority, imprint, token });
    session.record_as_disposer(event, Some(note), &disposer)?;
    let who = tell_who_is_here(&mut session)?;
    forget(&session.vault).map_err(at_home)?;
    Ok(Report { at, authority, removed, who })
}

/// A file of at most so many bytes as an answer has.
fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let failed = |source| Fault::Io { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => TokenFault::Absent(path.to_path_buf()).into(),
        _ => failed(source),
    })?;
    file.take(ANSWER_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    match bytes.len() as u64 > ANSWER_BYTES_MAX {
        true => Err(TokenFault::TooLong(path.to_path_buf()).into()),
        false => Ok(bytes),
    }
}
