//! The vault document: what another machine needs to become this vault's home (format, §2.2).
//!
//! It holds secrets, and lives inside an age file to the owners. Its bytes are wiped from memory
//! after use, as far as that can be done: the copies that the JSON library makes on the way are
//! beyond our reach. Refuses to know what the config says and whether the signing keys parse.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::{Zeroize, Zeroizing};

use super::entry::{
    Fault, Unknown, Unreadable, base64_text, ensure, hex32, read_document, rising, write_document,
};
use crate::words::ids::{MediumId, VaultId};
use crate::words::limits::{DOCUMENT_BYTES_MAX, TYPED_BYTES_MAX};

/// A vault's config, people, labels and signing keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VaultDocument {
    /// The vault that this is about.
    pub vault: VaultId,
    /// The client's name.
    pub name: String,
    /// The text of `kluis.toml`.
    pub config: String,
    /// Whoever opens the vault's bundles.
    pub recipients: Vec<RecipientEntry>,
    /// What people call its media.
    pub labels: BTreeMap<MediumId, String>,
    /// The sealer's private key, OpenSSH.
    pub sealer: SecretText,
    /// An age file to the owners that holds the disposer's private key.
    #[serde(with = "base64_text")]
    pub disposer: Vec<u8>,
    /// The key of the tags that stand in for confidential words.
    pub tag_secret: TagSecret,
    /// The key files of other signers, each under its own person's passphrase; sorted by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<SignerFile>,
    /// Names that this version does not know.
    #[serde(flatten)]
    pub unread: Unknown,
}

/// Somebody to whom the vault's keys are encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipientEntry {
    /// What people call them.
    pub label: String,
    /// `age1…`
    pub recipient: String,
    /// What they may read.
    pub role: RecipientRole,
}

/// The file of a signer's private key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerFile {
    /// An age file under the person's own passphrase that holds the private key, OpenSSH. Empty where it is not known
    /// to the home that wrote this.
    #[serde(with = "base64_text")]
    pub file: Vec<u8>,
    /// The public key.
    pub key: String,
    /// What the person is called.
    pub name: String,
}

/// What a recipient may read: this version knows owners, who read everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecipientRole {
    /// Whoever reads everything: bundles, notes and this document.
    Owner,
}

impl VaultDocument {
    /// The canonical bytes, wiped when dropped.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(write_document(self))
    }

    /// Reads the decrypted document; anything but canonical bytes is refused.
    pub fn read(bytes: &[u8]) -> Result<VaultDocument, Unreadable> {
        let document: VaultDocument = read_document(bytes, DOCUMENT_BYTES_MAX)?;
        document.check()?;
        Ok(document)
    }

    fn check(&self) -> Result<(), Unreadable> {
        ensure(!self.recipients.is_empty(), "recipients", Fault::Missing)?;
        let bech32 = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        for entry in &self.recipients {
            let text = &entry.recipient;
            let fits = text.starts_with("age1") && text.bytes().all(bech32);
            ensure(fits, "recipients", Fault::Grammar)?;
            typed(&entry.label, "recipients")?;
        }
        for signer in &self.signers {
            typed(&signer.name, "signers")?;
        }
        rising(self.signers.iter().map(|signer| &signer.key), "signers")?;
        typed(&self.name, "name")?;
        self.labels.values().try_for_each(|label| typed(label, "labels"))
    }
}

fn typed(text: &str, field: &'static str) -> Result<(), Unreadable> {
    ensure(text.len() <= TYPED_BYTES_MAX, field, Fault::OutOfRange)
}

/// Text that must not be shown; wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(Zeroizing<String>);

impl SecretText {
    /// Text that is cleared from memory when it is dropped.
    pub fn new(text: String) -> Self {
        SecretText(Zeroizing::new(text))
    }

    /// The text, for whoever really needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretText(..)")
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d).map(SecretText::new)
    }
}

/// The secret under which tags are made (format, §2.3); wiped when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagSecret(#[serde(with = "hex32")] [u8; 32]);

impl TagSecret {
    /// The key in its 32 bytes, drawn by `init`.
    pub fn new(bytes: [u8; 32]) -> Self {
        TagSecret(bytes)
    }

    /// The bytes that `Tag::of` takes.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for TagSecret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for TagSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TagSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> VaultDocument {
        let secret = [9; 32];
        VaultDocument {
            vault: VaultId(crate::words::digest::Digest([1; 32])),
            name: "Bakkerij De Vries".into(),
            config: "name = \"Bakkerij De Vries\"\ncopies = 2\n".into(),
            recipients: vec![RecipientEntry {
                label: "papier".into(),
                recipient: "age1qqpzry9x8gf2tvdw0s3jn54khce6mua7l".into(),
                role: RecipientRole::Owner,
            }],
            labels: BTreeMap::from([(MediumId([3; 16]), "kluis 1".into())]),
            sealer: SecretText::new("-----BEGIN OPENSSH PRIVATE KEY-----\n".into()),
            disposer: b"age-encryption.org/v1\n...".to_vec(),
            tag_secret: TagSecret::new(secret),
            signers: vec![],
            unread: Unknown::new(),
        }
    }

    #[test]
    fn the_document_comes_back() {
        let bytes = document().to_bytes();
        assert_eq!(VaultDocument::read(&bytes), Ok(document()));
    }

    #[test]
    fn no_secret_shows_in_a_debug_line() {
        let shown = format!("{:?}", document());
        assert!(!shown.contains("OPENSSH") && !shown.contains("9, 9") && !shown.contains("0909"));
    }

    #[test]
    fn a_document_without_recipients_or_with_another_kind_of_them_is_refused() {
        let mut none = document();
        none.recipients.clear();
        assert!(VaultDocument::read(&none.to_bytes()).is_err());
        let mut plugin = document();
        plugin.recipients[0].recipient = "AGE-PLUGIN-X-1QQ".into();
        assert!(VaultDocument::read(&plugin.to_bytes()).is_err());
    }

    #[test]
    fn words_unknown_deeper_down_are_refused_and_at_the_top_kept() {
        let text = String::from_utf8(document().to_bytes().to_vec()).unwrap();
        let deeper = text.replace("\"label\": \"papier\"", "\"label\": \"papier\",\n   \"m\": 1");
        assert!(VaultDocument::read(deeper.as_bytes()).is_err());
        let top = text.replace("\n}\n", ",\n \"zeal\": 1\n}\n");
        // "vault" < "zeal": the name stands where the canonical order has it.
        assert_eq!(
            VaultDocument::read(top.as_bytes()).unwrap().to_bytes().as_slice(),
            top.as_bytes()
        );
    }
}
