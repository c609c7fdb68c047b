//! Why an end stays as it is: events and extensions that can't be meant, or that are refused.

use super::super::place::Pair;
use crate::surface::errors::{Exit, Said, indication};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::EndProblem;
use crate::words::day::{Day, GivenDate};
use crate::words::ids::BundleId;

pub(super) fn end_problem(voice: &Voice, problem: &EndProblem) -> Said {
    let (message, help) = match problem {
        EndProblem::BeingDestroyed { bundle, erased } => {
            return being_destroyed(voice, *bundle, *erased);
        }
        EndProblem::EarlierEnd { bundle, keep_through, delete_from } => {
            return earlier_end(voice, *bundle, *keep_through, *delete_from);
        }
        EndProblem::RulesUnread(bundle) => return rules_unread(voice, *bundle),
        EndProblem::Shortening(problem) => return super::earlier::refused(voice, problem),
        EndProblem::NobodysEvent => nobodys_event(voice),
        EndProblem::NothingFits => nothing_fits(voice),
        EndProblem::ThroughPast(day) => through_past(voice, *day),
        EndProblem::EventAhead(date) => event_ahead(voice, *date),
        EndProblem::NoBundleOfCase(code) => no_bundle_of_case(voice, code),
        EndProblem::NotOpenEnded(bundle) => not_open_ended(voice, *bundle),
        EndProblem::NothingWaits => nothing_waits(voice),
        EndProblem::NoEventRecorded => no_event_recorded(voice),
        EndProblem::NotConfirmed => not_confirmed(voice),
    };
    Said::new(Exit::Usage, message, help)
}

fn being_destroyed(voice: &Voice, bundle: BundleId, erased: bool) -> Said {
    let id = bundle.to_string();
    let (name, text) = (both!(voice, "NAME", "NAAM"), both!(voice, "TEXT", "TEKST"));
    let help = match erased {
        true => voice.kluis(&["show", &id]),
        false => both!(
            voice,
            "nothing of it was erased; to keep it after all: {withdraw}",
            "er is niets van overschreven; wilt u die toch bewaren: {withdraw}",
            withdraw =
                voice.kluis(&["destroy", &id, "--withdraw", "--by", &name, "--reason", &text])
        ),
    };
    let message = both!(
        voice,
        "{bundle} is being destroyed, and its end is not moved any more",
        "{bundle} wordt vernietigd; het einde verschuift niet meer"
    );
    Said::new(Exit::Refused, message, help)
}

fn nobodys_event(voice: &Voice) -> Pair {
    let (code, bundle) = (both!(voice, "CODE", "CODE"), both!(voice, "BUNDLE", "BUNDEL"));
    (
        both!(
            voice,
            "nothing says whose event it is, and it would close every case",
            "er staat niet bij van welk dossier dit is; zo zou elk dossier sluiten"
        ),
        both!(
            voice,
            "add --case {code}, or name bundles: {bundle}…",
            "voeg --case {code} toe, of noem bundels: {bundle}…"
        ),
    )
}

fn nothing_fits(voice: &Voice) -> Pair {
    (
        both!(voice, "no bundle fits what you selected", "geen bundel past bij wat u hebt gekozen"),
        voice.kluis(&["list"]),
    )
}

fn through_past(voice: &Voice, day: Day) -> Pair {
    (
        both!(
            voice,
            "--through {day} is over",
            "--through {day} is al voorbij",
            day = voice.day(day)
        ),
        both!(
            voice,
            "give the last day through which they are to be kept",
            "geef de laatste dag waarop u ze nog bewaart"
        ),
    )
}

fn event_ahead(voice: &Voice, date: GivenDate) -> Pair {
    (
        both!(
            voice,
            "--date {date} lies ahead, and an event goes on record once it took place",
            "--date {date} ligt in de toekomst; een gebeurtenis legt u vast als die er is geweest",
            date = voice.given(date)
        ),
        both!(
            voice,
            "check --date; until then the end stays open, and nothing is destroyed",
            "kijk --date na; tot die dag blijft het einde open, en wordt er niets vernietigd"
        ),
    )
}

fn no_bundle_of_case(voice: &Voice, code: &str) -> Pair {
    (
        both!(
            voice,
            "this PC knows no bundle of case {code}",
            "deze pc kent geen bundel van dossier {code}"
        ),
        both!(
            voice,
            "check the code: {list}; if another PC sealed it, plug in the drive",
            "kijk de code na: {list}; heeft een andere pc die verzegeld, sluit dan de schijf aan",
            list = voice.kluis(&["list"])
        ),
    )
}

fn not_open_ended(voice: &Voice, bundle: BundleId) -> Pair {
    (
        both!(
            voice,
            "{bundle} does not wait for an event: no event gives it another end",
            "{bundle} wacht niet op een gebeurtenis: geen gebeurtenis geeft er een ander einde aan"
        ),
        both!(
            voice,
            "{show}; kept for longer: {extend}",
            "{show}; langer bewaren: {extend}",
            show = voice.kluis(&["show", &bundle.to_string()]),
            extend = voice.kluis(&[
                "extend",
                &bundle.to_string(),
                "--through",
                &both!(voice, "DATE", "DATUM"),
                "--reason",
                &both!(voice, "TEXT", "TEKST")
            ])
        ),
    )
}

fn nothing_waits(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "no rule of these bundles waits for an event",
            "geen regel van deze bundels wacht op een gebeurtenis"
        ),
        voice.kluis(&["list"]),
    )
}

fn no_event_recorded(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "no event of these is on record: there is nothing to take back",
            "hiervan is geen gebeurtenis vastgelegd: er is niets terug te nemen"
        ),
        voice.kluis(&["list"]),
    )
}

/// The end would be earlier than one that is on record.
fn earlier_end(
    voice: &Voice,
    bundle: BundleId,
    keep_through: Option<Day>,
    delete_from: Option<Day>,
) -> Said {
    let (is, means) = (
        keep_through.map(|day| {
            both!(voice, "kept through {day}", "te bewaren tot en met {day}", day = voice.day(day))
        }),
        delete_from.map(|day| {
            both!(
                voice,
                "to be deleted from {day}",
                "te verwijderen vanaf {day}",
                day = voice.day(day)
            )
        }),
    );
    let stands = is.or(means).unwrap_or_default();
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "by what is on record {bundle} is {stands}, and the date given would end it earlier ({indication})",
            "volgens het logboek is {bundle} {stands}; met de opgegeven datum eindigt dat eerder ({indication})",
            indication = indication(voice)
        ),
        both!(
            voice,
            "check --date; an earlier end is proposed with --reason {text}, and confirmed by another person after 30 days",
            "kijk --date na; een eerder einde stelt u voor met --reason {text}, en een ander bevestigt het na 30 dagen",
            text = both!(voice, "TEXT", "TEKST")
        ),
    )
}

/// What a confidential class asks for stands in the index alone.
fn rules_unread(voice: &Voice, bundle: BundleId) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "the rule of {bundle} stands in its index alone, which could not be read: nobody can say when it ends",
            "de regel van {bundle} staat alleen in de inhoudsopgave, en die is niet te lezen: het einde is niet te bepalen"
        ),
        both!(
            voice,
            "plug in a drive that holds it, and one with its keys, and run this again; {verify}",
            "sluit een schijf aan waar die op staat, en een met de sleutels, en geef de opdracht opnieuw; {verify}",
            verify = voice.kluis(&["verify"])
        ),
    )
}

fn not_confirmed(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "the answer was not yes: nothing was put on record",
            "u hebt geen ja geantwoord; er is niets vastgelegd"
        ),
        both!(
            voice,
            "check what was shown, and run it again",
            "kijk na wat u zag, en geef de opdracht opnieuw"
        ),
    )
}
