//! Problems with dates, book years and classes: all of them are words that can't be meant.

use chrono::Months;

use super::{Exit, Said, say_any, say_name};
use crate::rules::book_year::{BookYear, BookYearProblem};
use crate::rules::retention::{DateProblem, RuleProblem};
use crate::rules::schedule::ClassProblem;
use crate::surface::voice::Voice;
use crate::words::day::Day;

pub(super) fn book_year_problem(_voice: &Voice, problem: &BookYearProblem) -> Said {
    let help = match problem {
        BookYearProblem::Backwards { .. } => {
            "kluis book-year add FROM TO: the first day, then the last".into()
        }
        BookYearProblem::TooLong { .. } => "kluis book-year add FROM TO: 24 months at most".into(),
        BookYearProblem::Overlap { .. } => {
            "kluis book-year list shows them; correct one in the vault's kluis.toml".into()
        }
        BookYearProblem::Gap { before, after } => filling(*before, *after),
        BookYearProblem::Outside { day, first, last } => match (day < first, first, last) {
            (true, first, _) => year_before(*first),
            (false, _, last) => year_after(*last),
        },
    };
    Said::new(Exit::Usage, say_any(problem), help)
}

/// One book year between two, where it may be so long.
fn filling(before: Day, after: Day) -> String {
    match before.succ_opt().zip(after.pred_opt()) {
        Some((from, to)) if BookYear::new(from, to).is_ok() => adds(from, to),
        _ => year_after(before),
    }
}

fn adds(from: Day, to: Day) -> String {
    format!("kluis book-year add {from} {to}")
}

fn year_before(first: Day) -> String {
    let from = first.checked_sub_months(Months::new(12));
    let year = from.zip(first.pred_opt());
    year.map_or("kluis book-year list".into(), |(from, to)| adds(from, to))
}

fn year_after(last: Day) -> String {
    let from = last.succ_opt();
    let to = from.and_then(|from| from.checked_add_months(Months::new(12))?.pred_opt());
    from.zip(to).map_or("kluis book-year list".into(), |(from, to)| adds(from, to))
}

pub(super) fn class_problem(_voice: &Voice, problem: &ClassProblem) -> Said {
    let help = match problem {
        ClassProblem::NotToml { .. } => "correct [[class]] in the vault's kluis.toml".into(),
        ClassProblem::Missing { field, .. } => {
            format!("add {field} = \"…\" to the class in the vault's kluis.toml")
        }
        ClassProblem::Repeated { .. } => "remove one of them from the vault's kluis.toml".into(),
        ClassProblem::NotInYears { .. } => {
            "write period = \"P7Y\", or starts = \"event\", in the vault's kluis.toml".into()
        }
        ClassProblem::Shortened { class, .. }
        | ClassProblem::StartsMoved { class, .. }
        | ClassProblem::NatureChanged { class, .. }
        | ClassProblem::NoLongerConfidential { class }
        | ClassProblem::Redefined { class, .. } => {
            format!("give your class an id of its own in kluis.toml; kluis class show {class}")
        }
        ClassProblem::GroundMissing { .. } => {
            "add ground = \"…\" to the class in the vault's kluis.toml".into()
        }
    };
    let message = match problem {
        ClassProblem::NotToml { reason } => format!("the classes can't be read:\n{reason}"),
        ClassProblem::Missing { .. }
        | ClassProblem::Repeated { .. }
        | ClassProblem::NotInYears { .. }
        | ClassProblem::Shortened { .. }
        | ClassProblem::StartsMoved { .. }
        | ClassProblem::NatureChanged { .. }
        | ClassProblem::NoLongerConfidential { .. }
        | ClassProblem::Redefined { .. }
        | ClassProblem::GroundMissing { .. } => say_any(problem),
    };
    Said::new(Exit::Usage, message, help)
}

pub(super) fn date_problem(voice: &Voice, problem: &DateProblem) -> Said {
    let help = match problem {
        DateProblem::InFuture { .. } => {
            "check --date; where the event is still to come: --open-ended --case CODE".into()
        }
        DateProblem::MayNotBeOpenEnded { class, .. } => {
            format!("add --date DATE; kluis class show {class}")
        }
        DateProblem::PeriodNotOffered { class, .. } => {
            format!("leave out --period; kluis class show {class}")
        }
        DateProblem::GroundNeeded { .. } => "add --ground TEXT".into(),
        DateProblem::GroundTooLong { .. } => "give a shorter --ground".into(),
        DateProblem::BookYear(problem) => return book_year_problem(voice, problem),
        DateProblem::Rule(problem) => return rule_problem(voice, problem),
    };
    Said::new(Exit::Usage, say_any(problem), help)
}

fn rule_problem(_voice: &Voice, problem: &RuleProblem) -> Said {
    let help = match problem {
        RuleProblem::BookYearMissing { .. } | RuleProblem::BookYearElsewhere { .. } => {
            "kluis book-year list"
        }
        RuleProblem::NotInYears { .. } => "give the period in years: --period P7Y",
        RuleProblem::BeyondCalendar { .. } => "give a shorter --period, or an earlier --date",
    };
    Said::new(Exit::Usage, say_name(&problem.to_string()), help)
}
