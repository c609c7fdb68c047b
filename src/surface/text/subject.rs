//! What is said of a person's own request to whoever answers it: what to look through, to fill in and to decide.

use crate::surface::page::Page;
use crate::surface::voice::{Noun, both};
use crate::verbs::restore::{Confidential, Report};

/// What a person gets of what they asked for, and what is still to be looked at and written to them.
pub(super) fn about_the_person(page: &mut Page<'_>, report: &Report) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Look through the records before you hand them over: they may be about others too (GDPR art. 15(4)).",
        "Kijk de stukken na voordat u ze meegeeft: ze kunnen ook over anderen gaan (AVG art. 15 lid 4)."
    ));
    let others = match report.others.flatten() {
        Some(0) => None,
        Some(others) => Some(both!(
            voice,
            "Not given: {records} of the same bundles. These words do not stand in their names, tags, or the data read \
             from invoices, bank statements and e-mails (sender, receivers, subject, file names); what else is in them \
             was not looked at.",
            "Niet verstrekt: {records} uit dezelfde bundels. Deze woorden staan niet in hun namen en trefwoorden, en niet in \
             wat van facturen, bankafschriften en e-mails (afzender, ontvangers, onderwerp, bestandsnamen) \
             gelezen is; naar de rest van de inhoud is niet gekeken.",
            records = voice.count(others, Noun::Record)
        )),
        None => Some(both!(
            voice,
            "Not given: the other records of the same bundles; how many they are is not known here.",
            "Niet verstrekt: de andere stukken uit dezelfde bundels; hoeveel dat er zijn, is hier niet bekend."
        )),
    };
    if let Some(others) = others {
        page.line(others);
        page.next(both!(
            voice,
            "look through them with {show}; --match 'FOLDER/NAME' adds one that is about this person all the same",
            "bekijk ze met {show}; --match 'MAP/NAAM' erbij geeft ook een stuk dat toch over deze persoon gaat",
            show = voice.kluis(&["show", &both!(voice, "BUNDLE", "BUNDEL"), "--records"])
        ));
        page.under(both!(
            voice,
            "of a list with others in it (a payroll) give an extract instead",
            "geef van een lijst waarin ook anderen staan (een loonstaat), liever een uittreksel"
        ));
    }
    if report.without_term {
        page.line(both!(
            voice,
            "The page names no day by which to answer, since the day of the request is not known: --asked-on DAY. It is \
             a month after that (GDPR art. 12(3)).",
            "Op de pagina staat niet wanneer het antwoord er moet zijn, want de dag van het verzoek is niet bekend: \
             --asked-on DAG. Het is een maand erna (AVG art. 12 lid 3)."
        ));
    }
    page.line(both!(
        voice,
        "Fill in the dotted lines of the page: what else is to be told (GDPR art. 15(1) and (2)).",
        "Vul de stippellijnen op de pagina in: wat u verder moet vermelden (AVG art. 15 lid 1 en 2)."
    ));
}

/// Bundles that a person's own request did not look into.
pub(super) fn confidential(page: &mut Page<'_>, left: &Confidential) {
    if left.bundles.is_empty() {
        return;
    }
    let voice = page.voice;
    page.line(both!(
        voice,
        "Not looked into, since a confidential class was not named: {bundles}. The page does not say so.",
        "Niet doorzocht, want een vertrouwelijke bewaarcategorie is niet genoemd: {bundles}. Op de pagina staat dat niet.",
        bundles = voice.count(left.bundles.len() as u64, Noun::Bundle)
    ));
    let named = left.classes.iter().map(|class| format!("--class {class}"));
    let named = named.collect::<Vec<_>>();
    page.under(both!(
        voice,
        "Decide first what this person may know of: that there is a report of unusual transactions is kept secret \
         (Wwft art. 23); sick leave and medical files are theirs to see.",
        "Bepaal eerst waar deze persoon van mag weten: dat er een Wwft-melding is, blijft geheim (Wwft art. 23); \
         verzuim- en medische gegevens mag die persoon wel inzien."
    ));
    if !named.is_empty() {
        page.next(both!(
            voice,
            "what this person may see too: the same with {classes}, under a --ref and --to of its own",
            "wat deze persoon ook mag zien: hetzelfde met {classes}, met een eigen --ref en --to",
            classes = voice.any_of(&named)
        ));
    }
}
