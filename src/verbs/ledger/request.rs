//! What is asked of `ledger join`.

use std::ffi::OsString;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct JoinRequest {
    pub medium: OsString,
    pub by: String,
    pub reason: String,
    /// What the drive brings is taken in without a question.
    pub vouch: bool,
}
