//! Why whom a vault is sealed to stays as it is.

use crate::surface::errors::words::recipient_words;
use crate::surface::errors::{Exit, Said, path_text};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::KeyFault;
use crate::words::digest::Digest;

const SHOWN_CHARS: usize = 16;

pub(super) fn key_fault(voice: &Voice, fault: &KeyFault) -> Said {
    let list = || voice.kluis(&["key", "list"]);
    let (exit, message, help) = match fault {
        KeyFault::BadName => (
            Exit::Usage,
            both!(
                voice,
                "a recipient needs a name of at most 4 KiB",
                "een sleutelhouder heeft een naam nodig, van hoogstens 4 KiB"
            ),
            both!(voice, "give one: {add}", "geef er een: {add}", add = add(voice)),
        ),
        KeyFault::NameTaken(name) => (
            Exit::Usage,
            both!(
                voice,
                "another recipient of this vault is called {name}",
                "een andere sleutelhouder van deze kluis heet {name}",
                name = voice.recipient(name)
            ),
            both!(
                voice,
                "give another name; {list} shows them",
                "geef een andere naam; {list} toont ze",
                list = list()
            ),
        ),
        KeyFault::AlreadyThere(name) => (
            Exit::Usage,
            both!(
                voice,
                "this is a recipient of this vault already, called {name}",
                "deze sleutel hoort al bij deze kluis, onder de naam {name}",
                name = voice.recipient(name)
            ),
            list(),
        ),
        KeyFault::NoSuchRecipient(name) => (
            Exit::Usage,
            both!(
                voice,
                "no recipient of this vault is called {name}",
                "geen sleutelhouder van deze kluis heet {name}"
            ),
            list(),
        ),
        KeyFault::SeveralCalled { name, recipients } => (
            Exit::Usage,
            both!(
                voice,
                "{number} recipients of this vault are called {name}",
                "{number} sleutelhouders van deze kluis heten {name}",
                number = recipients.len()
            ),
            both!(
                voice,
                "give the start of the SHA-256 instead of the name: {hashes}",
                "geef in plaats van de naam het begin van de SHA-256: {hashes}",
                hashes = recipients.iter().map(start_of).collect::<Vec<_>>().join(", ")
            ),
        ),
        KeyFault::LastRecipient(name) => (
            Exit::Refused,
            both!(
                voice,
                "{name} is the last recipient: nobody could open what is sealed",
                "{name} is de laatste sleutelhouder: niemand zou openen wat verzegeld is",
                name = voice.recipient(name)
            ),
            both!(
                voice,
                "add another first: {add}",
                "voeg eerst een ander toe: {add}",
                add = add(voice)
            ),
        ),
        KeyFault::OnlyKeyFor { name, drives } => (
            Exit::Refused,
            both!(
                voice,
                "only {name} opens what lies on {drives}: nobody could open it any more",
                "alleen {name} opent wat er staat op {drives}: niemand zou het nog openen",
                name = voice.recipient(name),
                drives = voice.all_of(drives)
            ),
            both!(
                voice,
                "connect it, and let the others in there first: {wrap}",
                "sluit aan, en laat daar eerst de anderen toe: {wrap}",
                wrap = voice.kluis(&["key", "wrap"])
            ),
        ),
        KeyFault::OwnRecipient(name) => (
            Exit::Refused,
            both!(
                voice,
                "{name} is the key that opens this vault here: nothing would show that another one does",
                "met {name} gaat deze kluis nu open: niets zou tonen dat een andere sleutel dat ook kan",
                name = voice.recipient(name)
            ),
            both!(
                voice,
                "open it with one that stays: --identity FILE",
                "open de kluis met een sleutel die blijft: --identity BESTAND"
            ),
        ),
        KeyFault::NotConfirmed => (
            Exit::Usage,
            both!(
                voice,
                "the name was not typed: nobody was removed",
                "de naam is niet overgetypt: er is niemand weggehaald"
            ),
            both!(voice, "without a question: --yes", "zonder vraag: --yes"),
        ),
        KeyFault::BadRecipient { text, why } => (
            Exit::Usage,
            match is_secret(text) {
                // What opens everything is shown nowhere.
                true => both!(
                    voice,
                    "that is a secret key, and no recipient",
                    "dat is een geheime sleutel, en geen openbare"
                ),
                false => format!("{text}: {}", recipient_words(voice, *why)),
            },
            both!(
                voice,
                "a recipient begins with age1; age-keygen -y shows the one of a key",
                "een openbare sleutel begint met age1; age-keygen -y toont die van een sleutel"
            ),
        ),
        KeyFault::NoRecipientIn(path) => (
            Exit::Usage,
            both!(
                voice,
                "{path}: no recipient stands in it",
                "{path}: er staat geen openbare sleutel in",
                path = path_text(path)
            ),
            both!(
                voice,
                "name a file that age-keygen -y wrote, or a recovery sheet",
                "noem een bestand dat age-keygen -y schreef, of een herstelblad"
            ),
        ),
        KeyFault::SeveralRecipientsIn(path) => (
            Exit::Usage,
            both!(
                voice,
                "{path}: more than one recipient stands in it",
                "{path}: er staat meer dan één openbare sleutel in",
                path = path_text(path)
            ),
            both!(
                voice,
                "give the one that is meant: --recipient age1…",
                "geef de bedoelde: --recipient age1…"
            ),
        ),
    };
    Said::new(exit, message, help)
}

fn is_secret(text: &str) -> bool {
    text.trim().to_ascii_uppercase().contains("AGE-SECRET-KEY")
}

fn add(voice: &Voice) -> String {
    let (name, file) = (both!(voice, "NAME", "NAAM"), both!(voice, "FILE", "BESTAND"));
    voice.kluis(&["key", "add", &name, "--recipient-file", &file])
}

/// As much of a hash as tells two recipients apart, and `key list` shows.
fn start_of(recipient: &Digest) -> String {
    recipient.to_string()[..SHOWN_CHARS].to_owned()
}
