//! Floor 2: bytes to values and back, as `docs/format.md` has them. No files, no secrets kept.

pub mod bag;
pub(crate) mod calendar;
pub mod chain;
pub mod commitments;
pub mod document;
pub mod drive;
pub mod entry;
pub mod frames;
pub mod index;
pub mod label;
pub mod note;
pub mod par2;
pub(crate) mod review_list;
pub mod seal;
pub mod statement;
pub mod sums;
pub mod tar_entry;
pub mod vault_document;
pub(crate) mod vault_list;
