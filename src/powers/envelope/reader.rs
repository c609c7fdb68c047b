//! An age file opened at any place, chunk by chunk (`docs/format.md`, §5, §6): a damaged chunk
//! costs itself and no other. The file's own first bytes are never read: its header is the caller's.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::Unopened;
use super::chunks::{
    CHUNK_BYTES, CIPHER_CHUNK_BYTES, TAG_BYTES, chunk_count, chunk_len, cipher_bytes,
};
use super::payload_key::{PayloadKey, payload_key};
use super::sealed_range::SealedRange;
use crate::powers::identity::Identity;

/// A chunk that could not be had; the chunks beside it may still be.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub struct ChunkDamage {
    /// Counted from 0; its plain bytes start at `chunk * CHUNK_BYTES`.
    pub chunk: u64,
    pub cause: ChunkCause,
}

/// What became of a chunk.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum ChunkCause {
    /// The bytes are there, and are not those that were encrypted.
    Altered,
    /// The file ends before the chunk does.
    Missing,
    /// The medium did not give the bytes.
    Unreadable(#[source] io::Error),
}

/// In `io` terms: `InvalidData`, `UnexpectedEof` or the medium's own kind, with the damage inside.
impl From<ChunkDamage> for io::Error {
    fn from(damage: ChunkDamage) -> io::Error {
        let kind = match &damage.cause {
            ChunkCause::Altered => io::ErrorKind::InvalidData,
            ChunkCause::Missing => io::ErrorKind::UnexpectedEof,
            ChunkCause::Unreadable(error) => error.kind(),
        };
        io::Error::new(kind, damage)
    }
}

/// The plain bytes of an age file, at any place. Holds one chunk in memory.
///
/// As a [`Read`] and [`Seek`] it ends at the length that the caller gave; a place past it reads as
/// the end.
pub struct DecryptingReader<R: Read + Seek> {
    body: R,
    key: Arc<PayloadKey>,
    header_bytes: u64,
    plain_bytes: u64,
    /// Where `body` stands, while that is known.
    stands_at: Option<u64>,
    /// The last chunk of the range that was read last, as it stands in the file: the next range often begins in it.
    behind: Option<(u64, Vec<u8>)>,
    held: Option<u64>,
    chunk: Zeroizing<Vec<u8>>,
    position: u64,
}

/// Opens an age file by the header and nonce that its seal holds; `body` is the whole file from its
/// first byte, whose own header is not looked at. Costs the header's parsing and one X25519 a
/// stanza and identity, and reads nothing.
///
/// `plain_bytes` is the length that the seal gives (or [`super::plain_bytes`] of the file's). A
/// body of another length is refused; [`salvaging`] takes it.
pub fn decrypting<R: Read + Seek>(
    identities: &[Identity],
    header: &[u8],
    body: R,
    plain_bytes: u64,
) -> Result<DecryptingReader<R>, Unopened> {
    let mut reader = salvaging(identities, header, body, plain_bytes)?;
    let cipher = cipher_bytes(plain_bytes).unwrap_or(u64::MAX);
    let expected = reader.header_bytes.saturating_add(cipher);
    let found = reader.body.seek(SeekFrom::End(0))?;
    if found == expected { Ok(reader) } else { Err(Unopened::Length { expected, found }) }
}

/// Opens an age file as [`decrypting`] does, whatever the body's length is: what lies past the
/// expected end is never read, and chunks that are not there are [`ChunkCause::Missing`].
pub fn salvaging<R: Read + Seek>(
    identities: &[Identity],
    header: &[u8],
    body: R,
    plain_bytes: u64,
) -> Result<DecryptingReader<R>, Unopened> {
    let key = Arc::new(payload_key(identities, header)?);
    let header_bytes = header.len() as u64;
    if cipher_bytes(plain_bytes).and_then(|cipher| cipher.checked_add(header_bytes)).is_none() {
        return Err(Unopened::TooLarge { bytes: plain_bytes, bytes_max: i64::MAX as u64 });
    }
    Ok(DecryptingReader {
        body,
        key,
        header_bytes,
        plain_bytes,
        stands_at: None,
        behind: None,
        held: None,
        chunk: Zeroizing::new(Vec::with_capacity(CIPHER_CHUNK_BYTES as usize)),
        position: 0,
    })
}

impl<R: Read + Seek> DecryptingReader<R> {
    /// The length of the plain bytes, as the caller gave it.
    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// The number of chunks; at least one.
    pub fn chunk_count(&self) -> u64 {
        chunk_count(self.plain_bytes)
    }

    /// The plain bytes of one chunk, counted from 0. The last chunk is proven to be the last.
    ///
    /// For salvage: a failure says nothing about the chunks beside it. A chunk past the end is
    /// missing.
    pub fn chunk(&mut self, index: u64) -> Result<&[u8], ChunkDamage> {
        if index >= self.chunk_count() {
            return Err(ChunkDamage { chunk: index, cause: ChunkCause::Missing });
        }
        if self.held != Some(index) {
            self.held = None;
            if let Err(cause) = self.load(index) {
                self.stands_at = None;
                return Err(ChunkDamage { chunk: index, cause });
            }
            self.held = Some(index);
        }
        Ok(&self.chunk[..chunk_len(self.plain_bytes, index)])
    }

    /// The plain bytes from `offset`, `len` of them or up to the end. Memory is taken for no more
    /// than there is.
    ///
    /// Fails at the first damaged chunk that the range touches; chunks outside it don't matter.
    pub fn read_range(&mut self, offset: u64, len: u64) -> Result<Vec<u8>, ChunkDamage> {
        let start = offset.min(self.plain_bytes);
        let end = start.saturating_add(len).min(self.plain_bytes);
        let mut bytes = Vec::with_capacity((end - start) as usize);
        let mut at = start;
        while at < end {
            let part = self.part(at)?;
            let count = (end - at).min(part.len() as u64);
            bytes.extend_from_slice(&part[..count as usize]);
            at += count;
        }
        Ok(bytes)
    }

    /// The chunks that hold the plain bytes from `offset`, `len` of them or up to the end, read at once and not opened.
    /// Memory is taken for no more than there should be.
    ///
    /// Fails at the first of these chunks that can't be read.
    pub fn sealed_range(&mut self, offset: u64, len: u64) -> Result<SealedRange, ChunkDamage> {
        let start = offset.min(self.plain_bytes);
        let end = start.saturating_add(len).min(self.plain_bytes);
        let chunks = start / CHUNK_BYTES..end.div_ceil(CHUNK_BYTES);
        let bytes =
            chunks.clone().map(|index| chunk_len(self.plain_bytes, index) as u64 + TAG_BYTES);
        let bytes = if start < end { bytes.sum::<u64>() } else { 0 };
        let mut sealed = vec![0; bytes as usize];
        let mut read = self.read_behind(chunks.start, &mut sealed);
        if read.is_err() {
            // Which of them it is.
            for index in chunks.clone() {
                self.chunk(index)?;
            }
            read = self.read_chunks(chunks.start, &mut sealed);
        }
        read.map_err(|cause| ChunkDamage { chunk: chunks.start, cause })?;
        let last = sealed.chunks(CIPHER_CHUNK_BYTES as usize).last().map(<[u8]>::to_vec);
        self.behind = last.map(|last| (chunks.end - 1, last));
        let (key, len) = (Arc::clone(&self.key), (end - start) as usize);
        Ok(SealedRange { key, plain_bytes: self.plain_bytes, start, len, sealed })
    }

    /// From `at`, which lies before the end, to the end of its chunk: never empty.
    fn part(&mut self, at: u64) -> Result<&[u8], ChunkDamage> {
        let from = (at % CHUNK_BYTES) as usize;
        self.chunk(at / CHUNK_BYTES).map(|chunk| &chunk[from..])
    }

    fn load(&mut self, index: u64) -> Result<(), ChunkCause> {
        let mut chunk = std::mem::take(&mut self.chunk);
        chunk.resize(chunk_len(self.plain_bytes, index) + TAG_BYTES as usize, 0);
        let read = self.read_chunks(index, &mut chunk);
        self.chunk = chunk;
        read?;
        let last = index + 1 == self.chunk_count();
        self.key.open(index, last, &mut self.chunk).map_err(|_| ChunkCause::Altered)?;
        Ok(())
    }

    /// The same as [`read_chunks`](Self::read_chunks), without reading again what was read last.
    fn read_behind(&mut self, index: u64, into: &mut [u8]) -> Result<(), ChunkCause> {
        match self.behind.take() {
            Some((behind, chunk)) if behind == index && chunk.len() <= into.len() => {
                let (known, rest) = into.split_at_mut(chunk.len());
                known.copy_from_slice(&chunk);
                if rest.is_empty() { Ok(()) } else { self.read_chunks(index + 1, rest) }
            }
            _ => self.read_chunks(index, into),
        }
    }

    /// Fills `into` with what stands in the file from a chunk's first byte on.
    fn read_chunks(&mut self, index: u64, into: &mut [u8]) -> Result<(), ChunkCause> {
        let at = self.header_bytes + index * CIPHER_CHUNK_BYTES;
        if self.stands_at != Some(at) {
            self.body.seek(SeekFrom::Start(at)).map_err(ChunkCause::Unreadable)?;
        }
        self.stands_at = None;
        self.body.read_exact(into).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => ChunkCause::Missing,
            _ => ChunkCause::Unreadable(error),
        })?;
        self.stands_at = Some(at + into.len() as u64);
        Ok(())
    }
}

impl<R: Read + Seek> Read for DecryptingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.plain_bytes == 0 {
            // That there is nothing is proven too.
            self.chunk(0)?;
        }
        if self.position >= self.plain_bytes || buffer.is_empty() {
            return Ok(0);
        }
        let part = self.part(self.position)?;
        let count = part.len().min(buffer.len());
        buffer[..count].copy_from_slice(&part[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for DecryptingReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.plain_bytes.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
