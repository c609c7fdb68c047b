//! What a person is asked of records that are given to somebody else.

use crate::powers::asker::DisclosureWord;
use crate::rules::hold::HoldKind;
use crate::surface::voice::{Voice, both};

/// The question, after what was wrong with the answer before.
pub(super) fn question(voice: &Voice, what: DisclosureWord, again: bool) -> String {
    match wrong(voice, what).filter(|_| again) {
        Some(wrong) => format!("{wrong} {}", asked(voice, what)),
        None => asked(voice, what),
    }
}

fn asked(voice: &Voice, what: DisclosureWord) -> String {
    let yes_no = both!(voice, "[y/N]", "[j/N]");
    match what {
        DisclosureWord::Whom => both!(
            voice,
            "For whom? Enter: for yourself, no disclosure.",
            "Voor wie? Enter: voor uzelf, geen verstrekking."
        ),
        DisclosureWord::Reference => both!(
            voice,
            "Enter skips a question. Your reference, as BO-2029-0318:",
            "Met Enter slaat u een vraag over. Uw kenmerk, zoals BO-2029-0318:"
        ),
        DisclosureWord::Officer => {
            both!(voice, "Function of whoever asks:", "Functie van wie het vraagt:")
        }
        DisclosureWord::Power => both!(
            voice,
            "Power, tax and years, as AWR art. 47, VAT 2027:",
            "Grond, belasting en jaren, zoals AWR art. 47, btw 2027:"
        ),
        DisclosureWord::AskedOn => both!(voice, "Day of the request:", "Dag van het verzoek:"),
        DisclosureWord::AnswerBy => {
            both!(voice, "Day by which the answer is due:", "Antwoord uiterlijk op:")
        }
        DisclosureWord::Withheld => both!(
            voice,
            "What is not given, and why, as letters/**=letters of our adviser:",
            "Wat wordt niet verstrekt, en waarom, zoals brieven/**=brieven van onze adviseur:"
        ),
        DisclosureWord::WithheldToo => {
            both!(voice, "What else is not given, and why:", "Wat nog meer niet, en waarom:")
        }
        DisclosureWord::Hold => both!(
            voice,
            "Hold these bundles too, so that nothing of them is destroyed? {yes_no}",
            "Ook een vernietigingsstop op deze bundels? {yes_no}"
        ),
        DisclosureWord::HoldKind => both!(
            voice,
            "Ground of the hold: {kinds} (Enter: {audit}):",
            "Grond van de stop: {kinds} (Enter: {audit}):",
            kinds = kinds(),
            audit = HoldKind::Audit.word()
        ),
    }
}

/// The grounds that need no end by law.
fn kinds() -> String {
    let kinds = HoldKind::ALL.iter().filter(|kind| !kind.needs_legal_end());
    kinds.map(|kind| kind.word()).collect::<Vec<_>>().join(", ")
}

/// What was wrong with an answer; none where any answer can be read.
fn wrong(voice: &Voice, what: DisclosureWord) -> Option<String> {
    Some(match what {
        DisclosureWord::Whom | DisclosureWord::Officer | DisclosureWord::Power => {
            both!(voice, "That is too long.", "Dat is te lang.")
        }
        DisclosureWord::Reference => both!(
            voice,
            "Only capitals, digits and hyphens, up to 32.",
            "Alleen hoofdletters, cijfers en streepjes, hoogstens 32."
        ),
        DisclosureWord::AskedOn | DisclosureWord::AnswerBy => {
            both!(voice, "A day, as 2029-03-08.", "Een dag, zoals 08-03-2029.")
        }
        DisclosureWord::Withheld | DisclosureWord::WithheldToo => both!(
            voice,
            "A name or a pattern, then =, then why.",
            "Een naam of patroon, dan =, dan waarom."
        ),
        DisclosureWord::HoldKind => {
            both!(voice, "One of these words.", "Een van deze woorden.")
        }
        DisclosureWord::Hold => return None,
    })
}
