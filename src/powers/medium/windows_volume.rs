//! What Windows says of the volume that a path is on: its file system, its drive, its disks.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::os::windows::ffi::OsStrExt;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Storage::FileSystem::{
    FILE_SHARE_READ, FILE_SHARE_WRITE, GetDriveTypeW, GetVolumeInformationByHandleW,
    GetVolumeNameForVolumeMountPointW, GetVolumePathNameW, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS,
};
use windows_sys::Win32::System::IO::DeviceIoControl;

use super::in_place::{InPlace, WhyNotInPlace};
use super::storage::Device;

/// WinBase.h, GetDriveType.
const DRIVE_REMOVABLE: u32 = 2;
const DRIVE_FIXED: u32 = 3;
const DRIVE_REMOTE: u32 = 4;
const DRIVE_RAMDISK: u32 = 6;

/// Longer than any path or name that Windows gives out.
const WIDE_MAX: usize = 32 * 1024;

/// A volume's name has 49 characters and a zero.
const VOLUME_NAME_MAX: usize = 64;

/// The most pieces of disks that a volume is asked for; one with more is known by its serial number.
const PIECES_MAX: usize = 64;

pub(super) struct Medium {
    pub file_system: String,
    pub in_place: InPlace,
    pub removable: Option<bool>,
    /// A server or memory, where there is nothing to read past.
    pub beyond_us: bool,
    pub devices: BTreeSet<Device>,
}

impl Medium {
    pub fn of(root: &File, path: &Path, serial: u32) -> Medium {
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

/// The file system's name and flags.
pub(super) fn volume(folder: &File) -> Option<(String, u32)> {
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

pub(super) fn wide(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}
