//! Words about a disclosure that can't be meant.

use super::super::place::Pair;
use crate::surface::voice::{Voice, both};

pub(super) fn hold_without_reference(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "--hold: a hold is called as the disclosure is, and that has no reference",
            "--hold: een stop heet zoals de verstrekking, en die heeft geen kenmerk"
        ),
        both!(
            voice,
            "give the reference of whoever asks: --ref REF",
            "geef het kenmerk van wie het vraagt: --ref KENMERK"
        ),
    )
}

pub(super) fn unknown(voice: &Voice, name: &str, open: &[String]) -> Pair {
    let help = match open.first() {
        Some(first) => both!(
            voice,
            "not closed: {names}, as in {close}",
            "niet afgesloten: {names}, dus {close}",
            names = voice.all_of(open.iter().take(20)),
            close = voice.kluis(&["restore", "close", first])
        ),
        None => both!(
            voice,
            "nothing stands outside: see {due}",
            "er staat niets buiten de kluis: zie {due}",
            due = voice.kluis(&["due"])
        ),
    };
    (both!(voice, "no disclosure is called {name}", "geen verstrekking heet {name}"), help)
}

pub(super) fn withheld(voice: &Voice, text: &str) -> Pair {
    (
        both!(
            voice,
            "{text} does not say what is not given, and why",
            "{text} zegt niet wat niet wordt verstrekt, en waarom"
        ),
        both!(
            voice,
            "--withheld \"GLOB=WHY\", as in --withheld \"letters/**=letters of our adviser\"",
            "--withheld \"PATROON=WAAROM\", bijvoorbeeld --withheld \"brieven/**=brieven van onze adviseur\""
        ),
    )
}

pub(super) fn short_subject(voice: &Voice, text: &str) -> Pair {
    (
        both!(
            voice,
            "--subject {text}: so short a text stands in too many names by chance",
            "--subject {text}: zo'n korte tekst staat bij toeval in te veel namen"
        ),
        both!(
            voice,
            "type the first name too, and name what it does not find: --subject 'J. {text}' --match '*{text}*'",
            "typ de voornaam erbij, en noem wat zo niet gevonden wordt: --subject 'J. {text}' --match '*{text}*'"
        ),
    )
}
