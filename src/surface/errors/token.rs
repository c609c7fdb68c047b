//! Why a time stamp is no evidence of the clock.

use super::{Exit, Said, path_text};
use crate::powers::timestamp::NotProven;
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::TokenFault;

pub(super) fn token(voice: &Voice, problem: &TokenFault) -> Said {
    let request = || voice.kluis(&["clock", "request", "--out", "clock.tsq"]);
    let (exit, message, help) = match problem {
        TokenFault::NoRequest => (
            Exit::Usage,
            both!(
                voice,
                "no request of this vault waits for a time stamp",
                "er loopt geen aanvraag van deze kluis voor een tijdstempel"
            ),
            request(),
        ),
        TokenFault::Absent(path) => (
            Exit::Usage,
            both!(voice, "{path} is not there", "{path} is er niet", path = path_text(path)),
            both!(
                voice,
                "name the answer, and with --ca the certificate of the authority",
                "noem het antwoord, en met --ca het certificaat van de dienst"
            ),
        ),
        TokenFault::TooLong(path) => (
            Exit::Usage,
            both!(
                voice,
                "{path} is too long for a time stamp or a certificate",
                "{path} is te groot voor een tijdstempel of een certificaat",
                path = path_text(path)
            ),
            both!(voice, "look whether it is the right file", "kijk of het het goede bestand is"),
        ),
        TokenFault::NoCertificate(path) => (
            Exit::Usage,
            both!(
                voice,
                "{path} is not one certificate in PEM",
                "{path} is niet één certificaat in PEM",
                path = path_text(path)
            ),
            both!(
                voice,
                "take the root certificate that the service publishes",
                "neem het basiscertificaat dat de dienst publiceert"
            ),
        ),
        TokenFault::NotProven { path, why } => {
            let why = why_words(voice, *why);
            (
                Exit::Seal,
                both!(
                    voice,
                    "{path} is no evidence: {why}",
                    "{path} bewijst niets: {why}",
                    path = path_text(path)
                ),
                both!(
                    voice,
                    "ask the service again, over a new request: {request}",
                    "vraag het de dienst opnieuw, met een nieuwe aanvraag: {request}",
                    request = request()
                ),
            )
        }
        TokenFault::OtherTime { now, at } => (
            Exit::Clock,
            both!(
                voice,
                "the clock says {now}, and the time stamp {at}",
                "de klok zegt {now}, de tijdstempel {at}",
                now = voice.time(*now),
                at = voice.time(*at)
            ),
            both!(voice, "set the clock", "zet de klok goed"),
        ),
        TokenFault::LaterEntry => (
            Exit::Clock,
            both!(
                voice,
                "a time that lies ahead came onto record after the request was made, and the time stamp says nothing of it",
                "na de aanvraag is een tijd vastgelegd die nog moet komen, en daarover zegt de tijdstempel niets"
            ),
            request(),
        ),
    };
    Said::new(exit, message, help)
}

fn why_words(voice: &Voice, why: NotProven) -> String {
    match why {
        NotProven::Form => {
            both!(voice, "it is no time stamp (RFC 3161)", "het is geen tijdstempel (RFC 3161)")
        }
        NotProven::NotGranted => {
            both!(voice, "the service granted none", "de dienst gaf er geen")
        }
        NotProven::OtherRequest => {
            both!(voice, "it answers another request", "het antwoordt op een andere aanvraag")
        }
        NotProven::Algorithm => both!(
            voice,
            "it uses an algorithm that is not taken",
            "het gebruikt een algoritme dat niet wordt aangenomen"
        ),
        NotProven::NoSigner => both!(
            voice,
            "it does not have the certificate of who signed",
            "het certificaat van wie tekende, zit er niet bij"
        ),
        NotProven::Signature => {
            both!(voice, "its signature does not hold", "de handtekening klopt niet")
        }
        NotProven::Usage => both!(
            voice,
            "its certificate is not one for time stamps alone",
            "het certificaat is niet alleen voor tijdstempels"
        ),
        NotProven::Chain => both!(
            voice,
            "no chain that was valid then leads to the certificate given",
            "geen keten die toen geldig was, leidt naar het opgegeven certificaat"
        ),
        NotProven::Anchor => both!(
            voice,
            "the certificate given can't be read",
            "het opgegeven certificaat is niet te lezen"
        ),
    }
}
