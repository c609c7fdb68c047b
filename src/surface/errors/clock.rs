//! Why the clock is in doubt, and what answers its question.

use super::{Exit, Said};
use crate::rules::clock::ClockDoubt;
use crate::surface::voice::{Voice, both};

pub(super) fn clock_doubt(voice: &Voice, doubt: &ClockDoubt) -> Said {
    let (message, help) = match doubt {
        ClockDoubt::Behind { now, last } => {
            let today = now.day().to_string();
            (
                both!(
                    voice,
                    "the clock says {now}, and the ledger has an entry of {last}",
                    "de klok zegt {now}, het logboek heeft een regel van {last}",
                    now = voice.time(*now),
                    last = voice.time(*last)
                ),
                both!(
                    voice,
                    "set the clock; if it is right, {correct} removes that time for good; until then each run asks, \
                     up to {last}",
                    "zet de klok goed; klopt die, dan haalt {correct} die tijd voorgoed weg; anders vraagt elke \
                     opdracht dit, tot {last}",
                    last = voice.day(last.day()),
                    correct = voice.kluis(&["clock", "correct", "--confirm-date", &today])
                ),
            )
        }
        ClockDoubt::Ahead { now, last } => (
            both!(
                voice,
                "the clock says {now}, long after the ledger's last entry, {last}",
                "de klok zegt {now}, lang na de laatste regel van het logboek: {last}",
                now = voice.time(*now),
                last = voice.time(*last)
            ),
            confirm(voice, &now.day().to_string()),
        ),
        ClockDoubt::OtherDate { today, confirmed } => (
            both!(
                voice,
                "{confirmed} was confirmed, and the clock says {today}",
                "u bevestigde {confirmed}, en de klok zegt {today}",
                confirmed = voice.day(*confirmed),
                today = voice.day(*today)
            ),
            confirm(voice, &today.to_string()),
        ),
    };
    Said::new(Exit::Clock, message, help)
}

/// `date` as it is typed.
pub(super) fn confirm(voice: &Voice, date: &str) -> String {
    both!(
        voice,
        "set the clock; if it is right, add --confirm-date {date}",
        "zet de klok goed; klopt die, dan --confirm-date {date} erbij"
    )
}
