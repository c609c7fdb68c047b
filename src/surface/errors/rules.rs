//! Problems with dates, book years and classes: all of them are words that can't be meant.

use chrono::Months;

use super::{Exit, Said};
use crate::rules::book_year::{BookYear, BookYearProblem};
use crate::rules::class::ClassId;
use crate::rules::retention::{DateProblem, RuleProblem};
use crate::rules::schedule::ClassProblem;
use crate::surface::voice::{Noun, Voice, both};
use crate::words::day::Day;

use super::words::not_toml_words;

pub(super) fn book_year_problem(voice: &Voice, problem: &BookYearProblem) -> Said {
    let between = |from: Day, to: Day| (voice.day(from), voice.day(to));
    let (message, help) = match problem {
        BookYearProblem::Backwards { from, to } => {
            let (from, to) = between(*from, *to);
            (
                both!(
                    voice,
                    "a book year can't run from {from} to {to}: it would end before it starts",
                    "een boekjaar kan niet van {from} tot en met {to} lopen: het zou eindigen vóór het begint"
                ),
                both!(
                    voice,
                    "kluis book-year add FROM TO: the first day, then the last",
                    "kluis book-year add VAN TOT: eerst de eerste dag, dan de laatste"
                ),
            )
        }
        BookYearProblem::TooLong { from, to } => {
            let (from, to) = between(*from, *to);
            (
                both!(
                    voice,
                    "a book year can't run from {from} to {to}: that is over 24 months",
                    "een boekjaar kan niet van {from} tot en met {to} lopen: dat is meer dan 24 maanden"
                ),
                both!(
                    voice,
                    "kluis book-year add FROM TO: 24 months at most",
                    "kluis book-year add VAN TOT: hoogstens 24 maanden"
                ),
            )
        }
        BookYearProblem::Overlap { a, b } => (
            both!(
                voice,
                "the book years {a} and {b} overlap",
                "de boekjaren {a} en {b} overlappen elkaar",
                a = span(voice, a),
                b = span(voice, b)
            ),
            both!(
                voice,
                "{list} shows them; correct one in the vault's kluis.toml",
                "{list} toont ze; verbeter er een in kluis.toml van de kluis",
                list = year_list(voice)
            ),
        ),
        BookYearProblem::Gap { before, after } => {
            let (from, to) = between(*before, *after);
            let message = both!(
                voice,
                "between {from} and {to} there is no book year",
                "tussen {from} en {to} is er geen boekjaar"
            );
            (message, filling(voice, *before, *after))
        }
        BookYearProblem::Outside { day, first, last } => (
            both!(
                voice,
                "{day} lies in none of the book years, which run from {first} to {last}",
                "{day} ligt in geen van de boekjaren; die lopen van {first} tot en met {last}",
                day = voice.day(*day),
                first = voice.day(*first),
                last = voice.day(*last)
            ),
            if day < first { year_before(voice, *first) } else { year_after(voice, *last) },
        ),
    };
    Said::new(Exit::Usage, message, help)
}

fn span(voice: &Voice, year: &BookYear) -> String {
    let (from, to) = (voice.day(year.from()), voice.day(year.to()));
    both!(voice, "{from}..{to}", "{from} t/m {to}")
}

fn year_list(voice: &Voice) -> String {
    voice.kluis(&["book-year", "list"])
}

/// One book year between two, where it may be so long.
fn filling(voice: &Voice, before: Day, after: Day) -> String {
    match before.succ_opt().zip(after.pred_opt()) {
        Some((from, to)) if BookYear::new(from, to).is_ok() => adds(voice, from, to),
        _ => year_after(voice, before),
    }
}

fn adds(voice: &Voice, from: Day, to: Day) -> String {
    voice.kluis(&["book-year", "add", &from.to_string(), &to.to_string()])
}

fn year_before(voice: &Voice, first: Day) -> String {
    let from = first.checked_sub_months(Months::new(12));
    let year = from.zip(first.pred_opt());
    year.map_or_else(|| year_list(voice), |(from, to)| adds(voice, from, to))
}

fn year_after(voice: &Voice, last: Day) -> String {
    let from = last.succ_opt();
    let to = from.and_then(|from| from.checked_add_months(Months::new(12))?.pred_opt());
    from.zip(to).map_or_else(|| year_list(voice), |(from, to)| adds(voice, from, to))
}

pub(super) fn class_problem(voice: &Voice, problem: &ClassProblem) -> Said {
    Said::new(Exit::Usage, class_words(voice, problem), class_help(voice, problem))
}

/// What stands in quotes in it is spelled as in `kluis.toml`.
fn class_words(voice: &Voice, problem: &ClassProblem) -> String {
    match problem {
        ClassProblem::NotToml(problem) => both!(
            voice,
            "the classes can't be read: {why}",
            "de bewaarcategorieën zijn niet te lezen: {why}",
            why = not_toml_words(voice, problem)
        ),
        ClassProblem::Missing { class, field } => both!(
            voice,
            "class {class} lacks \"{field}\"",
            "bij categorie {class} ontbreekt \"{field}\""
        ),
        ClassProblem::Repeated { class } => {
            both!(voice, "class {class} stands there twice", "categorie {class} staat er twee keer")
        }
        ClassProblem::NotInYears { class, period } => both!(
            voice,
            "class {class} starts at a year's end, so its period is in years, not {period}",
            "categorie {class} begint aan het einde van een jaar; de termijn is dan in jaren, niet {period}",
            period = voice.period(*period)
        ),
        ClassProblem::Shortened { class, shipped, own } => both!(
            voice,
            "class {class} runs {shipped} as shipped, and can't be shortened to {own}",
            "categorie {class} loopt {shipped} zoals meegeleverd, en kan niet korter worden: {own}",
            shipped = voice.period(*shipped),
            own = voice.period(*own)
        ),
        ClassProblem::StartsMoved { class, shipped, own } => both!(
            voice,
            "class {class} starts at {shipped} as shipped; {own} could end earlier",
            "categorie {class} begint bij {shipped} zoals meegeleverd; {own} kan eerder eindigen",
            shipped = voice.starts(*shipped),
            own = voice.starts(*own)
        ),
        ClassProblem::NatureChanged { class, shipped, own } => both!(
            voice,
            "class {class} is {shipped} as shipped, and can't become {own}",
            "categorie {class} is een {shipped} zoals meegeleverd, en kan geen {own} worden",
            shipped = voice.duty(*shipped),
            own = voice.duty(*own)
        ),
        ClassProblem::NoLongerConfidential { class } => both!(
            voice,
            "class {class} is confidential as shipped, and stays so",
            "categorie {class} is vertrouwelijk zoals meegeleverd, en blijft dat"
        ),
        ClassProblem::Redefined { class, field } => both!(
            voice,
            "class {class} is shipped, and its \"{field}\" can't be changed",
            "categorie {class} is meegeleverd, en \"{field}\" is daar niet te wijzigen"
        ),
        ClassProblem::GroundMissing { class } => both!(
            voice,
            "class {class} is a duty to delete; to run longer it needs a \"ground\"",
            "categorie {class} is een verwijderplicht; voor een langere termijn is een \"ground\" nodig"
        ),
    }
}

fn class_help(voice: &Voice, problem: &ClassProblem) -> String {
    match problem {
        ClassProblem::NotToml(_) => both!(
            voice,
            "correct [[class]] in the vault's kluis.toml",
            "verbeter [[class]] in kluis.toml van de kluis"
        ),
        ClassProblem::Missing { field, .. } => both!(
            voice,
            "add {field} = \"…\" to the class in the vault's kluis.toml",
            "zet {field} = \"…\" bij de categorie in kluis.toml van de kluis"
        ),
        ClassProblem::Repeated { .. } => both!(
            voice,
            "remove one of them from the vault's kluis.toml",
            "haal er een weg uit kluis.toml van de kluis"
        ),
        ClassProblem::NotInYears { .. } => both!(
            voice,
            "write period = \"P7Y\", or starts = \"event\", in the vault's kluis.toml",
            "schrijf period = \"P7Y\", of starts = \"event\", in kluis.toml van de kluis"
        ),
        ClassProblem::Shortened { class, .. }
        | ClassProblem::StartsMoved { class, .. }
        | ClassProblem::NatureChanged { class, .. }
        | ClassProblem::NoLongerConfidential { class }
        | ClassProblem::Redefined { class, .. } => both!(
            voice,
            "give your class an id of its own in kluis.toml; {show}",
            "geef uw categorie een eigen id in kluis.toml; {show}",
            show = class_show(voice, class)
        ),
        ClassProblem::GroundMissing { .. } => both!(
            voice,
            "add ground = \"…\" to the class in the vault's kluis.toml",
            "zet ground = \"…\" bij de categorie in kluis.toml van de kluis"
        ),
    }
}

fn class_show(voice: &Voice, class: &ClassId) -> String {
    voice.kluis(&["class", "show", &class.to_string()])
}

pub(super) fn date_problem(voice: &Voice, problem: &DateProblem) -> Said {
    let (message, help) = match problem {
        DateProblem::BookYear(problem) => return book_year_problem(voice, problem),
        DateProblem::Rule(problem) => return rule_problem(voice, problem),
        DateProblem::InFuture { date, today } => (
            both!(
                voice,
                "{date} begins after today, {today}",
                "{date} begint na vandaag, {today}",
                date = voice.given(*date),
                today = voice.day(*today)
            ),
            both!(
                voice,
                "check --date; where the event is still to come: --open-ended --case CODE",
                "kijk --date na; komt de gebeurtenis nog, dan --open-ended --case CODE"
            ),
        ),
        DateProblem::MayNotBeOpenEnded { class, event, event_nl } => (
            both!(
                voice,
                "class {class} needs the date of its event ({event}): it can't be left open",
                "categorie {class} vraagt de datum van de gebeurtenis ({event_nl}): die kan niet open blijven"
            ),
            both!(
                voice,
                "add --date DATE; {show}",
                "voeg toe: --date DATUM; {show}",
                show = class_show(voice, class)
            ),
        ),
        DateProblem::PeriodNotOffered { class, own, asked } => (
            both!(
                voice,
                "class {class} runs {own}, and can't be sealed for {asked}",
                "categorie {class} loopt {own}, en is niet te verzegelen voor {asked}",
                own = voice.period(*own),
                asked = voice.period(*asked)
            ),
            both!(
                voice,
                "leave out --period; {show}",
                "laat --period weg; {show}",
                show = class_show(voice, class)
            ),
        ),
        DateProblem::GroundNeeded { class, period } => (
            both!(
                voice,
                "class {class} takes a ground for {period}",
                "categorie {class} vraagt een grond voor {period}",
                period = voice.period(*period)
            ),
            both!(voice, "add --ground TEXT", "voeg toe: --ground TEKST"),
        ),
        DateProblem::GroundTooLong { bytes_max } => (
            both!(
                voice,
                "a ground is at most {most} long",
                "een grond is hoogstens {most} lang",
                most = voice.count(*bytes_max as u64, Noun::Byte)
            ),
            both!(voice, "give a shorter --ground", "geef een kortere --ground"),
        ),
    };
    Said::new(Exit::Usage, message, help)
}

fn rule_problem(voice: &Voice, problem: &RuleProblem) -> Said {
    let (message, help) = match problem {
        RuleProblem::BookYearMissing { day } => (
            both!(
                voice,
                "the rule counts from a book year's end, and names none for {day}",
                "de regel telt vanaf het einde van een boekjaar, en noemt er geen voor {day}",
                day = voice.day(*day)
            ),
            year_list(voice),
        ),
        RuleProblem::BookYearElsewhere { book_year, day } => (
            both!(
                voice,
                "the rule's book year ends on {end}, and does not hold {day}",
                "het boekjaar van de regel eindigt op {end}, en {day} valt daar niet in",
                end = voice.day(book_year.to()),
                day = voice.day(*day)
            ),
            year_list(voice),
        ),
        RuleProblem::NotInYears { period } => (
            both!(
                voice,
                "the rule counts {period} from a year's end, where only years are counted",
                "de regel telt {period} vanaf het einde van een jaar, en daar tellen alleen jaren",
                period = voice.period(*period)
            ),
            both!(
                voice,
                "give the period in years: --period P7Y",
                "geef de termijn in jaren: --period P7Y"
            ),
        ),
        RuleProblem::BeyondCalendar { start, period } => (
            both!(
                voice,
                "a period of {period} from {start} ends after the year 9999",
                "een termijn van {period} vanaf {start} eindigt na het jaar 9999",
                period = voice.period(*period),
                start = voice.day(*start)
            ),
            both!(
                voice,
                "give a shorter --period, or an earlier --date",
                "geef een kortere --period, of een eerdere --date"
            ),
        ),
    };
    Said::new(Exit::Usage, message, help)
}
