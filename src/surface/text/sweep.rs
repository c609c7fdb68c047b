//! What a run of `sweep` did, or would do.

use crate::surface::errors::word;
use crate::verbs::sweep::Report;
use crate::words::text::shown;

use super::archive::left_lines;
use super::{count, size, some_of, until_it_counts};

/// What went, then what stays and why.
pub fn sweep(report: &Report) -> String {
    let sources = count(report.removed, "source", "sources");
    let mut text = match (report.removed, report.dry_run) {
        (0, _) if report.nothing_asked => {
            "No source is to go: --move was asked of none that is still here.\n\
             To remove others that were sealed: kluis sweep PATH\n"
                .to_owned()
        }
        (0, _) => "No source may go.\n".to_owned(),
        (_, true) => {
            format!(
                "Would remove {sources} ({}). Nothing was changed.\n",
                size(report.removed_bytes)
            )
        }
        (_, false) => format!(
            "Removed {sources} ({}) from this PC, each compared with what was sealed first.\n",
            size(report.removed_bytes)
        ),
    };
    text.push_str(&some_of("  ", &report.would_go));
    text.push_str(&left_lines("Stays", &report.stays));
    if !report.waiting.is_empty() {
        text.push_str(&format!(
            "{} fewer verified copies than this vault wants ({}).\n",
            count(report.waiting.len() as u64, "bundle has", "bundles have"),
            report.copies_wanted
        ));
        for label in &report.wanting.to_repair {
            text.push_str(&format!("Next: kluis repair {}\n", word(label)));
        }
        for label in &report.wanting.to_verify {
            text.push_str(&format!("Next: kluis verify {}\n", word(label)));
        }
        if report.wanting.to_copy {
            text.push_str("Next: kluis copy --all --to MEDIUM\n");
        }
    }
    for cached in &report.cached {
        text.push_str(&format!(
            "{}: what was read back there came perhaps from this PC's memory.\nNext: {}\n",
            shown(&cached.medium),
            until_it_counts(&cached.medium, cached.counts_after)
        ));
    }
    for place in &report.gone {
        text.push_str(&format!("Not there any more: {}\n", shown(place)));
    }
    for missed in &report.missed {
        text.push_str(&format!("{}: {}\n", shown(&missed.medium), shown(&missed.why)));
    }
    text
}
