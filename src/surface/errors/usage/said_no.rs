//! A question that nobody answered with yes: what was asked, and that nothing was changed.

use super::super::place::Pair;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::verbs::fault::SaidNo;

pub(super) fn said_no(voice: &Voice, what: &SaidNo) -> Pair {
    let message = match what {
        SaidNo::Destroy(number) => both!(
            voice,
            "you did not say yes to destroying {bundles}: nothing was changed",
            "u zei geen ja op het vernietigen van {bundles}; er is niets gewijzigd",
            bundles = voice.count(*number, Noun::Bundle)
        ),
        SaidNo::Approve(number) => both!(
            voice,
            "you did not say yes to approving that {bundles} {go}: nothing was changed",
            "u zei geen ja op het goedkeuren van de vernietiging van {bundles}; er is niets gewijzigd",
            bundles = voice.count(*number, Noun::Bundle),
            go = one_or(*number, "goes", "go")
        ),
        SaidNo::Erase { bundle, record } => both!(
            voice,
            "you did not say yes to erasing {record} in {bundle}: nothing was changed",
            "u zei geen ja op het vernietigen van {record} in {bundle}; er is niets gewijzigd"
        ),
        SaidNo::Reseal(bundle) => both!(
            voice,
            "you did not say yes to sealing {bundle} again with these ends: nothing was changed",
            "u zei geen ja op het opnieuw verzegelen van {bundle} met deze einddata; er is niets gewijzigd"
        ),
    };
    let help = both!(
        voice,
        "check what was shown, and run it again",
        "kijk na wat u zag, en geef de opdracht opnieuw"
    );
    (message, help)
}
