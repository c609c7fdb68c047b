//! Whether bytes on a medium are those that were sealed: read past the cache, hashed, compared. Of what this run wrote,
//! reading back gives the SHA-256 that is sealed: nobody has it before.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use crate::formats::entry::FileFacts;
use crate::powers::asker::Watcher;
use crate::powers::medium::{
    Act as StorageAct, Kind, MediumPath, ReadBack, Storage, StorageProblem,
};
use crate::words::digest::{Digest, Hasher};
use crate::words::limits::MIB;
use crate::words::trace::{Trace, Tracer};

const HASHERS: usize = 2;

/// A file that this run wrote and synced, and that nobody has read back.
#[derive(Debug, Clone)]
pub struct Written {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) trace: Trace,
}

/// What a file's bytes are known by.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    /// By the hash that is sealed.
    Sealed(Digest),
    /// By what this run wrote.
    Written(Trace),
}

/// A file as it must stand on a medium.
pub trait Expected: Sync {
    /// Its name in the bundle's folder.
    fn name(&self) -> &str;
    /// Its size in bytes.
    fn bytes(&self) -> u64;
    /// What its bytes must be.
    fn known(&self) -> Known;
}

impl Expected for FileFacts {
    fn name(&self) -> &str {
        &self.name
    }
    fn bytes(&self) -> u64 {
        self.bytes
    }
    fn known(&self) -> Known {
        Known::Sealed(self.sha256)
    }
}

impl Expected for Written {
    fn name(&self) -> &str {
        &self.name
    }
    fn bytes(&self) -> u64 {
        self.bytes
    }
    fn known(&self) -> Known {
        Known::Written(self.trace)
    }
}

impl<E: Expected + ?Sized> Expected for &E {
    fn name(&self) -> &str {
        (**self).name()
    }
    fn bytes(&self) -> u64 {
        (**self).bytes()
    }
    fn known(&self) -> Known {
        (**self).known()
    }
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error, Serialize)]
#[error("{self:?}")]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// A folder, a link or a device stands where the file should.
    NotAFile,
    /// It has another size than was sealed.
    Size {
        /// Its size in bytes.
        found: u64,
    },
    /// It has the size that was sealed and other bytes.
    Bytes {
        /// The hash of what stands there.
        found: Digest,
    },
    /// The drive does not give it.
    Unreadable(#[serde(skip)] StorageProblem),
}

/// What reading back found.
#[derive(Debug, Default)]
pub struct Fixity {
    /// The weakest way in which a file was read; none where none was, or a person stopped the reading.
    pub how: Option<ReadBack>,
    /// The files that do not hold, by name.
    pub faults: Vec<(String, FileFault)>,
    /// The files that hold, with the hash of what was read, in no order.
    pub files: Vec<FileFacts>,
    /// Bytes that were read and hashed.
    pub bytes: u64,
}

impl Fixity {
    /// Whether every file is as it was sealed.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    /// Takes another finding into this one.
    pub fn join(&mut self, other: Fixity) {
        self.how = match (self.how, other.how) {
            (Some(ReadBack::Cached), _) | (_, Some(ReadBack::Cached)) => Some(ReadBack::Cached),
            (a, b) => a.or(b),
        };
        self.faults.extend(other.faults);
        self.files.extend(other.files);
        self.bytes += other.bytes;
    }

    /// Takes what is wrong with one file.
    pub(super) fn fault(&mut self, file: &dyn Expected, fault: FileFault) {
        self.faults.push((file.name().to_owned(), fault));
    }

    /// Takes what was found of one file.
    pub(super) fn take(&mut self, file: &dyn Expected, found: Checked) {
        match found {
            Ok((how, Ok(sha256))) => {
                let (name, bytes) = (file.name().to_owned(), file.bytes());
                let files = vec![FileFacts { bytes, name, sha256 }];
                self.join(Fixity { how: Some(how), faults: vec![], files, bytes });
            }
            Ok((_, Err(fault))) => self.fault(file, fault),
            Err(problem) => self.fault(file, FileFault::Unreadable(problem)),
        }
    }

    /// What was found of these files, in their order; none where one of them does not hold.
    pub fn found_of<E: Expected>(&self, files: &[E]) -> Option<Vec<FileFacts>> {
        let found: HashMap<&str, &FileFacts> =
            self.files.iter().map(|file| (file.name.as_str(), file)).collect();
        files.iter().map(|file| found.get(file.name()).map(|found| (*found).clone())).collect()
    }
}

/// Reads the files back in the order given, which is that of writing, and compares each with what it must be.
pub fn read_back<E: Expected>(
    storage: &dyn Storage,
    folder: &MediumPath,
    files: &[E],
    watcher: &dyn Watcher,
) -> Fixity {
    let next = AtomicUsize::new(0);
    let fixity = Mutex::new(Fixity::default());
    std::thread::scope(|scope| {
        for _ in 0..HASHERS.min(files.len()) {
            scope.spawn(|| {
                let mut own = Fixity::default();
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if watcher.interrupted() {
                        break;
                    }
                    check(storage, folder, file, watcher, &mut own, &mut |_| {});
                }
                fixity.lock().expect("no thread panics while it joins").join(own);
            });
        }
    });
    let mut fixity = fixity.into_inner().expect("no thread panics while it joins");
    fixity.faults.sort_by(|a, b| a.0.cmp(&b.0));
    if watcher.interrupted() {
        // Files were left out: nothing was read back.
        fixity.how = None;
    }
    fixity
}

/// Reads one file back, shows its bytes to `see` as they come, and takes what was found into `fixity`.
pub fn check(
    storage: &dyn Storage,
    folder: &MediumPath,
    file: &dyn Expected,
    watcher: &dyn Watcher,
    fixity: &mut Fixity,
    see: &mut dyn FnMut(&[u8]),
) {
    let found = check_one(storage, folder, file, watcher, see);
    fixity.take(file, found);
}

/// How a file was read and what is wrong with it, or why it could not be read.
type Checked = Result<(ReadBack, Result<Digest, FileFault>), StorageProblem>;

fn check_one(
    storage: &dyn Storage,
    folder: &MediumPath,
    file: &dyn Expected,
    watcher: &dyn Watcher,
    see: &mut dyn FnMut(&[u8]),
) -> Checked {
    let mut checking = match Checking::begin(storage, folder, file)? {
        Ok(checking) => checking,
        Err(fault) => return Ok((ReadBack::PastCache, Err(fault))),
    };
    let mut piece = vec![0; MIB as usize];
    loop {
        let got = checking.read(&mut piece)?;
        if got == 0 {
            break;
        }
        see(&piece[..got]);
        watcher.advance(got as u64);
        if checking.is_beyond() {
            break;
        }
    }
    Ok(checking.end())
}

/// A file that is being read back.
pub(super) struct Checking<F> {
    file: F,
    path: MediumPath,
    reader: Box<dyn Read + Send>,
    how: ReadBack,
    hasher: Hasher,
    /// Of a file that this run wrote.
    tracer: Option<Tracer>,
}

impl<F: Expected> Checking<F> {
    /// Opens the file, or says at once what is wrong with it.
    pub fn begin(
        storage: &dyn Storage,
        folder: &MediumPath,
        file: F,
    ) -> Result<Result<Checking<F>, FileFault>, StorageProblem> {
        let path = folder.join(file.name())?;
        match storage.facts(&path)? {
            None => return Ok(Err(FileFault::Missing)),
            Some(facts) if facts.kind != Kind::File => return Ok(Err(FileFault::NotAFile)),
            Some(facts) if facts.bytes != file.bytes() => {
                return Ok(Err(FileFault::Size { found: facts.bytes }));
            }
            Some(_) => {}
        }
        let (reader, how) = storage.read_back(&path)?;
        let tracer = matches!(file.known(), Known::Written(_)).then(Tracer::new);
        Ok(Ok(Checking { file, path, reader, how, hasher: Hasher::new(), tracer }))
    }

    /// The file that it must be.
    pub fn file(&self) -> &F {
        &self.file
    }

    /// How many bytes were read so far.
    pub fn at(&self) -> u64 {
        self.hasher.bytes()
    }

    /// Reads on; 0 at the file's end.
    pub fn read(&mut self, into: &mut [u8]) -> Result<usize, StorageProblem> {
        let read = self.reader.read(into);
        let got = read.map_err(|source| {
            StorageProblem::of(StorageAct::ReadBack, self.path.as_str(), source)
        })?;
        self.hasher.update(&into[..got]);
        if let Some(tracer) = &mut self.tracer {
            tracer.update(&into[..got]);
        }
        Ok(got)
    }

    /// Whether more came than there should be.
    pub fn is_beyond(&self) -> bool {
        self.hasher.bytes() > self.file.bytes()
    }

    /// What was found, once all of it was read.
    pub fn end(self) -> (ReadBack, Result<Digest, FileFault>) {
        let found_bytes = self.hasher.bytes();
        let found = self.hasher.finish();
        let same = match self.file.known() {
            Known::Sealed(sha256) => found == sha256,
            Known::Written(trace) => self.tracer.map(Tracer::finish) == Some(trace),
        };
        let held = if found_bytes != self.file.bytes() {
            Err(FileFault::Size { found: found_bytes })
        } else if same {
            Ok(found)
        } else {
            Err(FileFault::Bytes { found })
        };
        (self.how, held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::asker::Act;
    use crate::powers::medium::Memory;

    /// A person stops the run before the second file.
    #[derive(Default)]
    struct Stops(AtomicUsize);

    impl Watcher for Stops {
        fn begin(&self, _: Act, _: u64) {}
        fn advance(&self, _: u64) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
        fn end(&self) {}
        fn interrupted(&self) -> bool {
            self.0.load(Ordering::Relaxed) > 0
        }
    }

    #[test]
    fn what_was_written_gives_the_hash_of_what_is_read_and_nothing_where_that_is_other() {
        use crate::things::bundle::volumes::TracedWriter;
        use std::io::{Seek, SeekFrom, Write};
        let (medium, folder) = (Memory::new(), MediumPath::root());
        let bytes = vec![7; 300_000];
        let write = |name: &str| {
            let mut file = TracedWriter::create(&medium, &folder, name.into()).unwrap();
            file.write_all(&bytes).unwrap();
            file.finish().unwrap()
        };
        let written = [write("a"), write("b")];
        let read = || read_back(&medium, &folder, &written, &crate::powers::asker::Unwatched);
        let sealed = ["a", "b"].map(|name| crate::things::bundle::file_of(name, &bytes));
        assert_eq!(read().found_of(&written).unwrap(), sealed);
        let mut file = medium.open_for_overwrite(&folder.join("b").unwrap()).unwrap();
        file.seek(SeekFrom::Start(299_999)).unwrap();
        file.write_all(&[8]).unwrap();
        file.sync().unwrap();
        let found = read();
        assert!(matches!(&found.faults[..], [(name, FileFault::Bytes { .. })] if name == "b"));
        assert!(found.found_of(&written).is_none() && found.found_of(&written[..1]).is_some());
    }

    #[test]
    fn what_a_person_stopped_was_not_read_back() {
        let (medium, folder) = (Memory::new(), MediumPath::root());
        let files: Vec<FileFacts> = (0..9)
            .map(|n| {
                let (name, bytes) = (format!("f{n}"), vec![n; 1000]);
                let path = folder.join(&name).unwrap();
                crate::things::files::write_new(&medium, &path, &bytes).unwrap();
                FileFacts { name, bytes: 1000, sha256: Digest::of(&bytes) }
            })
            .collect();
        let whole = read_back(&medium, &folder, &files, &crate::powers::asker::Unwatched);
        assert!(whole.holds() && whole.how.is_some() && whole.bytes == 9000);
        let stopped = read_back(&medium, &folder, &files, &Stops::default());
        assert!(stopped.bytes < 9000 && stopped.how.is_none());
    }
}
