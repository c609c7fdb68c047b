//! How a bundle ends. Every path that removes a sealed bundle goes through [`door::ask`], whose answer is the
//! only thing that [`erase::erase`] takes; a spare copy's by [`door::ask_for_copy`].
//!
//! Owns the file safety of it: names from the format's grammar and never from content, no links, one hard link,
//! the same device, hashed and overwritten through one handle, read back, unlinked, looked for again.

pub mod door;
pub mod erase;
pub mod neighbours;
pub mod spare;
pub mod unfinished;
