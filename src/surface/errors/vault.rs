//! Problems with a home, its settings, its identity and the clock.

use super::ledger::ledger_problem;
use super::place::may_read_and_write;
use super::rules::{book_year_problem, class_problem};
use super::settings::settings_help;
use super::sources::source_problem;
use super::storage::file_problem;
use super::words::not_toml_words;
use super::words::{io_words, ledger_words, recipient_words, unsealed_words};
use super::{Exit, Said, path_text, word};
use crate::surface::voice::{Noun, Voice, both};
use crate::things::vault::config::ConfigProblem;
use crate::things::vault::{RECIPIENTS, VaultProblem};
use crate::words::ids::BundleId;

pub(super) fn vault_problem(voice: &Voice, problem: &VaultProblem) -> Said {
    let (exit, message, help) = match problem {
        VaultProblem::NoVault(path) => (
            Exit::Usage,
            both!(
                voice,
                "{path} holds no vault",
                "in {path} staat geen kluis",
                path = path_text(path)
            ),
            both!(
                voice,
                "kluis list --each names all vaults",
                "kluis list --each noemt alle kluizen"
            ),
        ),
        VaultProblem::NotEmpty(path) => (
            Exit::Usage,
            both!(voice, "{path} is not empty", "{path} is niet leeg", path = path_text(path)),
            both!(
                voice,
                "name a new or empty folder with --vault DIR",
                "noem een nieuwe of lege map met --vault MAP"
            ),
        ),
        VaultProblem::InUse { by } => (
            Exit::InUse,
            both!(voice, "the vault is in use by {by}", "de kluis is in gebruik door {by}"),
            both!(
                voice,
                "wait until that run is done, and try again",
                "wacht tot die opdracht klaar is, en probeer het opnieuw"
            ),
        ),
        VaultProblem::Config { path, problem } => {
            let inner = config_problem(voice, problem);
            let help = both!(
                voice,
                "{help}; the file is {file}; to put it back as it was read last: {repair}",
                "{help}; het bestand is {file}; om het terug te zetten zoals het het laatst gelezen is: {repair}",
                help = inner.help,
                file = word(&path_text(path)),
                repair = voice.kluis(&["repair"])
            );
            return Said::new(Exit::Usage, format!("kluis.toml: {}", inner.message), help);
        }
        VaultProblem::Recipients { path, line, problem } => (
            Exit::Usage,
            both!(
                voice,
                "{path}, line {line}: {why}",
                "{path}, regel {line}: {why}",
                path = path_text(path),
                why = recipient_words(voice, *problem)
            ),
            recipients_back(voice),
        ),
        VaultProblem::RecipientsDiffer => (
            Exit::Ledger,
            both!(
                voice,
                "{RECIPIENTS} does not hold the recipients that the ledger names",
                "in {RECIPIENTS} staan andere sleutelhouders dan in het logboek"
            ),
            both!(
                voice,
                "put {RECIPIENTS} back as it was: somebody changed who may read this vault",
                "zet {RECIPIENTS} terug zoals het was: iemand heeft gewijzigd wie deze kluis mag lezen"
            ),
        ),
        VaultProblem::Broken(path) => (
            Exit::Fixity,
            both!(
                voice,
                "{path} is damaged or missing",
                "{path} is beschadigd of ontbreekt",
                path = path_text(path)
            ),
            both!(
                voice,
                "set this folder aside and make it again from a drive: kluis rebuild --help; the drives are not affected",
                "zet deze map apart en maak die opnieuw van een schijf: kluis rebuild --help; de schijven zijn in orde"
            ),
        ),
        VaultProblem::MarksLost { bundles } => return marks_lost(voice, bundles),
        VaultProblem::MemoryLost(path) => (
            Exit::Fixity,
            both!(
                voice,
                "{path}: home.a.json and home.b.json are damaged or missing, and with them all that this PC knew of the \
                 state of the drives",
                "{path}: home.a.json en home.b.json zijn beschadigd of weg, en daarmee alles wat deze pc van de staat van \
                 de schijven wist",
                path = path_text(path)
            ),
            both!(
                voice,
                "connect the vault's drives, and run {repair}; then {verify}",
                "sluit de schijven van de kluis aan, dan {repair}; daarna {verify}",
                repair = voice.kluis(&["repair"]),
                verify = voice.kluis(&["verify"])
            ),
        ),
        VaultProblem::DamagedLedger { path, problem } => (
            Exit::Fixity,
            both!(
                voice,
                "{path}: this PC's own copy of the ledger is damaged, and no drive that is connected has all of it: {why}",
                "{path}: het logboek op deze pc is beschadigd, en geen aangesloten schijf heeft het heel: {why}",
                path = path_text(path),
                why = ledger_words(voice, problem)
            ),
            both!(
                voice,
                "connect the vault's drives, and run {repair}; where none has it: kluis rebuild --help",
                "sluit de schijven van de kluis aan, dan {repair}; heeft geen schijf het: kluis rebuild --help",
                repair = voice.kluis(&["repair"])
            ),
        ),
        VaultProblem::TooManyRecipients(problem) => {
            (Exit::Usage, unsealed_words(voice, problem), recipients_back(voice))
        }
        VaultProblem::Ledger(problem) => return ledger_problem(voice, problem, None),
        VaultProblem::File(problem) => return file_problem(voice, problem, None),
        VaultProblem::Io { path, source } => (
            Exit::Io,
            format!("{}: {}", path_text(path), io_words(voice, source)),
            may_read_and_write(voice, path),
        ),
    };
    Said::new(exit, message, help)
}

/// Marks of records at home that can't be relied on.
fn marks_lost(voice: &Voice, bundles: &[BundleId]) -> Said {
    Said::new(
        Exit::Fixity,
        both!(
            voice,
            "what this PC knew of the records in {bundles} is damaged or lost: a file would be sealed twice, or seem changed",
            "wat deze pc wist van de stukken in {bundles} is beschadigd of weg: een bestand zou nog eens verzegeld worden, \
             of gewijzigd lijken",
            bundles = voice.count(bundles.len() as u64, Noun::Bundle)
        ),
        both!(
            voice,
            "connect a drive with them, and run {repair}, which reads it there again",
            "sluit een schijf aan waar ze op staan, dan {repair}: dat leest het daar opnieuw",
            repair = voice.kluis(&["repair"])
        ),
    )
}

/// What to do where recipients.txt is not what the ledger says.
pub(super) fn recipients_back(voice: &Voice) -> String {
    both!(
        voice,
        "put {RECIPIENTS} back as it was: the ledger says who may read this vault",
        "zet {RECIPIENTS} terug zoals het was: het logboek zegt wie deze kluis mag lezen"
    )
}

fn config_problem(voice: &Voice, problem: &ConfigProblem) -> Said {
    match problem {
        ConfigProblem::Toml(problem) => {
            Said::new(Exit::Usage, not_toml_words(voice, problem), settings_help(voice, problem))
        }
        ConfigProblem::Copies(copies) => Said::new(
            Exit::Usage,
            both!(
                voice,
                "copies = {copies}: it must be 1 to 9",
                "copies = {copies}: het moet 1 tot en met 9 zijn"
            ),
            both!(
                voice,
                "write copies = 2, or another number to 9",
                "schrijf copies = 2, of een ander getal tot en met 9"
            ),
        ),
        ConfigProblem::BookYears(problem) => {
            let Said { exit, message, .. } = book_year_problem(voice, problem);
            let help = both!(
                voice,
                "correct [[book_year]] in an editor",
                "verbeter [[book_year]] in een teksteditor"
            );
            Said::new(exit, message, help)
        }
        ConfigProblem::Classes(problem) => class_problem(voice, problem),
        ConfigProblem::Sources(problem) => source_problem(voice, problem),
    }
}
