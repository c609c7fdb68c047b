//! Parity against stock `par2`, alternately, over the same files, slices and recovery slices:
//!
//! ```text
//! cargo bench --bench parity -- [MIB] [ROUNDS]      1024 MiB and 3 rounds without
//! ```
//!
//! Prints each run and the ratio of the medians. Run it on a machine that does nothing else; a ratio of one round on a
//! busy one means little. It also has stock `par2` verify what was made here.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use kluis::formats::entry::FileFacts;
use kluis::powers::asker::Unwatched;
use kluis::powers::medium::{MediumPath, open_native};
use kluis::things::bundle::Place;
use kluis::things::bundle::parity::mend::mend;
use kluis::things::bundle::parity::write::protect;
use kluis::things::bundle::parity::{SetPlan, payload_sets};
use kluis::things::bundle::volumes::volume_bytes_for;
use kluis::words::digest::Hasher;
use kluis::words::limits::MIB;

fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let mib = numbers.first().copied().unwrap_or(1024);
    let rounds = numbers.get(1).copied().unwrap_or(3).max(1);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("target/tmp is there");
    let (ours, stock) = (folder.path().join("ours"), folder.path().join("stock"));
    fs::create_dir(&ours).expect("the folder is new");
    fs::create_dir(&stock).expect("the folder is new");
    let volumes = write_volumes(&ours, mib * MIB);
    for file in &volumes {
        fs::copy(ours.join(&file.name), stock.join(&file.name)).expect("there is room twice");
    }
    let plan = payload_sets(&volumes).swap_remove(0);
    println!(
        "{} MiB in {} files, slices of {} KiB, {} recovery slices",
        mib,
        plan.files.len(),
        plan.slice_bytes / 1024,
        plan.recovery
    );
    let mut times = [vec![], vec![], vec![], vec![]];
    for round in 0..rounds {
        times[0].push(timed("kluis creates", || create(&ours, &plan)));
        times[1].push(timed("par2 creates", || par2_create(&stock, &plan)));
        damage(&ours, &plan, round);
        damage(&stock, &plan, round);
        times[2].push(timed("kluis repairs", || repair(&ours, &plan)));
        times[3].push(timed("par2 repairs", || par2_repair(&stock, &plan)));
        for entry in fs::read_dir(&stock).expect("it is there").flatten() {
            // What stock par2 keeps of the damaged files.
            if entry.path().extension().is_some_and(|ending| ending == "1") {
                fs::remove_file(entry.path()).expect("it was just seen");
            }
        }
    }
    par2(&ours, &["verify", "-q", "-q", &plan.name]);
    let [ours, stock, ours_repair, stock_repair] = times.map(median);
    println!("creation: {:.1} times as fast", stock / ours);
    println!("repair:   {:.1} times as fast", stock_repair / ours_repair);
    if let Some(peak) = peak_kib() {
        println!("peak memory of this process: {} MiB", peak / 1024);
    }
}

fn timed(what: &str, run: impl FnOnce()) -> f64 {
    let start = Instant::now();
    run();
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {seconds:.2} s");
    seconds
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Files that look as encrypted ones do, as large as one set of such a bundle.
fn write_volumes(folder: &Path, bytes: u64) -> Vec<FileFacts> {
    let volume = volume_bytes_for(bytes);
    let mut state = 1u64;
    let mut piece = vec![0u8; MIB as usize];
    let mut left = bytes.min(20 * volume);
    let mut files = Vec::new();
    while left > 0 {
        let name = format!("payload-{:05}.age", files.len());
        let mut file = File::create(folder.join(&name)).expect("the name is new");
        let (mut hasher, mut room) = (Hasher::new(), volume.min(left));
        left -= room;
        while room > 0 {
            for word in piece.chunks_exact_mut(8) {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                word.copy_from_slice(&state.to_le_bytes());
            }
            let now = room.min(MIB) as usize;
            hasher.update(&piece[..now]);
            file.write_all(&piece[..now]).expect("there is room");
            room -= now as u64;
        }
        file.sync_all().expect("there is room");
        files.push(FileFacts { bytes: hasher.bytes(), name, sha256: hasher.finish() });
    }
    files
}

fn create(folder: &Path, plan: &SetPlan) {
    let storage = open_native(folder).expect("it is a folder");
    protect(&storage, &MediumPath::root(), plan, &Unwatched).expect("the files are as written");
}

fn repair(folder: &Path, plan: &SetPlan) {
    let storage = open_native(folder).expect("it is a folder");
    let root = MediumPath::root();
    let found = kluis::things::bundle::fixity::read_back(&storage, &root, &plan.files, &Unwatched);
    let hit: BTreeSet<String> = found.faults.into_iter().map(|(name, _)| name).collect();
    let numbers: Vec<usize> =
        (0..plan.files.len()).filter(|n| hit.contains(&plan.files[*n].name)).collect();
    let place = [Place { storage: &storage, folder: &root }];
    for (number, how) in mend(plan, &numbers, &place, &Unwatched, &mut |_, _, _| {}) {
        how.unwrap_or_else(|why| panic!("{}: {why}", plan.files[number].name));
    }
}

/// One byte in half as many slices as can be mended, spread over all files.
fn damage(folder: &Path, plan: &SetPlan, seed: u64) {
    let count = plan.recovery / 2;
    for n in 0..count {
        let file = &plan.files[(n as usize * 7 + seed as usize) % plan.files.len()];
        let at = (n * 3 + seed) * plan.slice_bytes % file.bytes;
        let open = File::options().read(true).write(true).open(folder.join(&file.name));
        let open = open.expect("it is there");
        let mut byte = [0];
        open.read_exact_at(&mut byte, at).expect("it is within");
        open.write_all_at(&[!byte[0]], at).expect("it is within");
    }
}

fn par2_create(folder: &Path, plan: &SetPlan) {
    for entry in fs::read_dir(folder).expect("it is there").flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "par2") {
            fs::remove_file(entry.path()).expect("it was just seen");
        }
    }
    let slices = format!("-s{}", plan.slice_bytes);
    let recovery = format!("-c{}", plan.recovery);
    let mut words = vec!["create", "-q", "-q", &slices, &recovery, "-n1", &plan.name];
    words.extend(plan.files.iter().map(|file| file.name.as_str()));
    par2(folder, &words);
}

fn par2_repair(folder: &Path, plan: &SetPlan) {
    par2(folder, &["repair", "-q", "-q", &plan.name]);
}

fn par2(folder: &Path, words: &[&str]) {
    let mut command = Command::new("par2");
    let status = command.args(words).current_dir(folder).stdout(Stdio::null()).status();
    assert!(status.expect("par2 is installed").success(), "par2 {words:?}");
}

/// The most memory that this process ever had, where the system says so.
fn peak_kib() -> Option<u64> {
    let mut text = String::new();
    File::open("/proc/self/status").ok()?.read_to_string(&mut text).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
