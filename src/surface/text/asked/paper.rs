//! What is typed from a paper, so that somebody has looked at it.

use crate::surface::voice::{Voice, both};

/// A number with blanks, and whose it is: a client's vault id, or where nobody is named a list's check number.
pub(super) fn blanks(voice: &Voice, client: Option<&str>, shown: &str, again: bool) -> String {
    let what = match client {
        Some(client) => both!(
            voice,
            "The vault id of {client} on paper:",
            "Het kluisnummer van {client} op papier:"
        ),
        None => both!(
            voice,
            "The number of the list on the office sheet:",
            "Het nummer van de lijst op het kantoorblad:"
        ),
    };
    let type_it = match (again, client.is_some()) {
        (true, _) => both!(
            voice,
            "That is not what the drive or the list has. Type what is blank:",
            "Dat staat niet zo op de schijf of in de lijst. Typ wat open staat:"
        ),
        (false, true) => both!(
            voice,
            "Type what is blank (Enter: it is not on paper, leave it out):",
            "Typ wat open staat (Enter: het staat niet op papier, laat weg):"
        ),
        (false, false) => both!(voice, "Type what is blank:", "Typ wat open staat:"),
    };
    format!("{what} {shown}. {type_it}")
}
