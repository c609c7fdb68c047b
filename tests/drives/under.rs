//! Bytes that change on the drive while the system still has the old ones in its memory: `verify`
//! notices, or says that what it read may have come from a cache.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use super::guest::where_kernel_has;
use super::image::{Image, Kind, Through};
use super::place::{Place, bundle_folder, noise};

/// Archives, changes one byte in the image beneath the mount, and verifies.
fn changed_under_the_mount(kind: Kind, through: Through) {
    let place = Place::new();
    let image = Image::new(place.root(), "drive", kind, 64);
    let mounted = image.mount_as(&place.path("drive"), through, false, None);
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("kept/scan.bin", &noise(1 << 20, 1));
    let (bundle, _) =
        place.archive("kept --class nl-admin-basis --date 2026 --to ./drive", &[0, 3]);
    place.run("verify ./drive").exits(0);
    // Reading it this way puts it into every cache that there is.
    let payload = bundle_folder(&mounted.at, &bundle).join("payload-00000.age");
    let bytes = fs::read(&payload).unwrap();

    let whole = fs::read(&image.path).unwrap();
    let there = memchr::memmem::find(&whole, &bytes[4096..4160]).expect("it lies on the drive");
    let device = File::options().write(true).open(&image.path).unwrap();
    device.write_all_at(&[!whole[there]], there as u64).unwrap();
    device.sync_all().unwrap();

    let ran = place.run("verify ./drive --json");
    let report = ran.json();
    let cached = report["media"][0]["read_back"] == "cached";
    let noticed = ran.exit == 11 && report["findings"][0]["what"] == "bytes";
    assert!(noticed || cached, "{}", ran);
    // Where a device stands beneath, there is no excuse.
    assert!(noticed || through == Through::File, "{}", ran);
}

#[test]
fn a_byte_that_changes_under_ext4_is_noticed() {
    changed_under_the_mount(Kind::Ext4, Through::Device);
}

#[test]
fn a_byte_that_changes_under_fat32_is_noticed() {
    where_kernel_has(&["vfat"], "under::a_byte_that_changes_under_fat32_is_noticed", || {
        changed_under_the_mount(Kind::Fat32, Through::Device);
    });
}

#[test]
fn a_byte_that_changes_under_exfat_is_noticed() {
    changed_under_the_mount(Kind::Exfat, Through::Device);
}

#[test]
fn a_byte_that_changes_under_ntfs_is_noticed() {
    changed_under_the_mount(Kind::Ntfs, Through::Device);
}

#[test]
fn a_byte_that_changes_where_nothing_can_be_flushed_is_noticed_or_called_cached() {
    changed_under_the_mount(Kind::Ntfs, Through::File);
}
