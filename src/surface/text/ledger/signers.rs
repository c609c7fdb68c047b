//! What an entry says about persons: whose key signs, and what somebody approved.

use crate::formats::entry::{ApprovalWithdrawn, Approved, SignerAdded, SignerRetired, TwoPersons};
use crate::surface::voice::{Noun, Voice, both};
use crate::things::vault::signers::key_id;

pub(super) fn added(voice: &Voice, fields: &SignerAdded) -> String {
    let key = key_id(&fields.key);
    match &fields.replaces {
        None => both!(voice, "disposer {key} was added", "beheerder {key} is toegevoegd"),
        Some(old) => both!(
            voice,
            "disposer {key} took the place of {old}",
            "beheerder {key} is in de plaats gekomen van {old}",
            old = key_id(old)
        ),
    }
}

pub(super) fn retired(voice: &Voice, fields: &SignerRetired) -> String {
    let key = key_id(&fields.key);
    both!(voice, "disposer {key} signs no more", "beheerder {key} tekent niet meer")
}

pub(super) fn two_persons(voice: &Voice, fields: &TwoPersons) -> String {
    match fields.wanted {
        true => both!(
            voice,
            "from here on a release or a destruction takes two persons",
            "vanaf hier zijn voor opheffen en vernietigen twee personen nodig"
        ),
        false => both!(
            voice,
            "somebody said that two persons are no longer needed; that takes two",
            "iemand heeft gezegd dat één persoon volstaat; daar zijn er twee voor nodig"
        ),
    }
}

pub(super) fn approved(voice: &Voice, fields: &Approved) -> String {
    both!(
        voice,
        "approved for destruction: {bundles} of list {list}",
        "goedgekeurd voor vernietiging: {bundles} van lijst {list}",
        bundles = voice.count(fields.bundles.len() as u64, Noun::Bundle),
        list = &fields.list.to_string()[..8]
    )
}

pub(super) fn withdrawn(voice: &Voice, fields: &ApprovalWithdrawn) -> String {
    both!(
        voice,
        "the approval of list {list}, or proposal {list}, was taken back",
        "de goedkeuring van lijst {list}, of voorstel {list}, is ingetrokken",
        list = &fields.list.to_string()[..8]
    )
}
