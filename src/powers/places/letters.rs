//! The letters of Windows' drives: which may be one of a vault, asked of the system alone and of no drive.

use std::io;
use std::path::PathBuf;

use windows_sys::Win32::Foundation::{
    ERROR_NO_MEDIA_IN_DRIVE, ERROR_NOT_READY, ERROR_UNRECOGNIZED_MEDIA,
};
use windows_sys::Win32::Storage::FileSystem::{GetDriveTypeW, GetLogicalDrives};
use windows_sys::Win32::System::WindowsProgramming::{DRIVE_FIXED, DRIVE_RAMDISK, DRIVE_REMOVABLE};

/// The roots of drives that are or may be there. None of a server, which may be gone, of a CD, or of a floppy drive,
/// which would be set in motion.
pub(super) fn of_drives() -> Vec<PathBuf> {
    // SAFETY: it takes nothing, and gives a bit for each letter.
    let there = unsafe { GetLogicalDrives() };
    ('A'..='Z')
        .enumerate()
        .filter(|(bit, letter)| there & (1 << bit) != 0 && may_be_ours(*letter))
        .map(|(_, letter)| PathBuf::from(root(letter)))
        .collect()
}

fn may_be_ours(letter: char) -> bool {
    let root: Vec<u16> = root(letter).encode_utf16().chain([0]).collect();
    // SAFETY: the text ends in a zero.
    match unsafe { GetDriveTypeW(root.as_ptr()) } {
        DRIVE_REMOVABLE => !matches!(letter, 'A' | 'B'),
        DRIVE_FIXED | DRIVE_RAMDISK => true,
        _ => false,
    }
}

fn root(letter: char) -> String {
    format!("{letter}:\\")
}

/// Whether a letter stands for a slot with nothing in it, as those of a card reader do.
pub(super) fn is_empty(error: &io::Error) -> bool {
    let code = error.raw_os_error().and_then(|code| u32::try_from(code).ok());
    [ERROR_NOT_READY, ERROR_NO_MEDIA_IN_DRIVE, ERROR_UNRECOGNIZED_MEDIA]
        .into_iter()
        .any(|empty| code == Some(empty))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letter_of_the_system_s_own_drive_is_one_and_each_is_a_root() {
        let letters = of_drives();
        let own = crate::powers::medium::system_root();
        assert!(letters.contains(&own), "{letters:?}");
        assert!(letters.iter().all(|letter| letter.parent().is_none()), "{letters:?}");
    }

    #[test]
    fn a_slot_without_a_card_is_empty_and_a_drive_that_fails_is_not() {
        let of = |code: u32| is_empty(&io::Error::from_raw_os_error(code as i32));
        assert!(of(ERROR_NOT_READY));
        assert!(!of(windows_sys::Win32::Foundation::ERROR_CRC));
    }
}
