//! What a run of `archive` did, or would do.

use crate::rules::retention::End;
use crate::verbs::archive::{
    AlreadyReport, BundleReport, CopyReport, LeftReport, Report, RuleReport, SampleReport,
};
use crate::verbs::list::INDICATION;
use crate::words::day::Day;
use crate::words::text::shown;

use super::medium::one_device;
use super::{count, size, until_it_counts};

/// How many lines a list of files has before the rest is only counted; `--json` has them all.
const LINES_MAX: usize = 20;

/// The rules and the end first, then what was sealed where, then what was not and why.
pub fn archive(report: &Report) -> String {
    let mut text = String::new();
    for rule in &report.rules {
        text.push_str(&rule_line(rule));
    }
    if report.files > 0 {
        text.push_str(&end_line(&report.end, report.due_from));
    }
    if let Some(stale) = &report.stale {
        text.push_str(&format!(
            "Look at the date again: the newest of these files, {}, was last changed on {}.\n",
            shown(&stale.path),
            stale.modified
        ));
    }
    if report.dry_run {
        text.push_str(&format!(
            "Would seal {} ({}). Nothing was written.\n",
            count(report.files, "file", "files"),
            size(report.bytes)
        ));
    }
    for bundle in &report.bundles {
        text.push_str(&bundle_lines(bundle, report.copies_wanted));
    }
    for bundle in &report.copied {
        text.push_str(&copied_lines(bundle));
    }
    for shared in &report.shared {
        text.push_str(&format!(
            "Also a source of {}: {}\n",
            shown(&shared.vault),
            shown(&shared.path)
        ));
    }
    for already in &report.already {
        text.push_str(&already_lines(already, report));
    }
    for missed in &report.missed {
        text.push_str(&format!("{}: {}\n", shown(&missed.medium), shown(&missed.why)));
    }
    for bundle in &report.cleared {
        text.push_str(&format!("{bundle}: left unfinished by an earlier run, and removed.\n"));
    }
    if report.set_aside > 0 {
        text.push_str(&format!(
            "{} of a cut-off run were set aside: they never counted.\n",
            count(report.set_aside, "ledger's last bytes", "ledgers' last bytes")
        ));
    }
    text.push_str(&left_lines("Not sealed", &report.left));
    if report.asked_to_move {
        text.push_str(&moved_lines(report));
        for (path, name) in report.attributes_lost.iter().take(LINES_MAX) {
            text.push_str(&format!(
                "{}: its attribute {} is not kept.\n",
                shown(path),
                shown(name)
            ));
        }
    }
    for drives in &report.same_device {
        if let Some((last, others)) = drives.split_last() {
            text.push_str(&one_device(others, last));
        }
    }
    if !report.waiting.is_empty() {
        text.push_str(&format!(
            "{} on this PC, encrypted, for a drive that is not here: plug it in, by itself if you like, and\n\
             kluis copy --all --to MEDIUM.\n",
            count(report.waiting.len() as u64, "bundle waits", "bundles wait")
        ));
    }
    text.push_str(&away_lines(report));
    text
}

fn rule_line(rule: &RuleReport) -> String {
    let date = rule.date.as_ref().map_or_else(
        || "open: its event is still to come".to_owned(),
        |date| format!("date {date}"),
    );
    let mut text = format!("{} ({}), {date}; {}\n", rule.class, rule.name_en, rule.basis);
    if rule.hardly_suits {
        text.push_str(
            "Records of this class must go within weeks: a drive in a safe hardly suits them.\n",
        );
    }
    if let Some(note) = &rule.note {
        text.push_str(&format!("Note: {note}\n"));
    }
    text
}

fn end_line(end: &End, due_from: Option<Day>) -> String {
    let mut text = match (end.open, end.keep_through) {
        (true, _) => "Kept until its end is known. This version of kluis can't record that yet; until a later \
                      one does, nothing here can be destroyed.\n"
            .to_owned(),
        (false, Some(day)) => match due_from {
            Some(due) => format!("Kept through {day}; may be destroyed from {due}. {INDICATION}\n"),
            None => format!("Kept through {day}. {INDICATION}\n"),
        },
        (false, None) => String::new(),
    };
    if let Some(day) = end.delete_from {
        text.push_str(&format!("Must be deleted from {day}. {INDICATION}\n"));
    }
    text
}

fn bundle_lines(bundle: &BundleReport, wanted: u32) -> String {
    let mut text = format!(
        "Sealed {}: {}, {}.\n",
        bundle.bundle,
        count(bundle.records, "record", "records"),
        size(bundle.bytes)
    );
    for copy in &bundle.copies {
        text.push_str(&copy_line(copy));
    }
    let verified = bundle.copies.iter().filter(|copy| copy.read_back == "past-cache").count();
    if verified < wanted as usize {
        text.push_str(&format!("  {verified} of {wanted} copies that this vault wants.\n"));
    }
    text.push_str(&bundle.sample.as_ref().map_or_else(String::new, sample_lines));
    text
}

pub(super) fn copy_line(copy: &CopyReport) -> String {
    let label = shown(&copy.medium);
    match copy.counts_after {
        None => format!("  on {label}: read back from the drive and the same\n"),
        Some(after) => format!(
            "  on {label}: read back, though perhaps from this PC's memory, so that it lets no source go yet.\n    \
             Next: {}\n",
            until_it_counts(&copy.medium, after)
        ),
    }
}

fn sample_lines(sample: &SampleReport) -> String {
    let (drive, records) = (shown(&sample.medium), count(sample.records, "record", "records"));
    if let Some(fault) = &sample.fault {
        return format!(
            "  sample from {drive}: NOT the same, so this copy does not count: {}\n  \
             Next: kluis repair MEDIUM, then kluis verify MEDIUM --deep: once that finds it whole it counts.\n",
            shown(fault)
        );
    }
    let key = match sample.key_opened {
        true => "",
        false => {
            "; the key on the drive was not tried, which needs your identity: kluis verify --deep"
        }
    };
    format!("  sample from {drive}: {records} restored and the same{key}\n")
}

/// Where files stand that are not sealed again, until when, and whether the copies there are enough.
fn already_lines(already: &AlreadyReport, report: &Report) -> String {
    let until = match (already.end.open, already.end.keep_through, already.end.delete_from) {
        (true, _, _) => "kept until its end is known".to_owned(),
        (false, Some(day), _) => format!("kept through {day}"),
        (false, None, Some(day)) => format!("to be deleted from {day}"),
        (false, None, None) => "with no end".to_owned(),
    };
    let mut text = format!(
        "{} in {} already, {until}: not sealed again.\n",
        count(already.files, "file stands", "files stand"),
        already.bundle
    );
    if !already.damaged_on.is_empty() {
        text.push_str(&format!(
            "  {} of {} copies that this vault wants; damaged: the one on {}.\n",
            already.copies,
            report.copies_wanted,
            shown(&already.damaged_on.join(", "))
        ));
    }
    text
}

fn copied_lines(bundle: &BundleReport) -> String {
    let mut text =
        format!("Copied {}, sealed before, onto a drive that lacked it.\n", bundle.bundle);
    for copy in &bundle.copies {
        text.push_str(&copy_line(copy));
    }
    text
}

/// Which drives to fetch, where this vault wants more copies than there are drives here.
fn away_lines(report: &Report) -> String {
    let few = |bundle: &BundleReport| bundle.copies.len() < report.copies_wanted as usize;
    let wanting = report.dry_run || report.bundles.iter().any(few) || !report.not_moved.is_empty();
    let away = shown(&report.away.join(", "));
    match (wanting, report.away.as_slice()) {
        (false, _) | (true, []) => String::new(),
        (true, _) if report.drives_named => {
            format!(
                "Not named with --to: {away}. Without --to every drive that is here gets its copy.\n"
            )
        }
        (true, _) if report.dry_run => {
            format!(
                "Not found here: {away}. Plug it in first, or name where it is with --to PATH.\n"
            )
        }
        (true, _) if !report.waiting.is_empty() => format!(
            "Not found here: {away}. A drive that is here all the same is found by its path: kluis \
             verify PATH.\n"
        ),
        (true, _) => format!(
            "Not found here: {away}. Plug it in beside one that is, and give the same command again: it \
             makes the missing copies. A drive that is here all the same is found by its path: kluis \
             verify PATH.\n"
        ),
    }
}

pub(super) fn left_lines(title: &str, left: &[LeftReport]) -> String {
    let mut text = String::new();
    for left in left.iter().take(LINES_MAX) {
        let detail = left.detail.as_ref().map(|d| format!(" ({})", shown(d))).unwrap_or_default();
        text.push_str(&format!("{title}: {}: {}{detail}\n", shown(&left.path), why(left.why)));
    }
    if left.len() > LINES_MAX {
        text.push_str(&format!("{title}: {} more; --json lists them.\n", left.len() - LINES_MAX));
    }
    text
}

fn why(word: &str) -> &str {
    match word {
        "link" => "a link, and links are not followed",
        "special" => "no regular file",
        "litter" => "left behind by a program, no record",
        "empty-folder" => "a folder without files",
        "still-active" => "touched too recently",
        "unreadable" => "it can't be read",
        "ours" => "a drive, a vault or a bundle of kluis",
        "changing" => "it kept changing while it was read",
        "too-few-copies" => "too few verified copies yet",
        "not-seen-here" => {
            "its copies were verified on another PC alone: plug the drives in here, and run kluis verify"
        }
        "not-opened-here" => {
            "a deep look found a record wrong in a copy: plug the drives in here, and run kluis verify --deep"
        }
        "no-copy-here" => "no drive is here that holds it: plug one in, and run kluis sweep",
        "changed-since" => "it is not what was sealed any more",
        "not-removable" => "it can't be removed",
        other => other,
    }
}

fn moved_lines(report: &Report) -> String {
    let mut text = String::new();
    if report.moved > 0 {
        text.push_str(&format!(
            "Removed {} ({}) from this PC, each compared with what was sealed first.\n",
            count(report.moved, "source", "sources"),
            size(report.moved_bytes)
        ));
    }
    text.push_str(&left_lines("Stays", &report.not_moved));
    text
}
