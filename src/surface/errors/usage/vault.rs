//! Which vault is meant, and what making one lacks.

use std::path::Path;

use super::super::place::Pair;
use crate::powers::asker::{Incoming, Setting};
use crate::surface::errors::{list, not_ours_line, path_text, some_file, word};
use crate::surface::voice::{Noun, Voice, both};

pub(super) fn none_named(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "there is no vault here, and none is named",
            "er is hier geen kluis, en er is er geen genoemd"
        ),
        both!(
            voice,
            "kluis init --name \"YOUR CLIENT\"; if the PC that had it is gone: kluis rebuild; or name a vault's folder \
             with --vault DIR",
            "kluis init --name \"UW CLIËNT\"; is de pc met de kluis weg: kluis rebuild; of noem de map van een kluis met \
             --vault MAP"
        ),
    )
}

pub(super) fn which(voice: &Voice, names: &[String]) -> Pair {
    let first = names.first().map_or_else(|| both!(voice, "NAME", "NAAM"), |name| word(name));
    (
        both!(
            voice,
            "there are {count} vaults, and none is named: {names}",
            "er zijn {count} kluizen, en er is er geen genoemd: {names}",
            count = names.len(),
            names = list(names)
        ),
        both!(voice, "add --vault {first}", "voeg toe: --vault {first}"),
    )
}

pub(super) fn unknown(voice: &Voice, name: &str) -> Pair {
    (
        both!(
            voice,
            "no vault is called {name}, and none lies in such a folder",
            "geen kluis heet {name}, en in zo'n map staat er ook geen"
        ),
        both!(voice, "kluis list --each names all vaults", "kluis list --each noemt alle kluizen"),
    )
}

pub(super) fn exists(voice: &Voice, name: &str) -> Pair {
    (
        both!(
            voice,
            "where the vault of {name} would go there is something already",
            "waar de kluis van {name} zou komen, staat al iets"
        ),
        both!(
            voice,
            "choose another --name, or another folder with --vault DIR",
            "kies een andere --name, of een andere map met --vault MAP"
        ),
    )
}

pub(super) fn sheet_unwritten(voice: &Voice, sheet: &Path, home: &Path) -> Pair {
    let (sheet, home) = (path_text(sheet), path_text(home));
    (
        both!(
            voice,
            "{sheet} is empty: the run that made that vault was cut off before its recovery sheet was written",
            "{sheet} is leeg: de opdracht die deze kluis maakte, brak af voordat het herstelblad geschreven was"
        ),
        both!(
            voice,
            "where nothing is sealed in it yet, remove {sheet} and {home}, and give the same command again",
            "is er nog niets in verzegeld, verwijder dan {sheet} en {home}, en geef dezelfde opdracht opnieuw"
        ),
    )
}

pub(super) fn one_home_for_two(voice: &Voice, name: &str, other: &str) -> Pair {
    (
        both!(
            voice,
            "{name} and {other} would have one folder on this PC; nothing was made",
            "{name} en {other} zouden op deze pc één map krijgen; er is niets gemaakt"
        ),
        both!(
            voice,
            "give one of them another name in the list",
            "geef een van beide in de lijst een andere naam"
        ),
    )
}

pub(super) fn short_passphrase(voice: &Voice, chars_min: usize) -> Pair {
    (
        both!(
            voice,
            "the passphrase has fewer than {chars_min} characters; nothing was changed",
            "de wachtwoordzin heeft minder dan {chars_min} tekens; er is niets veranderd"
        ),
        both!(
            voice,
            "choose a longer one: four words that nobody would put together, say",
            "kies een langere: bijvoorbeeld vier woorden die niemand zou combineren"
        ),
    )
}

pub(super) fn no_new_passphrase(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "no new passphrase was given; the old one stays",
            "er is geen nieuwe wachtwoordzin gegeven; de oude blijft"
        ),
        both!(
            voice,
            "run it on a terminal, or add --new-passphrase-file FILE",
            "geef de opdracht in een terminal, of voeg toe: --new-passphrase-file BESTAND"
        ),
    )
}

pub(super) fn settings_unaccepted(voice: &Voice, settings: &[Setting]) -> Pair {
    let settings: Vec<String> = settings
        .iter()
        .map(|setting| format!("{} = {}", setting.name, voice.setting(&setting.value)))
        .collect();
    (
        both!(
            voice,
            "only the sealer's key vouches for the settings on the drive, and nobody accepted them: {settings}",
            "alleen de handtekening van de verzegelaar staat in voor de instellingen op de schijf, en niemand heeft ze \
             aanvaard: {settings}",
            settings = settings.join("; ")
        ),
        both!(
            voice,
            "if they are this vault's, add --accept-settings",
            "zijn ze van deze kluis, dan --accept-settings erbij"
        ),
    )
}

pub(super) fn settings_refused(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "the settings on the drive were not accepted; no home was made",
            "de instellingen op de schijf zijn niet aanvaard; er is geen kluismap gemaakt"
        ),
        both!(
            voice,
            "name another drive with --from; or accept them, and correct kluis.toml afterwards",
            "noem een andere schijf met --from; of aanvaard ze, en verbeter daarna kluis.toml"
        ),
    )
}

/// Nobody said whether what a drive brings is ours.
pub(super) fn unvouched(voice: &Voice, incoming: &Incoming) -> Pair {
    let message = match incoming.entries {
        0 => both!(
            voice,
            "bundles on {drive} are sealed with a sealer's key that was replaced, and nobody vouched for them: {bundles}",
            "bundels op {drive} zijn met een vervangen sleutel verzegeld, en niemand staat ervoor in: {bundles}",
            drive = incoming.medium,
            bundles = bundles(voice, incoming)
        ),
        entries => both!(
            voice,
            "{entries} on {drive} are by a sealer's key that was replaced, and nobody vouched for them; bundles: {bundles}",
            "{entries} op {drive} zijn van een vervangen sleutel, en niemand staat ervoor in; bundels: {bundles}",
            entries = voice.count(entries, Noun::Entry),
            drive = incoming.medium,
            bundles = bundles(voice, incoming)
        ),
    };
    (
        message,
        both!(
            voice,
            "run it in a terminal, which shows what comes in and asks; or add --vouch",
            "geef de opdracht in een terminal, die toont wat erbij komt en het vraagt; of met --vouch erbij"
        ),
    )
}

/// Somebody said that it is not ours.
pub(super) fn vouch_refused(voice: &Voice, incoming: &Incoming) -> Pair {
    (
        both!(
            voice,
            "nothing of {drive} was taken in",
            "er is niets van {drive} overgenomen",
            drive = incoming.medium
        ),
        both!(
            voice,
            "if nobody on your side wrote it, {repair} makes that drive forget it",
            "heeft niemand bij u het geschreven, dan weet die schijf het niet meer na {repair}",
            repair = not_ours_line(voice, &incoming.medium)
        ),
    )
}

fn bundles(voice: &Voice, incoming: &Incoming) -> String {
    match incoming.bundles.is_empty() {
        true => both!(voice, "none", "geen"),
        false => voice.all_of(incoming.bundles.iter().map(|bundle| &bundle.bundle)),
    }
}

pub(super) fn identity_unnamed(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "an identity is needed: the owner's, or the paper one",
            "er is een sleutel nodig: die van de eigenaar, of de papieren sleutel"
        ),
        both!(
            voice,
            "add --identity {file}: the recovery sheet's line, typed into a file, will do",
            "voeg toe: --identity {file}, met daarin de papieren sleutel van het herstelblad",
            file = some_file(voice)
        ),
    )
}

pub(super) fn sheet_not_confirmed(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "what was typed is not on the recovery sheet; no vault was made",
            "wat u typte, staat niet op het herstelblad; er is geen kluis gemaakt"
        ),
        both!(
            voice,
            "run kluis init again, and copy the sheet before you go on; or add --paper FILE",
            "geef kluis init opnieuw, en neem het blad over voor u verdergaat; of met --paper BESTAND"
        ),
    )
}

pub(super) fn sheet_nowhere(voice: &Voice) -> Pair {
    (
        both!(
            voice,
            "there is no terminal to show the recovery sheet on; no vault was made",
            "er is geen terminal om het herstelblad op te tonen; er is geen kluis gemaakt"
        ),
        both!(
            voice,
            "add --paper FILE, print that file and remove it",
            "voeg toe: --paper BESTAND, druk dat bestand af en verwijder het"
        ),
    )
}
