//! A second copy of each small file without which the home does not work: `spare/NAME`, a line with the SHA-256 of
//! the file and then its bytes. So one flipped bit, or one file that is lost, costs nothing, and a changed digit of a
//! secret is noticed.
//!
//! The identity has no spare here: whoever takes it off the PC wants no copy left there, and the paper is its second
//! copy.

use std::path::Path;

use zeroize::Zeroizing;

use crate::powers::identity::Recipient;
use crate::powers::medium::{MediumPath, Storage, StorageProblem};
use crate::things::files;
use crate::words::limits::MIB;

use super::config::Config;
use super::{
    CONFIG, DISPOSER, DISPOSER_PUBLIC, INDEXES, KNOWN, KNOWN_SECRET, RECIPIENTS, SEALER,
    SEALER_NEXT, SEALER_PUBLIC, TAG_SECRET, VaultProblem,
};

/// The folder in a home.
const FOLDER: &str = "spare";

const FILES: [&str; 7] =
    [SEALER, SEALER_PUBLIC, DISPOSER, DISPOSER_PUBLIC, TAG_SECRET, KNOWN_SECRET, RECIPIENTS];

/// Where the spare of a file lies, below the home.
pub(super) fn name_of(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    format!("{FOLDER}/{name}")
}

/// Refuses a home with a file that is not as its spare says.
pub(super) fn check(home: &dyn Storage, root: &Path) -> Result<(), VaultProblem> {
    put_back_uncached(home)?;
    match damaged(home)?.first() {
        Some((name, _)) => Err(VaultProblem::Broken(root.join(name))),
        None => Ok(()),
    }
}

/// Writes each file anew that is not as its spare says; gives their names. Settings that can't be read are put back as
/// they were read last only where a person asked for it: who wrote them may have mistyped a word.
pub(super) fn mend(home: &dyn Storage, settings_too: bool) -> Result<Vec<String>, VaultProblem> {
    let mut mended = Vec::new();
    let mut damaged = damaged(home)?;
    if settings_too && let Some(spare) = unreadable_settings(home)? {
        damaged.push((CONFIG, spare));
    }
    for (name, bytes) in damaged {
        write(home, name, &bytes)?;
        mended.push(name.to_owned());
    }
    Ok(mended)
}

/// Makes the spares that are missing or damaged, of a home that was read whole; the one of the settings as they were
/// read last, where these count. What keeps one from being made is no reason to stop.
pub(super) fn keep_all(home: &dyn Storage, settings: Option<&String>) {
    let differs = |name, bytes: &[u8]| {
        spare(home, name).is_ok_and(|kept| kept.is_none_or(|kept| *kept != bytes))
    };
    if let Some(settings) = settings
        && differs(CONFIG, settings.as_bytes())
    {
        let _ = keep(home, CONFIG, settings.as_bytes());
    }
    for name in FILES {
        if let (Ok(Some(there)), Ok(None)) = (read(home, name), spare(home, name)) {
            let _ = keep(home, name, &there);
        }
    }
}

/// The settings as they were read last, where this home keeps a spare of them.
pub(super) fn settings(root: &Path) -> Option<Vec<u8>> {
    use std::io::Read;
    let (path, mut bytes) = (root.join(name_of(CONFIG)), Vec::new());
    let file = path.is_file().then(|| std::fs::File::open(path).ok()).flatten()?;
    file.take(MIB + 1).read_to_end(&mut bytes).ok()?;
    files::unchecked(&bytes).map(<[u8]>::to_vec)
}

/// Writes the spare of a file that was changed.
pub(super) fn keep(home: &dyn Storage, name: &str, bytes: &[u8]) -> Result<(), StorageProblem> {
    let folder = MediumPath::parse(FOLDER)?;
    home.make_folders(&folder)?;
    let checked = Zeroizing::new(files::checked(bytes));
    files::write_over(home, &MediumPath::parse(&name_of(name))?, &checked)?;
    home.sync_folder(&folder)
}

/// Writes a file and its spare. The spare comes first: where a run is cut off between the two, or within the file, the
/// next one takes the newer.
pub(super) fn put(home: &dyn Storage, name: &str, bytes: &[u8]) -> Result<(), StorageProblem> {
    keep(home, name, bytes)?;
    write(home, name, bytes)
}

/// A file's name, and its bytes as the spare has them.
type Damaged = (&'static str, Zeroizing<Vec<u8>>);

fn damaged(home: &dyn Storage) -> Result<Vec<Damaged>, VaultProblem> {
    let replacing = home.facts(&path(SEALER_NEXT)?)?.is_some();
    let mut damaged = Vec::new();
    for name in FILES {
        // A run that was cut off has left two keys, and the ledger says which one counts.
        if replacing && [SEALER, SEALER_PUBLIC].contains(&name) {
            continue;
        }
        let there = read(home, name)?;
        match (there, spare(home, name)?) {
            (Some(there), Some(spare)) if *there == *spare => {}
            (Some(there), Some(spare)) if name == RECIPIENTS && has_others(&there, &spare) => {}
            (_, Some(spare)) => damaged.push((name, spare)),
            (_, None) => {}
        }
    }
    let settings = read(home, CONFIG)?;
    if settings.is_none_or(|text| text.trim_ascii().is_empty())
        && let Some(spare) = spare(home, CONFIG)?
    {
        damaged.push((CONFIG, spare));
    }
    Ok(damaged)
}

/// The settings as they were read last, where those that stand there can't be read.
fn unreadable_settings(home: &dyn Storage) -> Result<Option<Zeroizing<Vec<u8>>>, VaultProblem> {
    let is_read = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|t| Config::read(t).is_ok());
    let there = read(home, CONFIG)?;
    match there.is_some_and(|there| !there.trim_ascii().is_empty() && !is_read(&there)) {
        true => Ok(spare(home, CONFIG)?.filter(|spare| is_read(spare))),
        false => Ok(None),
    }
}

/// Whether a well-formed recipient stands there whom the spare does not name: no rot makes one.
fn has_others(there: &[u8], spare: &[u8]) -> bool {
    let there = String::from_utf8_lossy(there);
    let spare = String::from_utf8_lossy(spare);
    let recipients = there.lines().map(str::trim).filter(|line| line.parse::<Recipient>().is_ok());
    recipients.into_iter().any(|line| !spare.lines().any(|known| known.trim() == line))
}

/// Makes the folders again that backups leave out: a home that came back without them is not damaged.
fn put_back_uncached(home: &dyn Storage) -> Result<(), VaultProblem> {
    if home.facts(&path(INDEXES)?)?.is_none() {
        home.make_folders(&path(INDEXES)?)?;
    }
    if home.facts(&path(KNOWN)?)?.is_some() {
        return Ok(());
    }
    home.make_folders(&path(KNOWN)?)?;
    match spare(home, KNOWN_SECRET)? {
        Some(secret) => Ok(write(home, KNOWN_SECRET, &secret)?),
        None => Ok(()),
    }
}

fn write(home: &dyn Storage, name: &str, bytes: &[u8]) -> Result<(), StorageProblem> {
    let path = path(name)?;
    let folder = path.parent().unwrap_or_else(MediumPath::root);
    home.make_folders(&folder)?;
    files::write_over(home, &path, bytes)?;
    home.sync_folder(&folder)
}

fn read(home: &dyn Storage, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultProblem> {
    Ok(files::read_bounded(home, &path(name)?, MIB)?.map(Zeroizing::new))
}

/// The spare of a file, if it is there and whole.
fn spare(home: &dyn Storage, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultProblem> {
    let bytes = files::read_bounded(home, &path(&name_of(name))?, 2 * MIB)?.map(Zeroizing::new);
    let whole = bytes.as_ref().and_then(|bytes| files::unchecked(bytes));
    Ok(whole.map(|bytes| Zeroizing::new(bytes.to_vec())))
}

fn path(name: &str) -> Result<MediumPath, StorageProblem> {
    Ok(MediumPath::parse(name)?)
}
