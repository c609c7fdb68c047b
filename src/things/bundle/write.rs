//! Writes a bundle in the order that is law (design, "Write order is law"): payload, index, commitments and
//! sums; read back; keys; read back; what it holds, at home; the seal, and last its signature, which is the commit.

use std::io::Write;

use crate::formats::bag::BagRule;
use crate::formats::commitments::CommitmentSecret;
use crate::formats::entry::{FileFacts, Head};
use crate::formats::index::{IndexWriter, Meta, Record, Tags, Unwritable};
use crate::formats::seal::{Algorithms, Counts, Headers, Payload, Seal};
use crate::formats::sums::Sums;
use crate::powers::asker::{Act, Watcher};
use crate::powers::envelope::{self, Unsealed};
use crate::powers::identity::{Identity, Recipient};
use crate::powers::medium::{MediumPath, ReadBack, Storage, StorageProblem};
use crate::powers::random::{Random, draw};
use crate::powers::signer::{Namespace, SigningKey};
use crate::rules::retention::{ClassShown, End, PinnedRule};
use crate::things::files;
use crate::words::day::Stamp;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, Tag, VaultId};

use super::bag_rule::bag_rule;
use super::begun::{Begun, Uncommitted};
use super::fixity::{self, FileFault, Fixity};
use super::form::newest_mtime;
use super::pack::{Item, PackProblem, Packed, Packing, pack};
use super::parity;
use super::parity::write::{ParityProblem, protect, read_back_and_protect_payload};
use super::volumes::{SumWriter, storage_problem, unsealed_problem};
use super::{COMMITMENTS, INDEX, KEY, KEY_COPY, README, SEAL, SEAL_SIGNATURE, SUMS, file_of};

/// All that a bundle is made from, except its files.
pub struct Writing<'a> {
    pub storage: &'a dyn Storage,
    /// The bundle's own folder, `bundles/<id>`, not there yet.
    pub folder: &'a MediumPath,
    /// Where the home keeps its copy of the index, if it does.
    pub home_index: Option<(&'a dyn Storage, &'a MediumPath)>,
    pub vault: VaultId,
    pub bundle: BundleId,
    pub recipients: &'a [Recipient],
    pub sealer: &'a SigningKey,
    pub stamp: Stamp,
    /// The rules as they show on the drive, and as they are.
    pub rules_shown: Vec<PinnedRule>,
    pub rules_whole: Vec<PinnedRule>,
    pub end: End,
    pub case: Option<(Tag, String)>,
    pub tags: &'a Tags,
    pub heads: Vec<Head>,
    pub report: serde_json::Value,
    pub volume_bytes: u64,
    /// Whether this medium gets parity.
    pub parity: bool,
    /// Where the wrapped keys go: in this bundle's folder, or in its folders on media that hold only keys.
    pub keys_at: Vec<(&'a dyn Storage, MediumPath)>,
    pub readme: &'a dyn Fn(&[FileFacts]) -> String,
    /// Keeps at home what the bundle holds, before there is a bundle: a commit whose end nobody saw may stand all
    /// the same, and its files are not sealed a second time.
    pub remember: &'a dyn Fn(&[Record]) -> Result<(), StorageProblem>,
    pub watcher: &'a dyn Watcher,
}

/// A bundle that stands on its first medium, committed and read back.
pub struct WrittenBundle {
    pub seal: Seal,
    pub seal_bytes: Vec<u8>,
    pub signature: Vec<u8>,
    pub key_file: Vec<u8>,
    /// The bundle's own identity, to try the copy with before it is forgotten.
    pub identity: Identity,
    pub records: Vec<Record>,
    pub read_back: ReadBack,
    /// Why the seal has no parity, where it should have: the bundle stands without.
    pub unprotected: Option<ParityProblem>,
    pub left: Vec<(std::path::PathBuf, crate::powers::sources::SourceProblem)>,
}

/// Why no bundle came about. What was written of it is unfinished and carries no seal.
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum WriteProblem {
    Pack(#[from] PackProblem),
    Storage(#[from] StorageProblem),
    ReadBack { name: String, fault: FileFault },
    Parity(ParityProblem),
    Recipients(#[from] Unsealed),
    NothingLeft(Vec<(std::path::PathBuf, crate::powers::sources::SourceProblem)>),
}

impl From<ParityProblem> for WriteProblem {
    fn from(problem: ParityProblem) -> Self {
        match problem {
            ParityProblem::Storage(problem) => WriteProblem::Storage(problem),
            ParityProblem::ReadBack { name, fault } => WriteProblem::ReadBack { name, fault },
            other => WriteProblem::Parity(other),
        }
    }
}

/// Writes, reads back and commits one bundle of the items, which are sorted by safe path.
pub fn write(
    items: &[Item],
    writing: &Writing<'_>,
    random: &mut dyn Random,
) -> Result<WrittenBundle, Uncommitted<WriteProblem>> {
    let begun = Begun::make(writing.storage, writing.folder)?;
    let written = write_into(items, writing, random);
    written.map_err(|problem| Uncommitted { problem, begun: Some(begun) })
}

fn write_into(
    items: &[Item],
    writing: &Writing<'_>,
    random: &mut dyn Random,
) -> Result<WrittenBundle, WriteProblem> {
    let identity = Identity::generate();
    let recipient = identity.recipient();
    let bag_rules: Vec<BagRule> = writing.rules_whole.iter().map(bag_rule).collect();
    writing.watcher.begin(Act::Sealing, items.iter().map(|item| item.bytes).sum());
    let packed = pack(
        items,
        &Packing {
            storage: writing.storage,
            folder: writing.folder,
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
    let (files, readme) = finish_files(&packed.volumes, index, committed, writing)?;
    let mut fixity = if writing.parity {
        let found = read_back_and_protect_payload(
            writing.storage,
            writing.folder,
            &files,
            writing.watcher,
        )?;
        held(found, writing)?
    } else {
        read_back(writing, &files)?
    };

    let key_file = envelope::key_file(writing.recipients, &identity)?;
    // Before the keys: by this the home knows keys on a drive as its own, whose run was cut off.
    (writing.remember)(&packed.records)?;
    for (storage, folder) in &writing.keys_at {
        storage.make_folders(folder)?;
        let twins = write_keys(*storage, folder, &key_file)?;
        fixity.join(read_back_at(*storage, folder, writing, &twins)?);
    }

    let hashes = Hashes { readme, key_file: Digest::of(&key_file), recipient: recipient.digest() };
    let seal = seal_of(&packed, writing, files, index_header, hashes);
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
        left,
    })
}

/// Reads files back and turns the first fault into the reason why there is no bundle.
fn read_back(writing: &Writing<'_>, files: &[FileFacts]) -> Result<Fixity, WriteProblem> {
    read_back_at(writing.storage, writing.folder, writing, files)
}

fn read_back_at(
    storage: &dyn Storage,
    folder: &MediumPath,
    writing: &Writing<'_>,
    files: &[FileFacts],
) -> Result<Fixity, WriteProblem> {
    writing.watcher.begin(Act::ReadingBack, files.iter().map(|file| file.bytes).sum());
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

/// A class as it is called inside, where confidential ones are whole too.
fn class_word(rule: &PinnedRule) -> String {
    match &rule.class {
        ClassShown::Id(id) => id.to_string(),
        ClassShown::Tag(tag) => tag.to_string(),
    }
}

fn rule_value(rule: &PinnedRule) -> serde_json::Value {
    serde_json::to_value(rule).expect("a rule has string keys and no failing serializers")
}

/// Index frames go to the medium under the bundle's own recipient and to the home under the vault's.
struct Both<A: Write, B: Write>(A, Option<B>);

impl<A: Write, B: Write> Write for Both<A, B> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write_all(bytes)?;
        if let Some(second) = &mut self.1 {
            second.write_all(bytes)?;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn write_index(
    packed: &Packed,
    writing: &Writing<'_>,
    recipient: &Recipient,
    secret: &CommitmentSecret,
) -> Result<(FileFacts, Vec<u8>), WriteProblem> {
    let trouble = |error| storage_problem(error, writing.folder);
    let unsealed = |problem| unsealed_problem(problem, writing.folder);
    let file = SumWriter::create(writing.storage, writing.folder, INDEX.into())?;
    let on_medium =
        envelope::encrypting(std::slice::from_ref(recipient), file).map_err(unsealed)?;
    let header = on_medium.header().to_vec();
    let at_home = match writing.home_index {
        None => None,
        Some((home, folder)) => {
            let name = format!("{}.age", writing.bundle);
            let file = SumWriter::create(home, folder, name)?;
            Some(envelope::encrypting(writing.recipients, file).map_err(unsealed)?)
        }
    };
    let unwritable = |problem: Unwritable| match problem {
        Unwritable::Io(error) => trouble(error),
        other => trouble(std::io::Error::other(other)),
    };
    let mut index = IndexWriter::new(Both(on_medium, at_home)).map_err(trouble)?;
    for record in &packed.records {
        index.push(record).map_err(unwritable)?;
    }
    let meta = Meta {
        bundle: writing.bundle,
        vault: writing.vault,
        case: writing.case.as_ref().map(|(_, code)| code.clone()),
        classes: writing.rules_whole.iter().map(class_word).collect(),
        commitment_secret: secret.clone(),
        frames: packed.frames.clone(),
        report: writing.report.clone(),
        rules: writing.rules_whole.iter().map(rule_value).collect(),
    };
    let (Both(on_medium, at_home), _) = index.finish(&meta).map_err(unwritable)?;
    if let Some(at_home) = at_home {
        at_home.finish().map_err(trouble)?.finish()?;
        if let Some((home, folder)) = writing.home_index {
            home.sync_folder(folder)?;
        }
    }
    let file = on_medium.finish().map_err(trouble)?.finish()?;
    Ok((file, header))
}

fn write_commitments(
    records: &[Record],
    writing: &Writing<'_>,
    secret: &CommitmentSecret,
) -> Result<FileFacts, WriteProblem> {
    let trouble = |error| storage_problem(error, writing.folder);
    let file = SumWriter::create(writing.storage, writing.folder, COMMITMENTS.into())?;
    let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
    secret.write(records.iter().map(|record| &record.sha256), &mut out).map_err(trouble)?;
    let file = out.into_inner().map_err(|error| trouble(error.into_error()))?;
    Ok(file.finish()?)
}

/// Writes the sums and the readme, syncs the folder, and lists the sealed files in the order of writing;
/// the readme's hash goes with them.
fn finish_files(
    volumes: &[FileFacts],
    index: FileFacts,
    committed: FileFacts,
    writing: &Writing<'_>,
) -> Result<(Vec<FileFacts>, Digest), WriteProblem> {
    let (index_sha256, committed_sha256) = (index.sha256, committed.sha256);
    let mut files = volumes.to_vec();
    files.push(index);
    files.push(committed);
    let sums = Sums {
        volumes: volumes.iter().map(|file| file.sha256).collect(),
        index: index_sha256,
        commitments: committed_sha256,
    }
    .to_bytes();
    files::write_new(
        writing.storage,
        &writing.folder.join(SUMS).map_err(StorageProblem::from)?,
        &sums,
    )?;
    files.push(file_of(SUMS, &sums));
    let readme = (writing.readme)(volumes);
    files::write_new(
        writing.storage,
        &writing.folder.join(README).map_err(StorageProblem::from)?,
        readme.as_bytes(),
    )?;
    writing.storage.sync_folder(writing.folder)?;
    Ok((files, Digest::of(readme.as_bytes())))
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

/// Writes the seal and then its signature, each synced; says what must be read back.
pub fn write_seal(
    storage: &dyn Storage,
    folder: &MediumPath,
    seal: &[u8],
    signature: &[u8],
) -> Result<[FileFacts; 2], StorageProblem> {
    files::write_new(storage, &folder.join(SEAL)?, seal)?;
    storage.sync_folder(folder)?;
    files::write_new(storage, &folder.join(SEAL_SIGNATURE)?, signature)?;
    storage.sync_folder(folder)?;
    Ok([file_of(SEAL, seal), file_of(SEAL_SIGNATURE, signature)])
}

/// What the seal names by its hash alone.
struct Hashes {
    readme: Digest,
    key_file: Digest,
    recipient: Digest,
}

fn seal_of(
    packed: &Packed,
    writing: &Writing<'_>,
    mut files: Vec<FileFacts>,
    index_header: Vec<u8>,
    hashes: Hashes,
) -> Seal {
    files.sort_by(|a, b| a.name.cmp(&b.name));
    let seal = Seal {
        algorithms: Algorithms::default(),
        bundle: writing.bundle,
        case: writing.case.as_ref().map(|(tag, _)| *tag),
        counts: Counts {
            bytes: packed.records.iter().map(|record| record.size).sum(),
            records: packed.records.len() as u64,
        },
        end: writing.end,
        files,
        headers: Headers { index: index_header, payload: packed.header.clone() },
        heads: writing.heads.clone(),
        key_file: hashes.key_file,
        newest_mtime: None,
        payload: Payload {
            plain_bytes: packed.plain_bytes,
            tar_bytes: packed.tar_bytes,
            volume_bytes: writing.volume_bytes,
            volumes: packed.volumes.len() as u64,
        },
        program: crate::PROGRAM.into(),
        readme: hashes.readme,
        recipient: hashes.recipient,
        rules: writing.rules_shown.clone(),
        sealed_at: writing.stamp,
        supersedes: vec![],
        unread: Default::default(),
        vault: writing.vault,
    };
    Seal { newest_mtime: newest_mtime(&seal, &packed.records), ..seal }
}
