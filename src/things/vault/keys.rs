//! Opens what is secret: the identity, under its passphrase or from a file that the user names, and with it the
//! disposer's signing key.

use std::path::{Path, PathBuf};

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::powers::asker::{Asker, Question};
use crate::powers::envelope;
use crate::powers::identity::{
    IDENTITY_FILE_BYTES_MAX, Identity, IdentityProblem, open_identity_file,
};
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::things::files;
use crate::words::limits::KIB;

use super::{DISPOSER, IDENTITY_PLAIN, IDENTITY_SEALED, Vault};

/// How this run may come by an identity.
pub struct Access<'a> {
    /// An identity file that the user named in place of the vault's own.
    pub identity: Option<PathBuf>,
    pub passphrase_file: Option<PathBuf>,
    pub asker: &'a mut dyn Asker,
}

/// An identity file that was opened.
pub struct Opened {
    pub identities: Vec<Identity>,
    /// The file as it lies there.
    pub bytes: Zeroizing<Vec<u8>>,
    pub under_passphrase: bool,
}

/// Why no identity came about.
#[derive(Debug, thiserror::Error)]
pub enum NoIdentity {
    #[error("{path}: {source}", path = path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{path}: {problem}", path = path.display())]
    Problem { path: PathBuf, problem: IdentityProblem },
    /// There is no terminal to ask at, and no option gave the passphrase.
    #[error("the identity is under a passphrase")]
    PassphraseNeeded,
    #[error("the vault's home holds no identity")]
    NoneHere,
    #[error("this identity does not open what belongs to the disposer")]
    NotTheOwners,
}

impl Access<'_> {
    /// The passphrase: from the file, or else from the terminal.
    pub fn passphrase(&mut self, question: &Question) -> Result<SecretString, NoIdentity> {
        if let Some(path) = &self.passphrase_file {
            let unreadable = |source| NoIdentity::Unreadable { path: path.clone(), source };
            let text = Zeroizing::new(read_bounded(path, 4 * KIB).map_err(unreadable)?);
            let text = String::from_utf8_lossy(&text);
            let line = text.split('\n').next().unwrap_or("").trim_end_matches('\r');
            if line.is_empty() {
                return Err(NoIdentity::PassphraseNeeded);
            }
            return Ok(SecretString::from(line.to_owned()));
        }
        self.asker.ask(question).ok_or(NoIdentity::PassphraseNeeded)
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

    /// Opens an identity file that the user named.
    pub fn open_file(&mut self, path: &Path) -> Result<Opened, NoIdentity> {
        let unreadable = |source| NoIdentity::Unreadable { path: path.to_path_buf(), source };
        let bytes =
            Zeroizing::new(read_bounded(path, IDENTITY_FILE_BYTES_MAX).map_err(unreadable)?);
        let (mut refused, mut under_passphrase) = (None, false);
        let opened = open_identity_file(&bytes, || {
            under_passphrase = true;
            self.passphrase(&Question::Passphrase).map_err(|why| refused = Some(why)).ok()
        });
        match (opened, refused) {
            (_, Some(why)) => Err(why),
            (Ok(identities), None) => Ok(Opened { identities, bytes, under_passphrase }),
            (Err(problem), None) => Err(NoIdentity::Problem { path: path.to_path_buf(), problem }),
        }
    }

    /// Opens the identities of this run.
    pub fn open(&mut self, vault: &Vault) -> Result<Vec<Identity>, NoIdentity> {
        let path = match &self.identity {
            Some(path) => path.clone(),
            None => [IDENTITY_SEALED, IDENTITY_PLAIN]
                .iter()
                .map(|name| vault.root.join(name))
                .find(|path| path.is_file())
                .ok_or(NoIdentity::NoneHere)?,
        };
        self.open_file(&path).map(|opened| opened.identities)
    }
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
