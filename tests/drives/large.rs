//! A record of more than 4 GiB, which is where FAT ends a file: kluis puts it onto such a drive all
//! the same, and gives it back wherever there is room for it.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::guest::where_kernel_has;
use super::image::{Image, Kind, ZRAM};
use super::job::no_file_is_large;
use super::place::{Place, noise};

const FAT_BYTES_MAX: u64 = u32::MAX as u64;
const BYTES: u64 = FAT_BYTES_MAX + (1 << 20);

/// Zeros that take no room, with something else at both ends and around the place where FAT ends.
fn put_large(path: &Path) {
    let mut file = File::create(path).unwrap();
    for at in [0, FAT_BYTES_MAX - 5000, BYTES - 10_000] {
        file.seek(SeekFrom::Start(at)).unwrap();
        file.write_all(&noise(10_000, at)).unwrap();
    }
    assert_eq!(file.metadata().unwrap().len(), BYTES);
}

fn are_the_same(a: &Path, b: &Path) -> bool {
    let files = [a, b].map(|path| File::open(path).unwrap());
    let mut buffers = [vec![0; 1 << 20], vec![0; 1 << 20]];
    for at in (0..BYTES).step_by(1 << 20) {
        let most = (BYTES - at).min(1 << 20) as usize;
        for (mut file, buffer) in files.iter().zip(&mut buffers) {
            file.read_exact(&mut buffer[..most]).unwrap();
        }
        if buffers[0][..most] != buffers[1][..most] {
            return false;
        }
    }
    files.iter().all(|file| file.metadata().unwrap().len() == BYTES)
}

/// A disk in memory on which zeros take no room, given back once nothing is mounted from it.
struct Memory {
    number: String,
}

impl Memory {
    fn new() -> Memory {
        let number = fs::read_to_string(format!("{ZRAM}/hot_add")).unwrap().trim().to_owned();
        let bytes = 2 * BYTES;
        fs::write(format!("/sys/block/zram{number}/disksize"), bytes.to_string()).unwrap();
        Memory { number }
    }

    fn path(&self) -> String {
        format!("/dev/zram{}", self.number)
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let gone = fs::write(format!("{ZRAM}/hot_remove"), &self.number);
        assert!(gone.is_ok() || std::thread::panicking(), "{} stays: {gone:?}", self.path());
    }
}

fn a_large_record_on_fat32() {
    let place = Place::new();
    fs::create_dir(place.path("large")).unwrap();
    put_large(&place.path("large/disk.img"));
    place.put("large/list.txt", b"one image of a disk");
    // Room for all of it, since nobody knows before how little it will take.
    let drive = Image::new(place.root(), "drive", Kind::Fat32, 6 << 10);
    let drive = drive.mount(&place.path("drive"));
    place.run("medium add drive --same-disk --label Drive").exits(0);
    let (bundle, _) = place.archive("large --class nl-admin-basis --date 2026 --to ./drive", &[0]);
    no_file_is_large(&drive.at);

    let stick = Image::new(place.root(), "stick", Kind::Fat32, 48);
    let stick = stick.mount(&place.path("stick"));
    let before = place.records("home/ledger");
    let restore = format!("restore {bundle} --reason test --to");
    let ran = place.run(&format!("{restore} stick/out")).exits(2);
    assert!(ran.err.contains("can have 4,294,967,295; nothing was written"), "{}", ran);
    assert_eq!(fs::read_dir(&stick.at).unwrap().count(), 0);
    assert_eq!(place.records("home/ledger"), before, "a refusal leaves no trace");
    place.run(&format!("{restore} stick/out --match *.txt")).exits(0);

    let memory = Memory::new();
    let disk = Image::over(memory.path().into(), Kind::Ext4).mount(&place.path("disk"));
    place.run(&format!("{restore} disk/out")).exits(0);
    let restored = disk.at.join("out/records/large/disk.img");
    assert!(are_the_same(&place.path("large/disk.img"), &restored));
}

#[test]
fn a_record_over_4_gib_goes_onto_fat32_and_comes_back_elsewhere() {
    let test = "large::a_record_over_4_gib_goes_onto_fat32_and_comes_back_elsewhere";
    where_kernel_has(&["vfat", "zram"], test, a_large_record_on_fat32);
}

#[test]
fn a_record_that_is_larger_than_the_system_lets_a_file_be_is_named() {
    let place = Place::new();
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("large/scan.bin", &noise(3 << 20, 1));
    place.archive("large --class nl-admin-basis --date 2026 --to ./drive", &[0]);
    // Without the signal a write behind the limit is an error.
    let limited = "trap '' XFSZ; ulimit -f 2048; exec \"$0\" \"$@\"";
    let ran = place.run_under(&["sh", "-c", limited], "restore --all --to out --reason test");
    let ran = ran.exits(20);
    assert!(ran.err.contains("a file there can't be as large"), "{}", ran);
    assert!(!place.path("out/records").exists());
    place.run("restore --all --to again --reason test").exits(0);
}
