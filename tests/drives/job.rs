//! The main job on each file system, with the drive taken out between the steps and found
//! elsewhere.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::guest::where_kernel_has;
use super::image::{Image, Kind, Through};
use super::place::{Place, bundle_folder, noise, vault_folder};

/// Names that some file system would bend, and a time between FAT's two seconds.
const NAMES: [&str; 9] = [
    "caf\u{e9}.txt",
    "cafe\u{301}.txt",
    "CON",
    "a:b?.txt",
    "dot.",
    "Case.txt",
    "case.txt",
    "deep/er/\u{1f4c4}.pdf",
    "empty",
];

fn sources(place: &Place, folder: &str) {
    for (number, name) in NAMES.iter().enumerate() {
        let name = Path::new(folder).join(name);
        place.put(&name, if number == 8 { b"" } else { name.as_os_str().as_encoded_bytes() });
        let changed =
            SystemTime::UNIX_EPOCH + Duration::new(1_500_000_001 + 2 * number as u64, 123_456_700);
        let file = fs::File::options().write(true).open(place.path("").join(name)).unwrap();
        file.set_modified(changed).unwrap();
    }
    place.put(Path::new(folder).join("scan.bin"), &noise(6 << 20, folder.len() as u64));
}

/// Every file that ever came onto a drive is a volume or smaller.
pub fn no_file_is_large(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => no_file_is_large(&path),
            false => assert!(fs::metadata(&path).unwrap().len() <= 64 << 20, "{}", path.display()),
        }
    }
}

fn whole_job(kind: Kind, through: Through, read_back: &str) {
    let place = Place::new();
    sources(&place, "kept");
    sources(&place, "due");
    let (kept, due) = (place.records("kept"), place.records("due"));
    let image = Image::new(place.root(), "drive", kind, 96);
    let mount = |at: &str, read_only| image.mount_as(&place.path(at), through, read_only, None);

    let first = mount("first", false);
    place.run("medium add first --same-disk --label Drive").exits(0);
    first.unmount();

    // What was perhaps read from a cache lets no source go, and that is said.
    let proven = read_back == "past-cache";
    let second = mount("second", false);
    let move_exits: &[i32] = if proven { &[0] } else { &[3] };
    let archive = "--class nl-admin-basis --to ./second --move";
    let (kept_id, report) = place.archive(&format!("kept --date 2026 {archive}"), move_exits);
    assert_eq!(report["bundles"][0]["copies"][0]["read_back"], read_back, "{report:#}");
    assert_eq!(report["moved"], if proven { kept.len() } else { 0 }, "{report:#}");
    let (due_id, _) = place.archive(&format!("due --date 2015 {archive}"), move_exits);
    no_file_is_large(&second.at);
    second.unmount();

    // A drive of another name and place, that can't be written: everything is there, and nothing is
    // taken amiss.
    let third = mount("third", true);
    let verified = place.run("verify ./third --deep --json").exits(0).json();
    assert_eq!(verified["media"][0]["read_back"], read_back, "{verified:#}");
    place.run(&format!("restore {kept_id} --to out-kept --reason test")).exits(0);
    place.run(&format!("restore {due_id} --to out-due --reason test")).exits(0);
    for (sources, out) in [(&kept, "out-kept/records/kept"), (&due, "out-due/records/due")] {
        assert_eq!(&place.records(out), sources, "{out}");
    }
    place.put("new/file", b"new");
    let destroy = format!("destroy {due_id} --by Jansen --role owner --no-open-matters");
    for refused in ["archive new --class nl-admin-basis --date 2026 --to ./third", &destroy] {
        let before = place.records("home/ledger");
        let ran = place.run(refused).exits(10);
        assert!(ran.err.contains("read-only"), "{}", ran);
        assert_eq!(place.records("home/ledger"), before, "a refusal leaves no trace");
    }
    let other = Place::new();
    let add = other
        .run(&format!("medium add {} --same-disk --label Other", third.at.display()))
        .exits(10);
    assert!(add.err.contains("read-only"), "{}", add);
    third.unmount();

    let fourth = mount("fourth", false);
    place.run(&destroy).exits(0);
    assert!(!bundle_folder(&fourth.at, &due_id).exists());
    let bundles: Vec<_> = fs::read_dir(vault_folder(&fourth.at).join("bundles"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(bundles, [kept_id.as_str()]);
    place.run("verify ./fourth --deep").exits(0);
    place.run("ledger verify").exits(0);
    fourth.unmount();
    image.is_sound("after the whole job");
}

#[test]
fn the_whole_job_on_ext4() {
    whole_job(Kind::Ext4, Through::Device, "past-cache");
}

#[test]
fn the_whole_job_on_fat32() {
    where_kernel_has(&["vfat"], "job::the_whole_job_on_fat32", || {
        whole_job(Kind::Fat32, Through::Device, "past-cache");
    });
}

#[test]
fn the_whole_job_on_exfat() {
    whole_job(Kind::Exfat, Through::Device, "past-cache");
}

#[test]
fn the_whole_job_on_ntfs() {
    whole_job(Kind::Ntfs, Through::Device, "past-cache");
}

#[test]
fn where_no_device_can_be_flushed_a_read_back_is_called_cached() {
    whole_job(Kind::Ntfs, Through::File, "cached");
}
