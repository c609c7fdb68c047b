//! What stands on a drive is not what was left there: nothing was written to it.

use std::collections::BTreeSet;

use super::ledger::ledger_problem;
use super::place::At;
use super::storage::storage_problem;
use super::words::{file_fault_words, file_words, storage_words};
use super::{Exit, Said};
use crate::powers::medium::StorageProblem;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::bundle::fixity::FileFault;
use crate::things::bundle::proof::SealProblem;
use crate::things::destruction::neighbours::{Harm, HarmKind};
use crate::things::files::FileProblem;
use crate::things::reconcile::NotReconciled;
use crate::words::ids::BundleId;

/// A bundle that changed or is gone, before anything was written. What did it may be at work still.
pub(super) fn changed(voice: &Voice, label: &str, harms: &[Harm]) -> Said {
    let seal = |harm: &Harm| matches!(&harm.what, HarmKind::Seal(problem) if !problem.is_damage());
    let exit = if harms.iter().any(seal) { Exit::Seal } else { Exit::Fixity };
    let found = harms_said(voice, harms);
    if harms.iter().all(|harm| harm.what.is_unread()) {
        let what = both!(
            voice,
            "{label}: {found}; nothing was written there, and nothing there counts in this run",
            "{label}: {found}; daar is niets geschreven, en daar telt niets mee in deze opdracht"
        );
        return Said::new(exit, what, voice.kluis(&["verify", label]));
    }
    Said::new(
        exit,
        both!(
            voice,
            "{label}: {found}; nothing was written there, and nothing there counts until it is verified",
            "{label}: {found}; daar is niets geschreven, en daar telt niets mee tot de controle"
        ),
        changed_help(voice, label),
    )
}

/// A copy that was to be read is not what was sealed. The drive is written to all the same: this is rot.
pub(super) fn damaged(
    voice: &Voice,
    (label, bundle): (&str, BundleId),
    file: &str,
    fault: &FileFault,
) -> Said {
    let fault = file_fault_words(voice, fault);
    Said::new(
        Exit::Fixity,
        format!("{label}, {bundle}: {file}: {fault}"),
        voice.kluis(&["repair", label]),
    )
}

/// The same of what waits on this PC: the drives that hold the bundle have it still.
pub(super) fn outbox_damaged(
    voice: &Voice,
    bundle: BundleId,
    (file, fault): (&str, &FileFault),
    labels: &[String],
) -> Said {
    let fault = file_fault_words(voice, fault);
    let help = match labels {
        [] => voice.kluis(&["show", &bundle.to_string()]),
        labels => both!(
            voice,
            "plug in {drives}, and run it again",
            "sluit {drives} aan, en geef de opdracht opnieuw",
            drives = voice.any_of(labels.iter().map(|label| super::word(label)))
        ),
    };
    Said::new(
        Exit::Fixity,
        both!(
            voice,
            "{bundle}: what waits of it on this PC is damaged: {file}: {fault}",
            "{bundle}: wat ervan op deze pc wacht, is beschadigd: {file}: {fault}"
        ),
        help,
    )
}

/// What to do about a drive on which something changed.
pub fn changed_help(voice: &Voice, label: &str) -> String {
    both!(
        voice,
        "unplug {drive} if you did not do this: ransomware may be at work; on a clean PC: {verify}, and {repair}",
        "koppel {drive} los als u dit niet deed: misschien is er gijzelsoftware aan het werk; op een schone pc: {verify}, \
         en {repair}",
        drive = super::word(label),
        verify = voice.kluis(&["verify", label]),
        repair = voice.kluis(&["repair", label])
    )
}

/// The first of them, and how many more bundles there are.
fn harms_said(voice: &Voice, harms: &[Harm]) -> String {
    let bundles: BTreeSet<BundleId> = harms.iter().map(|harm| harm.bundle).collect();
    match (harms.first(), bundles.len() as u64) {
        (None, _) => String::new(),
        (Some(first), 1) => harm_said(voice, first),
        (Some(first), many) => both!(
            voice,
            "{first}, and {more} more",
            "{first}, en nog {more}",
            first = harm_said(voice, first),
            more = voice.count(many - 1, Noun::Bundle)
        ),
    }
}

fn harm_said(voice: &Voice, harm: &Harm) -> String {
    let bundle = harm.bundle;
    match &harm.what {
        HarmKind::Seal(
            SealProblem::Unsealed
            | SealProblem::File(FileProblem::Storage(StorageProblem::Absent { .. })),
        ) => both!(voice, "{bundle} is gone", "{bundle} is weg"),
        HarmKind::Seal(SealProblem::File(problem)) => {
            format!("{bundle}: {}", file_words(voice, problem))
        }
        HarmKind::Seal(
            SealProblem::Signature
            | SealProblem::Unreadable(_)
            | SealProblem::OtherVault
            | SealProblem::OtherBundle { .. }
            | SealProblem::OtherSeal { .. }
            | SealProblem::NotInLedger,
        ) => both!(
            voice,
            "the seal of {bundle} is not the one that was written",
            "de verzegeling van {bundle} is niet die er geschreven is"
        ),
        HarmKind::Key(_) => both!(
            voice,
            "the key of {bundle} is not the one that was written",
            "de bundelsleutel van {bundle} is niet die er geschreven is"
        ),
        HarmKind::File(name) => {
            both!(voice, "{name} of {bundle} was changed", "{name} van {bundle} is gewijzigd")
        }
        HarmKind::Unreadable(problem) => format!("{bundle}: {}", storage_words(voice, problem)),
    }
}

pub(super) fn not_reconciled(voice: &Voice, label: &str, problem: &NotReconciled) -> Said {
    match problem {
        NotReconciled::Harmed(harm) => Said::new(
            Exit::Fixity,
            both!(
                voice,
                "{bundle} is not whole on {label}, beside a bundle that an earlier run left unfinished; nothing was \
                 written there",
                "{bundle} is niet heel op {label}, naast een bundel die een eerdere opdracht onaf liet; daar is niets \
                 geschreven",
                bundle = harm.bundle
            ),
            voice.kluis(&["verify", label]),
        ),
        NotReconciled::Storage(problem) => storage_problem(voice, problem, Some(At::drive(label))),
        NotReconciled::Ledger(problem) => ledger_problem(voice, problem, Some(label)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::medium::Act;
    use crate::words::lang::Lang;

    #[test]
    fn a_file_that_could_not_be_read_is_no_sign_of_ransomware() {
        let denied = || StorageProblem::Denied { act: Act::Open, path: "a/seal.json".into() };
        let harm = |what| Harm { bundle: "20261031-7f3ca2b1".parse().unwrap(), what };
        let unread = HarmKind::Seal(SealProblem::File(denied().into()));
        let voice = Voice::new(Lang::En);
        let said =
            changed(&voice, "Drive A", &[harm(unread), harm(HarmKind::Unreadable(denied()))]);
        assert!(said.message.contains("no permission"), "{said:?}");
        assert!(!said.message.contains("is gone"), "{said:?}");
        let help = crate::surface::voice::untied(&said.help);
        assert_eq!((said.exit, help.as_str()), (Exit::Fixity, "kluis verify \"Drive A\""));
        let gone = HarmKind::Seal(SealProblem::Unsealed);
        let said = changed(&voice, "Drive A", &[harm(HarmKind::Unreadable(denied())), harm(gone)]);
        assert!(said.help.contains("ransomware"), "{said:?}");
    }
}
