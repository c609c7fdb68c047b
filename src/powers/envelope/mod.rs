//! Encryption to recipients: age v1 files, written as a stream, opened whole or at any place
//! (`docs/format.md`, §1, §4.2 to §4.4, §5, §6).
//!
//! Refuses to know what is inside, where the bytes lie, and how an identity came to be open. Every
//! size is bounded before the age crate parses. Headers and file keys are the age crate's, whose types
//! end here; the chunks of a payload are `ring`'s.

mod batches;
mod chunks;
mod key_file;
mod parcel;
mod payload_key;
mod reader;
mod sealed_range;
mod small;
mod writer;

use std::io;

use crate::powers::identity::header::NoHeader;

pub(crate) use crate::powers::identity::header::is_to_one_recipient;
pub use crate::powers::identity::header::{header_len, read_header};
pub use batches::{Batch, Batches, SealedBatch};
pub use chunks::plain_bytes;
pub(crate) use key_file::KeyProblem;
pub use key_file::{key_file, open_key_file};
pub(crate) use parcel::{ParcelWriter, parcel_to, parcel_under};
pub use payload_key::{PayloadKey, begin};
pub(crate) use reader::{ChunkCause, ChunkDamage, DecryptingReader};
pub use reader::{decrypting, salvaging};
pub(crate) use sealed_range::SealedRange;
pub use small::{decrypt_small, encrypt_small};
pub use writer::encrypting;

/// How many recipients one file may have: beyond, header and identity would not fit in a key file's
/// 16 KiB, nor the header in its bound.
pub const RECIPIENTS_MAX: usize = 160;

/// Why nothing was encrypted.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Unsealed {
    /// No recipient was given.
    NoRecipients,
    /// More than a key file has room for.
    TooManyRecipients { given: usize, recipients_max: usize },
    /// The stream could not be written.
    Io(#[from] io::Error),
}

/// Why an age file stays closed.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Unopened {
    /// The bytes are no age file.
    NotAge,
    /// An age version that this reader does not know.
    UnknownVersion,
    /// Its header goes on beyond the bound.
    HeaderTooLarge { bytes_max: u64 },
    /// The header's own check does not hold.
    HeaderAltered,
    /// No identity that was given opens it.
    NoIdentity,
    /// It is under a passphrase; only identity files may be.
    UnderPassphrase,
    /// It is shorter or longer than the seal says.
    Length { expected: u64, found: u64 },
    /// What it holds is more than the caller takes.
    TooLarge { bytes: u64, bytes_max: u64 },
    /// A chunk does not hold: bytes were changed, or are missing.
    Damaged,
    /// The stream could not be read.
    Io(#[from] io::Error),
}

impl From<NoHeader> for Unopened {
    fn from(problem: NoHeader) -> Unopened {
        match problem {
            NoHeader::NotAge => Unopened::NotAge,
            NoHeader::UnknownVersion => Unopened::UnknownVersion,
            NoHeader::TooLarge { bytes_max } => Unopened::HeaderTooLarge { bytes_max },
            NoHeader::Io(error) => Unopened::Io(error),
        }
    }
}

/// The age crate's answer in our words. Its own texts are never shown: one of them computes a
/// duration that can underflow.
impl From<age::DecryptError> for Unopened {
    fn from(error: age::DecryptError) -> Unopened {
        match error {
            age::DecryptError::NoMatchingKeys => Unopened::NoIdentity,
            age::DecryptError::InvalidMac => Unopened::HeaderAltered,
            age::DecryptError::UnknownFormat => Unopened::UnknownVersion,
            age::DecryptError::Io(error) => Unopened::Io(error),
            _ => Unopened::NotAge,
        }
    }
}

#[cfg(test)]
mod tests;
