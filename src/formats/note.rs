//! A note: the free text of a ledger entry, in a document of its own (format, §3.1 "note").
//!
//! The ledger shows the SHA-256 of the encrypted file only, which says nothing about the text.
//! Encryption to the vault's recipients is the caller's.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::entry::{Unknown, Unreadable, read_document, write_document};
use crate::words::limits::DOCUMENT_BYTES_MAX;

/// A note's text, by name: reason, for whom, by, role.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What was said, by the names that the event gives.
    pub text: Map<String, Value>,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

impl Note {
    /// A note with this text and a salt that is still to be drawn.
    pub fn new(text: Map<String, Value>) -> Note {
        Note { text, unread: Unknown::new() }
    }

    /// The canonical bytes, before they are encrypted.
    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    /// Reads a decrypted note; anything but canonical bytes is refused.
    pub fn read(bytes: &[u8]) -> Result<Note, Unreadable> {
        read_document(bytes, DOCUMENT_BYTES_MAX)
    }
}

impl fmt::Debug for Note {
    /// A note is encrypted wherever it rests, so it does not show itself in a log either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Note(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn note() -> Note {
        let text = json!({"for": "kantoor Zwolle", "reason": "boekenonderzoek é"});
        Note::new(text.as_object().unwrap().clone())
    }

    #[test]
    fn a_note_comes_back() {
        assert_eq!(Note::read(&note().to_bytes()), Ok(note()));
    }

    #[test]
    fn a_text_that_is_no_object_is_refused() {
        let bytes = String::from_utf8(Note::new(Map::new()).to_bytes()).unwrap();
        assert!(Note::read(bytes.as_bytes()).is_ok());
        assert!(Note::read(bytes.replace("{}", "[]").as_bytes()).is_err());
    }

    #[test]
    fn the_text_does_not_show_in_a_debug_line() {
        assert!(!format!("{:?}", note()).contains("Zwolle"));
    }
}
