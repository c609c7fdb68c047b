//! What the page says to a person who asked what is kept about them, beside the records (GDPR art. 15(1)): what kluis
//! knows, and lines for what only the controller knows.

use crate::surface::voice::{Noun, Voice, both};

/// Room to write.
const DOTS: &str = "........................................";

/// What was not given since nothing of what was looked through has the words that were looked for. Nobody looked into
/// the records themselves: a person does.
pub(super) fn others(voice: &Voice, others: Option<u64>) -> Option<String> {
    match others {
        Some(0) => None,
        Some(others) => Some(both!(
            voice,
            "{records} of the same bundles: these words do not stand in their names, tags, or the data read from invoices, \
             bank statements and e-mails (sender, receivers, subject, file names). Looked through by: {DOTS}",
            "{records} uit dezelfde bundels: deze woorden staan niet in hun namen en trefwoorden, en niet in wat van facturen, \
             bankafschriften en e-mails (afzender, ontvangers, onderwerp, bestandsnamen) gelezen is. Doorgekeken door: {DOTS}",
            records = voice.count(others, Noun::Record)
        )),
        None => Some(both!(
            voice,
            "the other records of the same bundles; how many they are is not known here. Looked through by: {DOTS}",
            "de andere stukken uit dezelfde bundels; hoeveel dat er zijn, is hier niet bekend. Doorgekeken door: {DOTS}"
        )),
    }
}

/// What is to be told beside the records, as rows of the page.
pub(super) fn told_beside(voice: &Voice) -> Vec<(String, String)> {
    let blanks = [
        both!(
            voice,
            "Left out for the sake of others, and why",
            "Weggelaten vanwege anderen, en waarom"
        ),
        both!(voice, "Purposes", "Doelen"),
        both!(voice, "Kinds of data", "Soorten gegevens"),
        both!(voice, "Given to", "Ontvangers"),
        both!(
            voice,
            "Sent out of the EEA, and under which safeguards",
            "Doorgifte buiten de EER, en met welke waarborgen"
        ),
        both!(voice, "Where it came from", "Herkomst"),
        both!(
            voice,
            "Automated decisions, and how they are made",
            "Geautomatiseerde besluiten, en hoe ze tot stand komen"
        ),
    ];
    let mut rows: Vec<(String, String)> = blanks.map(|name| (name, DOTS.to_owned())).into();
    rows.extend([
        (
            both!(voice, "How long it is kept", "Hoe lang het bewaard wordt"),
            both!(
                voice,
                "stands with each record, with the class that says so",
                "staat bij elk stuk, met de bewaarcategorie die dat bepaalt"
            ),
        ),
        (
            both!(voice, "Your rights", "Uw rechten"),
            both!(
                voice,
                "you may ask to have it corrected, erased or restricted, object to its use, and complain to the \
                 supervisory authority (GDPR art. 16-18, 21, 77). What the law makes the controller keep is not erased \
                 before its end (art. 17(3)(b)).",
                "u kunt vragen om verbetering, wissing of beperking, bezwaar maken tegen het gebruik, en klagen bij de \
                 Autoriteit Persoonsgegevens (AVG art. 16-18, 21, 77). Wat wettelijk bewaard moet worden, wordt niet \
                 voor het einde van die termijn gewist (art. 17 lid 3 onder b)."
            ),
        ),
    ]);
    rows
}

/// What the records are.
pub(super) fn what_they_are(voice: &Voice) -> String {
    both!(
        voice,
        "These are copies, byte for byte, of what was sealed. README.txt says how anyone checks that.",
        "Dit zijn kopieën, byte voor byte, van wat verzegeld is. In LEESMIJ.txt staat hoe iedereen dat controleert."
    )
}
