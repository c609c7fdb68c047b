//! A drive that others had in their hands. Whatever is done to it: a clear error with a help line and the right exit
//! code, no panic, nothing that a terminal obeys, and nothing outside the drive and the home is read or changed.

#![cfg_attr(windows, allow(unused_imports, dead_code, reason = "what Unix alone needs"))]

#[path = "../kit/mod.rs"]
mod kit;

mod cut_back;
mod deep;
mod ends;
mod files;
mod flips;
mod forked;
mod holds;
mod keys;
mod ledgers;
mod lines;
mod made;
mod many;
mod names;
mod persons;
mod phantom;
mod place;
mod rebuilds;
mod recipients;
mod replaced;
mod rot;
mod seals;
mod searches;
mod shortening;
mod succession;
mod thief;
mod unlike;
mod vouching;
