//! A note: the free text of a ledger entry, in a document of its own (format, §3.1 "note").
//!
//! The ledger shows the document's SHA-256 only; the salt keeps short texts from being guessed by
//! it. Encryption to the vault's recipients is the caller's.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::entry::{NoteRef, Unknown, Unreadable, hex32, read_document, write_document};
use crate::words::digest::Digest;
use crate::words::ids::NoteId;
use crate::words::limits::DOCUMENT_BYTES_MAX;

/// A note's text, by name: reason, for whom, by, role.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// 32 random bytes.
    #[serde(with = "hex32")]
    pub salt: [u8; 32],
    pub text: Map<String, Value>,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

impl Note {
    pub fn new(salt: [u8; 32], text: Map<String, Value>) -> Note {
        Note { salt, text, unread: Unknown::new() }
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        write_document(self)
    }

    pub fn read(bytes: &[u8]) -> Result<Note, Unreadable> {
        read_document(bytes, DOCUMENT_BYTES_MAX)
    }

    /// How a ledger entry names this note, kept in the file of that id.
    pub fn reference(&self, id: NoteId) -> NoteRef {
        NoteRef { id, sha256: Digest::of(&self.to_bytes()) }
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
        Note::new([7; 32], text.as_object().unwrap().clone())
    }

    #[test]
    fn a_note_comes_back_and_answers_its_reference() {
        let bytes = note().to_bytes();
        assert_eq!(Note::read(&bytes), Ok(note()));
        let reference = note().reference(NoteId([1; 16]));
        assert_eq!(reference.sha256, Digest::of(&bytes));
    }

    #[test]
    fn the_salt_hides_the_text_from_a_guess() {
        let other = Note { salt: [8; 32], ..note() };
        let id = NoteId([1; 16]);
        assert_ne!(other.reference(id), note().reference(id));
    }

    #[test]
    fn a_text_that_is_no_object_is_refused() {
        let bytes = String::from_utf8(Note::new([7; 32], Map::new()).to_bytes()).unwrap();
        assert!(Note::read(bytes.as_bytes()).is_ok());
        assert!(Note::read(bytes.replace("{}", "[]").as_bytes()).is_err());
    }

    #[test]
    fn the_text_does_not_show_in_a_debug_line() {
        assert!(!format!("{:?}", note()).contains("Zwolle"));
    }
}
