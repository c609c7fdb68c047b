//! A bundle that holds what its seal says, in a form that kluis never makes.

use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::bundle::form::Unlike;
use crate::words::text::shown;

/// Whoever sealed this had the sealer's key. Kluis never seals it so.
pub(super) fn unlike_words(voice: &Voice, unlike: &Unlike) -> String {
    match unlike {
        Unlike::SecondRecipient { file } => both!(
            voice,
            "{file} is not encrypted to the bundle's own key alone: whoever sealed it can let somebody else read it",
            "{file} is niet alleen met de eigen sleutel van de bundel versleuteld: wie hem verzegelde, kan een ander \
             laten meelezen"
        ),
        Unlike::NewestMtime => both!(
            voice,
            "the newest record is not of the time that the seal names",
            "het nieuwste stuk heeft een andere tijd dan de verzegeling noemt"
        ),
        Unlike::NamesMeet { path } => both!(
            voice,
            "{path} and another record have one name on some systems: stock tools there would give back one of the two",
            "{path} en een ander stuk heten op sommige systemen hetzelfde: gewone hulpmiddelen geven daar maar een van \
             de twee terug",
            path = shown(path.as_str())
        ),
        Unlike::Frames { count } => both!(
            voice,
            "{pieces} of what is packed {are} not in the form that the format asks for: without a checksum, say",
            "{pieces} van het ingepakte {are_nl} niet de vorm die de beschrijving vraagt: zonder controlegetal, \
             bijvoorbeeld",
            pieces = voice.count(*count, Noun::Piece),
            are = one_or(*count, "is", "are"),
            are_nl = one_or(*count, "heeft", "hebben")
        ),
        Unlike::FrameSizes => both!(
            voice,
            "its records are packed in pieces of other sizes than the format allows",
            "de stukken zijn ingepakt in delen van een andere grootte dan de beschrijving toestaat"
        ),
        Unlike::SeekTable => both!(
            voice,
            "the table behind the packed records is not theirs",
            "de tabel achter de ingepakte stukken is niet die van deze stukken"
        ),
        Unlike::IndexLines => both!(
            voice,
            "its index is not written as the format asks for: another reader may read something else there",
            "de inhoudsopgave is niet geschreven zoals de beschrijving vraagt: een ander leesprogramma kan er iets anders lezen"
        ),
        Unlike::Rules => both!(
            voice,
            "the classes and rules inside are not those of the seal",
            "de bewaarcategorieën en regels erin zijn niet die van de verzegeling"
        ),
        Unlike::Case => both!(
            voice,
            "only one of its index and its seal names a case",
            "of alleen de inhoudsopgave of alleen de verzegeling noemt een dossier"
        ),
    }
}
