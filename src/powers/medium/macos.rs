//! macOS: paths walked by steps, facts by fstatat(2), reads past the cache by F_NOCACHE.
//!
//! F_NOCACHE alone still answers from pages that are in memory already, so they are thrown out
//! first: msync(2) with MS_INVALIDATE over the whole file. Where that is refused, bytes count as
//! cached.

use std::collections::BTreeSet;
use std::ffi::CStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::ptr;

use rustix::fs::{AtFlags, FileType, OFlags, Stat, fcntl_nocache, fstat, fstatfs, statat};
use rustix::io::Errno;
use rustix::mm::{MapFlags, MsyncFlags, ProtFlags, mmap, msync, munmap};

use super::aligned::Blocks;
use super::discarded::Discarded;
use super::in_place::{InPlace, WhyNotInPlace};
use super::storage::{Attachment, BytesBack, Device, Kind, ReadBack};
use super::unix::{Looked, Mount};

/// stat.h: the file is compressed by the file system.
const UF_COMPRESSED: u32 = 0x20;
/// What one mapping covers at most while pages are thrown out.
const MAP_BYTES: u64 = 256 * 1024 * 1024;

/// What is known of the file system beneath the root, found once.
pub(super) struct Medium {
    pub file_system: String,
    pub in_place: InPlace,
    /// Disk Arbitration would know; statfs(2) doesn't say.
    pub removable: Option<bool>,
    pub hardware: Hardware,
    pub devices: BTreeSet<Device>,
    /// Not known: only a drive that was seen to be gone counts as attached anew.
    pub attachment: Option<Attachment>,
}

impl Medium {
    pub fn of(root: &OwnedFd, mount: &Mount) -> Medium {
        let text = |units: &[std::ffi::c_char]| {
            let bytes: Vec<u8> = units.iter().map(|unit| *unit as u8).collect();
            let name = CStr::from_bytes_until_nul(&bytes).unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let facts = fstatfs(root).ok();
        let file_system =
            facts.as_ref().map_or("unknown".to_owned(), |facts| text(&facts.f_fstypename));
        let in_place = match file_system.as_str() {
            "apfs" | "zfs" => InPlace::No(WhyNotInPlace::CopyOnWrite),
            "msdos" | "exfat" => InPlace::Yes,
            _ => InPlace::Unknown,
        };
        let source = facts.map(|facts| text(&facts.f_mntfromname));
        let device = match source.as_deref().and_then(disk_of) {
            Some(disk) => Device::Named(disk.to_owned()),
            None => Device::Disk(mount.device),
        };
        let (removable, attachment) = (None, None);
        // Not asked for.
        let (hardware, devices) = (Hardware::default(), BTreeSet::from([device]));
        Medium { file_system, in_place, removable, hardware, devices, attachment }
    }

    /// Whether a user-space server stands between, whose caches can't be passed.
    fn is_served(&self) -> bool {
        let name = self.file_system.as_str();
        name.contains("fuse") || matches!(name, "lifs" | "tmpfs")
    }
}

/// The whole disk of a volume: `/dev/disk3s1s1` lies on `disk3`. All volumes of an APFS container lie on one such
/// disk, which the system makes; which real disk that container lies on only IOKit says.
fn disk_of(source: &str) -> Option<&str> {
    let name = source.strip_prefix("/dev/")?;
    let number = name.strip_prefix("disk")?;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    (digits > 0).then(|| &name[.."disk".len() + digits])
}

/// macOS can't resolve a whole path beneath a folder without following links.
pub(super) fn open_beneath(_: &OwnedFd, _: &str, _: OFlags) -> Option<OwnedFd> {
    None
}

pub(super) fn look(folder: impl AsFd, name: &str) -> Result<Looked, Errno> {
    statat(folder, name, AtFlags::SYMLINK_NOFOLLOW).map(|s| looked(&s))
}

pub(super) fn look_at(file: impl AsFd) -> Result<Looked, Errno> {
    fstat(file).map(|s| looked(&s))
}

fn looked(found: &Stat) -> Looked {
    let file_type = FileType::from_raw_mode(found.st_mode);
    Looked {
        kind: match file_type {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            _ => Kind::Other,
        },
        is_link: file_type == FileType::Symlink,
        bytes: u64::try_from(found.st_size).unwrap_or(0),
        links: found.st_nlink.into(),
        mount: Mount { id: None, device: u64::from(found.st_dev.cast_unsigned()) },
    }
}

/// `sync_all` is F_FULLFSYNC here, which also empties the drive's own cache; drivers without it
/// have fsync(2).
pub(super) fn sync(file: &File) -> io::Result<()> {
    match file.sync_all() {
        Err(error) if is_unsupported(&error) => Ok(rustix::fs::fsync(file)?),
        other => other,
    }
}

pub(super) fn sync_folder(folder: OwnedFd) -> io::Result<()> {
    sync(&File::from(folder))
}

fn is_unsupported(error: &io::Error) -> bool {
    let unsupported = [Errno::NOTSUP, Errno::OPNOTSUPP, Errno::INVAL, Errno::NOTTY];
    Errno::from_io_error(error).is_some_and(|errno| unsupported.contains(&errno))
}

/// The system starts by itself.
pub(super) fn start_write_back(_: &File, _: u64, _: u64) {}

/// Whether overwriting this file reaches its blocks: it may be compressed where its file system
/// says yes.
pub(super) fn in_place_of(file: &File, file_system: InPlace) -> InPlace {
    let compressed = fstat(file).is_ok_and(|found| found.st_flags & UF_COMPRESSED != 0);
    match file_system {
        InPlace::Yes | InPlace::Unknown if compressed => InPlace::No(WhyNotInPlace::Compressed),
        other => other,
    }
}

/// The bytes of `file` from the drive, and whether that is certain.
pub(super) fn read_back(file: File, bytes: u64, medium: &Medium) -> io::Result<BytesBack> {
    let dropped = forget_pages(&file, bytes).is_ok();
    let passed = fcntl_nocache(&file, true).is_ok();
    let reader = Blocks::new(file, bytes).reader().map_err(|(_, error)| error)?;
    let certain = dropped && passed && !medium.is_served();
    Ok((reader, if certain { ReadBack::PastCache } else { ReadBack::Cached }))
}

/// Throws the file's pages out of memory, a window at a time.
fn forget_pages(file: &File, bytes: u64) -> Result<(), Errno> {
    let mut from = 0;
    while from < bytes {
        let window = (bytes - from).min(MAP_BYTES);
        let len = usize::try_from(window).map_err(|_| Errno::OVERFLOW)?;
        // SAFETY: the kernel chooses the address, nothing reads or writes the mapping, and it is
        // taken away before anyone else learns of it; `len` is over zero and `from` a multiple of
        // the page.
        unsafe {
            let at = mmap(ptr::null_mut(), len, ProtFlags::READ, MapFlags::SHARED, file, from)?;
            let forgotten = msync(at, len, MsyncFlags::SYNC | MsyncFlags::INVALIDATE);
            munmap(at, len)?;
            forgotten?;
        }
        from += window;
    }
    Ok(())
}

/// The system trims by itself, and lets no program ask for it.
pub(super) fn discard_free(_: &OwnedFd) -> io::Result<Discarded> {
    Ok(Discarded::NoWay)
}

/// What the system says where its file system is damaged, or the drive can't be read.
pub(super) const DAMAGED: [Errno; 1] = [Errno::IO];

/// The error numbers of a drive that was pulled out.
pub(super) fn says_gone(code: i32) -> bool {
    let gone = [Errno::NODEV, Errno::NXIO, Errno::NOTCONN, Errno::SHUTDOWN];
    gone.iter().any(|errno| errno.raw_os_error() == code)
}
