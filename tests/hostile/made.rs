//! A bundle that a thief of the sealer's key makes by himself, and puts on record on one drive: sealed, signed, with
//! keys for the owner, and changed in whatever way a test asks for.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use kluis::formats::bag;
use kluis::formats::commitments::CommitmentSecret;
use kluis::formats::entry::{Copied, CopyState, Entry, Event, KeysWrapped, ReadBack, Sealed};
use kluis::formats::frames::{FrameSize, seek_table};
use kluis::formats::index::{IndexWriter, Meta, Mtime, Record, Tags};
use kluis::formats::seal::{Counts, Headers, Payload, Seal};
use kluis::formats::sums::{self, Sums};
use kluis::formats::tar_entry;
use kluis::powers::envelope;
use kluis::powers::identity::{Identity, Recipient};
use kluis::powers::signer::Namespace;
use kluis::rules::retention::ShownRule;
use kluis::things::bundle::bag_rule::bag_rule;
use kluis::things::bundle::pack::write_tag_files;
use kluis::things::bundle::{KEY, KEY_COPY, README, SEAL, SEAL_SIGNATURE, file_of};
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;
use kluis::words::limits::MIB;
use kluis::words::names::SafePath;

use super::place::{Place, text};
use super::thief::{forge, home_chain, label};

pub const MADE: &str = "20261101-0badc0de";
/// The drive that he puts it on, which has no parity.
pub const ON: &str = "c";

/// What changes a part of it before it is signed.
pub type Change<'a, T> = &'a dyn Fn(&mut T);

/// How it differs from one that kluis makes.
pub struct How<'a> {
    pub paths: &'a [&'a str],
    /// How often each record repeats its line.
    pub lines: usize,
    /// Whether the payload and the index are to somebody else too.
    pub shared: [bool; 2],
    pub with_checksums: bool,
    /// Changes the payload's one frame, as it is stored.
    pub frame: Change<'a, Vec<u8>>,
    /// Changes what stands behind the payload's frames.
    pub table: Change<'a, Vec<u8>>,
    /// Changes the index before it is encrypted.
    pub index: Change<'a, Vec<u8>>,
    pub meta: Change<'a, Meta>,
    pub seal: Change<'a, Seal>,
    pub entry: Change<'a, Sealed>,
}

impl Default for How<'_> {
    fn default() -> Self {
        How {
            paths: &["a.txt", "b.txt"],
            lines: 100,
            shared: [false; 2],
            with_checksums: true,
            frame: &|_| {},
            table: &|_| {},
            index: &|_| {},
            meta: &|_| {},
            seal: &|_| {},
            entry: &|_| {},
        }
    }
}

/// A vault with a drive more than usual, for such a bundle.
pub fn place() -> Place {
    let place = Place::new();
    let drive = place.drive(ON);
    fs::create_dir(&drive).unwrap();
    let add = ["medium", "add", "--same-disk", "--no-parity", "--label", "C", text(&drive)];
    place.well(&add);
    place.keep();
    place
}

/// Puts it on its drive.
pub fn make(place: &Place, how: &How<'_>) {
    let template = fs::read(place.bundle("a", &place.kept).join(SEAL)).unwrap();
    let template = Seal::read(&template).unwrap();
    let bundle: BundleId = MADE.parse().unwrap();
    let own = Identity::generate();
    let to = |shared: bool| -> Vec<Recipient> {
        let other = shared.then(|| Identity::generate().recipient());
        std::iter::once(own.recipient()).chain(other).collect()
    };
    let mut seal = Seal { bundle, ..template };
    let (records, tar) = tar(&seal, how);

    let mut compressor = zstd::bulk::Compressor::new(3).unwrap();
    compressor.include_checksum(how.with_checksums).unwrap();
    compressor.include_contentsize(true).unwrap();
    let mut plain = compressor.compress(&tar).unwrap();
    (how.frame)(&mut plain);
    let frames: Vec<FrameSize> = vec![(plain.len() as u32, tar.len() as u32).into()];
    let mut table = seek_table(&frames);
    (how.table)(&mut table);
    plain.extend(table);
    let (payload_header, payload) = encrypted(&to(how.shared[0]), &plain);

    let mut meta = Meta {
        bundle,
        case: None,
        classes: vec!["nl-admin-basis".into()],
        commitment_secret: CommitmentSecret::from_random([7; 32]),
        frames,
        report: serde_json::json!({}),
        rules: seal.rules.iter().map(|rule| serde_json::to_value(rule).unwrap()).collect(),
        vault: seal.vault,
    };
    (how.meta)(&mut meta);
    let mut index = IndexWriter::new(Vec::new()).unwrap();
    records.iter().for_each(|record| index.push(record).unwrap());
    let mut index = index.finish(&meta).unwrap().0;
    (how.index)(&mut index);
    let (index_header, index) = encrypted(&to(how.shared[1]), &index);
    let mut committed = Vec::new();
    let hashes = records.iter().map(|record| &record.sha256);
    meta.commitment_secret.write(hashes, &mut committed).unwrap();
    let summed = Sums {
        volumes: vec![Digest::of(&payload)],
        index: Digest::of(&index),
        commitments: Digest::of(&committed),
    };
    let key = envelope::key_file(&[place.identity().recipient()], &own).unwrap();
    let volume = sums::volume_name(0);
    let files = [
        (sums::NAME, summed.to_bytes()),
        (sums::INDEX_NAME, index),
        (&volume, payload),
        (sums::COMMITMENTS_NAME, committed),
    ];

    let bytes = records.iter().map(|record| record.size).sum();
    seal.counts = Counts { bytes, records: records.len() as u64 };
    seal.files = files.iter().map(|(name, bytes)| file_of(name, bytes)).collect();
    seal.headers = Headers { index: index_header, payload: payload_header };
    seal.key_file = Digest::of(&key);
    seal.newest_mtime = records.last().map(|_| "2025-11-30T12:00:00Z".parse().unwrap());
    seal.payload = Payload {
        plain_bytes: plain.len() as u64,
        tar_bytes: tar.len() as u64,
        volume_bytes: 64 * MIB,
        volumes: 1,
    };
    seal.readme = Digest::of(b"");
    seal.recipient = own.recipient().digest();
    (how.seal)(&mut seal);
    let sealed = seal.to_bytes();
    let folder: PathBuf = place.bundle(ON, MADE);
    fs::create_dir_all(&folder).unwrap();
    let signature = place.sealer().sign(Namespace::Seal, &sealed).into_bytes();
    let beside = [
        (KEY, key.clone()),
        (KEY_COPY, key),
        (README, vec![]),
        (SEAL, sealed),
        (SEAL_SIGNATURE, signature),
    ];
    for (name, bytes) in files.iter().chain(&beside) {
        fs::write(folder.join(name), bytes).unwrap();
    }
    record(place, &seal, how);
}

fn encrypted(recipients: &[Recipient], plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut file = envelope::encrypting(recipients, Vec::new()).unwrap();
    let header = file.header().to_vec();
    file.write_all(plain).unwrap();
    (header, file.finish().unwrap())
}

/// The records under these paths, and the tar with them.
fn tar(seal: &Seal, how: &How<'_>) -> (Vec<Record>, Vec<u8>) {
    let (mut records, mut tar) = (Vec::new(), Vec::new());
    // The last second before the next, so that a fraction must be dropped.
    let mtime = Mtime::new(1_764_504_000, 999_999_999).unwrap();
    let pad = |tar: &mut Vec<u8>| tar.resize(tar.len() + tar_entry::padding(tar.len() as u64), 0);
    for (n, path) in (0..).zip(how.paths) {
        let path = SafePath::parse(path).unwrap();
        let bytes = format!("{path}\n").repeat(how.lines).into_bytes();
        let size = bytes.len() as u64;
        tar.extend(tar_entry::member_header(&bag::record_path(seal.bundle, &path), size, mtime));
        let offset = tar.len() as u64;
        let (sha256, tags) = (Digest::of(&bytes), Tags::default());
        let private = false;
        let (name, document) = (None, None);
        records.push(Record {
            document,
            mtime,
            n,
            name,
            offset,
            path,
            private,
            sha256,
            size,
            tags,
        });
        tar.extend(bytes);
        pad(&mut tar);
    }
    let rules: Vec<_> = seal.rules.iter().filter_map(ShownRule::open).map(bag_rule).collect();
    let mut put = |bytes: &[u8]| {
        tar.extend(bytes);
        Ok(())
    };
    let time = seal.sealed_at.time;
    write_tag_files(&records, seal.bundle, seal.vault, time, &rules, &mut put).unwrap();
    tar.extend(tar_entry::END);
    (records, tar)
}

/// Puts it on record as the home's own runs do.
fn record(place: &Place, seal: &Seal, how: &How<'_>) {
    let text = fs::read_to_string(home_chain(place, ON)).unwrap();
    let mut entries = text.lines().map(|line| Entry::read(format!("{line}\n").as_bytes()).unwrap());
    let run = entries.find_map(|entry| match entry.event {
        Event::Sealed(sealed) => Some(sealed.run),
        _ => None,
    });
    let (bundle, medium) = (seal.bundle, label(place, ON).medium);
    let mut sealed = Sealed {
        bundle,
        bytes: seal.counts.bytes,
        case: seal.case,
        end: seal.end,
        key_file: seal.key_file,
        records: seal.counts.records,
        rules: seal.rules.clone(),
        run: run.unwrap(),
        seal: Digest::of(&seal.to_bytes()),
    };
    (how.entry)(&mut sealed);
    let wrapped = KeysWrapped {
        bundle,
        generation: 1,
        key: seal.key_file,
        key_copy: seal.key_file,
        media: vec![medium],
        read_back: ReadBack::PastCache,
        recipients: vec![],
    };
    let (read_back, state) = (ReadBack::PastCache, CopyState::ReadBack);
    let copied = Copied { bundle, medium, read_back, state };
    let events = [Event::Sealed(sealed), Event::KeysWrapped(wrapped), Event::Copied(copied)];
    forge(place, ON, events.map(|event| (event, None)).into(), None);
}
