//! What is wrong further down, in words that go into another sentence: they begin small and have no full stop.
//!
//! Every match is exhaustive, so that a new problem can't reach a person without words in both languages. What comes
//! out may hold what others chose, names and paths: who puts it on a screen makes that harmless.

mod bundle;
mod dates;
mod harm;
mod identity;
mod io;
mod ledger;
mod opened;
mod toml_text;

pub use bundle::{
    file_fault_words, missed_words, not_mended_words, parity_words, seal_field_words, seal_words,
    source_words,
};
pub use dates::date_meant;
pub use harm::harm_words;
pub use identity::{
    identity_words, recipient_words, typed_words, unsealed_words, wrong_passphrase,
};
pub use io::{file_words, io_words, storage_words, unopened_words};
pub use ledger::ledger_words;
pub use opened::{open_words, record_words};
pub use toml_text::not_toml_words;
