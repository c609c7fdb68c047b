//! What an entry says about how long something is kept: holds, events, extensions.

use crate::formats::entry::{
    EventRecorded, Extended, HoldPlaced, HoldReleased, HoldReviewed, Received, Shortened,
    ShorteningProposed, StatementKind, StatementMade, Succeeded,
};
use crate::rules::scope::Scope;
use crate::surface::text::hold::years_words;
use crate::surface::voice::{Noun, Voice, both};
use crate::words::ids::HoldId;

pub(super) fn placed(voice: &Voice, fields: &HoldPlaced) -> String {
    let hold = short(fields.hold);
    let scope = scope(voice, &fields.scope);
    match fields.review {
        Some(review) => both!(
            voice,
            "hold {hold} placed on {scope}; to be reviewed on {day}",
            "vernietigingsstop {hold} geplaatst op {scope}; herbeoordelen op {day}",
            day = voice.day(review)
        ),
        None => both!(
            voice,
            "hold {hold} placed on {scope}",
            "vernietigingsstop {hold} geplaatst op {scope}"
        ),
    }
}

/// What a hold is on, as far as its entry says it in the clear.
fn scope(voice: &Voice, scope: &Scope) -> String {
    let bundles = scope.bundles.as_ref().map(|ids| voice.count(ids.len() as u64, Noun::Bundle));
    let classes = scope.classes.as_ref().map(|_| both!(voice, "a class", "een bewaarcategorie"));
    let case = scope.case.map(|_| both!(voice, "a case", "een dossier"));
    let years = scope.years.map(|years| years_words(voice, years));
    let parts: Vec<String> = [bundles, classes, case, years].into_iter().flatten().collect();
    match parts.is_empty() {
        true => both!(voice, "all bundles", "alle bundels"),
        false => parts.join(", "),
    }
}

pub(super) fn reviewed(voice: &Voice, fields: &HoldReviewed) -> String {
    both!(
        voice,
        "hold {hold} reviewed: it stays, to be reviewed on {day}",
        "vernietigingsstop {hold} herbeoordeeld: die blijft, herbeoordelen op {day}",
        hold = short(fields.hold),
        day = voice.day(fields.review)
    )
}

pub(super) fn released(voice: &Voice, fields: &HoldReleased) -> String {
    both!(
        voice,
        "released: hold {holds}",
        "opgeheven: vernietigingsstop {holds}",
        holds = voice.all_of(fields.holds.iter().map(|hold| short(*hold)))
    )
}

pub(super) fn recorded(voice: &Voice, fields: &EventRecorded) -> String {
    let about = match &fields.bundles {
        Some(bundles) => voice.count(bundles.len() as u64, Noun::Bundle),
        None => both!(voice, "a case", "een dossier"),
    };
    match fields.ends.iter().filter_map(|end| end.keep_through).max() {
        _ if fields.reopens() => both!(
            voice,
            "the event of {about} was taken back: the end is open again",
            "de gebeurtenis van {about} is teruggenomen: het einde is weer open"
        ),
        Some(last) => both!(
            voice,
            "the event of {about} was recorded: kept through {day}",
            "de gebeurtenis van {about} is vastgelegd: bewaren tot en met {day}",
            day = voice.day(last)
        ),
        None => both!(
            voice,
            "the event of {about} was recorded",
            "de gebeurtenis van {about} is vastgelegd"
        ),
    }
}

pub(super) fn extended(voice: &Voice, fields: &Extended) -> String {
    both!(
        voice,
        "{bundles} kept for longer: through {day}",
        "{bundles} langer bewaren: tot en met {day}",
        bundles = voice.count(fields.bundles.len() as u64, Noun::Bundle),
        day = voice.day(fields.keep_through)
    )
}

pub(super) fn proposed(voice: &Voice, fields: &ShorteningProposed) -> String {
    let about = match &fields.bundles {
        Some(bundles) => voice.count(bundles.len() as u64, Noun::Bundle),
        None => both!(voice, "a case", "een dossier"),
    };
    both!(
        voice,
        "an earlier end of {about} was proposed: {proposal}",
        "een eerder einde van {about} is voorgesteld: {proposal}",
        proposal = &fields.proposal.to_string()[..8]
    )
}

pub(super) fn shortened(voice: &Voice, fields: &Shortened) -> String {
    both!(
        voice,
        "the earlier end {proposal} was confirmed: it counts",
        "het eerdere einde {proposal} is bevestigd: het geldt",
        proposal = &fields.proposal.to_string()[..8]
    )
}

pub(super) fn succeeded(voice: &Voice, fields: &Succeeded) -> String {
    let bundle = fields.bundle;
    let elsewhere = fields.elsewhere.iter().map(|heir| heir.bundle);
    let heirs = voice.all_of(fields.successors.iter().map(|heir| heir.bundle).chain(elsewhere));
    match (fields.removed, fields.successors.is_empty() && fields.elsewhere.is_empty()) {
        (0, _) => both!(
            voice,
            "the records of {bundle} stand in {heirs}",
            "de stukken van {bundle} staan in {heirs}"
        ),
        (removed, true) => both!(
            voice,
            "{records} of {bundle} left out on a ground: none is left",
            "{records} van {bundle} weggelaten op een grond: er blijft geen over",
            records = voice.count(removed, Noun::Record)
        ),
        (removed, false) => both!(
            voice,
            "the records of {bundle} stand in {heirs}, but for {records} left out on a ground",
            "de stukken van {bundle} staan in {heirs}; weggelaten op een grond: {records}",
            records = voice.count(removed, Noun::Record)
        ),
    }
}

pub(super) fn received(voice: &Voice, fields: &Received) -> String {
    let (bundle, from) = (fields.bundle, fields.from.bundle);
    match fields.keep_through.filter(|_| !fields.open) {
        Some(last) => both!(
            voice,
            "{bundle} holds records that stood in {from} of another vault, kept there through {day}",
            "{bundle} bevat stukken die in {from} van een andere kluis zaten, daar te bewaren tot en met {day}",
            day = voice.day(last)
        ),
        None => both!(
            voice,
            "{bundle} holds records that stood in {from} of another vault",
            "{bundle} bevat stukken die in {from} van een andere kluis zaten"
        ),
    }
}

pub(super) fn stated(voice: &Voice, fields: &StatementMade) -> String {
    let bundle = fields.bundle;
    match fields.kind {
        StatementKind::Final => both!(
            voice,
            "{bundle}: statement of destruction made",
            "{bundle}: verklaring van vernietiging gemaakt"
        ),
        StatementKind::Interim => both!(
            voice,
            "{bundle}: interim statement of destruction made",
            "{bundle}: tussentijdse verklaring van vernietiging gemaakt"
        ),
        StatementKind::Supplement => both!(
            voice,
            "{bundle}: supplement to the statement of destruction made",
            "{bundle}: aanvulling op de verklaring van vernietiging gemaakt"
        ),
    }
}

fn short(hold: HoldId) -> String {
    hold.to_string()[..8].to_owned()
}
