//! What is asked of a month.

use crate::rules::month::Month;

/// What the user asks for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The month; the last one that is over where none is named.
    pub month: Option<Month>,
    /// Plan and report; write nothing.
    pub dry_run: bool,
    /// Nobody is asked.
    pub yes: bool,
    /// Whether an end that is past or near was confirmed.
    pub accept_end: bool,
    /// Whether records newer than the month were confirmed.
    pub accept_newer: bool,
    /// Folders that are another vault's are this one's too.
    pub shared_source: bool,
    /// It runs over all vaults: one without a source is passed over.
    pub each: bool,
}
