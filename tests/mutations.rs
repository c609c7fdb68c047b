//! Every fuzz target on a stable compiler: inputs made from the seeds by chance, for a few seconds, or for as many as
//! `KLUIS_MUTATE_SECONDS` says. The real fuzzer finds more (docs/fuzzing.md); this finds at once what a change breaks.
//!
//! What chance made can be made again: the number that it began with is printed, and `KLUIS_MUTATE_FROM` takes it.

// A target names the macro of the fuzzer's crate: here it is this one's.
extern crate self as libfuzzer_sys;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A target as a function.
#[macro_export]
macro_rules! fuzz_target {
    (|$bytes:ident: $kind:ty| $body:block) => {
        pub fn run($bytes: $kind) $body
    };
}

// Each target has `#![no_main]`, which means something to the fuzzer's own build alone.
#[path = "fuzz/targets/chain.rs"]
#[allow(unused_attributes)]
mod chain;
#[path = "fuzz/targets/document.rs"]
#[allow(unused_attributes)]
mod document;
#[path = "fuzz/targets/drive.rs"]
#[allow(unused_attributes)]
mod drive;
#[path = "fuzz/targets/entry.rs"]
#[allow(unused_attributes)]
mod entry;
#[path = "fuzz/targets/envelope.rs"]
#[allow(unused_attributes)]
mod envelope;
#[path = "fuzz/targets/frames.rs"]
#[allow(unused_attributes)]
mod frames;
#[path = "fuzz/targets/identity_file.rs"]
#[allow(unused_attributes)]
mod identity_file;
#[path = "fuzz/targets/index.rs"]
#[allow(unused_attributes)]
mod index;
#[path = "fuzz/targets/key_file.rs"]
#[allow(unused_attributes)]
mod key_file;
#[path = "fuzz/targets/label.rs"]
#[allow(unused_attributes)]
mod label;
#[path = "fuzz/targets/note.rs"]
#[allow(unused_attributes)]
mod note;
#[path = "fuzz/targets/par2.rs"]
#[allow(unused_attributes)]
mod par2;
#[path = "fuzz/targets/safe_path.rs"]
#[allow(unused_attributes)]
mod safe_path;
#[path = "fuzz/targets/seal.rs"]
#[allow(unused_attributes)]
mod seal;
#[path = "fuzz/targets/shown_text.rs"]
#[allow(unused_attributes)]
mod shown_text;
#[path = "fuzz/targets/signature.rs"]
#[allow(unused_attributes)]
mod signature;
#[path = "fuzz/targets/statement.rs"]
#[allow(unused_attributes)]
mod statement;
#[path = "fuzz/targets/sums.rs"]
#[allow(unused_attributes)]
mod sums;
#[path = "fuzz/targets/tar_header.rs"]
#[allow(unused_attributes)]
mod tar_header;
#[path = "fuzz/targets/timestamp.rs"]
#[allow(unused_attributes)]
mod timestamp;
#[path = "fuzz/targets/vault_document.rs"]
#[allow(unused_attributes)]
mod vault_document;

type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 21] = [
    ("chain", chain::run),
    ("document", document::run),
    ("drive", drive::run),
    ("entry", entry::run),
    ("envelope", envelope::run),
    ("frames", frames::run),
    ("identity_file", identity_file::run),
    ("index", index::run),
    ("key_file", key_file::run),
    ("label", label::run),
    ("note", note::run),
    ("par2", par2::run),
    ("safe_path", safe_path::run),
    ("seal", seal::run),
    ("shown_text", shown_text::run),
    ("signature", signature::run),
    ("statement", statement::run),
    ("sums", sums::run),
    ("tar_header", tar_header::run),
    ("timestamp", timestamp::run),
    ("vault_document", vault_document::run),
];

/// As long as an input grows.
const BYTES_MAX: usize = 16_384;

/// Numbers by chance (xorshift64*), the same from the same start.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// One input made from another: some bytes changed, left out, repeated, or taken from a third.
fn mutated(chance: &mut Chance, seeds: &[Vec<u8>]) -> Vec<u8> {
    const TELLING: [u8; 8] = [0, 1, b' ', b'"', b'0', 0x7f, 0x80, 0xff];
    let mut bytes = chance.of(seeds).clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len());
        let end = (at + 1 + chance.below(32)).min(bytes.len());
        match chance.below(7) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << chance.below(8),
            1 if !bytes.is_empty() => bytes[at] = *chance.of(&TELLING),
            2 => drop(bytes.drain(at.min(end)..end)),
            3 => bytes.insert(at, *chance.of(&TELLING)),
            4 => {
                let again = bytes[at.min(end)..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => bytes.truncate(at),
            _ => {
                let other = chance.of(seeds);
                let from = chance.below(other.len());
                let taken = &other[from..(from + chance.below(256)).min(other.len())];
                bytes.splice(at..at, taken.iter().copied());
            }
        }
    }
    bytes.truncate(BYTES_MAX);
    bytes
}

/// Whether at least one seed is what the target lets in: else chance would only ever try what is refused.
#[test]
fn the_seed_of_a_statement_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = seeds(folder.path());
    for seed in &seeds["statement"] {
        let read = kluis::formats::statement::Statement::read(seed);
        assert!(read.is_ok(), "{read:?}");
    }
}

/// The seeds of each target, written anew by the script.
fn seeds(folder: &Path) -> BTreeMap<String, Vec<Vec<u8>>> {
    let made = Command::new("python3").arg("tests/fuzz/make_seeds.py").arg(folder).status();
    assert!(made.expect("this test needs python3").success());
    let list = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("the script made it");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths
    };
    let read = |path: &Path| std::fs::read(path).expect("the script wrote it");
    let of = |folder: &Path| list(folder).iter().map(|path| read(path)).collect();
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    list(folder).iter().map(|path| (name(path), of(path))).collect()
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

#[test]
fn no_input_made_from_the_seeds_makes_a_reader_fall_over() {
    let folder = tempfile::tempdir().unwrap();
    let seeds = seeds(folder.path());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is right");
    let from = number("KLUIS_MUTATE_FROM").unwrap_or(now.as_nanos() as u64).max(1);
    let long = Duration::from_secs(number("KLUIS_MUTATE_SECONDS").unwrap_or(4));
    println!("KLUIS_MUTATE_FROM={from}");
    let each = long / TARGETS.len() as u32;
    let mut tried = 0u64;
    for (at, (name, target)) in TARGETS.into_iter().enumerate() {
        // A target without seeds of its own starts from nothing.
        let seeds = seeds.get(name).cloned().unwrap_or_else(|| vec![Vec::new()]);
        let mut chance = Chance(from.wrapping_add(at as u64).max(1));
        let started = Instant::now();
        while started.elapsed() < each {
            let input = mutated(&mut chance, &seeds);
            tried += 1;
            if catch_unwind(AssertUnwindSafe(|| target(&input))).is_err() {
                let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fell-over-{name}"));
                std::fs::write(&kept, &input).unwrap();
                panic!("{name} fell over, from {from}: {}", kept.display());
            }
        }
    }
    println!("{tried} inputs");
    assert!(tried >= TARGETS.len() as u64, "each target was tried");
}

#[test]
fn every_fuzz_target_is_tried() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/targets");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> =
        files.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, TARGETS.map(|(name, _)| name));
}

#[test]
fn a_reader_that_falls_over_is_noticed() {
    let read: fn(&[u8]) = |_| panic!("a reader that falls over");
    assert!(catch_unwind(|| read(b"x")).is_err());
    let seeds = [b"one".to_vec(), b"another".to_vec()];
    let mut chance = Chance(7);
    let made: Vec<_> = (0..50).map(|_| mutated(&mut chance, &seeds)).collect();
    let mut again = Chance(7);
    assert!(made.iter().all(|input| *input == mutated(&mut again, &seeds)));
    assert!(made.iter().filter(|input| !seeds.contains(input)).count() > 25);
}
