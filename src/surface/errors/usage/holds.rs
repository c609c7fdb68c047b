//! Words about a hold that can't be meant.

use super::super::place::Pair;
use crate::rules::hold::HoldKind;
use crate::surface::errors::list;
use crate::surface::voice::{Voice, both};
use crate::words::day::Day;
use crate::words::ids::HoldId;

pub(super) fn told(voice: &Voice, text: &str) -> Pair {
    (
        both!(
            voice,
            "{text} does not say who was told, and on which day",
            "{text} zegt niet wie is ingelicht, en op welke dag"
        ),
        both!(
            voice,
            "--told \"WHO@DATE\", as in --told \"J. de Wit@2026-03-12\"",
            "--told \"WIE@DATUM\", bijvoorbeeld --told \"J. de Wit@2026-03-12\""
        ),
    )
}

pub(super) fn told_in_the_future(voice: &Voice, day: Day) -> Pair {
    (
        both!(
            voice,
            "--told: {day} lies in the future",
            "--told: {day} ligt in de toekomst",
            day = voice.day(day)
        ),
        both!(
            voice,
            "give the day on which that person was told",
            "geef de dag waarop die persoon is ingelicht"
        ),
    )
}

pub(super) fn review_in_the_past(voice: &Voice, day: Day) -> Pair {
    (
        both!(
            voice,
            "--review: {day} is not after today",
            "--review: {day} ligt niet na vandaag",
            day = voice.day(day)
        ),
        both!(
            voice,
            "give a day on which you look at it again; without --review that is in six months",
            "geef een dag waarop u de stop opnieuw bekijkt; zonder --review is dat over zes maanden"
        ),
    )
}

pub(super) fn no_legal_end(voice: &Voice, kind: HoldKind) -> Pair {
    (
        both!(
            voice,
            "the ground {kind} has an end by law, and none is given",
            "de grond {kind} heeft een einde volgens de wet, en dat ontbreekt"
        ),
        both!(
            voice,
            "add --ends DATE, the last day of the authority's order",
            "voeg toe: --ends DATUM, de laatste dag van het bevel"
        ),
    )
}

pub(super) fn legal_end_unknown(voice: &Voice, kind: HoldKind) -> Pair {
    (
        both!(
            voice,
            "the ground {kind} has no end by law: a hold like that ends when you release it",
            "de grond {kind} heeft geen einde volgens de wet: zo'n stop eindigt als u die opheft"
        ),
        both!(
            voice,
            "leave out --ends; --review DATE says when you look at it again",
            "laat --ends weg; --review DATUM zegt wanneer u de stop opnieuw bekijkt"
        ),
    )
}

pub(super) fn legal_end_too_far(voice: &Voice, ends: Day, last: Day) -> Pair {
    (
        both!(
            voice,
            "--ends: {ends} is past, or later than the law allows",
            "--ends: {ends} is voorbij, of later dan de wet toestaat",
            ends = voice.day(ends)
        ),
        both!(
            voice,
            "give a day from today through {last}",
            "geef een dag van vandaag tot en met {last}",
            last = voice.day(last)
        ),
    )
}

pub(super) fn unknown(voice: &Voice, name: &str) -> Pair {
    (
        both!(
            voice,
            "no hold that can be named here is called {name}",
            "geen vernietigingsstop die hier bekend is, heet {name}"
        ),
        voice.kluis(&["hold", "list", "--released"]),
    )
}

pub(super) fn ambiguous(voice: &Voice, start: &str, found: &[HoldId]) -> Pair {
    let help = match found.first() {
        Some(id) => both!(voice, "type more of it: {id}", "typ er meer van: {id}"),
        None => voice.kluis(&["hold", "list"]),
    };
    let message = both!(
        voice,
        "{start} is the start of {count}: {ids}",
        "{start} is het begin van {count}: {ids}",
        count = found.len(),
        ids = list(found)
    );
    (message, help)
}

pub(super) fn several(voice: &Voice, name: &str, found: &[(HoldId, Day)]) -> Pair {
    let one = |(hold, since): &(HoldId, Day)| {
        let (number, since) = (&hold.to_string()[..8], voice.day(*since));
        both!(voice, "{number} of {since}", "{number} van {since}")
    };
    let holds: Vec<String> = found.iter().map(one).collect();
    let message = both!(
        voice,
        "{name} stands for {count} holds, and each has its own ground: {holds}",
        "{name} staat voor {count} vernietigingsstops, elk met een eigen grond: {holds}",
        count = found.len(),
        holds = voice.all_of(&holds)
    );
    let help = both!(
        voice,
        "{show} says which is which; then use the number in the place of {name}",
        "{show} zegt welke welke is; gebruik dan het nummer in plaats van {name}",
        show = voice.kluis(&["hold", "show", name])
    );
    (message, help)
}

pub(super) fn released(voice: &Voice, name: &str) -> Pair {
    (
        both!(voice, "hold {name} is released already", "vernietigingsstop {name} is al opgeheven"),
        voice.kluis(&["hold", "show", name]),
    )
}

pub(super) fn nobody_told(voice: &Voice, hold: &str, kind: Option<HoldKind>) -> Pair {
    let message = match kind {
        Some(_) => both!(
            voice,
            "hold {hold} restricts a person's data, and that person is told before it is released (GDPR art. 18(3))",
            "vernietigingsstop {hold} beperkt gegevens van een persoon, en die wordt vooraf ingelicht (AVG art. 18 lid 3)"
        ),
        None => both!(
            voice,
            "the note of hold {hold} can't be read: it may restrict a person's data, and that person is told before it is \
             released (GDPR art. 18(3))",
            "de notitie van vernietigingsstop {hold} is niet te lezen: misschien beperkt die gegevens van een persoon, \
             en die wordt vooraf ingelicht (AVG art. 18 lid 3)"
        ),
    };
    (
        message,
        both!(
            voice,
            "tell them, then add --told \"WHO@DATE\"",
            "licht die persoon in, en voeg dan toe: --told \"WIE@DATUM\""
        ),
    )
}
