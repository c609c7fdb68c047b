//! That drives may be unplugged, behind what was done on them. All that kluis wrote is on them by then.

use std::collections::BTreeSet;

use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Voice, both};
use crate::verbs::{archive, copy, month, sweep};

/// That nothing of this run needs these drives any more; `apart` from the last vault where there are several.
pub fn unplug(voice: &Voice, drives: &BTreeSet<String>, apart: bool) -> Printed {
    let mut page = Page::new(voice);
    if apart {
        page.gap();
    }
    page.line(both!(
        voice,
        "You can unplug {drives} now.",
        "U kunt {drives} nu loskoppelen.",
        drives = voice.all_of(drives)
    ));
    page.into_text()
}

/// What was sealed.
pub fn archive_then_unplug(voice: &Voice, report: &archive::Report) -> Printed {
    then(voice, super::archive(voice, report), &report.free())
}

/// One client's month.
pub fn month_then_unplug(voice: &Voice, report: &month::Report) -> Printed {
    then(voice, super::month(voice, report), &report.free())
}

/// Copies for one client.
pub fn copy_then_unplug(voice: &Voice, report: &copy::Report) -> Printed {
    then(voice, super::copy(voice, report), &report.free())
}

/// What went from this PC of one client.
pub fn sweep_then_unplug(voice: &Voice, report: &sweep::Report) -> Printed {
    then(voice, super::sweep(voice, report), &report.free())
}

fn then(voice: &Voice, mut done: Printed, drives: &BTreeSet<String>) -> Printed {
    if !drives.is_empty() {
        done.push(&unplug(voice, drives, false));
    }
    done
}
