//! Which records a pattern asks for, and where in an index they stand: for giving back and for finding.
//!
//! Refuses to know what is done with what it finds.

pub(crate) mod asked;
pub mod home;
pub mod inside;
mod letters;
pub(crate) mod listed;
pub mod patterns;
mod plain;
mod prefix;
pub(crate) mod said;
#[cfg(test)]
pub mod samples;
pub mod scan;
mod spelled;
pub(crate) mod wishes;
