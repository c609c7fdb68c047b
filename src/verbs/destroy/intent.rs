//! What goes on record before anything of a bundle is erased.

use std::collections::BTreeSet;

use crate::formats::entry::{BundleDestroyed, DestructionIntended, Event};
use crate::powers::signer::SigningKey;
use crate::things::ledger::state::BundleState;
use crate::things::statements::keeping::{RULES, rules_text};
use crate::verbs::fault::Fault;
use crate::verbs::session::Session;
use crate::verbs::statement::make;
use crate::words::ids::MediumId;

use super::copies;
use super::request::Request;

/// The longest entries that a destruction may come to: they are known to fit before anything is erased.
pub(super) fn entries_of(intent: &DestructionIntended, known: &BundleState) -> Vec<Event> {
    let (bundle, keys) = (intent.bundle, known.keys_on.keys().copied());
    let media: BTreeSet<MediumId> = known.copies.keys().copied().chain(keys).collect();
    let mut entries = vec![
        Event::DestructionIntended(intent.clone()),
        Event::BundleDestroyed(BundleDestroyed { bundle, media: media.iter().copied().collect() }),
    ];
    entries.extend(media.iter().map(|on| Event::CopyDestroyed(copies::longest(bundle, *on))));
    entries.push(make::longest(bundle));
    entries
}

/// Puts on record that it is to be destroyed, by whom and why: from here on it is given back no more.
pub(super) fn intend(
    session: &mut Session<'_, '_>,
    request: &Request,
    intent: DestructionIntended,
    disposer: &SigningKey,
) -> Result<(), Fault> {
    let mut text = serde_json::Map::new();
    let words = [("by", Some(&request.by)), ("role", Some(&request.role))];
    let more = [("approved_by", request.approved_by.as_ref()), ("reason", request.reason.as_ref())];
    for (name, word) in words.into_iter().chain(more) {
        text.extend(
            word.filter(|word| !word.is_empty()).map(|word| (name.into(), word.clone().into())),
        );
    }
    let more = [("place", &request.place), ("witness", &request.witness)];
    let more = more.into_iter().chain([("older_rule", &request.older_rule)]);
    for (name, said) in more.filter_map(|(name, said)| Some((name, said.as_ref()?))) {
        text.insert(name.into(), said.clone().into());
    }
    // For the statement's annex: with the last index the rules of a confidential class are gone.
    let inside = session.inside_of(intent.bundle);
    if !inside.is_empty() {
        text.insert(RULES.into(), rules_text(inside));
    }
    let note = session.note(text)?;
    session.record_as_disposer(Event::DestructionIntended(intent), Some(note), disposer)
}
