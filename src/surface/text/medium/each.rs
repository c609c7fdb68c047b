//! A drive that was taken into several vaults, a row each.

use crate::powers::medium::InPlace;
use crate::surface::each::Layout;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::medium::Report;

use super::one_device;

/// What `medium add --each` answers.
pub const ADDED: Layout =
    Layout { head, foot: |_, _, _| None, asked_for: false, columns_max: None };

fn head(voice: &Voice) -> Vec<(String, Lean)> {
    vec![
        (both!(voice, "CLIENT", "CLIËNT"), Lean::Left),
        (both!(voice, "DRIVE", "SCHIJF"), Lean::Left),
        (both!(voice, "DRIVES", "SCHIJVEN"), Lean::Right),
        (both!(voice, "OVERWRITES", "OVERSCHRIJFT"), Lean::Left),
    ]
}

/// One vault's row, behind its client: how many drives it has of as many as it wants copies, and whether that file
/// system writes over what is destroyed.
pub fn added_row(voice: &Voice, report: &Report) -> Vec<String> {
    let Report::Add(added) = report else { return vec![] };
    let drives = format!("{}/{}", added.drives, added.copies_wanted);
    let overwrites = match added.in_place {
        InPlace::Yes => both!(voice, "in place", "ter plaatse"),
        InPlace::No(_) => both!(voice, "not in place", "niet ter plaatse"),
        InPlace::Unknown => both!(voice, "not known", "niet bekend"),
    };
    vec![added.label.clone(), drives, overwrites]
}

/// What a row can't say: that copies there are worth less.
pub fn added_more(voice: &Voice, report: &Report) -> Printed {
    let mut page = Page::new(voice);
    if let Report::Add(added) = report {
        one_device(&mut page, &added.same_device, &added.label, added.meant);
    }
    page.into_text()
}
