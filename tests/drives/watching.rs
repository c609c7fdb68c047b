//! A drive that is waited for, and that takes nothing when it comes.

use super::full::fill;
use super::image::{Image, Kind, Through};
use super::place::{Place, bundle_folder, noise};

#[test]
fn what_waits_for_a_read_only_or_full_drive_goes_on_once_it_is_neither() {
    let place = Place::with_copies(2);
    let first = Image::new(place.root(), "first", Kind::Ext4, 48).mount(&place.path("a"));
    let image = Image::new(place.root(), "second", Kind::Ext4, 48);
    let second = image.mount(&place.path("b"));
    place.run("medium add a --same-disk --label A").exits(0);
    place.run("medium add b --same-disk --label B").exits(0);
    second.unmount();
    place.put("new/scan.bin", &noise(1 << 20, 7));
    let (id, _) = place.archive("new --class nl-admin-basis --date 2026 --move", &[3]);
    let waits = |why: &[&str]| {
        let ran = place.run("watch-drives --once").exits(10);
        let said = ran.to_string();
        assert!(why.iter().any(|why| said.contains(why)), "{ran}");
        assert!(place.path("new/scan.bin").exists(), "its source stays");
    };
    let at = place.path("b");
    let read_only = image.mount_as(&at, Through::Device, true, None);
    waits(&["read-only"]);
    read_only.unmount();
    let second = image.mount(&at);
    let filled = fill(&second.at, 48);
    waits(&["room", "full"]);
    assert!(!bundle_folder(&second.at, &id).join("seal.json.sig").exists());
    std::fs::remove_file(filled).unwrap();
    place.run("watch-drives --once").exits(0);
    assert!(bundle_folder(&second.at, &id).join("seal.json.sig").exists());
    assert!(!place.path("new/scan.bin").exists(), "now it goes");
    place.run("verify ./b").exits(0);
    second.unmount();
    image.is_sound("after it waited");
    first.unmount();
}
