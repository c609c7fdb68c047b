//! Two homes of one vault, joined through the drives: what another home made and this one lacks is taken from a
//! medium in contact. The chains are joined at contact already (`medium`); here are the files beside them.
//!
//! Notes and seals need no identity: a seal proves itself, and the ledger has the hash of each note's file.
//! The vault document needs one: labels add up, and what this home calls a thing stays.

use crate::formats::entry::Role;
use crate::formats::vault_document::VaultDocument;
use crate::powers::envelope;
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::powers::signer::SigningKey;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, MediumId, VaultId};
use crate::words::limits::DOCUMENT_BYTES_MAX;

use super::bundle::proof::{Against, Verified, prove};
use super::files::{self, FileProblem};
use super::first_contact::document_in;
use super::ledger::state::{BundleState, Standing};
use super::medium::Contact;
use super::outbox;
use super::settings::{self, OtherSettings};
use super::vault::memory::Remembered;
use super::vault::named_files::Beside;
use super::vault::notes;
use super::vault::{CONFIG, INDEXES, KNOWN, SEALS, Vault, VaultProblem, reserve};

/// Takes the notes and statements that the ledger names and this home lacks, or has otherwise. What is not the one that
/// was recorded is left for another medium.
pub fn take_beside(vault: &Vault, contact: &Contact) -> Result<usize, StorageProblem> {
    let mut taken = 0;
    for beside in Beside::ALL {
        taken += take(vault, contact, beside, beside.named(&vault.state).into_iter())?;
    }
    Ok(taken)
}

/// The same of the notes about holds and disclosures that this home can't name, so that it can say what bars a
/// destruction, and what was given of it.
pub fn take_names(vault: &Vault, contact: &Contact) -> Result<usize, StorageProblem> {
    let unnamed = vault.unnamed_holds();
    let holds = unnamed.iter().filter_map(|hold| vault.state.holds[hold].note);
    let given = vault.unnamed_disclosures().into_iter().map(|(_, note)| note);
    let notes = holds.chain(given).map(|note| (notes::file_name(note.id), note.sha256));
    take(vault, contact, Beside::Notes, notes)
}

fn take(
    vault: &Vault,
    contact: &Contact,
    beside: Beside,
    named: impl Iterator<Item = (String, Digest)>,
) -> Result<usize, StorageProblem> {
    let (here, there) =
        (MediumPath::parse(beside.folder())?, contact.folder.join(beside.folder())?);
    let mut taken = 0;
    for (name, sha256) in named {
        let path = here.join(&name)?;
        if beside.holds(&*vault.home, &path, sha256) {
            continue;
        }
        let Some(bytes) = beside.read(&*contact.storage, &there.join(&name)?, sha256) else {
            continue;
        };
        vault.home.make_folders(&here)?;
        reserve::with(&*vault.home, || files::write_over(&*vault.home, &path, &bytes))?;
        taken += 1;
    }
    if taken > 0 {
        vault.home.sync_folder(&here)?;
    }
    Ok(taken)
}

/// Takes the seals of the bundles on a medium that this home lacks.
pub fn take_seals(vault: &Vault, contact: &Contact) -> Result<usize, StorageProblem> {
    let here = MediumPath::parse(SEALS)?;
    let kept = vault.home.list(&here)?;
    let sealers = vault.sealers();
    let mut taken = 0;
    for (bundle, known) in &vault.state.bundles {
        // Written last, so that it is there when both are.
        let has = kept.get(&signature_name(*bundle)).is_some_and(|entry| entry.facts.bytes > 0);
        if has || !known.standing_copies().any(|(on, _)| on == contact.label.medium) {
            continue;
        }
        let against = Against { vault: vault.id, sealers: &sealers, known: Some(known) };
        let folder = contact.bundle_folder(*bundle)?;
        if let Ok(seal) = prove(&*contact.storage, &folder, *bundle, &against) {
            reserve::with(&*vault.home, || keep_seal(&*vault.home, &here, &seal))?;
            taken += 1;
        }
    }
    if taken > 0 {
        vault.home.sync_folder(&here)?;
    }
    Ok(taken)
}

/// Erases what the home knows of records whose bundle another home has begun to destroy, or has accounted for as lost.
/// It knows on what is held, or what fewer persons signed for than must.
pub fn forget_destroyed(vault: &Vault) -> Result<(), StorageProblem> {
    // A copy that went with its retired drive is no destruction: the bundle lives on.
    let ended =
        |known: &BundleState| known.intended.is_some() && known.standing() == Standing::Destroyed;
    let signed = |known: &BundleState| !vault.two_persons() || known.persons() > 1;
    let goes = |known: &BundleState| {
        (known.erased || ended(known)) && known.holds.is_empty() && signed(known)
    };
    let gone = vault.state.bundles.iter().filter(|(_, known)| goes(known));
    for (bundle, _) in gone {
        forget(vault, *bundle)?;
    }
    Ok(())
}

/// Erases the home's copy of a bundle's index and its marks: they go with the bundle.
pub fn forget(vault: &Vault, bundle: BundleId) -> Result<(), StorageProblem> {
    forget_files(vault, bundle, &["", ".sources", ".origins"])
}

/// Erases what the home knows of a bundle that was never sealed. Where drives hold keys alone, it goes on knowing
/// that the bundle was its own: only then does the next run erase the keys that lie there.
pub fn forget_unsealed(vault: &Vault, bundle: BundleId) -> Result<(), StorageProblem> {
    let mut media = vault.state.media.values();
    match media.any(|medium| !medium.is_gone() && !medium.roles.contains(&Role::Data)) {
        true => forget_files(vault, bundle, &["", ".origins"])?,
        false => forget(vault, bundle)?,
    }
    outbox::remove(vault, bundle)
}

fn forget_files(vault: &Vault, bundle: BundleId, ends: &[&str]) -> Result<(), StorageProblem> {
    let known = ends.iter().map(|end| (KNOWN, format!("{bundle}{end}")));
    // The second is what a run that was cut off has left of one.
    let copies = [".age", ".next"].map(|end| (INDEXES, format!("{bundle}{end}")));
    for (folder, name) in copies.into_iter().chain(known) {
        let folder = MediumPath::parse(folder)?;
        let path = folder.join(&name)?;
        if vault.home.facts(&path)?.is_some() {
            files::erase(&*vault.home, &path)?;
            // Before it is recorded as destroyed: a name that comes back with the power is looked for no more.
            vault.home.sync_folder(&folder)?;
        }
    }
    Ok(())
}

fn keep_seal(
    home: &dyn Storage,
    folder: &MediumPath,
    seal: &Verified<crate::formats::seal::Seal>,
) -> Result<(), StorageProblem> {
    files::write_over(home, &folder.join(&format!("{}.json", seal.bundle))?, seal.bytes())?;
    files::write_over(home, &folder.join(&signature_name(seal.bundle))?, seal.signature())
}

fn signature_name(bundle: BundleId) -> String {
    format!("{bundle}.json.sig")
}

/// Reads the vault document that another home left on a medium, if one of the identities opens it.
pub fn read_document(
    vault: VaultId,
    contact: &Contact,
    identities: &[Identity],
) -> Result<Option<VaultDocument>, FileProblem> {
    let Some((slot, sha256)) = contact.label.in_force() else { return Ok(None) };
    let Some(bytes) = document_in(&*contact.storage, &contact.folder, slot, sha256)? else {
        return Ok(None);
    };
    let plain = envelope::decrypt_small(identities, &bytes, DOCUMENT_BYTES_MAX);
    let document = plain.ok().and_then(|plain| VaultDocument::read(&plain).ok());
    Ok(document.filter(|document| document.vault == vault))
}

/// Takes over the labels that such a document has and this home does not; where its settings differ is told.
/// From then on it may be written over.
pub fn take_read(
    vault: &mut Vault,
    contact: &mut Contact,
    document: &VaultDocument,
) -> Result<OtherSettings, VaultProblem> {
    take_document(vault, document);
    take_sealer(vault, document)?;
    contact.name = match vault.memory.media.get(&contact.label.medium) {
        Some(known) => known.label.clone(),
        None => contact.label.medium.to_string(),
    };
    let settings = compare_settings(vault, document, &contact.name);
    contact.document_was_read();
    // That document stands there now. Where this home's differs, it is written over it, and the other home learns of
    // it.
    if let Some(known) = vault.memory.media.get_mut(&contact.label.medium) {
        known.vault_document = Some(Digest::of(&document.to_bytes()));
    }
    Ok(settings)
}

/// Takes the sealer's key over where another home has replaced the one that this home signs with.
pub fn take_sealer(vault: &mut Vault, document: &VaultDocument) -> Result<(), StorageProblem> {
    if vault.signs_as_sealer() {
        return Ok(());
    }
    let sealers = vault.signing();
    match SigningKey::from_openssh(document.sealer.expose()) {
        Ok(key) if sealers.current().contains(&key.public()) => vault.change_sealer(key),
        _ => Ok(()),
    }
}

/// Compares another home's settings with this one's. Nothing is taken: only the sealer's key vouches for them.
pub fn compare_settings(vault: &Vault, document: &VaultDocument, medium: &str) -> OtherSettings {
    let label_here = |label: &str| {
        let medium = document.labels.iter().find(|(_, there)| *there == label)?.0;
        Some(vault.memory.media.get(medium)?.label.clone())
    };
    OtherSettings {
        medium: medium.to_owned(),
        file: vault.root.join(CONFIG).to_string_lossy().into_owned(),
        differing: settings::compare(&vault.config, &document.config, &label_here),
    }
}

/// Adds a document's labels to what this home remembers. Of two media with one label the one that comes
/// later gets its id behind it: a label names one medium.
pub fn take_document(vault: &mut Vault, document: &VaultDocument) {
    vault.take_signer_files(&document.signers);
    for entry in &document.recipients {
        let Ok(recipient) = entry.recipient.parse::<Recipient>() else { continue };
        if vault.state.recipients_ever.contains_key(&recipient.digest()) {
            let names = &mut vault.memory.recipient_names;
            names.entry(recipient.digest()).or_insert_with(|| entry.label.clone());
        }
    }
    for (medium, label) in &document.labels {
        let Some(state) = vault.state.media.get(medium) else { continue };
        let (drive, added) = (state.drive, state.added);
        let taken = vault.memory.by_label(label).is_some_and(|(other, _)| other != *medium);
        let label = if taken { apart(label, *medium) } else { label.clone() };
        let unseen = || Remembered::unseen(*medium, drive, added);
        let known = vault.memory.media.entry(*medium).or_insert_with(unseen);
        if known.label == medium.to_string() {
            known.label = label;
        }
    }
}

fn apart(label: &str, medium: MediumId) -> String {
    let id = medium.to_string();
    format!("{label} ({})", &id[..8])
}
