//! What disclosures are called. A reference stands encrypted in the note of its entry (format, §3.3); this home keeps
//! those that it gave or has read.

use std::collections::BTreeSet;

use super::memory::Given;
use super::{Vault, notes};
use crate::formats::entry::{Entry, Event, NoteRef};
use crate::powers::identity::Identity;
use crate::rules::hold::Reference;
use crate::words::ids::DisclosureId;

impl Vault {
    /// The disclosures that have a reference which this home does not know, each with the note that says it.
    pub(crate) fn unnamed_disclosures(&self) -> Vec<(DisclosureId, NoteRef)> {
        let known = |id| self.memory.disclosures.get(id).and_then(|it| it.reference.as_ref());
        let all = self.state.disclosures.iter();
        let unnamed = all.filter(|(id, it)| it.reference.is_some() && known(id).is_none());
        let unnamed: BTreeSet<DisclosureId> = unnamed.map(|(id, _)| *id).collect();
        if unnamed.is_empty() {
            return vec![];
        }
        let note = |entry: &Entry| {
            let Event::Restored(given) = &entry.event else { return None };
            Some((given.disclosure.filter(|id| unnamed.contains(id))?, entry.note?))
        };
        self.ledger.entries().filter_map(note).collect()
    }

    /// Reads their references from the notes that are here. Only the one that the ledger has the tag of counts.
    pub(super) fn learn_disclosures(&mut self, identities: &[Identity]) -> bool {
        let read = |(id, note): (DisclosureId, NoteRef)| {
            let text = notes::read(self, &note, identities).ok()?;
            let reference: Reference = text.get("ref")?.as_str()?.parse().ok()?;
            let tag = self.tag("ref", &reference.to_string());
            (self.state.disclosures[&id].reference == Some(tag)).then_some((id, reference))
        };
        let learned: Vec<_> = self.unnamed_disclosures().into_iter().filter_map(read).collect();
        let any = !learned.is_empty();
        for (id, reference) in learned {
            let unknown = Given { reference: None, folder: None, list: None };
            self.memory.disclosures.entry(id).or_insert(unknown).reference = Some(reference);
        }
        any
    }
}
