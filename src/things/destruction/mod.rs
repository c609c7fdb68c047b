//! How a bundle ends. Every path that removes a sealed bundle goes through [`door::ask`], and a spare copy's through
//! [`door::ask_for_copy`]: what they give is the only thing that [`erase::erase`] takes, and names the files.
//!
//! Owns the file safety of it: names from the format's grammar and never from content, no links, one hard link,
//! the same device, hashed and overwritten through one handle, read back, unlinked, looked for again. `fill` needs no
//! leave: it writes new files of its own.

pub mod door;
mod elsewhere;
pub(crate) mod erase;
pub mod fill;
mod longer;
pub(crate) mod neighbours;
pub(crate) mod noted;
pub(crate) mod scan;
pub(crate) mod sectors;
pub(crate) mod spare;
mod succession;
pub(crate) mod unfinished;
