//! Problems with a ledger, the home's or a drive's.

use super::place::At;
use super::storage::file_problem;
use super::words::ledger_words;
use super::{Exit, Said};
use crate::surface::voice::{Noun, Voice, both};
use crate::things::ledger::LedgerProblem;

/// `place` is the drive whose chains they are; none for the home's.
pub(super) fn ledger_problem(voice: &Voice, problem: &LedgerProblem, place: Option<&str>) -> Said {
    let why = match problem {
        LedgerProblem::File(problem) => return file_problem(voice, problem, place.map(At::drive)),
        LedgerProblem::Crowded { files } => return crowded(voice, *files, place),
        LedgerProblem::TooManyHomes => return too_many_homes(voice),
        LedgerProblem::NoRoom { bytes, bytes_max } => return no_room(voice, *bytes, *bytes_max),
        LedgerProblem::Chain { .. }
        | LedgerProblem::Missing { .. }
        | LedgerProblem::Contradiction(_)
        | LedgerProblem::OtherVault
        | LedgerProblem::Unsigned { .. }
        | LedgerProblem::Entries(_) => ledger_words(voice, problem),
    };
    let message = both!(
        voice,
        "{at}the ledger does not hold: {why}",
        "{at}het logboek klopt niet: {why}",
        at = before(place)
    );
    let help = match place {
        // The same numbers with other lines: one of the two homes, or states of a home, wrote without the other's.
        Some(place) if matches!(problem, LedgerProblem::Contradiction(_)) => both!(
            voice,
            "if this PC was put back from a backup, nothing is lost: {join}; if not, {replace}",
            "is deze pc teruggezet uit een reservekopie, dan is er niets verloren: {join}; zo niet, {replace}",
            join = join_line(voice, place),
            replace = replace(voice, place)
        ),
        Some(place) => replace(voice, place),
        None => both!(
            voice,
            "change nothing, and put the home's ledger back from a backup of this PC",
            "wijzig niets, en zet het logboek terug uit een reservekopie van deze pc"
        ),
    };
    Said::new(Exit::Ledger, message, help)
}

/// A person's word that contradicts what is on record.
pub(super) fn would_contradict(voice: &Voice, problem: &LedgerProblem) -> Said {
    Said::new(
        Exit::Ledger,
        both!(
            voice,
            "this was not put on record: beside it the ledger would not hold: {why}",
            "dit is niet in het logboek gezet: het logboek zou dan niet kloppen: {why}",
            why = ledger_words(voice, problem)
        ),
        both!(
            voice,
            "connect every drive of the vault, run {verify}, and then this again; if --distrust was given, it must name \
             other lines: {show}",
            "sluit alle schijven van de kluis aan, typ {verify}, en daarna dit opnieuw; noemde u regels bij --distrust, \
             dan moeten het andere zijn: {show}",
            verify = voice.kluis(&["verify"]),
            show = voice.kluis(&["ledger", "show"])
        ),
    )
}

/// What a drive brings contradicts what this PC knows, so that nobody can vouch for it.
pub(super) fn unjoined(voice: &Voice, problem: &LedgerProblem, place: &str) -> Said {
    match problem {
        LedgerProblem::Contradiction(_) => Said::new(
            Exit::Ledger,
            both!(
                voice,
                "{place}: what stands there can't be joined with this PC's ledger: {why}",
                "{place}: wat daar staat, past niet bij het logboek van deze pc: {why}",
                why = ledger_words(voice, problem)
            ),
            replace(voice, place),
        ),
        _ => ledger_problem(voice, problem, Some(place)),
    }
}

/// The command that takes in what a drive brings.
pub fn join_line(voice: &Voice, place: &str) -> String {
    let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
    voice.kluis(&["ledger", "join", place, "--by", &name, "--reason", &text])
}

/// The command that says on record that nobody of ours sealed what stands on a drive and no entry speaks of.
pub fn not_ours_line(voice: &Voice, place: &str) -> String {
    let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
    voice.kluis(&["repair", place, "--not-ours", "--by", &name, "--reason", &text])
}

/// What to do where a drive brings lines that nobody of the user's wrote.
fn replace(voice: &Voice, place: &str) -> String {
    let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
    both!(
        voice,
        "go on with another drive; if nobody on your side wrote that: {replace}, and then {repair}",
        "ga verder met een andere schijf; heeft niemand bij u dat geschreven: {replace}, en daarna {repair}",
        replace = voice.kluis(&["signer", "replace", "--by", &name, "--reason", &text]),
        repair = voice.kluis(&["repair", place])
    )
}

fn too_many_homes(voice: &Voice) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "this vault has as many homes as it can have; nothing was done",
            "deze kluis staat al op zoveel pc's als mogelijk is; er is niets gedaan"
        ),
        both!(
            voice,
            "go on with one of them: put its folder back from a backup",
            "ga verder met een daarvan: zet de kluismap terug uit een reservekopie"
        ),
    )
}

fn no_room(voice: &Voice, bytes: u64, bytes_max: u64) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "what this would put on record takes {bytes}, and {left} fit; nothing was done",
            "wat hiervan in het logboek komt, is {bytes}, en er passen er {left}; er is niets gedaan",
            bytes = voice.count(bytes, Noun::Byte),
            left = voice.number(bytes_max)
        ),
        both!(
            voice,
            "do it in smaller parts: fewer classes, bundles or drives at once",
            "doe het in kleinere delen: minder categorieën, bundels of schijven tegelijk"
        ),
    )
}

fn before(place: Option<&str>) -> String {
    place.map_or_else(String::new, |place| format!("{place}: "))
}

fn crowded(voice: &Voice, files: u64, place: Option<&str>) -> Said {
    Said::new(
        Exit::Ledger,
        both!(
            voice,
            "{at}a slot of the label is missing or broken, and {files} files more than are read are named like chains: \
             entries of another PC may be hidden among them",
            "{at}een label ontbreekt of is beschadigd, en {files} bestanden meer dan er gelezen worden heten als ketens: \
             daar kunnen regels van een andere pc tussen zitten",
            at = before(place),
            files = voice.number(files)
        ),
        both!(
            voice,
            "{ledger} shows the chains of this vault: move the other files out of the folder ledger there, and run \
             {verify}",
            "{ledger} toont de ketens van deze kluis: haal de andere bestanden daar uit de map ledger, dan {verify}",
            ledger = voice.kluis(&["ledger", "verify"]),
            verify = voice.kluis(&["verify"])
        ),
    )
}
