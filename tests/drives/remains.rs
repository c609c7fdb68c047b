//! What is left of a bundle on the bare blocks after it was damaged, mended and destroyed: nothing of its keys, its
//! ciphertext or its parity. The image is searched sector by sector, whatever the file system calls free.

use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::image::{Image, Kind};
use super::place::{Place, bundle_folder, noise};

const SECTOR: usize = 512;

/// The sectors of a bundle's secret files, by their bytes: keys, ciphertext, commitments and parity.
#[derive(Default)]
struct Sectors(HashMap<Vec<u8>, String>);

impl Sectors {
    fn of(folder: &Path) -> Sectors {
        let mut sectors = Sectors::default();
        sectors.take(folder);
        sectors
    }

    fn take(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let ciphertext = name.ends_with(".age") || name.ends_with(".par2");
            if !ciphertext && name != "records.commit" {
                continue;
            }
            for (number, sector) in fs::read(&path).unwrap().chunks_exact(SECTOR).enumerate() {
                self.0.insert(sector.to_vec(), format!("{name}, sector {number}"));
            }
        }
    }

    /// Those that are found on the drive.
    fn left_on(&self, image: &Path) -> Vec<&str> {
        let bytes = fs::read(image).unwrap();
        let found = bytes.chunks_exact(SECTOR).filter_map(|sector| self.0.get(sector));
        found.map(String::as_str).collect()
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
    let mut sectors = Sectors::of(&folder);
    assert!(sectors.0.len() > 1000, "{}", sectors.0.len());

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
    sectors.take(&folder);
    let ran = place.run("repair ./drive").exits(0);
    assert!(ran.out.contains("key.age") && ran.out.contains("payload-00000.age"), "{}", ran);
    place.run("verify ./drive").exits(0);
    // As it is mended, its parity made anew.
    sectors.take(&folder);

    place.run(&format!("destroy {due} --by Jansen --role owner --no-open-matters")).exits(0);
    assert!(!folder.exists());
    mounted.unmount();
    let left = sectors.left_on(&image.path);
    assert!(left.is_empty(), "{} sectors are left: {:?}", left.len(), &left[..left.len().min(8)]);
    let mounted = image.mount(&place.path("drive"));
    place.run("verify ./drive").exits(0);
    mounted.unmount();
    image.is_sound("after the bundle was mended and destroyed");
}

#[test]
fn nothing_of_a_bundle_that_was_mended_is_left_on_ext4_when_it_is_destroyed() {
    nothing_is_left(Kind::Ext4);
}

#[test]
fn nothing_of_a_bundle_that_was_mended_is_left_on_exfat_when_it_is_destroyed() {
    nothing_is_left(Kind::Exfat);
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
    let mut sectors = Sectors::of(&place.path("pc/home/outbox").join(&due));
    sectors.take(&place.path("pc/home/indexes"));
    assert!(sectors.0.len() > 500, "{}", sectors.0.len());

    // Read anew from the drive, over what is there: a home that lost what it knew of a bundle.
    fs::remove_file(place.path("pc/home/known").join(&due)).unwrap();
    run("medium add b --same-disk --label B").exits(0);
    run("copy --all --to ./b").exits(0);
    assert!(!place.path("pc/home/outbox").join(&due).exists());
    sectors.take(&place.path("pc/home/indexes"));
    run(&format!("destroy {due} --by Jansen --role owner --no-open-matters")).exits(0);
    mounted.unmount();
    let left = sectors.left_on(&disk.path);
    assert!(left.is_empty(), "{} sectors are left: {:?}", left.len(), &left[..left.len().min(8)]);
}
