//! Whether bytes on a medium are those that were sealed: read past the cache, hashed, compared.

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

const HASHERS: usize = 2;

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
        self.bytes += other.bytes;
    }

    /// Takes what is wrong with one file.
    pub(super) fn fault(&mut self, file: &FileFacts, fault: FileFault) {
        self.faults.push((file.name.clone(), fault));
    }

    /// Takes what was found of one file.
    pub(super) fn take(&mut self, file: &FileFacts, found: Checked) {
        match found {
            Ok((how, None)) => {
                self.join(Fixity { how: Some(how), faults: vec![], bytes: file.bytes });
            }
            Ok((_, Some(fault))) => self.fault(file, fault),
            Err(problem) => self.fault(file, FileFault::Unreadable(problem)),
        }
    }
}

/// Reads the files back in the order given, which is that of writing, and compares each with what it must be.
pub fn read_back(
    storage: &dyn Storage,
    folder: &MediumPath,
    files: &[FileFacts],
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
    file: &FileFacts,
    watcher: &dyn Watcher,
    fixity: &mut Fixity,
    see: &mut dyn FnMut(&[u8]),
) {
    let found = check_one(storage, folder, file, watcher, see);
    fixity.take(file, found);
}

/// How a file was read and what is wrong with it, or why it could not be read.
type Checked = Result<(ReadBack, Option<FileFault>), StorageProblem>;

fn check_one(
    storage: &dyn Storage,
    folder: &MediumPath,
    file: &FileFacts,
    watcher: &dyn Watcher,
    see: &mut dyn FnMut(&[u8]),
) -> Checked {
    let mut checking = match Checking::begin(storage, folder, file)? {
        Ok(checking) => checking,
        Err(fault) => return Ok((ReadBack::PastCache, Some(fault))),
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
pub(super) struct Checking {
    file: FileFacts,
    path: MediumPath,
    reader: Box<dyn Read + Send>,
    how: ReadBack,
    hasher: Hasher,
}

impl Checking {
    /// Opens the file, or says at once what is wrong with it.
    pub fn begin(
        storage: &dyn Storage,
        folder: &MediumPath,
        file: &FileFacts,
    ) -> Result<Result<Checking, FileFault>, StorageProblem> {
        let path = folder.join(&file.name)?;
        match storage.facts(&path)? {
            None => return Ok(Err(FileFault::Missing)),
            Some(facts) if facts.kind != Kind::File => return Ok(Err(FileFault::NotAFile)),
            Some(facts) if facts.bytes != file.bytes => {
                return Ok(Err(FileFault::Size { found: facts.bytes }));
            }
            Some(_) => {}
        }
        let (reader, how) = storage.read_back(&path)?;
        Ok(Ok(Checking { file: file.clone(), path, reader, how, hasher: Hasher::new() }))
    }

    /// The file that it must be.
    pub fn file(&self) -> &FileFacts {
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
        Ok(got)
    }

    /// Whether more came than there should be.
    pub fn is_beyond(&self) -> bool {
        self.hasher.bytes() > self.file.bytes
    }

    /// What was found, once all of it was read.
    pub fn end(self) -> (ReadBack, Option<FileFault>) {
        let found_bytes = self.hasher.bytes();
        let found = self.hasher.finish();
        let fault = if found_bytes != self.file.bytes {
            Some(FileFault::Size { found: found_bytes })
        } else if found != self.file.sha256 {
            Some(FileFault::Bytes { found })
        } else {
            None
        };
        (self.how, fault)
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
