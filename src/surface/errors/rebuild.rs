//! Problems with a drive from which a home is made again. Here nobody has a home to fall back on: the paper and
//! the other drives are what there is.

use super::medium::file_problem;
use super::vault::ledger_problem;
use super::{Exit, Said, say_any, say_path, word};
use crate::formats::entry::Role;
use crate::powers::envelope::Unopened;
use crate::surface::voice::Voice;
use crate::things::first_contact::Unproven;

pub(super) fn unproven(voice: &Voice, problem: &Unproven) -> Said {
    let another = "use another drive of this vault: --from PATH";
    let (exit, message, help) = match problem {
        Unproven::NotADrive(path) => (
            Exit::Medium,
            format!("{} is no drive of any vault", say_path(path)),
            "name the folder of the drive that holds kluis-drive.json: --from PATH",
        ),
        Unproven::OtherVault { path, .. } => (
            Exit::Medium,
            format!("{} holds no vault of this id", say_path(path)),
            "compare --vault-id with the recovery sheet, letter by letter; or use another drive",
        ),
        Unproven::OtherLedger { path } => (
            Exit::Ledger,
            format!(
                "{}: its ledger does not begin with the line that this vault id stands for",
                say_path(path)
            ),
            "compare --vault-id with the recovery sheet; if it is right, that line is damaged or this drive is \
             forged: name another drive beside it: --from PATH --from PATH",
        ),
        Unproven::NoLabel { path } => (
            Exit::Seal,
            format!("{}: no label on it is signed by this vault", say_path(path)),
            another,
        ),
        Unproven::OtherDrive { path } => (
            Exit::Medium,
            format!("{}: its label belongs to another drive than this", say_path(path)),
            "use the drive itself: a folder that was copied from it is no copy",
        ),
        Unproven::Ledger { path, problem } => {
            let said = ledger_problem(voice, problem, Some(&say_path(path)));
            return Said::new(said.exit, said.message, another);
        }
        Unproven::LostLines { path } => (
            Exit::Fixity,
            format!(
                "{}: entries of its ledger are damaged, and no drive that is named has them",
                say_path(path)
            ),
            "name another drive of this vault beside it, which may have them: --from PATH --from PATH",
        ),
        Unproven::OtherDocument { path } => (
            Exit::Fixity,
            format!("{}: its vault document is not the one that its label names", say_path(path)),
            another,
        ),
        Unproven::Closed { path, problem: Unopened::NoIdentity } => (
            Exit::NoIdentity,
            format!("{}: this identity does not open this vault", say_path(path)),
            "name an owner's identity with --identity FILE: the paper one, typed into a file, will do",
        ),
        Unproven::Closed { path, problem } => (
            Exit::Fixity,
            format!("{}: its vault document does not open: {}", say_path(path), say_any(problem)),
            another,
        ),
        Unproven::Unfit { path, what } => (
            Exit::Seal,
            format!("{}: its vault document does not fit the ledger: {what}", say_path(path)),
            another,
        ),
        Unproven::File { path, problem } => {
            return file_problem(voice, problem, Some(&say_path(path)));
        }
    };
    Said::new(exit, message, help)
}

/// A new bundle needs a drive of each role.
pub(super) fn role_absent(_voice: &Voice, role: Role, named: bool, labels: &[String]) -> Said {
    let (role_word, what) = match role {
        Role::Data => ("data", "bundles"),
        Role::Keys => ("keys", "wrapped keys"),
    };
    let here = if named { "named" } else { "plugged in" };
    let help = match (named, labels.first()) {
        (true, Some(label)) => format!("name it too: --to {}", word(label)),
        (false, Some(label)) => format!("plug in {}, and run it again", word(label)),
        (_, None) => format!("kluis medium add PATH --label \"…\" --role {role_word}"),
    };
    Said::new(
        Exit::Medium,
        format!("keys and bundles of this vault lie apart, and no drive for its {what} is {here}"),
        help,
    )
}

pub(super) fn role_missing(_voice: &Voice, role: Role) -> Said {
    let (word, what) = match role {
        Role::Data => ("data", "bundles"),
        Role::Keys => ("keys", "wrapped keys"),
    };
    Said::new(
        Exit::Medium,
        format!("keys and bundles of this vault lie apart, and no drive with its {what} is named"),
        format!("plug in a drive of the role {word} too, and add --from PATH for it"),
    )
}
