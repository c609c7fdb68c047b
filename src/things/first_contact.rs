//! A drive in the hands of somebody who has no home: nothing but the vault's id on paper, and an identity.
//!
//! Owns the order of proof. The id is the SHA-256 of the ledger's first line, so that whoever knows the recipients
//! and forges a drive can't make that line; it names the signers; the sealer's signature holds on the label; the
//! label names the chains' heads and the vault document's hash. Each is proven before the next is parsed.
//! Implements format §3 and §2.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::entry::{Entry, Event, Head, Signers, sha256_of_line};
use crate::formats::label::{Label, Slot};
use crate::formats::vault_document::VaultDocument;
use crate::powers::envelope::{self, Unopened};
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{Act, Kind, MediumPath, Storage, StorageProblem};
use crate::powers::signer::{Namespace, SigningKey, VerifyingKey};
use crate::things::files::{self, FileProblem};
use crate::things::ledger::found::{Found, chain_there};
use crate::things::ledger::quarantine::Quarantine;
use crate::things::ledger::sealers::{Sealers, said_in};
use crate::things::ledger::state::Contradiction;
use crate::things::ledger::{self, Asides, Ledger, LedgerProblem};
use crate::things::medium::{label_of, look, medium_on, names_other, vault_folder};
use crate::things::slots;
use crate::words::digest::Digest;
use crate::words::ids::{VaultId, WriterId};
use crate::words::limits::{DOCUMENT_BYTES_MAX, LEDGER_LINE_BYTES_MAX, MIB};

/// What age adds to a document is far less.
const VAULT_FILE_BYTES_MAX: u64 = DOCUMENT_BYTES_MAX + MIB;

/// Why a drive can't be believed to be of the vault whose id was typed.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Unproven {
    NotADrive(PathBuf),
    OtherVault {
        path: PathBuf,
        found: Vec<String>,
    },
    /// No chain there begins with the line that the id stands for.
    OtherLedger {
        path: PathBuf,
    },
    NoLabel {
        path: PathBuf,
    },
    OtherDrive {
        path: PathBuf,
    },
    Ledger {
        path: PathBuf,
        problem: LedgerProblem,
    },
    /// Entries of its ledger contradict each other: these speak of it.
    Contradicting {
        path: PathBuf,
        problem: Contradiction,
        lines: Vec<(WriterId, u64)>,
    },
    /// It has other lines than the drives before it under the same numbers: a home was put back to an earlier state.
    Forked {
        path: PathBuf,
        first: PathBuf,
    },
    /// Lines of its ledger are damaged, and no other drive that was named has them.
    LostLines {
        path: PathBuf,
    },
    /// Neither vault document is the one that the label names.
    OtherDocument {
        path: PathBuf,
    },
    Closed {
        path: PathBuf,
        problem: Unopened,
    },
    /// The document is signed for, and does not fit the ledger or can't be read.
    Unfit {
        path: PathBuf,
        what: Unfit,
    },
    File {
        path: PathBuf,
        problem: FileProblem,
    },
}

/// In what a vault document does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    Unreadable,
    OtherVault,
    RecipientUnreadable,
    OtherRecipients,
    SealerUnreadable,
    DisposerUnreadable,
    OtherSigners,
}

/// A drive whose ledger and label were proven against the vault's id.
pub struct Proven {
    pub path: PathBuf,
    pub storage: Arc<dyn Storage>,
    pub label: Label,
    /// The chains that the label names, whole.
    pub ledger: Ledger,
    pub asides: Asides,
    /// The other slot of its label is not the one that this label names: entries may be hidden.
    pub slot_missing: bool,
    /// Its own copy of the ledger is damaged: other drives have lent what it lacks.
    pub damaged: bool,
    /// A key that was replaced signed its label.
    pub by_replaced: bool,
    /// The same, and the label says what does not count: it is none of that drive's.
    pub cut_back: bool,
    folder: MediumPath,
}

/// What the vault document says, each part held against the ledger.
pub struct Told {
    pub document: VaultDocument,
    pub recipients: Vec<Recipient>,
    pub sealer: SigningKey,
    pub disposer_public: VerifyingKey,
    /// The document in force was damaged, and this is the one before it.
    pub spare: bool,
}

impl Told {
    /// The disposer's private key, which an owner's identity opens.
    pub fn disposer(&self, identities: &[Identity]) -> Option<SigningKey> {
        let text = envelope::decrypt_small(identities, &self.document.disposer, MIB).ok()?;
        SigningKey::from_openssh(std::str::from_utf8(&text).ok()?).ok()
    }
}

/// Proves a drive; a home that is made from it will write as `own`. Where lines of its ledger are damaged, the drives
/// in `beside` lend theirs: a line proves itself by its hash. Where it is `unsettled`, entries may contradict each
/// other:
/// the caller has lines left out, and proves the whole again.
pub fn prove(
    path: &Path,
    storage: Arc<dyn Storage>,
    vault: VaultId,
    own: WriterId,
    beside: &[Arc<dyn Storage>],
    unsettled: bool,
) -> Result<Proven, Unproven> {
    let at = || path.to_path_buf();
    let file = |problem: FileProblem| Unproven::File { path: at(), problem };
    let stored = |problem: StorageProblem| file(problem.into());
    let (drive, found) = look(&*storage).map_err(file)?.ok_or_else(|| Unproven::NotADrive(at()))?;
    if !found.contains(&vault.folder()) {
        return Err(Unproven::OtherVault { path: at(), found });
    }
    let folder = vault_folder(vault).map_err(stored)?;
    let chains = folder.join(ledger::FOLDER).map_err(|problem| stored(problem.into()))?;
    let signers = first_signers(&*storage, &chains, vault)
        .map_err(file)?
        .or_else(|| beside.iter().find_map(|other| first_signers(&**other, &chains, vault).ok()?))
        .ok_or_else(|| Unproven::OtherLedger { path: at() })?;
    let disposer: VerifyingKey =
        signers.disposer.parse().map_err(|_| Unproven::OtherLedger { path: at() })?;
    // Another drive may know that the key by which this label is signed was replaced.
    let places = std::iter::once(&storage).chain(beside);
    let there: Vec<Entry> = places
        .flat_map(|place| said_in(&**place, &chains, std::slice::from_ref(&disposer)))
        .collect();
    let quarantine = Quarantine::default().with(there.iter());
    let sealers = Sealers::of(std::slice::from_ref(&signers), quarantine);
    let broken = |problem| Unproven::Ledger { path: at(), problem };
    let check = |ledger: &Ledger| match unsettled {
        true => ledger.check_signed(vault).map_err(broken),
        false => ledger.check(vault).map_err(|problem| contradicting(path, ledger, problem)),
    };
    let Labels { in_force, replaced, other } =
        labels(&*storage, &folder, &sealers).map_err(file)?;
    let lend = |head: &Head| {
        let there = beside.iter().map(|other| chain_there(&**other, &chains, head));
        there.filter_map(Result::ok).map(|(bytes, _)| bytes).collect()
    };
    let find = |heads: &[Head]| {
        let disposers = std::slice::from_ref(&disposer);
        let found = Ledger::new(own).find_in(&*storage, &chains, heads, disposers, &lend);
        found.map_err(broken)
    };
    let (mut cut_back, by_replaced) = (false, in_force.is_none());
    let label = match (in_force, replaced) {
        (Some(label), _) => label,
        (None, None) => return Err(Unproven::NoLabel { path: at() }),
        // Only the disposer says how far the chains go, and the ledger which medium it is.
        (None, Some(replaced)) => {
            let Found { ledger, lost, .. } = find(&sealers.heads())?;
            if !lost.iter().all(|head| ledger.is_void(head)) {
                return Err(Unproven::LostLines { path: at() });
            }
            check(&ledger)?;
            let media = ledger.state().media;
            let known = replaced.filter(|label| {
                let known = media.get(&label.medium);
                known.is_some_and(|m| m.drive == label.drive && m.roles == label.roles)
                    && !label.heads.is_empty()
                    && sealers.reach(&label.heads)
                    && ledger.holds_all(&label.heads)
            });
            match (known, medium_on(media.iter(), drive, |_| false)) {
                (Some(label), _) => label,
                (None, Some((medium, state))) => {
                    cut_back = true;
                    Label { heads: ledger.heads(), ..label_of(vault, medium, state) }
                }
                (None, None) => return Err(Unproven::OtherDrive { path: at() }),
            }
        }
    };
    if label.vault != vault {
        return Err(Unproven::NoLabel { path: at() });
    }
    if label.drive != drive {
        return Err(Unproven::OtherDrive { path: at() });
    }
    // What the disposer signed counts behind a head. A label that names no chain at all is no home's.
    if label.heads.is_empty() {
        Ledger::new(own).check(vault).map_err(broken)?;
    }
    let found = find(&label.heads)?;
    if !found.lost.iter().all(|head| found.ledger.is_void(head)) {
        return Err(Unproven::LostLines { path: at() });
    }
    let slot_missing = !cut_back && !names_other(&label, other);
    if slot_missing && found.unread > 0 {
        return Err(broken(LedgerProblem::Crowded { files: found.unread }));
    }
    let Found { ledger, asides, damaged, .. } = found;
    check(&ledger)?;
    let damaged = !damaged.is_empty() && !cut_back;
    Ok(Proven {
        path: at(),
        storage,
        label,
        ledger,
        asides,
        slot_missing,
        damaged,
        by_replaced,
        cut_back,
        folder,
    })
}

/// Names the lines that contradict each other.
pub fn contradicting(path: &Path, ledger: &Ledger, problem: LedgerProblem) -> Unproven {
    let path = path.to_path_buf();
    match problem {
        LedgerProblem::Entries(problem) => {
            Unproven::Contradicting { path, lines: ledger.lines_about(&problem), problem }
        }
        problem => Unproven::Ledger { path, problem },
    }
}

/// The labels of a drive, by who signed them.
struct Labels {
    /// The newest by a key in use.
    in_force: Option<Label>,
    /// Where there is none: whether a key that was replaced signed one, and that one if it can be read.
    replaced: Option<Option<Label>>,
    /// The generation in the other slot.
    other: Option<u64>,
}

fn labels(
    storage: &dyn Storage,
    folder: &MediumPath,
    sealers: &Sealers,
) -> Result<Labels, FileProblem> {
    let seen = std::cell::Cell::new(false);
    let current = |bytes: &[u8], signature: &[u8]| {
        sealers.signed_by_current(Namespace::Medium, bytes, signature)
    };
    let any = |bytes: &[u8], signature: &[u8]| {
        let replaced = sealers.signed_by_replaced(Namespace::Medium, bytes, signature);
        seen.set(seen.get() || replaced);
        replaced || current(bytes, signature)
    };
    let (slots, both) = (
        slots::read::<Label>(storage, folder, &current)?,
        slots::read::<Label>(storage, folder, &any)?,
    );
    Ok(match slots.in_force {
        Some((slot, label)) => {
            let other = both.generation_in(slot.other());
            Labels { in_force: Some(label), replaced: None, other }
        }
        None => {
            let other = both.other;
            let label = both.in_force.map(|(_, label)| label);
            Labels { in_force: None, replaced: seen.get().then_some(label), other }
        }
    })
}

/// The signers that the vault's first line names, if it is on the drive. Only the line whose hash is the id is
/// parsed.
fn first_signers(
    storage: &dyn Storage,
    chains: &MediumPath,
    vault: VaultId,
) -> Result<Option<Signers>, FileProblem> {
    let listing = match storage.list(chains) {
        Err(StorageProblem::Absent { .. }) => return Ok(None),
        listing => listing?,
    };
    for entry in listing.entries {
        let writer = entry.name.strip_suffix(".jsonl").map(str::parse::<WriterId>);
        if !matches!(writer, Some(Ok(_))) || entry.facts.kind != Kind::File {
            continue;
        }
        let path = chains.join(&entry.name).map_err(StorageProblem::from)?;
        let Some(line) = first_line(storage, &path)? else { continue };
        if VaultId(sha256_of_line(&line)) != vault {
            continue;
        }
        let created = Entry::read(&line).ok().map(|entry| entry.event);
        return Ok(match created {
            Some(Event::VaultCreated(created)) => Some(created.signers),
            _ => None,
        });
    }
    Ok(None)
}

/// A chain's first line with its LF; none if it has none, or one that is too long to be a line.
fn first_line(storage: &dyn Storage, path: &MediumPath) -> Result<Option<Vec<u8>>, StorageProblem> {
    let mut start = Vec::new();
    storage
        .open(path)?
        .take(LEDGER_LINE_BYTES_MAX)
        .read_to_end(&mut start)
        .map_err(|source| StorageProblem::of(Act::Read, path.as_str(), source))?;
    let end = start.iter().position(|byte| *byte == b'\n');
    Ok(end.map(|end| {
        start.truncate(end + 1);
        start
    }))
}

impl Proven {
    /// Opens the vault document: the one in force, or, if that is damaged, the one before it.
    pub fn open_document(&self, identities: &[Identity]) -> Result<Told, Unproven> {
        if !self.cut_back {
            let (bytes, spare) = self.document_bytes()?;
            return self.told(&bytes, spare, identities);
        }
        // Nobody says which document is in force: whoever has the private key in use may have written it.
        let mut problem = Unproven::OtherDocument { path: self.path.clone() };
        for slot in Slot::BOTH {
            let path = self.folder.join(slot.vault_name()).map_err(StorageProblem::from);
            let read = path
                .map_err(FileProblem::from)
                .and_then(|path| files::read_bounded(&*self.storage, &path, VAULT_FILE_BYTES_MAX));
            let Ok(Some(bytes)) = read else { continue };
            match self.told(&bytes, false, identities) {
                Ok(told) => return Ok(told),
                Err(found) => problem = found,
            }
        }
        Err(problem)
    }

    /// Opens a vault document, and holds each part of it against the ledger.
    fn told(&self, bytes: &[u8], spare: bool, identities: &[Identity]) -> Result<Told, Unproven> {
        let at = || self.path.clone();
        let plain = envelope::decrypt_small(identities, bytes, DOCUMENT_BYTES_MAX)
            .map_err(|problem| Unproven::Closed { path: at(), problem })?;
        let unfit = |what| Unproven::Unfit { path: at(), what };
        let document = VaultDocument::read(&plain).map_err(|_| unfit(Unfit::Unreadable))?;
        if document.vault != self.label.vault {
            return Err(unfit(Unfit::OtherVault));
        }
        let recipients: Vec<Recipient> = document
            .recipients
            .iter()
            .map(|entry| entry.recipient.parse())
            .collect::<Result<_, _>>()
            .map_err(|_| unfit(Unfit::RecipientUnreadable))?;
        let state = self.ledger.state();
        if recipients.iter().map(Recipient::digest).collect::<std::collections::BTreeSet<_>>()
            != state.recipients
        {
            return Err(unfit(Unfit::OtherRecipients));
        }
        let sealer = SigningKey::from_openssh(document.sealer.expose())
            .map_err(|_| unfit(Unfit::SealerUnreadable))?;
        let disposer = envelope::decrypt_small(identities, &document.disposer, MIB)
            .ok()
            .and_then(|text| SigningKey::from_openssh(std::str::from_utf8(&text).ok()?).ok())
            .ok_or_else(|| unfit(Unfit::DisposerUnreadable))?;
        let sealers = Sealers::of(&state.signers, state.quarantine.clone());
        let named = |pair: &Signers| pair.disposer == disposer.public().to_string();
        if !state.signers.iter().any(named) || !sealers.current().contains(&sealer.public()) {
            return Err(unfit(Unfit::OtherSigners));
        }
        let disposer_public = disposer.public();
        Ok(Told { document, recipients, sealer, disposer_public, spare })
    }

    fn document_bytes(&self) -> Result<(Vec<u8>, bool), Unproven> {
        let other = || Unproven::OtherDocument { path: self.path.clone() };
        let (in_force, _) = self.label.in_force().ok_or_else(other)?;
        for slot in [in_force, in_force.other()] {
            if let Some(bytes) = self.document_in(slot)? {
                return Ok((bytes, slot != in_force));
            }
        }
        Err(other())
    }

    /// One slot's bytes, if they are those that the label names.
    fn document_in(&self, slot: Slot) -> Result<Option<Vec<u8>>, Unproven> {
        let Some(sha256) = self.label.files.get(slot.vault_name()) else { return Ok(None) };
        document_in(&*self.storage, &self.folder, slot, *sha256)
            .map_err(|problem| Unproven::File { path: self.path.clone(), problem })
    }
}

/// The vault document in a slot, if its bytes have this hash.
pub fn document_in(
    storage: &dyn Storage,
    folder: &MediumPath,
    slot: Slot,
    sha256: Digest,
) -> Result<Option<Vec<u8>>, FileProblem> {
    let path = folder.join(slot.vault_name()).map_err(StorageProblem::from)?;
    match files::read_bounded(storage, &path, VAULT_FILE_BYTES_MAX) {
        Ok(bytes) => Ok(bytes.filter(|bytes| Digest::of(bytes) == sha256)),
        Err(problem) if problem.is_about_the_file() => Ok(None),
        Err(problem) => Err(problem),
    }
}
