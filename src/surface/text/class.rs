//! Retention classes.

use crate::rules::class::{Class, Nature, Period, Starts};
use crate::verbs::class::{ListReport, Report, ShowReport};
use crate::verbs::list::INDICATION;

use super::{Lean, facts, table};

/// All classes, or one whole.
pub fn class(report: &Report) -> String {
    match report {
        Report::List(report) => list(report),
        Report::Show(report) => show(report),
    }
}

fn list(report: &ListReport) -> String {
    let row = |class: &Class| {
        let own = if class.own { " (own)" } else { "" };
        let from = match class.starts {
            Starts::BookYear => "book year's end",
            Starts::CalendarYear => "year's end",
            Starts::Event => "event",
        };
        vec![
            format!("{}{own}", class.id),
            period(class.period),
            from.to_owned(),
            class.nature.to_string(),
            class.name_en.clone(),
            class.basis.clone(),
        ]
    };
    let head = ["CLASS", "PERIOD", "COUNTED FROM", "DUTY", "NAME", "BASIS"];
    let head: Vec<_> = head.map(|title| (title, Lean::Left)).into();
    let rows = report.classes.iter().map(row);
    format!(
        "{}\nSchedule {}; kluis class show ID says more. {INDICATION}\n",
        table(&head, rows),
        report.schedule
    )
}

fn show(report: &ShowReport) -> String {
    let class = &report.class;
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let mut rows = vec![
        ("Class", class.id.to_string()),
        ("Name", format!("{} / {}", class.name_en, class.name_nl)),
        ("Period", period(class.period)),
        ("Counted from", starts(class)),
        ("Duty", nature(class.nature).to_owned()),
        ("Confidential", yes(class.confidential)),
        ("May be sealed open-ended", yes(class.open_ended)),
        ("Basis", class.basis.clone()),
        ("Jurisdiction", class.jurisdiction.clone()),
        ("Schedule", report.schedule.clone()),
    ];
    if !class.other_periods.is_empty() {
        let others: Vec<String> = class.other_periods.iter().map(ToString::to_string).collect();
        rows.push(("Other periods, with --ground", others.join(", ")));
    }
    if class.shorter_on_ground {
        rows.push(("A shorter period", "with --period and --ground".into()));
    }
    if class.ground_needed {
        rows.push(("Ground", "needed at every sealing: --ground TEXT".into()));
    }
    if let Some(ground) = &class.ground {
        rows.push(("Ground", ground.clone()));
    }
    if let Some(note) = &class.note {
        rows.push(("Note", note.clone()));
    }
    let mut text = facts(&rows);
    if report.hardly_suits_a_safe {
        text.push_str("\nSo short a period hardly suits a drive in a safe.\n");
    }
    text.push_str(&format!("\n{INDICATION}\n"));
    text
}

fn starts(class: &Class) -> String {
    let event = &class.event;
    match class.starts {
        Starts::BookYear => format!("the end of the book year of: {event}"),
        Starts::CalendarYear => format!("31 December of the year of: {event}"),
        Starts::Event => format!("the day of: {event}"),
    }
}

fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Minimum => "to keep (minimum)",
        Nature::Maximum => "to delete (maximum)",
        Nature::Both => "to keep, and then to delete (both)",
    }
}

/// A period in words.
pub(super) fn period(period: Period) -> String {
    let (number, one, many) = match period {
        Period::Years(number) => (number, "year", "years"),
        Period::Months(number) => (number, "month", "months"),
        Period::Weeks(number) => (number, "week", "weeks"),
        Period::Days(number) => (number, "day", "days"),
        Period::Review => return "until reviewed".into(),
    };
    super::count(number.into(), one, many)
}
