//! Floor 1: retention, as pure functions. No files, no clock: the day comes in as an argument.

pub(crate) mod book_year;
pub(crate) mod class;
pub mod clock;
pub mod hold;
pub(crate) mod month;
pub mod retention;
pub(crate) mod schedule;
pub mod scope;
pub(crate) mod setting;
