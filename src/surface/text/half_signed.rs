//! What one of two persons has signed: who, when, and what the other types.

use crate::surface::page::Page;
use crate::surface::second_person::{self, Approved};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::vault::Told;
use crate::verbs::half_signed::{HalfAct, HalfSigned};
use crate::verbs::signature::Signature;
use crate::words::ids::BundleId;

/// How many bundles a command names; of more the list is.
const NAMED_MOST: usize = 20;

/// An act that waits for the other person, and what they type.
pub fn half_signed(page: &mut Page<'_>, row: &HalfSigned) {
    let (voice, HalfSigned { act, signature }) = (page.voice, row);
    match act {
        HalfAct::HoldRelease { hold } => release(page, hold, signature, &[]),
        HalfAct::Destruction { list, bundles, named } => {
            let (by, day) = (&signature.by, voice.day(signature.signed.day()));
            let number = bundles.len() as u64;
            page.line(both!(
                voice,
                "{by} approved on {day} that {what} {are} destroyed: list {list}. Another person must too.",
                "{by} heeft op {day} goedgekeurd dat {what} vernietigd {worden}: lijst {list}. Een ander moet dat ook.",
                what = what(voice, bundles),
                are = one_or(number, "is", "are"),
                worden = one_or(number, "wordt", "worden"),
                list = &list.to_string()[..8]
            ));
            let file = both!(voice, "FILE", "BESTAND");
            let approved = match *named && bundles.len() <= NAMED_MOST {
                true => Approved::Bundles(bundles),
                false => Approved::Listed(&file),
            };
            let approve = second_person::approve(voice, &approved);
            other(page, &approve, &second_person::approve_unasked(voice));
        }
        HalfAct::EarlierEnd { proposal, bundles, from } => {
            let (by, day) = (&signature.by, voice.day(signature.signed.day()));
            let name = &proposal.to_string()[..8];
            page.line(both!(
                voice,
                "{by} proposed on {day} that {what} {end} earlier ({name}). Another person may confirm it from {from}.",
                "{by} heeft op {day} voorgesteld dat {what} eerder {eindigen} ({name}). Een ander kan dat vanaf {from} \
                 bevestigen.",
                what = what(voice, bundles),
                end = one_or(bundles.len() as u64, "ends", "end"),
                eindigen = one_or(bundles.len() as u64, "eindigt", "eindigen"),
                from = voice.day(*from)
            ));
            let confirm = second_person::confirm(voice, name);
            other(page, &confirm, &second_person::sign_unasked(voice));
        }
    }
}

/// A hold whose release waits for the other person, who says too who was told before.
pub fn release(page: &mut Page<'_>, hold: &str, signature: &Signature, told: &[Told]) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "{by} signed on {day} that hold {hold} is released. It is in force until another person signs that too.",
        "{by} heeft op {day} getekend dat vernietigingsstop {hold} wordt opgeheven. Die geldt tot een ander dat ook \
         tekent.",
        by = signature.by,
        day = voice.day(signature.signed.day())
    ));
    let release = second_person::release(voice, hold, told);
    other(page, &release, &second_person::sign_unasked(voice));
}

/// What the other person types.
pub fn other(page: &mut Page<'_>, command: &str, script: &str) {
    page.next(both!(
        page.voice,
        "the other person: {command}; {script}",
        "de ander: {command}; {script}"
    ));
}

/// A bundle by its id, several by their number.
fn what(voice: &Voice, bundles: &[BundleId]) -> String {
    match bundles {
        [one] => one.to_string(),
        _ => voice.count(bundles.len() as u64, Noun::Bundle),
    }
}
