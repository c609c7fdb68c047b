//! Entries as the tests of this room need them: of one home, of another one, and of a thief.

use crate::formats::entry::{Entry, Event, Head, Unread};
use crate::powers::random::OsRandom;
use crate::powers::signer::SigningKey;
use crate::words::day::ClockState;
use crate::words::digest::Digest;
use crate::words::ids::WriterId;

pub(super) const HOME: WriterId = WriterId([1; 8]);
pub(super) const OTHER: WriterId = WriterId([2; 8]);
pub(super) const THIEF: WriterId = WriterId([3; 8]);

/// The head of a chain with so many lines. Tests of what counts don't ask for its bytes and hash.
pub(super) fn head(writer: WriterId, count: u64) -> Head {
    Head { bytes: count * 100, count, sha256: Digest([9; 32]), writer }
}

/// A signer's public key that nobody else has.
pub(super) fn key() -> String {
    SigningKey::generate(&mut OsRandom).public().to_string()
}

/// An entry without note and signature.
pub(super) fn entry(writer: WriterId, seq: u64, follows: Vec<Head>, event: Event) -> Entry {
    Entry {
        seq,
        writer,
        prev: Digest::ZERO,
        time: "2026-10-31T12:00:00Z".parse().unwrap(),
        clock: ClockState::Ok,
        event,
        follows,
        note: None,
        signature: None,
        unread: Unread::default(),
    }
}
