//! A vault's home on the PC: its settings, its keys, its ledger, and what it remembers of each medium.
//!
//! Owns the order in which these are written and the lock under which. Refuses to know any verb.

pub mod anew;
mod branches;
pub mod config;
pub mod create;
mod doubts;
mod hold_words;
mod home;
pub mod indexes;
pub mod keys;
pub mod known;
mod lock;
pub mod loosened;
pub mod memory;
pub mod mending;
mod names;
pub mod notes;
mod problem;
mod read;
pub mod rebuilding;
mod recording;
pub mod reserve;
mod saving;
mod sealer_keys;
mod settings_file;
pub mod sources;
mod spares;

pub use hold_words::{HoldWords, Told};
pub use home::Vault;
pub use names::{
    CONFIG, DISPOSER, DISPOSER_PUBLIC, IDENTITY_PLAIN, IDENTITY_SEALED, INDEXES, KNOWN,
    KNOWN_SECRET, LOCK, NOTES, RECIPIENTS, SEALER, SEALER_NEXT, SEALER_PUBLIC, SEALS, SET_ASIDE,
    TAG_SECRET, UNFINISHED,
};
pub use problem::VaultProblem;
pub use settings_file::{is_home, settings_text};
