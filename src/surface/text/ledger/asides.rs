//! What is set aside of chains.

use crate::surface::page::Page;
use crate::surface::voice::{Noun, both, one_or};
use crate::verbs::ledger::AsideRow;

pub fn asides(page: &mut Page<'_>, asides: &[AsideRow], more: u64) {
    let voice = page.voice;
    for aside in asides {
        page.line(both!(
            voice,
            "{bytes} behind the last signed entry of writer {writer} {are} set aside: a run that was cut off left {it}.",
            "{bytes} achter de laatste ondertekende regel van schrijver {writer} {tellen} niet: een afgebroken \
             opdracht liet dat achter.",
            bytes = voice.count(aside.bytes, Noun::Byte),
            writer = aside.writer,
            are = one_or(aside.bytes, "is", "are"),
            it = one_or(aside.bytes, "it", "them"),
            tellen = one_or(aside.bytes, "telt", "tellen")
        ));
    }
    if more > 0 {
        page.line(both!(
            voice,
            "The same goes for {chains} more.",
            "Hetzelfde geldt voor nog {chains}.",
            chains = voice.count(more, Noun::Chain)
        ));
    }
}
