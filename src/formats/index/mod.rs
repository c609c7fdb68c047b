//! The index of a bundle (format, §4.7): a line a record, in zstd frames, with a directory at the
//! end, so that one record is found by reading one frame.
//!
//! Refuses to know encryption and files: it writes to a writer and reads from a seekable reader.

mod meta;
mod reader;
mod record;
mod writer;

pub use super::tar_entry::Mtime;
pub use meta::Meta;
pub(crate) use reader::{IndexDamage, IndexForm};
pub use reader::{IndexReader, Wanted};
pub use record::{Record, Tags};
pub use writer::IndexWriter;
pub(crate) use writer::Unwritable;

#[cfg(test)]
mod tests;
