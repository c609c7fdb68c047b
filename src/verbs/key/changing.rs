//! `key add`, `key remove` and `key wrap`: whom the vault is sealed to from here on, and the keys of what it holds.
//!
//! First the entry, saved at home; then the home's own files; then the drives. A run that is cut off between them has
//! let nobody in and left nobody out whom the ledger does not name, and the same command goes on.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::formats::entry::{Event, RecipientAdded, RecipientRemoved};
use crate::powers::asker::Question;
use crate::powers::envelope::RECIPIENTS_MAX;
use crate::powers::identity::{
    IDENTITY_FILE_BYTES_MAX, Identity, Recipient, from_utf16, open_identity_file,
};
use crate::powers::signer::SigningKey;
use crate::things::medium::Accept;
use crate::things::vault::notes;
use crate::things::vault::recipients::added_note;
use crate::verbs::copying;
use crate::verbs::fault::{Fault, KeyFault, Usage, at_home};
use crate::verbs::session::{Session, World};
use crate::verbs::telling::{Who, tell_who_is_here};
use crate::words::digest::Digest;
use crate::words::limits::TYPED_BYTES_MAX;
use crate::words::typed::folded;

use super::wrapping::{Pending, WrappedOn, closed_to, pending, wrap_anew};

/// Somebody is to open this vault's bundles too.
#[derive(Debug, Clone)]
pub struct AddRequest {
    /// What a person calls it.
    pub name: String,
    /// Whom.
    pub recipient: Given,
}

/// How a recipient was given.
#[derive(Debug, Clone)]
pub enum Given {
    /// As it is spelled: `age1…`.
    Text(String),
    /// In a file: that of `age-keygen -y`, an identity file, or a recovery sheet.
    File(PathBuf),
}

/// Somebody is to open no bundle that is sealed from here on.
#[derive(Debug, Clone)]
pub struct RemoveRequest {
    /// By name, or by the start of the recipient's hash.
    pub name: String,
    /// Nobody is asked.
    pub yes: bool,
}

/// What a run of `key add`, `key remove` or `key wrap` did.
#[derive(Debug, Serialize)]
pub struct ChangedReport {
    /// Its name.
    pub vault: String,
    /// What became of the recipients.
    #[serde(flatten)]
    pub what: Changed,
    /// What was wrapped anew.
    pub wrapped: Vec<WrappedOn>,
    /// What waits for drives that are absent, or could not be written.
    pub pending: Vec<Pending>,
    /// Which drives took part.
    #[serde(flatten)]
    pub who: Who,
}

/// What became of the recipients.
#[derive(Debug, Serialize)]
#[serde(tag = "did", rename_all = "kebab-case")]
pub enum Changed {
    /// It is a recipient from here on.
    Added {
        /// What it is called.
        name: String,
        /// Its hash.
        recipient: Digest,
        /// It was one already, and what was left is done.
        again: bool,
    },
    /// It is none from here on.
    Removed {
        /// What it is called.
        name: String,
        /// Its hash.
        recipient: Digest,
        /// Drives that are absent, and of which an earlier state opens for it alone, by label.
        unseen: Vec<String>,
    },
    /// Nobody came or went.
    Wrapped,
}

/// Lets somebody in, on the drives that are in contact.
pub fn add_in(session: &mut Session<'_, '_>, request: &AddRequest) -> Result<ChangedReport, Fault> {
    let asked = checked_name(&request.name)?;
    let recipient = given(&request.recipient)?;
    let digest = recipient.digest();
    let (identities, disposer) = ready(session)?;
    let known = session.vault.recipients_called(asked);
    let stands = |one: &Digest| session.vault.state.recipients.contains(one);
    let again = stands(&digest);
    // Whoever adds it again says that an entry which removes it, and does not count, is not true.
    let doubted = session.vault.state.recipients_ever.get(&digest);
    let doubted = doubted.is_some_and(|known| known.doubted.is_some());
    if again && !known.contains(&digest) {
        let name = session.vault.name_of_recipient(&digest);
        return Err(KeyFault::AlreadyThere(name).into());
    }
    if let Some(other) = known.into_iter().find(|other| *other != digest && stands(other)) {
        return Err(KeyFault::NameTaken(session.vault.name_of_recipient(&other)).into());
    }
    if !again || doubted {
        let number = session.vault.state.recipients.len() + usize::from(!again);
        if number > RECIPIENTS_MAX {
            return Err(Usage::TooManyRecipients(number).into());
        }
        let event = Event::RecipientAdded(RecipientAdded { recipient: digest });
        session.vault.ledger.has_room_for(session.stamp, std::slice::from_ref(&event))?;
        session.vault.keep_recipient_names();
        // The note is for the new one too: it has the name.
        if !again {
            session.vault.recipients.push(recipient.clone());
        }
        // One that stands keeps its name, in whichever language it was typed.
        let name = if again { session.vault.name_of_recipient(&digest) } else { asked.to_owned() };
        let text = added_note(&name, &recipient);
        let note =
            notes::write_to(&session.vault, &session.vault.recipients, text, session.world.random)?;
        session.vault.memory.recipient_names.insert(digest, name);
        session.record_as_disposer(event, Some(note), &disposer)?;
        session.vault.save().map_err(at_home)?;
    }
    let what = Changed::Added { name: asked.to_owned(), recipient: digest, again };
    finish(session, &identities, &disposer, what)
}

pub(super) fn remove_in(
    session: &mut Session<'_, '_>,
    request: &RemoveRequest,
) -> Result<ChangedReport, Fault> {
    let (identities, disposer) = ready(session)?;
    let recipient = match session.vault.recipients_called(&request.name)[..] {
        [one] => one,
        [] => return Err(KeyFault::NoSuchRecipient(request.name.clone()).into()),
        ref several => {
            let (name, recipients) = (request.name.clone(), several.to_vec());
            return Err(KeyFault::SeveralCalled { name, recipients }.into());
        }
    };
    let name = session.vault.name_of_recipient(&recipient);
    let standing = &session.vault.state.recipients;
    if standing.contains(&recipient) {
        if standing.len() < 2 {
            return Err(KeyFault::LastRecipient(name).into());
        }
        // Whoever removes the only one that opens here would open nothing more, and could undo nothing.
        let left = |identity: &Identity| {
            let own = identity.recipient().digest();
            own != recipient && standing.contains(&own)
        };
        if !identities.iter().any(left) {
            return Err(KeyFault::OwnRecipient(name).into());
        }
        let staying: Vec<Identity> =
            identities.iter().filter(|identity| left(identity)).cloned().collect();
        let mut locked = session.vault.state.locked_without(&recipient);
        locked.extend(closed_to(session, &staying)?);
        if !locked.is_empty() {
            let drives = locked.into_iter().map(|medium| session.label(medium)).collect();
            return Err(KeyFault::OnlyKeyFor { name, drives }.into());
        }
        confirm(session, &name, request.yes)?;
        let event = Event::RecipientRemoved(RecipientRemoved { recipient });
        session.vault.keep_recipient_names();
        session.record_as_disposer(event, None, &disposer)?;
        session.vault.save().map_err(at_home)?;
    }
    // By now the drives that are here have shown what lies on them.
    let older = session.vault.state.locked_if_put_back(&recipient);
    let older = older.into_iter().filter(|medium| !session.contacts.has(*medium));
    let mut unseen: Vec<String> = older.map(|medium| session.label(medium)).collect();
    unseen.sort();
    finish(session, &identities, &disposer, Changed::Removed { name, recipient, unseen })
}

pub(super) fn wrap_in(session: &mut Session<'_, '_>) -> Result<ChangedReport, Fault> {
    let (identities, disposer) = ready(session)?;
    finish(session, &identities, &disposer, Changed::Wrapped)
}

/// Opens the vault, and looks for the drives that are connected.
pub(super) fn opened<'a, 'w>(
    world: &'a mut World<'w>,
    home: &Path,
    verb: &str,
) -> Result<Session<'a, 'w>, Fault> {
    let mut session = Session::open(world, home, verb)?;
    session.find_all(Accept::Current, Ok)?;
    Ok(session)
}

/// Opens the identity and the disposer's key, and hears the drives. Refuses a home that would seal to somebody whom the
/// ledger does not name.
fn ready(session: &mut Session<'_, '_>) -> Result<(Vec<Identity>, SigningKey), Fault> {
    let identities = session.world.access.open(&session.vault)?;
    let disposer = session.world.access.disposer(&session.vault, &identities)?;
    session.hear()?;
    session.learn(&identities)?;
    // Where nobody is left only one more who is let in mends that.
    if !session.vault.state.recipients.is_empty() {
        session.vault.check_recipients()?;
    }
    Ok((identities, disposer))
}

/// The home's own files, the drives' bundles, and what each drive is told; of the two vault documents there the older
/// one too.
fn finish(
    session: &mut Session<'_, '_>,
    identities: &[Identity],
    disposer: &SigningKey,
    what: Changed,
) -> Result<ChangedReport, Fault> {
    session.vault.save_recipients(identities)?;
    session.vault.wrap_indexes(identities)?;
    copying::leave_changed_untouched(session, None)?;
    let wrapped = wrap_anew(session, identities, disposer)?;
    let who = tell_who_is_here(session)?;
    for medium in session.contacts.ids() {
        if let Some(known) = session.vault.memory.media.get_mut(&medium) {
            known.vault_document = None;
        }
    }
    session.tell()?;
    let pending = pending(&session.vault);
    let vault = session.vault.config.name.clone();
    Ok(ChangedReport { vault, what, wrapped, pending, who })
}

/// Has a person type the name: what was sealed to it before can't be taken back from whoever has a copy.
fn confirm(session: &mut Session<'_, '_>, name: &str, yes: bool) -> Result<(), Fault> {
    if yes {
        return Ok(());
    }
    let asked = Question::TypeToRemove(name.to_owned());
    let typed = session.world.access.asker.ask(&asked).ok_or(KeyFault::NotConfirmed)?;
    match folded(typed.expose_secret().trim()) == folded(name) {
        true => Ok(()),
        false => Err(KeyFault::NotConfirmed.into()),
    }
}

/// The recipient that a person gives.
fn given(given: &Given) -> Result<Recipient, Fault> {
    match given {
        Given::Text(text) => spelled(text.trim()),
        Given::File(path) => in_file(path),
    }
}

fn spelled(text: &str) -> Result<Recipient, Fault> {
    text.parse().map_err(|why| KeyFault::BadRecipient { text: text.to_owned(), why }.into())
}

/// The one recipient in a file, or of the one identity in it. More would be a question of who is meant.
fn in_file(path: &Path) -> Result<Recipient, Fault> {
    let io = |source| Fault::Io { path: path.to_path_buf(), source };
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(io)?;
    file.take(IDENTITY_FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(io)?;
    let wide = from_utf16(&bytes);
    let bytes = wide.as_ref().unwrap_or(&bytes);
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(|line| line.trim().trim_start_matches("# public key:").trim());
    let mut found: BTreeSet<String> =
        lines.filter(|line| line.starts_with("age1")).map(str::to_owned).collect();
    if found.is_empty() {
        let inside = open_identity_file(bytes, || None).unwrap_or_default();
        found.extend(inside.iter().map(|identity| identity.recipient().to_string()));
    }
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => spelled(&one),
        (None, _) => Err(KeyFault::NoRecipientIn(path.to_path_buf()).into()),
        (Some(_), Some(_)) => Err(KeyFault::SeveralRecipientsIn(path.to_path_buf()).into()),
    }
}

/// A name that a person gives, or why it is none.
fn checked_name(name: &str) -> Result<&str, KeyFault> {
    match name.trim() {
        name if name.is_empty() || name.len() > TYPED_BYTES_MAX => Err(KeyFault::BadName),
        name => Ok(name),
    }
}
