//! Mends files of a bundle in place: from another medium's copy where that is whole, else from parity.
//!
//! A file is put together and hashed whole before the first byte is written, and only what hashes to the seal is
//! written: damaged slices alone, each over itself. So a run that is cut off leaves no slice worse than it was, and
//! the next one can go on; and no second copy needs room.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom, Write};

use crate::formats::entry::FileFacts;
use crate::powers::asker::{Unwatched, Watcher};
use crate::powers::medium::{Act, Kind, MediumPath, Opened, Storage, StorageProblem};
use crate::things::bundle::fixity::{self, FileFault, Fixity};
use crate::things::bundle::{Place, SEAL, SEAL_SIGNATURE};
use crate::things::files;
use crate::words::digest::Hasher;
use crate::words::limits::{GIB, MIB, SEAL_BYTES_MAX, SIGNATURE_BYTES_MAX};

use super::sets::{SEAL_SET, SetPlan, seal_files};
use super::survey::{NotMended, Survey, packets};

/// How a file came back.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// From another place, counted like those given.
    Copy { place: usize },
    /// From parity: so many of its slices were brought back or fetched.
    Parity { slices: u64 },
}

/// Mends the files of a set that do not hold at place 0; the further places may hold copies of them. Says of each
/// what became of it.
///
/// `bad` takes what another place had instead of the file: a copy that would have lent it.
pub fn mend(
    plan: &SetPlan,
    faulty: &[usize],
    places: &[Place<'_>],
    watcher: &dyn Watcher,
    bad: &mut dyn FnMut(usize, String, FileFault),
) -> Vec<(usize, Result<How, NotMended>)> {
    let mut done = Vec::new();
    let mut left = Vec::new();
    for &number in faulty {
        match from_copy(&plan.files[number], places, watcher, bad) {
            Some(result) => done.push((number, result)),
            None => left.push(number),
        }
    }
    done.extend(from_parity(plan, &left, places, watcher));
    done.sort_by_key(|(number, _)| *number);
    done
}

/// None where no other place has the file whole.
fn from_copy(
    file: &FileFacts,
    places: &[Place<'_>],
    watcher: &dyn Watcher,
    bad: &mut dyn FnMut(usize, String, FileFault),
) -> Option<Result<How, NotMended>> {
    let mut holds = |at: usize| {
        let (place, mut found) = (&places[at], Fixity::default());
        fixity::check(place.storage, place.folder, file, watcher, &mut found, &mut |_| {});
        let whole = found.holds();
        found.faults.into_iter().for_each(|(name, fault)| bad(at, name, fault));
        whole
    };
    let place = (1..places.len()).find(|at| holds(*at))?;
    Some(copy_over(file, places[0], places[place]).map(|()| How::Copy { place }))
}

/// Writes what differs, from a copy that was just hashed; the result is read back whole.
fn copy_over(file: &FileFacts, to: Place<'_>, from: Place<'_>) -> Result<(), NotMended> {
    let path = to.folder.join(&file.name).map_err(StorageProblem::from)?;
    let mut source =
        from.storage.open(&from.folder.join(&file.name).map_err(StorageProblem::from)?)?;
    let mut target = Target::open(to.storage, &path, file.bytes)?;
    let mut piece = vec![0; MIB as usize];
    let mut at = 0;
    while at < file.bytes {
        let now = (file.bytes - at).min(MIB) as usize;
        let unreadable = |_| NotMended::Unreadable { name: file.name.clone() };
        source.read_exact(&mut piece[..now]).map_err(unreadable)?;
        if !target.has(at, &piece[..now]) {
            target.write(at, &piece[..now])?;
        }
        at += now as u64;
    }
    target.finish(to, file)
}

fn from_parity(
    plan: &SetPlan,
    faulty: &[usize],
    places: &[Place<'_>],
    watcher: &dyn Watcher,
) -> Vec<(usize, Result<How, NotMended>)> {
    if faulty.is_empty() {
        return Vec::new();
    }
    let rebuilt =
        Survey::of(plan, faulty, places).and_then(|survey| Ok((survey.rebuild(watcher)?, survey)));
    let one = |number: usize| match &rebuilt {
        Err(problem) => (number, Err(problem.clone())),
        Ok((slices, survey)) => {
            let file = &plan.files[number];
            (number, put_together(file, number, survey, slices, places[0]))
        }
    };
    faulty.iter().map(|number| one(*number)).collect()
}

fn put_together(
    file: &FileFacts,
    number: usize,
    survey: &Survey<'_>,
    rebuilt: &BTreeMap<usize, Vec<u8>>,
    to: Place<'_>,
) -> Result<How, NotMended> {
    let mut hasher = Hasher::new();
    survey.assemble(number, rebuilt, |_, bytes| {
        hasher.update(bytes);
        Ok(())
    })?;
    if hasher.bytes() != file.bytes || hasher.finish() != file.sha256 {
        return Err(NotMended::OtherBytes);
    }
    let path = to.folder.join(&file.name).map_err(StorageProblem::from)?;
    let mut target = Target::open(to.storage, &path, file.bytes)?;
    let mut slices = 0;
    survey.assemble(number, rebuilt, |slice, bytes| {
        if !survey.is_here(number, slice) {
            target.write(slice * survey.layout.slice_bytes, bytes)?;
            slices += 1;
        }
        Ok(())
    })?;
    target.finish(to, file)?;
    Ok(How::Parity { slices })
}

/// A file that is being mended.
struct Target {
    file: Box<dyn Opened>,
    path: MediumPath,
}

impl Target {
    /// Opens it as it is, made if it is missing and cut if it is too long.
    fn open(
        storage: &dyn Storage,
        path: &MediumPath,
        bytes: u64,
    ) -> Result<Target, StorageProblem> {
        let file = match storage.facts(path)? {
            None => {
                let file = storage.create(path)?;
                if let Some(folder) = path.parent() {
                    storage.sync_folder(&folder)?;
                }
                file
            }
            Some(facts) => {
                if facts.kind == Kind::File && facts.bytes > bytes {
                    files::cut(storage, path, bytes)?;
                }
                storage.open_for_overwrite(path)?
            }
        };
        Ok(Target { file, path: path.clone() })
    }

    /// Whether these bytes stand there already; what can't be read does not.
    fn has(&mut self, at: u64, bytes: &[u8]) -> bool {
        let mut there = vec![0; bytes.len()];
        self.file.seek(SeekFrom::Start(at)).is_ok()
            && self.file.read_exact(&mut there).is_ok()
            && there == bytes
    }

    fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), StorageProblem> {
        let problem = |source| StorageProblem::of(Act::Write, self.path.as_str(), source);
        self.file.seek(SeekFrom::Start(at)).map_err(problem)?;
        self.file.write_all(bytes).map_err(problem)
    }

    /// Syncs it and reads it back: only then is it mended.
    fn finish(mut self, at: Place<'_>, file: &FileFacts) -> Result<(), NotMended> {
        self.file
            .sync()
            .map_err(|source| StorageProblem::of(Act::Sync, self.path.as_str(), source))?;
        drop(self.file);
        let mut found = Fixity::default();
        fixity::check(at.storage, at.folder, file, &Unwatched, &mut found, &mut |_| {});
        if found.holds() { Ok(()) } else { Err(NotMended::Unreadable { name: file.name.clone() }) }
    }
}

/// A seal and its signature as parity gives them, where neither can be read: for whoever proves them.
pub fn seal_by_parity(
    places: &[Place<'_>],
    watcher: &dyn Watcher,
) -> Result<(Vec<u8>, Vec<u8>), NotMended> {
    let found = packets(SEAL_SET, GIB, places);
    let files = found.described(&seal_files()).ok_or(NotMended::NoParity)?;
    let too_large = |(name, bytes): &(String, u64)| {
        (name == SEAL && *bytes > SEAL_BYTES_MAX)
            || (name == SEAL_SIGNATURE && *bytes > SIGNATURE_BYTES_MAX)
    };
    if files.iter().any(too_large) {
        return Err(NotMended::NoParity);
    }
    let plan = SetPlan::unproven(SEAL_SET, files);
    let all: Vec<usize> = (0..plan.files.len()).collect();
    let survey = Survey::of(&plan, &all, places)?;
    let rebuilt = survey.rebuild(watcher)?;
    let bytes = |name: &str| {
        let number = plan.files.iter().position(|file| file.name == name);
        let number = number.ok_or(NotMended::NoParity)?;
        let mut out = Vec::new();
        survey.assemble(number, &rebuilt, |_, bytes| {
            out.extend_from_slice(bytes);
            Ok(())
        })?;
        Ok::<_, NotMended>(out)
    };
    Ok((bytes(SEAL)?, bytes(SEAL_SIGNATURE)?))
}

/// Writes a small file as it must be, over the bytes that stand there, a key's among them; it is read back.
pub fn put_back(at: Place<'_>, file: &FileFacts, bytes: &[u8]) -> Result<(), NotMended> {
    let path = at.folder.join(&file.name).map_err(StorageProblem::from)?;
    files::write_in_place(at.storage, &path, bytes)?;
    at.storage.sync_folder(at.folder)?;
    let mut found = Fixity::default();
    fixity::check(at.storage, at.folder, file, &Unwatched, &mut found, &mut |_| {});
    if found.holds() { Ok(()) } else { Err(NotMended::Unreadable { name: file.name.clone() }) }
}
