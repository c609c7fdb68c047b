//! A drive on which no label holds any more: what this home proves of it instead. The home's own memory is signed, and
//! says which medium lies on that drive, up to where it was synced, and which vault document was left there.
//!
//! A signature that does not hold proves nothing, not even an attack. What another home wrote there last may be hidden,
//! so that the drive is only read, and written again by `repair` alone, which reads all of it. Implements format §2.1.

use std::collections::BTreeMap;

use crate::formats::label::{Label, Slot};
use crate::powers::medium::{MediumPath, Storage};
use crate::things::files;
use crate::things::ledger;
use crate::things::vault::Vault;
use crate::words::day::{ClockState, Stamp};
use crate::words::digest::Digest;
use crate::words::ids::DriveId;
use crate::words::limits::{DOCUMENT_BYTES_MAX, MIB};

use super::sync::signers_text;
use super::{ALLOWED_SIGNERS, Contact, DriveTexts};

/// The label of the medium on this drive, by what the home knows; none where it knows no such drive.
pub(super) fn label_from_home(
    vault: &Vault,
    storage: &dyn Storage,
    folder: &MediumPath,
    drive: DriveId,
) -> Option<Label> {
    let mut media = vault.state.media.iter().filter(|(_, state)| state.drive == drive);
    let (medium, state) = media.next().filter(|_| media.next().is_none())?;
    let known = vault.memory.media.get(medium);
    let contact = known.map_or(0, |known| known.contact);
    let mut heads = known.map_or_else(Vec::new, |known| known.heads.clone());
    // What stands there and is this home's too was told, by whichever home.
    for head in vault.ledger.heads_there(storage, &folder.join(ledger::FOLDER).ok()?) {
        match heads.iter_mut().find(|known| known.writer == head.writer) {
            Some(known) if known.count < head.count => *known = head,
            Some(_) => {}
            None => heads.push(head),
        }
    }
    heads.sort_by_key(|head| head.writer);
    let left_there = known.and_then(|known| known.document_there).and_then(|sha256| {
        let stands = |slot: &Slot| {
            let path = folder.join(slot.vault_name()).ok();
            let bytes = path.and_then(|path| {
                files::read_bounded(storage, &path, DOCUMENT_BYTES_MAX + MIB).ok().flatten()
            });
            bytes.is_some_and(|bytes| Digest::of(&bytes) == sha256)
        };
        Some((Slot::BOTH.into_iter().find(stands)?.vault_name(), sha256))
    });
    let mut named = BTreeMap::new();
    named.extend(left_there.map(|(name, sha256)| (name.to_owned(), sha256)));
    Some(Label {
        vault: vault.id,
        medium: *medium,
        drive,
        roles: state.roles.clone(),
        // Each writing raises both.
        generation: contact + 1,
        other_generation: None,
        contact,
        heads,
        files: named,
        vault_document: left_there.map(|(name, _)| name.to_owned()),
        written_at: Stamp { clock: ClockState::Ok, time: known.map_or(state.added, |k| k.seen) },
        unread: Default::default(),
    })
}

impl Contact {
    /// Where the label is anew, takes what kluis would write for the texts that it must name.
    pub fn expect_texts(&mut self, vault: &Vault, texts: &DriveTexts) {
        if !self.anew {
            return;
        }
        let signers = signers_text(vault);
        let texts = texts.files.iter().map(|(name, text)| (*name, text));
        for (name, text) in texts.chain([(ALLOWED_SIGNERS, &signers)]) {
            self.label.files.insert(name.into(), Digest::of(text.as_bytes()));
        }
    }
}
