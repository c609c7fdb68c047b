//! Reads one source, so that the bytes sealed are the bytes of one moment, and removes it again.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::formats::tar_entry::Mtime;
use crate::powers::real_path;
use crate::words::digest::{Digest, Hasher};

use super::moment::{Moment, SourceProblem, open, open_to_remove, still};
use super::{READ_ATTEMPTS_MAX, WHOLE_BYTES_MAX};

/// A source that is read as a stream has changed on the way.
#[derive(Debug)]
pub struct Unstable;

/// What came of reading a file whole.
pub enum Whole {
    /// It was read, and was last changed then.
    Read(Mtime),
    /// It has more than [`WHOLE_BYTES_MAX`] by now; nothing was read.
    TooLarge,
}

/// Reads a small file to the end of `buffer`, again if it changes meanwhile.
pub fn read_whole(path: &Path, buffer: &mut Vec<u8>) -> Result<Whole, SourceProblem> {
    let from = buffer.len();
    for _ in 0..READ_ATTEMPTS_MAX {
        let (file, moment) = open(path)?;
        if moment.bytes > WHOLE_BYTES_MAX {
            return Ok(Whole::TooLarge);
        }
        let read = read_all(&file, moment.bytes as usize, buffer).and_then(|()| {
            Ok(buffer.len() - from == moment.bytes as usize && still(&file, path, &moment)?)
        });
        match read {
            Ok(true) => return Ok(Whole::Read(moment.mtime)),
            Ok(false) => buffer.truncate(from),
            Err(error) => {
                buffer.truncate(from);
                return Err(error.into());
            }
        }
    }
    Err(SourceProblem::Changed)
}

/// Reads a file of so many bytes; more where it grew. One that has just as many is not asked for more.
#[cfg(unix)]
fn read_all(file: &File, bytes: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    let end = buffer.len() + bytes;
    loop {
        buffer.reserve((end + 1).saturating_sub(buffer.len()).max(1));
        match rustix::io::read(file, rustix::buffer::spare_capacity(buffer)) {
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(0) => return Ok(()),
            Ok(_) if buffer.len() >= end => return Ok(()),
            Ok(_) => {}
        }
    }
}

#[cfg(not(unix))]
fn read_all(file: &File, bytes: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    // One byte more than it says, so that growth is seen.
    file.take(bytes as u64 + 1).read_to_end(buffer).map(|_| ())
}

/// A large file that is read as a stream of exactly the bytes that it had at the start.
pub struct Reading<'a> {
    file: File,
    path: &'a Path,
    moment: Moment,
    left: u64,
}

/// Opens a large file for [`Reading`].
pub fn stream(path: &Path) -> Result<Reading<'_>, SourceProblem> {
    let (file, moment) = open(path)?;
    let left = moment.bytes;
    Ok(Reading { file, path, moment, left })
}

impl Reading<'_> {
    /// The size that the file had at the start.
    pub fn bytes(&self) -> u64 {
        self.moment.bytes
    }

    /// When the file was last changed, as it was at the start.
    pub fn mtime(&self) -> Mtime {
        self.moment.mtime
    }

    /// The next bytes, at most up to the size that the file had at the start; 0 at that end.
    pub fn next(&mut self, buffer: &mut [u8]) -> Result<usize, Unstable> {
        let want = self.left.min(buffer.len() as u64) as usize;
        let got = loop {
            match self.file.read(&mut buffer[..want]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Unstable),
                Ok(got) => break got,
            }
        };
        if got == 0 && want > 0 {
            return Err(Unstable);
        }
        self.left -= got as u64;
        Ok(got)
    }

    /// Holds if the file ended where it said and nobody touched it since it was opened.
    pub fn end(self) -> Result<(), Unstable> {
        match still(&self.file, self.path, &self.moment) {
            Ok(true) if self.left == 0 => Ok(()),
            _ => Err(Unstable),
        }
    }
}

/// The SHA-256 of a source as it is now.
pub fn hash(path: &Path) -> Result<Digest, SourceProblem> {
    let (mut file, moment) = open(path)?;
    let mut hasher = Hasher::new();
    io::copy(&mut file, &mut hasher)?;
    if still(&file, path, &moment)? { Ok(hasher.finish()) } else { Err(SourceProblem::Changed) }
}

/// Removes a source if it still has the sealed bytes: read again, compared, and untouched until the moment
/// that its name goes. Says whether it went.
pub fn remove_if_same(path: &Path, bytes: u64, sha256: &Digest) -> Result<bool, SourceProblem> {
    let (mut file, moment) = open_to_remove(path)?;
    if moment.bytes != bytes {
        return Ok(false);
    }
    let mut hasher = Hasher::new();
    io::copy(&mut file, &mut hasher)?;
    if hasher.bytes() != bytes || hasher.finish() != *sha256 || !still(&file, path, &moment)? {
        return Ok(false);
    }
    std::fs::remove_file(real_path::exact(path))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_that_grows_while_it_is_streamed_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("grows");
        std::fs::write(&path, vec![1; 1000]).unwrap();
        let mut reading = stream(&path).unwrap();
        let mut buffer = [0; 4096];
        assert_eq!(reading.next(&mut buffer).unwrap(), 1000);
        std::fs::OpenOptions::new().append(true).open(&path).unwrap().write_all(b"more").unwrap();
        assert!(reading.end().is_err());
    }

    #[test]
    fn a_file_that_shrinks_while_it_is_streamed_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shrinks");
        std::fs::write(&path, vec![1; 10_000]).unwrap();
        let mut reading = stream(&path).unwrap();
        let mut buffer = [0; 4096];
        reading.next(&mut buffer).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_len(4096).unwrap();
        assert!(reading.next(&mut buffer).is_err());
    }

    #[test]
    fn a_source_that_is_not_what_was_sealed_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, b"new").unwrap();
        assert!(!remove_if_same(&path, 3, &Digest::of(b"old")).unwrap());
        assert!(path.exists());
        assert!(remove_if_same(&path, 3, &Digest::of(b"new")).unwrap());
        assert!(!path.exists());
    }

    #[test]
    fn a_file_is_read_behind_what_is_there_and_one_that_became_large_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut buffer = b"before".to_vec();
        for bytes in [0, 1, 70_000, WHOLE_BYTES_MAX as usize] {
            std::fs::write(&path, vec![7; bytes]).unwrap();
            assert!(matches!(read_whole(&path, &mut buffer), Ok(Whole::Read(_))));
            assert!(buffer[..6] == *b"before" && buffer[6..] == vec![7; bytes], "{bytes}");
            buffer.truncate(6);
        }
        std::fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
        assert!(matches!(read_whole(&path, &mut buffer), Ok(Whole::TooLarge)));
        assert_eq!(buffer, b"before");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_or_a_pipe_is_never_read() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert!(read_whole(&link, &mut Vec::new()).is_err());
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        assert!(matches!(read_whole(&pipe, &mut Vec::new()), Err(SourceProblem::NotRegular)));
    }
}
