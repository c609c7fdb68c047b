//! One bundle.

use crate::rules::class::Starts;
use crate::things::ledger::state::Proven;
use crate::verbs::list::{INDICATION, StandingRow};
use crate::verbs::show::{CopyRow, Report, RuleRow};
use crate::words::day::ClockState;

use super::class::period;
use super::list::{due_from, kept_through};
use super::{Lean, count, destroy_line, facts, size, table, time};

/// Its rules, its end, its copies.
pub fn show(report: &Report) -> String {
    let mut rows = vec![
        ("Bundle", report.bundle.to_string()),
        ("Standing", standing(report)),
        ("Sealed", format!("{} UTC{}", time(report.sealed_at.time), clock(report.sealed_at.clock))),
        ("Seal (SHA-256)", report.seal.to_string()),
        ("Records", format!("{}, {}", report.records, size(report.bytes))),
        ("Kept through", kept_through(&report.end)),
        ("Due from", due_from(&report.end)),
    ];
    if let Some(day) = report.end.delete_from {
        rows.push(("To be deleted from", day.to_string()));
    }
    if let Some(case) = &report.case {
        let hidden =
            if report.case_hidden { " (its code is encrypted: --identity FILE)" } else { "" };
        rows.push(("Case", format!("{case}{hidden}")));
    }
    for hold in &report.holds {
        rows.push(("Hold", format!("{} since {}", hold.reference, hold.since)));
    }
    let mut text = facts(&rows);
    for rule in &report.rules {
        text.push_str(&format!("\nRule\n{}", indented(&facts(&rule_facts(rule)))));
    }
    if report.conflict {
        text.push_str(
            "\nOne rule wants this deleted while another keeps it: a person has to look at it.\n",
        );
    }
    let wanted = report.copies_wanted;
    text.push_str(&format!("\nCopies ({wanted} wanted)\n{}", copies(&report.copies)));
    let alone = |keys: &&CopyRow| !report.copies.iter().any(|copy| copy.medium == keys.medium);
    let keys: Vec<CopyRow> = report.keys.iter().filter(alone).cloned().collect();
    if !keys.is_empty() {
        text.push_str(&format!("\nKeys on other drives ({wanted} wanted)\n{}", copies(&keys)));
    }
    if report.keys_wanting {
        text.push_str(
            "  A copy counts only with enough copies of its keys: plug in a drive for keys, then \
             kluis copy --all --to MEDIUM\n",
        );
    }
    if report.waiting {
        text.push_str(
            "  It waits on this PC, encrypted, for a further drive: kluis copy --to MEDIUM\n",
        );
    }
    text.push_str(&format!("\n{INDICATION}\n"));
    text
}

fn standing(report: &Report) -> String {
    let holds: Vec<String> = report.holds.iter().map(|hold| hold.reference.to_string()).collect();
    let wanting = super::list::copies_wanting(
        report.copies_wanting,
        report.keys_wanting,
        report.keys_verified,
        report.copies_wanted,
    );
    let words = super::list::standing(report.standing, &holds, &report.end, wanting);
    match report.destroyed {
        Some(at) if report.standing == StandingRow::Destroyed => format!("{words} on {}", at.day()),
        _ if report.standing == StandingRow::PartlyDestroyed => {
            let there = report.copies.iter().filter(|copy| copy.destroyed.is_none());
            let there: Vec<String> = there.map(|copy| copy.label.clone()).collect();
            let next = destroy_line(report.bundle);
            match there.is_empty() {
                true => format!("{words}; its end is not on record yet: {next}"),
                false => format!("{words}; still on {}: {next}", there.join(", ")),
            }
        }
        _ => words,
    }
}

fn clock(clock: ClockState) -> &'static str {
    match clock {
        ClockState::Ok => "",
        ClockState::Typed => ", by a clock that a person confirmed",
        ClockState::Doubtful => ", by a clock that nobody vouched for",
    }
}

fn rule_facts(row: &RuleRow) -> Vec<(&'static str, String)> {
    let (pinned, rule) = (&row.pinned, &row.pinned.rule);
    let class = row.class_id.clone().unwrap_or_else(|| "confidential, and not known here".into());
    let name = row.name_en.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
    let mut rows = vec![
        ("Class", format!("{class}{name}")),
        ("Date given", pinned.date.map_or_else(|| "none yet".into(), |date| date.to_string())),
        ("Period", format!("{}, {}", period(rule.period), rule.nature)),
    ];
    if let Some(start) = pinned.clock_start {
        let from = match rule.starts {
            Starts::BookYear => "the book year's end",
            Starts::CalendarYear => "the year's end",
            Starts::Event => "the event",
        };
        rows.push(("Counted from", format!("{start}, {from}")));
    }
    if let Some(day) = pinned.keep_through {
        rows.push(("Kept through", day.to_string()));
    }
    if let Some(day) = pinned.delete_from {
        rows.push(("Deleted from", day.to_string()));
    }
    if let Some(naming) = &rule.naming {
        rows.push(("Basis", naming.basis.clone()));
        if let Some(ground) = &naming.ground {
            rows.push(("Ground", ground.clone()));
        }
    }
    rows.push(("Schedule", pinned.schedule.clone()));
    rows
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn copies(copies: &[CopyRow]) -> String {
    if copies.is_empty() {
        return "  none\n".into();
    }
    let head = ["DRIVE", "STATE", "WRITTEN", "VERIFIED", "LAST SEEN TO HOLD"];
    let head: Vec<_> = head.map(|title| (title, Lean::Left)).into();
    let row = |copy: &CopyRow| {
        vec![
            copy.label.clone(),
            state(copy),
            time(copy.written),
            copy.verified.map_or_else(|| "-".into(), time),
            match copy.age_days {
                None => "-".into(),
                Some(_) if copy.seen_ahead => "ahead of this PC's clock".into(),
                Some(0) => "today".into(),
                Some(days) => format!("{} ago", count(days as u64, "day", "days")),
            },
        ]
    };
    indented(&table(&head, copies.iter().map(row)))
}

fn state(copy: &CopyRow) -> String {
    if let Some(at) = copy.destroyed {
        return format!("destroyed on {}", at.day());
    }
    match copy.proven {
        Proven::DoesNotHold => "does not hold",
        Proven::DriveGone => "its drive is lost or retired",
        Proven::DriveBack => {
            "not verified since its drive or the bundle was given up, or since a line that is left \
             out found something: kluis verify --deep"
        }
        Proven::Written => "written, not read back",
        Proven::Cached => "read back, perhaps from a cache: counts for nothing yet",
        Proven::ReadBack => "read back",
        Proven::Reattached => "verified after re-attachment",
    }
    .into()
}
