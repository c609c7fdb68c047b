//! The files of a statement in the home: written before the entry that names them. What a run that was cut off has left
//! there is named by no entry, and is made again.

use std::io::Read;

use serde_json::{Map, Value};

use crate::formats::entry::{FileFacts, StatementMade};
use crate::formats::note::Note;
use crate::formats::seal::Seal;
use crate::formats::statement::Statement;
use crate::formats::sums::COMMITMENTS_NAME;
use crate::powers::envelope;
use crate::powers::medium::{MediumPath, StorageProblem};
use crate::powers::signer::{Namespace, SigningKey};
use crate::rules::retention::PinnedRule;
use crate::things::bundle::proof::Verified;
use crate::things::files;
use crate::things::ledger::state::StatementState;
use crate::things::medium::Contact;
use crate::things::vault::named_files::{self, Beside, STATEMENT_FILE_BYTES_MAX};
use crate::things::vault::{STATEMENTS, Vault, VaultProblem, reserve};
use crate::words::digest::Digest;
use crate::words::ids::BundleId;

/// The field of an annex, and of an order's note, with the whole rules of a bundle that shows some of them sealed.
pub const RULES: &str = "rules";
/// The field of an annex with the whole path of the record that was erased.
pub const ERASED: &str = "erased";
/// The endings of a statement's files.
pub const SIGNATURE_END: &str = ".json.sig";
/// The ending of what is encrypted.
pub const ANNEX_END: &str = ".annex.age";

/// What the commitments of a bundle are called beside its statements.
pub fn commitments_name(bundle: BundleId) -> String {
    format!("{bundle}.commit")
}

fn folder() -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(STATEMENTS)?)
}

/// Keeps the commitments of a bundle before its first copy goes, from a copy that has them as they were sealed.
pub fn keep_commitments(
    vault: &Vault,
    contact: &Contact,
    seal: &Verified<Seal>,
) -> Result<bool, StorageProblem> {
    let Some(facts) = seal.file(COMMITMENTS_NAME) else { return Ok(false) };
    if is_kept(vault, &commitments_name(seal.bundle), facts.sha256) {
        return Ok(true);
    }
    let Ok(path) = contact.bundle_folder(seal.bundle).and_then(|at| Ok(at.join(COMMITMENTS_NAME)?))
    else {
        return Ok(false);
    };
    let bytes = files::read_bounded(&*contact.storage, &path, facts.bytes).ok().flatten();
    let Some(bytes) = bytes.filter(|bytes| Digest::of(bytes) == facts.sha256) else {
        return Ok(false);
    };
    put(vault, &commitments_name(seal.bundle), &bytes)?;
    Ok(true)
}

/// Whether the home has a file of a statement as it was recorded.
pub fn is_kept(vault: &Vault, name: &str, sha256: Digest) -> bool {
    let path = folder().and_then(|folder| Ok(folder.join(name)?));
    path.is_ok_and(|path| Beside::Statements.holds(&*vault.home, &path, sha256))
}

/// Opens a file of a statement in the home, whatever stands in it.
pub fn open(vault: &Vault, name: &str) -> Option<Box<dyn Read>> {
    let file = vault.home.open(&folder().ok()?.join(name).ok()?).ok()?;
    Some(Box::new(file.take(STATEMENT_FILE_BYTES_MAX + 1)))
}

/// A file of a statement in the home, if it is the one that was recorded.
pub fn read(vault: &Vault, name: &str, sha256: Digest) -> Option<Vec<u8>> {
    let path = folder().ok()?.join(name).ok()?;
    Beside::Statements.read(&*vault.home, &path, sha256)
}

/// The annex as it is encrypted to the vault's recipients: rules whole, and the record that was erased.
pub fn annex(vault: &Vault, text: Map<String, Value>) -> Result<Vec<u8>, VaultProblem> {
    let plain = Note::new(text).to_bytes();
    envelope::encrypt_small(&vault.named_recipients(), &plain)
        .map_err(VaultProblem::TooManyRecipients)
}

/// Rules whole, as an annex and a note have them.
pub fn rules_text(rules: &[PinnedRule]) -> Value {
    serde_json::to_value(rules).expect("our own types have string keys and no failing serializers")
}

/// What lies beside a statement.
pub struct Extras {
    /// The annex, encrypted.
    pub annex: Option<Vec<u8>>,
    /// The page for people: how its name ends, and its bytes.
    pub page: Option<(&'static str, Vec<u8>)>,
    /// SHA-256 and size of the commitments that are kept already.
    pub commitments: Option<(u64, Digest)>,
}

/// What a statement is called, without an ending.
pub fn name_of(bundle: BundleId, sha256: Digest) -> String {
    format!("{bundle}-{}", &sha256.to_string()[..8])
}

/// Signs a statement and writes its files; what comes out is to be put on record.
pub fn keep(
    vault: &Vault,
    statement: &Statement,
    extras: &Extras,
    disposer: &SigningKey,
) -> Result<StatementMade, StorageProblem> {
    let bytes = statement.to_bytes();
    let sha256 = Digest::of(&bytes);
    let name = name_of(statement.bundle, sha256);
    let signature = disposer.sign(Namespace::Statement, &bytes).into_bytes();
    let mut files = Vec::new();
    let mut write = |name: String, bytes: &[u8]| -> Result<(), StorageProblem> {
        put(vault, &name, bytes)?;
        files.push(FileFacts { bytes: bytes.len() as u64, name, sha256: Digest::of(bytes) });
        Ok(())
    };
    if let Some(annex) = &extras.annex {
        write(format!("{name}{ANNEX_END}"), annex)?;
    }
    if let Some((end, page)) = &extras.page {
        write(format!("{name}{end}"), page)?;
    }
    write(format!("{name}{SIGNATURE_END}"), &signature)?;
    write(format!("{name}.json"), &bytes)?;
    if let Some((bytes, sha256)) = extras.commitments {
        let name = commitments_name(statement.bundle);
        files.push(FileFacts { bytes, name, sha256 });
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let (bundle, kind) = (statement.bundle, statement.kind);
    Ok(StatementMade { bundle, files, kind, statement: sha256 })
}

fn put(vault: &Vault, name: &str, bytes: &[u8]) -> Result<(), StorageProblem> {
    let (home, folder) = (&*vault.home, folder()?);
    home.make_folders(&folder)?;
    reserve::with(home, || named_files::put(home, &folder, name, bytes))
}

/// The statement itself, as the home keeps it.
pub fn statement_of(vault: &Vault, made: &StatementState) -> Option<Statement> {
    let bytes = read(vault, &format!("{}.json", made.name()?), made.sha256)?;
    Statement::read(&bytes).ok()
}
