//! A home that is made again from what a drive told: laid out under a mark, which says that it is no vault yet,
//! and which goes last. Whatever is cut off before leaves nothing that counts, and is begun again.
//!
//! Refuses to know drives: what comes from one was proven before it comes here.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use crate::powers::identity::{Identity, Recipient, seal_identity_file};
use crate::powers::medium::{Kind, MediumPath, Storage, StorageProblem};
use crate::powers::private;
use crate::powers::random::{Random, draw};
use crate::powers::signer::{Namespace, SigningKey, VerifyingKey};
use crate::things::files;
use crate::things::ledger::{self, Ledger};
use crate::things::slots;
use crate::words::digest::hex;

use super::create::CACHEDIR_TAG;
use super::lock::Lock;
use super::memory::Memory;
use super::{
    CONFIG, DISPOSER, DISPOSER_PUBLIC, IDENTITY_PLAIN, IDENTITY_SEALED, INDEXES, KNOWN,
    KNOWN_SECRET, LOCK, NOTES, RECIPIENTS, SEALER, SEALER_PUBLIC, SEALS, STATEMENTS, TAG_SECRET,
    UNFINISHED, Vault, VaultProblem,
};

const MARK: &[u8] = b"kluis rebuild has begun here and has not finished: run it again.\n";

/// Opens a folder's storage; a test gives one that breaks.
pub type Open<'a> = &'a dyn Fn(&Path) -> Result<Arc<dyn Storage>, StorageProblem>;

/// How the identity that opened the drive is kept.
pub enum Kept<'a> {
    /// The file as it was given: it is under a passphrase already.
    AsGiven(&'a [u8]),
    Under(&'a SecretString, &'a Identity),
    /// In the clear: whoever has the PC then has the archive.
    Plain(&'a Identity),
}

/// What a home is made of.
pub struct Parts<'a> {
    pub config: &'a str,
    pub recipients: &'a [Recipient],
    pub sealer: &'a SigningKey,
    /// The age file with the disposer's signing key, as it stood in the vault document.
    pub disposer: &'a [u8],
    pub disposer_public: &'a VerifyingKey,
    pub tag_secret: &'a [u8; 32],
    pub identity: Kept<'a>,
    pub ledger: &'a Ledger,
    pub memory: Memory,
}

/// A folder that was taken for a new home, and is marked as unfinished.
pub struct Building {
    root: PathBuf,
    home: Arc<dyn Storage>,
    lock: Lock,
}

/// Refuses a place where a home can't be made, since something is there.
pub fn refuse_taken(root: &Path) -> Result<(), VaultProblem> {
    let io = |source| VaultProblem::Io { path: root.to_path_buf(), source };
    match std::fs::metadata(root) {
        Ok(facts) if facts.is_dir() && is_free(root).map_err(io)? => Ok(()),
        Ok(_) => Err(VaultProblem::NotEmpty(root.to_path_buf())),
        Err(_) => Ok(()),
    }
}

impl Building {
    /// Takes a new or empty folder, or one in which an earlier run was cut off; any other is left alone.
    pub fn begin(root: &Path, open: Open<'_>) -> Result<Building, VaultProblem> {
        let io = |source| VaultProblem::Io { path: root.to_path_buf(), source };
        let taken = || VaultProblem::NotEmpty(root.to_path_buf());
        refuse_taken(root)?;
        private::make_folders(root).map_err(io)?;
        private::close(root).map_err(io)?;
        let lock = Lock::take(root, "kluis rebuild")?;
        // Asked again under the lock: another run may have been at work here, and have finished.
        if !is_free(root).map_err(io)? {
            return Err(taken());
        }
        let home = open(root)?;
        let mark = MediumPath::parse(UNFINISHED).map_err(StorageProblem::from)?;
        files::write_over(&*home, &mark, MARK)?;
        home.sync_folder(&MediumPath::root())?;
        clear(&*home, &MediumPath::root())?;
        Ok(Building { root: root.to_path_buf(), home, lock })
    }

    /// Writes the home, all of it still under the mark, and opens it as any run would.
    pub fn lay_out(
        self,
        parts: Parts<'_>,
        random: &mut dyn Random,
    ) -> Result<Unfinished, VaultProblem> {
        let home = &*self.home;
        for folder in [ledger::FOLDER, INDEXES, KNOWN, NOTES, SEALS, STATEMENTS, "signing"] {
            home.make_folder(&MediumPath::parse(folder).map_err(StorageProblem::from)?)?;
        }
        match &parts.identity {
            Kept::AsGiven(bytes) => put(home, IDENTITY_SEALED, bytes)?,
            Kept::Under(passphrase, identity) => {
                put(home, IDENTITY_SEALED, &seal_identity_file(passphrase, identity))?;
            }
            Kept::Plain(identity) => {
                let secret = identity.to_secret_string();
                let text = Zeroizing::new(format!("{}\n", secret.expose_secret()));
                put(home, IDENTITY_PLAIN, text.as_bytes())?;
            }
        }
        put(home, SEALER, parts.sealer.to_openssh().as_bytes())?;
        put(home, SEALER_PUBLIC, format!("{}\n", parts.sealer.public()).as_bytes())?;
        put(home, DISPOSER, parts.disposer)?;
        put(home, DISPOSER_PUBLIC, format!("{}\n", parts.disposer_public).as_bytes())?;
        let mut drawn = draw::<32>(random);
        for (name, secret) in [(TAG_SECRET, parts.tag_secret), (KNOWN_SECRET, &drawn)] {
            let secret = Zeroizing::new(hex(secret));
            put(home, name, secret.as_bytes())?;
        }
        drawn.zeroize();
        for folder in [INDEXES, KNOWN] {
            put(home, &format!("{folder}/CACHEDIR.TAG"), CACHEDIR_TAG)?;
        }
        let list: String = parts.recipients.iter().map(|one| format!("{one}\n")).collect();
        put(home, RECIPIENTS, list.as_bytes())?;
        let folder = MediumPath::parse(ledger::FOLDER).map_err(StorageProblem::from)?;
        parts.ledger.write_behind(home, &folder, &[])?;
        let mut memory = parts.memory;
        memory.heads = parts.ledger.heads();
        memory.generation = 1;
        let sealer = parts.sealer;
        let sign = |bytes: &[u8]| sealer.sign(Namespace::Medium, bytes).into_bytes();
        slots::write(home, &MediumPath::root(), &memory, &sign, None)?;
        put(home, CONFIG, parts.config.as_bytes())?;
        Ok(Unfinished { vault: Vault::open_locked(&self.root, self.home, Some(self.lock))? })
    }
}

/// A home that is whole, and does not count yet.
pub struct Unfinished {
    pub vault: Vault,
}

impl Unfinished {
    /// Takes the mark away: from here on it is a vault.
    pub fn finish(mut self) -> Result<Vault, VaultProblem> {
        self.vault.save()?;
        let mark = MediumPath::parse(UNFINISHED).map_err(StorageProblem::from)?;
        self.vault.home.remove_file(&mark)?;
        self.vault.home.sync_folder(&MediumPath::root())?;
        Ok(self.vault)
    }
}

/// Whether nothing is there, or only what a rebuild that was cut off has left.
fn is_free(root: &Path) -> std::io::Result<bool> {
    if root.join(UNFINISHED).is_file() {
        return Ok(true);
    }
    for entry in std::fs::read_dir(root)? {
        if entry?.file_name() != LOCK {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes what is in a folder of the home, but for the mark and the lock.
fn clear(home: &dyn Storage, folder: &MediumPath) -> Result<(), StorageProblem> {
    for entry in home.list(folder)?.entries {
        if *folder == MediumPath::root() && [UNFINISHED, LOCK].contains(&entry.name.as_str()) {
            continue;
        }
        let path = folder.join(&entry.name)?;
        if entry.facts.kind == Kind::Folder {
            clear(home, &path)?;
            home.remove_folder(&path)?;
        } else {
            home.remove_file(&path)?;
        }
    }
    Ok(())
}

fn put(home: &dyn Storage, name: &str, bytes: &[u8]) -> Result<(), VaultProblem> {
    let path = MediumPath::parse(name).map_err(StorageProblem::from)?;
    files::write_new(home, &path, bytes)?;
    home.sync_folder(&path.parent().unwrap_or_else(MediumPath::root))?;
    Ok(())
}
