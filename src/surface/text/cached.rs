//! What a person can do about a copy that was perhaps read from this PC's memory: in the words of every command alike.

use crate::powers::medium::Renewal;
use crate::surface::errors::word;

/// The steps after which a copy counts.
pub fn until_it_counts(label: &str, after: Renewal) -> String {
    let verify = format!("kluis verify {}, then kluis sweep", word(label));
    match after {
        Renewal::TakingOut => {
            format!("take the drive out and plug it in again, or restart this PC: then {verify}")
        }
        Renewal::Restart => format!("restart this PC: then {verify}"),
        Renewal::Unknown => {
            "this PC can't prove it by the way in which the drive is reached: plug the drive into \
             this PC itself, or use another one"
                .to_owned()
        }
    }
}
