//! A line of the list by which what was given to somebody else is removed again.

use serde::{Deserialize, Serialize};

use crate::powers::target::TargetPath;
use crate::words::digest::Digest;
use crate::words::names::TrueName;

/// A file that was written, as a line of `.kluis-given` has it. The fields stand in the order of the canonical line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenFile {
    /// Its size.
    pub bytes: u64,
    /// Where it stands in the folder.
    pub path: TrueName,
    /// The SHA-256 of its bytes.
    pub sha256: Digest,
}

impl GivenFile {
    /// A file of ours beside the records.
    pub fn ours(name: &str, bytes: u64, sha256: Digest) -> GivenFile {
        GivenFile { bytes, path: TargetPath::ours(name).to_name(), sha256 }
    }
}
