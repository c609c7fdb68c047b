//! Fields of the events about a vault itself: its signers, its writers, its book years, its clock.

use serde::{Deserialize, Serialize};

use crate::formats::entry::head::{Head, check_heads};
use crate::formats::entry::spelled::{base64_text, hex32};
use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising, whole};
use crate::words::day::{Day, Time};
use crate::words::digest::Digest;
use crate::words::ids::{MediumId, VaultId, WriterId};

/// A vault begins: its nonce, its first signers, and whom it is encrypted to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultCreated {
    #[serde(with = "hex32")]
    pub nonce: [u8; 32],
    /// SHA-256 of each recipient's string, sorted.
    pub recipients: Vec<Digest>,
    pub signers: Signers,
}

/// Public keys of the two signers, `ssh-ed25519` and base64, without a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signers {
    pub disposer: String,
    pub sealer: String,
}

/// Another home begins a chain of its own in the same vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriterJoined {
    pub vault: VaultId,
}

/// A book year from its first day through its last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookYear {
    pub from: Day,
    pub to: Day,
}

/// A person confirmed that today is this day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockConfirmed {
    pub day: Day,
}

/// A person said what day it is: entries that lie ahead of this one, and have not seen it, raise no floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCorrected {
    pub day: Day,
}

/// A time stamp by somebody else proves that this time had come: entries that this one has seen, and that lie ahead of
/// it, raise no floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockProven {
    /// The time that it states.
    pub at: Time,
    /// SHA-256 of the authority's certificate, which a person gave.
    pub authority: Digest,
    /// What the time stamp is over.
    pub imprint: Digest,
    /// SHA-256 of the answer.
    pub token: Digest,
}

/// A sealer's key is used no more, since somebody else may have it. What was sealed and recorded before stands; lines
/// that have not seen this one count only as far as is said here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignerReplaced {
    /// Lines up to the heads that are not believed even so.
    pub distrusted: Vec<Distrusted>,
    /// How far the chains count, sorted by writer; of a chain that is not here no line counts.
    pub heads: Vec<Head>,
    /// The sealer's public key from here on.
    pub new: String,
    /// The public key that was replaced.
    pub old: String,
    /// Lines up to the heads that an earlier replacement has quarantined: they stay so.
    pub quarantined: Vec<Distrusted>,
}

/// The disposer vouches for lines that were written under a replaced key: a drive was seen too late, and its chains
/// count up to here. Without heads, a bundle on that drive of which no counting line speaks is nobody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinesVouched {
    /// Up to where the chains count, sorted by writer.
    pub heads: Vec<Head>,
    /// Where they stand.
    pub medium: MediumId,
}

/// Lines of one chain, by number, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distrusted {
    pub from: u64,
    pub to: u64,
    pub writer: WriterId,
}

/// Lines of a chain stand in another chain from here on: the home that wrote them was put back to an earlier state, and
/// has written others under their numbers since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainMoved {
    /// How many lines both branches of the chain have in common: the line of this number is the first that moved.
    pub after: u64,
    /// The number of the first line in `lines`: a branch that is too long for one entry is split over several.
    pub from: u64,
    /// SHA-256 of each line, its LF excluded.
    pub lines: Vec<Digest>,
    /// The chain in which they stand, behind its first line.
    pub to: WriterId,
    /// The chain in which they stand no more.
    pub writer: WriterId,
}

impl VaultCreated {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        rising(&self.recipients, "recipients")?;
        let plain = is_ed25519(&self.signers.disposer) && is_ed25519(&self.signers.sealer);
        ensure(plain, "signers", Fault::Grammar)
    }
}

impl SignerReplaced {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        check_heads(&self.heads, "heads")?;
        for (lines, field) in [(&self.distrusted, "distrusted"), (&self.quarantined, "quarantined")]
        {
            rising(lines.iter().map(|lines| (lines.writer, lines.from)), field)?;
            for lines in lines {
                whole(lines.to, field)?;
                ensure(lines.from <= lines.to, field, Fault::OutOfRange)?;
            }
        }
        ensure(is_ed25519(&self.old), "old", Fault::Grammar)?;
        ensure(is_ed25519(&self.new), "new", Fault::Grammar)?;
        ensure(self.old != self.new, "new", Fault::Disagrees)
    }
}

impl LinesVouched {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        check_heads(&self.heads, "heads")
    }
}

impl ChainMoved {
    pub(in crate::formats::entry) fn check(&self) -> Result<(), Unreadable> {
        whole(self.after, "after")?;
        whole(self.from, "from")?;
        ensure(0 < self.after, "after", Fault::OutOfRange)?;
        ensure(self.after <= self.from, "from", Fault::OutOfRange)?;
        ensure(!self.lines.is_empty(), "lines", Fault::Missing)?;
        ensure(self.to != self.writer, "to", Fault::Disagrees)
    }
}

/// Whether `text` is a public Ed25519 key as OpenSSH spells it, without a comment (RFC 8709,
/// section 4).
pub(super) fn is_ed25519(text: &str) -> bool {
    const WIRE_START: &[u8] = b"\0\0\0\x0bssh-ed25519\0\0\0\x20";
    text.strip_prefix("ssh-ed25519 ")
        .and_then(base64_text::decode)
        .is_some_and(|wire| wire.starts_with(WIRE_START) && wire.len() == WIRE_START.len() + 32)
}
