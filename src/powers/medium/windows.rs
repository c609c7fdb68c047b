//! Windows: paths walked by steps under held handles, reads past the cache by
//! FILE_FLAG_NO_BUFFERING.
//!
//! Each folder on the way is opened as itself, never as what a reparse point leads to, and held
//! without leave to delete or rename while the next step is taken: so what was looked at is what is
//! gone through. Paths start with `\\?\`, so that no name means a device and no dot is dropped.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io;
use std::mem::zeroed;
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::{Path, PathBuf};
use std::ptr;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_CRC, ERROR_DEV_NOT_EXIST, ERROR_DEVICE_NOT_CONNECTED,
    ERROR_DEVICE_REMOVED, ERROR_DISK_CORRUPT, ERROR_FILE_CORRUPT, ERROR_INVALID_FUNCTION,
    ERROR_NO_MEDIA_IN_DRIVE, ERROR_NO_SUCH_DEVICE, ERROR_NOT_READY, ERROR_WRONG_DISK, GENERIC_READ,
    GENERIC_WRITE,
};
use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_ATTRIBUTE_COMPRESSED, FILE_ATTRIBUTE_DIRECTORY,
    FILE_ATTRIBUTE_REPARSE_POINT, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_NO_BUFFERING,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_LIST_DIRECTORY, FILE_READ_ATTRIBUTES, FILE_SHARE_READ,
    FILE_SHARE_WRITE, FILE_TYPE_DISK, GetDiskFreeSpaceExW, GetDriveTypeW,
    GetFileInformationByHandle, GetFileType, GetVolumeInformationByHandleW,
    GetVolumeNameForVolumeMountPointW, GetVolumePathNameW, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS,
};
use windows_sys::Win32::System::IO::DeviceIoControl;

use super::aligned::Blocks;
use super::path::{MediumPath, is_component};
use super::problem::{Site, StorageProblem};
use super::storage::{
    BytesBack, Device, Entry, Facts, InPlace, Kind, Listing, ReadBack, StorageFacts, WhyNotInPlace,
};
use crate::words::limits::FOLDER_ENTRIES_MAX;

/// WinBase.h, GetDriveType.
const DRIVE_REMOVABLE: u32 = 2;
const DRIVE_FIXED: u32 = 3;
const DRIVE_REMOTE: u32 = 4;
const DRIVE_RAMDISK: u32 = 6;
/// winnt.h, GetVolumeInformation.
const FILE_READ_ONLY_VOLUME: u32 = 0x0008_0000;
/// Longer than any path or name that Windows gives out.
const WIDE_MAX: usize = 32 * 1024;
/// A volume's name has 49 characters and a zero.
const VOLUME_NAME_MAX: usize = 64;
/// Of how many pieces of disks a volume is asked for; one of more is known by its serial number.
const PIECES_MAX: usize = 64;

/// The root handle that everything is opened beneath.
pub(super) struct Root {
    folder: File,
    path: PathBuf,
    volume: u32,
    medium: Medium,
}

struct Medium {
    file_system: String,
    in_place: InPlace,
    removable: Option<bool>,
    /// A server or memory, where there is nothing to read past.
    beyond_us: bool,
    devices: BTreeSet<Device>,
}

/// What one look at an open handle gives.
struct Looked {
    facts: Facts,
    is_link: bool,
    attributes: u32,
    volume: u32,
}

/// The folders from the root down to one, held so that nobody moves them.
struct Way(Vec<File>);

impl Root {
    pub fn open(path: &Path, _private: bool) -> io::Result<Root> {
        let path = std::fs::canonicalize(path)?;
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
        OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT)
            .open(self.full(site.path))
            .map_err(|e| site.problem(e))
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
        std::fs::remove_file(path).map_err(|e| site.problem(e))
    }

    pub fn remove_folder(&self, site: &Site) -> Result<(), StorageProblem> {
        let _way = self.parent(site)?;
        let path = self.full(site.path);
        let looked = look(&path).map_err(|e| site.problem(e))?;
        self.admit_folder(&looked, site)?;
        std::fs::remove_dir(path).map_err(|e| site.problem(e))
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
        let file = options
            .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
            .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT | flags)
            .open(path)
            .map_err(|e| site.problem(e))?;
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

impl Medium {
    fn of(root: &File, path: &Path, serial: u32) -> Medium {
        let file_system = volume(root).map_or("unknown".to_owned(), |(name, _)| name);
        let in_place = match file_system.as_str() {
            "ReFS" => InPlace::No(WhyNotInPlace::CopyOnWrite),
            "NTFS" | "FAT" | "FAT32" | "exFAT" => InPlace::Yes,
            _ => InPlace::Unknown,
        };
        let drive = drive_type(path);
        let removable = match drive {
            DRIVE_REMOVABLE => Some(true),
            // Many USB drives call themselves fixed.
            DRIVE_FIXED => None,
            _ => Some(false),
        };
        let beyond_us = matches!(drive, DRIVE_REMOTE | DRIVE_RAMDISK);
        // A volume that says no disk (a share) is known by its serial number; a file system without one says 0.
        let named = (serial != 0).then(|| Device::Named(format!("{serial:08x}")));
        let devices = disks(path).unwrap_or_else(|| named.into_iter().collect());
        Medium { file_system, in_place, removable, beyond_us, devices }
    }
}

/// Opens what stands at `path`, not what it leads to. With leave to list, which a folder on the way
/// is opened with, nobody may move or delete it meanwhile; a handle that only looks at attributes
/// holds nothing.
fn open_as_itself(path: &Path, access: u32) -> io::Result<File> {
    OpenOptions::new()
        .access_mode(FILE_READ_ATTRIBUTES | access)
        .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT)
        .open(path)
}

fn look(path: &Path) -> io::Result<Looked> {
    look_at(&open_as_itself(path, 0)?)
}

fn look_at(file: &File) -> io::Result<Looked> {
    let handle = file.as_raw_handle();
    // SAFETY: the structure is plain numbers, for which zero is a value, and the handle is open.
    let (done, found, is_disk) = unsafe {
        let mut found: BY_HANDLE_FILE_INFORMATION = zeroed();
        let done = GetFileInformationByHandle(handle, &mut found);
        (done, found, GetFileType(handle) == FILE_TYPE_DISK)
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    let attributes = found.dwFileAttributes;
    let is_link = attributes & FILE_ATTRIBUTE_REPARSE_POINT != 0;
    let kind = match attributes & FILE_ATTRIBUTE_DIRECTORY != 0 {
        _ if is_link || !is_disk => Kind::Other,
        true => Kind::Folder,
        false => Kind::File,
    };
    let bytes = (u64::from(found.nFileSizeHigh) << 32) | u64::from(found.nFileSizeLow);
    let bytes = if kind == Kind::File { bytes } else { 0 };
    let links = u64::from(found.nNumberOfLinks);
    let facts = Facts { kind, bytes, links, same_device: true };
    Ok(Looked { facts, is_link, attributes, volume: found.dwVolumeSerialNumber })
}

/// The file system's name and flags.
fn volume(folder: &File) -> Option<(String, u32)> {
    let mut name = [0_u16; 64];
    let mut flags = 0;
    // SAFETY: the handle is open, the buffer's length is given, and the other results may be left
    // out.
    let done = unsafe {
        GetVolumeInformationByHandleW(
            folder.as_raw_handle(),
            ptr::null_mut(),
            0,
            ptr::null_mut(),
            ptr::null_mut(),
            &mut flags,
            name.as_mut_ptr(),
            name.len() as u32,
        )
    };
    let end = name.iter().position(|unit| *unit == 0)?;
    (done != 0).then(|| (String::from_utf16_lossy(&name[..end]), flags))
}

fn drive_type(path: &Path) -> u32 {
    // SAFETY: the text ends in a zero.
    mounted_at(path).map_or(0, |root| unsafe { GetDriveTypeW(root.as_ptr()) })
}

/// Where the volume of this path is mounted, with a zero at its end.
fn mounted_at(path: &Path) -> Option<Vec<u16>> {
    let path = wide(path);
    let mut root = vec![0; WIDE_MAX];
    // SAFETY: both texts end in a zero, and the buffer's length is given.
    let done = unsafe { GetVolumePathNameW(path.as_ptr(), root.as_mut_ptr(), root.len() as u32) };
    (done != 0).then_some(root)
}

/// The numbers of the disks on which the volume of this path lies (IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, which takes
/// no rights): a count in 8 bytes, and for each piece of the volume 24 bytes, of which the first 4 are the disk's
/// number.
fn disks(path: &Path) -> Option<BTreeSet<Device>> {
    let mut name = [0_u16; VOLUME_NAME_MAX];
    let root = mounted_at(path)?;
    // SAFETY: the first text ends in a zero, and the buffer's length is given.
    let done = unsafe {
        GetVolumeNameForVolumeMountPointW(root.as_ptr(), name.as_mut_ptr(), name.len() as u32)
    };
    let end = name.iter().position(|unit| *unit == 0).filter(|_| done != 0)?;
    // With the stroke at its end it would be the folder on the volume.
    let name = String::from_utf16_lossy(&name[..end]);
    let volume = OpenOptions::new()
        .access_mode(0)
        .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
        .open(name.trim_end_matches('\\'))
        .ok()?;
    let mut pieces = [0_u64; 1 + 3 * PIECES_MAX];
    let mut bytes = 0;
    // SAFETY: the handle is open, nothing goes in, and the buffer's length is given.
    let done = unsafe {
        DeviceIoControl(
            volume.as_raw_handle(),
            IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS,
            ptr::null(),
            0,
            pieces.as_mut_ptr().cast(),
            size_of_val(&pieces) as u32,
            &mut bytes,
            ptr::null_mut(),
        )
    };
    let count = (pieces[0] & u64::from(u32::MAX)) as usize;
    let numbers = pieces[1..].chunks(3).take(count).map(|piece| piece[0] & u64::from(u32::MAX));
    (done != 0 && count > 0).then(|| numbers.map(Device::Disk).collect())
}

fn wide(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}

fn is_one_of(error: &io::Error, codes: &[u32]) -> bool {
    let code = error.raw_os_error().and_then(|code| u32::try_from(code).ok());
    code.is_some_and(|code| codes.contains(&code))
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

/// What the system says where its file system is damaged, or the drive can't be read.
const DAMAGED: [u32; 3] = [ERROR_CRC, ERROR_DISK_CORRUPT, ERROR_FILE_CORRUPT];

/// The error numbers of a drive that was pulled out.
pub(super) fn says_gone(code: i32) -> bool {
    let error = io::Error::from_raw_os_error(code);
    is_one_of(
        &error,
        &[
            ERROR_NOT_READY,
            ERROR_WRONG_DISK,
            ERROR_DEV_NOT_EXIST,
            ERROR_NO_SUCH_DEVICE,
            ERROR_NO_MEDIA_IN_DRIVE,
            ERROR_DEVICE_NOT_CONNECTED,
            ERROR_DEVICE_REMOVED,
        ],
    )
}
