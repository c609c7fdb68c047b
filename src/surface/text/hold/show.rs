//! One hold, or those of one reference.

use crate::surface::page::Page;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::vault::Told;
use crate::verbs::hold::{ActRow, Did, ScopeShown, ShowReport, Shown};

use super::list::asks;
use super::parts::{bound, hidden, kind, years_words};

pub(super) fn show(page: &mut Page<'_>, report: &ShowReport) {
    for (at, shown) in report.holds.iter().enumerate() {
        if at > 0 {
            page.gap();
        }
        one(page, shown);
    }
    if report.hidden {
        hidden(page, None);
    }
}

fn one(page: &mut Page<'_>, shown: &Shown) {
    let voice = page.voice;
    page.facts(&facts(voice, shown));
    shown.acts.iter().for_each(|act| page.line(act_line(voice, act)));
    page.line(both!(
        voice,
        "It binds {bundles}.",
        "Deze stop houdt {bundles} vast.",
        bundles = voice.count(shown.bound.len() as u64, Noun::Bundle)
    ));
    bound(page, &shown.bound);
    asks(page, &shown.row);
}

fn facts(voice: &Voice, shown: &Shown) -> Vec<(String, String)> {
    let row = &shown.row;
    let mut facts = vec![
        (both!(voice, "Hold", "Vernietigingsstop"), row.name.clone()),
        (both!(voice, "Id", "Nummer"), row.hold.to_string()),
        (both!(voice, "On", "Op"), scope(voice, &shown.scope)),
        (both!(voice, "Since", "Sinds"), voice.day_by(row.since, row.clock)),
    ];
    let mut add = |name: String, value: Option<String>| {
        facts.extend(value.map(|value| (name, value)));
    };
    add(both!(voice, "Ground", "Grond"), row.kind.map(|of| kind(voice, of)));
    add(both!(voice, "Reason", "Reden"), row.reason.clone());
    add(both!(voice, "By", "Door"), shown.by.clone());
    let review = row.review.filter(|_| row.released.is_none());
    add(both!(voice, "Review", "Herbeoordelen"), review.map(|day| voice.day(day)));
    add(both!(voice, "Ends by law", "Einde volgens de wet"), row.ends.map(|day| voice.day(day)));
    let released = row.released.map(|time| voice.day(time.day()));
    add(both!(voice, "Released", "Opgeheven"), released);
    add(both!(voice, "Told", "Ingelicht"), told(voice, &shown.told));
    let drives = |labels: &[String]| (!labels.is_empty()).then(|| voice.all_of(labels));
    add(both!(voice, "Drives that know", "Bekend op"), drives(&shown.heard));
    add(both!(voice, "Drives to follow", "Nog niet bekend op"), drives(&shown.unheard));
    facts
}

fn scope(voice: &Voice, scope: &ScopeShown) -> String {
    let bundles = scope.bundles.map(|number| voice.count(number as u64, Noun::Bundle));
    let classes = scope.classes.as_ref().map(|classes| classes.join(", "));
    let case = scope.case.as_ref().map(|case| both!(voice, "case {case}", "dossier {case}"));
    let years = scope.years.map(|years| years_words(voice, years));
    let parts: Vec<String> = [bundles, classes, case, years].into_iter().flatten().collect();
    match parts.is_empty() {
        true => both!(voice, "all bundles", "alle bundels"),
        false => parts.join(", "),
    }
}

fn told(voice: &Voice, told: &[Told]) -> Option<String> {
    let one = |told: &Told| {
        let (who, day) = (&told.who, voice.day(told.on));
        both!(voice, "{who} on {day}", "{who} op {day}")
    };
    (!told.is_empty()).then(|| told.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn act_line(voice: &Voice, act: &ActRow) -> String {
    let day = voice.day(act.time.day());
    let did = match (act.did, act.review) {
        (Did::Reviewed, Some(next)) => both!(
            voice,
            "Reviewed on {day}, again on {next}",
            "Herbeoordeeld op {day}, opnieuw op {next}",
            next = voice.day(next)
        ),
        (Did::Reviewed, None) => both!(voice, "Reviewed on {day}", "Herbeoordeeld op {day}"),
        (Did::Released, _) => both!(voice, "Released on {day}", "Opgeheven op {day}"),
        (Did::ReleaseSigned, _) => both!(
            voice,
            "One person signed its release on {day}, another must too",
            "Eén persoon heeft op {day} getekend voor opheffing, een ander moet dat ook doen"
        ),
    };
    let by = act.by.as_ref().map(|by| both!(voice, "by {by}", "door {by}"));
    let told = told(voice, &act.told).map(|told| both!(voice, "told: {told}", "ingelicht: {told}"));
    let words: Vec<String> = [by, act.reason.clone(), told].into_iter().flatten().collect();
    match words.is_empty() {
        true => format!("{did}."),
        false => format!("{did}: {}", words.join("; ")),
    }
}
