//! Floor 1: retention, as pure functions. No files, no clock: the day comes in as an argument.

pub mod book_year;
pub mod class;
pub mod clock;
pub mod hold;
pub mod retention;
pub mod schedule;
pub mod scope;
pub mod setting;
