//! Stories as a user would tell them, each through whole command lines.
//!
//! The command lines run in process (`kluis::surface::run`), so that a story sets the day, answers
//! the questions and pulls out drives. Drives are folders; what only a real file system can show is
//! told elsewhere.

#![cfg_attr(windows, allow(unused_imports, dead_code, reason = "what Unix alone needs"))]

#[path = "../kit/mod.rs"]
mod kit;

mod answering;
mod asked;
mod audit;
mod bad_input;
mod belonging;
mod beside;
mod bundles;
mod cases;
mod clients;
mod clock;
mod contacts;
mod copies;
mod crossing;
mod desk;
mod destruction;
mod disclosures;
mod done_before;
mod doubt;
mod drives;
mod due;
mod earlier;
mod erasing;
mod events;
mod extending;
mod filling;
mod find;
mod harness;
mod hidden;
mod holds;
mod home_rot;
mod in_dutch;
mod inside;
mod into;
mod json;
mod keys;
mod keys_alone;
mod labels;
mod longer;
mod lost_copies;
mod many;
mod modes;
mod month;
mod months;
mod months_by_document;
mod names;
mod newcomer;
mod odd_drives;
mod order;
mod output;
mod own_disk;
mod packing;
mod pages;
mod pdf_text;
mod planted;
mod put_back;
mod rebuild;
mod rebuild_all;
mod recipients;
mod records;
mod replaced;
mod resealing;
mod retention;
mod rot;
mod rot_beside;
mod saying_no;
mod scanning;
mod second_person;
mod secrets;
mod settings;
mod side_by_side;
mod signers;
mod statements;
mod status;
mod subject;
mod sweeping;
mod time_stamps;
mod too_early;
mod two_homes;
mod two_persons;
mod untrusted;
mod vaults;
mod watching;
mod widths;
mod withdrawal;
mod words;
mod wrong_drive;
