//! Where a path leads, in one spelling: absolute, its links resolved, and as a person would type it.
//!
//! Windows gives the real path with a prefix (`\\?\C:\…`), which no person types and few programs take. It means that
//! every name behind it is taken as it stands: no name is a device, no dot at an end is dropped, and no path is too
//! long. So paths are kept and shown without it, and get it where files are opened by their names.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(any(windows, test))]
use crate::words::names::is_plain_on_windows;

/// Where a path leads: the same for each spelling of it, as far as the system tells.
pub fn of(path: &Path) -> io::Result<PathBuf> {
    system::of(path)
}

/// A path that [`of`] gave, or one below it, as the system takes it letter by letter.
pub fn exact(path: &Path) -> PathBuf {
    system::exact(path)
}

#[cfg(not(windows))]
mod system {
    use super::*;

    pub fn of(path: &Path) -> io::Result<PathBuf> {
        path.canonicalize()
    }

    pub fn exact(path: &Path) -> PathBuf {
        path.to_path_buf()
    }
}

#[cfg(windows)]
mod system {
    use std::ffi::OsString;
    use std::os::windows::ffi::{OsStrExt, OsStringExt};

    use super::*;

    pub fn of(path: &Path) -> io::Result<PathBuf> {
        match path.canonicalize() {
            Ok(real) => Ok(shown(&real)),
            // The volumes of some drivers (in memory, encrypted) have no name that the system can turn into a path.
            Err(error) => match std::fs::metadata(path) {
                Ok(_) => std::path::absolute(path),
                Err(_) => Err(error),
            },
        }
    }

    pub fn exact(path: &Path) -> PathBuf {
        changed(path, with_prefix)
    }

    fn shown(path: &Path) -> PathBuf {
        changed(path, without_prefix)
    }

    fn changed(path: &Path, change: impl Fn(&str) -> Option<Change>) -> PathBuf {
        // What is no text has other units in its place, as many: the change is in the first few.
        let Some(Change { start, left_out }) = change(&path.to_string_lossy()) else {
            return path.to_path_buf();
        };
        let rest = path.as_os_str().encode_wide().skip(left_out);
        OsString::from_wide(&start.encode_utf16().chain(rest).collect::<Vec<u16>>()).into()
    }
}

/// Another start for a path, in the place of so many characters.
#[cfg(any(windows, test))]
#[derive(Debug, PartialEq, Eq)]
struct Change {
    start: &'static str,
    left_out: usize,
}

#[cfg(any(windows, test))]
const PREFIX: &str = "\\\\?\\";
#[cfg(any(windows, test))]
const SHARE_PREFIX: &str = "\\\\?\\UNC\\";

#[cfg(any(windows, test))]
fn with_prefix(path: &str) -> Option<Change> {
    if path.starts_with(PREFIX) || path.starts_with("\\\\.\\") {
        return None;
    }
    if path.starts_with("\\\\") {
        return Some(Change { start: SHARE_PREFIX, left_out: 2 });
    }
    below_letter(path).map(|_| Change { start: PREFIX, left_out: 0 })
}

/// None where the path would mean something else without its prefix.
#[cfg(any(windows, test))]
fn without_prefix(path: &str) -> Option<Change> {
    let (change, below) = match path.strip_prefix(SHARE_PREFIX) {
        Some(below) => (Change { start: "\\\\", left_out: SHARE_PREFIX.len() }, below),
        None => {
            let below = below_letter(path.strip_prefix(PREFIX)?)?;
            (Change { start: "", left_out: PREFIX.len() }, below)
        }
    };
    let names = below.strip_suffix('\\').unwrap_or(below).replace('\\', "/");
    (names.is_empty() || is_plain_on_windows(&names)).then_some(change)
}

/// What stands behind `C:\`.
#[cfg(any(windows, test))]
fn below_letter(path: &str) -> Option<&str> {
    path.strip_prefix(|c: char| c.is_ascii_alphabetic())?.strip_prefix(":\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_windows_is_shown_as_it_is_typed_and_opened_letter_by_letter() {
        for (typed, exact) in [
            (r"C:\", r"\\?\C:\"),
            (r"E:\Administratie\2025", r"\\?\E:\Administratie\2025"),
            (r"\\server\share\", r"\\?\UNC\server\share\"),
            (r"\\server\share\é.pdf", r"\\?\UNC\server\share\é.pdf"),
        ] {
            let made = |path: &str, change: Change| {
                change.start.to_owned() + &path.chars().skip(change.left_out).collect::<String>()
            };
            assert_eq!(made(exact, without_prefix(exact).unwrap()), typed);
            assert_eq!(made(typed, with_prefix(typed).unwrap()), exact);
            assert_eq!(with_prefix(exact), None);
            assert_eq!(without_prefix(typed), None);
        }
        for other in [r"a\b", r"E:a", r"\a", "/srv/a", r"\\.\PhysicalDrive1"] {
            assert_eq!((with_prefix(other), without_prefix(other)), (None, None), "{other}");
        }
    }

    #[test]
    fn a_name_that_would_lead_elsewhere_keeps_its_prefix() {
        for path in [r"\\?\C:\a.", r"\\?\C:\con\b", r"\\?\C:\a \b", r"\\?\Volume{0}\a", r"\\?\C:"] {
            assert_eq!(without_prefix(path), None, "{path}");
        }
    }

    #[test]
    fn each_spelling_of_a_folder_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let real = of(folder.path()).unwrap();
        std::fs::create_dir(real.join("a")).unwrap();
        for spelled in [real.join("a"), real.join("a").join("..").join("a"), exact(&real.join("a"))]
        {
            assert_eq!(of(&spelled).unwrap(), real.join("a"));
        }
        assert!(!real.to_string_lossy().starts_with(PREFIX));
        assert!(of(&real.join("not-there")).is_err());
    }
}
