//! Makes parity: the files are read back past the cache, compared with what was sealed, and summed up, all in one
//! pass; then the set's file is written, synced, and read back itself.

use std::io::{BufWriter, Read, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use crate::formats::par2::{
    self, FileChecks, FileStart, HEAD_BYTES, Layout, Md5, NoLayout, critical_packets,
};
use crate::powers::asker::{Act, Watcher};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::parity::{Creation, Kernel, sums_at_once, threads};
use crate::things::bundle::fixity::{self, Expected, FileFault, Fixity, Written};
use crate::things::bundle::volumes::{TracedWriter, storage_problem};
use crate::things::files;
use crate::words::limits::MIB;

use super::sets::{SetPlan, payload_sets};

/// Why there is no parity. The files that it was to be made from are as they were.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error, Serialize)]
#[error("{self:?}")]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum ParityProblem {
    Storage(
        #[from]
        #[serde(skip)]
        StorageProblem,
    ),
    NoLayout(
        #[from]
        #[serde(skip)]
        NoLayout,
    ),
    Changed {
        name: String,
    },
    ReadBack {
        name: String,
        fault: FileFault,
    },
}

/// Reads a set's files back, and writes its parity if all of them hold. The caller reads the file that was written
/// back, once all is written; there is none where a file does not hold or the run was interrupted.
pub fn read_back_and_protect<F: Expected>(
    storage: &dyn Storage,
    folder: &MediumPath,
    plan: &SetPlan<F>,
    watcher: &dyn Watcher,
) -> Result<(Fixity, Option<Written>), ParityProblem> {
    let Some(starts) = starts(storage, folder, plan)? else {
        // One is missing or of another size: what is wrong is said as it always is.
        return Ok((fixity::read_back(storage, folder, &plan.files, watcher), None));
    };
    let layout = Layout::new(plan.slice_bytes, starts)?;
    let at_once = sums_at_once(&layout);
    let count = plan.recovery as usize;
    let first = Creation::new(&layout, 0, count.min(at_once), Kernel::fastest());
    let (fixity, checks) = read(storage, folder, plan, &first, watcher)?;
    if !fixity.holds() || watcher.interrupted() {
        return Ok((fixity, None));
    }
    let path = folder.join(&plan.name).map_err(StorageProblem::from)?;
    // A recovery slice may be ciphertext: where a set has one slice, the first recovery slice is that slice.
    files::erase(storage, &path)?;
    let file = TracedWriter::create(storage, folder, plan.name.clone())?;
    let mut out = BufWriter::with_capacity(MIB as usize, file);
    let critical = critical_packets(&layout, &checks, crate::PROGRAM);
    let written = |error| storage_problem(error, &path);
    out.write_all(&critical).map_err(written)?;
    write_slices(&mut out, &layout, &first, 0..count.min(at_once), 0).map_err(written)?;
    drop(first);
    for from in (at_once..count).step_by(at_once) {
        let now = at_once.min(count - from);
        let next = Creation::new(&layout, from as u32, now, Kernel::fastest());
        let (again, _) = read(storage, folder, plan, &next, watcher)?;
        if let Some((name, _)) = again.faults.into_iter().next() {
            return Err(ParityProblem::Changed { name });
        }
        write_slices(&mut out, &layout, &next, 0..now, from).map_err(written)?;
    }
    out.write_all(&critical).map_err(written)?;
    let file = out.into_inner().map_err(|error| written(error.into_error()))?;
    let made = file.finish()?;
    storage.sync_folder(folder)?;
    Ok((fixity, Some(made)))
}

/// Reads all that a bundle has before its keys back, and makes the payload's parity in the same pass. The parity
/// is read back last, like all that was just written.
pub fn read_back_and_protect_payload<F: Expected + Clone>(
    storage: &dyn Storage,
    folder: &MediumPath,
    files: &[F],
    watcher: &dyn Watcher,
) -> Result<Fixity, ParityProblem> {
    watcher.begin(Act::ReadingBack, files.iter().map(Expected::bytes).sum());
    let (volumes, rest): (Vec<F>, Vec<F>) =
        files.iter().cloned().partition(|file| file.name().starts_with("payload-"));
    let mut fixity = Fixity::default();
    let mut parity = Vec::new();
    for plan in payload_sets(&volumes) {
        let (found, made) = read_back_and_protect(storage, folder, &plan, watcher)?;
        fixity.join(found);
        parity.extend(made);
    }
    fixity.join(fixity::read_back(storage, folder, &rest, watcher));
    fixity.join(fixity::read_back(storage, folder, &parity, watcher));
    watcher.end();
    Ok(fixity)
}

/// Makes a set over files that were read back already, and reads it back. What is left of one that failed is removed.
pub fn protect(
    storage: &dyn Storage,
    folder: &MediumPath,
    plan: &SetPlan,
    watcher: &dyn Watcher,
) -> Result<(), ParityProblem> {
    let made = read_back_and_protect(storage, folder, plan, watcher).and_then(|(fixity, set)| {
        let mut faults = fixity.faults;
        if let Some(set) = set {
            faults.extend(fixity::read_back(storage, folder, &[set], watcher).faults);
        }
        match faults.pop() {
            None => Ok(()),
            Some((name, fault)) => Err(ParityProblem::ReadBack { name, fault }),
        }
    });
    if made.is_err()
        && let Ok(path) = folder.join(&plan.name)
    {
        // Half a set protects less than it seems to; if it can't be removed, verification names it.
        let _ = files::erase(storage, &path);
    }
    made
}

fn write_slices(
    out: &mut dyn Write,
    layout: &Layout,
    creation: &Creation<'_>,
    numbers: std::ops::Range<usize>,
    from: usize,
) -> std::io::Result<()> {
    for number in numbers {
        let data = creation.recovery(number);
        let exponent = (from + number) as u32;
        out.write_all(&par2::recovery_header(&layout.set, exponent, &data))?;
        out.write_all(&data)?;
    }
    Ok(())
}

/// The head of each file, by which the set orders them; none if one can't be read or has another size.
fn starts<F: Expected>(
    storage: &dyn Storage,
    folder: &MediumPath,
    plan: &SetPlan<F>,
) -> Result<Option<Vec<FileStart>>, StorageProblem> {
    let mut starts = Vec::with_capacity(plan.files.len());
    for file in &plan.files {
        let path = folder.join(file.name())?;
        let there = storage.facts(&path)?;
        if there.is_none_or(|facts| facts.bytes != file.bytes()) {
            return Ok(None);
        }
        let Ok(opened) = storage.open(&path) else { return Ok(None) };
        let mut head = Vec::new();
        if opened.take(HEAD_BYTES).read_to_end(&mut head).is_err() {
            return Ok(None);
        }
        let md5_head = Md5::of(&[&head]);
        starts.push(FileStart { name: file.name().to_owned(), bytes: file.bytes(), md5_head });
    }
    Ok(Some(starts))
}

/// Reads all files past the cache, on several threads, and feeds them to a creation.
fn read<F: Expected>(
    storage: &dyn Storage,
    folder: &MediumPath,
    plan: &SetPlan<F>,
    creation: &Creation<'_>,
    watcher: &dyn Watcher,
) -> Result<(Fixity, Vec<FileChecks>), ParityProblem> {
    let next = AtomicUsize::new(0);
    let all = Mutex::new((Fixity::default(), vec![None; plan.files.len()]));
    std::thread::scope(|scope| {
        for thread in 0..threads().min(plan.files.len()) {
            let (next, all) = (&next, &all);
            scope.spawn(move || {
                let mut feeder = creation.feeder(thread);
                let (mut own, mut checked) = (Fixity::default(), Vec::new());
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = plan.files.get(number) else { break };
                    if watcher.interrupted() {
                        break;
                    }
                    feeder.begin(number);
                    fixity::check(storage, folder, file, watcher, &mut own, &mut |bytes| {
                        feeder.feed(bytes);
                    });
                    checked.push((number, feeder.end().ok()));
                }
                feeder.finish();
                let mut all = all.lock().expect("no thread panics while it joins");
                all.0.join(own);
                for (number, checks) in checked {
                    all.1[number] = checks;
                }
            });
        }
    });
    let (mut fixity, checks) = all.into_inner().expect("no thread panics while it joins");
    fixity.faults.sort_by(|a, b| a.0.cmp(&b.0));
    if !fixity.holds() || watcher.interrupted() {
        return Ok((fixity, Vec::new()));
    }
    let named = plan.files.iter().zip(checks);
    let checks: Result<Vec<FileChecks>, ParityProblem> = named
        .map(|(file, checks)| checks.ok_or(ParityProblem::Changed { name: file.name().to_owned() }))
        .collect();
    Ok((fixity, checks?))
}
