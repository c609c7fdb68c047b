//! An event whose day was earlier than the one on record: its earlier ends are proposed, and each end that they replace
//! is named.

use std::collections::BTreeSet;

use crate::formats::entry::{ClassEnd, Event, EventRecorded, ShorteningProposed};
use crate::powers::signer::SigningKey;
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag};

use super::Words;
use super::earlier::{WaitRow, propose, refuse_held};

/// Proposes what these events say: each end that an event gave so far is named, and counts until that is confirmed.
pub(super) fn propose_all(
    session: &mut Session<'_, '_>,
    events: Vec<Event>,
    kept: &[BundleId],
    words: &Words<'_>,
    disposer: &SigningKey,
) -> Result<Vec<WaitRow>, Fault> {
    refuse_held(session, kept)?;
    let mut proposed = Vec::new();
    for event in events {
        let Event::EventRecorded(EventRecorded { bundles, case, ends }) = event else { continue };
        let replaces = given(session, bundles.as_deref().unwrap_or(&[]), case, &ends);
        let (inherited, proposal) = (vec![], Digest::ZERO);
        let fields = ShorteningProposed { bundles, case, ends, inherited, proposal, replaces };
        if !fields.replaces.is_empty() {
            proposed.push(propose(session, fields, words, disposer)?);
        }
    }
    Ok(proposed)
}

/// The ends that entries gave to these classes of a case, or of these bundles: each is named, and no other is lifted.
fn given(
    session: &Session<'_, '_>,
    ids: &[BundleId],
    case: Option<Tag>,
    ends: &[ClassEnd],
) -> Vec<ClassEnd> {
    let state = &session.vault.state;
    let case_of = |id: &BundleId| state.bundles.get(id).and_then(|bundle| bundle.case);
    let about = |bundles: Option<&Vec<BundleId>>, of: Option<Tag>| {
        let is_of_case = of.is_some() && (of == case || ids.iter().any(|id| case_of(id) == of));
        let mut named = bundles.into_iter().flatten();
        is_of_case || named.any(|id| ids.contains(id) || (case.is_some() && case_of(id) == case))
    };
    let told = session.vault.ledger.entries().filter_map(|entry| {
        if let Event::EventRecorded(event) = &entry.event {
            about(event.bundles.as_ref(), event.case).then_some(&event.ends)
        } else if let Event::ShorteningProposed(event) = &entry.event {
            about(event.bundles.as_ref(), event.case).then_some(&event.ends)
        } else {
            None
        }
    });
    let of_class = |end: &&ClassEnd| ends.iter().any(|one| one.class == end.class);
    let all: BTreeSet<ClassEnd> = told.flatten().filter(of_class).cloned().collect();
    all.into_iter().filter(|end| !ends.contains(end)).collect()
}
