//! Signers: the keys over time; and a clock that was corrected.

use crate::surface::voice::Voice;
use crate::verbs::clock::Report as ClockReport;
use crate::verbs::copying::ChangedReport;
use crate::verbs::signer::{ListReport, ReplacedReport, Report, SignerRow};
use crate::words::text::shown;

use super::{Lean, count, table, time};

/// The signers, or what was replaced.
pub fn signer(voice: &Voice, report: &Report) -> String {
    match report {
        Report::List(report) => list(voice, report),
        Report::Replaced(report) => replaced(voice, report),
    }
}

fn list(_voice: &Voice, report: &ListReport) -> String {
    let columns = [
        ("SIGNER", Lean::Left),
        ("SINCE", Lean::Left),
        ("REPLACED", Lean::Left),
        ("HERE", Lean::Left),
        ("KEY", Lean::Left),
    ];
    let row = |row: &SignerRow| {
        vec![
            row.role.to_owned(),
            time(row.since),
            row.replaced.map_or_else(String::new, time),
            if row.here { "yes".into() } else { String::new() },
            row.key.clone(),
        ]
    };
    let mut text = table(&columns, report.signers.iter().map(row));
    if report.quarantined > 0 {
        text.push_str(&format!(
            "\n{} under a key that was replaced: they count for nothing but what the disposer signed.\n",
            count(report.quarantined, "line is quarantined", "lines are quarantined")
        ));
    }
    text
}

fn replaced(voice: &Voice, report: &ReplacedReport) -> String {
    let mut text = format!(
        "The sealer's key is replaced. New: {}\nWhat was sealed and recorded before stands. From here on the old key \
         is worth nothing.\n",
        report.new
    );
    if report.quarantined > 0 {
        text.push_str(&format!(
            "{} and {} for nothing but what the disposer signed.\n",
            count(
                report.quarantined,
                "line of the ledger is quarantined",
                "lines of the ledger are quarantined"
            ),
            if report.quarantined == 1 { "counts" } else { "count" }
        ));
    }
    if !report.bundles_lost.is_empty() {
        let named: Vec<String> = report.bundles_lost.iter().map(ToString::to_string).collect();
        text.push_str(&format!(
            "Only such lines speak of {}: none of their copies counts. Seal those records again.\n",
            named.join(", ")
        ));
    }
    if !report.media_lost.is_empty() {
        let named: Vec<String> = report.media_lost.iter().map(ToString::to_string).collect();
        text.push_str(&format!(
            "Only such lines speak of the drives {}: copies may lie there that no destruction reaches.\n",
            named.join(", ")
        ));
    }
    text.push_str(&told(voice, &report.waiting, &report.changed));
    text.push_str(
        "Each other PC of this vault takes the new key from a drive that was told, with a command that opens an \
         identity: kluis verify --deep. What it wrote and this PC has not seen counts once kluis signer replace is run \
         there too.\n",
    );
    text
}

/// What became of the clock's floor.
pub fn clock(voice: &Voice, report: &ClockReport) -> String {
    match report.removed {
        None => "No time on record lies ahead of today: there is nothing to correct.\n".into(),
        Some(removed) => format!(
            "Today is {}. The time {} that stood on record raises no question any more; what was written before this \
             under a later time is doubtful.\n{}",
            report.day,
            time(removed),
            told(voice, &report.waiting, &report.changed)
        ),
    }
}

fn told(voice: &Voice, waiting: &[String], changed: &[ChangedReport]) -> String {
    let mut text = String::new();
    if !waiting.is_empty() {
        let waiting: Vec<String> = waiting.iter().map(|label| shown(label)).collect();
        text.push_str(&format!("At their next contact: {}.\n", waiting.join(", ")));
    }
    text + &super::changed(voice, changed)
}
