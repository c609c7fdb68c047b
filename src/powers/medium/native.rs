//! A real drive, or a folder of one: [`Storage`] over the system's own calls.
//!
//! Owns what is the same on every system; `unix` and `windows` own how a path is walked without
//! following anything.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::discarded::Discarded;
use super::in_place::InPlace;
use super::path::MediumPath;
use super::problem::{Act, Site, StorageProblem};
use super::storage::{BytesBack, Facts, Listing, Opened, Storage, StorageFacts};
use super::system;
use crate::words::limits::MIB;

/// How often the system is told to start writing what it holds, so that the sync at the end finds
/// little to do.
const WRITE_BACK_BYTES: u64 = 16 * MIB;
/// A file's end that is shorter is left to the system.
const WRITE_BACK_BYTES_MIN: u64 = MIB;

/// The files beneath one folder.
pub struct NativeStorage {
    path: PathBuf,
    root: system::Root,
}

/// Opens the folder `root` as a medium; [`StorageProblem::Absent`] when it isn't there or isn't a
/// folder.
///
/// `root` itself is the user's own word and may lead over links; what lies beneath may not. New
/// files and folders can be read by everyone whatever the umask, since all on a medium is made to
/// be seen (promise 7) and its finder is another user of another PC.
pub fn open_native(root: &Path) -> Result<NativeStorage, StorageProblem> {
    open(root, false)
}

/// Opens the folder `root` with new files and folders for this user alone, whatever the umask: for what lies on the PC.
pub fn open_native_private(root: &Path) -> Result<NativeStorage, StorageProblem> {
    open(root, true)
}

fn open(root: &Path, private: bool) -> Result<NativeStorage, StorageProblem> {
    match system::Root::open(root, private) {
        Ok(opened) => Ok(NativeStorage { path: root.to_owned(), root: opened }),
        Err(error) => Err(match StorageProblem::of(Act::Find, root, error) {
            StorageProblem::NotAFolder { path } => StorageProblem::Absent { path },
            other => other,
        }),
    }
}

impl NativeStorage {
    fn site<'a>(&'a self, act: Act, path: &'a MediumPath) -> Site<'a> {
        Site { act, root: &self.path, path }
    }

    /// Opens a file to be locked, made when it isn't there: a plain file with one name, or nothing is touched. It may
    /// be read and written.
    pub fn lock_file(&self, name: &str) -> Result<File, StorageProblem> {
        let path = MediumPath::parse(name)?;
        let site = self.site(Act::Open, &path);
        match self.root.facts(&site)? {
            Some(_) => self.root.open_to_write(&site),
            None => match self.root.create(&site) {
                // Another run was quicker.
                Err(StorageProblem::Exists { .. }) => self.root.open_to_write(&site),
                other => other,
            },
        }
    }

    fn opened(&self, file: File) -> Box<dyn Opened> {
        let file_system = self.root.in_place();
        Box::new(NativeFile { file, file_system, at: 0, written_from: 0 })
    }

    #[cfg(all(test, target_os = "linux"))]
    pub(super) fn stepwise(mut self) -> NativeStorage {
        self.root.stepwise();
        self
    }
}

impl Storage for NativeStorage {
    fn describe(&self) -> StorageFacts {
        self.root.describe()
    }

    fn list(&self, folder: &MediumPath) -> Result<Listing, StorageProblem> {
        self.root.list(&self.site(Act::List, folder))
    }

    fn facts(&self, path: &MediumPath) -> Result<Option<Facts>, StorageProblem> {
        self.root.facts(&self.site(Act::Look, path))
    }

    fn open(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let file = self.root.open_to_read(&self.site(Act::Open, path))?;
        Ok(self.opened(file))
    }

    fn open_for_overwrite(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let file = self.root.open_to_write(&self.site(Act::Open, path))?;
        Ok(self.opened(file))
    }

    fn create(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let file = self.root.create(&self.site(Act::Create, path))?;
        Ok(self.opened(file))
    }

    fn create_or_replace(&self, path: &MediumPath) -> Result<Box<dyn Opened>, StorageProblem> {
        let site = self.site(Act::Create, path);
        if self.root.facts(&site)?.is_none() {
            return self.create(path);
        }
        let file = self.root.open_to_write(&site)?;
        file.set_len(0).map_err(|e| site.problem(e))?;
        Ok(self.opened(file))
    }

    fn append(&self, path: &MediumPath, at: u64) -> Result<Box<dyn Opened>, StorageProblem> {
        let site = self.site(Act::Write, path);
        if at == 0 {
            return self.create_or_replace(path);
        }
        let file = self.root.open_to_write(&site)?;
        let bytes = file.metadata().map_err(|e| site.problem(e))?.len();
        if bytes < at {
            return Err(StorageProblem::Shorter { path: site.shown(), bytes, at });
        }
        if bytes > at {
            file.set_len(at).map_err(|e| site.problem(e))?;
        }
        let mut opened = self.opened(file);
        opened.seek(SeekFrom::Start(at)).map_err(|e| site.problem(e))?;
        Ok(opened)
    }

    fn make_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.root.make_folder(&self.site(Act::MakeFolder, path))
    }

    fn remove_file(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.root.remove_file(&self.site(Act::Remove, path))
    }

    fn remove_folder(&self, path: &MediumPath) -> Result<(), StorageProblem> {
        self.root.remove_folder(&self.site(Act::Remove, path))
    }

    fn sync_folder(&self, folder: &MediumPath) -> Result<(), StorageProblem> {
        self.root.sync_folder(&self.site(Act::Sync, folder))
    }

    fn free_bytes(&self) -> Result<u64, StorageProblem> {
        let root = MediumPath::root();
        self.root.free_bytes(&self.site(Act::Measure, &root))
    }

    fn kept_back_bytes(&self) -> Result<u64, StorageProblem> {
        let root = MediumPath::root();
        self.root.kept_back_bytes(&self.site(Act::Measure, &root))
    }

    fn discard_free(&self) -> Result<Discarded, StorageProblem> {
        let root = MediumPath::root();
        self.root.discard_free(&self.site(Act::Discard, &root))
    }

    fn read_back(&self, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        self.root.read_back(&self.site(Act::ReadBack, path))
    }
}

/// An open file; plain calls, and every few MiB a word to the system to start writing.
struct NativeFile {
    file: File,
    file_system: InPlace,
    at: u64,
    /// Where the run of bytes begins that the system was not yet told to write.
    written_from: u64,
}

impl NativeFile {
    fn start_write_back(&mut self, least: u64) {
        if self.at - self.written_from >= least {
            system::start_write_back(&self.file, self.written_from, self.at);
            self.written_from = self.at;
        }
    }
}

impl Drop for NativeFile {
    fn drop(&mut self) {
        self.start_write_back(WRITE_BACK_BYTES_MIN);
    }
}

impl Read for NativeFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(into)?;
        self.at += n as u64;
        self.written_from = self.at;
        Ok(n)
    }
}

impl Write for NativeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.at += n as u64;
        self.start_write_back(WRITE_BACK_BYTES);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for NativeFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        self.written_from = self.at;
        Ok(self.at)
    }
}

impl Opened for NativeFile {
    fn sync(&mut self) -> io::Result<()> {
        system::sync(&self.file)
    }

    fn facts(&self) -> io::Result<Facts> {
        system::facts_of(&self.file)
    }

    fn in_place(&self) -> InPlace {
        system::in_place_of(&self.file, self.file_system)
    }
}
