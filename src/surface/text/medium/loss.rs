//! What a person needs for a note of a loss, in the order in which it is asked for.

use crate::surface::page::Page;
use crate::surface::voice::{Noun, Voice, both};
use crate::things::ledger::state::ProvenNow;
use crate::verbs::medium::fate::FateReport;
use crate::verbs::medium::loss::{BundleLost, Encryption, LossReport, OtherCopy};
use crate::words::day::Time;

use super::parts::has_data;

pub(super) fn loss(page: &mut Page<'_>, report: &FateReport, loss: &LossReport) {
    let voice = page.voice;
    page.gap();
    page.line(both!(voice, "For your note of the loss:", "Voor uw notitie over het verlies:"));
    page.facts(&facts(voice, report, loss));
    if loss.last_seen.is_none() {
        page.line(both!(
            voice,
            "This PC never saw that drive. A hold that another PC placed may stand there alone: ask there before \
             you destroy anything.",
            "Deze pc heeft die schijf nooit gezien. Een vernietigingsstop van een andere pc kan alleen daar staan: \
             vraag dat daar na voordat u iets vernietigt."
        ));
    }
    for class in &loss.classes {
        let confidential = || both!(voice, "confidential classes", "vertrouwelijke categorieën");
        page.under(format!(
            "{}: {}, {}",
            class.class.clone().unwrap_or_else(confidential),
            voice.count(class.bundles, Noun::Bundle),
            voice.count(class.records, Noun::Record)
        ));
    }
    page.line(match has_data(&loss.roles) {
        true => both!(voice, "Other copies:", "Andere kopieën:"),
        false => both!(voice, "Other keys:", "Andere sleutels:"),
    });
    for bundle in &loss.bundles {
        page.under(format!("{}: {}", bundle.bundle, other_copies(voice, bundle)));
    }
    page.line(both!(
        voice,
        "The recipients' hashes are in --json.",
        "De controlegetallen van de sleutelhouders staan in --json."
    ));
    page.gap();
}

fn facts(voice: &Voice, report: &FateReport, loss: &LossReport) -> Vec<(String, String)> {
    let when = |time: Option<Time>| match time {
        Some(time) => voice.time(time),
        None => both!(voice, "never", "nooit"),
    };
    let medium = report.medium.map_or_else(String::new, |medium| medium.to_string());
    vec![
        (both!(voice, "Medium id", "Nummer in deze kluis"), medium),
        (both!(voice, "Drive id", "Schijfnummer"), report.drive.to_string()),
        (both!(voice, "Missing since", "Vermist sinds"), voice.day(loss.since)),
        (both!(voice, "Last seen", "Laatst gezien"), when(loss.last_seen)),
        (both!(voice, "Last verified", "Laatst gecontroleerd"), when(loss.last_verified)),
        (both!(voice, "On it", "Stond erop"), what_was_there(voice, loss)),
        (both!(voice, "Encryption", "Versleuteling"), encryption(voice, loss.encryption)),
        (
            both!(voice, "Recipients", "Sleutelhouders"),
            voice.count(loss.recipients.len() as u64, Noun::Recipient),
        ),
        (both!(voice, "Bundles' keys", "Bundelsleutels"), keys(voice, loss)),
    ]
}

/// How bundles are encrypted.
pub(crate) fn encryption(voice: &Voice, how: Encryption) -> String {
    match how {
        Encryption::AgeV1 => both!(
            voice,
            "age v1 (X25519, ChaCha20-Poly1305), a key of its own for each bundle",
            "age v1 (X25519, ChaCha20-Poly1305), een eigen sleutel per bundel"
        ),
    }
}

fn what_was_there(voice: &Voice, loss: &LossReport) -> String {
    let bundles = voice.count(loss.bundles.len() as u64, Noun::Bundle);
    match has_data(&loss.roles) {
        true => format!(
            "{bundles}, {}, {}",
            voice.count(loss.records, Noun::Record),
            voice.size(loss.bytes)
        ),
        false => both!(voice, "wrapped keys of {bundles}", "de bundelsleutels van {bundles}"),
    }
}

fn keys(voice: &Voice, loss: &LossReport) -> String {
    let there = match loss.keys_there {
        true => both!(
            voice,
            "on the drive, wrapped: they open with an identity of the vault alone",
            "op de schijf, versleuteld: alleen een sleutel van de kluis opent ze"
        ),
        false => both!(voice, "not on the drive", "niet op de schijf"),
    };
    let elsewhere = match &loss.keys_elsewhere[..] {
        [] => both!(voice, "no other drive", "geen andere schijf"),
        labels => voice.all_of(labels),
    };
    both!(voice, "{there}; also on: {elsewhere}", "{there}; ook op: {elsewhere}")
}

fn other_copies(voice: &Voice, bundle: &BundleLost) -> String {
    if bundle.others.is_empty() {
        return both!(
            voice,
            "none: what was lost was the only one",
            "geen: wat vermist is, was de enige"
        );
    }
    let others: Vec<String> = bundle.others.iter().map(|other| other_copy(voice, other)).collect();
    let others = others.join(", ");
    match bundle.others.iter().any(|other| other.holds) {
        true => others,
        false => both!(voice, "none that counts; {others}", "geen die telt; {others}"),
    }
}

fn other_copy(voice: &Voice, other: &OtherCopy) -> String {
    let held = match other.held {
        _ if other.proven == Some(ProvenNow::ToBeVerified) => {
            both!(voice, "to be verified first", "eerst te controleren")
        }
        Some(at) => both!(
            voice,
            "last seen to hold {time}",
            "laatst in orde gezien op {time}",
            time = voice.time(at)
        ),
        None => both!(voice, "not verified yet", "nog niet gecontroleerd"),
    };
    let medium = &other.medium;
    match other.holds {
        true => format!("{medium} ({held})"),
        false => both!(voice, "{medium} ({held}; does not count)", "{medium} ({held}; telt niet)"),
    }
}
