//! What several reports about drives have in common.

use crate::formats::entry::Role;
use crate::surface::page::Page;
use crate::surface::voice::{Voice, both, one_or};

pub fn other_vaults(page: &mut Page<'_>, number: usize) {
    let (voice, many) = (page.voice, number as u64);
    if many > 0 {
        page.line(both!(
            voice,
            "{number} other {vaults} on this drive too, and left alone.",
            "Op deze schijf {staan} ook {number} andere {kluizen}. Daaraan is niets gewijzigd.",
            number = voice.number(many),
            vaults = one_or(many, "vault is", "vaults are"),
            staan = one_or(many, "staat", "staan"),
            kluizen = one_or(many, "kluis", "kluizen")
        ));
    }
}

pub fn roles(voice: &Voice, roles: &[Role]) -> String {
    let word = |role: &Role| match role {
        Role::Data => both!(voice, "data", "gegevens"),
        Role::Keys => both!(voice, "keys", "sleutels"),
    };
    roles.iter().map(word).collect::<Vec<_>>().join(", ")
}

pub fn has_data(roles: &[Role]) -> bool {
    roles.contains(&Role::Data)
}
