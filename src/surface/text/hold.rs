//! Holds: what was placed, looked at again or released.

mod list;
mod parts;
mod show;

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::second_person;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::hold::{PlaceReport, ReleaseReport, Report, ReviewReport, StandsReport};
use crate::verbs::telling::Who;
use crate::words::day::ClockState;
use crate::words::ids::BundleId;

use super::half_signed::other;
use super::not_on_record;

use parts::bound;
pub(super) use parts::{kind as hold_kind, years_words};

/// What `hold place`, `review`, `release`, `list` or `show` came to, in words.
pub fn hold(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    match report {
        Report::Place(report) => placed(&mut page, report),
        Report::Review(report) => reviewed(&mut page, report),
        Report::Release(report) => released(&mut page, report),
        Report::List(report) => list::list(&mut page, report),
        Report::Show(report) => show::show(&mut page, report),
    }
    page.into_text()
}

pub(super) fn placed(page: &mut Page<'_>, report: &PlaceReport) {
    let voice = page.voice;
    let reference = &report.reference;
    let number = report.bundles.len() as u64;
    page.line(both!(
        voice,
        "Hold {reference} is placed: {bundles}, to be reviewed on {day}.",
        "Vernietigingsstop {reference} is geplaatst: {bundles}, herbeoordelen op {day}.",
        bundles = voice.count(number, Noun::Bundle),
        day = voice.day(report.review)
    ));
    bound(page, &report.bundles);
    let undated = report.undated.len() as u64;
    if undated > 0 {
        page.line(both!(
            voice,
            "Of {bundles} of these no date is known here, so {they} may be of that time: {ids}",
            "Van {bundles} hiervan is hier geen datum bekend; {ze} uit die tijd zijn: {ids}",
            bundles = voice.number(undated),
            they = one_or(undated, "it", "they"),
            ze = one_or(undated, "die kan", "ze kunnen"),
            ids = some(voice, &report.undated)
        ));
    }
    match (number, report.binds_later) {
        (0, true) => page.line(both!(
            voice,
            "It holds NOTHING now: no bundle fits. What is sealed later and fits comes under it.",
            "Er valt nu NIETS onder: geen bundel past. Wat later wordt verzegeld en past, valt eronder."
        )),
        (0, false) => page.line(both!(
            voice,
            "It holds NOTHING: no bundle that you named fits and is still there.",
            "Er valt NIETS onder: geen bundel die u noemde, past en is er nog."
        )),
        (_, true) => page.line(both!(
            voice,
            "What is sealed later and fits comes under it too.",
            "Wat later wordt verzegeld en past, valt er ook onder."
        )),
        (_, false) => {}
    }
    if number == 0 {
        let reason = both!(voice, "TEXT", "TEKST");
        let release = ["hold", "release", reference.as_str(), "--reason", &reason];
        page.next(both!(
            voice,
            "if that is not what you meant: {release}",
            "bedoelde u dat niet: {release}",
            release = voice.kluis(&release)
        ));
    }
    if let Some(ends) = report.ends {
        page.line(both!(
            voice,
            "Its ground ends by law on {day}. The hold ends when you release it.",
            "De grond eindigt volgens de wet op {day}. De stop eindigt als u die opheft.",
            day = voice.day(ends)
        ));
    }
    let partly = report.partly_destroyed.len() as u64;
    if partly > 0 {
        page.line(both!(
            voice,
            "{bundles} {are} partly destroyed: what is left stays.",
            "{bundles} {zijn} deels vernietigd: wat er nog is, blijft.",
            bundles = voice.count(partly, Noun::Bundle),
            are = one_or(partly, "is", "are"),
            zijn = one_or(partly, "is", "zijn")
        ));
    }
    if report.clock == ClockState::Doubtful {
        page.line(both!(
            voice,
            "The clock is in doubt, and the entry says so. The hold is in force all the same.",
            "De klok is onzeker, en zo staat het in het logboek. De stop geldt toch."
        ));
    }
    heard(page, &report.who);
}

/// A hold that was not placed once more.
pub(super) fn stands(page: &mut Page<'_>, report: &StandsReport) {
    let voice = page.voice;
    let (reference, number) = (&report.reference, report.bundles.len() as u64);
    page.line(both!(
        voice,
        "Hold {reference} stands already, since {day}, and is on all of this: none was placed. It keeps {bundles}.",
        "Vernietigingsstop {reference} geldt al, sinds {day}, en dit valt er alles onder: er is geen tweede geplaatst. Die houdt {bundles} vast.",
        day = voice.day(report.since),
        bundles = voice.count(number, Noun::Bundle)
    ));
    if let Some(review) = report.review {
        page.line(both!(
            voice,
            "It is to be reviewed on {day}.",
            "Herbeoordelen op {day}.",
            day = voice.day(review)
        ));
    }
    if let Some(day) = report.review_asked {
        let reason = both!(voice, "TEXT", "TEKST");
        let review = [
            "hold",
            "review",
            reference.as_str(),
            "--review",
            &day.to_string(),
            "--reason",
            &reason,
        ];
        page.next(both!(
            voice,
            "to look at it on {day} instead: {review}",
            "liever herbeoordelen op {day}: {review}",
            day = voice.day(day),
            review = voice.kluis(&review)
        ));
    }
}

/// A few of these, by their ids.
fn some(voice: &Voice, bundles: &[BundleId]) -> String {
    const MOST: usize = 5;
    let first = voice.all_of(bundles.iter().take(MOST));
    match bundles.len().saturating_sub(MOST) {
        0 => first,
        more => both!(voice, "{first}, and {more} more", "{first}, en nog {more}"),
    }
}

fn reviewed(page: &mut Page<'_>, report: &ReviewReport) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Hold {name} stays, to be reviewed on {day}.",
        "Vernietigingsstop {name} blijft, herbeoordelen op {day}.",
        name = report.name,
        day = voice.day(report.review)
    ));
    heard(page, &report.who);
}

fn released(page: &mut Page<'_>, report: &ReleaseReport) {
    let voice = page.voice;
    let (name, day) = (&report.name, voice.day_by(report.since, report.clock));
    if report.waits {
        page.line(both!(
            voice,
            "You signed that hold {name} is released. It is in force until another person signs that too.",
            "U hebt getekend dat vernietigingsstop {name} wordt opgeheven. Die geldt tot een ander dat ook tekent."
        ));
        let release = second_person::release(voice, name, &report.told_before);
        other(page, &release, &second_person::sign_unasked(voice));
        return heard(page, &report.who);
    }
    page.line(match report.holds.len() {
        1 => both!(
            voice,
            "Hold {name} is released; it stood since {day}. Nothing was destroyed.",
            "Vernietigingsstop {name} is opgeheven; hij gold sinds {day}. Er is niets vernietigd."
        ),
        number => both!(
            voice,
            "{number} holds {name} are released, the first since {day}. Nothing was destroyed.",
            "{number} vernietigingsstops {name} zijn opgeheven, de eerste van {day}. Er is niets vernietigd."
        ),
    });
    page.line(both!(
        voice,
        "A destruction that it had stopped does not go on by itself: for what may go now, give the command again.",
        "Was er een vernietiging door gestopt, dan gaat die niet vanzelf verder: geef de opdracht opnieuw."
    ));
    for (bundle, holds) in &report.still_held {
        page.line(both!(
            voice,
            "{bundle} is still under {holds}.",
            "{bundle} staat nog onder {holds}.",
            holds = voice.all_of(holds)
        ));
    }
    heard(page, &report.who);
}

/// Which drives know it, and which follow.
fn heard(page: &mut Page<'_>, who: &Who) {
    let voice = page.voice;
    let many = who.told.len() as u64;
    if many > 0 {
        page.line(both!(
            voice,
            "{drives} {know} of it now.",
            "{drives} {is} bijgewerkt.",
            drives = voice.all_of(&who.told),
            know = one_or(many, "knows", "know"),
            is = one_or(many, "is", "zijn")
        ));
    }
    not_on_record(page, who);
}
