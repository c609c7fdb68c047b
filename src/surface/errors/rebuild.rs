//! Problems with a drive from which a home is made again. Here nobody has a home to fall back on: the paper and
//! the other drives are what there is.

use super::ledger::ledger_problem;
use super::place::At;
use super::storage::file_problem;
use super::words::unopened_words;
use super::{Exit, Said, path_text, some_folder, word};
use crate::formats::entry::Role;
use crate::powers::envelope::Unopened;
use crate::surface::voice::{Voice, both};
use crate::things::first_contact::{Unfit, Unproven};
use crate::things::ledger::LedgerProblem;

pub(super) fn unproven(voice: &Voice, problem: &Unproven) -> Said {
    let (exit, message, help) = match problem {
        Unproven::NotADrive(path) => (
            Exit::Medium,
            both!(
                voice,
                "{path} is no drive of any vault",
                "{path} is geen schijf van een kluis",
                path = path_text(path)
            ),
            both!(
                voice,
                "name the folder of the drive that holds kluis-drive.json: --from PATH",
                "noem de map van de schijf waar kluis-drive.json in staat: --from MAP"
            ),
        ),
        Unproven::OtherVault { path, .. } => (
            Exit::Medium,
            both!(
                voice,
                "{path} holds no vault of this id",
                "op {path} staat geen kluis met dit kluisnummer",
                path = path_text(path)
            ),
            both!(
                voice,
                "compare --vault-id with the recovery sheet, letter by letter; or use another drive",
                "vergelijk --vault-id letter voor letter met het herstelblad; of neem een andere schijf"
            ),
        ),
        Unproven::OtherLedger { path } => (
            Exit::Ledger,
            both!(
                voice,
                "{path}: its ledger does not begin with the line that this vault id stands for",
                "{path}: het logboek begint niet met de regel waar dit kluisnummer voor staat",
                path = path_text(path)
            ),
            both!(
                voice,
                "compare --vault-id with the recovery sheet; if it is right, that line is damaged or this drive is \
                 forged: name another drive beside it: --from PATH --from PATH",
                "vergelijk --vault-id met het herstelblad; klopt het, dan is die regel beschadigd of de schijf nagemaakt: \
                 noem er een andere schijf bij: --from MAP --from MAP"
            ),
        ),
        Unproven::NoLabel { path } => (
            Exit::Seal,
            both!(
                voice,
                "{path}: no label on it is signed by this vault",
                "{path}: er staat geen label op dat deze kluis heeft ondertekend",
                path = path_text(path)
            ),
            another(voice),
        ),
        Unproven::OtherDrive { path } => {
            let (exit, message, help) = super::label::other_drive(voice, path);
            return Said::new(exit, message, help);
        }
        Unproven::Ledger { path, problem } => {
            let said = ledger_problem(voice, problem, Some(&path_text(path)));
            return Said::new(said.exit, said.message, another(voice));
        }
        Unproven::Contradicting { path, problem, lines } => {
            let lines = || lines.iter().map(|(writer, seq)| format!("{writer}:{seq}"));
            let problem = LedgerProblem::Entries(problem.clone());
            let said = ledger_problem(voice, &problem, Some(&path_text(path)));
            (
                said.exit,
                both!(
                    voice,
                    "{message}: {lines}",
                    "{message}: {lines}",
                    message = said.message,
                    lines = voice.all_of(lines())
                ),
                both!(
                    voice,
                    "use another drive of this vault: --from PATH; or, of those entries, leave out what nobody on your side \
                     wrote: --distrust {line}",
                    "neem een andere schijf van deze kluis: --from MAP; of laat van die regels weg wat niemand bij u \
                     schreef: --distrust {line}",
                    line = lines().next().unwrap_or_default()
                ),
            )
        }
        Unproven::Forked { path, first } => (
            Exit::Ledger,
            both!(
                voice,
                "{path} and {first} have different entries under the same numbers: a PC was put back from a backup",
                "{path} en {first} hebben verschillende regels onder dezelfde nummers: een pc is teruggezet uit een \
                 reservekopie",
                path = path_text(path),
                first = path_text(first)
            ),
            both!(
                voice,
                "make the vault from one of them, and join the other: kluis rebuild --from {first} and then {join}",
                "maak de kluis vanaf een ervan, en voeg de andere daarna toe: kluis rebuild --from {first}, dan {join}",
                first = path_text(first),
                join = super::ledger::join_line(voice, &path_text(path))
            ),
        ),
        Unproven::LostLines { path } => (
            Exit::Fixity,
            both!(
                voice,
                "{path}: entries of its ledger are damaged, and no drive that is named has them",
                "{path}: regels van het logboek zijn beschadigd, en staan op geen van de genoemde schijven",
                path = path_text(path)
            ),
            both!(
                voice,
                "name another drive of this vault beside it, which may have them: --from PATH --from PATH",
                "noem er een andere schijf van deze kluis bij, die ze misschien heeft: --from MAP --from MAP"
            ),
        ),
        Unproven::OtherDocument { path } => (
            Exit::Fixity,
            both!(
                voice,
                "{path}: its vault document is not the one that its label names",
                "{path}: de gegevens van de kluis zijn niet die het label noemt",
                path = path_text(path)
            ),
            another(voice),
        ),
        Unproven::Closed { path, problem: Unopened::NoIdentity } => (
            Exit::NoIdentity,
            both!(
                voice,
                "{path}: this identity does not open this vault",
                "{path}: deze sleutel past niet op deze kluis",
                path = path_text(path)
            ),
            both!(
                voice,
                "name an owner's identity with --identity FILE: the paper one, typed into a file, will do",
                "noem de sleutel van een eigenaar met --identity BESTAND: de papieren sleutel, in een bestand getypt, \
                 is goed"
            ),
        ),
        Unproven::Closed { path, problem } => (
            Exit::Fixity,
            both!(
                voice,
                "{path}: its vault document does not open: {why}",
                "{path}: de gegevens van de kluis zijn niet te openen: {why}",
                path = path_text(path),
                why = unopened_words(voice, problem)
            ),
            another(voice),
        ),
        Unproven::Unfit { path, what } => (
            Exit::Seal,
            both!(
                voice,
                "{path}: its vault document does not fit the ledger: {what}",
                "{path}: de gegevens van de kluis passen niet bij het logboek: {what}",
                path = path_text(path),
                what = unfit_words(voice, *what)
            ),
            another(voice),
        ),
        Unproven::File { path, problem } => {
            return file_problem(voice, problem, Some(At::drive(&path_text(path))));
        }
    };
    Said::new(exit, message, help)
}

fn unfit_words(voice: &Voice, what: Unfit) -> String {
    match what {
        Unfit::Unreadable => both!(voice, "it can't be read", "ze zijn niet te lezen"),
        Unfit::OtherVault => both!(voice, "it is of another vault", "ze zijn van een andere kluis"),
        Unfit::RecipientUnreadable => {
            both!(voice, "a recipient can't be read", "een sleutelhouder is niet te lezen")
        }
        Unfit::OtherRecipients => {
            both!(voice, "its recipients are others", "er staan andere sleutelhouders in")
        }
        Unfit::SealerUnreadable => both!(
            voice,
            "the sealer's key can't be read",
            "de sleutel van de verzegelaar is niet te lezen"
        ),
        Unfit::DisposerUnreadable => both!(
            voice,
            "the disposer's key can't be read",
            "de sleutel van de beheerder is niet te lezen"
        ),
        Unfit::OtherSigners => {
            both!(voice, "its signing keys are others", "er staan andere ondertekenaars in")
        }
    }
}

fn another(voice: &Voice) -> String {
    both!(
        voice,
        "use another drive of this vault: --from PATH",
        "neem een andere schijf van deze kluis: --from MAP"
    )
}

/// What lies on a drive of this role.
fn contents(voice: &Voice, role: Role) -> String {
    match role {
        Role::Data => both!(voice, "bundles", "bundels"),
        Role::Keys => both!(voice, "wrapped keys", "bundelsleutels"),
    }
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Data => "data",
        Role::Keys => "keys",
    }
}

/// A new bundle needs a drive of each role.
pub(super) fn role_absent(voice: &Voice, role: Role, named: bool, labels: &[String]) -> Said {
    let what = contents(voice, role);
    let message = match named {
        true => both!(
            voice,
            "keys and bundles of this vault lie apart, and no drive for its {what} is named",
            "deze kluis bewaart bundels en bundelsleutels apart, en er is geen schijf voor de {what} genoemd"
        ),
        false => both!(
            voice,
            "keys and bundles of this vault lie apart, and no drive for its {what} is connected",
            "deze kluis bewaart bundels en bundelsleutels apart, en er is geen schijf voor de {what} aangesloten"
        ),
    };
    let help = match (named, labels.first()) {
        (true, Some(label)) => {
            both!(
                voice,
                "name it too: --to {label}",
                "noem die ook: --to {label}",
                label = word(label)
            )
        }
        (false, Some(label)) => both!(
            voice,
            "plug in {label}, and run it again",
            "sluit {label} aan, en geef de opdracht opnieuw",
            label = word(label)
        ),
        (_, None) => {
            let folder = some_folder(voice);
            voice.kluis(&["medium", "add", &folder, "--label", "…", "--role", role_word(role)])
        }
    };
    Said::new(Exit::Medium, message, help)
}

pub(super) fn role_missing(voice: &Voice, role: Role) -> Said {
    Said::new(
        Exit::Medium,
        both!(
            voice,
            "keys and bundles of this vault lie apart, and no drive with its {what} is named",
            "deze kluis bewaart bundels en bundelsleutels apart, en er is geen schijf met de {what} genoemd",
            what = contents(voice, role)
        ),
        both!(
            voice,
            "plug in a drive of the role {role} too, and add --from PATH for it",
            "sluit ook een schijf met de functie {role} aan, en voeg daarvoor --from MAP toe",
            role = role_word(role)
        ),
    )
}
