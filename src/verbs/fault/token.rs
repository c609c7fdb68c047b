//! Why a time stamp by somebody else was not asked for, or is no evidence.

use std::path::PathBuf;

use crate::powers::timestamp::NotProven;
use crate::words::day::Time;

/// Why the clock was not proven.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum TokenFault {
    /// No request of this vault waits for an answer.
    NoRequest,
    /// A file that was named is not there.
    Absent(PathBuf),
    /// A file that was named is too long to be what is meant.
    TooLong(PathBuf),
    /// It is not one certificate in PEM.
    NoCertificate(PathBuf),
    /// The answer proves nothing.
    NotProven {
        /// The file with the answer.
        path: PathBuf,
        /// Why not.
        why: NotProven,
    },
    /// The PC's clock and the time stamp don't agree.
    OtherTime {
        /// By the clock.
        now: Time,
        /// By the time stamp.
        at: Time,
    },
    /// A time that lies ahead came onto record after the request was made.
    LaterEntry,
}
