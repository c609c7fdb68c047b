//! A test double: passes everything on to another [`Storage`], and fails where its script says.
//!
//! A test counts the calls of a whole run with [`Fault::Never`], or loops N upwards until
//! [`Switch::fired`] stays false, and after each run demands that the next one finds old or new.
//! What a drive loses when it is pulled is up to the storage below;
//! [`Memory::power_cut`](super::Memory::power_cut) plays that.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::discarded::Discarded;
use super::in_place::InPlace;
use super::path::MediumPath;
use super::problem::{Act, StorageProblem, gone};
use super::storage::{BytesBack, Facts, Listing, Opened, Storage, StorageFacts};

/// What goes wrong. Calls, writes and bytes are counted from 1, over all files together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing goes wrong: the calls are counted alone.
    Never,
    /// The Nth call fails, once.
    ErrorAt(u64),
    /// Of the Nth write half of the bytes arrive, and it fails; later calls work.
    TornWriteAt(u64),
    /// Of the Nth write half of the bytes arrive; then the medium is gone.
    TornPullAt(u64),
    /// The medium is gone from the Nth call on.
    PullAt(u64),
    /// No more than N bytes can be written, and after them no name made. Removing files gives no
    /// room back; for that there is [`Memory::set_capacity`](super::Memory::set_capacity).
    FullAfter(u64),
    /// What is written over a file is accepted and does not arrive: a FAT driver was seen to do so.
    DropsOverwrites,
}

/// Which calls [`Fault::ErrorAt`] and [`Fault::PullAt`] count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those that change the medium, and syncs.
    Mutating,
    /// Reading calls too.
    All,
}

/// A [`Storage`] that fails by script.
pub struct Faulty<S> {
    inner: S,
    switch: Switch,
}

/// The test's own hold on a [`Faulty`], which works after that was given away.
#[derive(Clone)]
pub struct Switch(Arc<Mutex<State>>);

struct State {
    fault: Fault,
    counted: Counted,
    calls: u64,
    writes: u64,
    bytes: u64,
    fired: bool,
    gone: bool,
}

/// How much of a write arrives.
enum Arrives {
    Whole,
    Part(usize, io::Error),
}

impl<S> Faulty<S> {
    /// A medium around `inner` on which `fault` comes once.
    pub fn new(inner: S, fault: Fault, counted: Counted) -> Faulty<S> {
        let (calls, writes, bytes) = (0, 0, 0);
        let state = State { fault, counted, calls, writes, bytes, fired: false, gone: false };
        Faulty { inner, switch: Switch(Arc::new(Mutex::new(state))) }
    }

    /// A handle to count calls and to set another fault, for when the medium was given away.
    pub fn switch(&self) -> Switch {
        self.switch.clone()
    }

    /// The medium beneath, which never fails.
    pub fn inner(&self) -> &S {
        &self.inner
    }
}

impl Switch {
    /// Calls so far, of those that are counted.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// Writes so far.
    pub fn writes(&self) -> u64 {
        self.state().writes
    }

    /// Whether the fault took place.
    pub fn fired(&self) -> bool {
        self.state().fired
    }

    /// Pulls the medium out now.
    pub fn pull(&self) {
        self.state().gone = true;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn looks(&self) -> io::Result<()> {
        self.step(false)
    }

    fn changes(&self) -> io::Result<()> {
        self.step(true)
    }

    fn step(&self, mutating: bool) -> io::Result<()> {
        let mut state = self.state();
        if state.gone {
            return Err(gone());
        }
        if !mutating && state.counted == Counted::Mutating {
            return Ok(());
        }
        state.calls += 1;
        match state.fault {
            Fault::ErrorAt(n) if n == state.calls => {
                state.fired = true;
                Err(asked_for())
            }
            Fault::PullAt(n) if n <= state.calls => {
                state.fired = true;
                state.gone = true;
                Err(gone())
            }
            _ => Ok(()),
        }
    }

    /// A new name takes room too.
    fn names(&self) -> io::Result<()> {
        self.changes()?;
        let mut state = self.state();
        match state.fault {
            Fault::FullAfter(most) if state.bytes >= most => {
                state.fired = true;
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        }
    }

    fn write(&self, bytes: usize) -> io::Result<Arrives> {
        self.changes()?;
        let mut state = self.state();
        state.writes += 1;
        let part = match state.fault {
            Fault::TornWriteAt(n) if n == state.writes => Some((bytes / 2, asked_for())),
            Fault::TornPullAt(n) if n == state.writes => {
                state.gone = true;
                Some((bytes / 2, gone()))
            }
            Fault::FullAfter(most) if most - state.bytes < bytes as u64 => {
                let room = (most - state.bytes) as usize;
                Some((room, io::ErrorKind::StorageFull.into()))
            }
            _ => None,
        };
        state.bytes += part.as_ref().map_or(bytes, |(room, _)| *room) as u64;
        state.fired |= part.is_some();
        Ok(part.map_or(Arrives::Whole, |(room, error)| Arrives::Part(room, error)))
    }
}

fn asked_for() -> io::Error {
    io::Error::other("the test asked for a fault here")
}

impl<S: Storage> Faulty<S> {
    fn opened(&self, inner: Box<dyn Opened>) -> Box<dyn Opened> {
        Box::new(FaultyFile { inner, switch: self.switch(), drops: false })
    }
}

/// Ties a step's error to the act and the path.
fn at(act: Act, path: &MediumPath) -> impl Fn(io::Error) -> StorageProblem + '_ {
    move |error| StorageProblem::of(act, path.as_str(), error)
}

impl<S: Storage> Storage for Faulty<S> {
    fn describe(&self) -> StorageFacts {
        self.inner.describe()
    }

    fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem> {
        self.switch.looks().map_err(at(Act::List, folder))?;
        self.inner.list(folder)
    }

    fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem> {
        self.switch.looks().map_err(at(Act::Look, path))?;
        self.inner.facts(path)
    }

    fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.switch.looks().map_err(at(Act::Open, path))?;
        Ok(self.opened(self.inner.open(path)?))
    }

    fn open_for_overwrite(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.switch.looks().map_err(at(Act::Open, path))?;
        let (inner, switch) = (self.inner.open_for_overwrite(path)?, self.switch());
        let drops = switch.state().fault == Fault::DropsOverwrites;
        Ok(Box::new(FaultyFile { inner, switch, drops }))
    }

    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.switch.names().map_err(at(Act::Create, path))?;
        Ok(self.opened(self.inner.create(path)?))
    }

    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        self.switch.names().map_err(at(Act::Create, path))?;
        Ok(self.opened(self.inner.create_or_replace(path)?))
    }

    fn append(&self, path: &MediumPath, from: u64) -> Result<Box<dyn Opened>, StorageProblem> {
        self.switch.changes().map_err(at(Act::Write, path))?;
        Ok(self.opened(self.inner.append(path, from)?))
    }

    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.switch.names().map_err(at(Act::MakeFolder, path))?;
        self.inner.make_folder(path)
    }

    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.switch.changes().map_err(at(Act::Remove, path))?;
        self.inner.remove_file(path)
    }

    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.switch.changes().map_err(at(Act::Remove, path))?;
        self.inner.remove_folder(path)
    }

    fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
        self.switch.changes().map_err(at(Act::Sync, folder))?;
        self.inner.sync_folder(folder)
    }

    fn free_bytes(&self) -> Result<u64, StorageProblem> {
        self.switch.looks().map_err(at(Act::Measure, &MediumPath::root()))?;
        let free = self.inner.free_bytes()?;
        let state = self.switch.state();
        Ok(match state.fault {
            Fault::FullAfter(most) => free.min(most - state.bytes),
            _ => free,
        })
    }

    fn kept_back_bytes(&self) -> Result<u64, StorageProblem> {
        self.switch.looks().map_err(at(Act::Measure, &MediumPath::root()))?;
        self.inner.kept_back_bytes()
    }

    fn discard_free(&self) -> Result<Discarded, StorageProblem> {
        self.switch.changes().map_err(at(Act::Discard, &MediumPath::root()))?;
        self.inner.discard_free()
    }

    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        self.switch.looks().map_err(at(Act::ReadBack, path))?;
        let (inner, certain) = self.inner.read_back(path)?;
        Ok((Box::new(FaultyRead { inner, switch: self.switch() }), certain))
    }
}

struct FaultyRead {
    inner: Box<dyn Read + Send>,
    switch: Switch,
}

impl Read for FaultyRead {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.switch.looks()?;
        self.inner.read(into)
    }
}

struct FaultyFile {
    inner: Box<dyn Opened>,
    switch: Switch,
    /// What is written to it does not arrive.
    drops: bool,
}

impl Read for FaultyFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.switch.looks()?;
        self.inner.read(into)
    }
}

impl Write for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.switch.write(bytes.len())? {
            Arrives::Whole if self.drops => {
                self.switch.state().fired = true;
                self.inner.seek(SeekFrom::Current(bytes.len() as i64))?;
                Ok(bytes.len())
            }
            Arrives::Whole => self.inner.write(bytes),
            Arrives::Part(part, error) => {
                self.inner.write_all(&bytes[..part])?;
                Err(error)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Seek for FaultyFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.switch.looks()?;
        self.inner.seek(to)
    }
}

impl Opened for FaultyFile {
    fn sync(&mut self) -> io::Result<()> {
        self.switch.changes()?;
        self.inner.sync()
    }

    fn facts(&self) -> io::Result<Facts> {
        self.switch.looks()?;
        self.inner.facts()
    }

    fn in_place(&self) -> InPlace {
        self.inner.in_place()
    }
}

#[cfg(test)]
mod tests;
