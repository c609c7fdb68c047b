//! What an I/O error says: the system's own words, and ours where one of our problems is inside. Those are here too,
//! since an I/O error may stand in each of them again.

use std::io;

use crate::powers::envelope::{ChunkCause, ChunkDamage, Unopened};
use crate::powers::in_use::is_in_use;
use crate::powers::medium::{Act, MediumGone, StorageProblem};
use crate::surface::voice::{Noun, Voice, both};
use crate::things::files::{FileProblem, OwnCause};

use crate::surface::errors::paths::path_text;

/// Behind what could not be read or written.
pub fn io_words(voice: &Voice, error: &io::Error) -> String {
    let Some(inner) = error.get_ref() else { return system_words(voice, error) };
    if let Some(cause) = inner.downcast_ref::<OwnCause>() {
        return own_words(voice, *cause);
    }
    if let Some(problem) = inner.downcast_ref::<StorageProblem>() {
        return storage_words(voice, problem);
    }
    if let Some(damage) = inner.downcast_ref::<ChunkDamage>() {
        return chunk_words(voice, damage);
    }
    if let Some(problem) = inner.downcast_ref::<Unopened>() {
        return unopened_words(voice, problem);
    }
    if inner.is::<MediumGone>() {
        return both!(
            voice,
            "the drive is no longer connected",
            "de schijf is niet meer aangesloten"
        );
    }
    match inner.downcast_ref::<io::Error>() {
        Some(inner) => io_words(voice, inner),
        None => error.to_string(),
    }
}

/// What the system said, by the kind of its error; the system's own number stands behind it. A kind that has no words
/// here keeps the system's, which are in the system's language.
fn system_words(voice: &Voice, error: &io::Error) -> String {
    let words = match error.kind() {
        _ if is_in_use(error) => {
            both!(voice, "another program uses it", "een ander programma gebruikt het")
        }
        io::ErrorKind::NotFound => both!(voice, "it is not there", "het is er niet"),
        io::ErrorKind::PermissionDenied => {
            both!(voice, "access is not allowed", "de toegang is niet toegestaan")
        }
        io::ErrorKind::AlreadyExists => {
            both!(voice, "there is something already", "er staat al iets")
        }
        io::ErrorKind::NotADirectory => both!(voice, "it is no folder", "het is geen map"),
        io::ErrorKind::IsADirectory => both!(voice, "it is a folder", "het is een map"),
        io::ErrorKind::StorageFull => both!(voice, "the disk is full", "de schijf is vol"),
        io::ErrorKind::ReadOnlyFilesystem => {
            both!(voice, "it can only be read there", "daar kan alleen worden gelezen")
        }
        io::ErrorKind::FileTooLarge => {
            both!(voice, "the file is too large there", "het bestand is daar te groot")
        }
        io::ErrorKind::InvalidFilename => {
            both!(voice, "that name can't be used there", "die naam is daar niet mogelijk")
        }
        io::ErrorKind::TimedOut => both!(voice, "it does not answer", "er komt geen antwoord"),
        _ => return error.to_string(),
    };
    match error.raw_os_error() {
        Some(code) => both!(voice, "{words} (code {code})", "{words} (code {code})"),
        None => words,
    }
}

fn own_words(voice: &Voice, cause: OwnCause) -> String {
    match cause {
        OwnCause::ReadsOtherwise => both!(
            voice,
            "what is read back is not what was written",
            "het is bij het teruglezen niet gelijk aan wat er is geschreven"
        ),
        OwnCause::EntriesLost => both!(
            voice,
            "entries there can't be read, and are lost here",
            "regels daar zijn niet te lezen, en hier verloren"
        ),
        OwnCause::TooManyRecipients => both!(
            voice,
            "the vault has more recipients than an age header holds",
            "de kluis heeft meer sleutelhouders dan in de kop van een age-bestand passen"
        ),
        OwnCause::TooLarge { bytes_max } => both!(
            voice,
            "it is larger than {most}",
            "het is groter dan {most}",
            most = voice.count(bytes_max, Noun::Byte)
        ),
        OwnCause::InTheCloud => both!(
            voice,
            "it is in the cloud alone, and was not fetched",
            "het staat alleen in de cloud, en is niet opgehaald"
        ),
    }
}

/// A cause that the system gives stands in it, in the system's own words.
pub fn storage_words(voice: &Voice, problem: &StorageProblem) -> String {
    match problem {
        StorageProblem::Absent { path } => {
            both!(voice, "{path} is not there", "{path} is er niet", path = path_text(path))
        }
        StorageProblem::Exists { path } => {
            both!(voice, "{path} is there already", "{path} bestaat al", path = path_text(path))
        }
        StorageProblem::Full { act, path } => both!(
            voice,
            "no room is left: could not {act} {path}",
            "er is geen ruimte meer: {act} {path} is niet gelukt",
            act = act_words(voice, *act),
            path = path_text(path)
        ),
        StorageProblem::ReadOnly { act, path } => both!(
            voice,
            "it is read-only: could not {act} {path}",
            "alleen lezen is mogelijk: {act} {path} is niet gelukt",
            act = act_words(voice, *act),
            path = path_text(path)
        ),
        StorageProblem::TooLarge { act, path } => both!(
            voice,
            "a file can't be that large there: could not {act} {path}",
            "een bestand kan daar niet zo groot zijn: {act} {path} is niet gelukt",
            act = act_words(voice, *act),
            path = path_text(path)
        ),
        StorageProblem::Denied { act, path } => both!(
            voice,
            "no permission: could not {act} {path}",
            "geen toestemming: {act} {path} is niet gelukt",
            act = act_words(voice, *act),
            path = path_text(path)
        ),
        StorageProblem::InUse { act, path } => both!(
            voice,
            "another program uses it: could not {act} {path}",
            "een ander programma gebruikt het: {act} {path} is niet gelukt",
            act = act_words(voice, *act),
            path = path_text(path)
        ),
        StorageProblem::Gone { act, path } => both!(
            voice,
            "the drive is no longer connected: could not {act} {path}",
            "de schijf is niet meer aangesloten: {act} {path} is niet gelukt",
            act = act_words(voice, *act),
            path = path_text(path)
        ),
        StorageProblem::NotRegular { path } => both!(
            voice,
            "{path} is no regular file",
            "{path} is geen gewoon bestand",
            path = path_text(path)
        ),
        StorageProblem::NotAFolder { path } => {
            both!(voice, "{path} is no folder", "{path} is geen map", path = path_text(path))
        }
        StorageProblem::LinkInTheWay { path } => both!(
            voice,
            "{path} is a link, and links on a drive are not followed",
            "{path} is een koppeling, en koppelingen op een schijf worden niet gevolgd",
            path = path_text(path)
        ),
        StorageProblem::OtherDevice { path } => both!(
            voice,
            "{path} lies on another device",
            "{path} staat op een ander apparaat",
            path = path_text(path)
        ),
        StorageProblem::HardLinked { path, links } => both!(
            voice,
            "{path} has {links} names, so its bytes are not only its own",
            "{path} heeft {links} namen, en deelt zijn bytes dus met een ander bestand",
            path = path_text(path),
            links = voice.number(*links)
        ),
        StorageProblem::FolderNotEmpty { path } => {
            both!(voice, "{path} is not empty", "{path} is niet leeg", path = path_text(path))
        }
        StorageProblem::TooManyEntries { path, most } => both!(
            voice,
            "{path} holds more than {most} entries",
            "in {path} staan meer dan {most} bestanden en mappen",
            path = path_text(path),
            most = voice.number(*most as u64)
        ),
        StorageProblem::Shorter { path, bytes, at } => both!(
            voice,
            "{path} ends at byte {bytes}, not at {at} as expected",
            "{path} eindigt bij byte {bytes}, en niet bij {at} zoals verwacht",
            path = path_text(path),
            bytes = voice.number(*bytes),
            at = voice.number(*at)
        ),
        StorageProblem::Name(not_a_path) => both!(
            voice,
            "{text} is no path on a drive of kluis",
            "{text} is geen pad op een schijf van kluis",
            text = not_a_path.text
        ),
        StorageProblem::Io { act, path, source } => both!(
            voice,
            "could not {act} {path}: {why}",
            "{act} {path} is niet gelukt: {why}",
            act = act_words(voice, *act),
            path = path_text(path),
            why = io_words(voice, source)
        ),
    }
}

/// Of a small file.
pub fn file_words(voice: &Voice, problem: &FileProblem) -> String {
    match problem {
        FileProblem::Storage(problem) => storage_words(voice, problem),
        FileProblem::TooLarge { path, bytes, bytes_max } => both!(
            voice,
            "{path} has {bytes}, and at most {most} are read",
            "{path} heeft {bytes}, en er worden er hoogstens {most} gelezen",
            bytes = voice.count(*bytes, Noun::Byte),
            most = voice.number(*bytes_max)
        ),
    }
}

/// What was tried, as it stands in front of a path.
fn act_words(voice: &Voice, act: Act) -> String {
    match act {
        Act::Find => both!(voice, "find", "vinden van"),
        Act::List => both!(voice, "list", "opvragen van de inhoud van"),
        Act::Look => both!(voice, "look at", "bekijken van"),
        Act::Open => both!(voice, "open", "openen van"),
        Act::Create => both!(voice, "create", "aanmaken van"),
        Act::Read => both!(voice, "read", "lezen van"),
        Act::ReadBack => both!(voice, "read back", "teruglezen van"),
        Act::Write => both!(voice, "write", "schrijven van"),
        Act::Sync => both!(voice, "sync", "wegschrijven van"),
        Act::MakeFolder => both!(voice, "make the folder", "aanmaken van de map"),
        Act::Remove => both!(voice, "remove", "verwijderen van"),
        Act::Measure => both!(voice, "measure the room on", "meten van de ruimte op"),
        Act::Discard => both!(voice, "trim", "vrijgeven (trim) op"),
    }
}

/// Why an age file stays closed.
pub fn unopened_words(voice: &Voice, problem: &Unopened) -> String {
    match problem {
        Unopened::NotAge => both!(voice, "it is no age file", "dit is geen age-bestand"),
        Unopened::UnknownVersion => both!(
            voice,
            "it is an age file of an unknown version",
            "dit is een age-bestand van een onbekende versie"
        ),
        Unopened::HeaderTooLarge { bytes_max } => both!(
            voice,
            "its header is over {most}",
            "de kop is groter dan {most}",
            most = voice.count(*bytes_max, Noun::Byte)
        ),
        Unopened::HeaderAltered => both!(voice, "its header was changed", "de kop is gewijzigd"),
        Unopened::NoIdentity => {
            both!(voice, "this identity does not open it", "deze sleutel past niet")
        }
        Unopened::UnderPassphrase => both!(
            voice,
            "it is under a passphrase, not to recipients",
            "er zit een wachtwoordzin op, en er zijn geen sleutelhouders"
        ),
        Unopened::Length { expected, found } => both!(
            voice,
            "it has {bytes}, and {expected} were expected",
            "er zijn {bytes}, en verwacht waren er {expected}",
            bytes = voice.count(*found, Noun::Byte),
            expected = voice.number(*expected)
        ),
        Unopened::TooLarge { bytes, bytes_max } => both!(
            voice,
            "it holds {bytes}, and at most {most} are accepted",
            "er staan {bytes} in, en hoogstens {most} zijn toegestaan",
            bytes = voice.count(*bytes, Noun::Byte),
            most = voice.number(*bytes_max)
        ),
        Unopened::Damaged => {
            both!(voice, "it was changed or cut short", "het bestand is gewijzigd of afgekapt")
        }
        Unopened::Io(error) => io_words(voice, error),
    }
}

pub(super) fn chunk_words(voice: &Voice, damage: &ChunkDamage) -> String {
    let cause = match &damage.cause {
        ChunkCause::Altered => both!(voice, "its bytes were changed", "de bytes zijn gewijzigd"),
        ChunkCause::Missing => both!(voice, "it is missing", "het ontbreekt"),
        ChunkCause::Unreadable(error) => {
            both!(
                voice,
                "it can't be read: {why}",
                "niet te lezen: {why}",
                why = io_words(voice, error)
            )
        }
    };
    both!(voice, "chunk {n}: {cause}", "versleuteld blok {n}: {cause}", n = damage.chunk)
}
