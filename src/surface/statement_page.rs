//! A statement of destruction as one or two pages that one hands to a supervisor (PDF/A). It says what the signed JSON
//! says, names that JSON by its SHA-256, and counts for nothing beside it.
//!
//! Refuses to believe any text of a drive or a person: controls are spelled out, and what a drive says of itself is
//! quoted.

mod decided;
mod fates;
mod sheet;
mod sources;
mod words;

use chrono::Datelike;

use super::voice::{Voice, both, untied};
use crate::formats::entry::StatementKind;
use crate::formats::statement::Statement;
use crate::words::digest::Digest;
use crate::words::lang::Lang;

use sheet::{About, Part, Sheet};

/// How the page's file name ends, and its bytes: the same for the same statement, language and version. None where the
/// library finds that they would be no PDF/A.
pub(super) fn page(voice: &Voice, statement: &Statement) -> Option<(&'static str, Vec<u8>)> {
    let (language, ending) = match voice.lang {
        Lang::En => ("en", ".en.pdf"),
        Lang::Nl => ("nl", ".nl.pdf"),
    };
    let made = statement.made.time;
    let (day, seconds) = (made.day(), made.unix().rem_euclid(24 * 3600));
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(|part| part as u8);
    let sha256 = Digest::of(&statement.to_bytes());
    let about = About {
        title: title(voice, statement),
        language,
        mark: format!("{}   {}", statement.bundle, voice.day(day)),
        made: (u16::try_from(day.year()).ok()?, day.month() as u8, day.day() as u8, clock),
        id: sha256.to_string(),
    };
    let sheet = Sheet::new()?;
    let part = |(number, (heading, lines)): (usize, (String, Vec<String>))| Part {
        heading: format!("{}  {heading}", number + 1),
        lines: lines.iter().map(|line| untied(line)).collect(),
    };
    let mut parts: Vec<Part> =
        parts(voice, statement, sha256).into_iter().enumerate().map(part).collect();
    if parts.iter().flat_map(|part| &part.lines).any(|line| !sheet.has_all(line))
        && let Some(last) = parts.last_mut()
    {
        last.lines.push(both!(
            voice,
            "\u{fffd} stands for a letter that this page can't show; the JSON has it.",
            "\u{fffd} staat voor een letter die deze pagina niet kan tonen; de JSON heeft die wel."
        ));
    }
    Some((ending, sheet.pages(&about, &parts)?))
}

fn title(voice: &Voice, of: &Statement) -> String {
    if of.erasure.is_some() {
        return match of.kind {
            StatementKind::Final => {
                both!(voice, "Statement of erasure", "Verklaring van wissing")
            }
            StatementKind::Interim => {
                both!(voice, "Interim statement of erasure", "Tussentijdse verklaring van wissing")
            }
            StatementKind::Supplement => both!(
                voice,
                "Supplement to a statement of erasure",
                "Aanvulling op een verklaring van wissing"
            ),
        };
    }
    match of.kind {
        StatementKind::Final => {
            both!(voice, "Statement of destruction", "Verklaring van vernietiging")
        }
        StatementKind::Interim => both!(
            voice,
            "Interim statement of destruction",
            "Tussentijdse verklaring van vernietiging"
        ),
        StatementKind::Supplement => both!(
            voice,
            "Supplement to a statement of destruction",
            "Aanvulling op een verklaring van vernietiging"
        ),
    }
}

fn parts(voice: &Voice, of: &Statement, sha256: Digest) -> Vec<(String, Vec<String>)> {
    vec![
        (both!(voice, "What", "Wat"), sources::what(voice, of)),
        (both!(voice, "Ground", "Grond"), sources::ground(voice, of)),
        (both!(voice, "Origin", "Herkomst"), sources::origin(voice, of)),
        (both!(voice, "Decision", "Besluit"), decided::decision(voice, of)),
        (both!(voice, "Copies", "Kopieën"), fates::copies(voice, of)),
        (both!(voice, "Checks", "Controle"), fates::checks(voice, of)),
        (both!(voice, "Wrapped keys", "Bundelsleutels"), fates::keys(voice, of)),
        (both!(voice, "Stays possible", "Blijft mogelijk"), fates::remains(voice, of)),
        (both!(voice, "Clock", "Klok"), decided::clock(voice, of)),
        (both!(voice, "Ledger", "Logboek"), decided::ledger(voice, of)),
        (both!(voice, "Signature", "Handtekening"), decided::signature(voice, of, sha256)),
    ]
}

#[cfg(test)]
mod tests;
