//! kluis: records that the law makes you keep, sealed onto offline media, given back, destroyed on time.
//!
//! Seven floors; a file imports from lower floors only (`docs/architecture.md`):
//! words, rules, formats, powers, things, verbs, surface.

pub mod formats;
pub mod powers;
pub mod rules;
pub mod surface;
pub mod things;
pub mod verbs;
pub mod words;

/// Name and version, as seals carry them.
pub const PROGRAM: &str = concat!("kluis ", env!("CARGO_PKG_VERSION"));
