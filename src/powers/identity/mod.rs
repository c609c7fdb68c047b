//! Who may open: recipients (public) and identities (secret), age X25519 only (`docs/format.md`,
//! §1, §4.2).
//!
//! Refuses to know files' places, and every kind of identity that would run a foreign program (age
//! plugins) or read another program's secrets (ssh keys).

mod armour;
mod file;
pub(crate) mod header;
pub(crate) mod paper;
mod parcel;
mod recipient;

use std::fmt;

use age::secrecy::SecretString;

pub(crate) use file::{
    IDENTITY_FILE_BYTES_MAX, IdentityProblem, WORK_FACTOR, open_under, seal_identity_file,
    seal_under,
};
pub use file::{from_utf16, open_identity_file, parse_identities};
pub(crate) use parcel::ParcelRecipient;
pub(crate) use recipient::NotARecipient;
pub use recipient::Recipient;

/// The secret half of a recipient: opens what was encrypted to it. Its memory is overwritten when
/// dropped.
#[derive(Clone)]
pub struct Identity(age::x25519::Identity);

/// The text is no `AGE-SECRET-KEY-1…`; what it was is not said, since it may be a secret with one
/// letter wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identity")]
pub struct NotAnIdentity;

impl Identity {
    /// A new identity, drawn by age from the system's random source.
    pub fn generate() -> Identity {
        Identity(age::x25519::Identity::generate())
    }

    /// The identity that `text` spells: `AGE-SECRET-KEY-1…`, upper case, nothing around it.
    pub fn parse(text: &str) -> Result<Identity, NotAnIdentity> {
        if !text.starts_with("AGE-SECRET-KEY-1") {
            return Err(NotAnIdentity);
        }
        text.parse().map(Identity).map_err(|_| NotAnIdentity)
    }

    /// The one spelling of the secret; for an identity file, a key file or a recovery sheet,
    /// nowhere else.
    pub fn to_secret_string(&self) -> SecretString {
        self.0.to_string()
    }

    /// The public half.
    pub fn recipient(&self) -> Recipient {
        Recipient::of(&self.0)
    }

    /// The identity as the age crate takes it.
    pub(in crate::powers) fn as_age(&self) -> &dyn age::Identity {
        &self.0
    }
}

/// Shows whose identity it is by its recipient's hash, never the secret.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identity({})", self.recipient().digest().short())
    }
}

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn an_identity_has_one_spelling() {
        let identity = Identity::generate();
        let secret = identity.to_secret_string();
        let text = secret.expose_secret();
        let again = Identity::parse(text).unwrap();
        assert_eq!(again.recipient(), identity.recipient());
        for wrong in
            [text.to_lowercase(), format!(" {text}"), format!("{text}\n"), text[..40].into()]
        {
            assert_eq!(Identity::parse(&wrong).unwrap_err(), NotAnIdentity);
        }
    }

    #[test]
    fn no_secret_is_shown_by_debug() {
        let identity = Identity::generate();
        let shown = format!("{identity:?} {:?}", identity.recipient());
        let secret = identity.to_secret_string();
        assert!(!shown.contains(&secret.expose_secret()[20..40]));
        assert!(!shown.contains("age1"));
    }
}
