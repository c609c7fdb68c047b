//! The entries about a bundle that a run has just sealed or copied, or that it found after a run that was cut off: each
//! is made here alone, from what was read back.

use crate::formats::entry::{self, Copied, CopyState, Event, KeysWrapped, Sealed};
use crate::formats::seal::Seal;
use crate::powers::medium::{Hardware, InPlace, ReadBack, WhyNotInPlace};
use crate::powers::signer::SigningKey;
use crate::things::bundle::proof::Verified;
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, RunId};

use super::ledger::LedgerProblem;
use super::ledger::state::BundleState;
use super::medium::Contact;
use super::vault::Vault;

/// Records a seal that stands on a medium, once.
pub fn record_sealed(
    vault: &mut Vault,
    seal: &Verified<Seal>,
    run: RunId,
    stamp: Stamp,
) -> Result<(), LedgerProblem> {
    if vault.state.bundles.contains_key(&seal.bundle) {
        return Ok(());
    }
    let event = Sealed {
        bundle: seal.bundle,
        bytes: seal.counts.bytes,
        case: seal.case,
        end: seal.end,
        key_file: seal.key_file,
        records: seal.counts.records,
        rules: seal.rules.clone(),
        run,
        seal: seal.sha256(),
    };
    vault.record(stamp, Event::Sealed(event), None)
}

/// Records the wrapped keys of a bundle, as they were sealed, on one more medium.
pub fn record_keys(
    vault: &mut Vault,
    bundle: BundleId,
    digest: Digest,
    contact: &Contact,
    how: ReadBack,
    stamp: Stamp,
) -> Result<(), LedgerProblem> {
    let event = keys_event(vault, bundle, (1, digest), contact, how);
    vault.record(stamp, event, None)
}

/// The same of keys in whichever generation has these bytes: one that was wrapped anew takes the disposer's key.
pub fn record_newest_keys(
    vault: &mut Vault,
    bundle: BundleId,
    digest: Digest,
    contact: &Contact,
    how: ReadBack,
    (stamp, disposer): (Stamp, Option<&SigningKey>),
) -> Result<(), LedgerProblem> {
    let known = vault.state.bundles.get(&bundle).map(BundleState::newest_key_file);
    match (known, disposer) {
        (Some((generation, newest)), Some(disposer)) if generation > 1 && newest == digest => {
            let event = keys_event(vault, bundle, (generation, digest), contact, how);
            vault.record_as_disposer(stamp, event, None, disposer)
        }
        _ => record_keys(vault, bundle, digest, contact, how, stamp),
    }
}

/// To whom a generation was wrapped was said when it was; the first time it is to the recipients of now.
fn keys_event(
    vault: &Vault,
    bundle: BundleId,
    (generation, digest): (u64, Digest),
    contact: &Contact,
    how: ReadBack,
) -> Event {
    let known = vault.state.bundles.get(&bundle);
    let said = known.and_then(|known| known.wrapped_to.get(&generation)?.first());
    Event::KeysWrapped(KeysWrapped {
        bundle,
        generation,
        key: digest,
        key_copy: digest,
        media: vec![contact.label.medium],
        read_back: entry_read_back(how),
        recipients: said.unwrap_or(&vault.state.recipients).iter().copied().collect(),
    })
}

/// The ledger's word for where bytes were read from.
pub fn entry_read_back(how: ReadBack) -> entry::ReadBack {
    match how {
        ReadBack::PastCache => entry::ReadBack::PastCache,
        ReadBack::Cached => entry::ReadBack::Cached,
    }
}

/// The ledger's word for whether writing over a file hits its own blocks.
pub fn entry_in_place(in_place: InPlace) -> entry::InPlace {
    match in_place {
        InPlace::Yes => entry::InPlace::Yes,
        InPlace::No(WhyNotInPlace::CopyOnWrite) => entry::InPlace::CopyOnWrite,
        InPlace::No(WhyNotInPlace::Log) => entry::InPlace::LogStructured,
        InPlace::No(WhyNotInPlace::DataJournal) => entry::InPlace::DataJournal,
        InPlace::No(WhyNotInPlace::Compressed) => entry::InPlace::Compressed,
        InPlace::No(WhyNotInPlace::Inline) => entry::InPlace::Inline,
        InPlace::No(WhyNotInPlace::Snapshot) => entry::InPlace::Snapshot,
        InPlace::Unknown => entry::InPlace::Unknown,
    }
}

/// What a drive says of itself, as far as it fits a ledger line.
pub fn entry_hardware(said: &Hardware) -> entry::Hardware {
    let text = |text: &Option<String>| {
        text.clone().filter(|text| text.len() <= entry::HARDWARE_TEXT_BYTES_MAX)
    };
    entry::Hardware { make: text(&said.make), model: text(&said.model), serial: text(&said.serial) }
}

/// The file system's name, as far as it fits a ledger line.
pub fn entry_file_system(name: &str) -> String {
    let mut end = name.len().min(entry::HARDWARE_TEXT_BYTES_MAX);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].to_owned()
}

/// Records a copy that was read back.
pub fn record_copy(
    vault: &mut Vault,
    bundle: BundleId,
    contact: &Contact,
    how: ReadBack,
    stamp: Stamp,
) -> Result<(), LedgerProblem> {
    let event = Copied {
        bundle,
        medium: contact.label.medium,
        read_back: entry_read_back(how),
        state: CopyState::ReadBack,
    };
    vault.record(stamp, Event::Copied(event), None)
}

/// Records a copy that stands on a medium and was not read back whole: it counts for nothing before it was.
pub fn record_written(
    vault: &mut Vault,
    bundle: BundleId,
    contact: &Contact,
    stamp: Stamp,
) -> Result<(), LedgerProblem> {
    let event = Copied {
        bundle,
        medium: contact.label.medium,
        read_back: entry::ReadBack::Cached,
        state: CopyState::Written,
    };
    vault.record(stamp, Event::Copied(event), None)
}
