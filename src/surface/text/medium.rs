//! The drives of a vault.

use crate::formats::entry::Role;
use crate::surface::errors::medium_problem;
use crate::surface::page::Page;
use crate::surface::texts::in_groups;
use crate::surface::voice::{Voice, both};
use crate::things::ledger::state::Fate;
use crate::verbs::medium::fate::FateReport;
use crate::verbs::medium::loss::{BundleLost, LossReport, OtherCopy};
use crate::verbs::medium::remains::Remains;
use crate::verbs::medium::{AddReport, ListReport, Report, Row};
use crate::words::text::shown;

use super::{Lean, count, destroy_line, facts, size, table, time, until_it_counts};

/// What was taken in, or all drives.
pub fn medium(voice: &Voice, report: &Report) -> String {
    match report {
        Report::Add(report) => add(voice, report),
        Report::List(report) => list(voice, report),
        Report::Fate(report) => fate(voice, report),
    }
}

fn add(voice: &Voice, report: &AddReport) -> String {
    let mut text = format!("{} is a drive of this vault now.\n\n", shown(&report.label));
    let free = report.free_bytes.map_or_else(|| "not known".into(), size);
    text.push_str(&facts(&[
        ("Medium", report.medium.to_string()),
        ("Drive", report.drive.to_string()),
        ("Roles", roles(voice, &report.roles)),
        ("Parity", if report.parity { "yes" } else { "no" }.into()),
        ("At", report.path.clone()),
        ("File system", report.file_system.clone()),
        ("Free", free),
    ]));
    text.push('\n');
    if let Some(why) = &report.not_in_place {
        text.push_str(&format!(
            "This file system is {}: a bundle can be removed here, and its old bytes can't be\n\
             overwritten. exFAT, FAT, NTFS or ext4 suit destruction better.\n",
            shown(why)
        ));
    }
    if report.other_vaults > 0 {
        text.push_str(&format!(
            "{} on this drive too.\n",
            match report.other_vaults {
                1 => "One other vault is".into(),
                many => format!("{many} other vaults are"),
            }
        ));
    }
    let mut page = Page::new(voice);
    one_device(&mut page, &report.same_device, &report.label);
    text.push_str(&page.into_text());
    if let Some(reader) = report.reader {
        text.push_str(&format!(
            "SHA-256 of reader.py there; if the recovery sheet has another, write this one on it:\n  {}\n",
            in_groups(reader).join("\n  ")
        ));
    }
    let next = if (report.drives as u32) < report.copies_wanted {
        "Next: a second drive that is kept elsewhere: kluis medium add PATH --label \"Drive B\"\n"
    } else if report.wanting > 0 {
        "Next: kluis copy --all --to MEDIUM: bundles wait for a further copy\n"
    } else {
        "Next: kluis archive PATH --class ID --date DATE\n"
    };
    text.push_str(next);
    text
}

/// What copies on one device are worth; nothing where there is one drive.
pub(super) fn one_device(page: &mut Page<'_>, others: &[String], last: &str) {
    if others.is_empty() {
        return;
    }
    let (voice, others) = (page.voice, others.join(", "));
    page.line(both!(
        voice,
        "Warning: {others} and {last} are one device: copies there are lost together, and protect as one would.",
        "Let op: {others} en {last} zijn één apparaat: kopieën daarop gaan samen verloren, en tellen als één."
    ));
    page.line(both!(
        voice,
        "They count as one, unless each of these drives was added with --same-disk.",
        "Alleen als elk van deze schijven met --same-disk is toegevoegd, tellen ze apart."
    ));
}

fn fate(voice: &Voice, report: &FateReport) -> String {
    let Some(label) = &report.label else {
        return "This vault is not on that drive: nothing changed.\n".into();
    };
    let label = shown(label);
    let mut text = match report.fate {
        None => return format!("{label} is not lost: nothing changed.\n"),
        Some(Fate::Lost) => format!("{label} is lost: its copies don't count any more.\n"),
        Some(Fate::Found) => {
            format!("{label} is back. Its copies count once they hold: kluis verify\n")
        }
        Some(Fate::Retired) => format!("{label} is retired: its copies don't count any more.\n"),
    };
    for erased in &report.erased {
        let how = match erased.copy.read_back {
            Some(crate::powers::medium::ReadBack::PastCache) => "overwritten and read back",
            Some(_) => "overwritten, and read back perhaps from a cache",
            None => "gone already",
        };
        text.push_str(&format!("  {}: {how}, removed\n", erased.bundle));
    }
    for failed in &report.failed {
        text.push_str(&format!("  {}: not destroyed: {}\n", failed.bundle, shown(&failed.why)));
    }
    if let Some(remains) = &report.remains {
        text.push_str(&what_stays(voice, remains, &label));
    }
    if let Some(loss) = &report.loss {
        text.push_str(&loss_lines(voice, report, loss));
    }
    if !report.wanting.is_empty() {
        text.push_str(&format!(
            "{} fewer verified copies now than this vault wants.\nNext: kluis copy --all --to MEDIUM\n",
            count(report.wanting.len() as u64, "bundle has", "bundles have")
        ));
    }
    if !report.other_vaults.is_empty() {
        let word = match report.fate {
            Some(Fate::Found) => "found",
            Some(Fate::Retired) => "retire",
            _ => "lost",
        };
        text.push_str(&format!(
            "That drive is also in {}, where nothing changed: kluis medium {word} --each does it for every vault.\n",
            shown(&report.other_vaults.join(", "))
        ));
    }
    for label in &report.untold {
        text.push_str(&format!("{}: it could not be told, and hears next time.\n", shown(label)));
    }
    text
}

/// What is still on a drive, as it was looked for, and why.
fn what_stays(_voice: &Voice, remains: &Remains, label: &str) -> String {
    let mut text = format!(
        "Still on {label}: kluis-drive.json and {}/ with {}.\n",
        remains.folder,
        shown(&remains.names.join(", "))
    );
    text.push_str(
        "  The ledger and the label tell this drive, and other PCs, that it is retired: ids, dates, counts and \
         hashes.\n  Notes and vault.*.age (settings, signing keys) are encrypted to the owners; the rest is text.\n",
    );
    text.push_str(&match &remains.bundles[..] {
        [] => "  Nothing is left in bundles/: no bundle's key, no record, no parity.\n".to_owned(),
        left => {
            format!("  Left in bundles/: {}. These were not destroyed.\n", shown(&left.join(", ")))
        }
    });
    if remains.other_vaults > 0 {
        text.push_str(&format!(
            "  {} on this drive too, and left alone.\n",
            match remains.other_vaults {
                1 => "Another vault is".into(),
                many => format!("{many} other vaults are"),
            }
        ));
    }
    text.push_str("  kluis removes none of it: format the drive if it leaves your hands.\n");
    text
}

/// What a person needs for a note of the loss, in the order in which it is asked for.
fn loss_lines(voice: &Voice, report: &FateReport, loss: &LossReport) -> String {
    let keys_alone = !has_data(voice, &loss.roles);
    let never = || "never".to_owned();
    let there = match keys_alone {
        true => {
            format!("wrapped keys of {}", count(loss.bundles.len() as u64, "bundle", "bundles"))
        }
        false => format!(
            "{}, {}, {}",
            count(loss.bundles.len() as u64, "bundle", "bundles"),
            count(loss.records, "record", "records"),
            size(loss.bytes)
        ),
    };
    let elsewhere = match &loss.keys_elsewhere[..] {
        [] => "no other drive".to_owned(),
        labels => labels.join(", "),
    };
    let there_too = match loss.keys_there {
        true => "on the drive, wrapped: they open with an identity of the vault alone",
        false => "not on the drive",
    };
    let mut text = "\nFor your note of the loss:\n".to_owned();
    text.push_str(&facts(&[
        ("Medium", report.medium.map_or_else(String::new, |medium| medium.to_string())),
        ("Drive", report.drive.to_string()),
        ("Missing since", loss.since.to_string()),
        ("Last seen", loss.last_seen.map_or_else(never, time)),
        ("Last verified", loss.last_verified.map_or_else(never, time)),
        ("On it", there),
        ("Encryption", loss.encryption.to_owned()),
        ("Recipients", count(loss.recipients.len() as u64, "recipient", "recipients")),
        ("Keys", format!("{there_too}; also on: {elsewhere}")),
    ]));
    for class in &loss.classes {
        let name = class.class.as_deref().unwrap_or("confidential classes");
        text.push_str(&format!(
            "  {}: {}, {}\n",
            shown(name),
            count(class.bundles, "bundle", "bundles"),
            count(class.records, "record", "records")
        ));
    }
    text.push_str(if keys_alone { "Other keys:\n" } else { "Other copies:\n" });
    for bundle in &loss.bundles {
        text.push_str(&format!("  {}: {}\n", bundle.bundle, other_copies(voice, bundle)));
    }
    text.push_str("The recipients' hashes stand in --json.\n\n");
    text
}

fn other_copies(_voice: &Voice, bundle: &BundleLost) -> String {
    let one = |other: &OtherCopy| {
        let held = match other.held {
            Some(at) => format!("last seen to hold {}", time(at)),
            None => "not verified yet".to_owned(),
        };
        let doubt = if other.holds { "" } else { ", and does not count" };
        format!("{} ({held}{doubt})", shown(&other.medium))
    };
    match bundle.others.iter().any(|other| other.holds) {
        true => bundle.others.iter().map(one).collect::<Vec<_>>().join(", "),
        false if bundle.others.is_empty() => "none: what was lost was the only one".to_owned(),
        false => {
            let others: Vec<String> = bundle.others.iter().map(one).collect();
            format!("none that counts; {}", others.join(", "))
        }
    }
}

fn roles(_voice: &Voice, roles: &[Role]) -> String {
    let word = |role: &Role| match role {
        Role::Data => "data",
        Role::Keys => "keys",
    };
    roles.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn has_data(_voice: &Voice, roles: &[Role]) -> bool {
    roles.contains(&Role::Data)
}

fn list(voice: &Voice, report: &ListReport) -> String {
    let mut text = String::new();
    if report.media.is_empty() {
        text.push_str("No drives yet.\nNext: kluis medium add PATH --label \"Drive A\"\n");
    } else {
        let head = [
            ("DRIVE", Lean::Left),
            ("NOW", Lean::Left),
            ("PATH", Lean::Left),
            ("ROLES", Lean::Left),
            ("BUNDLES", Lean::Right),
            ("RECORDS' SIZE", Lean::Right),
            ("FREE", Lean::Right),
            ("LAST SEEN", Lean::Left),
            ("LAST VERIFIED", Lean::Left),
        ];
        text.push_str(&table(&head, report.media.iter().map(|of| row(voice, of))));
    }
    for row in report.media.iter().filter(|row| row.overdue) {
        let label = shown(&row.label);
        text.push_str(&match row.oldest_unverified {
            Some(since) if has_data(voice, &row.roles) => format!(
                "{label} is overdue: {} not verified since it was taken out and came back, the oldest of {}.\n\
                 Next: {}: kluis verify\n",
                count(row.unverified as u64, "copy is", "copies are"),
                since.day(),
                match row.present {
                    true => "take it out, run kluis medium list, and plug it in again",
                    false => "plug it in",
                }
            ),
            Some(since) => format!(
                "{label} is overdue: the keys of {} never verified, the oldest of {}.\n\
                 Next: plug it in: kluis verify\n",
                count(row.unverified as u64, "bundle were", "bundles were"),
                since.day()
            ),
            None => format!("{label} is overdue. Next: plug it in: kluis verify\n"),
        });
    }
    for row in &report.media {
        text.push_str(&to_do(voice, row));
    }
    if !report.waiting.is_empty() {
        text.push_str(&format!(
            "{} on this PC, encrypted ({}), for a further drive: kluis copy --all --to MEDIUM\n",
            count(report.waiting.len() as u64, "bundle waits", "bundles wait"),
            size(report.waiting_bytes)
        ));
    }
    for doubtful in &report.doubtful {
        let said = medium_problem(voice, &doubtful.problem);
        text.push_str(&format!("\n{}\n  {}\n", said.message, said.help));
    }
    text
}

/// What is to be done about a drive besides verifying it in time.
fn to_do(voice: &Voice, row: &Row) -> String {
    let mut text = String::new();
    if let Some(after) = row.counts_after {
        text.push_str(&format!(
            "{}: {} no source go yet: it was read perhaps from this PC's memory.\nNext: {}\n",
            shown(&row.label),
            count(row.cached as u64, "copy there lets", "copies there let"),
            until_it_counts(voice, &row.label, after)
        ));
    }
    if let [first, ..] = row.undestroyed[..] {
        text.push_str(&format!(
            "{}: {} destroyed, and there still. Next: plug it in: {}\n",
            shown(&row.label),
            count(row.undestroyed.len() as u64, "bundle is being", "bundles are being"),
            destroy_line(voice, first)
        ));
    }
    text
}

/// When it was verified last, and what that found.
fn verified(_voice: &Voice, row: &Row) -> String {
    let mut when = row.last_verified.map_or_else(|| "never".to_owned(), time);
    if row.verified_ahead {
        when.push_str(", ahead of this PC's clock");
    }
    match row.faulty as u64 {
        0 => when,
        found => {
            format!("{when}: {}", count(found, "bundle does not hold", "bundles do not hold"))
        }
    }
}

fn row(voice: &Voice, row: &Row) -> Vec<String> {
    let now = match (row.present, row.older_state) {
        _ if row.fate == Some(Fate::Retired) => "retired",
        (true, _) if row.fate == Some(Fate::Lost) => "lost, and here: kluis medium found",
        (false, _) if row.fate == Some(Fate::Lost) => "lost",
        (true, true) => "here, in an older state: kluis verify",
        (true, false) if row.label_damaged => "here, its label damaged: kluis repair",
        (true, false) if row.ledger_damaged => "here, its ledger damaged: kluis repair",
        (true, false) => "here",
        (false, _) => "away",
    };
    let never = || "never".to_owned();
    vec![
        row.label.clone(),
        now.into(),
        row.present_at.clone().unwrap_or_else(|| row.path.clone()),
        roles(voice, &row.roles),
        row.bundles.to_string(),
        if has_data(voice, &row.roles) { size(row.bytes) } else { "-".into() },
        row.free_bytes.map_or_else(|| "-".into(), size),
        row.last_seen.map_or_else(never, time),
        verified(voice, row),
    ]
}
