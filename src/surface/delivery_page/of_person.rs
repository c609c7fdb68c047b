//! What the page says to a person who asked what is kept about them, beside the records (GDPR art. 15(1)): what kluis
//! knows, and lines for what only the controller knows.

use crate::surface::voice::{Noun, Voice, both};

/// Room to write.
const DOTS: &str = "........................................";

/// What was not given since it does not name this person.
pub(super) fn others(voice: &Voice, others: u64) -> Option<String> {
    (others > 0).then(|| {
        both!(
            voice,
            "{records} of the same bundles that do not name you (GDPR art. 15(4))",
            "{records} uit dezelfde bundels waarin u niet genoemd wordt (AVG art. 15 lid 4)",
            records = voice.count(others, Noun::Record)
        )
    })
}

/// What is to be told beside the records, as rows of the page.
pub(super) fn told_beside(voice: &Voice) -> Vec<(String, String)> {
    vec![
        (both!(voice, "Purposes", "Doelen"), DOTS.to_owned()),
        (both!(voice, "Given to", "Ontvangers"), DOTS.to_owned()),
        (both!(voice, "Where it came from", "Herkomst"), DOTS.to_owned()),
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
    ]
}

/// What the records are.
pub(super) fn what_they_are(voice: &Voice) -> String {
    both!(
        voice,
        "These are copies, byte for byte, of what was sealed. README.txt says how anyone checks that.",
        "Dit zijn kopieën, byte voor byte, van wat verzegeld is. In LEESMIJ.txt staat hoe iedereen dat controleert."
    )
}
