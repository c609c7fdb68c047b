//! A drive that claims more room than it has: what is written behind its end is lost, or lands on
//! its beginning.

use super::guest::where_kernel_has;
use super::image::{Blocks, Image, Kind, Through};
use super::place::{Place, noise};

fn lies_about_its_size(kind: Kind, wraps: bool) {
    let place = Place::new();
    let image = Image::new(place.root(), "drive", kind, 48);
    let blocks = Blocks { real: Some(12 << 20), wraps, ..Blocks::default() };
    let mounted = image.mount_as(&place.path("drive"), Through::Device, false, Some(&blocks));
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("small/scan.bin", &noise(1 << 20, 1));
    let archive = "--class nl-admin-basis --date 2026 --to ./drive --move --accept-newer";
    place.run(&format!("archive small {archive}")).exits(0);
    assert!(!place.path("small/scan.bin").exists(), "what lies within the real size is safe");

    place.put("large/scan.bin", &noise(20 << 20, 2));
    let ran = place.run(&format!("archive large {archive}"));
    assert!([11, 12, 15, 20].contains(&ran.exit), "{}", ran);
    assert!(place.path("large/scan.bin").exists(), "{}", ran);
    if !wraps {
        assert_eq!(ran.exit, 11, "{}", ran);
        assert!(ran.err.contains("reads back different"), "{}", ran);
        let listed = place.run("list --json").exits(0).json();
        assert_eq!(listed["bundles"].as_array().map(Vec::len), Some(1), "{listed:#}");
        place.run("restore --all --to out --reason test").exits(0);
    }
    drop(mounted);
}

#[test]
fn a_drive_that_loses_what_lies_behind_its_real_size_is_found_out() {
    lies_about_its_size(Kind::Exfat, false);
}

#[test]
fn a_drive_that_wraps_around_behind_its_real_size_is_found_out() {
    lies_about_its_size(Kind::Exfat, true);
}

#[test]
fn a_fat32_drive_that_lies_about_its_size_is_found_out() {
    let test = "fake::a_fat32_drive_that_lies_about_its_size_is_found_out";
    where_kernel_has(&["vfat", "nbd"], test, || lies_about_its_size(Kind::Fat32, false));
}
