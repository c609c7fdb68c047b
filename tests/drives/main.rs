//! The real program on real file systems, in images: the whole job, full and lying drives, bytes
//! that change under the mount, calls that fail, and writes that never reached the drive.
//! `docs/faults.md` lists what came out.
//!
//! Of Unix alone: the file systems are mounted by Linux or by FUSE, and its C library is what fails.
//! docs/windows.md says what of it is tried under Wine.
#![cfg(unix)]

#[path = "../kit/mod.rs"]
mod kit;

mod cached;
mod calls;
mod fake;
mod filling;
mod full;
mod given;
mod guest;
mod hangs;
mod image;
mod inline;
mod job;
mod large;
mod lost;
mod mounted;
mod one_disk;
mod orders;
mod place;
mod remains;
mod resume;
mod sample;
mod served;
mod table;
mod typing;
mod under;
mod watching;
