//! What `restore` gave back, and what it could not.

use crate::surface::errors::word;
use crate::surface::voice::Voice;
use crate::verbs::restore::{DamagedReport, Report};
use crate::words::text::shown;

use super::{count, size};

/// How many renamed records are shown; `--json` and `proof.json` have them all.
const LINES_MAX: usize = 20;

/// The sum first, then every record that did not come back as it was.
pub fn restore(voice: &Voice, report: &Report) -> String {
    let mut text = match &report.target {
        Some(target) => format!(
            "Gave back {} ({}) from {} into {}, each the same as when it was sealed.\n",
            count(report.records, "record", "records"),
            size(report.bytes),
            shown(&report.media.join(", ")),
            shown(target)
        ),
        None => "Nothing was given back. kluis list shows the bundles there are, with the dates that their records \
                 were filed under.\n"
            .to_owned(),
    };
    for renamed in report.renamed.iter().take(LINES_MAX) {
        text.push_str(&format!(
            "  {} stands there as {}\n",
            renamed.name.display(),
            renamed.written_as.display()
        ));
    }
    if report.renamed.len() > LINES_MAX {
        let more = report.renamed.len() - LINES_MAX;
        text.push_str(&format!("  and {more} more under another name; --json lists them.\n"));
    }
    for damaged in &report.damaged {
        text.push_str(&damaged_line(voice, damaged, "not given back"));
    }
    for healed in &report.healed {
        text.push_str(&damaged_line(voice, healed, "damaged there, given back from another drive"));
    }
    for failed in &report.failed {
        text.push_str(&format!("{}: {}\n", failed.bundle, shown(&failed.why)));
    }
    for copy in &report.faulty_copies {
        let why = shown(&copy.why);
        text.push_str(&format!("{}: a copy can't be read, and another was: {why}\n", copy.bundle));
    }
    for bundle in &report.without_commitments {
        text.push_str(&format!(
            "{bundle}: its records.commit is damaged, and not beside the seal.\n"
        ));
    }
    for bundle in &report.gone {
        text.push_str(&format!("{bundle}: destroyed, or being destroyed.\n"));
    }
    for pattern in &report.not_found {
        text.push_str(&format!(
            "Not found: {} (** stands for any folders, * for any part of a name: '**/2025/*.pdf')\n",
            shown(pattern)
        ));
        if report.other_case.contains(pattern) {
            text.push_str(&slip_line(voice, pattern));
        }
    }
    text.push_str(&super::changed(voice, &report.changed));
    for label in &report.untold {
        text.push_str(&format!("{}: hears of this at its next contact.\n", shown(label)));
    }
    if report.target.is_some() {
        text.push_str(
            "Beside the records: SHA256SUMS, the seals, proof.json, and README.txt, which says how anyone \
             checks them.\nThe disclosure is on record.\n",
        );
    }
    text
}

/// A help line that can be typed, where a glob can say it.
fn slip_line(voice: &Voice, pattern: &str) -> String {
    let typed = in_any_case(voice, pattern).map(|glob| format!(": --match {}", word(&glob)));
    let typed = typed.unwrap_or_default();
    format!(
        "  A name in other capitals is there; --match tells capitals from small letters{typed}\n"
    )
}

/// The glob with each letter in both its cases; none where it has sets of its own, or marks a character as plain.
fn in_any_case(_voice: &Voice, pattern: &str) -> Option<String> {
    if pattern.contains(['[', ']', '\\']) {
        return None;
    }
    let one = |mut letters: Box<dyn Iterator<Item = char>>| {
        letters.next().filter(|_| letters.next().is_none())
    };
    let both = |letter: char| {
        let small = one(Box::new(letter.to_lowercase()));
        let capital = one(Box::new(letter.to_uppercase()));
        match small.zip(capital) {
            Some((small, capital)) if small != capital => format!("[{small}{capital}]"),
            _ => letter.to_string(),
        }
    };
    Some(pattern.chars().map(both).collect())
}

fn damaged_line(_voice: &Voice, damaged: &DamagedReport, what: &str) -> String {
    format!(
        "{}, {}: {}: {what} ({})\n",
        shown(&damaged.medium),
        damaged.bundle,
        damaged.name.display(),
        shown(&damaged.why)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_case_gets_a_glob_that_can_be_typed() {
        assert_eq!(in_any_case(&Voice::default(), "*.PDF").as_deref(), Some("*.[pP][dD][fF]"));
        assert_eq!(in_any_case(&Voice::default(), "{é,2}/**").as_deref(), Some("{[éÉ],2}/**"));
        // A letter whose capital is two letters is left as it is.
        assert_eq!(in_any_case(&Voice::default(), "ß1").as_deref(), Some("ß1"));
        assert_eq!(in_any_case(&Voice::default(), "[A-C].pdf"), None);
    }
}
