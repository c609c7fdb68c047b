//! The disposers' signing keys in a home: the first one's, which an owner's identity opens, and those of other persons,
//! each under its own passphrase.
//!
//! A key file is of use to whoever knows its passphrase and nobody else. It travels in the vault document, so that its
//! person can sign on every PC that has a home of this vault.

use crate::formats::vault_document::SignerFile;
use crate::powers::asker::Question;
use crate::powers::identity::{IDENTITY_FILE_BYTES_MAX, Identity, open_under, seal_under};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::things::files;
use crate::things::ledger::persons::Person;
use crate::words::digest::Digest;
use crate::words::typed::folded;
use secrecy::SecretString;

use super::keys::{Access, NoIdentity, open_disposer, read_passphrase};
use super::{DISPOSER_PUBLIC, Vault};

/// How much of a key's hash stands for it.
const SHOWN_CHARS: usize = 8;

/// What stands for a key where its person's name is not known: the start of the SHA-256 of its text.
pub fn key_id(key: &str) -> String {
    Digest::of(key.as_bytes()).to_string()[..SHOWN_CHARS].to_owned()
}

/// A key with which this home can sign.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Here {
    /// An owner's identity opens it.
    Owners,
    /// Its person's own passphrase does: the public key.
    Own(String),
}

impl Vault {
    /// What a person may type to name a signer.
    pub fn name_of_signer(&self, key: &str) -> String {
        self.memory.signer_names.get(key).cloned().unwrap_or_else(|| key_id(key))
    }

    /// What a person is called: by the key that is in use.
    pub fn name_of_person(&self, person: &Person) -> String {
        let keys = self.keys_of(person);
        self.name_of_signer(keys.first().copied().unwrap_or(person.key()))
    }

    /// The name that was given with one of a person's keys, the one in use first; none where none has a name.
    pub fn known_name_of(&self, person: &Person) -> Option<String> {
        let names = &self.memory.signer_names;
        self.keys_of(person).into_iter().find_map(|key| names.get(key).cloned())
    }

    /// The keys of a person, those in use first.
    fn keys_of(&self, person: &Person) -> Vec<&str> {
        let persons = &self.state.persons;
        let own = |key: &&str| persons.whose(key) == Some(person) && !persons.waits(key);
        let mut keys: Vec<&str> = persons.keys().map(|(key, _)| key).filter(own).collect();
        keys.sort_by_key(|key| persons.is_retired(key));
        keys
    }

    /// Whether a release, a destruction and a shorter end take two persons here: the ledger says so, or the settings.
    pub fn two_persons(&self) -> bool {
        self.config.wants_two_persons() || self.state.persons.two_wanted()
    }

    /// The disposer's key that a person means: by name, or by the start of the key's id. Of one name the key in use.
    pub fn signer_called(&self, name: &str) -> Option<String> {
        let persons = &self.state.persons;
        let called = |key: &&str| {
            let known = self.memory.signer_names.get(*key);
            known.is_some_and(|known| folded(known) == folded(name))
                || (name.len() >= SHOWN_CHARS && key_id(key) == *name)
        };
        let mut found: Vec<&str> = persons.keys().map(|(key, _)| key).filter(called).collect();
        found.sort_by_key(|key| persons.is_retired(key));
        found.first().map(|key| (*key).to_owned())
    }

    /// The public key of the disposer that came with the vault.
    pub fn owners_disposer(&self) -> Option<String> {
        let path = MediumPath::parse(DISPOSER_PUBLIC).ok()?;
        let bytes = files::read_bounded(&*self.home, &path, IDENTITY_FILE_BYTES_MAX).ok()??;
        Some(String::from_utf8(bytes).ok()?.trim().to_owned())
    }

    /// Whether this home has the private key.
    pub fn has_signer_file(&self, key: &str) -> bool {
        self.signer_file(key).is_some() || self.owners_disposer().as_deref() == Some(key)
    }

    fn signer_file(&self, key: &str) -> Option<Vec<u8>> {
        let path = path_of(key).ok()?;
        files::read_bounded(&*self.home, &path, IDENTITY_FILE_BYTES_MAX).ok()?
    }

    /// The key files of other persons, as they travel in the vault document.
    pub fn signer_files(&self) -> Vec<SignerFile> {
        let names = self.memory.signer_names.iter();
        let file = |(key, name): (&String, &String)| SignerFile {
            file: self.signer_file(key).unwrap_or_default(),
            key: key.clone(),
            name: name.clone(),
        };
        names.map(file).collect()
    }

    /// Takes the names and the key files that a vault document has and this home lacks. What is no such file opens
    /// nothing, and what is not that key signs nothing.
    pub fn take_signer_files(&mut self, there: &[SignerFile]) {
        for one in there {
            if self.state.persons.keys().all(|(key, _)| key != one.key) {
                continue;
            }
            let names = &mut self.memory.signer_names;
            names.entry(one.key.clone()).or_insert_with(|| one.name.clone());
            if self.signer_file(&one.key).is_none() && !one.file.is_empty() {
                // Another drive brings it again.
                let _ = self.put_signer_file(&one.key, &one.file);
            }
        }
    }

    /// Keeps a new signer's private key under its person's passphrase. It counts once the ledger names it.
    pub fn keep_signer(
        &self,
        key: &SigningKey,
        passphrase: &SecretString,
    ) -> Result<(), StorageProblem> {
        let sealed = seal_under(passphrase, key.to_openssh().as_bytes());
        self.put_signer_file(&key.public().to_string(), &sealed)
    }

    fn put_signer_file(&self, key: &str, file: &[u8]) -> Result<(), StorageProblem> {
        let path = path_of(key)?;
        files::write_over(&*self.home, &path, file)?;
        self.home.sync_folder(&path.parent().unwrap_or_else(MediumPath::root))
    }

    /// The key with which somebody signs here: the one that is named, or else the only one that can be meant.
    fn signer_here(&self, name: Option<&str>) -> Result<Here, NoIdentity> {
        let persons = &self.state.persons;
        let owners = self.owners_disposer();
        let here = |key: String| match owners.as_ref() == Some(&key) {
            true => Here::Owners,
            false => Here::Own(key),
        };
        if let Some(name) = name {
            let key =
                self.signer_called(name).ok_or_else(|| NoIdentity::NoSuchSigner(name.into()))?;
            return match (persons.is_retired(&key), self.has_signer_file(&key)) {
                (true, _) => Err(NoIdentity::SignerRetired(name.into())),
                (false, true) => Ok(here(key)),
                (false, false) => Err(NoIdentity::SignerElsewhere(name.into())),
            };
        }
        if owners.as_ref().is_none_or(|owners| !persons.is_retired(owners)) {
            return Ok(Here::Owners);
        }
        let mut keys = persons
            .keys()
            .map(|(key, _)| key)
            .filter(|key| !persons.is_retired(key) && self.signer_file(key).is_some());
        match (keys.next(), keys.next()) {
            (Some(key), None) => Ok(Here::Own(key.to_owned())),
            (first, second) => {
                let names = first.into_iter().chain(second).chain(keys);
                Err(NoIdentity::WhichSigner(names.map(|key| self.name_of_signer(key)).collect()))
            }
        }
    }
}

impl Access<'_> {
    /// Whether an owner's identity is needed to sign: another person's key opens with their own passphrase alone.
    pub fn owners_sign(&self, vault: &Vault) -> bool {
        !matches!(vault.signer_here(self.signer.as_deref()), Ok(Here::Own(_)))
    }

    /// Opens the signing key of the disposer who runs this: `--signer` says who, where there are several.
    pub fn disposer(
        &mut self,
        vault: &Vault,
        identities: &[Identity],
    ) -> Result<SigningKey, NoIdentity> {
        match vault.signer_here(self.signer.as_deref())? {
            Here::Owners => open_disposer(vault, identities),
            Here::Own(key) => self.own_key(vault, &key, self.signer_passphrase_file.clone()),
        }
    }

    /// Opens the signing key of the person of this name.
    pub fn disposer_called(
        &mut self,
        vault: &Vault,
        identities: &[Identity],
        name: &str,
        passphrase_file: Option<std::path::PathBuf>,
    ) -> Result<SigningKey, NoIdentity> {
        match vault.signer_here(Some(name))? {
            Here::Owners => open_disposer(vault, identities),
            Here::Own(key) => self.own_key(vault, &key, passphrase_file),
        }
    }

    /// Opens a signing key under its person's own passphrase.
    pub fn own_key(
        &mut self,
        vault: &Vault,
        key: &str,
        passphrase_file: Option<std::path::PathBuf>,
    ) -> Result<SigningKey, NoIdentity> {
        let name = vault.name_of_signer(key);
        let elsewhere = || NoIdentity::SignerElsewhere(name.clone());
        let file = vault.signer_file(key).ok_or_else(elsewhere)?;
        let path = vault.root.join(path_of(key).map_err(|_| elsewhere())?.as_str());
        let mut refused = None;
        let opened = open_under(&file, || {
            let typed = match &passphrase_file {
                Some(path) => read_passphrase(path),
                None => self.typed(&Question::SignerPassphrase(name.clone())),
            };
            typed.map_err(|why| refused = Some(why)).ok()
        });
        if let Some(why) = refused {
            return Err(match why {
                NoIdentity::PassphraseNeeded => NoIdentity::SignerPassphraseNeeded(name),
                why => why,
            });
        }
        let text = opened.map_err(|problem| NoIdentity::Problem { path: path.clone(), problem })?;
        let text = std::str::from_utf8(&text).map_err(|_| elsewhere())?;
        let opened = SigningKey::from_openssh(text).map_err(|_| elsewhere())?;
        match opened.public().to_string() == key {
            true => Ok(opened),
            false => Err(elsewhere()),
        }
    }
}

fn path_of(key: &str) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(&format!("signing/disposer-{}.age", key_id(key)))?)
}
