//! The file as the age crate sees it: the header that the caller has, then the body from there on
//! (`docs/format.md`, §6.1). The first bytes of the body itself are never read, so damage there
//! costs nothing.

use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A body that several readers in turn may own a handle to, with what last went wrong in reading
/// it.
pub(super) struct Body<R> {
    reader: R,
    trouble: Option<Trouble>,
}

/// What went wrong below the age crate, which would report it as a failed decryption.
pub(super) enum Trouble {
    /// The body ended before the length that was promised.
    Short,
    Io(io::Error),
}

/// A virtual file of `end` bytes: `header`, then the body's bytes from `header.len()` on.
pub(super) struct Spliced<R> {
    header: Arc<[u8]>,
    body: Arc<Mutex<Body<R>>>,
    end: u64,
    position: u64,
}

impl<R> Clone for Spliced<R> {
    fn clone(&self) -> Self {
        Spliced {
            header: Arc::clone(&self.header),
            body: Arc::clone(&self.body),
            end: self.end,
            position: 0,
        }
    }
}

impl<R> Spliced<R> {
    pub(super) fn new(header: &[u8], reader: R, end: u64) -> Self {
        let body = Arc::new(Mutex::new(Body { reader, trouble: None }));
        Spliced { header: header.into(), body, end, position: 0 }
    }

    /// The length of the file as it was promised, header included.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// What last went wrong in reading the body, once.
    pub(super) fn take_trouble(&self) -> Option<Trouble> {
        self.lock().trouble.take()
    }

    fn lock(&self) -> MutexGuard<'_, Body<R>> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn header_left(&self) -> &[u8] {
        let from = self.position.min(self.header.len() as u64) as usize;
        &self.header[from..]
    }
}

impl<R: Seek> Spliced<R> {
    /// The length of the body as it is.
    pub(super) fn body_bytes(&self) -> io::Result<u64> {
        self.lock().reader.seek(SeekFrom::End(0))
    }
}

impl<R: Read + Seek> Read for Spliced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.header_left();
        let count = if left.is_empty() {
            let room = self.end.saturating_sub(self.position).min(buffer.len() as u64) as usize;
            let position = self.position;
            self.lock().read(position, &mut buffer[..room])?
        } else {
            let count = left.len().min(buffer.len());
            buffer[..count].copy_from_slice(&left[..count]);
            count
        };
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Read + Seek> Body<R> {
    fn read(&mut self, position: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let read =
            self.reader.seek(SeekFrom::Start(position)).and_then(|_| self.reader.read(buffer));
        match read {
            Ok(0) => self.trouble = Some(Trouble::Short),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let kind = error.kind();
                self.trouble = Some(Trouble::Io(error));
                return Err(kind.into());
            }
            Ok(_) => {}
        }
        read
    }
}

/// Only the header is buffered: the age crate's parser reads lines from here, and must not run on
/// into the body.
impl<R: Read + Seek> BufRead for Spliced<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.header_left())
    }

    fn consume(&mut self, count: usize) {
        self.position += count as u64;
    }
}

impl<R: Read + Seek> Seek for Spliced<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.end.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
