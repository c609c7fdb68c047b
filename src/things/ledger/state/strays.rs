//! Entries that the fold takes nothing from, and tells.

use crate::words::ids::WriterId;

/// An entry whose event this version does not know.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct UnknownEvent {
    /// The event's word.
    pub event: String,
    /// Whose chain it stands in.
    pub writer: WriterId,
    /// Its number there.
    pub seq: u64,
}

/// An entry about something that is not there.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Stray {
    /// The event's word.
    pub event: String,
    /// Whose chain it stands in.
    pub writer: WriterId,
    /// Its number there.
    pub seq: u64,
    /// The id of the bundle or the medium.
    pub about: String,
}
