//! One of each way in which an end stays as it is, with its exit code.

use super::samples::{bundle, day, text};
use crate::verbs::fault::{EndProblem, ShorteningProblem};
use crate::words::day::Day;

pub(super) fn usages() -> Vec<(EndProblem, i32)> {
    let earlier = |keep_through, delete_from| EndProblem::EarlierEnd {
        bundle: bundle(),
        keep_through,
        delete_from,
    };
    vec![
        (EndProblem::BeingDestroyed { bundle: bundle(), erased: false }, 14),
        (EndProblem::BeingDestroyed { bundle: bundle(), erased: true }, 14),
        (EndProblem::NobodysEvent, 2),
        (EndProblem::NothingFits, 2),
        (EndProblem::ThroughPast(Day::MIN), 2),
        (EndProblem::EventAhead("2033".parse().unwrap()), 2),
        (EndProblem::NoBundleOfCase(text()), 2),
        (EndProblem::NotOpenEnded(bundle()), 2),
        (EndProblem::NothingWaits, 2),
        (EndProblem::NoEventRecorded, 2),
        (earlier(Some(day("2033-12-31")), None), 14),
        (earlier(None, Some(day("2033-12-31"))), 14),
        (EndProblem::RulesUnread(bundle()), 14),
        (EndProblem::NotConfirmed, 2),
    ]
    .into_iter()
    .chain(shortenings())
    .collect()
}

fn shortenings() -> impl Iterator<Item = (EndProblem, i32)> {
    let proposal = || "3f2a1b4c".to_owned();
    let problems = [
        (ShorteningProblem::NoSuchProposal(text()), 2),
        (ShorteningProblem::ProposalOver { proposal: proposal(), confirmed: true }, 2),
        (ShorteningProblem::ProposalOver { proposal: proposal(), confirmed: false }, 2),
        (ShorteningProblem::StillWaiting { proposal: proposal(), from: day("2027-03-01") }, 14),
        (ShorteningProblem::ProposalUndone { proposal: proposal(), bundle: None }, 14),
        (ShorteningProblem::ProposalUndone { proposal: proposal(), bundle: Some(bundle()) }, 14),
        (ShorteningProblem::SameProposer { proposal: proposal(), signer: text() }, 14),
        (ShorteningProblem::OtherLeft { proposal: proposal(), signer: text() }, 14),
        (ShorteningProblem::DaysUncounted, 17),
    ];
    problems.into_iter().map(|(problem, exit)| (EndProblem::Shortening(problem), exit))
}
