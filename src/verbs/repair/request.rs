//! What a repair is asked for.

use std::ffi::OsString;
use std::path::PathBuf;

use super::disown::Disowning;

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The drive: a path or a label.
    pub medium: OsString,
    /// The homes of this user's vaults, which may be on that drive too.
    pub homes: Vec<PathBuf>,
    /// Bundles there that a replaced key sealed, and that no entry here speaks of, are nobody's of ours: who says so,
    /// and why.
    pub not_ours: Option<Disowning>,
}
