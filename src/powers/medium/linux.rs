//! Linux: paths resolved at once by openat2(2), facts by statx(2), reads past the page cache by
//! O_DIRECT.
//!
//! Owns the question whether bytes that came back were really on the drive. A read is certain when
//! the kernel took it unbuffered, or when the page cache was seen to be empty before it. FUSE
//! answers from its server's own caches (seen to be stale), so there the block device is flushed
//! first, which takes root; memory file systems have no medium at all.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, IoSliceMut, Seek};
use std::num::NonZeroU64;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{
    Advice, AtFlags, FileType, IFlags, Mode, OFlags, ResolveFlags, Statx, StatxAttributes,
    StatxFlags, fadvise, fcntl_getfl, fcntl_setfl, ioctl_getflags, openat2, statx,
};
use rustix::io::{Errno, ReadWriteFlags, preadv2};
use rustix::ioctl;

use super::aligned::Blocks;
use super::discarded::Discarded;
use super::in_place::{InPlace, WhyNotInPlace};
use super::linux_attachment::attachment;
use super::linux_devices::{Below, SYS};
use super::linux_hardware::hardware;
use super::linux_mounts::{MountLine, mounts};
use super::linux_volumes::in_place_through;
use super::storage::{Attachment, BytesBack, Device, Hardware, Kind, ReadBack};
use super::unix::{Looked, Mount};

/// ioctl_blk: `_IO(0x12, 97)`, writes out and drops what the kernel caches of a block device.
const BLKFLSBUF: ioctl::Opcode = ioctl::opcode::none(0x12, 97);
/// linux/fs.h: `_IOWR('X', 121, struct fstrim_range)`, discards the free blocks of a mounted file system.
const FITRIM: ioctl::Opcode = ioctl::opcode::read_write::<TrimRange>(b'X', 121);
/// linux/fs.h: `FS_INLINE_DATA_FL`, the file lies within its inode.
const INLINE_DATA: u32 = 0x1000_0000;
/// The page cache's unit on every Linux that we build for is this or larger.
const PAGE_BYTES: u64 = 4096;

/// What is known of the file system beneath the root, found once.
pub(super) struct Medium {
    pub file_system: String,
    pub in_place: InPlace,
    pub removable: Option<bool>,
    pub hardware: Hardware,
    pub devices: BTreeSet<Device>,
    pub attachment: Option<Attachment>,
    caches: Caches,
}

/// Whose caches may stand between a read and the drive.
enum Caches {
    /// The kernel's page cache, which O_DIRECT goes past.
    Page,
    /// An overlay's upper layer can't be found from here, as in a container: the page cache of a
    /// drive, or nothing but memory.
    OutOfSight,
    /// A FUSE server's, behind which lies this block device.
    Server(MountLine),
    /// There is nothing but a cache, or one that can't be passed.
    Only,
}

impl Medium {
    pub fn of(_: &OwnedFd, mount: &Mount) -> Medium {
        let mounts = mounts();
        let by_device = |m: &&MountLine| makedev(m.major, m.minor) == mount.device;
        let found = match mount.id {
            Some(id) => mounts.iter().find(|m| m.id == id),
            None => mounts.iter().find(by_device),
        };
        let Some(found) = found else {
            let file_system = "unknown".to_owned();
            let (in_place, caches) = (InPlace::Unknown, Caches::Only);
            let (removable, attachment) = (None, None);
            let devices = BTreeSet::from([Device::Disk(mount.device)]);
            let hardware = Hardware::default();
            return Medium {
                file_system,
                in_place,
                removable,
                hardware,
                devices,
                attachment,
                caches,
            };
        };
        let bottom = found.bottom(&mounts);
        let caches = match bottom.map_or("overlay", |bottom| &bottom.file_system) {
            "tmpfs" | "ramfs" | "devtmpfs" | "zfs" | "9p" | "virtiofs" => Caches::Only,
            "fuseblk" => bottom.cloned().map_or(Caches::Only, Caches::Server),
            other if other.starts_with("fuse") => Caches::Only,
            "overlay" => Caches::OutOfSight,
            _ => Caches::Page,
        };
        let devices = Below { sys: Path::new(SYS), mounts: &mounts }.of_mount(found);
        let through = bottom.map_or(InPlace::Yes, |bottom| {
            in_place_through(Path::new(SYS), bottom.major, bottom.minor)
        });
        Medium {
            hardware: hardware(Path::new(SYS), &devices),
            file_system: found.file_system.clone(),
            in_place: found.in_place(&mounts).worse(through),
            removable: bottom.and_then(MountLine::removable),
            devices,
            attachment: attachment(found, &mounts),
            caches,
        }
    }
}

/// The folder at `path` beneath `root`, if every step to it is a folder of the same mount.
pub(super) fn open_beneath(root: &OwnedFd, path: &str, flags: OFlags) -> Option<OwnedFd> {
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_XDEV;
    openat2(root, path, flags, Mode::empty(), resolve).ok()
}

pub(super) fn look(folder: impl AsFd, name: &str) -> Result<Looked, Errno> {
    let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
    statx(folder, name, flags, StatxFlags::BASIC_STATS | StatxFlags::MNT_ID).map(|s| looked(&s))
}

pub(super) fn look_at(file: impl AsFd) -> Result<Looked, Errno> {
    let wanted = StatxFlags::BASIC_STATS | StatxFlags::MNT_ID;
    statx(file, "", AtFlags::EMPTY_PATH, wanted).map(|s| looked(&s))
}

fn looked(found: &Statx) -> Looked {
    let file_type = FileType::from_raw_mode(found.stx_mode.into());
    let has_id = found.stx_mask & StatxFlags::MNT_ID.bits() != 0;
    Looked {
        kind: match file_type {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            _ => Kind::Other,
        },
        is_link: file_type == FileType::Symlink,
        bytes: found.stx_size,
        links: found.stx_nlink.into(),
        mount: Mount {
            id: has_id.then_some(found.stx_mnt_id),
            device: makedev(found.stx_dev_major, found.stx_dev_minor),
        },
    }
}

fn makedev(major: u32, minor: u32) -> u64 {
    rustix::fs::makedev(major, minor)
}

pub(super) fn sync(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// Some drivers have no fsync for folders; then the whole file system is synced.
pub(super) fn sync_folder(folder: OwnedFd) -> io::Result<()> {
    match rustix::fs::fsync(&folder) {
        Err(Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS) => Ok(rustix::fs::syncfs(&folder)?),
        other => Ok(other?),
    }
}

/// Starts the write-out of these bytes without waiting for it: DONTNEED begins it for dirty pages
/// and drops clean ones, which an archive has no more use for. Advice only: a refusal changes
/// nothing.
pub(super) fn start_write_back(file: &File, from: u64, to: u64) {
    let _ = fadvise(file, from, NonZeroU64::new(to - from), Advice::DontNeed);
}

/// Whether overwriting this file reaches its blocks: its own attributes may say no where its file
/// system says yes.
pub(super) fn in_place_of(file: &File, file_system: InPlace) -> InPlace {
    if matches!(file_system, InPlace::No(_)) {
        return file_system;
    }
    let flags = ioctl_getflags(file).unwrap_or(IFlags::empty());
    let attributes = statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS)
        .map_or(StatxAttributes::empty(), |s| s.stx_attributes);
    if flags.contains(IFlags::COMPRESSED) || attributes.contains(StatxAttributes::COMPRESSED) {
        return InPlace::No(WhyNotInPlace::Compressed);
    }
    if flags.contains(IFlags::JOURNALING) {
        return InPlace::No(WhyNotInPlace::DataJournal);
    }
    if flags.bits() & INLINE_DATA != 0 {
        return InPlace::No(WhyNotInPlace::Inline);
    }
    file_system
}

/// The bytes of `file` from the drive, and whether that is certain.
pub(super) fn read_back(file: File, bytes: u64, medium: &Medium) -> io::Result<BytesBack> {
    // What the kernel serves from pages in spite of O_DIRECT (small files inside metadata, some
    // old drivers) is read anew.
    let _ = fadvise(&file, 0, None, Advice::DontNeed);
    let beyond_us = match &medium.caches {
        Caches::Page => false,
        // A drive's file system says through the overlay what it demands of unbuffered reads; one
        // in memory takes O_DIRECT too, in new kernels, but has nothing to demand.
        Caches::OutOfSight => direct_align_bytes(&file).is_none(),
        Caches::Server(mount) => !flush_device(mount),
        Caches::Only => true,
    };
    let mut file = file;
    if !beyond_us && takes_unbuffered(&file, medium) && set_direct(&file, true).is_ok() {
        match Blocks::new(file, bytes).reader() {
            Ok(reader) => return Ok((reader, ReadBack::PastCache)),
            Err((back, error)) if Errno::from_io_error(&error) == Some(Errno::INVAL) => {
                set_direct(&back, false)?;
                file = back;
                file.rewind()?;
            }
            Err((_, error)) => return Err(error),
        }
    }
    // A FUSE server's own pages can't be seen from here.
    let certain = match medium.caches {
        Caches::Page if !is_cached(&file, bytes) => ReadBack::PastCache,
        _ => ReadBack::Cached,
    };
    let _ = fadvise(&file, 0, None, Advice::Sequential);
    let reader = Blocks::new(file, bytes).reader();
    reader.map(|reader| (reader, certain)).map_err(|(_, error)| error)
}

/// Whether O_DIRECT means something for this file. ext4 takes the flag with `data=journal` and
/// reads through the cache all the same; newer kernels say so.
fn takes_unbuffered(file: &File, medium: &Medium) -> bool {
    let journal = InPlace::No(WhyNotInPlace::DataJournal);
    if medium.in_place == journal || in_place_of(file, InPlace::Yes) == journal {
        return false;
    }
    direct_align_bytes(file) != Some(0)
}

/// What offsets of unbuffered reads must be a multiple of, where the file system says so; 0 if it
/// reads this file through the cache.
fn direct_align_bytes(file: &File) -> Option<u32> {
    let found = statx(file, "", AtFlags::EMPTY_PATH, StatxFlags::DIOALIGN).ok()?;
    let told = found.stx_mask & StatxFlags::DIOALIGN.bits() != 0;
    told.then_some(found.stx_dio_offset_align)
}

fn set_direct(file: &File, direct: bool) -> rustix::io::Result<()> {
    let mut flags = fcntl_getfl(file)?;
    flags.set(OFlags::DIRECT, direct);
    fcntl_setfl(file, flags)
}

/// Whether any page of the file is in the page cache, or that can't be told: a read that must not
/// wait fails on each page that isn't. Pages that the question itself fetches come from the drive,
/// and one at a time.
fn is_cached(file: &File, bytes: u64) -> bool {
    let _ = fadvise(file, 0, None, Advice::Random);
    (0..bytes).step_by(PAGE_BYTES as usize).any(|at| {
        let mut byte = [0];
        let read = preadv2(file, &mut [IoSliceMut::new(&mut byte)], at, ReadWriteFlags::NOWAIT);
        read != Err(Errno::AGAIN)
    })
}

/// Drops the kernel's cache of the block device that a FUSE server reads from; true if that took
/// place.
fn flush_device(mount: &MountLine) -> bool {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let Ok(device) = rustix::fs::open(&mount.source, flags, Mode::empty()) else {
        return false;
    };
    let Ok(found) = rustix::fs::fstat(&device) else {
        return false;
    };
    if FileType::from_raw_mode(found.st_mode) != FileType::BlockDevice
        || found.st_rdev != makedev(mount.major, mount.minor)
    {
        return false;
    }
    // SAFETY: BLKFLSBUF takes no argument and touches no memory of this process.
    unsafe { ioctl::ioctl(&device, ioctl::NoArg::<BLKFLSBUF>::new()) }.is_ok()
}

/// linux/fs.h, `struct fstrim_range`: bytes of the file system, and the shortest run of free ones that is of use.
#[repr(C)]
struct TrimRange {
    start: u64,
    len: u64,
    minlen: u64,
}

/// Discards every free block of the file system that this folder is on. The kernel says how many bytes it named.
pub(super) fn discard_free(folder: &OwnedFd) -> io::Result<Discarded> {
    let mut range = TrimRange { start: 0, len: u64::MAX, minlen: 0 };
    // SAFETY: FITRIM reads and writes one `struct fstrim_range`, which `TrimRange` is by its fields and `repr(C)`.
    let trim = unsafe { ioctl::Updater::<FITRIM, TrimRange>::new(&mut range) };
    // SAFETY: the opcode is the one that this argument was made for, and `range` outlives the call.
    match unsafe { ioctl::ioctl(folder, trim) } {
        Ok(()) => Ok(Discarded::Told(range.len)),
        Err(Errno::PERM | Errno::ACCESS) => Ok(Discarded::Denied),
        Err(Errno::OPNOTSUPP | Errno::NOTTY | Errno::NOSYS | Errno::INVAL) => Ok(Discarded::NoWay),
        Err(other) => Err(other.into()),
    }
}

/// What the system says where its file system is damaged, or the drive can't be read.
pub(super) const DAMAGED: [Errno; 2] = [Errno::IO, Errno::UCLEAN];

/// The error numbers of a drive that was pulled out.
pub(super) fn says_gone(code: i32) -> bool {
    let gone = [Errno::NODEV, Errno::NXIO, Errno::NOTCONN, Errno::SHUTDOWN, Errno::NOMEDIUM];
    gone.iter().any(|errno| errno.raw_os_error() == code)
}
