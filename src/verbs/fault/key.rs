//! Why whom a vault is sealed to stays as it is.

use std::path::PathBuf;

use super::Fault;
use crate::powers::identity::NotARecipient;
use crate::words::digest::Digest;

/// Why nobody was let in, or left out.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum KeyFault {
    /// A recipient's name that is none.
    BadName,
    /// Another recipient of this vault is called so.
    NameTaken(String),
    /// It is a recipient already, by this name.
    AlreadyThere(String),
    /// No recipient of this vault is called so.
    NoSuchRecipient(String),
    /// More than one is called so.
    SeveralCalled { name: String, recipients: Vec<Digest> },
    /// Without this one nobody could open what is sealed.
    LastRecipient(String),
    /// Nobody else opens bundles that lie on these drives, by label.
    OnlyKeyFor { name: String, drives: Vec<String> },
    /// The identity of this run would open nothing more.
    OwnRecipient(String),
    /// Nobody typed the name.
    NotConfirmed,
    /// No recipient is spelled so.
    BadRecipient { text: String, why: NotARecipient },
    /// The file holds no recipient.
    NoRecipientIn(PathBuf),
    /// The file holds more than one.
    SeveralRecipientsIn(PathBuf),
}

impl From<KeyFault> for Fault {
    fn from(fault: KeyFault) -> Self {
        Fault::Usage(fault.into())
    }
}
