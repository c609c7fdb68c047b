//! What is wrong with what lies beside the bundles: the texts, the label, the chains and the notes.

use crate::surface::errors::{not_mended_words, storage_words};
use crate::surface::voice::{Voice, both};
use crate::things::finding::{ChainFound, LabelFound, NoteFound, TextFound};

pub(super) fn text_words(voice: &Voice, found: &TextFound) -> String {
    match found {
        TextFound::NotAsLabelled => both!(
            voice,
            "it is not what the signed label names",
            "is niet wat het ondertekende label noemt"
        ),
        TextFound::NotMended => both!(
            voice,
            "it is not what the signed label names, and nothing here gives the right one",
            "is niet wat het ondertekende label noemt, en het goede is hier niet te maken"
        ),
        TextFound::NotAsSealed => {
            both!(voice, "it is not what the seal names", "is niet wat de verzegeling noemt")
        }
        TextFound::NoneWhole => both!(
            voice,
            "it is not what the seal names, and no whole one is connected",
            "is niet wat de verzegeling noemt; een goed exemplaar is niet aangesloten"
        ),
        TextFound::NotWritten(problem) => not_mended_words(voice, problem),
    }
}

pub(super) fn label_words(voice: &Voice, label: &str, found: &LabelFound) -> String {
    let repair = voice.kluis(&["repair", label]);
    match found {
        LabelFound::Broken => both!(
            voice,
            "its signature does not hold. The other one is true, and this one is written anew",
            "de handtekening klopt niet. Het andere label is goed, en dit wordt opnieuw geschreven"
        ),
        LabelFound::Missing => both!(
            voice,
            "it is missing, or older than the other one says. Whoever removed it may have hidden entries of another \
             PC. It is written anew",
            "ontbreekt, of is ouder dan het andere label zegt. Wie het weghaalde, kan regels van een andere pc \
             hebben verborgen. Het wordt opnieuw geschreven"
        ),
        LabelFound::NoneHolds => both!(
            voice,
            "no label here holds. What another PC wrote here last may be hidden. {repair} writes it anew from what \
             this PC knows",
            "geen label klopt hier. Wat een andere pc hier het laatst schreef, kan verborgen zijn. {repair} schrijft \
             het opnieuw uit wat deze pc weet"
        ),
        LabelFound::Blocked => both!(
            voice,
            "what stands there is no file, and kluis did not put it there: move it away, then {repair}",
            "wat daar staat is geen bestand, en niet van kluis: haal het weg, dan {repair}"
        ),
    }
}

pub(super) fn chain_words(voice: &Voice, found: &ChainFound) -> String {
    match found {
        ChainFound::Damaged => both!(
            voice,
            "its bytes are not what the signed label names; this PC has it whole",
            "is niet wat het ondertekende label noemt; deze pc heeft het nog heel"
        ),
        ChainFound::Lost { first, last } => both!(
            voice,
            "entries {first} to {last} can't be read, and neither this PC nor another connected drive has them. One \
             may be a hold: until they are found nothing is destroyed, and nothing is written to this drive",
            "regels {first} tot en met {last} zijn niet te lezen. Deze pc en de aangesloten schijven hebben ze ook \
             niet. Er kan een vernietigingsstop bij zijn: tot ze gevonden zijn, wordt niets vernietigd en niets op \
             deze schijf geschreven"
        ),
        ChainFound::NotWritten(problem) => storage_words(voice, problem),
    }
}

pub(super) fn note_words(voice: &Voice, found: &NoteFound) -> String {
    match found {
        NoteFound::Missing => both!(voice, "it is not there", "is er niet"),
        NoteFound::Other => both!(
            voice,
            "it is not the note that was recorded",
            "is niet de notitie die is vastgelegd"
        ),
        NoteFound::NotMended => both!(
            voice,
            "it is not the note that was recorded, and the right one is not connected",
            "is niet de notitie die is vastgelegd; de goede is niet aangesloten"
        ),
    }
}
