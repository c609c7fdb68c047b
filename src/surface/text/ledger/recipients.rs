//! What an entry says about recipients: by the start of the hash that stands for each.

use crate::formats::entry::{KeysDrilled, RecipientAdded, RecipientRemoved};
use crate::surface::voice::{Noun, Voice, both};
use crate::words::digest::Digest;

/// How much of the hash is shown.
const SHOWN_CHARS: usize = 16;

pub(super) fn added(voice: &Voice, fields: &RecipientAdded) -> String {
    both!(
        voice,
        "recipient {hash} was added",
        "sleutelhouder {hash} is toegevoegd",
        hash = shown(&fields.recipient)
    )
}

pub(super) fn removed(voice: &Voice, fields: &RecipientRemoved) -> String {
    both!(
        voice,
        "nothing is sealed to recipient {hash} any more",
        "er wordt niets meer verzegeld voor sleutelhouder {hash}",
        hash = shown(&fields.recipient)
    )
}

pub(super) fn drilled(voice: &Voice, fields: &KeysDrilled, drive: &str) -> String {
    both!(
        voice,
        "the identity of recipient {hash} opened {bundles} on {drive}",
        "met de sleutel van sleutelhouder {hash} gingen {bundles} op {drive} open",
        hash = shown(&fields.recipient),
        bundles = voice.count(fields.bundles.len() as u64, Noun::Bundle)
    )
}

fn shown(recipient: &Digest) -> String {
    recipient.to_string()[..SHOWN_CHARS].to_owned()
}
