//! The bundles of a vault.

use crate::verbs::list::{EndRow, INDICATION, Report, Row, StandingRow};

use super::{Lean, count, destroy_line, size, table};

/// One line a bundle, and their sum.
pub fn list(report: &Report) -> String {
    if report.nothing_fits {
        return "No bundle fits. Destroyed ones are left out: --destroyed adds them.\n".into();
    }
    if report.bundles.is_empty() {
        return "No bundles yet.\nNext: kluis archive PATH --class ID --date DATE\n".into();
    }
    let head = [
        ("BUNDLE", Lean::Left),
        ("CLASS", Lean::Left),
        ("DATE", Lean::Left),
        ("CASE", Lean::Left),
        ("RECORDS", Lean::Right),
        ("SIZE", Lean::Right),
        ("KEPT THROUGH", Lean::Left),
        ("DUE FROM", Lean::Left),
        ("COPIES", Lean::Left),
        ("DRIVES", Lean::Left),
        ("STANDING", Lean::Left),
    ];
    let wanted = report.copies_wanted;
    let rows = report.bundles.iter().map(|bundle| row(bundle, wanted));
    let records = report.bundles.iter().map(|bundle| bundle.records).sum();
    let bytes = report.bundles.iter().map(|bundle| bundle.bytes).sum();
    let waiting = match report.waiting.len() as u64 {
        0 => String::new(),
        many => format!(
            "{} on this PC, encrypted, for a further drive: kluis copy --all --to MEDIUM\n",
            count(many, "bundle waits", "bundles wait")
        ),
    };
    format!(
        "{}\n{}, {}, {}. {INDICATION}\n{waiting}{}",
        table(&head, rows),
        count(report.bundles.len() as u64, "bundle", "bundles"),
        count(records, "record", "records"),
        size(bytes),
        next_steps(report)
    )
}

/// The drives, with a mark at each whose copy does not count as it stands.
fn media(bundle: &Row) -> String {
    let marked = |label: &String| match bundle.uncounted.contains(label) {
        true => format!("{label} (!)"),
        false => label.clone(),
    };
    bundle.media.iter().map(marked).collect::<Vec<_>>().join(", ")
}

/// Said where a case is shown by its tag.
pub(super) const CASES_HIDDEN: &str = "Codes of cases are encrypted: --passphrase-file FILE or --identity FILE shows \
     them; --case CODE finds them without.";

/// What the marks mean, and what goes on with a destruction that was not ended.
fn next_steps(report: &Report) -> String {
    let mut text = String::new();
    if let Some(bundle) = report.bundles.iter().find(|bundle| !bundle.uncounted.is_empty()) {
        text.push_str(&format!(
            "(!) this copy does not count as it stands; why: kluis show {}\n",
            bundle.bundle
        ));
    }
    if report.cases_hidden {
        text.push_str(&format!("{CASES_HIDDEN}\n"));
    }
    let begun = |bundle: &&Row| bundle.standing == StandingRow::PartlyDestroyed;
    if let Some(bundle) = report.bundles.iter().find(begun) {
        text.push_str(&format!(
            "Partly destroyed: {} goes on with it, with the drives plugged in that hold it still.\n",
            destroy_line(bundle.bundle)
        ));
    }
    text
}

fn row(bundle: &Row, wanted: u32) -> Vec<String> {
    let join = |texts: Vec<String>| texts.join(" + ");
    let class = |class: &Option<String>| class.clone().unwrap_or_else(|| "(confidential)".into());
    vec![
        bundle.bundle.to_string(),
        join(bundle.rules.iter().map(|rule| class(&rule.class)).collect()),
        join(bundle.rules.iter().filter_map(|rule| Some(rule.date?.to_string())).collect()),
        bundle.case.clone().unwrap_or_default(),
        bundle.records.to_string(),
        size(bundle.bytes),
        kept_through(&bundle.end),
        due_from(&bundle.end),
        format!("{}/{wanted}", bundle.copies_verified),
        media(bundle),
        standing(bundle.standing, &bundle.holds, &bundle.end, wanting(bundle, wanted)),
    ]
}

fn wanting(bundle: &Row, wanted: u32) -> Option<String> {
    copies_wanting(bundle.copies_wanting, bundle.keys_wanting, bundle.keys_verified, wanted)
}

/// What a bundle lacks to have the copies that are wanted.
pub(super) fn copies_wanting(
    copies: bool,
    keys_wanting: bool,
    keys: usize,
    wanted: u32,
) -> Option<String> {
    match (copies, keys_wanting) {
        (true, true) => Some(format!("key copies missing ({keys} of {wanted})")),
        (true, false) => Some("copies wanting".into()),
        (false, _) => None,
    }
}

pub(super) fn kept_through(end: &EndRow) -> String {
    match (end.open, end.keep_through) {
        (true, _) => "open".into(),
        (false, Some(day)) => day.to_string(),
        (false, None) => "-".into(),
    }
}

pub(super) fn due_from(end: &EndRow) -> String {
    end.due_from.map_or_else(|| "-".into(), |day| day.to_string())
}

/// Where a bundle stands, in the words of `list` and `show` alike.
pub(super) fn standing(
    standing: StandingRow,
    holds: &[String],
    end: &EndRow,
    wanting: Option<String>,
) -> String {
    match standing {
        StandingRow::Destroyed => return "destroyed".into(),
        StandingRow::PartlyDestroyed => return "partly destroyed".into(),
        StandingRow::Kept => {}
    }
    let mut words = Vec::new();
    if !holds.is_empty() {
        words.push(format!("held by {}", holds.join(", ")));
    }
    if end.due {
        words.push("due".into());
    }
    words.extend(wanting);
    if words.is_empty() { "kept".into() } else { words.join(", ") }
}
