//! Whom a home seals to: `recipients.txt` has the strings, the ledger their SHA-256, and the notes of its entries the
//! strings of those who were added. So a home follows what another one has put on record once an identity is open; whom
//! the ledger has never named is nobody's, and stays a reason to refuse.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::powers::envelope;
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::things::files;
use crate::words::digest::Digest;
use crate::words::limits::KIB;
use crate::words::typed::folded;

use super::read::read_recipients;
use super::{DISPOSER, RECIPIENTS, Vault, VaultProblem, indexes, notes, spares};

/// What the recipients that come with a vault are called: the one of its own identity, and the one on paper.
pub const FIRST_NAMES: [&str; 2] = ["owner", "paper"];
/// What a person may type for them in Dutch.
const FIRST_NAMES_DUTCH: [&str; 2] = ["eigenaar", "papier"];
/// How much of a recipient's hash stands for it where nobody has named it.
const SHOWN_CHARS: usize = 8;

/// The words in the note of an entry that adds a recipient.
pub fn added_note(name: &str, recipient: &Recipient) -> Map<String, Value> {
    let mut text = Map::new();
    text.insert("name".into(), name.into());
    text.insert("recipient".into(), recipient.to_string().into());
    text
}

impl Vault {
    /// What a person may type to name a recipient.
    pub fn name_of_recipient(&self, recipient: &Digest) -> String {
        if let Some(name) = self.memory.recipient_names.get(recipient) {
            return name.clone();
        }
        // A home that was made before recipients had names has the two of the vault in this order.
        let place = self.recipients.iter().position(|one| one.digest() == *recipient);
        let came_with_it =
            self.state.recipients_ever.get(recipient).is_some_and(|known| known.note.is_none());
        match place.filter(|_| came_with_it).and_then(|place| FIRST_NAMES.get(place)) {
            Some(name) => (*name).to_owned(),
            None => recipient.to_string()[..SHOWN_CHARS].to_owned(),
        }
    }

    /// The recipients that a person may mean: by name, or by the start of the hash. Those that stand, where one does:
    /// two homes may each have given one name.
    pub fn recipients_called(&self, name: &str) -> Vec<Digest> {
        let dutch = FIRST_NAMES_DUTCH.iter().position(|word| folded(word) == folded(name));
        let called = |recipient: &&Digest| {
            let known = self.name_of_recipient(recipient);
            let is_first = dutch.is_some_and(|at| known == FIRST_NAMES[at]);
            let starts = name.len() >= SHOWN_CHARS && recipient.to_string().starts_with(name);
            folded(&known) == folded(name) || is_first || starts
        };
        let (standing, removed): (Vec<_>, Vec<_>) =
            self.state.recipients_ever.iter().partition(|(_, known)| known.stands());
        let those = |among: Vec<(&Digest, _)>| -> Vec<Digest> {
            among.into_iter().map(|(recipient, _)| recipient).filter(called).copied().collect()
        };
        match those(standing) {
            found if found.is_empty() => those(removed),
            found => found,
        }
    }

    /// Keeps the names that follow from a place in the list, before the list changes.
    pub fn keep_recipient_names(&mut self) {
        let named: Vec<(Digest, String)> = self
            .recipients
            .iter()
            .map(Recipient::digest)
            .map(|recipient| (recipient, self.name_of_recipient(&recipient)))
            .collect();
        for (recipient, name) in named {
            self.memory.recipient_names.entry(recipient).or_insert(name);
        }
    }

    /// Whom the home's own files and the drives' are encrypted to: of those in `recipients.txt` the ones whom the
    /// ledger names.
    pub fn named_recipients(&self) -> Vec<Recipient> {
        let named = |one: &&Recipient| self.state.recipients.contains(&one.digest());
        self.recipients.iter().filter(named).cloned().collect()
    }

    /// Seals to none whom the ledger says were removed. Whom it has never named stays, and is refused.
    pub(super) fn drop_removed(&mut self) {
        let known = &self.state.recipients_ever;
        let gone = |one: &Recipient| known.get(&one.digest()).is_some_and(|known| !known.stands());
        if self.recipients.iter().any(gone) {
            self.keep_recipient_names();
            let known = &self.state.recipients_ever;
            self.recipients.retain(|one| known.get(&one.digest()).is_none_or(|one| one.stands()));
        }
    }

    /// Takes over the recipients that another home has put on record, or an earlier run of this one before it was cut
    /// off, as far as an identity opens their notes. True where the home's own files changed.
    pub fn take_recipients(&mut self, identities: &[Identity]) -> Result<bool, VaultProblem> {
        // Two homes may each have removed the one that the other left: only another one that is added mends that.
        if self.state.recipients.is_empty() {
            return Ok(false);
        }
        let here: BTreeSet<Digest> = self.recipients.iter().map(Recipient::digest).collect();
        let lacking = self.state.recipients.difference(&here).copied();
        let read: Vec<(Digest, Recipient, String)> = lacking
            .filter_map(|recipient| {
                let note = self.state.recipients_ever.get(&recipient)?.note?;
                let text = notes::read(self, &note, identities).ok()?;
                let word = |name: &str| text.get(name)?.as_str();
                let found: Recipient = word("recipient")?.parse().ok()?;
                let name = word("name").unwrap_or_default().to_owned();
                (found.digest() == recipient).then_some((recipient, found, name))
            })
            .collect();
        if !read.is_empty() {
            self.keep_recipient_names();
        }
        for (recipient, found, name) in read {
            self.recipients.push(found);
            if !name.is_empty() {
                self.memory.recipient_names.entry(recipient).or_insert(name);
            }
        }
        let there = read_recipients(&*self.home, &self.root)?;
        let changed =
            there.iter().map(Recipient::digest).collect::<BTreeSet<_>>() != self.state.recipients;
        match changed && self.check_recipients().is_ok() {
            true => self.save_recipients(identities).map(|()| true),
            false => Ok(false),
        }
    }

    /// Writes whom the home seals to, and the disposer's key to them.
    pub fn save_recipients(&self, identities: &[Identity]) -> Result<(), VaultProblem> {
        self.check_recipients()?;
        let path = MediumPath::parse(DISPOSER).map_err(StorageProblem::from)?;
        let sealed = files::read_bounded(&*self.home, &path, 64 * KIB)?;
        let sealed = sealed.ok_or_else(|| VaultProblem::Broken(self.root.join(DISPOSER)))?;
        // One that no identity here opens stays as it is: its owners open it.
        if let Ok(text) = envelope::decrypt_small(identities, &sealed, 16 * KIB) {
            let anew = envelope::encrypt_small(&self.recipients, &text)
                .map_err(VaultProblem::TooManyRecipients)?;
            spares::put(&*self.home, DISPOSER, &anew)?;
        }
        let text: String = self.recipients.iter().map(|one| format!("{one}\n")).collect();
        Ok(spares::put(&*self.home, RECIPIENTS, text.as_bytes())?)
    }

    /// Encrypts the home's copies of the indexes to the recipients of now. One that can't be read is left out: a drive
    /// brings it again.
    pub fn wrap_indexes(&self, identities: &[Identity]) -> Result<(), VaultProblem> {
        for bundle in self.state.bundles.keys() {
            if indexes::is_there(self, *bundle) {
                indexes::wrap(self, *bundle, identities)?;
            }
        }
        Ok(())
    }

    /// Whether all that this home lacks are recipients whom the ledger names: another home, or a run that was cut off,
    /// has added them.
    pub fn lacks_recipients(&self) -> bool {
        let ours = |one: &Recipient| self.state.recipients.contains(&one.digest());
        self.check_recipients().is_err() && self.recipients.iter().all(ours)
    }
}
