//! What `destroy` did: only what was done and read back, and what it does not cover.

use crate::surface::voice::Voice;
use crate::verbs::destroy::{BundleReport, CopyReport, Report, WithdrawnReport};
use crate::words::text::shown;

use super::{count, size, some_of};

/// Bundle by bundle and copy by copy, then what no erasure of files reaches.
pub fn destroy(voice: &Voice, report: &Report) -> String {
    if !report.withdrawn.is_empty() {
        return report.withdrawn.iter().map(|back| withdrawn_lines(voice, back)).collect();
    }
    let mut text: String =
        report.bundles.iter().map(|bundle| bundle_lines(voice, bundle)).collect();
    text.push_str("Not covered: ");
    text.push_str(&report.not_covered.join("; "));
    text.push_str(".\n");
    text
}

fn withdrawn_lines(_voice: &Voice, back: &WithdrawnReport) -> String {
    let mut text = format!(
        "{} is not to be destroyed after all. Its copies count again once they were verified: kluis verify\n",
        back.bundle
    );
    for medium in &back.untold {
        text.push_str(&format!("  {} could not be told of it: kluis verify\n", shown(medium)));
    }
    text
}

fn bundle_lines(voice: &Voice, bundle: &BundleReport) -> String {
    let kept = bundle.kept_through.map(|day| format!(", kept through {day}")).unwrap_or_default();
    let mut text = format!(
        "{}: {}, {}{kept}.\n",
        bundle.bundle,
        count(bundle.records, "record", "records"),
        size(bundle.bytes)
    );
    for copy in &bundle.copies {
        text.push_str(&copy_lines(voice, copy));
    }
    for (medium, why) in &bundle.failed {
        text.push_str(&format!("  on {}: not erased: {}\n", shown(medium), shown(why)));
    }
    if bundle.differs {
        text.push_str(
            "  Look at it: kluis verify; to erase what is not as it was sealed all the same: --damaged\n",
        );
    }
    for medium in &bundle.untold {
        text.push_str(&format!(
            "  {} could not be told of it: kluis verify tells it, and says what is in the way.\n",
            shown(medium)
        ));
    }
    for medium in &bundle.remaining {
        text.push_str(&format!(
            "  on {}: not here; that copy stays readable to whoever holds an identity. \
             Plug it in and give the same command again.\n",
            shown(medium)
        ));
    }
    if !bundle.originals.is_empty() {
        text.push_str(&format!(
            "  Still on this PC: {} that it was sealed from. kluis removes none of them now: do so yourself.\n",
            count(bundle.originals.len() as u64, "file", "files")
        ));
        text.push_str(&some_of("    ", &bundle.originals));
    }
    text.push_str(match bundle.complete {
        true => "  Every copy that this vault knows of is accounted for.\n",
        false => "  Partly destroyed: it stays so until every copy is accounted for.\n",
    });
    text
}

fn copy_lines(_voice: &Voice, copy: &CopyReport) -> String {
    let files =
        || format!("{}, {}: overwritten", count(copy.files, "file", "files"), size(copy.bytes));
    let how = match copy.read_back {
        None => "found gone already: there was nothing left to overwrite or to read back".into(),
        Some("past-cache") => {
            format!("{} and read back from the drive, removed, and looked for again", files())
        }
        Some(_) => format!(
            "{} and read back (though perhaps from this PC's memory), removed, and looked for again",
            files()
        ),
    };
    let mut text = format!("  on {}: {how}.\n", shown(&copy.medium));
    if let Some(why) = copy.in_place_doubt.as_ref().filter(|_| copy.read_back.is_some()) {
        text.push_str(&format!(
            "    This file system ({}) may keep old bytes elsewhere: overwriting proves little here.\n",
            shown(why)
        ));
    }
    if copy.beyond > 0 {
        text.push_str(&format!(
            "    {} lay behind what was sealed, more than kluis ever writes: removed, and not overwritten.\n",
            size(copy.beyond)
        ));
    }
    for bundle in &copy.neighbours_harmed {
        text.push_str(&format!("    {bundle} on this drive is not whole any more: kluis verify\n"));
    }
    for bundle in &copy.neighbours_before {
        text.push_str(&format!("    {bundle} on this drive does not hold, and did not before.\n"));
    }
    for name in &copy.left {
        text.push_str(&format!(
            "    {} was left, which is no name that kluis gives: look at it, and remove it.\n",
            shown(name)
        ));
    }
    text
}
