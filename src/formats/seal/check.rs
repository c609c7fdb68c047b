//! What must agree within a seal (format, §4.1, §4.3, §4.5, §4.8, §4.9), so that no later step
//! computes with sizes that can't be.

use super::{Algorithms, Counts, Headers, Payload, Seal};
use crate::formats::commitments::COMMITMENT_BYTES;
use crate::formats::entry::{Fault, FileFacts, Unreadable, check_heads, ensure, rising, whole};
use crate::formats::sums::{self, Sums};
use crate::words::digest::Digest;
use crate::words::limits::{
    AGE_HEADER_BYTES_MAX, RECORDS_MAX, TYPED_BYTES_MAX, VOLUME_BYTES_MAX, VOLUME_BYTES_MIN,
    VOLUMES_MAX,
};

/// The first line of an age v1 file.
const AGE_START: &[u8] = b"age-encryption.org/v1\n";
/// An age chunk's plain bytes, and what its tag adds (C2SP age.md, "Payload").
const CHUNK_BYTES: u64 = 64 * 1024;
const CHUNK_TAG_BYTES: u64 = 16;
/// A tar is made of such blocks, and ends in two of zeros.
const TAR_BLOCK_BYTES: u64 = 512;

impl Seal {
    /// Demands what [`Seal::read`] demands beyond shape and bytes; a writer asks it before it
    /// signs.
    pub fn check(&self) -> Result<(), Unreadable> {
        ensure(self.algorithms == Algorithms::default(), "algorithms", Fault::OutOfRange)?;
        ensure(self.program.len() <= TYPED_BYTES_MAX, "program", Fault::OutOfRange)?;
        ensure(!self.rules.is_empty(), "rules", Fault::Missing)?;
        ensure(!self.supersedes.contains(&self.bundle), "supersedes", Fault::Disagrees)?;
        check_heads(&self.heads, "heads")?;
        check_header(&self.headers.index)?;
        check_header(&self.headers.payload)?;
        check_counts(&self.counts, &self.payload)?;
        check_payload(&self.payload)?;
        self.check_files()
    }

    fn check_files(&self) -> Result<(), Unreadable> {
        rising(self.files.iter().map(|file| &file.name), "files")?;
        self.files.iter().try_for_each(|file| whole(file.bytes, "files"))?;
        ensure(self.files.len() as u64 == self.payload.volumes + 3, "files", Fault::Disagrees)?;
        let sums = Sums::of(&self.files)
            .ok_or(Unreadable::Unfit { field: "files", fault: Fault::Grammar })?;
        let sums = sums.to_bytes();
        let agrees = |name: &str, wanted: &dyn Fn(&FileFacts) -> bool| {
            ensure(self.file(name).is_some_and(wanted), "files", Fault::Disagrees)
        };
        agrees(sums::NAME, &|file| {
            file.bytes == sums.len() as u64 && file.sha256 == Digest::of(&sums)
        })?;
        agrees(sums::INDEX_NAME, &|file| file.bytes > self.headers.index.len() as u64)?;
        agrees(sums::COMMITMENTS_NAME, &|file| {
            file.bytes == self.counts.records * COMMITMENT_BYTES
        })?;
        let last = self.payload.volumes - 1;
        for n in 0..last {
            agrees(&sums::volume_name(n), &|file| file.bytes == self.payload.volume_bytes)?;
        }
        let left = payload_bytes(&self.payload, &self.headers)
            .and_then(|bytes| bytes.checked_sub(last * self.payload.volume_bytes))
            .filter(|left| (1..=self.payload.volume_bytes).contains(left));
        agrees(&sums::volume_name(last), &|file| Some(file.bytes) == left)
    }
}

/// The payload's bytes as it stands in its volumes: header and nonce, then chunks, each with its
/// tag.
fn payload_bytes(payload: &Payload, headers: &Headers) -> Option<u64> {
    let tags = payload.plain_bytes.div_ceil(CHUNK_BYTES).checked_mul(CHUNK_TAG_BYTES)?;
    payload.plain_bytes.checked_add(tags)?.checked_add(headers.payload.len() as u64)
}

fn check_header(header: &[u8]) -> Result<(), Unreadable> {
    let bounded = header.len() as u64 <= AGE_HEADER_BYTES_MAX;
    ensure(bounded, "headers", Fault::OutOfRange)?;
    ensure(header.starts_with(AGE_START), "headers", Fault::Grammar)
}

fn check_counts(counts: &Counts, payload: &Payload) -> Result<(), Unreadable> {
    whole(counts.bytes, "counts")?;
    ensure(counts.records <= RECORDS_MAX, "counts", Fault::OutOfRange)?;
    ensure(counts.bytes < payload.tar_bytes, "counts", Fault::Disagrees)
}

fn check_payload(payload: &Payload) -> Result<(), Unreadable> {
    whole(payload.plain_bytes, "payload")?;
    whole(payload.tar_bytes, "payload")?;
    let blocks = payload.tar_bytes.is_multiple_of(TAR_BLOCK_BYTES)
        && payload.tar_bytes >= 2 * TAR_BLOCK_BYTES;
    let sizes = (VOLUME_BYTES_MIN..=VOLUME_BYTES_MAX).contains(&payload.volume_bytes)
        && payload.volume_bytes.is_power_of_two();
    let volumes = (1..=VOLUMES_MAX).contains(&payload.volumes);
    let full = payload.plain_bytes > 0;
    ensure(blocks && sizes && volumes && full, "payload", Fault::OutOfRange)
}
