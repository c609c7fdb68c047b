//! Floor 5: one file a verb. Each plans, applies its plan, and returns a report as a value; none prints.

pub mod archive;
pub mod book_year;
pub mod cases;
pub mod class;
pub mod clock;
pub mod copy;
pub mod copying;
pub mod demo;
pub mod destroy;
pub mod fault;
pub mod init;
mod learn;
pub mod ledger;
pub mod list;
pub mod medium;
mod other_homes;
pub mod outcome;
pub mod rebuild;
pub mod repair;
pub mod restore;
pub mod select;
pub mod session;
pub mod show;
pub mod signer;
pub mod sweep;
mod telling;
pub mod verify;
