//! Problems with a home, its settings, its ledger and its identity.

use super::medium::file_problem;
use super::rules::{book_year_problem, class_problem};
use super::words::{recipient_words, unsealed_words};
use super::{Exit, Said, path_word, say_any, say_name, say_path};
use crate::powers::identity::IdentityProblem;
use crate::rules::clock::ClockDoubt;
use crate::surface::voice::Voice;
use crate::things::ledger::LedgerProblem;
use crate::things::vault::config::ConfigProblem;
use crate::things::vault::keys::NoIdentity;
use crate::things::vault::{RECIPIENTS, VaultProblem};
use crate::words::text::shown;

pub(super) fn vault_problem(voice: &Voice, problem: &VaultProblem) -> Said {
    let (exit, message, help) = match problem {
        VaultProblem::NoVault(path) => (
            Exit::Usage,
            format!("{} holds no vault", say_path(path)),
            "kluis list --each names all vaults".into(),
        ),
        VaultProblem::NotEmpty(path) => (
            Exit::Usage,
            format!("{} is not empty", say_path(path)),
            "name a new or empty folder with --vault DIR".into(),
        ),
        VaultProblem::InUse { by } => (
            Exit::InUse,
            format!("the vault is in use by {}", say_name(by)),
            "wait until that run is done, and try again".into(),
        ),
        VaultProblem::Config { path, problem } => {
            let inner = config_problem(voice, problem);
            let help = format!("{}; the file is {}", inner.help, path_word(path));
            return Said::new(Exit::Usage, format!("kluis.toml: {}", inner.message), help);
        }
        VaultProblem::Recipients { path, line, problem } => (
            Exit::Usage,
            format!("{}, line {line}: {}", say_path(path), recipient_words(voice, *problem)),
            format!("put {RECIPIENTS} back as it was: the ledger says who may read this vault"),
        ),
        VaultProblem::RecipientsDiffer => (
            Exit::Ledger,
            format!("{RECIPIENTS} does not hold the recipients that the ledger names"),
            format!("put {RECIPIENTS} back as it was: somebody changed who may read this vault"),
        ),
        VaultProblem::Broken(path) => (
            Exit::Io,
            format!("{} is damaged or missing", say_path(path)),
            "put the vault's home back from a backup of this PC; the drives are not affected"
                .into(),
        ),
        VaultProblem::TooManyRecipients(problem) => (
            Exit::Usage,
            shown(&unsealed_words(voice, problem)),
            format!("put {RECIPIENTS} back as it was"),
        ),
        VaultProblem::DamagedLedger { path, problem } => (
            Exit::Fixity,
            format!(
                "{}: this PC's own copy of the ledger is damaged, and no drive that is connected has all of it: {}",
                say_path(path),
                say_any(problem)
            ),
            "connect the vault's drives, and run kluis repair MEDIUM; where none has it: kluis rebuild --help".into(),
        ),
        VaultProblem::Ledger(problem) => return ledger_problem(voice, problem, None),
        VaultProblem::File(problem) => return file_problem(voice, problem, None),
        VaultProblem::Io { path, source } => (
            Exit::Io,
            format!("{}: {source}", say_path(path)),
            format!("check that you may read and write {}", path_word(path)),
        ),
    };
    Said::new(exit, message, help)
}

fn config_problem(voice: &Voice, problem: &ConfigProblem) -> Said {
    match problem {
        ConfigProblem::Toml(text) => {
            Said::new(Exit::Usage, text.trim_end(), "correct it in an editor")
        }
        ConfigProblem::Copies(_) => {
            Said::new(Exit::Usage, say_any(problem), "write copies = 2, or another number to 9")
        }
        ConfigProblem::BookYears(problem) => {
            let Said { exit, message, .. } = book_year_problem(voice, problem);
            Said::new(exit, message, "correct [[book_year]] in an editor")
        }
        ConfigProblem::Classes(problem) => class_problem(voice, problem),
    }
}

/// `place` is the drive whose chains they are; none for the home's.
pub(super) fn ledger_problem(voice: &Voice, problem: &LedgerProblem, place: Option<&str>) -> Said {
    let at = place.map_or_else(String::new, |place| format!("{place}: "));
    let message = match problem {
        LedgerProblem::File(problem) => return file_problem(voice, problem, place),
        LedgerProblem::TooManyHomes => {
            return Said::new(
                Exit::Refused,
                "this vault has as many homes as it can have; nothing was done",
                "go on with one of them: put its folder back from a backup",
            );
        }
        LedgerProblem::Crowded { files } => {
            return Said::new(
                Exit::Ledger,
                format!(
                    "{at}a slot of the label is missing or broken, and {files} files more than are read are named like \
                     chains: entries of another PC may be hidden among them"
                ),
                "kluis ledger verify shows the chains of this vault: move the other files out of the folder ledger there, \
                 and run kluis verify",
            );
        }
        LedgerProblem::NoRoom { bytes, bytes_max } => {
            return Said::new(
                Exit::Refused,
                format!(
                    "what this would put on record takes {bytes} bytes, and {bytes_max} fit; nothing was done"
                ),
                "do it in smaller parts: fewer classes, bundles or drives at once",
            );
        }
        LedgerProblem::Chain { .. }
        | LedgerProblem::Missing { .. }
        | LedgerProblem::Contradiction(_)
        | LedgerProblem::OtherVault
        | LedgerProblem::Unsigned { .. }
        | LedgerProblem::Entries(_) => {
            format!("{at}the ledger does not hold: {}", say_any(problem))
        }
    };
    let replace = |place: &str| {
        format!(
            "go on with another drive; if nobody of yours wrote that: kluis signer replace --by NAME --reason TEXT, \
             and then kluis repair {}",
            super::word(place)
        )
    };
    let help = match place {
        // The same numbers with other lines: one of the two homes, or states of a home, wrote without the other's.
        Some(place) if matches!(problem, LedgerProblem::Contradiction(_)) => format!(
            "if this PC's vault was put back from a backup, make it anew from the drives: kluis rebuild --help; if \
             not, {}",
            replace(place)
        ),
        Some(place) => replace(place),
        None => "change nothing, and put the home's ledger back from a backup of this PC".into(),
    };
    Said::new(Exit::Ledger, message, help)
}

pub(super) fn identity_problem(_voice: &Voice, problem: &NoIdentity) -> Said {
    let (exit, message, help) = match problem {
        NoIdentity::Unreadable { path, source } => (
            Exit::Io,
            format!("{} can't be read: {source}", say_path(path)),
            format!("check that {} is there and that you may read it", path_word(path)),
        ),
        NoIdentity::Problem { path, problem } => {
            let (exit, help) = identity_file_problem(problem);
            (exit, format!("{}: {}", say_path(path), say_any(problem)), help.into())
        }
        NoIdentity::PassphraseNeeded => (
            Exit::Usage,
            "a passphrase is needed, and there is no answer".into(),
            "add --passphrase-file FILE, or run it on a terminal".into(),
        ),
        NoIdentity::NoneHere => (
            Exit::NoIdentity,
            "the vault's home holds no identity".into(),
            "add --identity FILE: the paper identity, typed into a file, will do".into(),
        ),
        NoIdentity::NotTheOwners => (
            Exit::NoIdentity,
            "this identity does not open the disposer's signing key".into(),
            "leave out --identity, or name an owner's identity with it".into(),
        ),
    };
    Said::new(exit, message, help)
}

fn identity_file_problem(problem: &IdentityProblem) -> (Exit, &'static str) {
    match problem {
        IdentityProblem::NoPassphrase => {
            (Exit::Usage, "add --passphrase-file FILE, or run it on a terminal")
        }
        IdentityProblem::WrongPassphrase => {
            (Exit::NoIdentity, "try again; the paper identity opens it too: --identity FILE")
        }
        IdentityProblem::TooLarge { .. }
        | IdentityProblem::NotAnIdentity { .. }
        | IdentityProblem::PluginIdentity { .. }
        | IdentityProblem::OtherSuite { .. }
        | IdentityProblem::SshKey
        | IdentityProblem::Empty
        | IdentityProblem::NotUnderPassphrase => {
            (Exit::NoIdentity, "add --identity FILE, with a line that starts with AGE-SECRET-KEY-1")
        }
        IdentityProblem::BrokenArmour
        | IdentityProblem::Damaged
        | IdentityProblem::UnknownVersion
        | IdentityProblem::WorkTooLarge { .. } => {
            (Exit::NoIdentity, "use a copy of it, or the paper identity: --identity FILE")
        }
    }
}

pub(super) fn clock_doubt(_voice: &Voice, doubt: &ClockDoubt) -> Said {
    let (message, help) = match doubt {
        ClockDoubt::Behind { now, last } => (
            format!("the clock says {now}, and the ledger has an entry of {last}"),
            format!(
                "set the clock; if it is right, kluis clock correct --confirm-date {} removes that time for good",
                now.day()
            ),
        ),
        ClockDoubt::Ahead { now, last } => (
            format!("the clock says {now}, long after the ledger's last entry, {last}"),
            format!("set the clock; if it is right, add --confirm-date {}", now.day()),
        ),
        ClockDoubt::OtherDate { today, confirmed } => (
            format!("{confirmed} was confirmed, and the clock says {today}"),
            format!("set the clock; if it is right, add --confirm-date {today}"),
        ),
    };
    Said::new(Exit::Clock, message, help)
}
