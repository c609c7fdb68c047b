//! PAR2 2.0 packets, as far as kluis writes and reads them (Parity Volume Set Specification 2.0; format, §4.10).
//!
//! A set protects files by name, in slices of one size. Main, File Description, Checksum (IFSC), Recovery Slice and
//! Creator packets; each carries the set's id and its own MD5, and may lie anywhere in a file. What arithmetic makes
//! of slices is `powers/parity`. Nothing here is believed beyond what a seal says of the same files: the checksums
//! only say where to look.

mod layout;
mod md5;
mod packet;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use layout::{FileChecks, FileStart, LaidOut, Layout, NoLayout, SliceCheck};
pub use md5::Md5;
pub(crate) use md5::{Md5Sum, Pair};
pub(crate) use packet::{critical_packets, recovery_header};
pub use scan::{Found, scan};

/// The files of a set are named by their first bytes: so many of them.
pub const HEAD_BYTES: u64 = 16 * 1024;
/// Files in a set that kluis writes or reads.
pub const FILES_MAX: usize = 64;
/// Slices in a set that kluis writes or reads; the format allows 32,768.
pub const SLICES_MAX: u64 = 4096;
/// The largest slice, in bytes.
pub const SLICE_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Slices are multiples of this, in bytes: the block of MD5, where the format asks for 4.
pub const SLICE_BYTES_STEP: u64 = 64;
/// A packet's bytes before its body: magic, length, MD5, set, type.
pub const HEADER_BYTES: usize = 64;
/// What precedes the data of a recovery slice: a packet's header and the exponent.
pub const RECOVERY_HEADER_BYTES: usize = HEADER_BYTES + 4;
