//! What Windows' error numbers say of a drive.

use std::io;

use windows_sys::Win32::Foundation::{
    ERROR_CRC, ERROR_DEV_NOT_EXIST, ERROR_DEVICE_NOT_CONNECTED, ERROR_DEVICE_REMOVED,
    ERROR_DISK_CORRUPT, ERROR_FILE_CORRUPT, ERROR_NO_MEDIA_IN_DRIVE, ERROR_NO_SUCH_DEVICE,
    ERROR_NOT_READY, ERROR_WRONG_DISK,
};

pub(super) fn is_one_of(error: &io::Error, codes: &[u32]) -> bool {
    let code = error.raw_os_error().and_then(|code| u32::try_from(code).ok());
    code.is_some_and(|code| codes.contains(&code))
}

/// What the system says where its file system is damaged, or the drive can't be read.
pub(super) const DAMAGED: [u32; 3] = [ERROR_CRC, ERROR_DISK_CORRUPT, ERROR_FILE_CORRUPT];

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
