//! Retention classes.

use crate::rules::class::{Class, Nature, Period, Starts};
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::class::{ListReport, Report, ShowReport};
use crate::words::lang::Lang;

use super::indication;

/// All classes, or one whole.
pub fn class(voice: &Voice, report: &Report) -> Printed {
    match report {
        Report::List(report) => list(voice, report),
        Report::Show(report) => show(voice, report),
    }
}

/// A table a country, and below it what belongs in classes that are easily confused.
fn list(voice: &Voice, report: &ListReport) -> Printed {
    let mut page = Page::new(voice);
    for of_one in report.classes.chunk_by(|one, other| one.jurisdiction == other.jurisdiction) {
        page.line(country(voice, &of_one[0].jurisdiction));
        let rows = of_one.iter().map(|class| row(voice, class));
        page.table(&head(voice).map(|title| (title, Lean::Left)), rows);
        for class in of_one {
            if let Some(holds) = in_tongue(voice, &class.holds, &class.holds_nl) {
                page.line(format!("{}: {holds}", class.id));
            }
        }
        page.gap();
    }
    page.line(both!(
        voice,
        "Counted from the end of the book year or of the year that holds the date, or from the date itself.",
        "Geteld vanaf het einde van het boekjaar of het jaar waarin de datum valt, of vanaf de datum zelf."
    ));
    page.line(both!(
        voice,
        "Schedule {schedule}; {command} says more.",
        "Bewaarschema {schedule}; meer met {command}.",
        schedule = report.schedule,
        command = voice.kluis(&["class", "show", "nl-admin-basis"])
    ));
    page.line(indication(voice));
    page.into_text()
}

fn head(voice: &Voice) -> [String; 5] {
    [
        both!(voice, "CLASS", "BEWAARCATEGORIE"),
        both!(voice, "PERIOD", "TERMIJN"),
        both!(voice, "FROM", "VANAF"),
        both!(voice, "DUTY", "PLICHT"),
        both!(voice, "NAME", "NAAM"),
    ]
}

fn row(voice: &Voice, class: &Class) -> Vec<String> {
    let own = if class.own { both!(voice, " (own)", " (eigen)") } else { String::new() };
    let from = match class.starts {
        Starts::BookYear => both!(voice, "book year", "boekjaar"),
        Starts::CalendarYear => both!(voice, "year", "jaar"),
        Starts::Event => both!(voice, "date", "datum"),
    };
    let period = match class.period {
        Period::Review => both!(voice, "no end", "geen einde"),
        period => voice.period(period),
    };
    vec![
        format!("{}{own}", class.id),
        period,
        from,
        duty(voice, class.nature),
        name(voice, class).to_owned(),
    ]
}

/// A country of the shipped classes by its name, any other by the code that its class has.
fn country(voice: &Voice, code: &str) -> String {
    match code {
        "NL" => both!(voice, "The Netherlands (NL)", "Nederland (NL)"),
        "BE" => both!(voice, "Belgium (BE)", "België (BE)"),
        "DE" => both!(voice, "Germany (DE)", "Duitsland (DE)"),
        "FR" => both!(voice, "France (FR)", "Frankrijk (FR)"),
        "UK" => both!(voice, "United Kingdom (UK)", "Verenigd Koninkrijk (UK)"),
        "US" => both!(voice, "United States (US)", "Verenigde Staten (US)"),
        code => code.to_owned(),
    }
}

/// Of a text that stands there in both languages, the one in the voice's.
fn in_tongue<'a>(
    voice: &Voice,
    english: &'a Option<String>,
    dutch: &'a Option<String>,
) -> Option<&'a str> {
    match voice.lang {
        Lang::En => english.as_deref(),
        Lang::Nl => dutch.as_deref(),
    }
}

fn name<'a>(voice: &Voice, class: &'a Class) -> &'a str {
    match voice.lang {
        Lang::En => &class.name_en,
        Lang::Nl => &class.name_nl,
    }
}

fn show(voice: &Voice, report: &ShowReport) -> Printed {
    let class = &report.class;
    let yes = |yes: bool| match yes {
        true => both!(voice, "yes", "ja"),
        false => both!(voice, "no", "nee"),
    };
    let mut rows = vec![
        (both!(voice, "Class", "Bewaarcategorie"), class.id.to_string()),
        (both!(voice, "Name", "Naam"), name(voice, class).to_owned()),
        (both!(voice, "Period", "Bewaartermijn"), voice.period(class.period)),
        (both!(voice, "Counted from", "Geteld vanaf"), starts(voice, class)),
        (both!(voice, "Duty", "Plicht"), nature(voice, class.nature)),
        (both!(voice, "Confidential", "Vertrouwelijk"), yes(class.confidential)),
        (both!(voice, "May be sealed open-ended", "Mag met een open einde"), yes(class.open_ended)),
        (both!(voice, "Basis", "Grondslag"), voice.basis(&class.basis)),
        (both!(voice, "Jurisdiction", "Land"), class.jurisdiction.clone()),
        (both!(voice, "Schedule", "Bewaarschema"), report.schedule.clone()),
    ];
    if !class.other_periods.is_empty() {
        let others: Vec<String> =
            class.other_periods.iter().map(|other| voice.period(*other)).collect();
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
    if let Some(holds) = in_tongue(voice, &class.holds, &class.holds_nl) {
        rows.push((both!(voice, "Holds", "Wat erin hoort"), holds.to_owned()));
    }
    if let Some(note) = in_tongue(voice, &class.note, &class.note_nl) {
        rows.push((both!(voice, "Note", "Let op"), note.to_owned()));
    }
    let mut page = Page::new(voice);
    page.facts(&rows);
    if report.hardly_suits_a_safe {
        page.gap();
        page.line(both!(
            voice,
            "So short a period hardly suits a drive in a safe.",
            "Een zo korte termijn past slecht bij een schijf in een brandkast."
        ));
    }
    page.gap();
    page.line(indication(voice));
    page.into_text()
}

fn starts(voice: &Voice, class: &Class) -> String {
    let event = match voice.lang {
        Lang::En => &class.event,
        Lang::Nl => &class.event_nl,
    };
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
