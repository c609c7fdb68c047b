//! Which file an open handle is on Windows, whatever names it has.

use std::fs::{File, OpenOptions};
use std::io;
use std::mem::zeroed;
use std::os::windows::fs::OpenOptionsExt;
use std::os::windows::io::AsRawHandle;
use std::path::Path;

use windows_sys::Win32::Storage::FileSystem::{
    BY_HANDLE_FILE_INFORMATION, FILE_BASIC_INFO, FILE_FLAG_BACKUP_SEMANTICS,
    FILE_FLAG_OPEN_REPARSE_POINT, FILE_ID_INFO, FILE_READ_ATTRIBUTES, FileBasicInfo, FileIdInfo,
    GetFileInformationByHandle, GetFileInformationByHandleEx,
};

/// The volume's serial number, and the file's own on it. Two files of one moment have two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    /// The volume's serial number; 0 where a file system has none.
    pub volume: u64,
    file: [u8; 16],
}

impl FileId {
    /// Of what a path leads to.
    pub fn at(path: &Path) -> io::Result<FileId> {
        FileId::opened(path, 0)
    }

    /// Of what stands at a path, be it a link.
    pub fn itself(path: &Path) -> io::Result<FileId> {
        FileId::opened(path, FILE_FLAG_OPEN_REPARSE_POINT)
    }

    fn opened(path: &Path, flags: u32) -> io::Result<FileId> {
        let mut options = OpenOptions::new();
        options.access_mode(FILE_READ_ATTRIBUTES).custom_flags(FILE_FLAG_BACKUP_SEMANTICS | flags);
        FileId::of(&options.open(path)?)
    }

    /// Of an open file or folder. A number of 128 bits where the file system has one, which ReFS needs.
    pub fn of(file: &File) -> io::Result<FileId> {
        let handle = file.as_raw_handle();
        // SAFETY: the handle is open, both structures are plain numbers, for which zero is a value, and their sizes are
        // given.
        unsafe {
            let mut long: FILE_ID_INFO = zeroed();
            let bytes = size_of::<FILE_ID_INFO>() as u32;
            let into = (&raw mut long).cast();
            if GetFileInformationByHandleEx(handle, FileIdInfo, into, bytes) != 0 {
                let (volume, file) = (long.VolumeSerialNumber, long.FileId.Identifier);
                return Ok(FileId { volume, file });
            }
            let mut short: BY_HANDLE_FILE_INFORMATION = zeroed();
            if GetFileInformationByHandle(handle, &mut short) == 0 {
                return Err(io::Error::last_os_error());
            }
            let number = (u128::from(short.nFileIndexHigh) << 32) | u128::from(short.nFileIndexLow);
            let volume = u64::from(short.dwVolumeSerialNumber);
            Ok(FileId { volume, file: number.to_le_bytes() })
        }
    }
}

/// When what stands at a path, or anything about it, last changed, in seconds since 1970. None where the file system
/// does not keep it.
pub fn changed(path: &Path) -> io::Result<Option<i64>> {
    /// From 1601 to 1970.
    const SECONDS_AHEAD: i64 = 11_644_473_600;
    const TICKS_IN_A_SECOND: i64 = 10_000_000;
    let mut options = OpenOptions::new();
    let flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
    let file = options.access_mode(FILE_READ_ATTRIBUTES).custom_flags(flags).open(path)?;
    // SAFETY: the handle is open, the structure is plain numbers, for which zero is a value, and its size is given.
    let basic = unsafe {
        let mut basic: FILE_BASIC_INFO = zeroed();
        let bytes = size_of::<FILE_BASIC_INFO>() as u32;
        let into = (&raw mut basic).cast();
        if GetFileInformationByHandleEx(file.as_raw_handle(), FileBasicInfo, into, bytes) == 0 {
            return Err(io::Error::last_os_error());
        }
        basic
    };
    Ok((basic.ChangeTime > 0).then(|| basic.ChangeTime / TICKS_IN_A_SECOND - SECONDS_AHEAD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_same_under_each_of_its_names_and_no_other_one_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a"), b"x").unwrap();
        std::fs::write(path("b"), b"x").unwrap();
        std::fs::hard_link(path("a"), path("c")).unwrap();
        let [a, b, c] = ["a", "b", "c"].map(|name| FileId::at(&path(name)).unwrap());
        assert_eq!(a, c);
        assert_eq!(a, FileId::itself(&path("c")).unwrap());
        assert_eq!(a, FileId::of(&File::open(path("a")).unwrap()).unwrap());
        assert_ne!(a, b);
        assert_eq!(FileId::at(folder.path()).unwrap().volume, a.volume);
        let written = std::fs::metadata(path("a")).unwrap().modified().unwrap();
        let written = written.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
        // A second name changes what stands about the file.
        let changed = changed(&path("a")).unwrap().unwrap();
        assert!((written..written + 600).contains(&changed), "{changed}");
    }
}
