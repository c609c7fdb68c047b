//! What a recipient is called: those that came with the vault in the reader's language.

use super::{Voice, both};

impl Voice {
    /// A recipient's name, as it is shown.
    pub fn recipient(&self, name: &str) -> String {
        match name {
            "owner" => both!(self, "owner", "eigenaar"),
            "paper" => both!(self, "paper", "papier"),
            name => name.to_owned(),
        }
    }
}
