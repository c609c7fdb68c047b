//! Who vouches: Ed25519 signing keys in OpenSSH's format, and its signatures, each in one namespace
//! (PROTOCOL.sshsig; `docs/format.md`, §1, §2, §3, §7).
//!
//! Refuses to know which key is a sealer's or a disposer's: the ledger says so. Every check is over
//! raw bytes.

mod key;
mod signature;

pub use key::{SigningKey, VerifyingKey};
pub(crate) use signature::{SignatureProblem, is_written_whole};

/// What a signature is good for; one made for one purpose never holds for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespace {
    /// `kluis-seal`: a bundle's seal.
    Seal,
    /// `kluis-ledger`: an entry of the disposer's kinds.
    Ledger,
    /// `kluis-medium`: a medium's label.
    Medium,
    /// `kluis-statement`: a statement of destruction.
    Statement,
}

impl Namespace {
    /// The namespace as it stands in signatures and in `allowed_signers`.
    pub fn as_str(self) -> &'static str {
        match self {
            Namespace::Seal => "kluis-seal",
            Namespace::Ledger => "kluis-ledger",
            Namespace::Medium => "kluis-medium",
            Namespace::Statement => "kluis-statement",
        }
    }
}

/// The two keys that sign for a vault at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerPair {
    /// Signs seals, labels and what needs no person.
    pub sealer: VerifyingKey,
    /// Signs holds, ends, destructions and new keys, under the passphrase.
    pub disposer: VerifyingKey,
}

/// The text of `allowed_signers`, for strangers with `ssh-keygen`: two lines a pair, without dates; none stands there
/// twice.
pub fn allowed_signers(pairs: &[SignerPair]) -> String {
    let line = |name: &str, namespaces: &[Namespace], key: &VerifyingKey| {
        let namespaces: Vec<&str> = namespaces.iter().map(|one| one.as_str()).collect();
        let namespaces = namespaces.join(",");
        format!("{name} namespaces=\"{namespaces}\" {key}\n")
    };
    let mut text = String::new();
    for pair in pairs {
        let seals = [Namespace::Seal, Namespace::Ledger, Namespace::Medium];
        let disposes = [Namespace::Ledger, Namespace::Statement];
        let lines =
            [line("sealer", &seals, &pair.sealer), line("disposer", &disposes, &pair.disposer)];
        for line in lines {
            if !text.contains(&line) {
                text += &line;
            }
        }
    }
    text
}

#[cfg(test)]
mod tests;
