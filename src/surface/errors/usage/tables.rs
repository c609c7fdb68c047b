//! What can be wrong with what an audit is asked: a table that a person hands over, and who gets what is packed.

use std::path::Path;

use super::super::place::Pair;
use crate::powers::envelope::{RECIPIENTS_MAX, Unsealed};
use crate::powers::identity::NotARecipient;
use crate::surface::errors::path_text;
use crate::surface::errors::words::{recipient_words, unsealed_words};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::TableProblem;
use crate::words::limits::TAGS_BYTES_MAX;

pub(super) fn table(voice: &Voice, path: &Path, why: &TableProblem) -> Pair {
    let path = path_text(path);
    let message = match why {
        TableProblem::TooLarge { bytes_max } => both!(
            voice,
            "{path} is larger than {most}",
            "{path} is groter dan {most}",
            most = voice.size(*bytes_max)
        ),
        TableProblem::TooManyRows { rows_max } => both!(
            voice,
            "{path} asks for more than {most} things",
            "{path} vraagt om meer dan {most} dingen",
            most = voice.number(*rows_max as u64)
        ),
        TableProblem::Encoding => both!(
            voice,
            "{path} is saved neither as UTF-8 nor as Windows-1252",
            "{path} is niet opgeslagen als UTF-8, en ook niet als Windows-1252"
        ),
        TableProblem::OpenQuote(line) => both!(
            voice,
            "{path}, line {line}: a quotation mark is never closed",
            "{path}, regel {line}: een aanhalingsteken wordt nergens gesloten"
        ),
        TableProblem::TooWide { line, cells_max } => both!(
            voice,
            "{path}, line {line}: the row has more than {most} columns",
            "{path}, regel {line}: de rij heeft meer dan {most} kolommen",
            most = voice.number(*cells_max as u64)
        ),
        TableProblem::Beyond(line) => both!(
            voice,
            "{path}, line {line}: more columns are filled in than the first row has",
            "{path}, regel {line}: er zijn meer kolommen ingevuld dan de eerste rij heeft"
        ),
        TableProblem::NoFile => both!(
            voice,
            "{path} is no file, but a pipe or a device",
            "{path} is geen bestand, maar een pijp of een apparaat"
        ),
        TableProblem::Line(line) => both!(
            voice,
            "{path}, line {line}: no bundle and SHA-256 stand there",
            "{path}, regel {line}: daar staan geen bundel en SHA-256"
        ),
        TableProblem::NotOfFind => both!(
            voice,
            "{path} is nothing that kluis find has written",
            "{path} is niet geschreven door kluis find"
        ),
        TableProblem::Nothing => {
            both!(voice, "{path} names nothing", "in {path} staat niets")
        }
        TableProblem::NoNames => both!(
            voice,
            "{path} has no column of names of files",
            "{path} heeft geen kolom met namen van bestanden"
        ),
        TableProblem::NoClients => both!(
            voice,
            "{path} has several columns, and none is headed Name",
            "{path} heeft meer kolommen, en boven geen ervan staat Naam"
        ),
        TableProblem::NoClient(line) => both!(
            voice,
            "{path}, line {line}: no name of a client stands there",
            "{path}, regel {line}: daar staat geen naam van een cliënt"
        ),
        TableProblem::TwiceInHead(key) => {
            both!(voice, "{path} has two columns {key}", "{path} heeft twee kolommen {key}")
        }
        TableProblem::NoTag(line) => both!(
            voice,
            "{path}, line {line}: a name of a file is missing, or a value has no head",
            "{path}, regel {line}: de naam van een bestand ontbreekt, of een waarde heeft geen kop"
        ),
        TableProblem::TagsTooLong(line) => both!(
            voice,
            "{path}, line {line}: what one file may get in keys and values, --tag with them, comes to more than {all}",
            "{path}, regel {line}: wat één bestand aan soorten en trefwoorden kan krijgen, met --tag erbij, is meer dan {all}",
            all = voice.size(TAGS_BYTES_MAX as u64)
        ),
        TableProblem::ControlInTag(line) => both!(
            voice,
            "{path}, line {line}: a key or a value has a line break, a tab or another control character in it",
            "{path}, regel {line}: in een soort of een trefwoord staat een regeleinde, een tab of een ander stuurteken"
        ),
        TableProblem::ColumnsUnread(columns) => both!(
            voice,
            "{path}: these columns are not understood, and without them more may be given than is asked for: {columns}",
            "{path}: deze kolommen worden niet begrepen, en zonder die wordt er misschien meer verstrekt dan gevraagd: {columns}",
            columns = voice.all_of(&columns[..columns.len().min(10)])
        ),
    };
    let help = match why {
        TableProblem::TooLarge { .. } | TableProblem::TooManyRows { .. } => both!(
            voice,
            "ask for it in parts, each into a folder of its own",
            "vraag het in delen, elk naar een eigen map"
        ),
        TableProblem::Encoding | TableProblem::OpenQuote(_) | TableProblem::Nothing => both!(
            voice,
            "save it as CSV (UTF-8), a row for each",
            "sla het op als CSV (UTF-8), met voor elk een rij"
        ),
        TableProblem::Beyond(_) => both!(
            voice,
            "put quotation marks around a text that has a comma or semicolon in it, and in the first row a head above each column",
            "zet aanhalingstekens om een tekst met een komma of puntkomma, en in de eerste rij een kop boven elke kolom"
        ),
        TableProblem::NoFile => {
            both!(voice, "save it as a file, and name that", "sla het op als bestand, en noem dat")
        }
        TableProblem::TooWide { .. } => both!(
            voice,
            "take the columns out that say nothing, and save it as CSV again",
            "haal de kolommen eruit die niets zeggen, en sla het opnieuw op als CSV"
        ),
        TableProblem::NoNames | TableProblem::TwiceInHead(_) | TableProblem::NoTag(_) => both!(
            voice,
            "put in the first row Path above the names, and above each other column its key once",
            "zet in de eerste rij Pad boven de namen, en boven elke andere kolom één keer de soort trefwoord"
        ),
        TableProblem::NoClients | TableProblem::NoClient(_) => both!(
            voice,
            "put in the first row Name above the clients' names, and Book-year-end above the days if you like (06-30)",
            "zet in de eerste rij Naam boven de namen van de cliënten, en zo nodig Boekjaareinde boven de dagen (06-30)"
        ),
        TableProblem::TagsTooLong(_) => both!(
            voice,
            "shorten what stands there, or take columns out",
            "maak korter wat daar staat, of haal kolommen eruit"
        ),
        TableProblem::ControlInTag(_) => both!(
            voice,
            "take it out: each key and each value is one line",
            "haal het weg: elke soort en elk trefwoord is één regel"
        ),
        TableProblem::ColumnsUnread(_) => both!(
            voice,
            "put Number or Relation above what counts, and take the other columns out",
            "zet Nummer of Relatie boven wat telt, en haal de andere kolommen eruit"
        ),
        TableProblem::Line(_) | TableProblem::NotOfFind => both!(
            voice,
            "leave its columns as they were written: {find}",
            "laat de kolommen zoals ze geschreven zijn: {find}",
            find = voice.kluis(&["find", "--csv"])
        ),
    };
    (message, help)
}

pub(super) fn nothing_asked(voice: &Voice) -> Pair {
    (
        both!(voice, "nothing is asked for", "er wordt niets gevraagd"),
        both!(
            voice,
            "add --years A..B, --class, --case, --relation, --number, --match or --request FILE",
            "voeg toe: --years A..B, --class, --case, --relation, --number, --match of --request BESTAND"
        ),
    )
}

pub(super) fn recipient(voice: &Voice, text: &str, why: NotARecipient) -> Pair {
    (
        both!(
            voice,
            "--recipient {text}: {why}",
            "--recipient {text}: {why}",
            why = recipient_words(voice, why)
        ),
        both!(
            voice,
            "ask for what begins with age1 or ssh-ed25519, or tell them a passphrase: --pack-passphrase-file FILE",
            "vraag om wat met age1 of ssh-ed25519 begint, of spreek een wachtwoordzin af: --pack-passphrase-file BESTAND"
        ),
    )
}

pub(super) fn recipients(voice: &Voice, given: usize) -> Pair {
    let problem = Unsealed::TooManyRecipients { given, recipients_max: RECIPIENTS_MAX };
    (
        both!(
            voice,
            "--recipient: {why}",
            "--recipient: {why}",
            why = unsealed_words(voice, &problem)
        ),
        both!(voice, "leave some out", "laat er een paar weg"),
    )
}
