//! Where a problem is, the commands that look at it or mend it there, and what several kinds of problem say alike.

use std::path::Path;

use super::{Exit, Said, medium_list, path_text, word};
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

pub(super) fn interrupted(voice: &Voice) -> Said {
    Said::new(
        Exit::Interrupted,
        both!(
            voice,
            "what was finished stays; the rest does not count, and no source was removed for it",
            "wat klaar was, blijft; de rest telt niet, en daarvoor is geen bron verwijderd"
        ),
        both!(voice, "run the same command again", "geef dezelfde opdracht opnieuw"),
    )
}

/// What to do about a file that can't be read or written.
pub(super) fn may_read_and_write(voice: &Voice, path: &Path) -> String {
    both!(
        voice,
        "check that you may read and write {path}",
        "kijk of u {path} mag lezen en schrijven",
        path = word(&path_text(path))
    )
}

/// What to do with a drive that can't be believed.
pub(super) fn another_drive(voice: &Voice) -> String {
    both!(
        voice,
        "unplug this drive, and go on with another one: {list}",
        "koppel deze schijf los, en ga verder met een andere: {list}",
        list = medium_list(voice)
    )
}

/// An exit code, a sentence, and what to do.
pub(super) type Triple = (Exit, String, String);

/// A sentence, and what to do.
pub(super) type Pair = (String, String);
