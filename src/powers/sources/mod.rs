//! The user's own files: found, read, and taken away again. The only door to the PC's folders.
//!
//! Owns what can go wrong while a file is read: links, devices, litter, files that change. Follows nothing.
//! Refuses to know what a bundle is.

mod found;
mod moment;
mod placeholder;
mod read;
mod streams;
mod walk;

pub use found::{Folder, Found, Roots, below, in_order, without_root};
pub use moment::{SourceProblem, changed_last};
pub use read::Whole;
pub use read::{Reading, hash, read_whole, remove_if_same, stream};
pub use walk::{LeftOut, Walk, is_our_folder, walk};

/// Files up to this size are read whole before anything of them is written, so that one which changes
/// meanwhile is simply read again; in bytes.
pub const WHOLE_BYTES_MAX: u64 = 4 * crate::words::limits::MIB;
/// How often a file that changes while it is read is read again.
pub const READ_ATTEMPTS_MAX: u32 = 3;
