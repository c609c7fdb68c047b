//! Another program has the file open, and lets nobody else at it.
//!
//! On Windows that is the usual state of a spreadsheet that somebody looks at; and what looks for viruses or makes an
//! index has each new file for a moment.

use std::io;

/// Whether the system refused since another program uses the file.
pub fn is_in_use(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::ResourceBusy
        || error.raw_os_error().is_some_and(system::says_in_use)
}

#[cfg(not(windows))]
mod system {
    pub fn says_in_use(_: i32) -> bool {
        false
    }
}

#[cfg(windows)]
mod system {
    use windows_sys::Win32::Foundation::{
        ERROR_LOCK_VIOLATION, ERROR_SHARING_VIOLATION, ERROR_USER_MAPPED_FILE,
    };

    pub fn says_in_use(code: i32) -> bool {
        [ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION, ERROR_USER_MAPPED_FILE]
            .into_iter()
            .any(|in_use| i32::try_from(in_use) == Ok(code))
    }
}

/// Acts, and for two seconds acts again while another program uses the file: one that only looks at it lets go of it.
#[cfg(windows)]
pub fn patiently<T>(act: impl Fn() -> io::Result<T>) -> io::Result<T> {
    use std::time::Duration;

    const WAITS_MS: [u64; 8] = [5, 10, 25, 60, 150, 350, 600, 800];
    for wait in WAITS_MS {
        match act() {
            Err(error) if is_in_use(&error) => std::thread::sleep(Duration::from_millis(wait)),
            done => return done,
        }
    }
    act()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_use_is_told_from_one_that_may_not_be_opened() {
        assert!(is_in_use(&io::ErrorKind::ResourceBusy.into()));
        assert!(!is_in_use(&io::ErrorKind::PermissionDenied.into()));
        assert!(!is_in_use(&io::Error::other("torn")));
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_another_handle_keeps_to_itself_is_in_use_until_it_lets_go() {
        use std::os::windows::fs::OpenOptionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let mut options = std::fs::OpenOptions::new();
        let held = options.write(true).create(true).share_mode(0).open(&path).unwrap();
        assert!(is_in_use(&std::fs::File::open(&path).unwrap_err()));
        let lets_go = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            drop(held);
        });
        patiently(|| std::fs::File::open(&path)).unwrap();
        lets_go.join().unwrap();
    }
}
