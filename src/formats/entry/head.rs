//! A head: how far a ledger chain went when somebody looked (format, §3.2).

use serde::{Deserialize, Serialize};

use super::unreadable::{Fault, Unreadable, ensure, rising};
use crate::words::digest::Digest;
use crate::words::ids::WriterId;
use crate::words::limits::{CHAIN_BYTES_MAX, WRITERS_MAX};

/// A chain's length in bytes and lines, and the SHA-256 of its last line, LF excluded.
///
/// As every line holds the hash of the one before, a head stands for all lines up to it.
#[expect(missing_docs, reason = "format §3.2 describes the fields")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    pub bytes: u64,
    pub count: u64,
    pub sha256: Digest,
    pub writer: WriterId,
}

/// Refuses heads that no chain can have, two of one writer, and writers out of order.
pub(in crate::formats) fn check_heads(
    heads: &[Head],
    field: &'static str,
) -> Result<(), Unreadable> {
    rising(heads.iter().map(|head| head.writer), field)?;
    ensure(heads.len() <= WRITERS_MAX, field, Fault::OutOfRange)?;
    let possible =
        |head: &Head| head.count >= 1 && head.count < head.bytes && head.bytes <= CHAIN_BYTES_MAX;
    ensure(heads.iter().all(possible), field, Fault::OutOfRange)
}
