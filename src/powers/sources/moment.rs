//! What identifies a file's state: if it is the same before and after, the bytes read belong together.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::formats::tar_entry::Mtime;
#[cfg(windows)]
use crate::powers::file_id::FileId;

/// How a source ended up when it could not be read as one moment's bytes.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum SourceProblem {
    Unreadable(#[from] io::Error),
    Changed,
    NotRegular,
    /// Its bytes are with a cloud service alone.
    InTheCloud,
}

/// One state of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    #[cfg(unix)]
    identity: (u64, u64),
    #[cfg(windows)]
    identity: FileId,
    pub bytes: u64,
    pub mtime: Mtime,
    #[cfg(unix)]
    changed: (i64, i64),
}

/// Opens without following a link at the end and without waiting for a pipe's other side.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> Result<(File, Moment), SourceProblem> {
    use std::os::unix::fs::OpenOptionsExt;

    let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)?;
    let facts = file.metadata()?;
    if !facts.is_file() {
        return Err(SourceProblem::NotRegular);
    }
    Ok((file, Moment::of(&facts)))
}

/// The same, to be removed: where the system can say so, no other program may write to it meanwhile.
#[cfg(unix)]
pub(super) fn open_to_remove(path: &Path) -> Result<(File, Moment), SourceProblem> {
    open(path)
}

/// Whether the open file and the path still show the moment that reading began in. Where the path leads to the very
/// file that is open, it speaks for both.
#[cfg(unix)]
pub(super) fn still(_: &File, path: &Path, moment: &Moment) -> io::Result<bool> {
    Ok(Moment::of(&path.symlink_metadata()?) == *moment)
}

#[cfg(unix)]
impl Moment {
    fn of(facts: &Metadata) -> Moment {
        use std::os::unix::fs::MetadataExt;
        Moment {
            identity: (facts.dev(), facts.ino()),
            bytes: facts.len(),
            mtime: mtime_of(facts),
            changed: (facts.ctime(), facts.ctime_nsec()),
        }
    }
}

/// Opens what stands at the path itself and is whole on this PC: what is in the cloud is not fetched.
#[cfg(windows)]
pub(super) fn open(path: &Path) -> Result<(File, Moment), SourceProblem> {
    opened(path, OpenOptions::new().read(true))
}

/// The same, to be removed: no other program may write to it meanwhile.
#[cfg(windows)]
pub(super) fn open_to_remove(path: &Path) -> Result<(File, Moment), SourceProblem> {
    use std::os::windows::fs::OpenOptionsExt;

    use windows_sys::Win32::Storage::FileSystem::{FILE_SHARE_DELETE, FILE_SHARE_READ};

    opened(path, OpenOptions::new().read(true).share_mode(FILE_SHARE_READ | FILE_SHARE_DELETE))
}

/// Looks first, since an open may follow a link or fetch; a link that comes in its place after the look is another file
/// than the path's own, and is met by [`still`].
#[cfg(windows)]
fn opened(path: &Path, options: &OpenOptions) -> Result<(File, Moment), SourceProblem> {
    use crate::powers::in_use::patiently;
    use crate::powers::real_path;

    let path = real_path::exact(path);
    let facts = path.symlink_metadata()?;
    if !facts.is_file() {
        return Err(SourceProblem::NotRegular);
    }
    if super::placeholder::is_one(&facts) {
        return Err(SourceProblem::InTheCloud);
    }
    let file = patiently(|| options.open(&path))?;
    let facts = file.metadata()?;
    if !facts.is_file() {
        return Err(SourceProblem::NotRegular);
    }
    let moment = Moment::of(FileId::of(&file)?, &facts);
    Ok((file, moment))
}

/// Whether the open file and the path still show the moment that reading began in.
#[cfg(windows)]
pub(super) fn still(file: &File, path: &Path, moment: &Moment) -> io::Result<bool> {
    let path = crate::powers::real_path::exact(path);
    Ok(Moment::of(FileId::of(file)?, &file.metadata()?) == *moment
        && Moment::of(FileId::itself(&path)?, &path.symlink_metadata()?) == *moment)
}

#[cfg(windows)]
impl Moment {
    fn of(identity: FileId, facts: &Metadata) -> Moment {
        Moment { identity, bytes: facts.len(), mtime: mtime_of(facts) }
    }
}

/// When a file or what stands in its folder about it last changed, in seconds since 1970: another file in its place
/// shows here, though it has an older time of its own. None where that is not known.
#[cfg(unix)]
pub fn changed_last(path: &Path) -> Option<i64> {
    use std::os::unix::fs::MetadataExt;

    let facts = path.symlink_metadata().ok()?;
    Some(facts.ctime().max(mtime_of(&facts).secs()))
}

/// The same as the file system keeps it; FAT and exFAT keep none.
#[cfg(windows)]
pub fn changed_last(path: &Path) -> Option<i64> {
    let path = crate::powers::real_path::exact(path);
    let changed = crate::powers::file_id::changed(&path).ok()??;
    let facts = path.symlink_metadata().ok()?;
    Some(changed.max(mtime_of(&facts).secs()))
}

/// The modification time with its nanoseconds; before 1970 the seconds are negative, the nanoseconds never.
pub(super) fn mtime_of(facts: &Metadata) -> Mtime {
    let modified = facts.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    match modified.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => mtime(after.as_secs() as i64, after.subsec_nanos()),
        Err(before) => floor_before_1970(before.duration()),
    }
}

fn floor_before_1970(before: Duration) -> Mtime {
    let seconds = -(before.as_secs() as i64);
    match before.subsec_nanos() {
        0 => mtime(seconds, 0),
        nanos => mtime(seconds - 1, 1_000_000_000 - nanos),
    }
}

fn mtime(seconds: i64, nanos: u32) -> Mtime {
    Mtime::new(seconds, nanos).expect("a duration's nanoseconds are below a second")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_before_1970_is_floored() {
        assert_eq!(
            Some(floor_before_1970(Duration::new(1, 500_000_000))),
            Mtime::new(-2, 500_000_000)
        );
        assert_eq!(Some(floor_before_1970(Duration::new(1, 0))), Mtime::new(-1, 0));
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_a_program_writes_to_is_read_and_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let writes = File::create(&path).unwrap();
        assert!(open(&path).is_ok());
        let removed = open_to_remove(&path);
        let in_use = |problem: &SourceProblem| match problem {
            SourceProblem::Unreadable(error) => crate::powers::in_use::is_in_use(error),
            _ => false,
        };
        assert!(removed.is_err_and(|problem| in_use(&problem)));
        drop(writes);
        assert!(open_to_remove(&path).is_ok());
    }

    #[cfg(windows)]
    #[test]
    fn a_file_in_the_place_of_another_one_of_its_size_and_time_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("a"), b"x").unwrap();
        std::fs::write(path("b"), b"y").unwrap();
        let at = std::fs::metadata(path("a")).unwrap().modified().unwrap();
        File::options().write(true).open(path("b")).unwrap().set_modified(at).unwrap();
        let (file, moment) = open(&path("a")).unwrap();
        assert!(still(&file, &path("a"), &moment).unwrap());
        std::fs::rename(path("a"), path("c")).unwrap();
        std::fs::rename(path("b"), path("a")).unwrap();
        assert!(!still(&file, &path("a"), &moment).unwrap());
    }
}
