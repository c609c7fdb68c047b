//! What would be sealed of the month of several clients, a row each.

use crate::powers::asker::MonthPlan;
use crate::surface::each::Layout;
use crate::surface::page::Lean;
use crate::surface::voice::{Noun, Voice, both};

/// What would be sealed.
pub const PLANS: Layout =
    Layout { head: plans_head, foot: |_, _, _| None, asked_for: true, columns_max: None };

fn plans_head(voice: &Voice) -> Vec<(String, Lean)> {
    vec![
        (both!(voice, "CLIENT", "CLIËNT"), Lean::Left),
        (both!(voice, "FILES", "BESTANDEN"), Lean::Right),
        (both!(voice, "SIZE", "GROOTTE"), Lean::Right),
        (both!(voice, "BUNDLES", "BUNDELS"), Lean::Right),
        (both!(voice, "DRIVES", "SCHIJVEN"), Lean::Left),
    ]
}

/// What would be sealed for a client, behind its name.
pub fn plan_row(voice: &Voice, plan: &MonthPlan) -> Vec<String> {
    let here = plan.here.join(", ");
    let drives = match &plan.away[..] {
        [] => here,
        away => both!(
            voice,
            "{here}; {away} not connected",
            "{here}; {away} niet aangesloten",
            away = away.join(", ")
        ),
    };
    let drives = match plan.sources {
        0 => no_source(voice),
        _ => with_the_rest(voice, plan, drives.trim_start_matches("; ")),
    };
    vec![voice.number(plan.files), voice.size(plan.bytes), voice.number(plan.new_bundles), drives]
}

/// The drives, behind what is done with what was sealed before.
fn with_the_rest(voice: &Voice, plan: &MonthPlan, drives: &str) -> String {
    let MonthPlan { to_copy, to_remove, .. } = *plan;
    let copies = (to_copy > 0).then(|| {
        let bundles = voice.count(to_copy, Noun::Bundle);
        both!(voice, "copies {bundles}", "kopieert {bundles}")
    });
    let removes = (to_remove > 0).then(|| {
        let files = voice.count(to_remove, Noun::Source);
        both!(voice, "removes {files} from this PC", "verwijdert {files} van deze pc")
    });
    let drives = (!drives.is_empty()).then(|| drives.to_owned());
    copies.into_iter().chain(removes).chain(drives).collect::<Vec<_>>().join("; ")
}

/// That the settings say nothing of where a client's records lie.
pub(super) fn no_source(voice: &Voice) -> String {
    both!(voice, "no [[source]] in kluis.toml", "geen [[source]] in kluis.toml")
}
