//! The real program, killed without warning at random moments. The seed is printed; `KLUIS_SEED` sets it.
//!
//! By itself, since a program that is being started holds, for a moment, what locks this process has.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kluis::words::digest::Digest;

use kit::files::{copy_folder, folder_on_disk, vault_folder};
use kit::{Program, Ran};

mod kit;

/// How often the program is killed in each test.
const KILLS: u32 = 16;
/// The same for the commands whose every call is failed in memory too, and that destroy and move nothing.
const FEWER_KILLS: u32 = 8;

/// A vault with two drives, in real folders, always at the same place: a home remembers where its drives are.
struct Place {
    folder: tempfile::TempDir,
    sources: BTreeMap<PathBuf, Digest>,
}

impl Place {
    fn new() -> Place {
        Place::with_drives("")
    }

    /// With drives that are added with these options.
    fn with_drives(options: &str) -> Place {
        // On a disk: what lies in memory can't be read back past a cache, and then no source may go.
        let folder = folder_on_disk();
        let place = Place { folder, sources: BTreeMap::new() };
        fs::create_dir(place.now()).unwrap();
        place.well("init --name Jansen --no-passphrase --paper sheet.txt");
        for (drive, label) in [("a", "A"), ("b", "B")] {
            fs::create_dir(place.now().join(drive)).unwrap();
            place.well(&format!("medium add --same-disk {drive} --label {label}{options}"));
        }
        place
    }

    fn now(&self) -> PathBuf {
        self.folder.path().join("now")
    }

    fn sources(&mut self, folder: &str) {
        for number in 0..12_u32 {
            let bytes: Vec<u8> =
                (0..number * 4_000).map(|at| (at * at / 7 + number) as u8).collect();
            let name = Path::new(folder).join(format!("{number}.bin"));
            let path = self.now().join(&name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes).unwrap();
            self.sources.insert(name, Digest::of(&bytes));
        }
    }

    /// Keeps this state, to come back to it.
    fn keep(&self) {
        copy_folder(&self.now(), &self.folder.path().join("kept"));
    }

    fn back(&self) {
        fs::remove_dir_all(self.now()).unwrap();
        copy_folder(&self.folder.path().join("kept"), &self.now());
    }

    fn command(&self, words: &str) -> Command {
        self.command_on("home", words)
    }

    fn command_on(&self, home: &str, words: &str) -> Command {
        let home = self.now().join(home);
        let mut command = Program::within(&self.now()).command(words.split(' '));
        command.arg("--vault").arg(home);
        command
    }

    fn run(&self, words: &str) -> Ran {
        Ran::of(words, self.command(words).output().unwrap())
    }

    /// The same on another client's vault.
    fn run_on(&self, home: &str, words: &str) -> Ran {
        Ran::of(words, self.command_on(home, words).output().unwrap())
    }

    fn well(&self, words: &str) -> Duration {
        self.ends(words, &[0], "")
    }

    fn ends(&self, words: &str, codes: &[i32], at: &str) -> Duration {
        let begun = Instant::now();
        let ran = self.run(words);
        assert!(codes.contains(&ran.exit), "{at}: {codes:?} was due{ran}");
        begun.elapsed()
    }

    /// Starts it and kills it after a while; says whether it was still running.
    fn killed(&self, words: &str, after: Duration) -> bool {
        let mut child = self.command(words).spawn().unwrap();
        std::thread::sleep(after);
        let running = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        running
    }

    /// Kills a command at random moments, each time from the state that was kept, and asks what is found then.
    fn kill_at_random(&self, words: &str, kills: u32, then: impl Fn(&str)) {
        let mut whole = self.well(words);
        let mut chance = Chance::new();
        let mut while_running = 0;
        for number in 0..kills {
            self.back();
            let after = chance.within(whole);
            let running = self.killed(words, after);
            while_running += u32::from(running);
            // A machine that has more time now: the moments lie closer together from here on.
            whole = if running { whole } else { after };
            then(&format!("kill {number} after {after:?} of {whole:?}, running: {running}"));
        }
        assert!(while_running > 0, "it had always ended before");
    }

    /// Every source is where it was, or comes back the same from the drives.
    fn nothing_is_lost(&self, at: &str) {
        let back = self.now().join("back");
        let _ = fs::remove_dir_all(&back);
        // 1: nothing is sealed yet, or something that was selected is being destroyed.
        self.ends("restore --all --to back --reason test", &[0, 1], at);
        let mut restored = Vec::new();
        let mut folders = vec![back];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => restored.push(Digest::of(&fs::read(path).unwrap())),
                }
            }
        }
        for (name, sha256) in &self.sources {
            let whole =
                fs::read(self.now().join(name)).is_ok_and(|bytes| Digest::of(&bytes) == *sha256);
            assert!(whole || restored.contains(sha256), "{at}: {} is lost", name.display());
        }
    }
}

/// A small generator, so that a failure can be had again as far as time allows.
struct Chance(u64);

impl Chance {
    fn new() -> Chance {
        let given = std::env::var("KLUIS_SEED").ok().and_then(|text| text.parse().ok());
        let time = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
        let seed = given.unwrap_or(time | 1);
        println!("KLUIS_SEED={seed}");
        Chance(seed)
    }

    fn within(&mut self, whole: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        whole.mul_f64((self.0 % 1000) as f64 / 1000.0)
    }
}

#[test]
fn archive_with_move_is_killed_at_random_moments() {
    let mut place = Place::new();
    place.sources("new");
    place.keep();
    let archive = "archive new --class nl-admin-basis --date 2026 --move --accept-newer";
    let whole = place.well(archive);
    let mut chance = Chance::new();
    for number in 0..KILLS {
        place.back();
        let after = chance.within(whole);
        let running = place.killed(archive, after);
        let at = format!("kill {number} after {after:?} of {whole:?}, running: {running}");
        // 2: all was moved, and nothing is there to seal. 3: one copy, the sources stay.
        let codes: &[i32] = if place.now().join("new").read_dir().unwrap().next().is_none() {
            &[2]
        } else {
            &[0, 3]
        };
        place.ends(archive, codes, &at);
        place.ends("verify", &[0], &at);
        place.ends("ledger verify", &[0], &at);
        place.nothing_is_lost(&at);
    }
}

#[test]
fn archive_onto_two_devices_is_killed_at_random_moments() {
    let mut place = Place::with_drives(" --no-parity");
    let memory = tempfile::tempdir_in("/dev/shm").expect("this test needs /dev/shm");
    let (drive, kept) = (memory.path().join("drive"), memory.path().join("kept"));
    fs::create_dir(&drive).unwrap();
    place.well(&format!("medium add {} --same-disk --label M --no-parity", drive.display()));
    place.sources("new");
    let large = kit::files::noise(12 << 20, 5);
    place.sources.insert(Path::new("new").join("large.bin"), Digest::of(&large));
    fs::write(place.now().join("new/large.bin"), large).unwrap();
    place.keep();
    copy_folder(&drive, &kept);
    let archive = "archive new --class nl-admin-basis --date 2026 --accept-newer";
    let mut whole = place.well(archive);
    let (mut chance, mut while_running) = (Chance::new(), 0);
    for number in 0..FEWER_KILLS {
        place.back();
        fs::remove_dir_all(&drive).unwrap();
        copy_folder(&kept, &drive);
        let after = chance.within(whole);
        let running = place.killed(archive, after);
        (whole, while_running) =
            if running { (whole, while_running + 1) } else { (after, while_running) };
        let at = format!("kill {number} after {after:?} of {whole:?}, running: {running}");
        place.ends(archive, &[0], &at);
        place.ends("verify", &[0], &at);
        place.nothing_is_lost(&at);
        // What the run that was killed had begun is gone from all three.
        for drive in [place.now().join("a"), place.now().join("b"), drive.clone()] {
            let bundles = vault_folder(&drive).join("bundles");
            assert_eq!(fs::read_dir(&bundles).unwrap().count(), 1, "{at}: {bundles:?}");
        }
    }
    assert!(while_running > 0, "it had always ended before");
}

#[test]
fn destroy_is_killed_at_random_moments() {
    let mut place = Place::new();
    for (folder, date) in [("due", "2015"), ("new", "2026")] {
        place.sources(folder);
        place.well(&format!(
            "archive {folder} --class nl-admin-basis --date {date} \
            --accept-end --accept-newer"
        ));
    }
    place.sources.retain(|name, _| name.starts_with("new"));
    fs::remove_dir_all(place.now().join("new")).unwrap();
    place.keep();
    let bundles = vault_folder(&place.now().join("a")).join("bundles");
    let due = fs::read_dir(&bundles)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .find(|id| place.run(&format!("show {id} --json")).out.contains("\"2015\""))
        .unwrap();
    let destroy = format!("destroy {due} --by Jansen --role owner --no-open-matters");
    let whole = place.well(&destroy);
    let mut chance = Chance::new();
    for number in 0..KILLS {
        place.back();
        let after = chance.within(whole);
        let running = place.killed(&destroy, after);
        let at = format!("kill {number} after {after:?} of {whole:?}, running: {running}");
        place.nothing_is_lost(&at);
        // 2: it was destroyed before.
        place.ends(&destroy, &[0, 2], &at);
        for drive in ["a", "b"] {
            let folder = place.now().join(drive);
            let left = vault_folder(&folder).join("bundles").join(&due);
            assert!(!left.exists(), "{at}: {} is still there", left.display());
        }
        place.ends("verify", &[0], &at);
        place.nothing_is_lost(&at);
    }
}

/// How many persons the ledger says have approved the destruction of a bundle.
fn approvals(place: &Place, at: &str) -> usize {
    let shown = place.run("ledger show --json");
    assert_eq!(shown.exit, 0, "{at}: {shown}");
    let entries = shown.json()["entries"].as_array().unwrap().clone();
    entries.iter().filter(|entry| entry["event"] == "approved").count()
}

#[test]
fn a_destruction_that_two_persons_signed_is_killed_at_random_moments() {
    let mut place = Place::new();
    place.sources("due");
    place.well("archive due --class nl-admin-basis --date 2015 --accept-end --accept-newer");
    place.sources.clear();
    let now = place.now();
    fs::write(now.join("piets"), "paard batterij nietje\n").unwrap();
    place.well("signer add --name Piet --new-passphrase-file piets");
    let settings = now.join("home/kluis.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("two_persons = true\n{text}")).unwrap();
    let list = place.run("list --json").json();
    let due = list["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    let left = |place: &Place, drive: &str| {
        let folder = vault_folder(&place.now().join(drive)).join("bundles").join(&due);
        folder.join("key.age").exists()
    };
    let alone = format!("destroy {due} --by Jansen --role owner --no-open-matters");
    let destroy = format!("{alone} --approved-by Piet --approver-passphrase-file piets");
    let resume = "destroy --resume --by Jansen --role owner --no-open-matters";
    place.keep();
    place.kill_at_random(&destroy, FEWER_KILLS, |at| {
        let whole = ["a", "b"].iter().all(|drive| left(&place, drive));
        // Whatever is gone went by the word of two.
        assert!(whole || approvals(&place, at) >= 2, "{at}: gone by the word of one");
        let begun = place.run(&format!("show {due} --json")).json()["standing"] != "kept";
        match begun {
            // 2: it was ended, and nothing is begun.
            true => drop(place.ends(resume, &[0, 2], at)),
            false => {
                // One signature, or none, is on record: one person alone destroys nothing.
                if approvals(&place, at) < 2 {
                    place.ends(&alone, &[14], at);
                    assert!(["a", "b"].iter().all(|drive| left(&place, drive)), "{at}");
                }
                place.ends(&destroy, &[0, 2], at);
            }
        }
        assert!(approvals(&place, at) >= 2, "{at}: destroyed by the word of one");
        assert!(!["a", "b"].iter().any(|drive| left(&place, drive)), "{at}: something is left");
        place.ends("verify", &[0, 1], at);
        place.ends("ledger verify", &[0], at);
    });
}

/// Two bundles on both drives, their sources still here.
fn two_months() -> Place {
    let mut place = Place::new();
    for folder in ["new", "kept"] {
        place.sources(folder);
        place.well(&format!("archive {folder} --class nl-admin-basis --date 2026 --accept-newer"));
    }
    place
}

fn add_a_third(place: &Place) {
    fs::create_dir(place.now().join("c")).unwrap();
    place.well("medium add c --same-disk --label C");
}

#[test]
fn copy_is_killed_at_random_moments() {
    let place = two_months();
    add_a_third(&place);
    place.keep();
    place.kill_at_random("copy --all --to ./c", FEWER_KILLS, |at| {
        place.ends("copy --all --to ./c", &[0], at);
        place.ends("verify ./a ./b ./c", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn reseal_is_killed_at_random_moments() {
    let place = two_months();
    // From here on the drives have them alone.
    for folder in ["new", "kept"] {
        fs::remove_dir_all(place.now().join(folder)).unwrap();
    }
    let list = place.run("list --json").json();
    let old = list["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    place.keep();
    let reseal = format!("reseal {old} --match 3.bin --class nl-oss --date 2026 --reason wrong");
    place.kill_at_random(&reseal, FEWER_KILLS, |at| {
        place.nothing_is_lost(at);
        // 2: it had been destroyed before.
        place.ends(&reseal, &[0, 2], at);
        for drive in ["a", "b"] {
            let left = vault_folder(&place.now().join(drive)).join("bundles").join(&old);
            assert!(!left.exists(), "{at}: {} is still there", left.display());
        }
        place.ends("verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn reseal_into_another_vault_is_killed_at_random_moments() {
    let place = two_months();
    for folder in ["new", "kept"] {
        fs::remove_dir_all(place.now().join(folder)).unwrap();
    }
    place.run_on("other", "init --name Wit --no-passphrase --paper sheet-2.txt");
    for (drive, label) in [("x", "X"), ("y", "Y")] {
        fs::create_dir(place.now().join(drive)).unwrap();
        let add = format!("medium add --same-disk {drive} --label {label}");
        assert_eq!(place.run_on("other", &add).exit, 0);
    }
    let list = place.run("list --json").json();
    let old = list["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    let records = list["bundles"][0]["records"].as_u64().unwrap();
    place.keep();
    let into = format!("reseal {old} --into ./other --class nl-oss --date 2026 --reason wrong");
    let there = |at: &str| {
        let back = place.now().join("there");
        let _ = fs::remove_dir_all(&back);
        let given = place.run_on("other", "restore --all --to there --reason test --json");
        assert!([0, 1].contains(&given.exit), "{at}: {given}");
        given.json()["records"].as_u64().unwrap_or(0)
    };
    place.kill_at_random(&into, FEWER_KILLS, |at| {
        // Here whole, or there whole: what is being destroyed here is given back no more.
        let here = place.run(&format!("show {old} --json")).json()["standing"] == "kept";
        let verified = place.run_on("other", "verify");
        assert!([0, 1].contains(&verified.exit), "{at}: {verified}");
        assert!(here || there(at) == records, "{at}: the records are lost");
        // 2: it had been destroyed before.
        place.ends(&into, &[0, 2], at);
        for drive in ["a", "b"] {
            let left = vault_folder(&place.now().join(drive)).join("bundles").join(&old);
            assert!(!left.exists(), "{at}: {} is still there", left.display());
        }
        assert_eq!(there(at), records, "{at}: sealed once");
        place.ends("verify", &[0], at);
        let verified = place.run_on("other", "verify");
        assert_eq!(verified.exit, 0, "{at}: {verified}");
    });
}

#[test]
fn sweep_is_killed_at_random_moments() {
    let place = two_months();
    place.keep();
    place.kill_at_random("sweep new kept", FEWER_KILLS, |at| {
        place.nothing_is_lost(at);
        place.ends("sweep new kept", &[0], at);
        place.ends("verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn repair_is_killed_at_random_moments() {
    let place = two_months();
    let drive = place.now().join("a");
    for bundle in fs::read_dir(vault_folder(&drive).join("bundles")).unwrap() {
        for (name, at) in [("payload-00000.age", 9_000), ("index.age", 60), ("key.age", 500)] {
            let path = bundle.as_ref().unwrap().path().join(name);
            let mut bytes = fs::read(&path).unwrap();
            bytes[at] ^= 1;
            fs::write(path, bytes).unwrap();
        }
    }
    // From parity alone.
    fs::rename(place.now().join("b"), place.now().join("away")).unwrap();
    place.keep();
    place.kill_at_random("repair ./a", FEWER_KILLS, |at| {
        place.ends("repair ./a", &[0], at);
        place.ends("verify ./a", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn retire_is_killed_at_random_moments() {
    let place = two_months();
    add_a_third(&place);
    place.well("copy --all --to ./c");
    place.keep();
    place.kill_at_random("medium retire A --erase", FEWER_KILLS, |at| {
        place.ends("verify ./b ./c", &[0], at);
        place.ends("medium retire A --erase", &[0], at);
        let drive = place.now().join("a");
        let left = fs::read_dir(vault_folder(&drive).join("bundles")).unwrap().count();
        assert_eq!(left, 0, "{at}");
        place.ends("verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

/// Sources of their own bytes, sealed onto one drive, and then gone from the PC.
fn only_on(place: &mut Place, folder: &str, drive: &str) {
    place.sources(folder);
    for number in 0..12_u32 {
        let name = Path::new(folder).join(format!("{number}.bin"));
        let bytes = format!("{folder} {number} ").repeat(200);
        fs::write(place.now().join(&name), &bytes).unwrap();
        place.sources.insert(name, Digest::of(bytes.as_bytes()));
    }
    let line = format!("archive {folder} --class nl-admin-basis --date 2026 --accept-end");
    place.ends(&format!("{line} --to ./{drive}"), &[0, 3], folder);
    fs::remove_dir_all(place.now().join(folder)).unwrap();
}

fn rename(place: &Place, from: &str, to: &str) {
    fs::rename(place.now().join(from), place.now().join(to)).unwrap();
}

/// The PC's disk was cloned, and both wrote, each onto a drive of its own; `clone` is the second home.
fn cloned() -> Place {
    let mut place = Place::new();
    only_on(&mut place, "old", "a");
    place.ends("copy --all --to ./b", &[0], "both drives know the first month");
    copy_folder(&place.now().join("home"), &place.now().join("clone"));
    rename(&place, "b", "b-away");
    only_on(&mut place, "lost", "a");
    rename(&place, "a", "a-away");
    rename(&place, "b-away", "b");
    rename(&place, "home", "first");
    rename(&place, "clone", "home");
    only_on(&mut place, "since", "b");
    rename(&place, "a-away", "a");
    place
}

const JOIN: &str = "ledger join ./a --by Jansen --reason backup";

#[test]
fn ledger_join_is_killed_at_random_moments() {
    let place = cloned();
    place.keep();
    place.kill_at_random(JOIN, KILLS, |at| {
        place.ends(JOIN, &[0], at);
        place.ends("verify ./a ./b --deep", &[0], at);
        place.ends("ledger verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn ledger_join_that_moves_this_pcs_own_branch_is_killed_at_random_moments() {
    let place = cloned();
    place.ends(JOIN, &[0], "the clone joins what the first wrote");
    rename(&place, "home", "clone");
    rename(&place, "first", "home");
    place.keep();
    place.kill_at_random(JOIN, KILLS, |at| {
        place.ends(JOIN, &[0], at);
        place.ends("verify ./a ./b --deep", &[0], at);
        place.ends("ledger verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

/// A contract whose end is still to come, beside the two months.
fn a_contract() -> Place {
    let mut place = two_months();
    place.sources("contract");
    place.well("archive contract --class nl-contract --open-ended --case C-1");
    place
}

#[test]
fn event_record_is_killed_at_random_moments() {
    let place = a_contract();
    place.keep();
    let record = "event record --case C-1 --date 2025-05-01 --by Jansen";
    place.kill_at_random(record, FEWER_KILLS, |at| {
        place.ends(record, &[0], at);
        let listed = place.run("list --case C-1");
        assert!(listed.out.contains("2032-12-31"), "{at}{listed}");
        place.ends("verify ./a ./b --deep", &[0], at);
        place.ends("ledger verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn extend_is_killed_at_random_moments() {
    let place = a_contract();
    place.keep();
    let extend = "extend --all --through 2040-12-31 --reason pension";
    place.kill_at_random(extend, FEWER_KILLS, |at| {
        place.ends(extend, &[0], at);
        place.ends("verify ./a ./b --deep", &[0], at);
        place.ends("ledger verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn restore_close_is_killed_at_random_moments() {
    let place = two_months();
    place.well("restore --all --to out --reason audit --ref R-1");
    place.keep();
    let close = "restore close R-1";
    place.kill_at_random(close, FEWER_KILLS, |at| {
        // 1: it had ended.
        place.ends(close, &[0, 1], at);
        assert!(!place.now().join("out").exists(), "{at}");
        assert!(!place.run("due").out.contains("R-1"), "{at}");
        place.ends("ledger verify", &[0], at);
        place.nothing_is_lost(at);
    });
}

#[test]
fn rebuild_is_killed_at_random_moments() {
    let mut place = Place::new();
    place.sources("new");
    place.well("archive new --class nl-admin-basis --date 2026 --accept-newer");
    fs::remove_dir_all(place.now().join("new")).unwrap();
    let verified = place.run("ledger verify --json");
    let verified = verified.json();
    let id = verified["vault"].as_str().unwrap();
    fs::remove_dir_all(place.now().join("home")).unwrap();
    place.keep();
    let rebuild = format!(
        "rebuild --accept-settings --from a --vault-id {id} --identity sheet.txt --no-passphrase --json"
    );
    let whole = place.well(&rebuild);
    let mut chance = Chance::new();
    for number in 0..KILLS {
        place.back();
        let after = chance.within(whole);
        let running = place.killed(&rebuild, after);
        let at = format!("kill {number} after {after:?} of {whole:?}, running: {running}");
        // There is a home, and then it is whole and is not touched; or none, and it is made now.
        let there = place.run("list").exit == 0;
        place.ends(&rebuild, if there { &[2] } else { &[0] }, &at);
        place.ends("ledger verify", &[0], &at);
        place.ends("verify ./a ./b --deep", &[0], &at);
        place.nothing_is_lost(&at);
    }
}
