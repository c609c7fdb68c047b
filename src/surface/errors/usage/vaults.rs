//! Why vaults on a drive are not taken for ours.

use crate::formats::vault_list::NotAVaultList;
use crate::surface::errors::{Exit, Said, path_text, some_file};
use crate::surface::voice::{Voice, both};
use crate::verbs::fault::VaultsFault;

pub(super) fn vaults_fault(voice: &Voice, fault: &VaultsFault) -> Said {
    let (exit, message, help) = match fault {
        VaultsFault::Unvouched => (
            Exit::Usage,
            both!(
                voice,
                "nobody says which vaults on these drives are yours: a forged one may be among them",
                "niemand zegt welke kluizen op deze schijven van u zijn: er kan een nagemaakte tussen staan"
            ),
            both!(
                voice,
                "name the list of your vaults, and its number from the office sheet: --vaults {file} --vaults-check HEX; \
                 or run it in a terminal, with the sheets at hand",
                "noem de lijst van uw kluizen, met het nummer op het kantoorblad: --vaults {file} --vaults-check NUMMER; \
                 of geef de opdracht in een terminal, met de bladen erbij",
                file = some_file(voice)
            ),
        ),
        VaultsFault::NotTyped => (
            Exit::Usage,
            both!(
                voice,
                "its vault id was not typed as it is on the drive",
                "het kluisnummer is niet overgetypt zoals het op de schijf staat"
            ),
            both!(
                voice,
                "compare it with the paper; if that says otherwise, this vault is not yours: take another drive",
                "vergelijk het met het blad; staat daar iets anders, dan is deze kluis niet van u: neem een andere schijf"
            ),
        ),
        VaultsFault::NotAList(path, why) => (
            Exit::Usage,
            not_a_list(voice, &path_text(path), *why),
            both!(
                voice,
                "name the file that key paper wrote with --vaults",
                "noem het bestand dat key paper schreef met --vaults"
            ),
        ),
        VaultsFault::CheckNeeded(path) => (
            Exit::Usage,
            both!(
                voice,
                "nobody says that {path} is your list: a forged one may lie there",
                "niemand zegt dat {path} uw lijst is: er kan een nagemaakte liggen",
                path = path_text(path)
            ),
            both!(
                voice,
                "add its number from the office sheet: --vaults-check HEX",
                "voeg het nummer op het kantoorblad toe: --vaults-check NUMMER"
            ),
        ),
        VaultsFault::OfficeKeyUnnamed => (
            Exit::Usage,
            both!(
                voice,
                "each vault has a key of its own, and one sheet is for one key",
                "elke kluis heeft een eigen sleutel, en een blad is voor één sleutel"
            ),
            both!(
                voice,
                "name the office key: --identity {file}; {add} lets it in everywhere",
                "noem de kantoorsleutel: --identity {file}; {add} laat die overal toe",
                file = some_file(voice),
                add = {
                    let (name, file) = (both!(voice, "NAME", "NAAM"), some_file(voice));
                    voice.kluis(&["key", "add", &name, "--recipient-file", &file, "--each"])
                }
            ),
        ),
        VaultsFault::NotTheList(path) => (
            Exit::Seal,
            both!(
                voice,
                "{path} is not the list whose number you gave; nothing was made",
                "{path} is niet de lijst van het nummer dat u gaf; er is niets gemaakt",
                path = path_text(path)
            ),
            both!(
                voice,
                "compare the number with the office sheet; a later sheet has a later list",
                "vergelijk het nummer met het kantoorblad; bij een later blad hoort een latere lijst"
            ),
        ),
    };
    Said::new(exit, message, help)
}

fn not_a_list(voice: &Voice, path: &str, why: NotAVaultList) -> String {
    match why {
        NotAVaultList::Other => {
            both!(voice, "{path} is no list of vaults", "{path} is geen lijst van kluizen")
        }
        NotAVaultList::Line(line) => both!(
            voice,
            "{path}, line {line}: this does not belong in a list of vaults",
            "{path}, regel {line}: dit hoort niet in een lijst van kluizen"
        ),
        NotAVaultList::Empty => {
            both!(voice, "{path} lists no vault", "er staat geen kluis in {path}")
        }
    }
}
