//! Removing what a disclosure wrote into a folder, and nothing else.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::powers::target::{Standing, TargetProblem};
use crate::verbs::fault::Fault;
use crate::verbs::outcome::Outcome;
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::MIB;

use super::super::given_file::GivenFile;
use super::super::given_list::{each_given, has_list};
use super::super::names::GIVEN;

/// How many names a report has.
const NAMED_MOST: usize = 1_000;

/// What became of one folder.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct FolderReport {
    /// The folder.
    pub folder: String,
    /// How many files that were given were removed.
    pub files: u64,
    /// The bytes of these.
    pub bytes: u64,
    /// How many were gone already.
    pub missing: u64,
    /// Files of ours that are not what was given, and stay.
    pub changed: Vec<String>,
    /// What is not ours, and stays.
    pub others: Vec<String>,
    /// Files that were given and stand there, although a person says that they are gone.
    pub still: Vec<String>,
    /// The folder itself is gone, or was never there.
    pub gone: bool,
    /// Its list is not the one that was written, so that nothing was removed.
    pub list_damaged: bool,
}

impl FolderReport {
    /// Nothing that was given stands there any more.
    pub fn is_empty_of_ours(&self) -> bool {
        !self.gone && !self.list_damaged && self.changed.is_empty()
    }

    /// How the run ends for it.
    pub fn outcome(&self) -> Outcome {
        let left = self.gone
            || !self.still.is_empty()
            || !self.changed.is_empty()
            || !self.others.is_empty();
        match (self.list_damaged, left) {
            (true, _) => Outcome::Fixity,
            (false, true) => Outcome::PartlyDone,
            (false, false) => Outcome::Done,
        }
    }
}

/// A folder that was emptied but for its list.
pub struct Emptied {
    path: PathBuf,
    standing: Standing,
}

/// Removes every file on the list that has the bytes that were given. The list itself stays: by it a run that was cut
/// off goes on.
pub fn empty(
    path: &Path,
    list: Option<Digest>,
    stop: &dyn Fn() -> bool,
) -> Result<(FolderReport, Option<Emptied>), Fault> {
    let folder = path.to_string_lossy().into_owned();
    let mut report = FolderReport { folder, ..FolderReport::default() };
    let is_folder = std::fs::symlink_metadata(path).is_ok_and(|facts| facts.is_dir());
    if !is_folder {
        report.gone = true;
        return Ok((report, None));
    }
    let (standing, odd) = Standing::read_beside(path)?;
    if !list.is_some_and(|list| has_list(&standing, list, stop).unwrap_or(false)) {
        report.list_damaged = true;
        return Ok((report, None));
    }
    let mut ours: BTreeSet<PathBuf> = BTreeSet::from([GIVEN.into()]);
    each_given(path, &standing, stop, |name, given| {
        remove(&standing, &odd, name, given, stop, &mut report)?;
        if standing.files.contains_key(name) || odd.contains(name) {
            ours.insert(name.to_path_buf());
        }
        Ok(())
    })?;
    let left = standing.files.keys().chain(&odd).filter(|path| !ours.contains(*path));
    report.others.extend(left.take(NAMED_MOST).map(|path| path.to_string_lossy().into_owned()));
    Ok((report, Some(Emptied { path: path.to_path_buf(), standing })))
}

/// What stands there still of what was given, as far as the list says what that is.
pub fn still_there(
    path: &Path,
    list: Option<Digest>,
    stop: &dyn Fn() -> bool,
) -> Result<Option<FolderReport>, Fault> {
    let is_folder = std::fs::symlink_metadata(path).is_ok_and(|facts| facts.is_dir());
    let Some(list) = list.filter(|_| is_folder) else { return Ok(None) };
    let (standing, odd) = Standing::read_beside(path)?;
    if !has_list(&standing, list, stop).unwrap_or(false) {
        return Ok(None);
    }
    let mut still = Vec::new();
    each_given(path, &standing, stop, |name, _| {
        if (standing.files.contains_key(name) || odd.contains(name)) && still.len() < NAMED_MOST {
            still.push(name.to_string_lossy().into_owned());
        }
        Ok(())
    })?;
    let folder = path.to_string_lossy().into_owned();
    Ok((!still.is_empty()).then(|| FolderReport { folder, still, ..FolderReport::default() }))
}

/// Removes one file, if it is still what was given.
fn remove(
    standing: &Standing,
    odd: &BTreeSet<PathBuf>,
    name: &Path,
    given: &GivenFile,
    stop: &dyn Fn() -> bool,
    report: &mut FolderReport,
) -> Result<(), Fault> {
    let changed = |report: &mut FolderReport| {
        report.changed.truncate(NAMED_MOST);
        report.changed.push(name.to_string_lossy().into_owned());
    };
    // What lies beneath a link is somebody else's; so is a link.
    if name.ancestors().any(|part| odd.contains(part)) {
        changed(report);
        return Ok(());
    }
    match standing.files.get(name) {
        None => {
            report.missing += 1;
            return Ok(());
        }
        Some(bytes) if *bytes != given.bytes => {
            changed(report);
            return Ok(());
        }
        Some(_) => {}
    }
    let digest = match digest_of(standing, name, stop) {
        Ok(Some(digest)) => digest,
        Ok(None) => return Err(Fault::Interrupted),
        Err(_) => {
            changed(report);
            return Ok(());
        }
    };
    if digest != given.sha256 {
        changed(report);
        return Ok(());
    }
    match standing.remove(name) {
        Ok(()) => {
            report.files += 1;
            report.bytes += given.bytes;
            Ok(())
        }
        Err(TargetProblem::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            report.missing += 1;
            Ok(())
        }
        // It stands there still, and is told.
        Err(_) => {
            changed(report);
            Ok(())
        }
    }
}

fn digest_of(
    standing: &Standing,
    name: &Path,
    stop: &dyn Fn() -> bool,
) -> std::io::Result<Option<Digest>> {
    let mut file = standing.open(name)?;
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; MIB as usize];
    loop {
        let got = file.read(&mut buffer)?;
        if got == 0 {
            return Ok(Some(hasher.finish()));
        }
        if stop() {
            return Ok(None);
        }
        hasher.update(&buffer[..got]);
    }
}

/// Removes the list, and the folders that are empty now. One that holds something else stays.
pub fn end(emptied: Option<Emptied>) -> Result<(), Fault> {
    let Some(Emptied { path, standing }) = emptied else { return Ok(()) };
    for folder in standing.folders.iter().rev() {
        let _ = std::fs::remove_dir(path.join(folder));
    }
    standing.remove(Path::new(GIVEN))?;
    let _ = std::fs::remove_dir(&path);
    Ok(())
}
