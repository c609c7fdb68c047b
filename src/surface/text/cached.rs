//! What a person can do about a copy that was perhaps read from this PC's memory: in the words of every command alike.

use crate::powers::medium::Renewal;
use crate::surface::voice::{Voice, both};

/// The steps after which a copy counts.
pub fn until_it_counts(voice: &Voice, label: &str, after: Renewal) -> String {
    let (verify, sweep) = (voice.kluis(&["verify", label]), voice.kluis(&["sweep"]));
    match after {
        Renewal::TakingOut => both!(
            voice,
            "take the drive out and plug it in again, or restart this PC: then {verify}, then {sweep}",
            "haal de schijf eruit en sluit die weer aan, of start deze pc opnieuw op: dan {verify}, dan {sweep}"
        ),
        Renewal::Restart => both!(
            voice,
            "restart this PC: then {verify}, then {sweep}",
            "start deze pc opnieuw op: dan {verify}, dan {sweep}"
        ),
        Renewal::Unknown => both!(
            voice,
            "this PC can't prove it by the way in which the drive is reached: plug the drive into this PC itself, or \
             use another one",
            "zoals de schijf nu is aangesloten, kan deze pc het niet bewijzen: sluit de schijf op deze pc zelf aan, \
             of gebruik een andere"
        ),
    }
}
