//! The sum: every [`Fault`] of a verb.

use super::bundle::{erase_problem, open_problem, seal_problem, write_problem};
use super::changed::{changed, damaged, not_reconciled, outbox_damaged};
use super::clock::clock_doubt;
use super::drives;
use super::identity::identity_problem;
use super::ledger::would_contradict;
use super::medium::medium_problem;
use super::place::{At, interrupted};
use super::rebuild::{role_absent, role_missing, unproven};
use super::refused::{media_unseen, refused};
use super::scan;
use super::space;
use super::storage::{io_problem, storage_problem};
use super::token;
use super::usage::usage;
use super::vault::vault_problem;
use super::{Exit, Said};
use crate::surface::voice::{Voice, both};
use crate::things::medium::MediumProblem;
use crate::verbs::fault::Fault;

/// What a person reads of a fault.
pub fn say(voice: &Voice, fault: &Fault) -> Said {
    match fault {
        Fault::Usage(problem) => usage(voice, problem),
        Fault::Vault(problem) => vault_problem(voice, problem),
        Fault::Medium(problem) => medium_problem(voice, problem),
        Fault::Unheard(problem) => unheard(voice, problem),
        Fault::MediaAbsent(labels) => drives::absent(voice, labels),
        Fault::NoneOfThese(groups) => drives::none_of_these(voice, groups),
        Fault::CopiesLost { bundles, labels } => drives::copies_lost(voice, bundles, labels),
        Fault::MediumGone { label, retired } => drives::gone(voice, label, *retired),
        Fault::TooFewOthers { label, bundles, damaged, copy_to } => {
            drives::too_few_others(voice, label, bundles, (damaged, copy_to))
        }
        Fault::Damaged { label, bundle, file, fault } => {
            damaged(voice, (label, *bundle), file, fault)
        }
        Fault::OutboxDamaged { bundle, file, fault, labels } => {
            outbox_damaged(voice, *bundle, (file, fault), labels)
        }
        Fault::SealerReplaced => sealer_replaced(voice),
        Fault::NoMedium => drives::none(voice),
        Fault::TargetFull { to, room } => drives::target_full(voice, to, *room),
        Fault::NoRoom { label, free, needed } => drives::no_room(voice, label, *free, *needed),
        Fault::ReadOnly { label } => drives::read_only(voice, label),
        Fault::Seal { label, bundle, problem } => {
            seal_problem(voice, At::bundle(label, *bundle), problem)
        }
        Fault::Open { label, bundle, problem } => {
            open_problem(voice, At::bundle(label, *bundle), problem)
        }
        Fault::Write { label, problem } => write_problem(voice, At::drive(label), problem),
        Fault::Storage { label, problem } => {
            storage_problem(voice, problem, Some(At::drive(label)))
        }
        Fault::Unreconciled { label, problem } => not_reconciled(voice, label, problem),
        Fault::Changed { label, harms } => changed(voice, label, harms),
        Fault::Erase { label, bundle, problem } => {
            erase_problem(voice, At::bundle(label, *bundle), problem)
        }
        Fault::Identity(problem) => identity_problem(voice, problem),
        Fault::Refused(problem) => refused(voice, problem),
        Fault::There { client, spelled, fault } => there(voice, client, spelled, fault),
        Fault::WouldContradict(problem) => would_contradict(voice, problem),
        Fault::MediaUnseen(labels) => media_unseen(voice, labels),
        Fault::Unproven(problem) => unproven(voice, problem),
        Fault::RoleMissing(role) => role_missing(voice, *role),
        Fault::RoleAbsent { role, named, labels } => role_absent(voice, *role, *named, labels),
        Fault::Clock(doubt) => clock_doubt(voice, doubt),
        Fault::Scan(problem) => scan::scan(voice, problem),
        Fault::Space(problem) => space::space(voice, problem),
        Fault::Token(problem) => token::token(voice, problem),
        Fault::Io { path, source } => io_problem(voice, path, source),
        Fault::Interrupted => interrupted(voice),
    }
}

/// Something of another vault: the help is about that one too.
fn there(voice: &Voice, client: &str, spelled: &str, fault: &Fault) -> Said {
    let said = say(&voice.of_vault(spelled), fault);
    let message = both!(
        voice,
        "in the vault of {client}: {what}",
        "in de kluis van {client}: {what}",
        what = said.message
    );
    Said { message, ..said }
}

/// A drive that can't be asked for holds.
fn unheard(voice: &Voice, problem: &MediumProblem) -> Said {
    let said = medium_problem(voice, problem);
    let message = both!(
        voice,
        "{what}; a hold may stand there, so nothing is destroyed",
        "{what}; daar kan een vernietigingsstop staan, dus er wordt niets vernietigd",
        what = said.message
    );
    Said { message, ..said }
}

fn sealer_replaced(voice: &Voice) -> Said {
    Said::new(
        Exit::Seal,
        both!(
            voice,
            "another PC has replaced the sealer's key of this vault, and no drive that is connected brings the new one",
            "een andere pc heeft de verzegelaar van deze kluis vervangen, en op geen aangesloten schijf staat de nieuwe"
        ),
        both!(
            voice,
            "connect a drive that the other PC wrote since, and run {verify}",
            "sluit een schijf aan waarop de andere pc sindsdien schreef, dan {verify}",
            verify = voice.kluis(&["verify", "--deep"])
        ),
    )
}
