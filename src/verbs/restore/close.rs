//! `restore close`: ends a disclosure. Each file that was written for it is removed, if it still has the bytes that
//! were given; or a person says what became of them.
//!
//! Which files those are is said by the list that the run wrote beside them, and whose hash this home remembers: what
//! is not on it, has changed, or is a link is told and left. The records go first, then the disclosure is closed on
//! record, and the list last, so that a run that is cut off goes on.

mod folder;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::entry::{ClosedHow, DisclosureClosed, Event, NAMED_MAX};
use crate::rules::hold::Reference;
use crate::things::vault::Vault;
use crate::verbs::copying::ChangedReport;
use crate::verbs::disclosed::{SHOWN_CHARS, name_of};
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::session::{Broken, Session, World};
use crate::verbs::telling::tell_who_is_here;
use crate::words::digest::Digest;
use crate::words::ids::DisclosureId;
use crate::words::limits::TYPED_BYTES_MAX;

pub(crate) use folder::FolderReport;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct CloseRequest {
    /// A reference, or the start of a disclosure's id.
    pub disclosure: String,
    /// What a person says became of the records; none: what this home wrote is removed.
    pub said: Option<ClosedHow>,
    /// Why.
    pub reason: Option<String>,
    /// Who says so.
    pub by: Option<String>,
}

/// What became of the disclosures of one name.
#[derive(Debug, Serialize)]
pub struct CloseReport {
    /// Its reference, or the start of its id.
    pub name: String,
    /// Those that were closed in this run.
    pub closed: Vec<DisclosureId>,
    /// Those that were closed before.
    pub closed_before: Vec<DisclosureId>,
    /// Those of which this PC does not know the folder: they were made on another one.
    pub elsewhere: Vec<DisclosureId>,
    /// What a person said; none where files were removed.
    pub said: Option<ClosedHow>,
    /// The folders that were looked at.
    pub folders: Vec<FolderReport>,
    /// The drives that heard of it, by label.
    pub told: Vec<String>,
    /// Drives that hear at their next contact.
    pub waiting: Vec<String>,
    /// What is not as it was left on drives that are here.
    pub changed: Vec<ChangedReport>,
    /// Drives that are here and could not be used.
    #[serde(rename = "bad_drives")]
    pub broken: Vec<Broken>,
}

impl Reported for CloseReport {
    fn outcome(&self) -> Outcome {
        let folders = self.folders.iter().map(FolderReport::outcome);
        let elsewhere = if self.elsewhere.is_empty() { Outcome::Done } else { Outcome::PartlyDone };
        let nothing = match self.closed.is_empty() && self.folders.is_empty() {
            true => Outcome::Finding,
            false => Outcome::Done,
        };
        let drives = match self.changed.is_empty() && self.broken.is_empty() {
            true => Outcome::Done,
            false => Outcome::Finding,
        };
        folders.fold(elsewhere.max(nothing).max(drives), Ord::max)
    }
}

/// Runs the verb on the vault in `home`.
pub fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &CloseRequest,
) -> Result<CloseReport, Fault> {
    let words = [("--reason", &request.reason), ("--by", &request.by)];
    for (option, word) in words {
        let fits = |text: &String| !text.trim().is_empty() && text.len() <= TYPED_BYTES_MAX;
        if word.as_ref().is_some_and(|text| !fits(text)) {
            return Err(Usage::BadText(option).into());
        }
    }
    let mut session = Session::open(world, home, "kluis restore close")?;
    let called = called(&session.vault, &request.disclosure)?;
    let (closed_before, open): (Vec<_>, Vec<_>) =
        called.into_iter().partition(|id| session.vault.state.disclosures[id].closed.is_some());
    let mut report = CloseReport {
        name: request.disclosure.clone(),
        closed: vec![],
        closed_before,
        elsewhere: vec![],
        said: request.said,
        folders: vec![],
        told: vec![],
        waiting: vec![],
        changed: vec![],
        broken: vec![],
    };
    match request.said {
        // What was seen here counts for more than what a person says of it.
        Some(ClosedHow::Gone) if is_still_there(&mut session, &open, &mut report)? => {}
        Some(how) => {
            close(&mut session, request, &open, how, 0)?;
            let all = open.iter().chain(&report.closed_before);
            forget(&mut session.vault, all)?;
            report.closed = open;
        }
        None => remove(&mut session, request, open, &mut report)?,
    }
    if !report.closed.is_empty() {
        let who = tell_who_is_here(&mut session)?;
        (report.told, report.waiting) = (who.told, who.waiting);
        (report.changed, report.broken) = (who.changed, who.broken);
    }
    Ok(report)
}

/// Whether something of these stands in the folder into which this home gave it.
fn is_still_there(
    session: &mut Session<'_, '_>,
    open: &[DisclosureId],
    report: &mut CloseReport,
) -> Result<bool, Fault> {
    let watcher = session.world.watcher;
    let given = open.iter().filter_map(|id| session.vault.memory.disclosures.get(id));
    let folders: BTreeMap<PathBuf, Option<Digest>> =
        given.filter_map(|given| Some((given.folder.as_ref()?.into(), given.list))).collect();
    for (path, list) in folders {
        report.folders.extend(folder::still_there(&path, list, &|| watcher.interrupted())?);
    }
    Ok(!report.folders.is_empty())
}

/// Removes what this home wrote, folder by folder, and closes what is gone then.
fn remove(
    session: &mut Session<'_, '_>,
    request: &CloseRequest,
    open: Vec<DisclosureId>,
    report: &mut CloseReport,
) -> Result<(), Fault> {
    let mut folders: BTreeMap<(PathBuf, Option<Digest>), Vec<DisclosureId>> = BTreeMap::new();
    for id in open.into_iter().chain(report.closed_before.iter().copied()) {
        let known = session.vault.memory.disclosures.get(&id);
        match known.and_then(|given| Some((PathBuf::from(given.folder.as_ref()?), given.list))) {
            Some(place) => folders.entry(place).or_default().push(id),
            None if !report.closed_before.contains(&id) => report.elsewhere.push(id),
            None => {}
        }
    }
    let watcher = session.world.watcher;
    for ((path, list), ids) in folders {
        let (removed, standing) = folder::empty(&path, list, &|| watcher.interrupted())?;
        let open = |id: &DisclosureId| session.vault.state.disclosures[id].closed.is_none();
        let open: Vec<DisclosureId> = ids.iter().filter(|id| open(id)).copied().collect();
        if open.is_empty() && standing.is_none() {
            // A run that was cut off had closed them, and left at most an empty folder.
            let _ = std::fs::remove_dir(&path);
            forget(&mut session.vault, ids.iter())?;
            continue;
        }
        if removed.is_empty_of_ours() {
            close(session, request, &open, ClosedHow::Deleted, removed.files)?;
            report.closed.extend(&open);
            folder::end(standing)?;
            forget(&mut session.vault, ids.iter())?;
        }
        report.folders.push(removed);
    }
    Ok(())
}

fn close(
    session: &mut Session<'_, '_>,
    request: &CloseRequest,
    disclosures: &[DisclosureId],
    how: ClosedHow,
    files: u64,
) -> Result<(), Fault> {
    let words = [("by", &request.by), ("reason", &request.reason)];
    let said =
        words.into_iter().filter_map(|(name, word)| Some((name.to_owned(), word.clone()?.into())));
    let text: Map<String, Value> = said.collect();
    for some in disclosures.chunks(NAMED_MAX) {
        let note = if text.is_empty() { None } else { Some(session.note(text.clone())?) };
        let mut disclosures = some.to_vec();
        disclosures.sort();
        session
            .record(Event::DisclosureClosed(DisclosureClosed { disclosures, files, how }), note)?;
    }
    // On the disk before the list goes: without either nobody could go on.
    session.vault.save().map_err(at_home)
}

/// Their folders are nobody's business any more; what they are called stays.
fn forget<'a>(
    vault: &mut Vault,
    disclosures: impl Iterator<Item = &'a DisclosureId>,
) -> Result<(), Fault> {
    for id in disclosures {
        if let Some(given) = vault.memory.disclosures.get_mut(id) {
            (given.folder, given.list) = (None, None);
        }
    }
    vault.save().map_err(at_home)
}

/// The disclosures of this reference, or those whose id starts so: one reference may stand for several.
fn called(vault: &Vault, name: &str) -> Result<Vec<DisclosureId>, Usage> {
    let all = vault.state.disclosures.iter();
    let tag = name.parse::<Reference>().ok().map(|it| vault.tag("ref", &it.to_string()));
    let same = all.clone().filter(|(_, given)| tag.is_some() && given.reference == tag);
    let mut found: Vec<DisclosureId> = same.map(|(id, _)| *id).collect();
    if found.is_empty() && name.len() >= SHOWN_CHARS {
        found = all.map(|(id, _)| *id).filter(|id| id.to_string().starts_with(name)).collect();
    }
    match found.is_empty() {
        true => {
            let open = vault.state.disclosures.iter().filter(|(_, given)| given.closed.is_none());
            let names = open.map(|(id, _)| name_of(vault, *id)).collect();
            Err(Usage::NoSuchDisclosure(name.to_owned(), names))
        }
        false => Ok(found),
    }
}
