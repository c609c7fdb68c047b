//! What an entry of the ledger says, in one line.

use std::collections::{BTreeMap, BTreeSet};

use super::{kept, recipients, signers};
use crate::formats::entry::{
    ClosedHow, CopyDestroyed, CopyState, Depth, DestructionIntended, Event, LinesVouched,
    MediumLost, Method, Neighbours, Repaired, Scanned, SignerReplaced, SpaceCleared, SpaceMethod,
    Verified,
};
use crate::surface::voice::{Noun, Voice, both, one_or};
use crate::words::ids::MediumId;

/// What the media are called here.
type Labels = BTreeMap<MediumId, String>;

pub(super) fn sentence(voice: &Voice, event: &Event, labels: &Labels) -> String {
    let on = |medium: &MediumId| label(labels, medium);
    match event {
        Event::VaultCreated(_) => both!(voice, "the vault was made", "de kluis is gemaakt"),
        Event::WriterJoined(_) => {
            both!(voice, "another home joined", "een andere pc is erbij gekomen")
        }
        Event::MediumAdded(fields) => {
            both!(voice, "{drive} was added", "{drive} is toegevoegd", drive = on(&fields.medium))
        }
        Event::BookYear(fields) => both!(
            voice,
            "book year from {from} through {to}",
            "boekjaar van {from} tot en met {to}",
            from = voice.day(fields.from),
            to = voice.day(fields.to)
        ),
        Event::Sealed(fields) => both!(
            voice,
            "{bundle} sealed: {records}, {bytes}",
            "{bundle} verzegeld: {records}, {bytes}",
            bundle = fields.bundle,
            records = voice.count(fields.records, Noun::Record),
            bytes = voice.size(fields.bytes)
        ),
        Event::Copied(fields) => {
            let how = match fields.state {
                CopyState::Written => both!(voice, "written", "geschreven"),
                CopyState::ReadBack => both!(voice, "read back", "teruggelezen"),
            };
            both!(
                voice,
                "{bundle} is on {drive}: {how}",
                "{bundle} staat op {drive}: {how}",
                bundle = fields.bundle,
                drive = on(&fields.medium)
            )
        }
        Event::MediumLost(MediumLost { destroyed: Some(how), medium, since, .. }) => both!(
            voice,
            "{drive} was physically destroyed on {day}: {how}",
            "{drive} is op {day} zelf vernietigd: {how}",
            drive = on(medium),
            day = voice.day(*since),
            how = voice.physical(*how)
        ),
        Event::MediumLost(fields) => both!(
            voice,
            "{drive} is lost since {day}",
            "{drive} is vermist sinds {day}",
            drive = on(&fields.medium),
            day = voice.day(fields.since)
        ),
        Event::MediumFound(fields) => both!(
            voice,
            "{drive} was found",
            "{drive} is teruggevonden",
            drive = on(&fields.medium)
        ),
        Event::MediumRetired(fields) => {
            both!(voice, "{drive} is retired", "{drive} is uit gebruik", drive = on(&fields.medium))
        }
        Event::KeysWrapped(fields) => both!(
            voice,
            "the keys of {bundle} are on {drives}",
            "de bundelsleutel van {bundle} staat op {drives}",
            bundle = fields.bundle,
            drives = all(voice, labels, &fields.media)
        ),
        Event::Verified(fields) => verified(voice, fields, &on(&fields.medium)),
        Event::Restored(fields) => both!(
            voice,
            "{records} given back from {bundles}",
            "{records} teruggehaald uit {bundles}",
            records = voice.count(fields.records, Noun::Record),
            bundles = voice.all_of(&fields.bundles)
        ),
        Event::DisclosureClosed(fields) => match fields.how {
            ClosedHow::Deleted => both!(
                voice,
                "a disclosure is closed: {files} removed from its folder",
                "een verstrekking is afgesloten: {files} uit de map verwijderd",
                files = voice.count(fields.files, Noun::File)
            ),
            ClosedHow::Gone => both!(
                voice,
                "a disclosure is closed: a person says that the records are gone",
                "een verstrekking is afgesloten: iemand verklaart dat de stukken weg zijn"
            ),
            ClosedHow::Returned => both!(
                voice,
                "a disclosure is closed: a person says that the records were given back",
                "een verstrekking is afgesloten: iemand verklaart dat de stukken terug zijn"
            ),
        },
        Event::Moved(fields) => both!(
            voice,
            "{sources} of {bundle} removed from this PC after the read-back",
            "{sources} van {bundle} van deze pc verwijderd, na het teruglezen",
            sources = voice.count(fields.files, Noun::Source),
            bundle = fields.bundle
        ),
        Event::Repaired(fields) => repaired(voice, fields, &on(&fields.medium)),
        Event::UnfinishedErased(fields) => both!(
            voice,
            "unfinished {bundle} erased from {drive}",
            "{bundle}, dat onaf was, verwijderd van {drive}",
            bundle = fields.bundle,
            drive = on(&fields.medium)
        ),
        Event::ClockConfirmed(fields) => both!(
            voice,
            "the date was confirmed: {day}",
            "de datum is bevestigd: {day}",
            day = voice.day(fields.day)
        ),
        Event::MediumWaived(fields) => both!(
            voice,
            "what is on {drive} alone is no longer waited for",
            "op wat alleen op {drive} staat, wordt niet meer gewacht",
            drive = on(&fields.medium)
        ),
        Event::DestructionIntended(fields) => intended(voice, fields, labels),
        Event::DestructionWithdrawn(fields) => both!(
            voice,
            "{bundle} is not to be destroyed after all: nothing was erased",
            "{bundle} wordt toch niet vernietigd: er is niets overschreven",
            bundle = fields.bundle
        ),
        Event::CopyDestroyed(fields) => copy_destroyed(voice, fields, &on(&fields.medium)),
        Event::BundleDestroyed(fields) => both!(
            voice,
            "{bundle} destroyed: every copy is accounted for",
            "{bundle} vernietigd: elke kopie is verantwoord",
            bundle = fields.bundle
        ),
        Event::Scanned(fields) => scanned(voice, fields, &on(&fields.medium)),
        Event::SpaceCleared(fields) => space_cleared(voice, fields, &on(&fields.medium)),
        Event::ClockProven(fields) => both!(
            voice,
            "a time stamp by somebody else shows that at least {at} has come",
            "een tijdstempel van een ander toont dat het minstens {at} is",
            at = voice.time(fields.at)
        ),
        Event::ClockCorrected(fields) => both!(
            voice,
            "the clock was corrected: it was {day}",
            "de klok is gecorrigeerd: het was {day}",
            day = voice.day(fields.day)
        ),
        Event::SignerReplaced(fields) => signer_replaced(voice, fields),
        Event::LinesVouched(fields) => vouched(voice, fields, &on(&fields.medium)),
        Event::ChainMoved(fields) => both!(
            voice,
            "{entries} of chain {writer} moved to chain {to}",
            "{entries} van keten {writer} verplaatst naar keten {to}",
            entries = voice.count(fields.lines.len() as u64, Noun::Entry),
            writer = fields.writer,
            to = fields.to
        ),
        Event::HoldPlaced(fields) => kept::placed(voice, fields),
        Event::HoldReviewed(fields) => kept::reviewed(voice, fields),
        Event::HoldReleased(fields) => kept::released(voice, fields),
        Event::EventRecorded(fields) => kept::recorded(voice, fields),
        Event::Extended(fields) => kept::extended(voice, fields),
        Event::SignerAdded(fields) => signers::added(voice, fields),
        Event::SignerRetired(fields) => signers::retired(voice, fields),
        Event::RecipientAdded(fields) => recipients::added(voice, fields),
        Event::KeysDrilled(fields) => recipients::drilled(voice, fields, &on(&fields.medium)),
        Event::RecipientRemoved(fields) => recipients::removed(voice, fields),
        Event::TwoPersons(fields) => signers::two_persons(voice, fields),
        Event::Approved(fields) => signers::approved(voice, fields),
        Event::ApprovalWithdrawn(fields) => signers::withdrawn(voice, fields),
        Event::Succeeded(fields) => kept::succeeded(voice, fields),
        Event::Received(fields) => kept::received(voice, fields),
        Event::StatementMade(fields) => kept::stated(voice, fields),
        Event::ShorteningProposed(fields) => kept::proposed(voice, fields),
        Event::Shortened(fields) => kept::shortened(voice, fields),
        Event::Unknown { event, .. } => both!(
            voice,
            "{event}, which this version does not know",
            "{event}, wat deze versie niet kent"
        ),
    }
}

fn label(labels: &Labels, medium: &MediumId) -> String {
    labels.get(medium).cloned().unwrap_or_else(|| medium.to_string())
}

fn all(voice: &Voice, labels: &Labels, media: &[MediumId]) -> String {
    voice.all_of(media.iter().map(|medium| label(labels, medium)))
}

fn verified(voice: &Voice, fields: &Verified, drive: &str) -> String {
    let bundles = voice.count(fields.bundles.len() as u64, Noun::Bundle);
    let found = match fields.findings.len() as u64 {
        0 => both!(voice, "all hold", "alles in orde"),
        number => voice.count(number, Noun::Finding),
    };
    match fields.depth {
        Depth::Fixity => both!(
            voice,
            "{drive} verified: {bundles}, {found}",
            "{drive} gecontroleerd: {bundles}, {found}"
        ),
        Depth::Deep => both!(
            voice,
            "{drive} verified deep: {bundles}, {found}",
            "{drive} diep gecontroleerd: {bundles}, {found}"
        ),
    }
}

fn repaired(voice: &Voice, fields: &Repaired, drive: &str) -> String {
    both!(
        voice,
        "{bundle} on {drive} repaired: {files} mended, {sets} made anew",
        "{bundle} op {drive} hersteld: {files}, {sets} opnieuw gemaakt",
        bundle = fields.bundle,
        files = voice.count(fields.files, Noun::File),
        sets = voice.count(fields.parity, Noun::ParitySet)
    )
}

fn intended(voice: &Voice, fields: &DestructionIntended, labels: &Labels) -> String {
    let (bundle, drives) = (fields.bundle, all(voice, labels, &fields.media));
    match fields.no_open_matters {
        true => both!(
            voice,
            "{bundle} is to be destroyed on {drives}; no assessment, objection or claim is open, as was stated",
            "{bundle} wordt vernietigd op {drives}; verklaard is dat er geen aanslag, bezwaar of vordering loopt"
        ),
        false => both!(
            voice,
            "{bundle} is to be destroyed on {drives}",
            "{bundle} wordt vernietigd op {drives}"
        ),
    }
}

fn scanned(voice: &Voice, fields: &Scanned, drive: &str) -> String {
    both!(
        voice,
        "{bundle}: {bytes} of {drive} searched, {found} of {sectors} sectors found",
        "{bundle}: {bytes} van {drive} doorzocht, {found} van {sectors} sectoren gevonden",
        bundle = fields.bundle,
        bytes = voice.size(fields.bytes),
        found = voice.number(fields.found),
        sectors = voice.number(fields.sectors)
    )
}

fn space_cleared(voice: &Voice, fields: &SpaceCleared, drive: &str) -> String {
    let bytes = voice.size(fields.bytes);
    match fields.method {
        SpaceMethod::Filled => both!(
            voice,
            "{bytes} of free space on {drive} written over and read back",
            "{bytes} vrije ruimte op {drive} overschreven en teruggelezen"
        ),
        SpaceMethod::Trimmed => both!(
            voice,
            "{drive} was told that {bytes} of it are free (trim)",
            "{drive} weet dat {bytes} ervan vrij zijn (trim)"
        ),
    }
}

fn copy_destroyed(voice: &Voice, fields: &CopyDestroyed, drive: &str) -> String {
    let others = match &fields.neighbours {
        Neighbours::Intact => {
            both!(voice, "the other bundles hold", "de andere bundels zijn in orde")
        }
        Neighbours::Faults(faults) => {
            let bundles: BTreeSet<_> = faults.iter().map(|fault| fault.bundle).collect();
            let number = bundles.len() as u64 + fields.neighbours_more;
            both!(
                voice,
                "{number} other {bundles} not hold",
                "{number} andere {bundels} niet in orde",
                bundles = one_or(number, "bundle does", "bundles do"),
                bundels = one_or(number, "bundel is", "bundels zijn")
            )
        }
    };
    let bundle = fields.bundle;
    match fields.method {
        Method::OverwrittenAndUnlinked => both!(
            voice,
            "{bundle} destroyed on {drive}; {others}",
            "{bundle} vernietigd op {drive}; {others}"
        ),
        Method::FoundGone => both!(
            voice,
            "{bundle} found gone on {drive}; {others}",
            "{bundle} stond niet meer op {drive}; {others}"
        ),
    }
}

fn vouched(voice: &Voice, fields: &LinesVouched, drive: &str) -> String {
    match fields.heads.is_empty() {
        false => both!(
            voice,
            "what the replaced key wrote on {drive} counts",
            "wat de vervangen sleutel op {drive} schreef, telt"
        ),
        true => both!(
            voice,
            "what the replaced key wrote on {drive} and nobody knows is not ours",
            "wat de vervangen sleutel op {drive} schreef en niemand kent, is niet van ons"
        ),
    }
}

fn signer_replaced(voice: &Voice, fields: &SignerReplaced) -> String {
    match fields.distrusted.iter().map(|lines| lines.to - lines.from + 1).sum::<u64>() {
        0 => both!(
            voice,
            "the sealer's key was replaced; what was known then counts",
            "de sleutel van de verzegelaar is vervangen; wat toen bekend was, telt"
        ),
        lines => both!(
            voice,
            "the sealer's key was replaced; what was known then counts, but for {entries}",
            "de sleutel van de verzegelaar is vervangen; wat toen bekend was, telt, op {entries} na",
            entries = voice.count(lines, Noun::Entry)
        ),
    }
}
