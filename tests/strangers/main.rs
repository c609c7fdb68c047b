//! Strangers: stock tools, and the reader that lies on the drive, open what kluis wrote.
//!
//! The commands are not repeated here: they are taken out of the texts on the drive, and run as they
//! stand. A tool that is missing fails the test that needs it; `tests/tools` installs them.
//!
//! Of Unix alone: the stock tools and the shell of these commands are. What Wine can run of the commands for Windows is
//! run by tests/worlds.rs.
#![cfg(unix)]

#[path = "../kit/mod.rs"]
mod kit;

mod age_vectors;
mod bag;
mod damage;
mod ends;
mod frames;
mod proofs;
mod reader;
mod recovery;
mod repair;
mod salvage;
mod shell;
mod sources;
mod stage;
mod tools;
mod values;
