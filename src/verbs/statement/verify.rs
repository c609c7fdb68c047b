//! Whether a statement holds: its bytes are those on record, the disposer signed them, and it speaks of this vault's
//! bundle. Damage that another copy mends is damage (11); a signature that does not hold is no damage where nobody says
//! what the bytes must be (12).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::proof::{self, Answer};
use crate::formats::commitments::COMMITMENT_BYTES;
use crate::formats::entry::StatementKind;
use crate::formats::statement::{STATEMENT_BYTES_MAX, Statement};
use crate::powers::signer::Namespace;
use crate::things::ledger::state::StatementState;
use crate::things::statements::keeping::{self, SIGNATURE_END};
use crate::things::vault::Vault;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::Outcome;
use crate::verbs::select;
use crate::verbs::session::World;
use crate::words::digest::Digest;
use crate::words::ids::{BUNDLE_ID_CHARS, BundleId};
use crate::words::limits::{RECORDS_MAX, SIGNATURE_BYTES_MAX};

#[derive(Debug, Serialize)]
pub struct VerifyReport {
    pub bundle: Option<BundleId>,
    pub kind: Option<StatementKind>,
    pub accounted: bool,
    /// It is about a record that was erased on a legal ground.
    pub erasure: bool,
    /// SHA-256 of the bytes that were read.
    pub statement: Option<Digest>,
    pub problem: Option<VerifyProblem>,
    /// Files beside it that are missing, or not those on record.
    pub damaged: Vec<String>,
    /// A later statement of the same bundle is on record.
    pub later: Option<Digest>,
    /// What it is called, where the name of the file that was given says another statement or bundle.
    pub called: Option<String>,
    /// Whether the file that was asked about was one of the records.
    pub file: Option<Answer>,
}

/// Why a statement does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerifyProblem {
    /// None was made.
    None,
    /// Its bytes are not those on record.
    Damaged,
    /// The disposer did not sign these bytes.
    Signature,
    /// It is signed, and not of this vault, this bundle, or this format.
    Other,
    /// It holds, and no ledger line here names it.
    Unrecorded,
    /// It is a page that belongs to no statement on record.
    Page,
}

/// Opens the commitments that lie beside a statement.
type Commitments<'v> = Box<dyn Fn(&Statement) -> Option<Box<dyn Read>> + 'v>;

/// A statement's bytes, its signature, and where its commitments lie.
struct Found<'v> {
    bytes: Vec<u8>,
    signature: Vec<u8>,
    commitments: Commitments<'v>,
}

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    what: &Path,
    file: Option<&(PathBuf, PathBuf)>,
) -> Result<VerifyReport, Fault> {
    let vault = world.look(home, "kluis statement")?;
    let start = what.to_string_lossy();
    // What can't be the start of a bundle's id was meant as a file.
    let is_id = start.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-');
    if what.is_file() || !is_id {
        let report = match what.extension().is_some_and(|end| end.eq_ignore_ascii_case("pdf")) {
            true => of_page(world, &vault, what, file),
            false => of_file(&vault, what, file),
        }?;
        return Ok(VerifyReport { called: called_otherwise(what, &report), ..report });
    }
    let bundle = select::resolve_one(&vault, &start)?;
    of_bundle(&vault, bundle, vault.state.statements.get(&bundle).and_then(|all| all.last()), file)
}

/// What a statement is called, where its file's name says another. A name that says no bundle is its owner's affair.
fn called_otherwise(path: &Path, report: &VerifyReport) -> Option<String> {
    let own = keeping::name_of(report.bundle?, report.statement?);
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let says_bundle = name.get(..BUNDLE_ID_CHARS)?.parse::<BundleId>().is_ok();
    let digits = name.get(BUNDLE_ID_CHARS..own.len()).and_then(|rest| rest.strip_prefix('-'));
    let says_statement =
        digits.is_some_and(|hex| hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let said = if says_statement { name.get(..own.len())? } else { name.get(..BUNDLE_ID_CHARS)? };
    (says_bundle && !own.starts_with(said)).then_some(own)
}

/// A page is not signed: it holds where it is the one on record, or the one that this version makes of a statement on
/// record; and then as far as that statement does.
fn of_page(
    world: &World<'_>,
    vault: &Vault,
    path: &Path,
    file: Option<&(PathBuf, PathBuf)>,
) -> Result<VerifyReport, Fault> {
    let bytes = bounded(path, STATEMENT_BYTES_MAX)?;
    let sha256 = Digest::of(&bytes);
    let is_made_of = |made: &StatementState| {
        let statement = keeping::statement_of(vault, made);
        let page = statement.and_then(|statement| world.texts.statement(&statement));
        page.is_some_and(|(_, page)| page == bytes)
    };
    // What its name says spares making the pages of all others; who renamed it has the one on record still.
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_named = |made: &StatementState| made.name().is_some_and(|own| name.starts_with(own));
    for (bundle, all) in &vault.state.statements {
        for made in all {
            let recorded = made.files.iter().any(|file| file.sha256 == sha256);
            if recorded || (is_named(made) && is_made_of(made)) {
                let report = of_bundle(vault, *bundle, Some(made), file)?;
                let later = all.last().filter(|last| last.sha256 != made.sha256);
                return Ok(VerifyReport { later: later.map(|made| made.sha256), ..report });
            }
        }
    }
    Ok(VerifyReport {
        bundle: None,
        kind: None,
        accounted: false,
        erasure: false,
        statement: Some(sha256),
        problem: Some(VerifyProblem::Page),
        damaged: vec![],
        later: None,
        called: None,
        file: None,
    })
}

fn of_file(
    vault: &Vault,
    path: &Path,
    file: Option<&(PathBuf, PathBuf)>,
) -> Result<VerifyReport, Fault> {
    let mut signature = path.as_os_str().to_owned();
    signature.push(".sig");
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let found = Found {
        bytes: bounded(path, STATEMENT_BYTES_MAX)?,
        signature: bounded(Path::new(&signature), SIGNATURE_BYTES_MAX)?,
        commitments: Box::new(move |statement| {
            let path = folder.join(keeping::commitments_name(statement.bundle));
            let file = File::open(&path).ok()?.take(RECORDS_MAX * COMMITMENT_BYTES + 1);
            Some(Box::new(file))
        }),
    };
    judge(vault, found, None, file)
}

fn of_bundle(
    vault: &Vault,
    bundle: BundleId,
    made: Option<&StatementState>,
    file: Option<&(PathBuf, PathBuf)>,
) -> Result<VerifyReport, Fault> {
    let report = VerifyReport {
        bundle: Some(bundle),
        kind: made.map(|made| made.kind),
        accounted: false,
        erasure: false,
        statement: None,
        problem: Some(VerifyProblem::None),
        damaged: vec![],
        later: None,
        called: None,
        file: None,
    };
    let Some(made) = made else { return Ok(report) };
    let gone = |file: &&crate::formats::entry::FileFacts| {
        !keeping::is_kept(vault, &file.name, file.sha256)
    };
    let damaged: Vec<String> =
        made.files.iter().filter(gone).map(|file| file.name.clone()).collect();
    let read = |end: &str| {
        let name = made.files.iter().find(|file| file.name.ends_with(end))?;
        keeping::read(vault, &name.name, name.sha256)
    };
    let (Some(bytes), Some(signature)) = (read(".json"), read(SIGNATURE_END)) else {
        return Ok(VerifyReport { problem: Some(VerifyProblem::Damaged), damaged, ..report });
    };
    let facts = made.files.iter().find(|file| file.name.ends_with(".commit"));
    let commitments = Box::new(move |statement: &Statement| {
        let facts = facts.filter(|facts| facts.sha256 == statement.commitments.sha256)?;
        keeping::open(vault, &facts.name)
    });
    let found = Found { bytes, signature, commitments };
    Ok(VerifyReport { damaged, ..judge(vault, found, Some(bundle), file)? })
}

/// Signature first, over the raw bytes; then what they say.
fn judge(
    vault: &Vault,
    found: Found<'_>,
    expected: Option<BundleId>,
    file: Option<&(PathBuf, PathBuf)>,
) -> Result<VerifyReport, Fault> {
    let sha256 = Digest::of(&found.bytes);
    let signed = vault
        .disposers()
        .iter()
        .any(|key| key.verify(Namespace::Statement, &found.bytes, &found.signature).is_ok());
    let mut report = VerifyReport {
        bundle: expected,
        kind: None,
        accounted: false,
        erasure: false,
        statement: Some(sha256),
        problem: None,
        damaged: vec![],
        later: None,
        called: None,
        file: None,
    };
    if !signed {
        return Ok(VerifyReport { problem: Some(VerifyProblem::Signature), ..report });
    }
    let other = Some(VerifyProblem::Other);
    let Ok(statement) = Statement::read(&found.bytes) else {
        return Ok(VerifyReport { problem: other, ..report });
    };
    let known = vault.state.bundles.get(&statement.bundle);
    let is_ours = statement.vault == vault.id
        && expected.is_none_or(|bundle| bundle == statement.bundle)
        && known.is_none_or(|known| known.seal == statement.seal_sha256);
    if !is_ours {
        return Ok(VerifyReport { problem: other, ..report });
    }
    let made = vault.state.statements.get(&statement.bundle).map_or(&[][..], Vec::as_slice);
    report.bundle = Some(statement.bundle);
    report.kind = Some(statement.kind);
    report.accounted = statement.accounted;
    report.erasure = statement.erasure.is_some();
    match made.iter().position(|made| made.sha256 == sha256) {
        None => report.problem = Some(VerifyProblem::Unrecorded),
        Some(at) => {
            report.later = made.last().filter(|_| at + 1 < made.len()).map(|made| made.sha256);
        }
    }
    if let Some((file, proof)) = file {
        let (commitments, committed) =
            ((found.commitments)(&statement), statement.commitments.sha256);
        report.file = Some(proof::answer(file, proof, statement.bundle, commitments, committed)?);
    }
    Ok(report)
}

/// A file of the user's, and one byte more than it may have.
fn bounded(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Fault> {
    let io = |source| Fault::Io { path: path.to_path_buf(), source };
    let mut bytes = Vec::new();
    File::open(path).map_err(io)?.take(bytes_max + 1).read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}

impl VerifyReport {
    pub(super) fn outcome(&self) -> Outcome {
        match self.problem {
            Some(VerifyProblem::Signature | VerifyProblem::Other | VerifyProblem::Page) => {
                Outcome::Seal
            }
            Some(VerifyProblem::Damaged) => Outcome::Fixity,
            _ if !self.damaged.is_empty() || self.file == Some(Answer::NoCommitments) => {
                Outcome::Fixity
            }
            Some(VerifyProblem::None | VerifyProblem::Unrecorded) => Outcome::Finding,
            None => {
                let other = matches!(self.file, Some(Answer::NotInProof | Answer::NotCommitted));
                let plain = self.accounted && !other && self.called.is_none();
                if plain { Outcome::Done } else { Outcome::Finding }
            }
        }
    }
}
