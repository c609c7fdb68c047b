//! Who decided, by which clock, where it is on record, and how the page is checked against what was signed.

use super::sheet::SET_IN;
use super::words::{clock_word, given, said, short};
use crate::formats::statement::Statement;
use crate::surface::voice::{Voice, both};
use crate::words::digest::Digest;

pub(super) fn decision(voice: &Voice, of: &Statement) -> Vec<String> {
    let by = &of.decision;
    let place = match &by.place {
        Some(place) => said(place),
        None => both!(voice, "place not given", "plaats niet opgegeven"),
    };
    let matters = match by.no_open_matters {
        true => both!(
            voice,
            "Open matters (assessment, objection, claim, request): none, as was stated",
            "Open zaken (aanslag, bezwaar, vordering, verzoek): geen, zoals is verklaard"
        ),
        false => both!(
            voice,
            "Open matters: nothing was stated",
            "Open zaken: daarover is niets verklaard"
        ),
    };
    let mut lines = vec![
        format!(
            "{}, {}, {}, {place}",
            given(voice, &by.by),
            given(voice, &by.role),
            voice.day(by.at.day())
        ),
        both!(
            voice,
            "Approved by: {name}. Witness: {witness}",
            "Goedgekeurd door: {name}. Getuige: {witness}",
            name = given(voice, &by.approved_by),
            witness = given(voice, &of.witness)
        ),
        both!(
            voice,
            "Controller: {controller}; processor: {processor}; told to return or delete: {told}",
            "Verwerkingsverantwoordelijke: {controller}; verwerker: {processor}; teruggeven of wissen: {told}",
            controller = given(voice, &of.controller),
            processor = given(voice, &of.processor),
            told = given(voice, &of.return_or_delete)
        ),
    ];
    lines.extend(by.signatures.iter().map(|one| {
        both!(
            voice,
            "Signed: {name}, {role}, {day}, key {key}",
            "Ondertekend: {name}, {role}, {day}, sleutel {key}",
            name = given(voice, &one.by),
            role = given(voice, &one.role),
            day = voice.day(one.at.day()),
            key = said(&one.signer)
        )
    }));
    lines.push(matters);
    if let Some(request) = of.erasure.as_ref().and_then(|erasure| erasure.request.as_ref()) {
        let none = || both!(voice, "not given", "niet opgegeven");
        lines.push(both!(
            voice,
            "Request of the person: received {received}, answered {answered}; recipients told: {told}",
            "Verzoek van de betrokkene: ontvangen {received}, beantwoord {answered}; ontvangers ingelicht: {told}",
            told = match request.told {
                true => both!(voice, "yes", "ja"),
                false => both!(voice, "not stated", "niet opgegeven"),
            },
            received = request.received.map_or_else(none, |date| voice.given(date)),
            answered = request.answered.map_or_else(none, |date| voice.given(date))
        ));
    }
    lines
}

pub(super) fn clock(voice: &Voice, of: &Statement) -> Vec<String> {
    let last = of.clock.last.map_or_else(|| both!(voice, "none", "geen"), |last| voice.time(last));
    let token = match of.clock.token {
        Some(token) => short(token),
        None => both!(voice, "none", "geen"),
    };
    vec![both!(
        voice,
        "Clock {state}; last time that was believed: {last}; time stamp of others (RFC 3161): {token}. Times: {zone}",
        "Klok {state}; laatst geloofde tijd: {last}; tijdstempel van anderen (RFC 3161): {token}. Tijden: {zone}",
        state = clock_word(voice, of.clock.state),
        zone = said(&of.time_zone)
    )]
}

pub(super) fn ledger(voice: &Voice, of: &Statement) -> Vec<String> {
    vec![
        both!(
            voice,
            "Entry {seq} of writer {writer}; the entry before: {prev}",
            "Regel {seq} van schrijver {writer}; de regel ervoor: {prev}",
            seq = voice.number(of.ledger.seq),
            writer = of.ledger.writer,
            prev = short(of.ledger.prev)
        ),
        both!(
            voice,
            "{tool}. Keep this statement through {day} (policy).",
            "{tool}. Deze verklaring bewaren t/m {day} (beleid).",
            tool = said(&of.tool),
            day = voice.day(of.keep_statement_through)
        ),
    ]
}

/// What is signed is the JSON: whoever has it checks the page by it.
pub(super) fn signature(voice: &Voice, of: &Statement, sha256: Digest) -> Vec<String> {
    let name = format!("{}-{}.json", of.bundle, &sha256.to_string()[..8]);
    vec![
        both!(
            voice,
            "This page is for reading. The disposer signed {name}, which lies beside it and says all of this; its SHA-256 is",
            "Deze pagina is om te lezen. De beheerder ondertekende {name}, dat ernaast ligt en dit alles zegt; de SHA-256 is"
        ),
        sha256.to_string(),
        both!(
            voice,
            "Check both, in the folder of this page (on a drive of the vault it is ../allowed_signers):",
            "Controleer beide, in de map van deze pagina (op een schijf van de kluis is het ../allowed_signers):"
        ),
        format!("{SET_IN}sha256sum {name}"),
        format!(
            "{SET_IN}ssh-keygen -Y verify -f allowed_signers -I disposer -n kluis-statement -s {name}.sig < {name}"
        ),
    ]
}
