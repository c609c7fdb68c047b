//! What one look at an open file or folder gives on Windows.

use std::fs::{File, OpenOptions};
use std::io;
use std::mem::zeroed;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::Path;

use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_ATTRIBUTE_DIRECTORY, FILE_ATTRIBUTE_REPARSE_POINT,
    FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, FILE_READ_ATTRIBUTES,
    FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_TYPE_DISK, GetFileInformationByHandle, GetFileType,
};

use super::storage::{Facts, Kind};

/// What one look at an open handle gives.
pub(super) struct Looked {
    pub facts: Facts,
    pub is_link: bool,
    pub attributes: u32,
    pub volume: u32,
}

/// Opens what stands at `path`, not what it leads to. With leave to list, which a folder on the way
/// is opened with, nobody may move or delete it meanwhile; a handle that only looks at attributes
/// holds nothing.
pub(super) fn open_as_itself(path: &Path, access: u32) -> io::Result<File> {
    OpenOptions::new()
        .access_mode(FILE_READ_ATTRIBUTES | access)
        .share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT)
        .open(path)
}

pub(super) fn look(path: &Path) -> io::Result<Looked> {
    look_at(&open_as_itself(path, 0)?)
}

pub(super) fn look_at(file: &File) -> io::Result<Looked> {
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
