//! What is left of a bundle on the bare blocks after it was damaged, mended and destroyed: nothing of its keys, its
//! ciphertext or its parity. The image is searched sector by sector, whatever the file system calls free, by a script
//! that shares no code with the program (`remains.py`).

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use super::guest::where_kernel_has;
use super::image::{Image, Kind};
use super::place::{Place, bundle_folder, noise};

const SECTOR: usize = 512;

/// The hashes of the sectors of a bundle's secret files, in a file of the script's own.
pub struct Noted(PathBuf);

impl Noted {
    pub fn of(place: &Place, folder: &Path) -> Noted {
        let noted = Noted(place.path("noted"));
        noted.take(folder);
        noted
    }

    /// Notes keys, ciphertext, commitments and parity, as they stand in a folder now.
    fn take(&self, folder: &Path) {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let secret = |path: &PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.ends_with(".age") || name.ends_with(".par2") || name == "records.commit"
        };
        let files: Vec<PathBuf> = files.filter(secret).collect();
        let done = self.script("note", &files);
        assert!(done.status.success(), "{done:?}");
    }

    fn script(&self, word: &str, files: &[PathBuf]) -> Output {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drives/remains.py");
        Command::new("python3").arg(script).arg(word).arg(&self.0).args(files).output().unwrap()
    }

    /// What the script finds on a drive.
    pub fn search(&self, image: &Path) -> Value {
        let done = self.script("search", &[image.to_path_buf()]);
        let found: Value = serde_json::from_slice(&done.stdout).unwrap_or_else(|error| {
            panic!("{error}: {}", String::from_utf8_lossy(&done.stderr));
        });
        let something = found["found"].as_u64().unwrap() > 0;
        assert_eq!(done.status.code(), Some(i32::from(something)), "{found:#}");
        found
    }

    /// Demands that the script finds nothing, and that it had this much to look for.
    pub fn are_gone_from(&self, image: &Path, least: u64) {
        let found = self.search(image);
        assert!(found["noted"].as_u64().unwrap() > least, "{found:#}");
        assert_eq!(found["found"], 0, "{found:#}");
    }
}

/// Changes one byte of a file where it stands, on the drive too.
fn flip(path: &Path, at: u64) {
    let file = File::options().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[!byte[0]], at).unwrap();
    file.sync_all().unwrap();
}

fn nothing_is_left(kind: Kind) {
    let place = Place::new();
    let image = Image::new(place.root(), "drive", kind, 64);
    let mounted = image.mount(&place.path("drive"));
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("kept/scan.bin", &noise(100_000, 1));
    place.put("due/scan.bin", &noise(300_000, 2));
    place.archive("kept --class nl-admin-basis --date 2026 --to ./drive", &[0]);
    let (due, _) = place.archive("due --class nl-admin-basis --date 2015 --to ./drive", &[0]);
    let folder = bundle_folder(&mounted.at, &due);
    let noted = Noted::of(&place, &folder);
    // What the script does not find while it is there, it would not find afterwards either.
    rustix::fs::sync();
    assert!(noted.search(&image.path)["found"].as_u64().unwrap() > 1000);

    // A bit turned over in a key, the payload, the index and each parity; a file that is too long, its tail ours.
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if ["payload-00000.age", "index.age", "key.age"].contains(&&*name)
            || name.ends_with(".par2")
        {
            flip(&path, 700);
        }
    }
    let tail = noise(10 * SECTOR, 77);
    let long = File::options().append(true).open(folder.join("payload-00000.age")).unwrap();
    std::io::Write::write_all(&mut &long, &tail).unwrap();
    long.sync_all().unwrap();
    drop(long);
    noted.take(&folder);
    let ran = place.run("repair ./drive").exits(0);
    assert!(ran.out.contains("key.age") && ran.out.contains("payload-00000.age"), "{}", ran);
    place.run("verify ./drive").exits(0);
    // As it is mended, its parity made anew.
    noted.take(&folder);
    let key = fs::read(folder.join("key.age")).unwrap();

    place.run(&format!("destroy {due} --by Jansen --role owner --no-open-matters")).exits(0);
    assert!(!folder.exists());
    mounted.unmount();
    noted.are_gone_from(&image.path, 1000);
    let mounted = image.mount(&place.path("drive"));
    place.run("verify ./drive").exits(0);
    mounted.unmount();
    image.is_sound("after the bundle was mended and destroyed");

    // The program's own search says the same, of the image and of the block device.
    let scan = |source: &Path, exit: i32| {
        let scan = format!("destroy --scan {} --medium Drive --by Jansen", source.display());
        let found = place.run(&format!("{scan} --json")).exits(exit).json();
        assert_eq!((&found["recognised"], &found["unread"]), (&true.into(), &0.into()));
        assert_eq!(found["bytes"], 64 << 20, "{found:#}");
        found["bundles"][0].clone()
    };
    assert_eq!(scan(&image.path, 0)["found"], 0);
    let mounted = image.mount(&place.path("drive"));
    assert_eq!(scan(mounted.device().unwrap(), 0)["found"], 0);
    mounted.unmount();

    // A key that somebody had copied, in blocks that no file has: both searches find it, at one place.
    let last = File::options().write(true).open(&image.path).unwrap();
    last.write_all_at(&key, (60 << 20) + 512).unwrap();
    let (ours, theirs) = (scan(&image.path, 1), noted.search(&image.path));
    assert_eq!((&ours["found"], &theirs["found"]), (&32.into(), &32.into()), "{theirs:#}");
    let places = theirs["places"].as_array().unwrap();
    assert_eq!(*ours["places"].as_array().unwrap(), places[..8], "{ours:#}");
    assert_eq!(places[0], (60 << 20) + 512);
}

#[test]
fn nothing_of_a_bundle_that_was_mended_is_left_on_ext4_when_it_is_destroyed() {
    nothing_is_left(Kind::Ext4);
}

#[test]
fn nothing_of_a_bundle_that_was_mended_is_left_on_exfat_when_it_is_destroyed() {
    nothing_is_left(Kind::Exfat);
}

#[test]
fn nothing_of_a_bundle_that_was_mended_is_left_on_fat32_when_it_is_destroyed() {
    let test = "remains::nothing_of_a_bundle_that_was_mended_is_left_on_fat32_when_it_is_destroyed";
    where_kernel_has(&["vfat"], test, || nothing_is_left(Kind::Fat32));
}

/// The home on a disk of its own: what waits there, and what it knows of a bundle, go with no sector left.
#[test]
fn nothing_of_a_bundle_is_left_on_the_pcs_disk_when_it_need_not_wait_and_is_destroyed() {
    let place = Place::empty();
    let disk = Image::new(place.root(), "disk", Kind::Ext4, 64);
    let mounted = disk.mount(&place.path("pc"));
    let run = |line: &str| place.run_in("./pc/home", line);
    run("init --name Jansen --no-passphrase --copies 2 --paper sheet.txt").exits(0);
    for drive in ["a", "b"] {
        fs::create_dir(place.path(drive)).unwrap();
    }
    run("medium add a --same-disk --label A").exits(0);
    place.put("due/scan.bin", &noise(300_000, 2));
    let report = run("archive due --class nl-admin-basis --date 2015 \
            --accept-end --accept-newer --json")
    .exits(0)
    .json();
    let due = report["bundles"][0]["bundle"].as_str().unwrap().to_owned();
    assert_eq!(report["waiting"][0], due, "{report:#}");
    let noted = Noted::of(&place, &place.path("pc/home/outbox").join(&due));
    noted.take(&place.path("pc/home/indexes"));

    // Read anew from the drive, over what is there: a home that lost what it knew of a bundle.
    fs::remove_file(place.path("pc/home/known").join(&due)).unwrap();
    run("medium add b --same-disk --label B").exits(0);
    run("copy --all --to ./b").exits(0);
    assert!(!place.path("pc/home/outbox").join(&due).exists());
    noted.take(&place.path("pc/home/indexes"));
    run(&format!("destroy {due} --by Jansen --role owner --no-open-matters")).exits(0);
    mounted.unmount();
    noted.are_gone_from(&disk.path, 500);
}
