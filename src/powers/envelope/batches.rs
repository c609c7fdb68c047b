//! A file's chunks by the batch: one thread numbers them in order, any thread seals a batch (C2SP age.md, "Payload").

use super::chunks::{CHUNK_BYTES, CIPHER_CHUNK_BYTES, TAG_BYTES, chunk_count};
use super::payload_key::PayloadKey;

/// Chunks of a full batch: one MiB of plain bytes.
const BATCH_CHUNKS: u64 = 16;
const BATCH_BYTES: usize = (BATCH_CHUNKS * CHUNK_BYTES) as usize;

/// Consecutive chunks, as they will stand in the file: each with room for its tag behind it.
pub struct Batch {
    bytes: Vec<u8>,
    plain_bytes: usize,
    first: u64,
    last: bool,
}

impl Batch {
    fn new(first: u64, bytes: Option<Vec<u8>>) -> Batch {
        let size = (BATCH_CHUNKS * CIPHER_CHUNK_BYTES) as usize;
        let bytes = bytes.unwrap_or_else(|| vec![0; size]);
        Batch { bytes, plain_bytes: 0, first, last: false }
    }

    /// Takes in bytes while there is room, and gives the others back.
    fn take_in<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let mut rest = bytes;
        while !rest.is_empty() && self.plain_bytes < BATCH_BYTES {
            let filled = self.plain_bytes as u64;
            let (chunk, within) = (filled / CHUNK_BYTES, filled % CHUNK_BYTES);
            let now = rest.len().min((CHUNK_BYTES - within) as usize);
            let at = (chunk * CIPHER_CHUNK_BYTES + within) as usize;
            self.bytes[at..at + now].copy_from_slice(&rest[..now]);
            self.plain_bytes += now;
            rest = &rest[now..];
        }
        rest
    }

    /// Encrypts the chunks where they stand.
    pub fn seal(mut self, key: &PayloadKey) -> SealedBatch {
        let count = chunk_count(self.plain_bytes as u64);
        let mut end = 0;
        for chunk in 0..count {
            let plain = self.plain_bytes - (chunk * CHUNK_BYTES) as usize;
            let at = (chunk * CIPHER_CHUNK_BYTES) as usize;
            let tag_at = at + plain.min(CHUNK_BYTES as usize);
            let last = self.last && chunk == count - 1;
            let tag = key.seal(self.first + chunk, last, &mut self.bytes[at..tag_at]);
            end = tag_at + TAG_BYTES as usize;
            self.bytes[tag_at..end].copy_from_slice(&tag);
        }
        SealedBatch { bytes: self.bytes, end }
    }
}

/// A batch that was encrypted: the file's bytes at its place.
pub struct SealedBatch {
    bytes: Vec<u8>,
    end: usize,
}

impl SealedBatch {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.end]
    }
}

/// Cuts a payload into batches, in order. Memory that was given back is used again.
pub struct Batches {
    filling: Batch,
    plain_bytes: u64,
    spare: Vec<Vec<u8>>,
}

impl Default for Batches {
    fn default() -> Self {
        Batches { filling: Batch::new(0, None), plain_bytes: 0, spare: Vec::new() }
    }
}

impl Batches {
    /// Takes in bytes from the front of `bytes`; gives a batch that is full where more is to come. To be called until
    /// it gives none: then all was taken in.
    pub fn put(&mut self, bytes: &mut &[u8]) -> Option<Batch> {
        let before = bytes.len();
        *bytes = self.filling.take_in(bytes);
        self.plain_bytes += (before - bytes.len()) as u64;
        if bytes.is_empty() {
            return None;
        }
        let next = Batch::new(self.filling.first + BATCH_CHUNKS, self.spare.pop());
        Some(std::mem::replace(&mut self.filling, next))
    }

    /// How many plain bytes have gone in.
    pub fn plain_bytes(&self) -> u64 {
        self.plain_bytes
    }

    /// Takes back the memory of a batch that was written.
    pub fn take_back(&mut self, written: SealedBatch) {
        self.spare.push(written.bytes);
    }

    /// The batch that ends the file.
    pub fn finish(self) -> Batch {
        Batch { last: true, ..self.filling }
    }
}
