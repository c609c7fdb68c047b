//! A range of an age payload as it stands in the file, to be opened on any thread (`docs/format.md`, §5).

use std::sync::Arc;

use super::chunks::{CHUNK_BYTES, CIPHER_CHUNK_BYTES, chunk_count, chunk_len};
use super::payload_key::PayloadKey;

/// The encrypted chunks that hold a range of plain bytes.
pub struct SealedRange {
    pub(super) key: Arc<PayloadKey>,
    /// The plain length of the whole file.
    pub(super) plain_bytes: u64,
    /// Where the range begins in the file.
    pub(super) start: u64,
    /// How many bytes it has.
    pub(super) len: usize,
    /// The chunks from the first that the range touches to the last, whole.
    pub(super) sealed: Vec<u8>,
}

/// A chunk, counted from 0, that is not the one that was encrypted at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlteredChunk(pub u64);

impl SealedRange {
    /// The plain bytes of the range; once only. Fails at the first chunk that does not hold.
    pub fn open(&mut self) -> Result<&[u8], AlteredChunk> {
        let first = self.start / CHUNK_BYTES;
        let (mut from, mut to, mut index) = (0, 0, first);
        let last = chunk_count(self.plain_bytes) - 1;
        while from < self.sealed.len() {
            let end = self.sealed.len().min(from + CIPHER_CHUNK_BYTES as usize);
            let opened = self.key.open(index, index == last, &mut self.sealed[from..end]);
            let plain = opened.map_err(|_| AlteredChunk(index))?.len();
            debug_assert_eq!(plain, chunk_len(self.plain_bytes, index));
            // The tags between the chunks go.
            self.sealed.copy_within(from..from + plain, to);
            (from, to, index) = (end, to + plain, index + 1);
        }
        if self.len == 0 {
            return Ok(&[]);
        }
        let skipped = (self.start - first * CHUNK_BYTES) as usize;
        Ok(&self.sealed[skipped..][..self.len])
    }
}
