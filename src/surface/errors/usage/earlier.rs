//! Why an earlier end that was proposed does not count yet, or any more.

use crate::surface::errors::{Exit, Said};
use crate::surface::second_person;
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::ShorteningProblem;

/// What refuses a confirmation.
pub(super) fn refused(voice: &Voice, problem: &ShorteningProblem) -> Said {
    let withdraw = |proposal: &str| voice.kluis(&["shorten", "withdraw", proposal]);
    let due = voice.kluis(&["due"]);
    match problem {
        ShorteningProblem::NoSuchProposal(start) => Said::new(
            Exit::Usage,
            both!(
                voice,
                "no earlier end that was proposed is called {start}, or several are",
                "geen voorstel voor een eerder einde heet {start}, of er zijn er meer"
            ),
            due,
        ),
        ShorteningProblem::ProposalOver { proposal, confirmed: true } => Said::new(
            Exit::Usage,
            both!(
                voice,
                "proposal {proposal} was confirmed already: its earlier end counts",
                "voorstel {proposal} is al bevestigd: het eerdere einde geldt"
            ),
            due,
        ),
        ShorteningProblem::ProposalOver { proposal, confirmed: false } => Said::new(
            Exit::Usage,
            both!(
                voice,
                "proposal {proposal} was taken back",
                "voorstel {proposal} is ingetrokken"
            ),
            due,
        ),
        ShorteningProblem::StillWaiting { proposal, from } => Said::new(
            Exit::Refused,
            both!(
                voice,
                "proposal {proposal} waits: it may be confirmed from {day}",
                "voorstel {proposal} wacht nog: bevestigen kan vanaf {day}",
                day = voice.day(*from)
            ),
            both!(
                voice,
                "{due}; to take it back: {withdraw}",
                "{due}; intrekken: {withdraw}",
                withdraw = withdraw(proposal)
            ),
        ),
        ShorteningProblem::ProposalUndone { proposal, bundle } => Said::new(
            Exit::Refused,
            match bundle {
                Some(bundle) => both!(
                    voice,
                    "since proposal {proposal} something came that keeps {bundle}: the later end stands",
                    "na voorstel {proposal} kwam er iets bij dat {bundle} vasthoudt: het latere einde blijft staan"
                ),
                None => both!(
                    voice,
                    "proposal {proposal} does not count any more: the later end stands",
                    "voorstel {proposal} telt niet meer: het latere einde blijft staan"
                ),
            },
            both!(
                voice,
                "take it back, and propose it anew: {withdraw}",
                "trek het in en stel het opnieuw voor: {withdraw}",
                withdraw = withdraw(proposal)
            ),
        ),
        ShorteningProblem::SameProposer { proposal, signer } => Said::new(
            Exit::Refused,
            both!(
                voice,
                "{signer} proposed {proposal}: another person has to confirm it",
                "{signer} heeft {proposal} voorgesteld: iemand anders moet het bevestigen"
            ),
            both!(
                voice,
                "the other person: {confirm}; {script}",
                "de ander: {confirm}; {script}",
                confirm = second_person::confirm(voice, proposal),
                script = second_person::sign_unasked(voice)
            ),
        ),
        ShorteningProblem::OtherLeft { proposal, signer } => Said::new(
            Exit::Refused,
            both!(
                voice,
                "{signer} proposed {proposal} while another person signed for this vault too: \
                 {signer} does not confirm it",
                "{signer} stelde {proposal} voor toen er nog iemand voor deze kluis tekende: \
                 {signer} kan het niet zelf bevestigen"
            ),
            both!(
                voice,
                "take it back, and propose it anew: {withdraw}",
                "trek het in en stel het opnieuw voor: {withdraw}",
                withdraw = withdraw(proposal)
            ),
        ),
        ShorteningProblem::DaysUncounted => Said::new(
            Exit::Clock,
            both!(
                voice,
                "the date had to be confirmed in this run, and no wait is counted by such a day",
                "de datum moest in deze opdracht worden bevestigd, en met zo'n dag telt geen wachttijd"
            ),
            both!(
                voice,
                "the date is on record now: run the same command again",
                "de datum staat nu vast: geef dezelfde opdracht opnieuw"
            ),
        ),
    }
}
