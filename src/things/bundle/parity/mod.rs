//! A bundle's parity on one medium: PAR2 sets over what is sealed, and never over a key (format, §4.10).
//!
//! `sets` says which sets a bundle has, `write` makes them while the files are read back, `check` says what is left
//! of them, `survey` finds and `mend` brings back what was lost. Parity is no part of a bundle: its absence is never
//! a fault, and nothing in it is believed: only what hashes to the seal counts.

pub(crate) mod check;
pub mod mend;
pub(crate) mod sets;
mod survey;
#[cfg(test)]
mod tests;
pub mod write;

pub use sets::{SetPlan, payload_sets};
pub(crate) use sets::{bytes_needed, seal_set, sets_of};
pub(crate) use survey::NotMended;
