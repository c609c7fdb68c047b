//! Writes that the drive had taken and not yet made safe when it was pulled: what the driver of the
//! file system wrote is recorded block by block, and of all that was not flushed some is left out
//! and the rest lands in another order.
//!
//! `KLUIS_SEED` sets the seed, which is printed.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::guest::where_kernel_has;
use super::image::{Blocks, Image, Kind, Through};
use super::place::{Place, Ran, bundle_folder, copy_folder, noise};

/// How many drives are pulled in each test.
const REPLAYS: u64 = 8;

/// What the driver asked of the drive.
enum Asked {
    Write { at: u64, bytes: Vec<u8> },
    Flush,
}

fn recorded(log: &Path) -> Vec<Asked> {
    let log = fs::read(log).unwrap();
    let mut rest = &log[..];
    let mut asked = Vec::new();
    while let [kind, tail @ ..] = rest {
        if *kind == b'F' {
            asked.push(Asked::Flush);
            rest = tail;
            continue;
        }
        let number = |at: usize| u64::from_ne_bytes(tail[at..at + 8].try_into().unwrap());
        let end = 16 + number(8) as usize;
        asked.push(Asked::Write { at: number(0), bytes: tail[16..end].to_vec() });
        rest = &tail[end..];
    }
    asked
}

/// A small generator, so that a failure can be had again.
pub struct Chance(u64);

impl Chance {
    pub fn new() -> Chance {
        let given = std::env::var("KLUIS_SEED").ok().and_then(|text| text.parse().ok());
        let time = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
        let seed: u64 = given.unwrap_or(time | 1);
        println!("KLUIS_SEED={seed}");
        Chance(seed)
    }

    pub fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A drive with one bundle that is kept, one that is due, and a photo; and the home to it, to come
/// back to.
struct Start {
    place: Place,
    image: Image,
    kept: String,
    due: String,
    photo: Vec<u8>,
}

impl Start {
    fn new(kind: Kind) -> Start {
        let place = Place::new();
        let image = Image::new(place.root(), "start", kind, 48);
        let mounted = image.mount(&place.path("drive"));
        place.run("medium add drive --same-disk --label Drive").exits(0);
        let mut bundles = Vec::new();
        for (folder, date) in [("kept", "2026"), ("due", "2015")] {
            place.put(format!("{folder}/scan.bin"), &noise(150_000, date.len() as u64));
            let line = format!("{folder} --class nl-admin-basis --date {date} --to ./drive");
            bundles.push(place.archive(&line, &[0]).0);
        }
        let photo = noise(100_000, 7);
        fs::write(mounted.at.join("photo.jpg"), &photo).unwrap();
        mounted.unmount();
        copy_folder(&place.path("home"), &place.path("home-then"));
        let [kept, due] = <[String; 2]>::try_from(bundles).unwrap();
        Start { place, image, kept, due, photo }
    }

    /// Runs a command on the drive as it was at the start, which is pulled after so many writes;
    /// gives the drive as those writes left it, and how many there were.
    fn pulled(&self, line: &str, cut: Option<u64>, chance: &mut Chance) -> (Image, u64, Ran) {
        let Start { place, image, .. } = self;
        fs::remove_dir_all(place.path("home")).unwrap();
        copy_folder(&place.path("home-then"), &place.path("home"));
        place.put("new/scan.bin", &noise(150_000, 99));
        let log = place.path("blocks.log");
        let blocks = Blocks { log: Some(log.clone()), cut, ..Blocks::default() };
        let drive = image.copy(place.root(), "drive");
        let mounted = drive.mount_as(&place.path("drive"), Through::Device, false, Some(&blocks));
        let ran = place.run(line);
        mounted.unmount();

        let asked = recorded(&log);
        let last_flush = asked.iter().rposition(|asked| matches!(asked, Asked::Flush));
        assert!(cut.is_some() || last_flush.is_some(), "no flush reaches the drive");
        let (safe, open) = asked.split_at(last_flush.unwrap_or(0));
        let mut writes = Vec::new();
        for asked in open {
            if let Asked::Write { at, bytes } = asked
                && chance.below(2) == 0
            {
                writes.insert(chance.below(writes.len() as u64 + 1) as usize, (at, bytes));
            }
        }
        let found = image.copy(place.root(), "found");
        let blocks = File::options().write(true).open(&found.path).unwrap();
        let safe = safe.iter().filter_map(|asked| match asked {
            Asked::Write { at, bytes } => Some((at, bytes)),
            Asked::Flush => None,
        });
        for (at, bytes) in safe.chain(writes) {
            blocks.write_all_at(bytes, *at).unwrap();
        }
        let count = asked.iter().filter(|asked| matches!(asked, Asked::Write { .. })).count();
        (found, count as u64, ran)
    }

    /// The photo and the kept bundle are as they were.
    fn nothing_is_lost(&self, drive: &Path, at: &str) {
        assert!(fs::read(drive.join("photo.jpg")).unwrap() == self.photo, "{at}: the photo");
        self.gives_back(&self.kept, "kept", at);
    }

    fn gives_back(&self, bundle: &str, folder: &str, at: &str) {
        let out = self.place.path("out");
        let _ = fs::remove_dir_all(&out);
        let ran = self.place.run(&format!("restore {bundle} --to out --reason test"));
        assert_eq!(ran.exit, 0, "{at}: {}", ran);
        let restored = self.place.records(&format!("out/records/{folder}"));
        let sealed = Path::new("scan.bin");
        let seed = if folder == "new" { 99 } else { 4 };
        assert!(
            restored[sealed].0 == kluis::words::digest::Digest::of(&noise(150_000, seed)),
            "{at}: {folder}"
        );
    }
}

const ARCHIVE: &str =
    "archive new --class nl-admin-basis --date 2026 --to ./drive --move --accept-newer --json";

fn pulled_while_archiving(kind: Kind) {
    let start = Start::new(kind);
    let mut chance = Chance::new();
    let (_, writes, ran) = start.pulled(ARCHIVE, None, &mut chance);
    assert_eq!(ran.exit, 0, "{}", ran);
    for number in 0..REPLAYS {
        // The last one is pulled after the run has ended well.
        let cut = (number + 1 < REPLAYS).then(|| 1 + chance.below(writes));
        let (found, _, ran) = start.pulled(ARCHIVE, cut, &mut chance);
        let at = format!("replay {number}, pulled after {cut:?} of {writes} writes: {}", ran);
        found.mend();
        let mounted = found.mount(&start.place.path("drive"));
        start.nothing_is_lost(&mounted.at, &at);
        let moved = !start.place.path("new/scan.bin").exists();
        // 3: the drive could not be told any more of what lies on it, read back.
        assert!(!moved || [0, 3].contains(&ran.exit), "{at}");
        if !moved {
            let again = start.place.run(ARCHIVE);
            if kind == Kind::Fat32 && again.exit == 10 {
                // The system writes to no FAT any more in which it met a folder that it can't read.
                assert!(again.out.contains("read-only"), "{at}: {}", again);
                let verified = start.place.run("verify ./drive").exits(1);
                assert!(verified.out.contains("can't read this folder"), "{at}: {}", verified);
                assert!(start.place.path("new/scan.bin").exists(), "{at}");
                start.nothing_is_lost(&mounted.at, &at);
                continue;
            }
            assert_eq!(again.exit, 0, "{at}: {}", again);
        }
        let listed = start.place.run("list --json").exits(0).json();
        let bundles = listed["bundles"].as_array().unwrap();
        let ids = bundles.iter().map(|bundle| bundle["bundle"].as_str().unwrap());
        let new: Vec<_> = ids.filter(|id| **id != start.kept && **id != start.due).collect();
        assert_eq!(new.len(), 1, "{at}: {listed:#}");
        start.gives_back(new[0], "new", &at);
        let verified = start.place.run("verify ./drive --json");
        if verified.exit == 11 {
            // The bundle stands, and its parity was being written.
            let report = verified.json();
            let findings = report["findings"].as_array().unwrap();
            assert!(findings.iter().all(|one| one["what"] == "parity"), "{at}: {report:#}");
            start.place.run("repair ./drive").exits(0);
        }
        let verified = start.place.run("verify ./drive --json");
        // On FAT a folder may be left that the system can't read, or a file with its short name alone.
        let named = |one: &serde_json::Value| one["what"] == "unfinished";
        let left = verified.json()["findings"].as_array().unwrap().iter().all(named);
        let exits: &[i32] = if kind == Kind::Fat32 && left { &[0, 1] } else { &[0] };
        assert!(exits.contains(&verified.exit), "{at}: {}", verified);
        start.nothing_is_lost(&mounted.at, &at);
    }
}

fn pulled_while_destroying(kind: Kind) {
    let start = Start::new(kind);
    let mut chance = Chance::new();
    let destroy =
        format!("destroy {} --by Jansen --role owner --no-open-matters --json", start.due);
    let (_, writes, ran) = start.pulled(&destroy, None, &mut chance);
    assert_eq!(ran.exit, 0, "{}", ran);
    for number in 0..REPLAYS {
        let cut = (number + 1 < REPLAYS).then(|| 1 + chance.below(writes));
        let (found, _, ran) = start.pulled(&destroy, cut, &mut chance);
        let at = format!("replay {number}, pulled after {cut:?} of {writes} writes: {}", ran);
        found.mend();
        let mounted = found.mount(&start.place.path("drive"));
        start.nothing_is_lost(&mounted.at, &at);
        let again = start.place.run(&destroy);
        // 2: it was destroyed before.
        let fat = kind == Kind::Fat32;
        if fat && again.exit == 10 {
            // The system writes to no FAT any more in which it met a folder that it can't read.
            assert!(again.to_string().contains("read-only"), "{at}: {}", again);
            start.nothing_is_lost(&mounted.at, &at);
            continue;
        }
        let exits: &[i32] = if fat { &[0, 1, 2, 3] } else { &[0, 2] };
        assert!(exits.contains(&again.exit), "{at}: {}", again);
        let left = bundle_folder(&mounted.at, &start.due);
        if again.exit == 3 {
            // FAT may name the removed folder still, which the system then can't read; or it met that while the drive
            // was told, and writes there no more.
            let stopped = ["\"erase\"", "\"untold\""].iter().any(|why| again.out.contains(why));
            assert!(stopped, "{at}: {}", again);
        } else if left.exists() {
            // Or a file in it that was overwritten, with its short name alone.
            assert_eq!(again.exit, 1, "{at}: {}", again);
            for file in fs::read_dir(&left).unwrap() {
                let bytes = fs::read(file.unwrap().path()).unwrap();
                assert!(bytes.iter().all(|byte| *byte == 0), "{at}: {}", again);
            }
        }
        let whole = [0, 2].contains(&again.exit);
        let verified = start.place.run("verify ./drive");
        assert_eq!(verified.exit, if whole { 0 } else { 1 }, "{at}: {}", verified);
        start.nothing_is_lost(&mounted.at, &at);
    }
}

#[test]
fn an_exfat_drive_pulled_while_archiving_loses_nothing_that_was_committed() {
    pulled_while_archiving(Kind::Exfat);
}

#[test]
fn a_fat32_drive_pulled_while_archiving_loses_nothing_that_was_committed() {
    let test = "orders::a_fat32_drive_pulled_while_archiving_loses_nothing_that_was_committed";
    where_kernel_has(&["vfat", "nbd"], test, || pulled_while_archiving(Kind::Fat32));
}

#[test]
fn an_exfat_drive_pulled_while_destroying_loses_nothing_beside_it() {
    pulled_while_destroying(Kind::Exfat);
}

#[test]
fn a_fat32_drive_pulled_while_destroying_loses_nothing_beside_it() {
    let test = "orders::a_fat32_drive_pulled_while_destroying_loses_nothing_beside_it";
    where_kernel_has(&["vfat", "nbd"], test, || pulled_while_destroying(Kind::Fat32));
}

/// FAT keeps a long name beside the short one, and may lose it alone.
#[test]
fn a_short_name_in_an_unfinished_folder_keeps_nobody_from_the_drive() {
    let place = Place::new();
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("old/scan.bin", &noise(1000, 1));
    place.archive("old --class nl-admin-basis --date 2026 --to ./drive", &[0]);
    let folder = bundle_folder(&place.path("drive"), "20261122-65abf209");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("PAYLOA~1.PAR"), noise(1000, 2)).unwrap();
    fs::write(folder.join("payload-00000.age"), noise(1000, 3)).unwrap();
    place.put("new/scan.bin", &noise(1000, 4));
    place.run(ARCHIVE).exits(0);
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|one| one.unwrap().file_name()).collect();
    assert_eq!(left, ["PAYLOA~1.PAR"]);
    let verified = place.run("verify ./drive --json").exits(1).json();
    assert_eq!(verified["findings"][0]["bundle"], "20261122-65abf209", "{verified:#}");
}

/// One whose first cluster is none; the checker of FAT may leave it so.
#[test]
fn a_folder_that_the_system_cannot_read_is_named_and_takes_nothing_along() {
    let test = "orders::a_folder_that_the_system_cannot_read_is_named_and_takes_nothing_along";
    where_kernel_has(&["vfat"], test, || {
        let place = Place::new();
        let image = Image::new(place.root(), "drive", Kind::Fat32, 48);
        let mounted = image.mount(&place.path("drive"));
        place.run("medium add drive --same-disk --label Drive").exits(0);
        place.put("old/scan.bin", &noise(1000, 1));
        let (bundle, _) =
            place.archive("old --class nl-admin-basis --date 2026 --to ./drive", &[0]);
        fs::create_dir(bundle_folder(&mounted.at, "20010203-65abf209")).unwrap();
        mounted.unmount();
        let bytes = fs::read(&image.path).unwrap();
        let entry = memchr::memmem::find(&bytes, b"200102~1").expect("its short name");
        let blocks = File::options().write(true).open(&image.path).unwrap();
        // The halves of the number of its first cluster (Microsoft's FAT specification, "directory structure").
        blocks.write_all_at(&[0xff, 0x0f], entry as u64 + 20).unwrap();
        blocks.write_all_at(&[0xf0, 0xff], entry as u64 + 26).unwrap();

        let _mounted = image.mount(&place.path("drive"));
        let verified = place.run("verify ./drive").exits(1);
        assert!(verified.out.contains("can't read this folder"), "{}", verified);
        place.put("new/scan.bin", &noise(1000, 4));
        // Linux then writes to it no more.
        let ran = place.run(ARCHIVE);
        assert!(ran.exit == 0 || ran.exit == 10 && place.path("new/scan.bin").exists());
        assert!(ran.exit == 0 || ran.out.contains("check it for errors"), "{}", ran);
        place.run(&format!("restore {bundle} --to out --reason test")).exits(0);
    });
}

#[test]
fn a_drive_that_forgets_what_it_said_was_safe_is_an_older_state_of_itself() {
    let start = Start::new(Kind::Exfat);
    let (_, _, ran) = start.pulled(ARCHIVE, None, &mut Chance::new());
    assert_eq!(ran.exit, 0, "{}", ran);
    assert!(!start.place.path("new/scan.bin").exists());
    // All that it took lay in its own memory.
    let mounted = start.image.mount(&start.place.path("drive"));
    start.place.put("later/scan.bin", &noise(1000, 3));
    let later = "archive later --class nl-admin-basis --date 2026 --to ./drive --accept-newer";
    let ran = start.place.run(later).exits(10);
    assert!(ran.err.contains("older state of Drive, or a clone"), "{}", ran);
    let ran = start.place.run("verify ./drive --json").exits(11);
    assert_eq!(ran.json()["findings"][0]["what"], "missing", "{}", ran);
    start.nothing_is_lost(&mounted.at, "what was there before");
}
