//! Windows: paths walked by steps under held handles, reads past the cache by
//! FILE_FLAG_NO_BUFFERING.
//!
//! Each folder on the way is opened as itself, never as what a reparse point leads to, and held
//! without leave to delete or rename while the next step is taken: so what was looked at is what is
//! gone through. Paths start with `\\?\`, so that no name means a device and no dot is dropped.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::ptr;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_INVALID_FUNCTION, GENERIC_READ, GENERIC_WRITE,
};
use windows_sys::Win32::Storage::FileSystem::{
    FILE_ATTRIBUTE_COMPRESSED, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_NO_BUFFERING,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_LIST_DIRECTORY, FILE_SHARE_READ, FILE_SHARE_WRITE,
    GetDiskFreeSpaceExW,
};

use super::aligned::Blocks;
use super::discarded::Discarded;
use super::in_place::{InPlace, WhyNotInPlace};
use super::path::{MediumPath, is_component};
use super::problem::{Site, StorageProblem};
use super::storage::{BytesBack, Entry, Facts, Hardware, Kind, Listing, ReadBack, StorageFacts};
use super::windows_errors::{DAMAGED, is_one_of};
use super::windows_look::{Looked, look, look_at, open_as_itself};
use super::windows_volume::{Medium, volume, wide};

pub(super) use super::windows_errors::says_gone;
use crate::powers::in_use::patiently;
use crate::powers::real_path;
use crate::words::limits::FOLDER_ENTRIES_MAX;

/// winnt.h, GetVolumeInformation.
const FILE_READ_ONLY_VOLUME: u32 = 0x0008_0000;

/// The root handle that everything is opened beneath.
pub(super) struct Root {
    folder: File,
    path: PathBuf,
    volume: u32,
    medium: Medium,
}

/// The folders from the root down to one, held so that nobody moves them.
struct Way(Vec<File>);

impl Root {
    pub fn open(path: &Path, _private: bool) -> io::Result<Root> {
        let path = real_path::exact(&real_path::of(path)?);
        let folder = OpenOptions::new()
            .access_mode(GENERIC_READ)
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
            .open(&path)?;
        let looked = look_at(&folder)?;
        if looked.facts.kind != Kind::Folder {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let medium = Medium::of(&folder, &path, looked.volume);
        Ok(Root { folder, path, volume: looked.volume, medium })
    }

    pub fn in_place(&self) -> InPlace {
        self.medium.in_place
    }

    pub fn describe(&self) -> StorageFacts {
        let flags = volume(&self.folder).map_or(0, |(_, flags)| flags);
        StorageFacts {
            file_system: self.medium.file_system.clone(),
            read_only: flags & FILE_READ_ONLY_VOLUME != 0,
            in_place: self.medium.in_place,
            removable: self.medium.removable,
            // Not asked for.
            hardware: Hardware::default(),
            devices: self.medium.devices.clone(),
            // Not known: only a drive that was seen to be gone counts as attached anew.
            attachment: None,
        }
    }

    pub fn list(&self, site: &Site) -> Result<Listing, StorageProblem> {
        let _way = self.walk(site, site.path)?;
        let mut listing = Listing::default();
        for entry in std::fs::read_dir(self.full(site.path)).map_err(|e| site.problem(e))? {
            let entry = entry.map_err(|e| site.problem(e))?;
            if listing.entries.len() + listing.foreign == FOLDER_ENTRIES_MAX {
                let most = FOLDER_ENTRIES_MAX;
                return Err(StorageProblem::TooManyEntries { path: site.shown(), most });
            }
            let name = entry.file_name().into_string().ok().filter(|name| is_component(name));
            let Some(name) = name else {
                listing.foreign += 1;
                continue;
            };
            let facts = match look(&entry.path()) {
                Ok(looked) => self.facts_in(&looked),
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) if is_one_of(&error, &DAMAGED) => Facts::UNREADABLE,
                Err(error) => return Err(site.problem(error)),
            };
            listing.entries.push(Entry { name, facts });
        }
        listing.entries.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(listing)
    }

    pub fn facts(&self, site: &Site) -> Result<Option<Facts>, StorageProblem> {
        let parent = site.path.parent().unwrap_or(MediumPath::root());
        let _way = match self.walk(site, &parent) {
            Err(StorageProblem::Absent { .. }) => return Ok(None),
            other => other?,
        };
        match look(&self.full(site.path)) {
            Ok(looked) => Ok(Some(self.facts_in(&looked))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(site.problem(error)),
        }
    }

    pub fn open_to_read(&self, site: &Site) -> Result<File, StorageProblem> {
        self.open_file(site, OpenOptions::new().read(true), 0, false).map(|(file, _)| file)
    }

    /// Reads and writes, through one handle; the file has no other name.
    pub fn open_to_write(&self, site: &Site) -> Result<File, StorageProblem> {
        let mut options = OpenOptions::new();
        self.open_file(site, options.read(true).write(true), 0, true).map(|(file, _)| file)
    }

    pub fn create(&self, site: &Site) -> Result<File, StorageProblem> {
        let _way = self.parent(site)?;
        let mut options = OpenOptions::new();
        options
            .read(true)
            .write(true)
            .create_new(true)
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT);
        patiently(|| options.open(self.full(site.path))).map_err(|e| site.problem(e))
    }

    pub fn make_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let _way = self.parent(site)?;
        std::fs::create_dir(self.full(site.path)).map_err(|e| site.problem(e))
    }

    pub fn remove_file(&self, site: &Site) -> Result<(), StorageProblem> {
        let _way = self.parent(site)?;
        let path = self.full(site.path);
        let looked = look(&path).map_err(|e| site.problem(e))?;
        self.admit(&looked, site, false)?;
        patiently(|| std::fs::remove_file(&path)).map_err(|e| site.problem(e))
    }

    pub fn remove_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let _way = self.parent(site)?;
        let path = self.full(site.path);
        let looked = look(&path).map_err(|e| site.problem(e))?;
        self.admit_folder(&looked, site)?;
        patiently(|| std::fs::remove_dir(&path)).map_err(|e| site.problem(e))
    }

    /// Flushes the folder where the file system lets it; FAT and exFAT have no such call, and write
    /// names through.
    pub fn sync_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let _way = self.walk(site, site.path)?;
        let folder = OpenOptions::new()
            .access_mode(GENERIC_WRITE)
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT)
            .open(self.full(site.path));
        match folder.and_then(|folder| folder.sync_all()) {
            Err(error) if !is_one_of(&error, &[ERROR_ACCESS_DENIED, ERROR_INVALID_FUNCTION]) => {
                Err(site.problem(error))
            }
            _ => Ok(()),
        }
    }

    pub fn free_bytes(&self, site: &Site) -> Result<u64, StorageProblem> {
        let path = wide(&self.path);
        let mut free = 0;
        // SAFETY: `path` ends in a zero, `free` is ours, and the other results may be left out.
        let done = unsafe {
            GetDiskFreeSpaceExW(path.as_ptr(), &mut free, ptr::null_mut(), ptr::null_mut())
        };
        if done == 0 { Err(site.problem(io::Error::last_os_error())) } else { Ok(free) }
    }

    /// What is left of a quota is not told from what the system keeps back.
    pub fn kept_back_bytes(&self, _: &Site) -> Result<u64, StorageProblem> {
        Ok(0)
    }

    /// The system trims a whole drive by a tool of its own alone (`Optimize-Volume -ReTrim`).
    pub fn discard_free(&self, _: &Site) -> Result<Discarded, StorageProblem> {
        Ok(Discarded::NoWay)
    }

    /// Unbuffered reads write out what is cached of the file, and then ask the drive.
    pub fn read_back(&self, site: &Site) -> Result<BytesBack, StorageProblem> {
        if !self.medium.beyond_us {
            let mut options = OpenOptions::new();
            let opened = self.open_file(site, options.read(true), FILE_FLAG_NO_BUFFERING, false);
            if let Ok((file, bytes)) = opened
                && let Ok(reader) = Blocks::new(file, bytes).reader()
            {
                return Ok((reader, ReadBack::PastCache));
            }
        }
        let (file, bytes) = self.open_file(site, OpenOptions::new().read(true), 0, false)?;
        let reader = Blocks::new(file, bytes).reader().map_err(|(_, e)| site.problem(e))?;
        Ok((reader, ReadBack::Cached))
    }

    /// Looks through a handle that can neither read nor write, since opening a device can already
    /// act on it; then opens, and looks again.
    fn open_file(
        &self,
        site: &Site,
        options: &mut OpenOptions,
        flags: u32,
        alone: bool,
    ) -> Result<(File, u64), StorageProblem> {
        let _way = self.parent(site)?;
        let path = self.full(site.path);
        self.admit(&look(&path).map_err(|e| site.problem(e))?, site, alone)?;
        options
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT | flags);
        let file = patiently(|| options.open(&path)).map_err(|e| site.problem(e))?;
        let looked = look_at(&file).map_err(|e| site.problem(e))?;
        self.admit(&looked, site, alone)?;
        Ok((file, looked.facts.bytes))
    }

    /// Lets only a regular file of this volume pass; with `alone` only one that has no other name.
    fn admit(&self, looked: &Looked, site: &Site, alone: bool) -> Result<(), StorageProblem> {
        let path = site.shown();
        let facts = self.facts_in(looked);
        if looked.is_link {
            return Err(StorageProblem::LinkInTheWay { path });
        }
        if !facts.same_device {
            return Err(StorageProblem::OtherDevice { path });
        }
        if facts.kind != Kind::File {
            return Err(StorageProblem::NotRegular { path });
        }
        if alone && facts.links > 1 {
            return Err(StorageProblem::HardLinked { path, links: facts.links });
        }
        Ok(())
    }

    fn admit_folder(&self, looked: &Looked, site: &Site) -> Result<(), StorageProblem> {
        let path = site.shown();
        match looked {
            Looked { is_link: true, .. } => Err(StorageProblem::LinkInTheWay { path }),
            Looked { volume, .. } if *volume != self.volume => {
                Err(StorageProblem::OtherDevice { path })
            }
            Looked { facts: Facts { kind: Kind::Folder, .. }, .. } => Ok(()),
            _ => Err(StorageProblem::NotAFolder { path }),
        }
    }

    fn facts_in(&self, looked: &Looked) -> Facts {
        Facts { same_device: looked.volume == self.volume, ..looked.facts }
    }

    /// The way to the folder that holds the site's path.
    fn parent(&self, site: &Site) -> Result<Way, StorageProblem> {
        match site.path.parent() {
            Some(parent) => self.walk(site, &parent),
            None => Err(StorageProblem::NotRegular { path: site.shown() }),
        }
    }

    fn walk(&self, site: &Site, path: &MediumPath) -> Result<Way, StorageProblem> {
        let mut way = Way(Vec::new());
        let mut reached = MediumPath::root();
        for name in path.components() {
            reached = reached.join(name)?;
            let here = Site { path: &reached, ..*site };
            let step = open_as_itself(&self.full(&reached), FILE_LIST_DIRECTORY)
                .map_err(|e| here.problem(e))?;
            let looked = look_at(&step).map_err(|e| here.problem(e))?;
            self.admit_folder(&looked, &here)?;
            way.0.push(step);
        }
        Ok(way)
    }

    fn full(&self, path: &MediumPath) -> PathBuf {
        let mut full = self.path.clone();
        full.extend(path.components());
        full
    }
}

/// The facts of an open file, which was admitted and so lies on the medium.
pub(super) fn facts_of(file: &File) -> io::Result<Facts> {
    Ok(look_at(file)?.facts)
}

pub(super) fn sync(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// The system starts by itself.
pub(super) fn start_write_back(_: &File, _: u64, _: u64) {}

/// Whether overwriting this file reaches its blocks: it may be compressed where its file system
/// says yes.
pub(super) fn in_place_of(file: &File, file_system: InPlace) -> InPlace {
    let is_compressed = |looked: Looked| looked.attributes & FILE_ATTRIBUTE_COMPRESSED != 0;
    let compressed = look_at(file).is_ok_and(is_compressed);
    match file_system {
        InPlace::Yes | InPlace::Unknown if compressed => InPlace::No(WhyNotInPlace::Compressed),
        other => other,
    }
}
