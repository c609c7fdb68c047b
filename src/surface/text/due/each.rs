//! What waits in one vault, as a row of the table over all of them.

use std::collections::BTreeSet;

use crate::surface::each::{Layout, waits_and_next, waits_at};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::due::Report;

use super::super::{copy_all, destroy_line};
use super::{extend_through, go_on};

/// What waits in all vaults.
pub const DUE: Layout =
    Layout { head: waits_and_next, foot: waits_at, asked_for: true, columns_max: None };

/// What waits, in a few words, and the command that says more or does it: its own where one thing waits.
pub fn due_row(voice: &Voice, report: &Report) -> Vec<String> {
    let mut waits = waits(voice, report);
    if let Some(number) = Some(report.soon.len() as u64).filter(|number| *number > 0) {
        let bundles = voice.count(number, Noun::Bundle);
        let words = both!(
            voice,
            "{bundles} ending soon",
            "{bundles} {eindigen} binnenkort",
            eindigen = one_or(number, "eindigt", "eindigen")
        );
        waits.push((words, voice.kluis(&["due"])));
    }
    let words: Vec<&str> = waits.iter().map(|(words, _)| words.as_str()).collect();
    let next = match &waits[..] {
        [] => "-".to_owned(),
        [(_, next)] => next.clone(),
        [_, _, ..] => voice.kluis(&["due"]),
    };
    vec![if words.is_empty() { "-".to_owned() } else { words.join(", ") }, next]
}

/// Each kind of thing that waits, the most pressing first.
fn waits(voice: &Voice, report: &Report) -> Vec<(String, String)> {
    let many = |number: usize, noun| {
        let number = number as u64;
        (number > 0).then(|| voice.count(number, noun))
    };
    let mut all = Vec::new();
    if let Some(bundles) = many(report.due.len(), Noun::Bundle) {
        let name = both!(voice, "list.json", "lijst.json");
        let words = both!(voice, "{bundles} to destroy", "{bundles} te vernietigen");
        all.push((words, voice.kluis(&["due", "--list", &name])));
    }
    let longer: BTreeSet<_> = report.newer.iter().map(|row| row.bundle).collect();
    if let Some(bundles) = many(longer.len(), Noun::Bundle) {
        let words = both!(voice, "{bundles} longer by now", "{bundles} nu langer te bewaren");
        all.push((words, voice.kluis(&["extend", "--all", "--schedule"])));
    }
    if let (Some(bundles), Some(first)) =
        (many(report.longer.len(), Noun::Bundle), report.longer.first())
    {
        let words = both!(voice, "{bundles} longer by now", "{bundles} nu langer te bewaren");
        all.push((words, extend_through(voice, first)));
    }
    if let (Some(bundles), Some(first)) =
        (many(report.overdue.len(), Noun::Bundle), report.overdue.first())
    {
        let words = both!(voice, "{bundles} late to delete", "{bundles} te laat met verwijderen");
        all.push((words, voice.kluis(&["show", &first.bundle.to_string()])));
    }
    if let Some(bundles) = many(report.lost.len(), Noun::Bundle) {
        let words = both!(voice, "{bundles} lost", "{bundles} verloren");
        all.push((words, voice.kluis(&["due"])));
    }
    if let (Some(bundles), Some(first)) =
        (many(report.begun.len(), Noun::Bundle), report.begun.first())
    {
        let words = both!(voice, "{bundles} partly destroyed", "{bundles} deels vernietigd");
        all.push((words, go_on(voice, report.begun.len(), first)));
    }
    if let (Some(bundles), Some(first)) =
        (many(report.succeeded.len(), Noun::Bundle), report.succeeded.first())
    {
        let words = both!(voice, "{bundles} sealed again", "{bundles} opnieuw verzegeld");
        all.push((words, destroy_line(voice, first.bundle)));
    }
    if let (Some(holds), Some(first)) =
        (many(report.holds_to_review.len(), Noun::Hold), report.holds_to_review.first())
    {
        let words = both!(voice, "{holds} to review", "{holds} te herbeoordelen");
        all.push((words, voice.kluis(&["hold", "show", &first.name])));
    }
    if let Some(first) = report.waits.first() {
        let number = voice.number(report.waits.len() as u64);
        let words = both!(
            voice,
            "earlier ends to confirm: {number}",
            "eerdere einden te bevestigen: {number}"
        );
        let act = if first.undone { "withdraw" } else { "confirm" };
        all.push((words, voice.kluis(&["shorten", act, &first.name()])));
    }
    let half = report.half_signed.iter().filter(|row| !row.is_earlier_end()).count() as u64;
    if half > 0 {
        let number = voice.number(half);
        let words = both!(
            voice,
            "for another person to sign: {number}",
            "door een ander te tekenen: {number}"
        );
        all.push((words, voice.kluis(&["due"])));
    }
    if let (Some(given), Some(first)) =
        (many(report.disclosures.len(), Noun::Disclosure), report.disclosures.first())
    {
        let words = both!(voice, "{given} to close", "{given} af te sluiten");
        all.push((words, voice.kluis(&["restore", "close", &first.name])));
    }
    if let Some(bundles) = many(report.copies_wanting.len(), Noun::Bundle) {
        let words = both!(voice, "{bundles} short of copies", "{bundles} met te weinig kopieën");
        let to = report.wanting.copy_to.as_ref().filter(|_| report.wanting.to_copy);
        let next = to.map_or_else(|| voice.kluis(&["due"]), |to| copy_all(voice, to));
        all.push((words, next));
    }
    if !report.to_drill.is_empty() {
        let keys = voice.number(report.to_drill.len() as u64);
        let words = both!(voice, "keys to try: {keys}", "sleutels te proberen: {keys}");
        let file = both!(voice, "FILE", "BESTAND");
        all.push((words, voice.kluis(&["key", "drill", "--identity", &file])));
    }
    if !report.recipients_doubted.is_empty() {
        let words = both!(voice, "a recipient in doubt", "een sleutelhouder in twijfel");
        all.push((words, voice.kluis(&["key", "list"])));
    }
    if let Some(drives) = many(report.to_wrap.len(), Noun::Drive) {
        let words = both!(voice, "keys to wrap on {drives}", "bundelsleutels op {drives}");
        all.push((words, voice.kluis(&["key", "wrap"])));
    }
    if let (Some(drives), Some(first)) =
        (many(report.to_verify.len(), Noun::Drive), report.to_verify.first())
    {
        let words = both!(voice, "{drives} to verify", "{drives} te controleren");
        all.push((words, voice.kluis(&["verify", first])));
    }
    if report.to_sweep > 0 {
        let files = voice.count(report.to_sweep, Noun::Source);
        let words = both!(voice, "{files} to remove", "{files} van de pc te halen");
        all.push((words, voice.kluis(&["sweep"])));
    }
    all
}
