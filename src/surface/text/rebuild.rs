//! A home that came back: what is in it, what is still elsewhere, and what it may not do yet.

use crate::surface::errors::word;
use crate::surface::voice::Voice;
use crate::verbs::rebuild::Report;
use crate::words::text::shown;

use super::{broken, count, facts};

/// What came back, from which drives, and the next command.
pub fn rebuild(voice: &Voice, report: &Report) -> String {
    let mut text = format!("The home of {} is back.\n\n", shown(&report.name));
    text.push_str(&facts(&[
        ("Vault id", report.vault.to_string()),
        ("Home", report.home.clone()),
        ("Identity", report.identity.clone()),
        ("From", report.from.join(", ")),
        ("Ledger", count(report.entries, "entry", "entries")),
        ("Bundles", report.bundles.to_string()),
        ("Searchable here", report.indexes.to_string()),
    ]));
    text.push('\n');
    let mut add = |line: String| text.push_str(&format!("{line}\n"));
    if !report.passphrase {
        add("The identity lies there without a passphrase: whoever reads this PC's disk and a drive \
             can read\nthe records."
            .into());
    }
    if report.older_settings {
        add("The last settings were damaged on the drive: these are the ones before. Look at \
             kluis.toml."
            .into());
    }
    let settings: Vec<String> = report
        .settings_taken
        .iter()
        .map(|setting| format!("{} = {}", shown(&setting.name), shown(&setting.value)))
        .collect();
    add(format!("Settings, as the drive had them: {}.", settings.join("; ")));
    if !report.broken.is_empty() {
        add(broken(voice, &report.broken).trim_end().to_owned());
    }
    for label in &report.cut_back {
        add(format!(
            "{}: its label is signed by a key that was replaced, and says what does not count. Make it anew: kluis \
             repair {}",
            shown(label),
            word(label)
        ));
    }
    for label in &report.slots_missing {
        add(format!(
            "One of the two labels of {} is missing or broken: entries may be hidden. Before anything counts on \
             it:\nkluis verify {}",
            shown(label),
            word(label)
        ));
    }
    for label in &report.damaged {
        add(format!(
            "{}: its copy of the ledger is damaged, and the other drives had what it lacks. Next: kluis \
             repair {}",
            shown(label),
            word(label)
        ));
    }
    if report.unread > 0 {
        let bundles = count(report.unread as u64, "bundle", "bundles");
        add(format!("The index of {bundles} could not be read there: kluis verify --deep"));
    }
    if report.elsewhere > 0 {
        let bundles = count(report.elsewhere as u64, "bundle is", "bundles are");
        add(format!(
            "{bundles} on other drives only. Plug those in, and run kluis verify --deep: then they \
             are searchable\nhere too, and are not sealed twice."
        ));
    }
    if report.notes_missing > 0 {
        let notes = count(report.notes_missing as u64, "note of the ledger is", "notes are");
        add(format!("{notes} not on these drives as recorded; another drive may have them."));
    }
    if report.set_aside > 0 {
        add("Lines behind the end of the drive's ledger were set aside: nobody signed for them."
            .into());
    }
    if !report.unseen.is_empty() {
        add(format!(
            "Not seen here yet: {}. This home destroys nothing until it has seen them, since a hold \
             may stand\non one of them alone.",
            report.unseen.iter().map(|label| shown(label)).collect::<Vec<_>>().join(", ")
        ));
    }
    add("Nothing was written on the drives. Next: kluis verify".into());
    text
}
