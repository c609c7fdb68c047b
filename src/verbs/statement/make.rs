//! Making statements: at the end of a run that accounts for the last copy, and wherever an earlier run was cut off
//! before it could. One is made where what is known says something that no statement on record says.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::formats::commitments::COMMITMENT_BYTES;
use crate::formats::entry::{BundleDestroyed, Event, FileFacts, StatementKind, StatementMade};
use crate::formats::statement::Statement;
use crate::formats::sums::COMMITMENTS_NAME;
use crate::powers::identity::Identity;
use crate::powers::signer::SigningKey;
use crate::things::joining;
use crate::things::ledger::state::{Standing, StatementState};
use crate::things::statements::keeping::{self, ERASED, Extras, RULES};
use crate::things::statements::{Beside, Facts, GROUND, PATH, gather};
use crate::things::vault::notes;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::BundleId;
use crate::words::limits::{DOCUMENT_BYTES_MAX, RECORDS_MAX};

/// A statement that a run has made.
#[derive(Debug, Clone, Serialize)]
pub struct Stated {
    pub bundle: BundleId,
    pub kind: StatementKind,
    /// SHA-256 of the statement itself.
    pub statement: Digest,
    /// It is about a record that was erased on a legal ground.
    pub erasure: bool,
}

/// A statement that could not be made: the destruction stands all the same.
#[derive(Debug, Serialize)]
pub struct Unstated {
    pub bundle: BundleId,
    pub why: Fault,
}

/// Who signs, and opens what only an identity does.
pub(in crate::verbs) struct Signing<'a> {
    pub identities: &'a [Identity],
    pub disposer: &'a SigningKey,
}

/// The bundles whose destruction has ended and of which no statement was made: a run was cut off before it.
pub(in crate::verbs) fn unstated(session: &Session<'_, '_>) -> Vec<BundleId> {
    let state = &session.vault.state;
    let ended = state.bundles.iter().filter(|(_, known)| known.standing() == Standing::Destroyed);
    ended.map(|(id, _)| *id).filter(|id| !state.statements.contains_key(id)).collect()
}

/// Ends the destructions that wait for nothing more, and makes the statements that are owed, of these bundles and of
/// those that an earlier run has left without one.
pub(in crate::verbs) fn make_owed(
    session: &mut Session<'_, '_>,
    bundles: &[BundleId],
    signing: &Signing<'_>,
) -> Result<(Vec<Stated>, Vec<Unstated>), Fault> {
    end_accounted(session, bundles, signing)?;
    let mut owed = unstated(session);
    let ended = |id: &&BundleId| {
        let known = session.vault.state.bundles.get(id);
        known.is_some_and(|known| known.standing() == Standing::Destroyed)
    };
    owed.extend(bundles.iter().filter(ended));
    owed.sort();
    owed.dedup();
    let (mut stated, mut not) = (vec![], vec![]);
    for bundle in owed {
        match make(session, bundle, signing) {
            Ok(made) => stated.extend(made),
            Err(Fault::Interrupted) => return Err(Fault::Interrupted),
            Err(why) => not.push(Unstated { bundle, why }),
        }
    }
    Ok((stated, not))
}

/// Puts on record that every copy is accounted for, where the last that was not has been lost.
fn end_accounted(
    session: &mut Session<'_, '_>,
    bundles: &[BundleId],
    signing: &Signing<'_>,
) -> Result<(), Fault> {
    for id in bundles {
        let Some(known) = session.vault.state.bundles.get(id) else { continue };
        let waits = known.unaccounted().next().is_some();
        let begun = known.standing() == Standing::PartlyDestroyed && !known.destroyed_on.is_empty();
        if !begun || waits || known.destroyed.is_some() {
            continue;
        }
        let media = known.copies.keys().copied().collect();
        // A run that could not forget it has failed before this, and would not be gone on with after it.
        if known.erased {
            joining::forget(&session.vault, *id).map_err(at_home)?;
        }
        let event = Event::BundleDestroyed(BundleDestroyed { bundle: *id, media });
        session.record_as_disposer(event, None, signing.disposer)?;
    }
    Ok(())
}

/// What a bundle's statement would say now, without a word that only an identity opens; none where its destruction was
/// never ordered. With the newest statement on record that says the same already.
pub(in crate::verbs) fn standing<'s>(
    session: &'s Session<'_, '_>,
    bundle: BundleId,
) -> Result<Option<(Statement, Option<&'s StatementState>)>, Fault> {
    let Some(now) = now(session, bundle, &[], Beside::default())? else { return Ok(None) };
    let made = session.vault.state.statements.get(&bundle).map_or(&[][..], Vec::as_slice);
    let same = made.iter().rev().find(|made| {
        let said = keeping::statement_of(&session.vault, made);
        said.is_some_and(|said| said.accounted == now.accounted && said.says() == now.says())
    });
    Ok(Some((now, same)))
}

fn now(
    session: &Session<'_, '_>,
    bundle: BundleId,
    identities: &[Identity],
    beside: Beside,
) -> Result<Option<Statement>, Fault> {
    let Some(seal) = session.any_seal(bundle) else {
        return Err(Fault::NoneOfThese(vec![labels_of(session, bundle)]));
    };
    let (vault, stamp) = (&session.vault, session.stamp);
    Ok(gather(&Facts { vault, seal: &seal, identities, stamp, beside }))
}

fn labels_of(session: &Session<'_, '_>, bundle: BundleId) -> Vec<String> {
    let known = session.vault.state.bundles.get(&bundle);
    let copies = known.into_iter().flat_map(|known| known.standing_copies());
    copies.map(|(on, _)| session.label(on)).collect()
}

/// Makes the statement of a bundle and puts it on record, unless one on record says the same.
pub(in crate::verbs) fn make(
    session: &mut Session<'_, '_>,
    bundle: BundleId,
    signing: &Signing<'_>,
) -> Result<Option<Stated>, Fault> {
    match standing(session, bundle)? {
        Some((_, None)) => {}
        Some((_, Some(_))) | None => return Ok(None),
    }
    session.vault.ledger.has_room_for(session.stamp, &[longest(bundle)])?;
    let Some(seal) = session.any_seal(bundle) else { return Ok(None) };
    let facts = seal.file(COMMITMENTS_NAME).map(|file| (file.bytes, file.sha256));
    let name = keeping::commitments_name(bundle);
    let kept = |facts: &(u64, Digest)| keeping::is_kept(&session.vault, &name, facts.1);
    let commitments = facts.filter(kept);
    let text = annex_text(session, bundle, signing.identities);
    let annex = (!text.is_empty()).then(|| keeping::annex(&session.vault, text)).transpose()?;
    let beside = Beside {
        annex: annex.as_ref().map(|annex| Digest::of(annex)),
        commitments: commitments.is_some(),
    };
    let Some(statement) = now(session, bundle, signing.identities, beside)? else {
        return Ok(None);
    };
    let page = session.world.texts.statement(&statement);
    let extras = Extras { annex, commitments, page };
    let made = keeping::keep(&session.vault, &statement, &extras, signing.disposer);
    let made = made.map_err(at_home)?;
    let erasure = statement.erasure.is_some();
    let stated = Stated { bundle, kind: made.kind, statement: made.statement, erasure };
    session.record_as_disposer(Event::StatementMade(made), None, signing.disposer)?;
    Ok(Some(stated))
}

/// The longest entry that a statement may come to.
pub(in crate::verbs) fn longest(bundle: BundleId) -> Event {
    let file = |end: &str| FileFacts {
        bytes: DOCUMENT_BYTES_MAX.max(RECORDS_MAX * COMMITMENT_BYTES),
        name: format!("{bundle}-00000000{end}"),
        sha256: Digest::ZERO,
    };
    let ends = [keeping::ANNEX_END, ".commit", ".en.pdf", ".json", keeping::SIGNATURE_END];
    Event::StatementMade(StatementMade {
        bundle,
        files: ends.map(file).to_vec(),
        kind: StatementKind::Supplement,
        statement: Digest::ZERO,
    })
}

/// What the clear must not show: the rules whole of a confidential class, the name of a record that was erased, and on
/// what ground.
fn annex_text(
    session: &Session<'_, '_>,
    bundle: BundleId,
    identities: &[Identity],
) -> Map<String, Value> {
    let mut text = Map::new();
    if let Some(rules) = whole_rules(session, bundle, identities) {
        text.insert(RULES.into(), rules);
    }
    let said = session.vault.ledger.entries().filter(|entry| match &entry.event {
        Event::Succeeded(said) => said.bundle == bundle && said.removed > 0,
        _ => false,
    });
    let note = said.filter_map(|entry| entry.note.as_ref()).last();
    let said = note.and_then(|note| notes::read(&session.vault, note, identities).ok());
    for (name, own) in [(PATH, ERASED), (GROUND, GROUND)] {
        text.extend(said.as_ref().and_then(|said| Some((own.to_owned(), said.get(name)?.clone()))));
    }
    text
}

/// The rules whole, where the seal shows some of them sealed: as this run has read them, or as an order's note has
/// them.
fn whole_rules(
    session: &Session<'_, '_>,
    bundle: BundleId,
    identities: &[Identity],
) -> Option<Value> {
    let known = session.vault.state.bundles.get(&bundle)?;
    if known.rules.iter().all(|rule| rule.open().is_some()) {
        return None;
    }
    let inside = session.inside_of(bundle);
    if !inside.is_empty() {
        return Some(keeping::rules_text(inside));
    }
    let orders = session.vault.ledger.entries().filter(
        |entry| matches!(&entry.event, Event::DestructionIntended(order) if order.bundle == bundle),
    );
    let mut notes = orders.filter_map(|entry| entry.note.as_ref());
    notes.find_map(|note| notes::read(&session.vault, note, identities).ok()?.remove(RULES))
}
