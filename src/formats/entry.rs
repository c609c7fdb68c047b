//! A ledger entry: one canonical JSON line for one event (format, §3).
//!
//! Owns the line's fields, its exact bytes, and what a disposer's signature covers. Refuses to know
//! the lines around it (`chain`), whether a signature holds (`signer`), and what the event changes
//! (`ledger`).
//!
//! **What this version does not know.** Unknown names in the line and in `fields` are kept and
//! ignored, so that a line is written as it was read; unknown names deeper down are refused. An
//! unknown *event* is kept whole. Whether it is the sealer's or the disposer's can't be told from
//! its word, so [`Entry::is_known`] says no, and a ledger with such an entry lets nothing be
//! destroyed.

mod document;
mod event;
mod fault_word;
mod fields;
mod head;
mod read;
mod spelled;
mod unreadable;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use document::Unknown;
pub use event::{Event, Signer};
pub use fault_word::FaultWord;
pub use fields::{
    ApprovalWithdrawn, Approved, ApprovedBundle, BookYear, BundleDestroyed, ChainMoved, ClassEnd,
    ClockConfirmed, ClockCorrected, ClockProven, ClosedHow, Copied, CopyDestroyed, CopyState,
    Depth, DestructionIntended, DestructionWithdrawn, DisclosureClosed, Distrusted, Elsewhere,
    EventRecorded, Extended, FileFacts, FilesFound, Finding, GENERATION_MAX,
    HARDWARE_TEXT_BYTES_MAX, Hardware, HoldPlaced, HoldReleased, HoldReviewed, InPlace,
    InheritedEnd, KeysDrilled, KeysWrapped, LinesVouched, MediumAdded, MediumFound, MediumLost,
    MediumRetired, MediumWaived, Method, Moved, NAMED_MAX, Neighbours, Physical, ReadBack,
    Received, ReceivedFrom, RecipientAdded, RecipientRemoved, Release, Repaired, Restored, Role,
    Scanned, Sealed, Shortened, ShorteningProposed, SignerAdded, SignerReplaced, SignerRetired,
    Signers, SpaceCleared, SpaceMethod, StatementKind, StatementMade, Succeeded, Successor,
    TwoPersons, UnfinishedErased, VaultCreated, Verified, WriterJoined,
};
pub use head::Head;
pub use unreadable::{Fault, Unreadable};

pub(in crate::formats) use document::{read as read_document, write as write_document};
pub(in crate::formats) use fields::check_roles;
pub(in crate::formats) use head::check_heads;
pub(in crate::formats) use spelled::{base64_text, hex32};
pub(in crate::formats) use unreadable::{capped, counter, ensure, is_plain_name, rising, whole};

use crate::words::canonical;
use crate::words::day::{ClockState, Time};
use crate::words::digest::Digest;
use crate::words::ids::{NoteId, WriterId};

/// One line of a ledger chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The line's number in its chain, from 0.
    pub seq: u64,
    /// Whose chain the line was written in.
    pub writer: WriterId,
    /// SHA-256 of the line before, its LF excluded; [`Digest::ZERO`] in the first.
    pub prev: Digest,
    /// When it was written, by the writer's clock; it orders nothing.
    pub time: Time,
    /// What the writer's clock was worth then.
    pub clock: ClockState,
    /// What happened.
    pub event: Event,
    /// How far this home knew the other writers' chains, sorted by writer.
    pub follows: Vec<Head>,
    /// The note that goes with it, where a person said why.
    pub note: Option<NoteRef>,
    /// The disposer's signature: base64 of the SSHSIG blob, namespace `kluis-ledger`.
    pub signature: Option<String>,
    /// What later versions added, kept as it was read.
    pub unread: Unread,
}

/// A note by its file's id and the SHA-256 of the file, as it is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteRef {
    /// The file's name below `notes/`, without `.age`.
    pub id: NoteId,
    /// The hash of the encrypted file.
    pub sha256: Digest,
}

/// Names that this version does not know, kept so that a line is written as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unread {
    /// Beside the line's own fields.
    pub line: Unknown,
    /// Inside the `fields` of an event that is known.
    pub fields: Unknown,
}

impl Entry {
    /// The canonical line with its LF.
    pub fn line(&self) -> Vec<u8> {
        canonical::line(self)
    }

    /// What the disposer signs: the canonical line without `signature` and without its LF.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = Entry { signature: None, ..self.clone() }.line();
        bytes.pop();
        bytes
    }

    /// The hash by which the next line and a head name this one.
    pub fn sha256(&self) -> Digest {
        sha256_of_line(&self.line())
    }

    /// Puts the disposer's signature, a raw SSHSIG blob over [`Entry::signed_bytes`], into the
    /// entry.
    pub fn set_signature(&mut self, blob: &[u8]) {
        self.signature = Some(base64_text::encode(blob));
    }

    /// The raw SSHSIG blob; nothing when there is none, or when it is no base64 (which no entry
    /// that was read has).
    pub fn signature_blob(&self) -> Option<Vec<u8>> {
        base64_text::decode(self.signature.as_deref()?)
    }

    /// The public key that the signature says it is by, as OpenSSH spells it; nothing where it says none. Whether it
    /// holds is asked elsewhere.
    pub fn signer_key(&self) -> Option<String> {
        let blob = self.signature_blob()?;
        let behind = blob.strip_prefix(b"SSHSIG\0\0\0\x01")?;
        let bytes = u32::from_be_bytes(behind.first_chunk::<4>().copied()?);
        let wire = behind.get(4..)?.get(..usize::try_from(bytes).ok()?)?;
        Some(format!("ssh-ed25519 {}", base64_text::encode(wire)))
    }

    /// Whether this version knows what the entry says. Where one entry is unknown, nothing may be
    /// destroyed.
    pub fn is_known(&self) -> bool {
        self.event.is_known()
    }

    /// `fields` as they stand in the line.
    fn all_fields(&self) -> Value {
        let mut fields = serde_json::to_value(&self.event)
            .expect("our own types have string keys and no failing serializers");
        if let Some(map) = fields.as_object_mut() {
            map.extend(self.unread.fields.clone());
        }
        fields
    }
}

/// The SHA-256 of a line that may still have its LF, which is not counted.
pub fn sha256_of_line(line: &[u8]) -> Digest {
    Digest::of(line.strip_suffix(b"\n").unwrap_or(line))
}

#[cfg(test)]
pub(in crate::formats) mod samples;
#[cfg(test)]
mod tests;
