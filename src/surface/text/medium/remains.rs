//! What is still on a drive whose copies were destroyed, as it was looked for, and why.

use crate::surface::page::Page;
use crate::surface::voice::{Voice, both, one_or};
use crate::verbs::medium::remains::Remains;

pub(super) fn remains(page: &mut Page<'_>, remains: &Remains, label: &str) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Still on {label}: kluis-drive.json, and {folder}/ with {names}.",
        "Nog op {label}: kluis-drive.json, en {folder}/ met {names}.",
        folder = remains.folder,
        names = names(voice, &remains.names, remains.names_foreign)
    ));
    page.under(both!(
        voice,
        "The ledger and the label tell other PCs that it is retired. They hold ids, dates, counts and hashes.",
        "Logboek en label zeggen andere pc's dat deze schijf uit gebruik is, met nummers, datums en controlegetallen."
    ));
    page.under(both!(
        voice,
        "Notes and vault.*.age (settings, signing keys) are encrypted to the owners; the rest is text.",
        "Notities en vault.*.age (instellingen, ondertekensleutels) zijn versleuteld; de rest is gewone tekst."
    ));
    page.under(match remains.bundles.is_empty() && remains.bundles_foreign == 0 {
        true => both!(
            voice,
            "Nothing is left in bundles/: no bundle's key, no record, no parity.",
            "In bundles/ staat niets meer: geen bundelsleutel, geen stuk, geen herstelgegevens."
        ),
        false => both!(
            voice,
            "Left in bundles/: {left}. These were not destroyed.",
            "Nog in bundles/: {left}. Die zijn niet vernietigd.",
            left = names(voice, &remains.bundles, remains.bundles_foreign)
        ),
    });
    page.inside(|page| super::parts::other_vaults(page, remains.other_vaults));
    page.under(both!(
        voice,
        "kluis removes none of it: format the drive if it leaves your hands.",
        "kluis verwijdert hiervan niets: formatteer de schijf voordat u die weggeeft."
    ));
}

/// Names in a folder. What has a name that kluis never writes is counted.
fn names(voice: &Voice, names: &[String], foreign: usize) -> String {
    let mut named = names.to_vec();
    let foreign = foreign as u64;
    if foreign > 0 {
        named.push(both!(
            voice,
            "{number} {names} that kluis never writes",
            "{number} {namen} die kluis nooit schrijft",
            number = voice.number(foreign),
            names = one_or(foreign, "name", "names"),
            namen = one_or(foreign, "naam", "namen")
        ));
    }
    voice.all_of(named)
}
