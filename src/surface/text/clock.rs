//! The clock: a floor that was corrected, and time stamps by somebody else.

use crate::rules::clock::ClockDoubt;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::clock::Report as ClockReport;
use crate::verbs::clock::request::Report as RequestReport;
use crate::verbs::clock::token::Report as TokenReport;

use super::not_on_record;

/// What became of the clock's floor.
pub fn clock(voice: &Voice, report: &ClockReport) -> Printed {
    let mut page = Page::new(voice);
    let Some(removed) = report.removed else {
        page.line(both!(
            voice,
            "No time on record lies ahead of today: there is nothing to correct.",
            "Geen vastgelegde tijd ligt in de toekomst: er is niets te corrigeren."
        ));
        return page.into_text();
    };
    page.line(both!(
        voice,
        "Today is {day}. The time {time} that stood on record raises no question any more.",
        "Het is vandaag {day}. De vastgelegde tijd {time} roept geen vraag meer op.",
        day = voice.day(report.day),
        time = voice.time(removed)
    ));
    page.line(both!(
        voice,
        "What was put on record before this with a later time has a time in doubt now.",
        "Wat hiervóór met een latere tijd is vastgelegd, heeft nu een onzekere tijd."
    ));
    not_on_record(&mut page, &report.who);
    page.into_text()
}

/// Where a request goes from here.
pub fn clock_request(voice: &Voice, report: &RequestReport) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "{file} asks for a time stamp. Take it to a PC with a network, and send it to a service that you trust:",
        "{file} vraagt om een tijdstempel. Neem het mee naar een pc met een netwerk, en stuur het naar een dienst die u \
         vertrouwt:",
        file = report.request.display()
    ));
    let name = report.request.file_name().unwrap_or_default().to_string_lossy().into_owned();
    page.under(format!(
        "curl -H 'Content-Type: application/timestamp-query' --data-binary @{name} https://SERVICE -o clock.tsr"
    ));
    page.next(voice.kluis(&["clock", "token", "clock.tsr", "--ca", "service.pem"]));
    page.into_text()
}

/// What a time stamp proves, and what it does not.
pub fn clock_token(voice: &Voice, report: &TokenReport) -> Printed {
    let mut page = Page::new(voice);
    page.line(both!(
        voice,
        "The time stamp holds: at least {at} has come. That is on record.",
        "De tijdstempel klopt: het is minstens {at}. Dat is vastgelegd.",
        at = voice.time(report.at)
    ));
    page.under(both!(
        voice,
        "by the authority whose certificate has the SHA-256 {authority}",
        "van de dienst waarvan het certificaat deze SHA-256 heeft: {authority}",
        authority = report.authority
    ));
    if let Some(removed) = report.removed {
        page.line(both!(
            voice,
            "The time {time} that stood on record was false: it raises no question any more.",
            "De vastgelegde tijd {time} was onjuist, en roept geen vraag meer op.",
            time = voice.time(removed)
        ));
    }
    page.line(both!(
        voice,
        "That no more time has passed since is this PC's clock's word alone. Whether the certificate was withdrawn was not \
         asked.",
        "Dat er sindsdien niet meer tijd voorbij is, zegt alleen de klok van deze pc. Of het certificaat is ingetrokken, is \
         niet nagegaan."
    ));
    not_on_record(&mut page, &report.who);
    page.into_text()
}

/// Asks for the date of today, and says why the PC's own is not believed.
pub fn date(voice: &Voice, doubt: &ClockDoubt) -> String {
    let why = match doubt {
        ClockDoubt::Behind { last, .. } => both!(
            voice,
            "This PC's clock is behind what was put on record last, on {last}.",
            "De klok van deze pc loopt achter op wat het laatst is vastgelegd, op {last}.",
            last = voice.day(last.day())
        ),
        ClockDoubt::Ahead { last, .. } => both!(
            voice,
            "By this PC's clock it is more than a year after {last}, on which something was put on record last.",
            "Volgens de klok van deze pc is het meer dan een jaar na {last}, en toen is er voor het laatst iets vastgelegd.",
            last = voice.day(last.day())
        ),
        ClockDoubt::OtherDate { .. } => String::new(),
    };
    both!(
        voice,
        "{why} Type the date of today, from a calendar or a phone (like 2025-11-15 or 15-11-2025):",
        "{why} Typ de datum van vandaag, van een kalender of telefoon (zoals 15-11-2025):"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::Time;
    use crate::words::lang::Lang;

    #[test]
    fn the_question_says_why_the_clock_is_not_believed_and_not_what_it_shows() {
        let at = |text: &str| text.parse::<Time>().unwrap();
        let last = at("2026-11-21T12:00:00Z");
        let voice = Voice::new(Lang::Nl);
        let behind = ClockDoubt::Behind { now: at("2021-01-05T12:00:00Z"), last };
        let ahead = ClockDoubt::Ahead { now: at("2031-01-05T12:00:00Z"), last };
        for (doubt, why) in [
            (behind, "loopt achter op wat het laatst is vastgelegd, op 21-11-2026"),
            (ahead, "een jaar na 21-11-2026"),
        ] {
            let question = date(&voice, &doubt);
            assert!(question.contains(why) && question.contains("kalender"), "{question}");
            assert!(!question.contains("2021") && !question.contains("2031"), "{question}");
        }
    }
}
