//! Where each slice of a set is still whole, on whichever medium, and the lost ones brought back from the rest.
//!
//! Checksums of the set say where to look; whether what comes out is right is for the seal's hashes to say.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::Serialize;

use crate::formats::par2::{FileChecks, Found, Layout, Md5, SliceCheck, scan};
use crate::powers::asker::Watcher;
use crate::powers::medium::{Kind, Opened, StorageProblem};
use crate::powers::parity::{Batch, Kernel, Pass, Rebuild, threads};
use crate::things::bundle::Place;

use crate::words::limits::MIB;

use super::sets::SetPlan;

/// What is brought back at once, in bytes. A whole payload volume is well within; the index of about a million records
/// takes most of it.
const REBUILT_BYTES_MAX: u64 = 128 * MIB;

/// Why damage can't be mended by parity.
#[derive(Debug, Clone, thiserror::Error, Serialize)]
#[error("{self:?}")]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum NotMended {
    NoParity,
    /// More slices are damaged than recovery slices are left.
    BeyondCapacity {
        lost: u64,
        recovery: u64,
    },
    /// Something that held a moment ago can't be read any more.
    Unreadable {
        name: String,
    },
    /// What the parity gives is not what was sealed: it is of other bytes, or was tampered with.
    OtherBytes,
    Interrupted,
    /// The medium did not take what was mended.
    Storage(#[serde(skip)] Arc<StorageProblem>),
}

impl From<StorageProblem> for NotMended {
    fn from(problem: StorageProblem) -> Self {
        NotMended::Storage(Arc::new(problem))
    }
}

/// A set's slices, and what is known of each. The medium to be mended is place 0.
pub struct Survey<'a> {
    plan: &'a SetPlan,
    places: &'a [Place<'a>],
    pub layout: Layout,
    /// For each slice by its number, a place where it is whole.
    whole_at: Vec<Option<usize>>,
    /// Exponent, place, and where the data begin.
    recovery: Vec<(u32, usize, u64)>,
}

/// Looks through all parity of a set, on all media, for packets; no further than so many bytes in each file.
pub fn packets(name: &str, bytes_max: u64, places: &[Place<'_>]) -> Found {
    let mut found = Found::default();
    for (number, place) in places.iter().enumerate() {
        let Ok(path) = place.folder.join(name) else { continue };
        let Ok(Some(facts)) = place.storage.facts(&path) else { continue };
        if facts.kind != Kind::File {
            continue;
        }
        if let Ok(mut file) = place.storage.open(&path) {
            // What can't be read is damage; what was read before counts.
            let _ = scan(&mut file, facts.bytes.min(bytes_max), number, &mut found);
        }
    }
    found
}

impl<'a> Survey<'a> {
    /// Looks at every slice of the `faulty` files, everywhere; the others are whole at place 0.
    pub fn of(
        plan: &'a SetPlan,
        faulty: &[usize],
        places: &'a [Place<'a>],
    ) -> Result<Survey<'a>, NotMended> {
        let found = packets(&plan.name, plan.file_bytes_max(), places);
        let (set, layout) = found.set_of(&plan.names()).ok_or(NotMended::NoParity)?;
        let checks = set.checks(&layout);
        let recovery = set.recovery(&layout);
        let mut whole_at = vec![Some(0); layout.slices() as usize];
        for number in faulty {
            let file = &layout.files[*number];
            let first = file.first_slice as usize;
            let slots = &mut whole_at[first..first + file.slices as usize];
            slots.fill(None);
            let Some(checks) = &checks[*number] else { continue };
            look(&plan.files[*number].name, layout.slice_bytes, checks, places, slots);
        }
        Ok(Survey { plan, places, layout, whole_at, recovery })
    }

    /// The numbers of the slices that are whole nowhere.
    pub fn lost(&self) -> Vec<usize> {
        let slices = self.whole_at.iter().enumerate();
        slices.filter(|(_, at)| at.is_none()).map(|(number, _)| number).collect()
    }

    /// Whether a slice of a file is whole at place 0.
    pub fn is_here(&self, file: usize, slice: u64) -> bool {
        self.whole_at[(self.layout.files[file].first_slice + slice) as usize] == Some(0)
    }

    /// Brings the lost slices back, by their numbers.
    pub fn rebuild(&self, watcher: &dyn Watcher) -> Result<BTreeMap<usize, Vec<u8>>, NotMended> {
        let lost = self.lost();
        if lost.is_empty() {
            return Ok(BTreeMap::new());
        }
        let exponents: Vec<u32> = self.recovery.iter().map(|(exponent, ..)| *exponent).collect();
        let beyond = || NotMended::BeyondCapacity {
            lost: lost.len() as u64,
            recovery: exponents.len() as u64,
        };
        let lost_bytes = lost.len() as u64 * self.layout.slice_bytes;
        if lost.len() > exponents.len() || lost_bytes > REBUILT_BYTES_MAX {
            return Err(beyond());
        }
        let rebuild =
            Rebuild::new(&self.layout, &lost, &exponents, Kernel::fastest()).ok_or_else(beyond)?;
        let mut slices = BTreeMap::new();
        for pass in rebuild.passes() {
            self.sum_up(&rebuild, &pass, watcher)?;
            slices.extend(pass.slices());
        }
        Ok(slices)
    }

    /// Feeds every slice that is there, and the recovery slices, to one pass, on several threads.
    fn sum_up(
        &self,
        rebuild: &Rebuild,
        pass: &Pass<'_>,
        watcher: &dyn Watcher,
    ) -> Result<(), NotMended> {
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let result = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..threads())
                .map(|thread| {
                    let (next, stop) = (&next, &stop);
                    scope.spawn(move || {
                        let mut batch = pass.batch();
                        let done = self.take_parts(rebuild, pass, &mut batch, thread, || {
                            let part = next.fetch_add(1, Ordering::Relaxed);
                            let go_on = !stop.load(Ordering::Relaxed) && !watcher.interrupted();
                            go_on.then_some(part)
                        });
                        if done.is_err() {
                            stop.store(true, Ordering::Relaxed);
                        }
                        pass.end(&mut batch, thread);
                        done
                    })
                })
                .collect();
            let joined =
                threads.into_iter().map(|thread| thread.join().expect("it returns errors"));
            joined.collect::<Result<(), NotMended>>()
        });
        if watcher.interrupted() {
            return Err(NotMended::Interrupted);
        }
        result
    }

    /// One thread's work: files by their numbers, and behind the last one the recovery slices.
    fn take_parts(
        &self,
        rebuild: &Rebuild,
        pass: &Pass<'_>,
        batch: &mut Batch,
        thread: usize,
        mut next: impl FnMut() -> Option<usize>,
    ) -> Result<(), NotMended> {
        while let Some(part) = next() {
            if let Some(file) = self.layout.files.get(part) {
                let mut reader = self.reader(part);
                for slice in 0..file.slices {
                    let number = (file.first_slice + slice) as usize;
                    if let Some(place) = self.whole_at[number] {
                        let bytes = reader.slice(place, slice)?;
                        pass.present(batch, number, bytes, thread);
                    }
                }
            } else if part == self.layout.files.len() {
                self.take_recovery(rebuild, pass, batch, thread)?;
            } else {
                break;
            }
        }
        Ok(())
    }

    fn take_recovery(
        &self,
        rebuild: &Rebuild,
        pass: &Pass<'_>,
        batch: &mut Batch,
        thread: usize,
    ) -> Result<(), NotMended> {
        let unreadable = || NotMended::Unreadable { name: self.plan.name.clone() };
        let mut open: Option<(usize, Box<dyn Opened>)> = None;
        let mut slice = vec![0; self.layout.slice_bytes as usize];
        for (n, chosen) in rebuild.chosen().iter().enumerate() {
            let (_, place, at) = self.recovery[*chosen];
            if open.as_ref().is_none_or(|(number, _)| *number != place) {
                let path = self.places[place].folder.join(&self.plan.name);
                let path = path.map_err(|_| unreadable())?;
                let file = self.places[place].storage.open(&path).map_err(|_| unreadable())?;
                open = Some((place, file));
            }
            let Some((_, file)) = &mut open else { return Err(unreadable()) };
            file.seek(SeekFrom::Start(at)).map_err(|_| unreadable())?;
            file.read_exact(&mut slice).map_err(|_| unreadable())?;
            pass.recovery(batch, n, &slice, thread);
        }
        Ok(())
    }

    /// A file of the set, wherever its slices are.
    fn reader(&self, file: usize) -> SliceReader<'_> {
        SliceReader {
            name: &self.plan.files[file].name,
            bytes: self.plan.files[file].bytes,
            places: self.places,
            slice_bytes: self.layout.slice_bytes,
            open: None,
            slice: Vec::new(),
        }
    }

    /// Gives the whole file to `take`, slice by slice: those that are somewhere whole, and those brought back.
    pub fn assemble(
        &self,
        file: usize,
        rebuilt: &BTreeMap<usize, Vec<u8>>,
        mut take: impl FnMut(u64, &[u8]) -> Result<(), NotMended>,
    ) -> Result<(), NotMended> {
        let laid_out = &self.layout.files[file];
        let mut reader = self.reader(file);
        for slice in 0..laid_out.slices {
            let number = (laid_out.first_slice + slice) as usize;
            let left = laid_out.start.bytes - slice * self.layout.slice_bytes;
            let count = left.min(self.layout.slice_bytes) as usize;
            let bytes = match (self.whole_at[number], rebuilt.get(&number)) {
                (Some(place), _) => reader.slice(place, slice)?,
                (None, Some(bytes)) => bytes.get(..count).ok_or(NotMended::OtherBytes)?,
                (None, None) => return Err(NotMended::OtherBytes),
            };
            take(slice, bytes)?;
        }
        Ok(())
    }
}

/// Reads a file's slices from one medium or another.
struct SliceReader<'s> {
    name: &'s str,
    bytes: u64,
    places: &'s [Place<'s>],
    slice_bytes: u64,
    open: Option<(usize, Box<dyn Opened>)>,
    slice: Vec<u8>,
}

impl SliceReader<'_> {
    /// A slice as it stands there; the last one is as short as it is.
    fn slice(&mut self, place: usize, slice: u64) -> Result<&[u8], NotMended> {
        let unreadable = NotMended::Unreadable { name: self.name.to_owned() };
        match self.try_slice(place, slice) {
            Ok(()) => Ok(&self.slice),
            Err(_) => Err(unreadable),
        }
    }

    fn try_slice(&mut self, place: usize, slice: u64) -> std::io::Result<()> {
        if self.open.as_ref().is_none_or(|(number, _)| *number != place) {
            self.open = None;
            let at = &self.places[place];
            let path = at.folder.join(self.name).map_err(std::io::Error::other)?;
            self.open = Some((place, at.storage.open(&path).map_err(std::io::Error::other)?));
        }
        let Some((_, file)) = &mut self.open else {
            return Err(std::io::ErrorKind::NotFound.into());
        };
        let at = slice * self.slice_bytes;
        let count = self.bytes.saturating_sub(at).min(self.slice_bytes);
        self.slice.resize(count as usize, 0);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut self.slice)
    }
}

/// Finds a place for each slice of a file where its checksums hold.
fn look(
    name: &str,
    slice_bytes: u64,
    checks: &FileChecks,
    places: &[Place<'_>],
    slots: &mut [Option<usize>],
) {
    for place in 0..places.len() {
        if slots.iter().all(Option::is_some) {
            return;
        }
        let mut reader = SliceReader {
            name,
            bytes: u64::MAX,
            places,
            slice_bytes,
            open: None,
            slice: Vec::new(),
        };
        let Ok(path) = places[place].folder.join(name) else { continue };
        let Ok(Some(facts)) = places[place].storage.facts(&path) else { continue };
        if facts.kind != Kind::File {
            continue;
        }
        reader.bytes = facts.bytes;
        for (slice, (slot, check)) in slots.iter_mut().zip(&checks.slices).enumerate() {
            if slot.is_none()
                && reader.try_slice(place, slice as u64).is_ok()
                && is(&reader.slice, slice_bytes, check)
            {
                *slot = Some(place);
            }
        }
    }
}

fn is(slice: &[u8], slice_bytes: u64, check: &SliceCheck) -> bool {
    let zeros = vec![0; slice_bytes as usize - slice.len()];
    let mut crc = crc32fast::Hasher::new();
    crc.update(slice);
    crc.update(&zeros);
    crc.finalize() == check.crc && Md5::of(&[slice, &zeros]) == check.md5
}
