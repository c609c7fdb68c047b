//! Opens what is secret: the identity, under its passphrase or from a file that the user names, and with it the
//! disposer's signing key.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::powers::asker::{Asker, Question};
use crate::powers::envelope;
use crate::powers::identity::{
    IDENTITY_FILE_BYTES_MAX, Identity, IdentityProblem, from_utf16, open_identity_file,
    parse_identities,
};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::things::files;
use crate::words::limits::KIB;
use crate::words::typed::{self, NotTyped};

use super::{DISPOSER, IDENTITY_PLAIN, IDENTITY_SEALED, Vault};

/// How often a person at a terminal may type the passphrase.
const PASSPHRASES: u8 = 3;

/// How this run may come by an identity.
pub struct Access<'a> {
    /// An identity file that the user named in place of the vault's own.
    pub identity: Option<PathBuf>,
    /// The file with the passphrase, where `--passphrase-file` named one.
    pub passphrase_file: Option<PathBuf>,
    /// Which disposer signs, where the user named one.
    pub signer: Option<String>,
    /// The passphrase of that person's own signing key.
    pub signer_passphrase_file: Option<PathBuf>,
    /// The person who may be asked for it.
    pub asker: &'a mut dyn Asker,
}

/// An identity file that was opened.
pub struct Opened {
    /// The identities in it.
    pub identities: Vec<Identity>,
    /// The file as it lies there.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Whether a passphrase was needed.
    pub under_passphrase: bool,
}

impl Opened {
    /// Whether somebody typed it from paper, or it is the sheet itself: whoever has the paper loses nothing with it. A
    /// program that writes a key file says above the key what it is, and that file may be the only one.
    pub fn is_from_paper(&self) -> bool {
        let decoded = from_utf16(&self.bytes);
        let text = decoded.as_ref().unwrap_or(&self.bytes);
        let is_said = text.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"#"));
        !self.under_passphrase && (!is_said || parse_identities(text).is_err())
    }
}

/// Why no identity came about.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum NoIdentity {
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    Problem {
        path: PathBuf,
        problem: IdentityProblem,
    },
    /// The passphrase file does not begin with a passphrase.
    PassphraseFile {
        path: PathBuf,
        why: NotTyped,
    },
    /// So many were typed, and none opens it.
    WrongPassphrase {
        path: PathBuf,
        tries: u8,
    },
    /// There is no terminal to ask at, and no option gave the passphrase.
    PassphraseNeeded,
    NoneHere,
    /// It opens no bundle of this vault.
    NotARecipient,
    NotTheOwners,
    /// No disposer of this vault is called so.
    NoSuchSigner(String),
    SignerRetired(String),
    /// That person's signing key is not in this home, or is damaged.
    SignerElsewhere(String),
    /// Several persons can sign here, by name, and nobody said who does.
    WhichSigner(Vec<String>),
    SignerPassphraseNeeded(String),
    /// The same of the person who approves beside the one who signs.
    ApproverPassphraseNeeded(String),
}

impl Access<'_> {
    /// The passphrase: from the file, or else from the terminal.
    pub fn passphrase(&mut self, question: &Question) -> Result<SecretString, NoIdentity> {
        match &self.passphrase_file {
            Some(path) => read_passphrase(path),
            None => self.typed(question),
        }
    }

    /// A passphrase that a person types at the terminal.
    pub fn typed(&mut self, question: &Question) -> Result<SecretString, NoIdentity> {
        let typed = self.asker.ask(question).ok_or(NoIdentity::PassphraseNeeded)?;
        Ok(SecretString::from(typed::normal(typed.expose_secret())))
    }

    /// The vault's own identity, where it lies in the clear; nobody is asked.
    pub fn open_unasked(&self, vault: &Vault) -> Option<Vec<Identity>> {
        let path = vault.root.join(IDENTITY_PLAIN);
        let bytes = Zeroizing::new(read_bounded(&path, IDENTITY_FILE_BYTES_MAX).ok()?);
        open_identity_file(&bytes, || None).ok()
    }

    /// The identities that a command line gives, or that lie in the clear; nobody is asked.
    pub fn open_given(&mut self, vault: &Vault) -> Result<Option<Vec<Identity>>, NoIdentity> {
        match self.identity.is_some() || self.passphrase_file.is_some() {
            true => self.open(vault).map(Some),
            false => Ok(self.open_unasked(vault)),
        }
    }

    /// The identities of this run; none where nobody answers, or none is here. A wrong answer is an error.
    pub fn open_if_answered(&mut self, vault: &Vault) -> Result<Option<Vec<Identity>>, NoIdentity> {
        match self.open(vault) {
            Err(NoIdentity::PassphraseNeeded | NoIdentity::NoneHere) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// Opens an identity file that the user named.
    pub fn open_file(&mut self, path: &Path) -> Result<Opened, NoIdentity> {
        let unreadable = |source| NoIdentity::Unreadable { path: path.to_path_buf(), source };
        let bytes =
            Zeroizing::new(read_bounded(path, IDENTITY_FILE_BYTES_MAX).map_err(unreadable)?);
        // What a file says is the same however often it is read.
        let tries = if self.passphrase_file.is_some() { 1 } else { PASSPHRASES };
        for tried in 1..=tries {
            let question =
                if tried == 1 { Question::Passphrase } else { Question::PassphraseAgain };
            let (mut refused, mut under_passphrase) = (None, false);
            let opened = open_identity_file(&bytes, || {
                under_passphrase = true;
                self.passphrase(&question).map_err(|why| refused = Some(why)).ok()
            });
            let path = path.to_path_buf();
            return match (opened, refused) {
                (Err(IdentityProblem::WrongPassphrase), None) if tried < tries => continue,
                (Err(IdentityProblem::WrongPassphrase), None) => {
                    Err(NoIdentity::WrongPassphrase { path, tries })
                }
                // A person who gives up after a wrong one knows that it was wrong.
                (_, Some(NoIdentity::PassphraseNeeded)) if tried > 1 => {
                    Err(NoIdentity::WrongPassphrase { path, tries: tried - 1 })
                }
                (_, Some(why)) => Err(why),
                (Ok(identities), None) => Ok(Opened { identities, bytes, under_passphrase }),
                (Err(problem), None) => Err(NoIdentity::Problem { path, problem }),
            };
        }
        unreachable!("the last try returns")
    }

    /// Opens the identities of this run.
    pub fn open(&mut self, vault: &Vault) -> Result<Vec<Identity>, NoIdentity> {
        let opened = match self.identity.clone() {
            Some(path) => self.open_file(&path)?,
            None => self.open_own(vault)?,
        };
        Ok(opened.identities)
    }

    /// Opens the vault's own identity.
    pub fn open_own(&mut self, vault: &Vault) -> Result<Opened, NoIdentity> {
        let mut names = [IDENTITY_SEALED, IDENTITY_PLAIN].iter().map(|name| vault.root.join(name));
        let path = names.find(|path| path.is_file()).ok_or(NoIdentity::NoneHere)?;
        self.open_file(&path)
    }
}

/// The passphrase on the first line of a file.
pub fn read_passphrase(path: &Path) -> Result<SecretString, NoIdentity> {
    let unreadable = |source| NoIdentity::Unreadable { path: path.to_path_buf(), source };
    let text = Zeroizing::new(read_bounded(path, 4 * KIB).map_err(unreadable)?);
    let line = typed::first_line(&text)
        .map_err(|why| NoIdentity::PassphraseFile { path: path.to_path_buf(), why })?;
    Ok(SecretString::from(line.as_str()))
}

/// Whether a passphrase opens the vault's own identity. Takes about a second, where that lies under one.
pub fn is_own_passphrase(vault: &Path, passphrase: &SecretString) -> bool {
    let bytes = read_bounded(&vault.join(IDENTITY_SEALED), IDENTITY_FILE_BYTES_MAX);
    let bytes = bytes.map(Zeroizing::new);
    bytes.is_ok_and(|bytes| open_identity_file(&bytes, || Some(passphrase.clone())).is_ok())
}

/// Opens the disposer's signing key with an owner's identity.
pub fn open_disposer(vault: &Vault, identities: &[Identity]) -> Result<SigningKey, NoIdentity> {
    let bytes = MediumPath::parse(DISPOSER)
        .map_err(|problem| StorageProblem::from(problem).into())
        .and_then(|path| files::read_bounded(&*vault.home, &path, 64 * KIB))
        .ok()
        .flatten()
        .ok_or(NoIdentity::NotTheOwners)?;
    let text = envelope::decrypt_small(identities, &bytes, 16 * KIB)
        .map_err(|_| NoIdentity::NotTheOwners)?;
    let text = std::str::from_utf8(&text).map_err(|_| NoIdentity::NotTheOwners)?;
    SigningKey::from_openssh(text).map_err(|_| NoIdentity::NotTheOwners)
}

fn read_bounded(path: &Path, bytes_max: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(bytes_max + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        return Err(files::OwnCause::TooLarge { bytes_max }.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_that_says_what_it_is_is_not_taken_for_paper() {
        let identity = Identity::generate();
        let secret = identity.to_secret_string();
        let key = secret.expose_secret();
        let is_from_paper = |bytes: &[u8], under_passphrase: bool| {
            let bytes = Zeroizing::new(bytes.to_vec());
            Opened { identities: vec![], bytes, under_passphrase }.is_from_paper()
        };
        let made = format!("# public key: {}\n{key}\n", identity.recipient());
        // As Windows PowerShell writes what a program printed.
        let utf16: Vec<u8> = made.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!is_from_paper(made.as_bytes(), false));
        assert!(!is_from_paper(&[&[0xFF, 0xFE], &utf16[..]].concat(), false));
        assert!(is_from_paper(key.as_bytes(), false));
        assert!(!is_from_paper(key.as_bytes(), true));
    }
}
