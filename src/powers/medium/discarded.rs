//! Telling a drive which of its blocks are free: what came of it.

/// What came of telling a drive which blocks are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discarded {
    /// So many bytes were named to it. What it does with that is its own affair.
    Told(u64),
    /// This user may not: it takes an administrator.
    Denied,
    /// The drive, its file system or this system has no way to do it.
    NoWay,
}
