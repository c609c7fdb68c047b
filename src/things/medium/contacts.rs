//! The media in contact, each once and by its id, in the order in which they came. A medium that has left is gone
//! from the list, and nothing that was meant for it reaches another one.

use std::collections::BTreeSet;

use crate::words::ids::MediumId;

use super::contact::Contact;

/// The media in contact.
#[derive(Default)]
pub struct Contacts {
    media: Vec<Contact>,
}

impl Contacts {
    /// Adds a medium, last in order; false, and nothing is changed, where it is in contact already.
    pub fn add(&mut self, contact: Contact) -> bool {
        let new = !self.has(contact.label.medium);
        if new {
            self.media.push(contact);
        }
        new
    }

    /// Puts a contact in the place of the one with the same id, or last where there is none.
    pub fn put(&mut self, contact: Contact) {
        match self.get_mut(contact.label.medium) {
            Some(known) => *known = contact,
            None => self.media.push(contact),
        }
    }

    /// Whether this medium is in contact.
    pub fn has(&self, medium: MediumId) -> bool {
        self.get(medium).is_some()
    }

    /// The contact with this medium.
    pub fn get(&self, medium: MediumId) -> Option<&Contact> {
        self.iter().find(|contact| contact.label.medium == medium)
    }

    /// The contact with this medium, to be changed.
    pub fn get_mut(&mut self, medium: MediumId) -> Option<&mut Contact> {
        self.iter_mut().find(|contact| contact.label.medium == medium)
    }

    /// The medium that came into contact before all others.
    pub fn first(&self) -> Option<&Contact> {
        self.media.first()
    }

    /// All but one.
    pub fn others(&self, medium: MediumId) -> impl Iterator<Item = &Contact> {
        self.iter().filter(move |contact| contact.label.medium != medium)
    }

    /// The ids, in order: to go through media while the contacts change.
    pub fn ids(&self) -> Vec<MediumId> {
        self.iter().map(|contact| contact.label.medium).collect()
    }

    /// What the media are called in messages: their labels.
    pub fn names(&self) -> BTreeSet<String> {
        self.iter().map(|contact| contact.name.clone()).collect()
    }

    /// Ends the contact with a medium, and gives what it was.
    pub fn remove(&mut self, medium: MediumId) -> Option<Contact> {
        let at = self.media.iter().position(|contact| contact.label.medium == medium)?;
        Some(self.media.remove(at))
    }

    /// Ends the contact with those that are not wanted.
    pub fn retain(&mut self, wanted: impl Fn(&Contact) -> bool) {
        self.media.retain(wanted);
    }

    /// Whether no medium is in contact.
    pub fn is_empty(&self) -> bool {
        self.media.is_empty()
    }

    /// All contacts, in the order in which they came.
    pub fn iter(&self) -> std::slice::Iter<'_, Contact> {
        self.media.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Contact> {
        self.media.iter_mut()
    }
}

impl<'c> IntoIterator for &'c Contacts {
    type Item = &'c Contact;
    type IntoIter = std::slice::Iter<'c, Contact>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'c> IntoIterator for &'c mut Contacts {
    type Item = &'c mut Contact;
    type IntoIter = std::slice::IterMut<'c, Contact>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
