//! Drives that lack what a run put on record.

use crate::surface::page::Page;
use crate::surface::voice::both;

/// Drives that are connected and did not take what was put on record.
pub(super) fn untold_lines(page: &mut Page<'_>, labels: &[String]) {
    let voice = page.voice;
    for label in labels {
        page.under(both!(
            voice,
            "{label}: this could not be written there. {verify} does that, or says what is in the way.",
            "{label}: dit kon daar niet worden vastgelegd. {verify} doet dat alsnog, of zegt wat in de weg staat.",
            verify = voice.kluis(&["verify", label])
        ));
    }
}
