//! The home's own files, where the PC's disk damaged them: the small ones from their spares, the chains put together
//! again from what is left and from drives.
//!
//! The home's signed memory names each chain's head, and the head every line before it. So what comes back is what
//! this home had, byte by byte, whoever kept it meanwhile, and proves as much: a drive can lend nothing else. Lines
//! behind the heads are not taken; a drive brings those at its contact, and they are nobody's looks
//! (`Memory::wrote_from_seq`).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::formats::chain::{Chain, Recovered};
use crate::formats::entry::Head;
use crate::powers::medium::{self, MediumPath, Storage, StorageProblem};
use crate::powers::places::{holding, places};
use crate::things::files;
use crate::things::ledger::{self, LedgerProblem, chain_path, chain_there};
use crate::things::slots;

use super::lock::Lock;
use super::memory::Memory;
use super::sealer_keys::SealerKeys;
use super::{VaultProblem, spares};

/// What was mended in a home.
#[derive(Debug, Clone, Serialize)]
pub struct MendedHome {
    /// The files, below the home.
    pub files: Vec<String>,
    /// The drives that lent what was missing of the chains, by their places.
    pub from: Vec<PathBuf>,
}

/// A place that may have lines: its folder of chains.
struct Lender {
    place: PathBuf,
    storage: Arc<dyn Storage>,
    chains: MediumPath,
}

/// Mends the small files of a home that are not as their spares say, and its chains that are not what its memory names,
/// from the drives that are connected; with `settings_too` settings that can't be read as well. None where there is
/// nothing that could be mended.
pub fn mend(
    root: &Path,
    holder: &str,
    settings_too: bool,
) -> Result<Option<MendedHome>, VaultProblem> {
    let _lock = Lock::take(root, holder)?;
    let home = medium::open_native_private(root)?;
    let small = spares::mend(&home, settings_too)?;
    let chains = mend_chains(&home, root)?;
    Ok(match (small.is_empty(), chains) {
        (true, chains) => chains,
        (false, None) => Some(MendedHome { files: small, from: vec![] }),
        (false, Some(chains)) => {
            Some(MendedHome { files: [small, chains.files].concat(), from: chains.from })
        }
    })
}

/// None where a line is nowhere: then nothing was written.
fn mend_chains(home: &dyn Storage, root: &Path) -> Result<Option<MendedHome>, VaultProblem> {
    let keys = SealerKeys::read(home, root)?;
    let holds = |bytes: &[u8], signature: &[u8]| keys.signed(bytes, signature);
    let slots = slots::read::<Memory>(home, &MediumPath::root(), &holds)?;
    let Some((_, memory)) = slots.in_force else { return Ok(None) };
    let own = MediumPath::parse(ledger::FOLDER).map_err(StorageProblem::from)?;
    let lenders = lenders(&memory)?;
    let (mut whole, mut from) = (Vec::new(), Vec::new());
    for head in &memory.heads {
        let (there, _) = chain_there(home, &own, head)?;
        if Chain::read(&there, Some(head)).is_ok() {
            continue;
        }
        let Some(chain) = recover(head, &there, &lenders, &mut from)? else { return Ok(None) };
        whole.push((chain_path(&own, head.writer)?, chain));
    }
    home.make_folders(&own)?;
    for (path, chain) in &whole {
        files::write_over(home, path, chain.bytes())?;
    }
    home.sync_folder(&own)?;
    from.sort();
    from.dedup();
    let files: Vec<String> = whole.iter().map(|(path, _)| path.as_str().to_owned()).collect();
    Ok((!files.is_empty()).then_some(MendedHome { files, from }))
}

/// The drives of this vault that can be found: where they were last, or wherever one is mounted now. Nothing there
/// needs to be proven, since each line proves itself.
fn lenders(memory: &Memory) -> Result<Vec<Lender>, VaultProblem> {
    let folder = memory.vault.folder();
    let last = memory.media.values().map(|known| PathBuf::from(&known.path));
    let mut lenders: Vec<Lender> = Vec::new();
    for place in holding(last.chain(places()), &folder) {
        if lenders.iter().any(|known| medium::same_folder(&known.place, &place)) {
            continue;
        }
        let Ok(storage) = medium::open_native(&place) else { continue };
        let chains = MediumPath::parse(&folder).and_then(|folder| folder.join(ledger::FOLDER));
        let chains = chains.map_err(StorageProblem::from)?;
        lenders.push(Lender { place, storage: Arc::new(storage), chains });
    }
    Ok(lenders)
}

/// The chain up to a head, from what is left of it and from the first drives that have the rest.
fn recover(
    head: &Head,
    there: &[u8],
    lenders: &[Lender],
    from: &mut Vec<PathBuf>,
) -> Result<Option<Chain>, LedgerProblem> {
    let mut bytes: Vec<Vec<u8>> = vec![there.to_vec()];
    let mut lent = Vec::new();
    for lender in lenders {
        let Ok((found, _)) = chain_there(&*lender.storage, &lender.chains, head) else { continue };
        bytes.push(found);
        lent.push(lender.place.clone());
        let places: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
        if let Recovered::Whole(chain) = Chain::recover(head, &places) {
            from.extend(lent);
            return Ok(Some(chain));
        }
    }
    Ok(None)
}
