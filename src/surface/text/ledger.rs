//! The ledger: one line an entry, and what its proof found.

use crate::surface::voice::Voice;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::formats::entry::{CopyState, Depth, Event, Method, Neighbours};
use crate::surface::errors::medium_problem;
use crate::things::ledger::state::UnknownEvent;
use crate::verbs::ledger::{AsideRow, ChainRow, Line, Report, ShowReport, VerifyReport};
use crate::words::day::ClockState;
use crate::words::ids::MediumId;
use crate::words::text::shown;

use super::{count, size, time};

/// The entries, or the proof.
pub fn ledger(voice: &Voice, report: &Report) -> String {
    match report {
        Report::Show(report) => show(voice, report),
        Report::Verify(report) => verify(voice, report),
    }
}

fn show(voice: &Voice, report: &ShowReport) -> String {
    let mut text = String::new();
    for line in &report.entries {
        let clock = match line.clock {
            ClockState::Ok => "",
            ClockState::Typed => " (date confirmed)",
            ClockState::Doubtful => " (clock in doubt)",
        };
        let note = if line.note.is_some() { ", with a note" } else { "" };
        let what = sentence(voice, line, &report.labels);
        text.push_str(&format!("{}{clock}  {}{note}\n", time(line.time), shown(&what)));
        if let Some(words) = &line.note_text {
            text.extend(words.iter().map(|field| note_line(voice, field)));
        }
        if let Some(why) = line.note_unread {
            text.push_str(&format!("    {why}\n"));
        }
    }
    text.push_str(&format!("\n{}.\n", count(report.entries.len() as u64, "entry", "entries")));
    if !report.notes_shown && report.entries.iter().any(|line| line.note.is_some()) {
        text.push_str("Notes are encrypted. To read them: kluis ledger show --notes\n");
    }
    asides(voice, &report.set_aside, report.set_aside_more, &mut text);
    text
}

/// One name of a note and its text, as the person typed it.
fn note_line(_voice: &Voice, (name, value): (&String, &Value)) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    // A list of files, which nobody reads here.
    if let lines @ 2.. = value.lines().count() {
        return format!("    {}: {lines} lines; --json shows them\n", shown(name));
    }
    format!("    {}: {}\n", shown(&name.replace('_', " ")), shown(&value))
}

fn asides(_voice: &Voice, asides: &[AsideRow], more: u64, text: &mut String) {
    for aside in asides {
        text.push_str(&format!(
            "Set aside: {} behind the chain of writer {}, which a run that was cut off left.\n",
            count(aside.bytes, "byte", "bytes"),
            aside.writer
        ));
    }
    if more > 0 {
        text.push_str(&format!("Set aside too: {}.\n", count(more, "chain more", "chains more")));
    }
}

fn sentence(_voice: &Voice, line: &Line, labels: &BTreeMap<MediumId, String>) -> String {
    let on = |medium: &MediumId| labels.get(medium).cloned().unwrap_or_else(|| medium.to_string());
    let all = |media: &[MediumId]| media.iter().map(on).collect::<Vec<_>>().join(", ");
    match &line.what {
        Event::VaultCreated(_) => "the vault was made".into(),
        Event::WriterJoined(_) => "another home joined".into(),
        Event::MediumAdded(fields) => format!("drive {} was added", on(&fields.medium)),
        Event::BookYear(fields) => format!("book year from {} to {}", fields.from, fields.to),
        Event::Sealed(fields) => format!(
            "{} sealed: {}, {}",
            fields.bundle,
            count(fields.records, "record", "records"),
            size(fields.bytes)
        ),
        Event::Copied(fields) => {
            let how = match fields.state {
                CopyState::Written => "written",
                CopyState::ReadBack => "read back",
            };
            format!("{} stands on {}, {how}", fields.bundle, on(&fields.medium))
        }
        Event::MediumLost(fields) => {
            format!("{} is lost since {}", on(&fields.medium), fields.since)
        }
        Event::MediumFound(fields) => format!("{} was found", on(&fields.medium)),
        Event::MediumRetired(fields) => format!("{} is retired", on(&fields.medium)),
        Event::KeysWrapped(fields) => {
            format!("keys of {} wrapped, on {}", fields.bundle, all(&fields.media))
        }
        Event::Verified(fields) => {
            let depth = match fields.depth {
                Depth::Fixity => "verified",
                Depth::Deep => "verified deep",
            };
            let found = match fields.findings.len() as u64 {
                0 => "all hold".into(),
                number => count(number, "finding", "findings"),
            };
            let bundles = count(fields.bundles.len() as u64, "bundle", "bundles");
            format!("{} {depth}: {bundles}, {found}", on(&fields.medium))
        }
        Event::Restored(fields) => {
            let ids: Vec<String> = fields.bundles.iter().map(ToString::to_string).collect();
            format!(
                "{} given back from {}",
                count(fields.records, "record", "records"),
                ids.join(", ")
            )
        }
        Event::Moved(fields) => format!(
            "{} of {} removed from this PC after the read-back",
            count(fields.files, "source", "sources"),
            fields.bundle
        ),
        Event::Repaired(fields) => format!(
            "{} on {} repaired: {} mended, {} made anew",
            fields.bundle,
            on(&fields.medium),
            count(fields.files, "file", "files"),
            count(fields.parity, "parity set", "parity sets"),
        ),
        Event::UnfinishedErased(fields) => {
            format!("unfinished {} erased from {}", fields.bundle, on(&fields.medium))
        }
        Event::ClockConfirmed(fields) => format!("the date was confirmed: {}", fields.day),
        Event::MediumWaived(fields) => {
            format!("no longer waited for: what stands on {} alone", on(&fields.medium))
        }
        Event::DestructionIntended(fields) => {
            let word = match fields.no_open_matters {
                true => "; no assessment, objection or claim is open, as was stated",
                false => "",
            };
            format!("{} is to be destroyed on {}{word}", fields.bundle, all(&fields.media))
        }
        Event::DestructionWithdrawn(fields) => {
            format!("{} is not to be destroyed after all: nothing was erased", fields.bundle)
        }
        Event::CopyDestroyed(fields) => {
            let others = match &fields.neighbours {
                Neighbours::Intact => "the other bundles hold".into(),
                Neighbours::Faults(faults) => {
                    let bundles: BTreeSet<_> = faults.iter().map(|fault| fault.bundle).collect();
                    let bundles = bundles.len() as u64 + fields.neighbours_more;
                    count(bundles, "other bundle does not hold", "others do not hold")
                }
            };
            let how = match fields.method {
                Method::OverwrittenAndUnlinked => "destroyed",
                Method::FoundGone => "found gone",
            };
            format!("{} {how} on {}; {others}", fields.bundle, on(&fields.medium))
        }
        Event::BundleDestroyed(fields) => {
            format!("{} destroyed: every copy is accounted for", fields.bundle)
        }
        Event::ClockCorrected(fields) => {
            format!("the clock was corrected: it was {}", fields.day)
        }
        Event::SignerReplaced(fields) => {
            let lines = fields.distrusted.iter().map(|lines| lines.to - lines.from + 1).sum();
            let but = match lines {
                0 => String::new(),
                lines => format!(", but for {}", count(lines, "line", "lines")),
            };
            format!("the sealer's key was replaced; what was known then counts{but}")
        }
        Event::Unknown { event, .. } => format!("{event}, which this version does not know"),
    }
}

/// Whose chain it is and what was checked of it.
fn chain_line(_voice: &Voice, chain: &ChainRow) -> String {
    let whose = if chain.own { "this home's" } else { "another home's" };
    let last = chain.last.map_or_else(String::new, |last| format!(", the last of {}", time(last)));
    format!(
        "  {whose} ({}): {}{last}; each follows the one before, {} signed by the disposer\n",
        &chain.head.writer.to_string()[..8],
        count(chain.head.count, "entry", "entries"),
        chain.signed
    )
}

fn verify(voice: &Voice, report: &VerifyReport) -> String {
    let mut text = format!(
        "Here: {} in {} hold.\n",
        count(report.entries, "entry", "entries"),
        count(report.chains.len() as u64, "chain", "chains")
    );
    for chain in &report.chains {
        text.push_str(&chain_line(voice, chain));
    }
    asides(voice, &report.set_aside, report.set_aside_more, &mut text);
    for medium in &report.media {
        let name = medium.label.clone().unwrap_or_else(|| medium.path.clone());
        match &medium.problem {
            Some(problem) => {
                let said = medium_problem(voice, problem);
                text.push_str(&format!("{}\n  {}\n", said.message, said.help));
            }
            None if medium.behind == 0 => text.push_str(&format!("{}: holds.\n", shown(&name))),
            None => text.push_str(&format!(
                "{}: holds; {} to hear of at its next contact.\n",
                shown(&name),
                count(medium.behind, "entry", "entries")
            )),
        }
    }
    for label in &report.absent {
        text.push_str(&format!("{}: away, not looked at.\n", shown(label)));
    }
    if !report.unknown_events.is_empty() {
        let named = |event: &UnknownEvent| {
            format!("{} (writer {}, line {})", event.event, event.writer, event.seq)
        };
        let named: Vec<String> = report.unknown_events.iter().map(named).collect();
        text.push_str(&format!(
            "This version does not know: {}. Until it does, nothing can be destroyed here. If nobody of yours wrote \
             it: kluis signer replace --distrust WRITER:LINE\n",
            shown(&named.join(", "))
        ));
    }
    for stray in &report.strays {
        text.push_str(&format!(
            "Line {} of writer {} ({}) is about {}, which no entry made: it says nothing.\n",
            stray.seq,
            stray.writer,
            shown(&stray.event),
            shown(&stray.about)
        ));
    }
    if report.quarantined > 0 {
        text.push_str(&format!(
            "{} under a key that was replaced: kluis signer list\n",
            count(report.quarantined, "line is quarantined", "lines are quarantined")
        ));
    }
    text
}
