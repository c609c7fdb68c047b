//! The page about a drive that is lost or stolen, for whoever decides on a notification: what was on it, who can open
//! it, what is left elsewhere, and the questions that a person answers. It may be handed on.

mod kinds;
mod questions;

use super::page::Lean;
use super::paper::Paper;
use super::text::{incident_facts, incident_next, indication};
use super::voice::{Noun, Voice, both};
use crate::verbs::incident::{BundleThere, ClassThere, IdentityHere, Incident, RuleThere};
use crate::verbs::list::StandingRow;
use crate::verbs::medium::loss::OtherCopy;
use crate::words::day::Time;
use crate::words::lang::Lang;

/// The whole page, escaped.
pub(super) fn page(voice: &Voice, known: &Incident) -> String {
    let title = both!(voice, "DRIVE LOST OR STOLEN", "SCHIJF VERMIST OF GESTOLEN");
    let made = both!(
        voice,
        "{client}, made on {day}",
        "{client}, gemaakt op {day}",
        client = known.client,
        day = voice.day(known.made)
    );
    let mut paper = Paper::new(voice, &title, &[made]);
    paper.facts(&incident_facts(voice, known));
    questions::frame(&mut paper, voice, known);
    drive(&mut paper, voice, known);
    there(&mut paper, voice, known);
    who_can_read(&mut paper, voice, known);
    destruction(&mut paper, voice, known);
    given(&mut paper, voice, known);
    let next = incident_next(voice, known);
    if !next.is_empty() {
        paper.heading(both!(voice, "What to do with kluis", "Wat u met kluis doet"));
    }
    for (why, acts) in next {
        paper.text(why);
        acts.iter().for_each(|act| paper.command(act));
    }
    paper.heading(both!(voice, "What a person answers", "Wat een mens beantwoordt"));
    questions::questions(&mut paper, voice);
    paper.heading(both!(voice, "What kluis can't know", "Wat kluis niet kan weten"));
    questions::not_known(&mut paper, voice);
    paper.text(both!(
        voice,
        "This page helps to answer; it is no legal advice.",
        "Deze pagina helpt bij het antwoord; het is geen juridisch advies."
    ));
    paper.into_html()
}

fn when(voice: &Voice, time: Option<Time>) -> String {
    time.map_or_else(|| both!(voice, "never", "nooit"), |time| voice.time(time))
}

fn drive(paper: &mut Paper, voice: &Voice, known: &Incident) {
    paper.heading(both!(voice, "The drive", "De schijf"));
    paper.facts(&[
        (both!(voice, "Vault id", "Kluisnummer"), known.vault.to_string()),
        (both!(voice, "Medium id", "Nummer in deze kluis"), known.medium.to_string()),
        (both!(voice, "Drive id", "Schijfnummer"), known.drive.to_string()),
        (both!(voice, "In this vault since", "In deze kluis sinds"), voice.time(known.added)),
        (
            both!(voice, "Last seen by this PC", "Laatst gezien door deze pc"),
            when(voice, known.last_seen),
        ),
        (both!(voice, "Last verified", "Laatst gecontroleerd"), when(voice, known.last_verified)),
    ]);
}

fn there(paper: &mut Paper, voice: &Voice, known: &Incident) {
    paper.heading(both!(voice, "What was on it", "Wat erop stond"));
    if known.bundles.is_empty() {
        paper.text(both!(
            voice,
            "No bundle, as far as this PC knows.",
            "Geen bundel, voor zover deze pc weet."
        ));
        return;
    }
    paper.table(
        &[
            (both!(voice, "Class", "Bewaarcategorie"), Lean::Left),
            (both!(voice, "Usually about", "Gaat meestal over"), Lean::Left),
            (both!(voice, "Bundles", "Bundels"), Lean::Right),
            (both!(voice, "Records", "Stukken"), Lean::Right),
            (both!(voice, "Size", "Grootte"), Lean::Right),
        ],
        known.classes.iter().map(|class| {
            vec![
                class_name(voice, class.class.as_deref(), class.names.as_ref()),
                kinds::kinds(voice, class.class.as_deref()),
                voice.number(class.bundles),
                voice.number(class.records),
                voice.size(class.bytes),
            ]
        }),
    );
    if known.classes.iter().map(|class: &ClassThere| class.bundles).sum::<u64>()
        > known.bundles.len() as u64
    {
        paper.text(both!(
            voice,
            "A bundle under two classes counts in both.",
            "Een bundel onder twee categorieën telt bij beide."
        ));
    }
    paper.table(
        &[
            (both!(voice, "Bundle", "Bundel"), Lean::Left),
            (both!(voice, "Class", "Bewaarcategorie"), Lean::Left),
            (both!(voice, "Period", "Periode"), Lean::Left),
            (both!(voice, "Records", "Stukken"), Lean::Right),
            (both!(voice, "Sealed", "Verzegeld"), Lean::Left),
            (
                both!(
                    voice,
                    "Other copies (last seen to hold)",
                    "Andere kopieën (laatst in orde gezien)"
                ),
                Lean::Left,
            ),
        ],
        known.bundles.iter().map(|bundle| row(voice, bundle)),
    );
}

fn row(voice: &Voice, bundle: &BundleThere) -> Vec<String> {
    let classes = bundle.rules.iter().map(|rule: &RuleThere| match &rule.class {
        Some(class) => class.clone(),
        None => class_name(voice, None, None),
    });
    let mut dates: Vec<String> =
        bundle.rules.iter().filter_map(|rule| Some(voice.given(rule.date?))).collect();
    dates.dedup();
    vec![
        bundle.bundle.to_string(),
        classes.collect::<Vec<_>>().join(", "),
        if dates.is_empty() { "-".to_owned() } else { dates.join(", ") },
        voice.number(bundle.records),
        voice.day(bundle.sealed.day()),
        copies(voice, bundle),
    ]
}

fn copies(voice: &Voice, bundle: &BundleThere) -> String {
    let mut said = match bundle.standing {
        StandingRow::Kept => others(voice, &bundle.others),
        StandingRow::PartlyDestroyed => {
            both!(voice, "destruction ordered", "vernietiging opgedragen")
        }
        StandingRow::Destroyed => both!(voice, "destroyed", "vernietigd"),
    };
    if bundle.here {
        said = both!(voice, "waits on this PC; {said}", "wacht op deze pc; {said}");
    }
    if bundle.held {
        said = both!(voice, "{said}; under a hold", "{said}; onder een stop");
    }
    said
}

/// The drives with another copy, and when each was last seen to hold.
fn others(voice: &Voice, all: &[OtherCopy]) -> String {
    let one = |other: &OtherCopy| match (other.holds, other.held) {
        (true, Some(at)) => format!("{} ({})", other.medium, voice.day(at.day())),
        (true, None) => other.medium.clone(),
        (false, _) => {
            both!(voice, "{label} (does not count)", "{label} (telt niet)", label = other.medium)
        }
    };
    match all {
        [] => both!(voice, "none", "geen"),
        all => all.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

fn class_name(voice: &Voice, class: Option<&str>, names: Option<&(String, String)>) -> String {
    let Some(class) = class else { return both!(voice, "confidential", "vertrouwelijk") };
    match (names, voice.lang) {
        (Some((name, _)), Lang::En) | (Some((_, name)), Lang::Nl) => format!("{name} ({class})"),
        (None, _) => class.to_owned(),
    }
}

fn who_can_read(paper: &mut Paper, voice: &Voice, known: &Incident) {
    paper.heading(both!(voice, "Who can read it", "Wie het kan lezen"));
    paper.text(both!(
        voice,
        "Without an identity of this vault nobody reads names of files, contents, cases, notes, labels or the client's \
         name. Readable by whoever has the drive: numbers and dates of bundles, classes (of confidential ones a mark), \
         ends, counts, sizes, hashes and public keys.",
        "Zonder een sleutel van deze kluis leest niemand bestandsnamen, inhoud, dossiers, notities, namen van schijven of \
         de naam van de cliënt. Leesbaar voor wie de schijf heeft: nummers en datums van bundels, categorieën (van \
         vertrouwelijke een kenteken), eindes, aantallen, groottes, controlegetallen en openbare sleutels."
    ));
    let there = match known.keys_there {
        true => both!(
            voice,
            "on this drive, encrypted to the recipients below",
            "op deze schijf, versleuteld voor de sleutelhouders hieronder"
        ),
        false => both!(voice, "not on this drive", "niet op deze schijf"),
    };
    let elsewhere = match &known.keys_elsewhere[..] {
        [] => both!(voice, "no other drive", "geen andere schijf"),
        labels => voice.all_of(labels),
    };
    let here = match known.identity_here {
        IdentityHere::UnderPassphrase => {
            both!(voice, "under a passphrase", "onder een wachtwoordzin")
        }
        IdentityHere::InTheClear => both!(
            voice,
            "without a passphrase: whoever has this PC and the drive reads all",
            "zonder wachtwoordzin: wie deze pc en de schijf heeft, leest alles"
        ),
        IdentityHere::NotHere => both!(voice, "not on this PC", "niet op deze pc"),
    };
    let mut facts = vec![
        (both!(voice, "Bundles' keys", "Bundelsleutels"), there),
        (both!(voice, "The same elsewhere", "Dezelfde elders"), elsewhere),
        (both!(voice, "Identity on this PC", "Sleutel op deze pc"), here),
        (
            both!(voice, "Who can open", "Wie kan openen"),
            both!(
                voice,
                "{holders}; when the vault was made these were the PC and the recovery sheet",
                "{holders}; bij het maken van de kluis waren dat de pc en het herstelblad",
                holders = voice.count(known.recipients.len() as u64, Noun::Recipient)
            ),
        ),
    ];
    facts.extend(known.recipients.iter().map(|recipient| {
        (both!(voice, "Recipient, SHA-256", "Sleutelhouder, SHA-256"), recipient.to_string())
    }));
    paper.facts(&facts);
    paper.text(both!(
        voice,
        "A new passphrase protects the PC. It takes nothing back from a drive that is gone: the identity stays the same.",
        "Een nieuwe wachtwoordzin beschermt de pc. Van een schijf die weg is neemt die niets terug: de sleutel blijft \
         dezelfde."
    ));
}

fn destruction(paper: &mut Paper, voice: &Voice, known: &Incident) {
    if known.ordered.is_empty() && known.outlived.is_empty() && known.gone.is_empty() {
        return;
    }
    paper.heading(both!(voice, "Destruction", "Vernietiging"));
    let mut facts = Vec::new();
    if !known.ordered.is_empty() {
        facts.push((
            both!(voice, "Ordered, not done there", "Opgedragen, daar niet gedaan"),
            voice.all_of(&known.ordered),
        ));
    }
    if !known.outlived.is_empty() {
        facts.push((
            both!(voice, "Destroyed elsewhere, still there", "Elders vernietigd, daar nog heel"),
            voice.all_of(&known.outlived),
        ));
    }
    facts.extend(known.gone.iter().map(|gone| {
        let day = voice.day(gone.at.day());
        (both!(voice, "Destroyed there", "Daar vernietigd"), format!("{}, {day}", gone.bundle))
    }));
    paper.facts(&facts);
    if !known.ordered.is_empty() || !known.outlived.is_empty() {
        paper.text(both!(
            voice,
            "These had ended and lie there still: readable to whoever has the drive and an identity.",
            "Hiervan was de termijn voorbij, en ze staan daar nog: leesbaar voor wie de schijf en een sleutel heeft."
        ));
        paper.text(indication(voice));
    }
}

fn given(paper: &mut Paper, voice: &Voice, known: &Incident) {
    if known.disclosures.is_empty() {
        return;
    }
    paper.heading(both!(voice, "Given to others before", "Eerder aan anderen verstrekt"));
    paper.table(
        &[
            (both!(voice, "Reference", "Kenmerk"), Lean::Left),
            (both!(voice, "Given on", "Verstrekt op"), Lean::Left),
            (both!(voice, "Records", "Stukken"), Lean::Right),
            (both!(voice, "Closed on", "Afgesloten op"), Lean::Left),
        ],
        known.disclosures.iter().map(|given| {
            vec![
                given.name.clone(),
                voice.day(given.given.day()),
                voice.number(given.records),
                given.closed.map_or_else(|| "-".into(), |at| voice.day(at.day())),
            ]
        }),
    );
}
