//! Makes a home: keys first, the ledger's first line, and last the memory that makes it a vault.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::formats::entry::{Event, Signers, VaultCreated, sha256_of_line};
use crate::powers::envelope;
use crate::powers::identity::{Identity, Recipient, seal_identity_file};
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::powers::private;
use crate::powers::random::{Random, draw};
use crate::powers::signer::SigningKey;
use crate::things::files;
use crate::things::ledger::{self, Ledger};
use crate::words::day::Stamp;
use crate::words::digest::hex;
use crate::words::ids::{VaultId, WriterId};

use super::memory::Memory;
use super::{
    CONFIG, DISPOSER, DISPOSER_PUBLIC, IDENTITY_PLAIN, IDENTITY_SEALED, INDEXES, KNOWN,
    KNOWN_SECRET, NOTES, RECIPIENTS, SEALER, SEALER_PUBLIC, SEALS, STATEMENTS, TAG_SECRET, Vault,
    VaultProblem, reserve,
};

/// The standard mark by which backup programs leave a folder out (bford.info/cachedir).
pub(super) const CACHEDIR_TAG: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55\n\
# Kept by kluis; erased with the bundles that it speaks of. Backups should leave it out.\n";

/// What is shown once and never stored: the paper identity.
pub struct Paper {
    /// The vault that it opens.
    pub vault: VaultId,
    /// The secret key, as it is printed.
    pub identity: SecretString,
}

/// Makes a vault in an empty or new folder. Without a passphrase the identity lies there in the clear.
pub fn create(
    root: &Path,
    config: &str,
    passphrase: Option<&SecretString>,
    home_index: bool,
    stamp: Stamp,
    random: &mut dyn Random,
) -> Result<(Vault, Paper), VaultProblem> {
    let io = |source| VaultProblem::Io { path: root.to_path_buf(), source };
    private::make_folders(root).map_err(io)?;
    if std::fs::read_dir(root).map_err(io)?.next().is_some() {
        return Err(VaultProblem::NotEmpty(root.to_path_buf()));
    }
    private::close(root).map_err(io)?;
    let home = medium::open_native_private(root)?;
    let owner = Identity::generate();
    let paper = Identity::generate();
    let recipients = [owner.recipient(), paper.recipient()];
    for folder in [ledger::FOLDER, INDEXES, KNOWN, NOTES, SEALS, STATEMENTS, "signing"] {
        home.make_folder(&MediumPath::parse(folder).map_err(StorageProblem::from)?)?;
    }
    write_identity(&home, &owner, passphrase)?;
    let (sealer, disposer) = write_signers(&home, &recipients, random)?;
    for name in [TAG_SECRET, KNOWN_SECRET] {
        let secret = Zeroizing::new(hex(&draw::<32>(random)));
        put(&home, name, secret.as_bytes())?;
    }
    for folder in [INDEXES, KNOWN] {
        put(&home, &format!("{folder}/CACHEDIR.TAG"), CACHEDIR_TAG)?;
    }
    let list: String = recipients.iter().map(|recipient| format!("{recipient}\n")).collect();
    put(&home, RECIPIENTS, list.as_bytes())?;

    let writer = WriterId::from_random(draw(random));
    let mut ledger = Ledger::new(writer);
    let mut hashes: Vec<_> = recipients.iter().map(Recipient::digest).collect();
    hashes.sort();
    let created = VaultCreated {
        nonce: draw(random),
        recipients: hashes,
        signers: Signers {
            disposer: disposer.public().to_string(),
            sealer: sealer.public().to_string(),
        },
    };
    ledger.append(stamp, Event::VaultCreated(created), None, Some(&disposer))?;
    let first = ledger.entries().next().expect("an entry was appended").line();
    let id = VaultId(sha256_of_line(&first));
    let path = root.to_path_buf();
    let vault = found(path, home, config, ledger, sealer, Memory::new(id, writer, home_index))?;
    Ok((vault, Paper { vault: id, identity: paper.to_secret_string() }))
}

/// Writes the memory and last the settings, which make the folder a vault; opens it as any run would.
fn found(
    root: std::path::PathBuf,
    home: impl Storage,
    config: &str,
    ledger: Ledger,
    sealer: SigningKey,
    mut memory: Memory,
) -> Result<Vault, VaultProblem> {
    let folder = MediumPath::parse(ledger::FOLDER).map_err(StorageProblem::from)?;
    ledger.write_behind(&home, &folder, &[])?;
    memory.heads = ledger.heads();
    memory.generation = 1;
    let sign =
        |bytes: &[u8]| sealer.sign(crate::powers::signer::Namespace::Medium, bytes).into_bytes();
    crate::things::slots::write(&home, &MediumPath::root(), &memory, &sign, None)?;
    reserve::keep(&home);
    put(&home, CONFIG, config.as_bytes())?;
    Vault::open(&root, "kluis init")
}

fn write_identity(
    home: &dyn Storage,
    owner: &Identity,
    passphrase: Option<&SecretString>,
) -> Result<(), VaultProblem> {
    match passphrase {
        Some(passphrase) => put(home, IDENTITY_SEALED, &seal_identity_file(passphrase, owner)),
        None => {
            let text = Zeroizing::new(format!("{}\n", owner.to_secret_string().expose_secret()));
            put(home, IDENTITY_PLAIN, text.as_bytes())
        }
    }
}

/// The sealer's key lies open, since sealing must need no secret of a person's; the disposer's opens only with
/// an identity, the paper one included.
fn write_signers(
    home: &dyn Storage,
    recipients: &[Recipient],
    random: &mut dyn Random,
) -> Result<(SigningKey, SigningKey), VaultProblem> {
    let sealer = SigningKey::generate(random);
    let disposer = SigningKey::generate(random);
    put(home, SEALER, sealer.to_openssh().as_bytes())?;
    put(home, SEALER_PUBLIC, format!("{}\n", sealer.public()).as_bytes())?;
    put(
        home,
        DISPOSER,
        &envelope::encrypt_small(recipients, disposer.to_openssh().as_bytes())
            .expect("two recipients fit an age header"),
    )?;
    put(home, DISPOSER_PUBLIC, format!("{}\n", disposer.public()).as_bytes())?;
    Ok((sealer, disposer))
}

fn put(home: &dyn Storage, name: &str, bytes: &[u8]) -> Result<(), VaultProblem> {
    let path = MediumPath::parse(name).map_err(StorageProblem::from)?;
    files::write_new(home, &path, bytes)?;
    if let Some(folder) = path.parent() {
        home.sync_folder(&folder)?;
    }
    Ok(())
}
