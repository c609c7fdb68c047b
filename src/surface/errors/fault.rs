//! The sum: every [`Fault`] of a verb.

use std::collections::BTreeSet;
use std::io::ErrorKind;

use super::bundle::{At, erase_problem, open_problem, seal_problem, write_problem};
use super::medium::{medium_problem, storage_problem};
use super::rebuild::{role_absent, role_missing, unproven};
use super::usage::usage;
use super::vault::{clock_doubt, identity_problem, ledger_problem, vault_problem};
use super::{Exit, INDICATION, Said, list, path_word, say_any, say_name, say_path, word};
use crate::rules::retention::Bar;
use crate::surface::spelled::{count, size};
use crate::surface::voice::Voice;
use crate::things::bundle::proof::SealProblem;
use crate::things::destruction::door::Refused;
use crate::things::destruction::neighbours::{Harm, HarmKind};
use crate::things::ledger::state::UnknownEvent;
use crate::things::reconcile::NotReconciled;
use crate::verbs::fault::Fault;
use crate::words::ids::BundleId;

/// What a person reads of a fault.
pub fn say(voice: &Voice, fault: &Fault) -> Said {
    let at = |label, bundle| At { label, bundle: Some(bundle) };
    let on = |label| At { label, bundle: None };
    match fault {
        Fault::Usage(problem) => usage(voice, problem),
        Fault::Vault(problem) => vault_problem(voice, problem),
        Fault::Medium(problem) => medium_problem(voice, problem),
        Fault::MediaAbsent(labels) => Said::new(
            Exit::Medium,
            format!("not plugged in: {}", list(labels)),
            format!(
                "plug in {}, and run it again",
                labels.first().map_or("it".into(), |l| word(l))
            ),
        ),
        Fault::NoneOfThese(groups) => none_of_these(voice, groups),
        Fault::LongerBookYear { bundle, kept_through } => Said::new(
            Exit::Refused,
            format!(
                "{bundle} was sealed under a shorter book year: by those of now it is kept through {kept_through}"
            ),
            format!(
                "kluis book-year list; kluis show {bundle}; a wrong year is corrected in kluis.toml"
            ),
        ),
        Fault::MediumGone { label, retired } => Said::new(
            Exit::Medium,
            format!(
                "the ledger says that {} is {}",
                say_name(label),
                if *retired { "retired" } else { "lost" }
            ),
            match retired {
                true => "take another drive: kluis medium add PATH --label \"Drive C\"".into(),
                false => {
                    let label = word(label);
                    format!("if it is back: kluis medium found {label}; then kluis verify {label}")
                }
            },
        ),
        Fault::TooFewOthers { label, bundles } => Said::new(
            Exit::Refused,
            format!(
                "{} of {} {} not verify now in enough other copies, {} among them; nothing was changed",
                count(bundles.len() as u64, "bundle", "bundles"),
                say_name(label),
                if bundles.len() == 1 { "does" } else { "do" },
                bundles.first().map_or(String::new(), ToString::to_string)
            ),
            "plug in the other drives that hold them; kluis copy --all --to MEDIUM makes more copies",
        ),
        Fault::SealerReplaced => Said::new(
            Exit::Seal,
            "another PC has replaced the sealer's key of this vault, and no drive that is connected brings the new one",
            "connect a drive that the other PC wrote since, and run kluis verify --deep",
        ),
        Fault::NoMedium => Said::new(
            Exit::Medium,
            "no drive of this vault is plugged in",
            "plug one in: kluis medium list; or kluis medium add PATH --label \"Drive A\"",
        ),
        Fault::NoRoom { label, free, needed } => Said::new(
            Exit::Medium,
            format!(
                "{} has {} free, and {} are needed; nothing was written",
                say_name(label),
                size(*free),
                size(*needed)
            ),
            format!("make room on {}, or take a larger drive", word(label)),
        ),
        Fault::ReadOnly { label } => Said::new(
            Exit::Medium,
            format!("{} is read-only", say_name(label)),
            format!(
                "take the write lock off {}, or let the system check it for errors, and run it again",
                word(label)
            ),
        ),
        Fault::Seal { label, bundle, problem } => seal_problem(voice, at(label, *bundle), problem),
        Fault::Open { label, bundle, problem } => open_problem(voice, at(label, *bundle), problem),
        Fault::Write { label, problem } => write_problem(voice, on(label), problem),
        Fault::Storage { label, problem } => {
            storage_problem(voice, problem, Some(&say_name(label)))
        }
        Fault::Unreconciled { label, problem } => not_reconciled(voice, label, problem),
        Fault::Changed { label, harms } => changed(voice, label, harms),
        Fault::Erase { label, bundle, problem } => {
            erase_problem(voice, at(label, *bundle), problem)
        }
        Fault::Identity(problem) => identity_problem(voice, problem),
        Fault::Refused(refused) => say_refused(voice, refused),
        Fault::MediaUnseen(labels) => media_unseen(voice, labels),
        Fault::Unproven(problem) => unproven(voice, problem),
        Fault::RoleMissing(role) => role_missing(voice, *role),
        Fault::RoleAbsent { role, named, labels } => role_absent(voice, *role, *named, labels),
        Fault::Clock(doubt) => clock_doubt(voice, doubt),
        Fault::Io { path, source } if source.kind() == ErrorKind::FileTooLarge => Said::new(
            Exit::Io,
            format!("{}: a file there can't be as large as this one: {source}", say_path(path)),
            "name a folder on exFAT, NTFS, APFS or ext4; or look whether ulimit -f limits it",
        ),
        Fault::Io { path, source } => Said::new(
            Exit::Io,
            format!("{}: {source}", say_path(path)),
            format!("check that you may read and write {}", path_word(path)),
        ),
        Fault::Interrupted => interrupted(voice),
    }
}

/// Any one drive of each group will do.
fn none_of_these(_voice: &Voice, groups: &[Vec<String>]) -> Said {
    let said = |quoted: fn(&str) -> String| {
        let any = |group: &Vec<String>| {
            group.iter().map(|label| quoted(label)).collect::<Vec<_>>().join(" or ")
        };
        groups.iter().map(any).collect::<Vec<_>>().join(", and ")
    };
    let one = if groups.iter().any(|group| group.len() > 1) { "; one is enough" } else { "" };
    Said::new(
        Exit::Medium,
        format!("not plugged in: {}", said(say_name)),
        format!("plug in {}{one}, and run it again", said(word)),
    )
}

fn not_reconciled(voice: &Voice, label: &str, problem: &NotReconciled) -> Said {
    match problem {
        NotReconciled::Harmed(harm) => Said::new(
            Exit::Fixity,
            format!(
                "{} is not whole on {}, beside a bundle that an earlier run left unfinished; \
                 nothing was written there",
                harm.bundle,
                say_name(label)
            ),
            format!("kluis verify {}", word(label)),
        ),
        NotReconciled::Storage(problem) => storage_problem(voice, problem, Some(&say_name(label))),
        NotReconciled::Ledger(problem) => ledger_problem(voice, problem, Some(&say_name(label))),
    }
}

/// A bundle that changed or is gone, before anything was written. What did it may be at work still.
fn changed(voice: &Voice, label: &str, harms: &[Harm]) -> Said {
    let seal = |harm: &Harm| matches!(&harm.what, HarmKind::Seal(problem) if !problem.is_damage());
    let exit = if harms.iter().any(seal) { Exit::Seal } else { Exit::Fixity };
    Said::new(
        exit,
        format!("{}: {}; nothing was written there", say_name(label), harms_said(voice, harms)),
        changed_help(voice, label),
    )
}

/// What to do about a drive on which something changed.
pub fn changed_help(_voice: &Voice, label: &str) -> String {
    format!(
        "unplug {0} if you did not do this: ransomware may be at work; on a clean PC: kluis verify {0}, and \
         kluis repair {0}",
        word(label)
    )
}

/// The first of them, and how many more bundles there are.
fn harms_said(_voice: &Voice, harms: &[Harm]) -> String {
    let what = |harm: &Harm| match &harm.what {
        HarmKind::Seal(SealProblem::Unsealed | SealProblem::File(_)) => {
            format!("{} is gone", harm.bundle)
        }
        HarmKind::Seal(_) => format!("the seal of {} is not the one that was written", harm.bundle),
        HarmKind::Key(_) => format!("the key of {} is not the one that was written", harm.bundle),
        HarmKind::File(name) => format!("{} of {} was changed", say_name(name), harm.bundle),
        HarmKind::Unreadable(problem) => format!("{}: {}", harm.bundle, say_any(problem)),
    };
    let bundles: BTreeSet<BundleId> = harms.iter().map(|harm| harm.bundle).collect();
    match (harms.first().map(what), bundles.len() as u64) {
        (None, _) => String::new(),
        (Some(first), 1) => first,
        (Some(first), many) => {
            format!("{first}, and {} more", count(many - 1, "bundle", "bundles"))
        }
    }
}

pub(super) fn interrupted(_voice: &Voice) -> Said {
    Said::new(
        Exit::Interrupted,
        "what was finished stays; the rest does not count, and no source was removed for it",
        "run the same command again",
    )
}

/// An event by its word, and where it stands.
fn unknown_event(event: &UnknownEvent) -> String {
    format!("{} (writer {}, line {})", event.event, event.writer, event.seq)
}

fn say_refused(voice: &Voice, refused: &Refused) -> Said {
    let (exit, message, help) = match refused {
        Refused::Unknown(bundle) => {
            (Exit::Refused, format!("the ledger knows no bundle {bundle}"), "kluis list".into())
        }
        Refused::Barred { bundle, bars } => return barred(voice, *bundle, bars),
        Refused::UnknownEvents(events) => (
            Exit::Refused,
            format!(
                "the ledger has events that this version does not know, and one may be a hold: {}",
                list(events.iter().map(unknown_event).collect::<Vec<_>>())
            ),
            events.first().map_or_else(String::new, |first| {
                format!(
                    "use the newest version of kluis; if nobody of yours wrote that: kluis signer replace \
                     --distrust {}:{} --by NAME --reason TEXT",
                    first.writer, first.seq
                )
            }),
        ),
        Refused::MediaUnseen(media) => {
            return media_unseen(voice, &media.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
        Refused::ClockInDoubt => (
            Exit::Clock,
            "the clock is in doubt, and nothing is destroyed by a doubtful clock".into(),
            "set the clock; if it is right, add --confirm-date DATE".into(),
        ),
        Refused::Needed(bundle) => (
            Exit::Refused,
            format!("too few other copies of {bundle} hold now"),
            "plug in the other drives that hold it; kluis copy --all --to MEDIUM makes more".into(),
        ),
        Refused::UnderDestruction(bundle) => (
            Exit::Refused,
            format!("{bundle} is being destroyed, and gets no further copy"),
            format!("kluis show {bundle}"),
        ),
        Refused::OtherSeal(bundle) => (
            Exit::Seal,
            format!("the seal of {bundle} is not the one in the ledger"),
            format!("kluis show {bundle}"),
        ),
        Refused::PartlyErased(bundle) => (
            Exit::Refused,
            format!("something of {bundle} was erased already, and its destruction can only be ended"),
            format!("kluis destroy {bundle} --by NAME --role ROLE"),
        ),
        Refused::Disagrees { bundle, field } => (
            Exit::Seal,
            format!(
                "the ledger says of {bundle} what its seal does not ({field}); somebody may have used the sealer's key"
            ),
            "set aside the drive that told of it: kluis ledger show; kluis verify".into(),
        ),
    };
    Said::new(exit, message, help)
}

/// A home that came back, or that heard of another home's drive, has not heard what is known there.
fn media_unseen(_voice: &Voice, labels: &[String]) -> Said {
    let first = labels.first().map_or_else(|| "MEDIUM".into(), |label| word(label));
    Said::new(
        Exit::Refused,
        format!("this home has never seen {}, and a hold may stand there alone", list(labels)),
        format!(
            "plug it in and run this again; if it is gone for good: --waive {first} --reason TEXT"
        ),
    )
}

/// A hold is named first: it binds whatever the date.
fn barred(_voice: &Voice, bundle: BundleId, bars: &[Bar]) -> Said {
    let why = |bar: &Bar| match bar {
        Bar::Hold(hold) => format!("is held by {} since {}", hold.reference, hold.since),
        Bar::KeepThrough(day) => match day.succ_opt() {
            Some(due) => {
                format!("is kept through {day}, and due from {due} here and in UTC ({INDICATION})")
            }
            None => format!("is kept through {day} ({INDICATION})"),
        },
        Bar::OpenEnd => "has no end yet: the event that starts its clock is not recorded".into(),
    };
    let holds = bars.iter().filter(|bar| matches!(bar, Bar::Hold(_)));
    let others = bars.iter().filter(|bar| !matches!(bar, Bar::Hold(_)));
    let reasons: Vec<String> = holds.chain(others).map(why).collect();
    let held = bars.iter().find_map(|bar| match bar {
        Bar::Hold(hold) => Some(format!("kluis hold show {}", hold.reference)),
        Bar::KeepThrough(_) | Bar::OpenEnd => None,
    });
    let message = format!("{bundle} {}", reasons.join("; it "));
    Said::new(Exit::Refused, message, held.unwrap_or_else(|| format!("kluis show {bundle}")))
}
