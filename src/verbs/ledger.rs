//! The record of everything that was done: shown, and proven.
//!
//! Opening a home proves its chains already; `verify` also asks every drive that is here.

mod asking;
mod by_seal;
mod join;
mod request;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::entry::{Entry, Event, Head};
use crate::things::ledger::Ledger;
use crate::things::ledger::quarantine::Quarantine;
use crate::things::ledger::state::{Stray, UnknownEvent};
use crate::things::medium::MediumProblem;
use crate::things::vault::Vault;
use crate::things::vault::notes::{self, NoteUnread};
use crate::words::day::{ClockState, Time};
use crate::words::ids::{MediumId, NoteId, VaultId, WriterId};

use super::fault::Fault;
use super::medium::here::{look_around, said};
use super::outcome::{Outcome, Reported};
use super::session::World;

pub use join::JoinReport;
pub use request::JoinRequest;

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    /// With the texts of notes, which take an identity.
    Show {
        notes: bool,
    },
    Verify,
    Join(JoinRequest),
}

/// What a run of `ledger` found or did.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    Show(ShowReport),
    Verify(VerifyReport),
    Join(JoinReport),
}

/// The entries of `ledger show`.
#[derive(Debug, Serialize)]
pub struct ShowReport {
    /// Oldest first.
    pub entries: Vec<Line>,
    pub set_aside: Vec<AsideRow>,
    /// How many more are only counted.
    pub set_aside_more: u64,
    /// The notes were opened.
    pub notes_shown: bool,
    /// What the media are called here, for whoever words the entries.
    #[serde(skip)]
    pub labels: BTreeMap<MediumId, String>,
}

/// One entry, as it is shown.
#[derive(Debug, Serialize)]
pub struct Line {
    pub writer: WriterId,
    pub seq: u64,
    pub time: Time,
    pub clock: ClockState,
    pub event: String,
    pub fields: Value,
    /// The note with its free text, encrypted.
    pub note: Option<NoteId>,
    /// The note's text by name (reason, for whom, by, role); only where notes are asked for.
    pub note_text: Option<Map<String, Value>>,
    /// Why it could not be shown, where it was asked for.
    pub note_unread: Option<NoteUnread>,
    /// It carries the disposer's signature.
    pub signed: bool,
    #[serde(skip)]
    pub what: Event,
}

/// Bytes behind a chain's head that nobody ever signed for: a run that was cut off leaves them.
#[derive(Debug, Serialize)]
pub struct AsideRow {
    pub writer: WriterId,
    pub bytes: u64,
}

/// The proof of `ledger verify`.
#[derive(Debug, Serialize)]
pub struct VerifyReport {
    pub vault: VaultId,
    pub chains: Vec<ChainRow>,
    pub entries: u64,
    pub set_aside: Vec<AsideRow>,
    /// How many more are only counted.
    pub set_aside_more: u64,
    /// The drives that are here.
    pub media: Vec<MediumRow>,
    /// Drives that were not looked at, by label.
    pub absent: Vec<String>,
    /// Events of a newer version: while there are any, nothing can be destroyed here.
    pub unknown_events: Vec<UnknownEvent>,
    /// Entries of the sealer's about a bundle or a medium that no entry made: they say nothing.
    pub strays: Vec<Stray>,
    /// Lines under a key that was replaced, which count only where they refuse and the disposer signed them.
    pub quarantined: u64,
}

/// One home's chain: its lines follow each other, its head is the one that was signed for, and what the disposer has to
/// sign is signed.
#[derive(Debug, Serialize)]
pub struct ChainRow {
    #[serde(flatten)]
    pub head: Head,
    /// This home writes it.
    pub own: bool,
    pub last: Option<Time>,
    /// Entries that carry the disposer's signature.
    pub signed: u64,
}

/// How far a drive has the chains.
#[derive(Debug, Serialize)]
pub struct MediumRow {
    pub label: Option<String>,
    pub path: String,
    pub holds: bool,
    /// How many entries it has not heard of yet.
    pub behind: u64,
    pub problem: Option<MediumProblem>,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        match self {
            Report::Show(_) => Outcome::Done,
            Report::Join(join) => join.outcome(),
            Report::Verify(verify) => verify.outcome(),
        }
    }
}

impl VerifyReport {
    fn outcome(&self) -> Outcome {
        let problems = self.media.iter().filter_map(|row| row.problem.as_ref());
        let strays = if self.strays.is_empty() { Outcome::Done } else { Outcome::Finding };
        problems.map(severity).max().unwrap_or_default().max(strays)
    }
}

fn severity(problem: &MediumProblem) -> Outcome {
    match problem {
        MediumProblem::Ledger { .. } | MediumProblem::Unjoined { .. } => Outcome::Ledger,
        MediumProblem::LabelBroken { .. }
        | MediumProblem::LabelReplaced { .. }
        | MediumProblem::Unvouched { .. }
        | MediumProblem::OtherDrive { .. } => Outcome::Seal,
        MediumProblem::DamagedChains { .. }
        | MediumProblem::LostChains { .. }
        | MediumProblem::LabelDamaged { .. }
        | MediumProblem::SlotDamaged { .. }
        | MediumProblem::SlotBlocked { .. } => Outcome::Fixity,
        MediumProblem::NotADrive(_)
        | MediumProblem::NotWhole { .. }
        | MediumProblem::Renamed { .. }
        | MediumProblem::TwoDrives(_)
        | MediumProblem::OtherVault { .. }
        | MediumProblem::RolledBack { .. }
        | MediumProblem::Twice { .. }
        | MediumProblem::InUse(_)
        | MediumProblem::NoAnswer(_)
        | MediumProblem::Overtaken { .. }
        | MediumProblem::SlotMissing { .. }
        | MediumProblem::OwnDisk { .. }
        | MediumProblem::AmongSources { .. }
        | MediumProblem::AlreadyOurs(_)
        | MediumProblem::File { .. } => Outcome::Finding,
    }
}

/// Shows the entries, or proves every chain here and on the drives that are here.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    match request {
        Request::Show { notes } => show(world, home, *notes).map(Report::Show),
        Request::Verify => verify(world, home).map(Report::Verify),
        Request::Join(request) => join::join(world, home, request).map(Report::Join),
    }
}

fn show(world: &mut World<'_>, home: &Path, with_notes: bool) -> Result<ShowReport, Fault> {
    let vault = world.look(home, "kluis ledger show")?;
    // Nobody is asked for a passphrase where there is nothing to open.
    let opens = with_notes && vault.ledger.entries().any(|entry| entry.note.is_some());
    let identities = if opens { world.access.open(&vault)? } else { Vec::new() };
    let text_of = |entry: &Entry| {
        let note = entry.note.as_ref().filter(|_| with_notes)?;
        Some(notes::read(&vault, note, &identities))
    };
    let mut entries: Vec<Line> = vault
        .ledger
        .entries()
        .map(|entry| (entry, text_of(entry).transpose()))
        .map(|(entry, text)| Line {
            writer: entry.writer,
            seq: entry.seq,
            time: entry.time,
            clock: entry.clock,
            event: entry.event.name().to_owned(),
            // Our own types have string keys and no failing serializers; an unknown event is a value already.
            fields: serde_json::to_value(&entry.event).unwrap_or_default(),
            note: entry.note.map(|note| note.id),
            note_unread: text.as_ref().err().copied(),
            note_text: text.ok().flatten(),
            signed: entry.signature.is_some(),
            what: entry.event.clone(),
        })
        .collect();
    // Within a chain the order of its lines, whatever its clock said.
    entries.sort_by_key(|line| (line.time, line.writer, line.seq));
    let labels = vault.state.media.keys().map(|id| (*id, vault.memory.label(*id))).collect();
    let (set_aside, set_aside_more) = (asides(&vault), vault.asides.more());
    Ok(ShowReport { entries, set_aside, set_aside_more, notes_shown: with_notes, labels })
}

fn verify(world: &mut World<'_>, home: &Path) -> Result<VerifyReport, Fault> {
    let mut vault = world.look(home, "kluis ledger verify")?;
    let here = look_around(&mut vault);
    world.unkept = vault.unkept.take();
    let heads = vault.ledger.heads();
    let mut media: Vec<MediumRow> = Vec::new();
    for contact in &here.contacts {
        let damaged = (!contact.damaged_chains.is_empty()).then(|| {
            let (path, label) = (contact.path.clone(), contact.name.clone());
            let chains = contact.damaged_chains.clone();
            MediumProblem::DamagedChains { path, label, chains }
        });
        let problem = contact.older(&vault).or_else(|| contact.lost(&vault)).or(damaged);
        media.push(MediumRow {
            label: Some(contact.name.clone()),
            path: said(&contact.path),
            holds: problem.is_none(),
            behind: behind(&heads, &contact.label.heads),
            problem,
        });
    }
    let away = vault.memory.media.iter().filter(|(medium, _)| here.get(**medium).is_none());
    let mut absent: Vec<String> = away.map(|(_, known)| known.label.clone()).collect();
    absent.sort();
    media.sort_by(|a, b| a.label.cmp(&b.label));
    media.extend(here.doubtful.into_iter().map(|(path, problem)| MediumRow {
        label: None,
        path: said(&path),
        holds: false,
        behind: 0,
        problem: Some(problem),
    }));
    let quarantine = Quarantine::of(vault.ledger.entries());
    Ok(VerifyReport {
        vault: vault.id,
        entries: count(&vault.ledger),
        chains: heads.into_iter().map(|head| chain_row(&vault, head)).collect(),
        set_aside: asides(&vault),
        set_aside_more: vault.asides.more(),
        media,
        absent,
        unknown_events: vault.state.unknown.clone(),
        strays: vault.state.strays.clone(),
        quarantined: vault.ledger.entries().filter(|entry| quarantine.holds(entry)).count() as u64,
    })
}

fn chain_row(vault: &Vault, head: Head) -> ChainRow {
    let of_it = || vault.ledger.entries().filter(|entry| entry.writer == head.writer);
    ChainRow {
        own: head.writer == vault.writer(),
        last: of_it().last().map(|entry| entry.time),
        signed: of_it().filter(|entry| entry.signature.is_some()).count() as u64,
        head,
    }
}

fn count(ledger: &Ledger) -> u64 {
    ledger.heads().iter().map(|head| head.count).sum()
}

fn behind(ours: &[Head], theirs: &[Head]) -> u64 {
    let missing = |head: &Head| {
        let there = theirs.iter().find(|other| other.writer == head.writer);
        head.count.saturating_sub(there.map_or(0, |other| other.count))
    };
    ours.iter().map(missing).sum()
}

fn asides(vault: &Vault) -> Vec<AsideRow> {
    let row = |aside: &crate::things::ledger::Aside| AsideRow {
        writer: aside.writer,
        bytes: aside.bytes,
    };
    vault.asides.named().iter().map(row).collect()
}
