//! What a verification or a repair found, each finding once in each language. It is said behind the place where it
//! was found, so it starts small and has no full stop.

mod beside;
mod unlike;

use crate::surface::errors::join_line;
use crate::surface::errors::{
    file_fault_words, ledger_words, not_mended_words, open_words, seal_field_words, seal_words,
    storage_words,
};
use crate::surface::page::Page;
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::things::finding::{Found, KeyFound, ParityFound, Stranger};
use crate::verbs::verify::FindingReport;

use super::destroy_line;

use beside::{chain_words, label_words, note_words, text_words};
use unlike::unlike_words;

/// Where something was found, and what.
pub fn finding_line(page: &mut Page<'_>, finding: &FindingReport) {
    let FindingReport { medium, bundle, file, found } = finding;
    let bundle = bundle.map(|bundle| format!(", {bundle}")).unwrap_or_default();
    let file = file.as_ref().map(|file| format!(", {file}")).unwrap_or_default();
    let found = found_words(page.voice, medium, found);
    page.line(format!("{medium}{bundle}{file}: {found}"));
}

fn found_words(voice: &Voice, label: &str, found: &Found) -> String {
    match found {
        Found::File(fault) => file_fault_words(voice, fault),
        Found::NotMended { fault, problem } => {
            format!("{}; {}", file_fault_words(voice, fault), not_mended_words(voice, problem))
        }
        Found::Seal(problem) => seal_words(voice, problem),
        Found::Heads(problem) => ledger_words(voice, problem),
        Found::Disagrees { field } => both!(
            voice,
            "the ledger and the seal do not say the same of {field}",
            "het logboek zegt iets anders dan de verzegeling over {field}",
            field = seal_field_words(voice, *field)
        ),
        Found::Key(key) => key_words(voice, key),
        Found::Parity(parity) => parity_words(voice, parity),
        Found::Text(text) => text_words(voice, text),
        Found::Label(slot) => label_words(voice, label, slot),
        Found::Chain(chain) => chain_words(voice, chain),
        Found::Note(note) => note_words(voice, note),
        Found::Reserve => {
            both!(voice, "it is not all zeros any more", "bestaat niet meer alleen uit nullen")
        }
        Found::Closed(problem) => open_words(voice, problem),
        Found::Records { lost, of } => records(voice, *lost, *of),
        Found::Frames { lost } => frames(voice, *lost),
        Found::Length => both!(
            voice,
            "the payload is not as long as was sealed",
            "de inhoud is niet zo lang als verzegeld is"
        ),
        Found::Bag => both!(
            voice,
            "the lists of files sealed beside the records are not what they must be",
            "de lijsten van bestanden die zijn meeverzegeld, kloppen niet"
        ),
        Found::Commitments => both!(
            voice,
            "records.commit, which proves single records, does not fit them",
            "records.commit, het bewijs van losse stukken, past niet bij de stukken"
        ),
        Found::Unlike(unlike) => unlike_words(voice, unlike),
        Found::Stranger(stranger) => stranger_words(voice, stranger),
        Found::Undestroyed { bundle, outlived: true } => both!(
            voice,
            "it was destroyed while this drive was lost, and its copy here was not: {destroy} destroys that too",
            "is vernietigd toen deze schijf vermist was, maar de kopie hier niet: {destroy} vernietigt ook die",
            destroy = destroy_line(voice, *bundle)
        ),
        Found::Undestroyed { bundle, outlived: false } => both!(
            voice,
            "it is being destroyed, and is still here: {destroy} ends it",
            "wordt vernietigd, maar staat hier nog: {destroy} rondt dat af",
            destroy = destroy_line(voice, *bundle)
        ),
        Found::Untold(problem) => both!(
            voice,
            "this verification could not be written to it: {problem}",
            "deze controle kon er niet op worden geschreven: {problem}",
            problem = storage_words(voice, problem)
        ),
    }
}

fn key_words(voice: &Voice, found: &KeyFound) -> String {
    match found {
        KeyFound::Missing => both!(voice, "it is not there", "is er niet"),
        KeyFound::Other => both!(
            voice,
            "it is not the one that was written",
            "is niet het bestand dat er is geschreven"
        ),
        KeyFound::Earlier => both!(
            voice,
            "it is not of the generation that was written here last",
            "is van een eerdere generatie dan hier het laatst is geschreven"
        ),
        KeyFound::Unreadable(problem) => storage_words(voice, problem),
        KeyFound::NotMended { found } => both!(
            voice,
            "{found}, and no whole one is connected",
            "{found}; een goed exemplaar is niet aangesloten",
            found = key_words(voice, found)
        ),
        KeyFound::Unproven { generation } => both!(
            voice,
            "it was right in an earlier generation, and no identity has opened the one of generation {generation} \
             that is to replace it",
            "was goed in een eerdere generatie; die van generatie {generation} is nog door geen sleutel geopend, en \
             vervangt dit dus niet"
        ),
        KeyFound::NotWritten(problem) => not_mended_words(voice, problem),
        KeyFound::NoSeal => both!(
            voice,
            "its seal is neither on this PC nor on a connected drive",
            "de verzegeling staat niet op deze pc en niet op een aangesloten schijf"
        ),
        KeyFound::Unopened(problem) => open_words(voice, problem),
    }
}

fn parity_words(voice: &Voice, found: &ParityFound) -> String {
    match found {
        ParityFound::Missing => {
            both!(voice, "this parity is not there", "deze herstelgegevens ontbreken")
        }
        ParityFound::Spent => both!(
            voice,
            "this parity is damaged, and mends nothing any more",
            "deze herstelgegevens zijn beschadigd en herstellen niets meer"
        ),
        ParityFound::Damaged { recovery, of } if recovery == of => both!(
            voice,
            "this parity is damaged, and still mends as much as before",
            "deze herstelgegevens zijn beschadigd, maar herstellen nog evenveel"
        ),
        ParityFound::Damaged { recovery, of } => both!(
            voice,
            "this parity is damaged: it mends {slices}, and {of} before",
            "deze herstelgegevens zijn beschadigd: ze herstellen nog {slices}, eerst {of}",
            slices = voice.count(*recovery, Noun::Slice),
            of = voice.number(*of)
        ),
        ParityFound::Unreadable(problem) => storage_words(voice, problem),
    }
}

fn stranger_words(voice: &Voice, found: &Stranger) -> String {
    match found {
        Stranger::NoBundleName => {
            both!(voice, "it is no bundle's name", "is geen naam van een bundel")
        }
        Stranger::NoFolder => both!(voice, "it is no folder", "is geen map"),
        Stranger::Volume => both!(
            voice,
            "the seal lists no such volume: leave it out when you join them by hand",
            "dit deel staat niet in de verzegeling: laat het weg als u de delen met de hand samenvoegt"
        ),
        Stranger::NotSealed => {
            both!(voice, "the seal lists no such file", "dit bestand staat niet in de verzegeling")
        }
        Stranger::NotOurs => {
            both!(voice, "kluis did not put it there", "kluis heeft dit er niet neergezet")
        }
        Stranger::NoChain => {
            both!(voice, "no label names such a chain", "geen label noemt deze keten")
        }
        Stranger::NoNote => both!(
            voice,
            "no entry of the ledger has such a note",
            "geen regel van het logboek noemt deze notitie"
        ),
        Stranger::ByReplaced { join } => both!(
            voice,
            "it is sealed under a sealer's key that was replaced, and nobody vouched for it. If it is yours: {join}",
            "is verzegeld met een vervangen sleutel, en niemand staat daarvoor in. Is deze bundel van u: {join}",
            join = join_line(voice, join)
        ),
        Stranger::LeftOut => both!(
            voice,
            "it is sealed under a sealer's key that was replaced, and a person left out by number the entries that \
             speak of it",
            "is verzegeld met een vervangen sleutel, en de regels die deze bundel noemen, zijn op nummer buiten \
             beschouwing gelaten"
        ),
        Stranger::AnothersKeys => both!(
            voice,
            "it holds keys of a bundle that no entry that counts names; kluis does not erase these keys. If you or \
             another PC of yours sealed it, connect the drive with that bundle too: {verify} says how it is taken in",
            "hier staan bundelsleutels van een bundel die geen regel die telt noemt; kluis overschrijft ze niet. Heeft \
             u, of een andere pc van u, die verzegeld, sluit dan ook de schijf met die bundel aan: {verify} zegt hoe \
             die erbij komt",
            verify = voice.kluis(&["verify"])
        ),
        Stranger::Destroyed { bundle, day } => both!(
            voice,
            "it was destroyed here on {day}, and is here again: {destroy} erases it",
            "is hier op {day} vernietigd, en staat er weer: {destroy} overschrijft het",
            day = voice.day(*day),
            destroy = destroy_line(voice, *bundle)
        ),
        Stranger::Unfinished => both!(
            voice,
            "the ledger does not place it here. If a run was cut off, the next archive onto this drive puts it in \
             order",
            "hoort hier niet volgens het logboek. Is een opdracht afgebroken, dan ruimt de volgende archive naar deze \
             schijf het op"
        ),
        Stranger::FolderUnreadable { ours: _ } => both!(
            voice,
            "the system can't read this folder: let it check the drive for errors",
            "het systeem kan deze map niet lezen: laat het de schijf op fouten controleren"
        ),
        Stranger::LeftNames { ours: _ } => both!(
            voice,
            "what is left in it has names that kluis does not give: look at it, and remove it",
            "wat erin over is, heeft namen die kluis niet geeft: bekijk het, en verwijder het"
        ),
        Stranger::ForeignNames { count } => both!(
            voice,
            "{names} there can't be of kluis",
            "{names} daar {kunnen} niet van kluis zijn",
            names = voice.count(*count as u64, Noun::Name),
            kunnen = one_or(*count as u64, "kan", "kunnen")
        ),
        Stranger::More { count } => both!(
            voice,
            "{number} more {names} there {dont} belong there",
            "nog {names_nl} {horen} daar niet",
            number = voice.number(*count as u64),
            names = one_or(*count as u64, "name", "names"),
            dont = one_or(*count as u64, "doesn't", "don't"),
            names_nl = voice.count(*count as u64, Noun::Name),
            horen = one_or(*count as u64, "hoort", "horen")
        ),
    }
}

/// How many independently packed pieces can't be read.
fn frames(voice: &Voice, lost: u64) -> String {
    match lost {
        1 => both!(
            voice,
            "one piece of its packed records can't be read",
            "één deel van de ingepakte stukken is niet te lezen"
        ),
        many => both!(
            voice,
            "{many} pieces of its packed records can't be read",
            "{many} delen van de ingepakte stukken zijn niet te lezen"
        ),
    }
}

fn records(voice: &Voice, lost: u64, of: u64) -> String {
    match of {
        1 => both!(
            voice,
            "its only record can't be restored",
            "het enige stuk is niet terug te halen"
        ),
        _ => both!(
            voice,
            "{lost} of its {of} records can't be restored",
            "{lost} van de {of} stukken {zijn} niet terug te halen",
            zijn = one_or(lost, "is", "zijn"),
            lost = voice.number(lost),
            of = voice.number(of)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::lang::Lang;

    #[test]
    fn one_is_not_said_as_many() {
        let (en, nl) = (Voice::new(Lang::En), Voice::new(Lang::Nl));
        assert!(frames(&en, 1).starts_with("one piece of"));
        assert!(frames(&nl, 2).starts_with("2 delen van"));
        assert_eq!(records(&en, 1, 1), "its only record can't be restored");
        assert_eq!(records(&en, 1, 3), "1 of its 3 records can't be restored");
        assert_eq!(records(&nl, 1, 3), "1 van de 3 stukken is niet terug te halen");
        assert_eq!(
            stranger_words(&en, &Stranger::More { count: 1 }),
            "1 more name there doesn't belong there"
        );
    }
}
