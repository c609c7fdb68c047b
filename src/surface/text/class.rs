//! Retention classes.

use crate::rules::class::{Class, Nature, Period, Starts};
use crate::surface::page::{Lean, Page};
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::class::{ListReport, Report, ShowReport};
use crate::words::lang::Lang;

use super::indication;

/// All classes, or one whole.
pub fn class(voice: &Voice, report: &Report) -> String {
    match report {
        Report::List(report) => list(voice, report),
        Report::Show(report) => show(voice, report),
    }
}

fn list(voice: &Voice, report: &ListReport) -> String {
    let row = |class: &Class| {
        let own = if class.own { both!(voice, " (own)", " (eigen)") } else { String::new() };
        let from = match class.starts {
            Starts::BookYear => both!(voice, "book year's end", "einde boekjaar"),
            Starts::CalendarYear => both!(voice, "year's end", "einde jaar"),
            Starts::Event => both!(voice, "event", "gebeurtenis"),
        };
        vec![
            format!("{}{own}", class.id),
            period(voice, class.period),
            from,
            duty(voice, class.nature),
            name(voice, class).to_owned(),
            class.basis.clone(),
        ]
    };
    let head = [
        both!(voice, "CLASS", "BEWAARCATEGORIE"),
        both!(voice, "PERIOD", "TERMIJN"),
        both!(voice, "COUNTED FROM", "GETELD VANAF"),
        both!(voice, "DUTY", "PLICHT"),
        both!(voice, "NAME", "NAAM"),
        both!(voice, "BASIS", "GRONDSLAG"),
    ];
    let mut page = Page::new(voice);
    page.table(&head.map(|title| (title, Lean::Left)), report.classes.iter().map(row));
    page.gap();
    page.line(both!(
        voice,
        "Schedule {schedule}; {command} says more. {indication}",
        "Bewaarschema {schedule}; meer met {command}. {indication}",
        schedule = report.schedule,
        command = voice.kluis(&["class", "show", "ID"]),
        indication = indication(voice)
    ));
    page.into_text()
}

fn name<'a>(voice: &Voice, class: &'a Class) -> &'a str {
    match voice.lang {
        Lang::En => &class.name_en,
        Lang::Nl => &class.name_nl,
    }
}

fn show(voice: &Voice, report: &ShowReport) -> String {
    let class = &report.class;
    let yes = |yes: bool| match yes {
        true => both!(voice, "yes", "ja"),
        false => both!(voice, "no", "nee"),
    };
    let mut rows = vec![
        (both!(voice, "Class", "Bewaarcategorie"), class.id.to_string()),
        (both!(voice, "Name", "Naam"), format!("{} / {}", class.name_en, class.name_nl)),
        (both!(voice, "Period", "Bewaartermijn"), period(voice, class.period)),
        (both!(voice, "Counted from", "Geteld vanaf"), starts(voice, class)),
        (both!(voice, "Duty", "Plicht"), nature(voice, class.nature)),
        (both!(voice, "Confidential", "Vertrouwelijk"), yes(class.confidential)),
        (both!(voice, "May be sealed open-ended", "Mag met een open einde"), yes(class.open_ended)),
        (both!(voice, "Basis", "Grondslag"), class.basis.clone()),
        (both!(voice, "Jurisdiction", "Land"), class.jurisdiction.clone()),
        (both!(voice, "Schedule", "Bewaarschema"), report.schedule.clone()),
    ];
    if !class.other_periods.is_empty() {
        let others: Vec<String> =
            class.other_periods.iter().map(|other| period(voice, *other)).collect();
        let title = both!(voice, "Other periods, with --ground", "Andere termijn, met --ground");
        rows.push((title, others.join(", ")));
    }
    if class.shorter_on_ground {
        rows.push((
            both!(voice, "A shorter period", "Een kortere termijn"),
            both!(voice, "with --period and --ground", "met --period en --ground"),
        ));
    }
    let ground = || both!(voice, "Ground", "Grond");
    if class.ground_needed {
        let text = both!(voice, "TEXT", "TEKST");
        rows.push((
            ground(),
            both!(
                voice,
                "needed at every sealing: --ground {text}",
                "bij elke verzegeling nodig: --ground {text}"
            ),
        ));
    }
    if let Some(text) = &class.ground {
        rows.push((ground(), text.clone()));
    }
    if let Some(note) = &class.note {
        rows.push((both!(voice, "Note", "Let op"), note.clone()));
    }
    let mut page = Page::new(voice);
    page.facts(&rows);
    if report.hardly_suits_a_safe {
        page.gap();
        page.line(both!(
            voice,
            "So short a period hardly suits a drive in a safe.",
            "Een zo korte termijn past slecht bij een schijf in een kluis."
        ));
    }
    page.gap();
    page.line(indication(voice));
    page.into_text()
}

fn starts(voice: &Voice, class: &Class) -> String {
    let event = &class.event;
    match class.starts {
        Starts::BookYear => both!(
            voice,
            "the end of the book year of: {event}",
            "het einde van het boekjaar van: {event}"
        ),
        Starts::CalendarYear => both!(
            voice,
            "31 December of the year of: {event}",
            "31 december van het jaar van: {event}"
        ),
        Starts::Event => both!(voice, "the day of: {event}", "de dag van: {event}"),
    }
}

/// The duty in a word, for a table.
fn duty(voice: &Voice, nature: Nature) -> String {
    match nature {
        Nature::Minimum => both!(voice, "minimum", "bewaren"),
        Nature::Maximum => both!(voice, "maximum", "verwijderen"),
        Nature::Both => both!(voice, "both", "beide"),
    }
}

pub(super) fn nature(voice: &Voice, nature: Nature) -> String {
    match nature {
        Nature::Minimum => both!(voice, "to keep (minimum)", "bewaarplicht (minimum)"),
        Nature::Maximum => both!(voice, "to delete (maximum)", "verwijderplicht (maximum)"),
        Nature::Both => both!(
            voice,
            "to keep, and then to delete (both)",
            "bewaarplicht, en daarna verwijderplicht (beide)"
        ),
    }
}

/// A period in words.
pub(super) fn period(voice: &Voice, period: Period) -> String {
    let (number, noun) = match period {
        Period::Years(number) => (number, Noun::Year),
        Period::Months(number) => (number, Noun::Month),
        Period::Weeks(number) => (number, Noun::Week),
        Period::Days(number) => (number, Noun::Day),
        Period::Review => return both!(voice, "until reviewed", "tot herbeoordeling"),
    };
    voice.count(number.into(), noun)
}
