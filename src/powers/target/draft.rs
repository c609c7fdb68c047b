//! Files of a target that have no name yet. They are begun, written and given their time on any thread; their names
//! are given by [`Target`](super::Target) alone, one after the other.

use std::fs::{File, FileTimes};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::SystemTime;

use super::{DRAFT, HELD_MAX, TargetProblem, system};
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::KIB;

/// So many bytes of small writes are kept before the system is asked: lists are written a line at a time.
const KEPT_BYTES: usize = 64 * KIB as usize;

/// Begins files under temporary names in a target's root.
#[derive(Clone)]
pub struct Drafts(Arc<Shared>);

struct Shared {
    path: PathBuf,
    root: Arc<system::Root>,
    begun: AtomicU64,
    /// How many files are held open to be synced together.
    held: AtomicUsize,
}

impl Drafts {
    pub(super) fn new(path: &Path, root: Arc<system::Root>) -> Drafts {
        let (begun, held) = (AtomicU64::new(0), AtomicUsize::new(0));
        Drafts(Arc::new(Shared { path: path.to_path_buf(), root, begun, held }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0.path
    }

    pub(super) fn root(&self) -> &system::Root {
        &self.0.root
    }

    pub(super) fn problem(&self, name: &Path, source: io::Error) -> TargetProblem {
        TargetProblem::Io { path: self.0.path.join(name), source }
    }

    /// A problem with the target itself: that it is full, say.
    pub(super) fn whole(&self, source: io::Error) -> TargetProblem {
        TargetProblem::Io { path: self.0.path.clone(), source }
    }

    /// Begins a file; a private one is its owner's alone where the target is shared, too.
    pub fn begin(&self, private: bool) -> Result<Draft, TargetProblem> {
        let nameless = self.create(private)?;
        Ok(Draft { nameless, hasher: Hasher::new(), kept: Vec::new() })
    }

    /// Writes a whole file and gives it its time. The caller knows its hash.
    pub fn write(
        &self,
        bytes: &[u8],
        private: bool,
        modified: Option<SystemTime>,
    ) -> Result<Ready, TargetProblem> {
        let mut nameless = self.create(private)?;
        let written = nameless.file.as_mut().map_or(Ok(()), |file| file.write_all(bytes));
        written.map_err(|source| self.whole(source))?;
        nameless.ready(modified)
    }

    fn create(&self, private: bool) -> Result<Nameless, TargetProblem> {
        let name = format!("{DRAFT}{}", self.0.begun.fetch_add(1, Ordering::Relaxed) + 1);
        let file = self.0.root.create(&name, private);
        let file = file.map_err(|source| self.problem(Path::new(&name), source))?;
        Ok(Nameless { file: Some(file), name, drafts: self.clone() })
    }
}

/// A file under its temporary name; dropped, it is gone.
struct Nameless {
    file: Option<File>,
    /// Empty once it has another name.
    name: String,
    drafts: Drafts,
}

impl Nameless {
    /// Gives it its time. The first files stay open to be synced together; where all is synced at once, the others are
    /// closed, and else synced here.
    fn ready(mut self, modified: Option<SystemTime>) -> Result<Ready, TargetProblem> {
        let Some(file) = &self.file else { return Ok(Ready(self)) };
        if let Some(modified) = modified {
            // Some drivers drop a time that comes alone. What became of it is read back.
            let times = FileTimes::new().set_accessed(SystemTime::now()).set_modified(modified);
            let _ = file.set_times(times);
        }
        if self.drafts.0.held.fetch_add(1, Ordering::Relaxed) >= HELD_MAX {
            let synced = if system::SYNCS_AT_ONCE { Ok(()) } else { file.sync_all() };
            synced.map_err(|source| self.drafts.problem(Path::new(&self.name), source))?;
            self.file = None;
        }
        Ok(Ready(self))
    }
}

impl Drop for Nameless {
    fn drop(&mut self) {
        drop(self.file.take());
        if !self.name.is_empty() {
            // What can't be removed keeps a name that says what it is.
            let _ = self.drafts.0.root.remove(&self.name);
        }
    }
}

/// A file that has all its bytes and its time, and no name yet; dropped, it is gone.
pub struct Ready(Nameless);

impl Ready {
    pub(super) fn name(&self) -> &str {
        &self.0.name
    }

    pub(super) fn take_file(&mut self) -> Option<File> {
        self.0.file.take()
    }

    pub(super) fn placed(mut self) {
        self.0.name.clear();
    }
}

/// A file that is being written and hashed; dropped, it is gone.
pub struct Draft {
    nameless: Nameless,
    hasher: Hasher,
    /// What the file has not been given yet.
    kept: Vec<u8>,
}

impl Draft {
    /// How many bytes were written, and their SHA-256.
    pub fn sum(&self) -> (u64, Digest) {
        (self.hasher.bytes(), self.hasher.clone().finish())
    }

    /// Ends it, and gives it its time.
    pub fn ready(mut self, modified: Option<SystemTime>) -> Result<Ready, TargetProblem> {
        let given = self.give();
        let Draft { nameless, .. } = self;
        given.map_err(|source| nameless.drafts.whole(source))?;
        nameless.ready(modified)
    }

    /// Writes without keeping anything back: bytes for which there is no room cost none of those before them.
    pub fn write_at_once(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.give()?;
        if let Some(file) = &mut self.nameless.file {
            file.write_all(bytes)?;
        }
        self.hasher.update(bytes);
        Ok(())
    }

    fn give(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.nameless.file else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        file.write_all(&self.kept)?;
        self.kept.clear();
        Ok(())
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.kept.len() + bytes.len() > KEPT_BYTES {
            self.give()?;
        }
        if bytes.len() < KEPT_BYTES {
            self.kept.extend_from_slice(bytes);
        } else if let Some(file) = &mut self.nameless.file {
            file.write_all(bytes)?;
        }
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
