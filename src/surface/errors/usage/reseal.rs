//! Why records are not sealed again.

use crate::surface::errors::{Exit, Said};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::ResealProblem;

pub(super) fn reseal_problem(voice: &Voice, problem: &ResealProblem) -> Said {
    match problem {
        ResealProblem::GroundWithoutLaw { bundle, kept_through } => Said::new(
            Exit::Usage,
            match kept_through.map(|day| voice.day(day)) {
                Some(day) => both!(
                    voice,
                    "{bundle} is kept through {day}, and a right to erasure does not go before a duty to keep (GDPR art. 17(3)(b)): --ground has to cite the law that wants it erased",
                    "{bundle} bewaart u tot en met {day}, en een bewaarplicht gaat voor het recht op wissing (AVG art. 17 lid 3 onder b): --ground moet de wet noemen die wissing verlangt"
                ),
                None => both!(
                    voice,
                    "{bundle} has no end yet, and a right to erasure does not go before a duty to keep (GDPR art. 17(3)(b)): --ground has to cite the law that wants it erased",
                    "{bundle} heeft nog geen einde, en een bewaarplicht gaat voor het recht op wissing (AVG art. 17 lid 3 onder b): --ground moet de wet noemen die wissing verlangt"
                ),
            },
            both!(
                voice,
                "the article first, for example: --ground \"GDPR art. 17(1)(d), processed unlawfully\"",
                "eerst het artikel, bijvoorbeeld: --ground \"AVG art. 17 lid 1 onder d, onrechtmatig verwerkt\""
            ),
        ),
        ResealProblem::NoneMatch { bundle, matching } => Said::new(
            Exit::Finding,
            both!(
                voice,
                "no record of {bundle} fits {patterns}",
                "geen stuk van {bundle} past bij {patterns}",
                patterns = voice.all_of(matching)
            ),
            both!(
                voice,
                "a name, a folder or a pattern: --match '**/*.pdf'",
                "een naam, een map of een patroon: --match '**/*.pdf'"
            ),
        ),
        ResealProblem::SameVault => Said::new(
            Exit::Usage,
            both!(voice, "the bundle is of that vault already", "de bundel is al van die kluis"),
            both!(voice, "leave out --into", "laat --into weg"),
        ),
        ResealProblem::NoRecord { bundle, record } => Said::new(
            Exit::Finding,
            both!(
                voice,
                "{bundle} has no record {record}: its whole path is asked for",
                "{bundle} heeft geen stuk {record}: geef het hele pad"
            ),
            voice.kluis(&["show", &bundle.to_string(), "--records"]),
        ),
        ResealProblem::ResealedOtherwise { bundle, successors } => Said::new(
            Exit::Usage,
            both!(
                voice,
                "the records of {bundle} stand in {successors} already, under other rules or divided otherwise",
                "de stukken van {bundle} staan al in {successors}, met andere regels of anders verdeeld",
                successors = voice.all_of(successors)
            ),
            match successors.first() {
                Some(first) => voice.kluis(&["show", &first.to_string()]),
                None => voice.kluis(&["show", &bundle.to_string()]),
            },
        ),
        ResealProblem::NewDoesNotHold { old, new, label } => Said::new(
            Exit::Fixity,
            both!(
                voice,
                "{label}: {new} does not give back what it was made from; {old} stays",
                "{label}: {new} geeft niet terug waaruit die is gemaakt; {old} blijft"
            ),
            voice.kluis(&["verify", label, "--deep"]),
        ),
    }
}
