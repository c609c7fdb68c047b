//! What is on a day, in a line of a calendar.

use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::occasions::Occasion;

/// The client first, since a calendar holds those of many.
pub fn occasion(voice: &Voice, client: &str, occasion: &Occasion) -> String {
    let words = match occasion {
        Occasion::Due(number) => both!(
            voice,
            "{bundles} may be destroyed (an indication, not legal advice)",
            "{bundles} te vernietigen (een indicatie, geen juridisch advies)",
            bundles = voice.count(*number, Noun::Bundle)
        ),
        Occasion::Delete(number) => both!(
            voice,
            "{bundles} {are} to be deleted (an indication, not legal advice)",
            "{bundles} te verwijderen (een indicatie, geen juridisch advies)",
            bundles = voice.count(*number, Noun::Bundle),
            are = one_or(*number, "is", "are")
        ),
        Occasion::Review(hold) => {
            both!(voice, "review hold {hold}", "vernietigingsstop {hold} herbeoordelen")
        }
        Occasion::LegalEnd(hold) => both!(
            voice,
            "the ground of hold {hold} ends by law",
            "de grond van vernietigingsstop {hold} eindigt volgens de wet"
        ),
    };
    format!("{client}: {words}")
}
