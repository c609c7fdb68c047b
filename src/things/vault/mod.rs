//! A vault's home on the PC: its settings, its keys, its ledger, and what it remembers of each medium.
//!
//! Owns the order in which these are written and the lock under which. Refuses to know any verb.

pub(crate) mod anew;
mod branches;
pub mod config;
pub mod create;
mod disclosed_as;
mod doubts;
mod hold_words;
mod home;
pub(crate) mod indexes;
pub mod keys;
pub(crate) mod known;
mod lock;
pub(crate) mod loosened;
pub(crate) mod memory;
pub mod mending;
pub(crate) mod named_files;
mod names;
pub(crate) mod notes;
mod own_seals;
mod problem;
mod proposals;
mod read;
pub(crate) mod rebuilding;
pub(crate) mod recipients;
mod recording;
pub(crate) mod reserve;
mod saving;
mod sealer_keys;
pub(crate) mod setting_names;
mod settings_file;
pub(crate) mod signers;
pub(crate) mod source_setting;
pub(crate) mod sources;
mod spares;

pub(crate) use hold_words::{HoldWords, Told};
pub use home::Vault;
pub use names::IDENTITY_PLAIN;
pub(crate) use names::{
    CONFIG, DISPOSER, DISPOSER_PUBLIC, IDENTITY_SEALED, INDEXES, KNOWN, KNOWN_SECRET, LOCK, NOTES,
    RECIPIENTS, SEALER, SEALER_NEXT, SEALER_PUBLIC, SEALS, SET_ASIDE, STATEMENTS, TAG_SECRET,
    UNFINISHED, clients_own,
};
pub(crate) use problem::VaultProblem;
pub use settings_file::is_home;
pub(crate) use settings_file::settings_text;
