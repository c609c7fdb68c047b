//! Where a problem is, and the commands that look at it or mend it there.

use crate::surface::voice::{Voice, both};
use crate::words::ids::BundleId;

/// A drive, by its label or folder, and the bundle on it where it is about one.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub drive: &'a str,
    pub bundle: Option<BundleId>,
}

impl<'a> At<'a> {
    pub fn drive(drive: &'a str) -> At<'a> {
        At { drive, bundle: None }
    }

    pub fn bundle(drive: &'a str, bundle: BundleId) -> At<'a> {
        At { drive, bundle: Some(bundle) }
    }

    /// As it stands before what is wrong there.
    pub fn said(&self, voice: &Voice) -> String {
        let drive = self.drive;
        match self.bundle {
            Some(bundle) => both!(voice, "{bundle} on {drive}", "{bundle} op {drive}"),
            None => drive.to_owned(),
        }
    }

    pub fn verify(&self, voice: &Voice) -> String {
        voice.kluis(&["verify", self.drive])
    }

    /// Another copy, the home or parity may have what is damaged; whether they do, `repair` says.
    pub fn repair(&self, voice: &Voice) -> String {
        voice.kluis(&["repair", self.drive])
    }

    pub fn another_copy(&self, voice: &Voice) -> String {
        let show = self.bundle.map(|bundle| voice.kluis(&["show", &bundle.to_string()]));
        match show {
            Some(show) => both!(
                voice,
                "use another drive that holds it; {show}",
                "neem een andere schijf waar de bundel op staat; {show}"
            ),
            None => both!(voice, "use another drive that holds it", "neem een andere schijf"),
        }
    }
}
