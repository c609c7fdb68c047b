//! Writes a bundle in the order that is law (design, "Write order is law"): payload, index and commitments; read back,
//! which hashes them; sums; read back; what it holds, at home; keys; read back; the seal, and last its signature,
//! which is the commit.

mod index;
mod seal;
mod writing;

use crate::formats::bag::BagRule;
use crate::formats::commitments::CommitmentSecret;
use crate::formats::entry::FileFacts;
use crate::formats::sums::Sums;
use crate::powers::asker::{Act, Quiet, Watcher};
use crate::powers::envelope::{self};
use crate::powers::identity::Identity;
use crate::powers::medium::{MediumPath, ReadBack, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::powers::signer::Namespace;
use crate::things::files;
use crate::words::digest::Digest;

use super::bag_rule::bag_rule;
use super::begun::{Begun, Uncommitted};
use super::fixity::{self, Expected, Fixity, Written};
use super::pack::{Input, PackProblem, Packed, Packing, pack};
use super::parity;
use super::parity::write::{protect, read_back_and_protect_payload};
use super::{KEY, KEY_COPY, Place, README, SUMS, file_of};

use index::{write_commitments, write_index};
pub use seal::write_seal;
use seal::{Hashes, seal_of};
pub use writing::{Beside, WriteProblem, Writing, WrittenBundle};

/// Writes, reads back and commits one bundle of what is given, sorted by safe path.
pub fn write(
    input: Input<'_>,
    writing: &Writing<'_>,
    random: &mut dyn Random,
) -> Result<WrittenBundle, Uncommitted<WriteProblem>> {
    let begun = Begun::make(writing.storage, writing.folder)?;
    let written = write_into(input, writing, random);
    written.map_err(|problem| Uncommitted { problem, begun: Some(begun) })
}

fn write_into(
    input: Input<'_>,
    writing: &Writing<'_>,
    random: &mut dyn Random,
) -> Result<WrittenBundle, WriteProblem> {
    let identity = Identity::generate();
    let recipient = identity.recipient();
    let bag_rules: Vec<BagRule> = writing.rules_whole.iter().map(bag_rule).collect();
    writing.watcher.begin(Act::Sealing, input.bytes());
    let places: Vec<Place<'_>> = writing.beside.iter().map(|beside| beside.place).collect();
    let packed = pack(
        input,
        &Packing {
            storage: writing.storage,
            folder: writing.folder,
            beside: &places,
            recipient: &recipient,
            volume_bytes: writing.volume_bytes,
            bundle: writing.bundle,
            vault: writing.vault,
            sealed_at: writing.stamp.time,
            rules: &bag_rules,
            tags: writing.tags,
            watcher: writing.watcher,
        },
    )?;
    writing.watcher.end();
    if packed.records.is_empty() {
        return Err(WriteProblem::NothingLeft(packed.left));
    }
    let secret = CommitmentSecret::from_random(draw(random));
    let (index, index_header) = write_index(&packed, writing, &recipient, &secret)?;
    let committed = write_commitments(&packed.records, writing, &secret)?;
    writing.storage.sync_folder(writing.folder)?;
    let written: Vec<Written> = packed.volumes.iter().cloned().chain([index, committed]).collect();
    let (fixity, beside) = std::thread::scope(|scope| {
        let (further, volumes, watcher) = (writing.beside, &packed.beside, writing.watcher);
        let others = scope.spawn(move || read_back_beside(further, volumes, &Quiet(watcher)));
        let first = read_back_first(&written, writing);
        (first, others.join().expect("what is read back beside the first is given as none"))
    });
    let mut fixity = fixity?;
    let mut files = fixity.found_of(&written).expect("what held was read, file by file");
    let (sums, readme) = write_sums(&files, writing)?;
    fixity.join(read_back(writing, std::slice::from_ref(&sums))?);
    files.push(sums);

    let key_file = envelope::key_file(writing.recipients, &identity)?;
    // Before the keys: by this the home knows after a cut-off run that keys on a drive are its own.
    (writing.remember)(&packed.records)?;
    for (storage, folder) in &writing.keys_at {
        storage.make_folders(folder)?;
        let twins = write_keys(*storage, folder, &key_file)?;
        fixity.join(read_back_at(*storage, folder, writing, &twins)?);
    }

    let hashes = Hashes { readme, key_file: Digest::of(&key_file), recipient: recipient.digest() };
    let seal = seal_of(&packed, writing, files, index_header, &secret, hashes);
    let seal_bytes = seal.to_bytes();
    let signature = writing.sealer.sign(Namespace::Seal, &seal_bytes).into_bytes();
    let commit = write_seal(writing.storage, writing.folder, &seal_bytes, &signature)?;
    fixity.join(read_back(writing, &commit)?);
    // From here on there is a bundle, with or without the rest of its parity.
    let plan = parity::seal_set(&seal.files, [&commit[0], &commit[1]]);
    let unprotected = writing
        .parity
        .then(|| protect(writing.storage, writing.folder, &plan, writing.watcher).err())
        .flatten();
    let Packed { records, left, .. } = packed;
    Ok(WrittenBundle {
        seal,
        seal_bytes,
        signature,
        key_file,
        identity,
        records,
        read_back: fixity.how.unwrap_or(ReadBack::Cached),
        unprotected,
        beside,
        left,
    })
}

fn read_back_first(written: &[Written], writing: &Writing<'_>) -> Result<Fixity, WriteProblem> {
    if !writing.parity {
        return read_back(writing, written);
    }
    let (storage, folder) = (writing.storage, writing.folder);
    held(read_back_and_protect_payload(storage, folder, written, writing.watcher)?, writing)
}

/// Reads the volumes of each further drive back, one drive after the other, and makes parity over them: that takes
/// memory. What does not hold there is told when the copy is made.
fn read_back_beside(
    further: &[Beside<'_>],
    volumes: &[Option<Vec<Written>>],
    watcher: &dyn Watcher,
) -> Vec<Option<Fixity>> {
    let found = |(beside, volumes): (&Beside<'_>, &Option<Vec<Written>>)| {
        let (Place { storage, folder }, volumes) = (beside.place, volumes.as_ref()?);
        let found = match beside.parity {
            true => read_back_and_protect_payload(storage, folder, volumes, watcher).ok()?,
            false => fixity::read_back(storage, folder, volumes, watcher),
        };
        (found.how.is_some() && found.holds()).then_some(found)
    };
    further.iter().zip(volumes).map(found).collect()
}

/// Reads files back and turns the first fault into the reason why there is no bundle.
fn read_back<E: Expected>(writing: &Writing<'_>, files: &[E]) -> Result<Fixity, WriteProblem> {
    read_back_at(writing.storage, writing.folder, writing, files)
}

fn read_back_at<E: Expected>(
    storage: &dyn Storage,
    folder: &MediumPath,
    writing: &Writing<'_>,
    files: &[E],
) -> Result<Fixity, WriteProblem> {
    writing.watcher.begin(Act::ReadingBack, files.iter().map(Expected::bytes).sum());
    let fixity = fixity::read_back(storage, folder, files, writing.watcher);
    writing.watcher.end();
    held(fixity, writing)
}

fn held(mut fixity: Fixity, writing: &Writing<'_>) -> Result<Fixity, WriteProblem> {
    if writing.watcher.interrupted() {
        return Err(PackProblem::Interrupted.into());
    }
    match fixity.faults.pop() {
        None => Ok(fixity),
        Some((name, fault)) => Err(WriteProblem::ReadBack { name, fault }),
    }
}

/// Writes the sums of what was read back, and the readme, and syncs the folder. Gives the sums' file, which is to be
/// read back itself, and the readme's hash.
fn write_sums(
    found: &[FileFacts],
    writing: &Writing<'_>,
) -> Result<(FileFacts, Digest), WriteProblem> {
    let [volumes @ .., index, committed] = found else {
        unreachable!("an index and commitments were written");
    };
    let sums = Sums {
        volumes: volumes.iter().map(|file| file.sha256).collect(),
        index: index.sha256,
        commitments: committed.sha256,
    }
    .to_bytes();
    let put = |name: &str, bytes: &[u8]| {
        let path = writing.folder.join(name).map_err(StorageProblem::from)?;
        files::write_new(writing.storage, &path, bytes)
    };
    put(SUMS, &sums)?;
    let readme = (writing.readme)(volumes);
    put(README, readme.as_bytes())?;
    writing.storage.sync_folder(writing.folder)?;
    Ok((file_of(SUMS, &sums), Digest::of(readme.as_bytes())))
}

/// Writes both twins of the wrapped key and syncs them; says what must be read back.
pub fn write_keys(
    storage: &dyn Storage,
    folder: &MediumPath,
    key_file: &[u8],
) -> Result<[FileFacts; 2], StorageProblem> {
    for name in [KEY, KEY_COPY] {
        files::write_new(storage, &folder.join(name)?, key_file)?;
    }
    storage.sync_folder(folder)?;
    Ok([file_of(KEY, key_file), file_of(KEY_COPY, key_file)])
}
