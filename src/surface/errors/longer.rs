//! What keeps a bundle from going although its sealed end has passed: book years, classes and schedules of now.

use super::{Exit, Said, indication};
use crate::rules::retention::NewerRule;
use crate::surface::voice::{Voice, both};
use crate::words::day::Day;
use crate::words::ids::BundleId;

fn show(voice: &Voice, bundle: BundleId) -> String {
    voice.kluis(&["show", &bundle.to_string()])
}

/// By its rule it is due, and its class is longer by now: somebody takes that over, or says why it does not count.
pub(super) fn longer_rule(voice: &Voice, bundle: BundleId, newer: &NewerRule) -> Said {
    let NewerRule { class, was, is, keep_through } = newer;
    let (was, is) = (voice.period(*was), voice.period(*is));
    let message = match keep_through {
        Some(day) => both!(
            voice,
            "{bundle} was sealed when {class} was kept for {was}, and now {is}: kept through {day} ({indication})",
            "{bundle} is verzegeld toen voor {class} {was} gold; dat is nu {is}, en dan bewaart u die tot en met {day} \
             ({indication})",
            day = voice.day(*day),
            indication = indication(voice)
        ),
        None => both!(
            voice,
            "{bundle} was sealed when {class} was kept for {was}, and now {is}: with no end",
            "{bundle} is verzegeld toen voor {class} {was} gold; dat is nu {is}, zonder einddatum"
        ),
    };
    Said::new(
        Exit::Refused,
        message,
        both!(
            voice,
            "to take it over: {extend}; if the longer period does not count for these records: --older-rule TEXT",
            "overnemen: {extend}; geldt de langere termijn niet voor deze stukken: --older-rule TEKST",
            extend = extend_line(voice, bundle, newer)
        ),
    )
}

/// The command that keeps a bundle by the newer rule.
pub(crate) fn extend_line(voice: &Voice, bundle: BundleId, newer: &NewerRule) -> String {
    let bundle = bundle.to_string();
    match newer.keep_through {
        Some(_) => voice.kluis(&["extend", &bundle, "--schedule"]),
        None => {
            let (day, text) = (both!(voice, "DATE", "DATUM"), both!(voice, "TEXT", "TEKST"));
            voice.kluis(&["extend", &bundle, "--through", &day, "--reason", &text])
        }
    }
}

/// This program may lack a class that is longer by now.
pub(super) fn schedule_older(voice: &Voice, sealed_under: &str) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "this vault was used with schedule {sealed_under}, which is newer than the one here: a class may be longer there",
            "deze kluis is gebruikt met bewaarschema {sealed_under}, en dat is nieuwer dan hier: een termijn kan daar \
             langer zijn"
        ),
        both!(
            voice,
            "use the newest version of kluis: {list} shows the schedule that this one has",
            "gebruik de nieuwste versie van kluis: {list} toont welk bewaarschema deze heeft",
            list = voice.kluis(&["class", "list"])
        ),
    )
}

/// By the seal it is due, and by the book years as they stand now it is not.
pub(super) fn longer_book_year(voice: &Voice, bundle: BundleId, kept_through: Day) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "{bundle} was sealed under a shorter book year: by those of now it is kept through {day} ({indication})",
            "{bundle} is verzegeld met een korter boekjaar: volgens de boekjaren van nu bewaart u die tot en met {day} \
             ({indication})",
            day = voice.day(kept_through),
            indication = indication(voice)
        ),
        both!(
            voice,
            "{years}; {show}; a wrong year is corrected in kluis.toml",
            "{years}; {show}; een verkeerd jaar verbetert u in kluis.toml",
            years = voice.kluis(&["book-year", "list"]),
            show = show(voice, bundle)
        ),
    )
}

/// Its rule shows as an end alone, and nobody could read the rule itself.
pub(super) fn rules_unread(voice: &Voice, bundle: BundleId, kept_through: Day) -> Said {
    Said::new(
        Exit::Refused,
        both!(
            voice,
            "the rule of {bundle} stands in its index alone, which could not be read: by the book years of now you may \
             have to keep it through {day} ({indication})",
            "de regel van {bundle} staat alleen in de inhoudsopgave, en die is niet te lezen: volgens de boekjaren van nu \
             moet u die misschien bewaren tot en met {day} ({indication})",
            day = voice.day(kept_through),
            indication = indication(voice)
        ),
        both!(
            voice,
            "plug in a drive that holds it, and one with its keys, and run this again; {show}",
            "sluit een schijf aan waar die op staat, en een met de sleutels, en geef de opdracht opnieuw; {show}",
            show = show(voice, bundle)
        ),
    )
}
