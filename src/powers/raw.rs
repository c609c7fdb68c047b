//! A drive or an image of one, read from its first byte to its last, whatever the file system on it calls free.
//!
//! Refuses to write, and to know what the bytes mean. What is opened is the user's own word and may lead over links.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::words::limits::MIB;

/// How much is read at once. Systems that read a drive in whole blocks alone are asked for whole blocks.
pub const CHUNK_BYTES: u64 = MIB;
/// How much is read at once where a whole chunk can't be read.
const BLOCK_BYTES: usize = 4096;

/// Why it can't be read at all.
#[derive(Debug)]
pub enum RawProblem {
    Absent,
    /// This user may not: most systems want an administrator's rights for a drive.
    Denied,
    /// A folder, a pipe, or whatever else has no first and last byte.
    NoDriveOrImage,
    Io(io::Error),
}

/// One that is open, to be read in chunks.
pub struct Raw {
    file: File,
    /// How many bytes it has, where the system says so.
    bytes: Option<u64>,
    memory: Vec<u8>,
}

/// One chunk.
pub struct Chunk<'a> {
    /// Zeros stand for what could not be read. Only the last chunk is shorter than [`CHUNK_BYTES`].
    pub bytes: &'a [u8],
    pub unread: u64,
}

impl Raw {
    /// Opens it to be read alone.
    pub fn open(path: &Path) -> Result<Raw, RawProblem> {
        let open = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => RawProblem::Absent,
            io::ErrorKind::PermissionDenied => RawProblem::Denied,
            _ => RawProblem::Io(error),
        };
        // Before it is opened: a pipe would wait for its other end.
        if !names_a_device(path) && !has_ends(&std::fs::metadata(path).map_err(open)?) {
            return Err(RawProblem::NoDriveOrImage);
        }
        let mut file = File::open(path).map_err(open)?;
        forget_cached(&file);
        // Some systems don't know the size of a drive so; its end then shows when it is reached.
        let bytes = file.seek(SeekFrom::End(0)).ok().filter(|bytes| *bytes > 0);
        let memory = vec![0; CHUNK_BYTES as usize + BLOCK_BYTES];
        Ok(Raw { file, bytes, memory })
    }

    /// How many bytes it has, where the system says so.
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// The bytes from `at` on, which is a multiple of [`CHUNK_BYTES`]; none behind the end. What can't be read is tried
    /// block by block. Fails where nothing of a chunk can be read and nobody knows where the end is.
    pub fn chunk(&mut self, at: u64) -> io::Result<Option<Chunk<'_>>> {
        let whole = CHUNK_BYTES as usize;
        let due =
            self.bytes.map_or(whole, |bytes| bytes.saturating_sub(at).min(CHUNK_BYTES) as usize);
        if due == 0 {
            return Ok(None);
        }
        // Reads of a drive want memory that begins at a whole block.
        let from = (self.memory.as_ptr() as usize).wrapping_neg() % BLOCK_BYTES;
        let memory = &mut self.memory[from..][..whole];
        let (got, unread) = match read_at(&mut self.file, at, memory) {
            Ok(got) => (got, 0),
            Err(error) => {
                let (got, unread) = by_blocks(&mut self.file, at, &mut memory[..due]);
                if self.bytes.is_none() && unread as usize == got {
                    return Err(error);
                }
                (got, unread)
            }
        };
        forget_cached(&self.file);
        if got == 0 && self.bytes.is_none() {
            return Ok(None);
        }
        // It became shorter than it was.
        let (got, unread) = match self.bytes {
            Some(_) if got < due => {
                memory[got..due].fill(0);
                (due, unread + (due - got) as u64)
            }
            _ => (got.min(due), unread),
        };
        Ok(Some(Chunk { bytes: &memory[..got], unread }))
    }
}

/// Fills as much as there is.
fn read_at(file: &mut File, at: u64, into: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(at))?;
    let mut got = 0;
    while got < into.len() {
        match file.read(&mut into[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// The same block by block, with zeros for those that can't be read; and how many bytes those are.
fn by_blocks(file: &mut File, at: u64, into: &mut [u8]) -> (usize, u64) {
    let (mut got, mut unread) = (0, 0);
    for (number, block) in into.chunks_mut(BLOCK_BYTES).enumerate() {
        match read_at(file, at + (number * BLOCK_BYTES) as u64, block) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(_) => {
                block.fill(0);
                (got, unread) = (got + block.len(), unread + block.len() as u64);
            }
        }
    }
    (got, unread)
}

/// Drops what the system keeps of it, where the system lets itself be told: an older read would answer for the drive.
fn forget_cached(file: &File) {
    #[cfg(target_os = "linux")]
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
    #[cfg(not(target_os = "linux"))]
    let _ = file;
}

/// Whether the name itself says that it is a drive: Windows has no facts of one.
fn names_a_device(path: &Path) -> bool {
    cfg!(windows) && path.to_string_lossy().starts_with("\\\\.\\")
}

#[cfg(unix)]
fn has_ends(facts: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let kind = facts.file_type();
    // macOS has a drive as a character device too, which goes past the cache.
    kind.is_file() || kind.is_block_device() || (cfg!(target_os = "macos") && kind.is_char_device())
}

#[cfg(not(unix))]
fn has_ends(facts: &Metadata) -> bool {
    facts.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_come_in_chunks_and_the_last_one_is_short() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drive.img");
        let all: Vec<u8> = (0..CHUNK_BYTES as usize * 2 + 700).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &all).unwrap();
        let mut raw = Raw::open(&path).unwrap();
        assert_eq!(raw.bytes(), Some(all.len() as u64));
        let mut found = Vec::new();
        while let Some(chunk) = raw.chunk(found.len() as u64).unwrap() {
            assert_eq!(chunk.unread, 0);
            found.extend_from_slice(chunk.bytes);
        }
        assert!(found == all);
    }

    #[test]
    fn an_image_that_became_shorter_is_unread_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("drive.img");
        std::fs::write(&path, [1; 5000]).unwrap();
        let mut raw = Raw::open(&path).unwrap();
        std::fs::write(&path, [1; 4096]).unwrap();
        let chunk = raw.chunk(0).unwrap().unwrap();
        assert_eq!((chunk.bytes.len(), chunk.unread), (5000, 904));
    }

    #[test]
    fn what_has_no_ends_is_refused_and_so_is_what_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Raw::open(folder.path()), Err(RawProblem::NoDriveOrImage)));
        assert!(matches!(Raw::open(&folder.path().join("none")), Err(RawProblem::Absent)));
        #[cfg(target_os = "linux")]
        assert!(matches!(Raw::open(Path::new("/dev/zero")), Err(RawProblem::NoDriveOrImage)));
    }
}
