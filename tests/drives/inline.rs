//! Files that ext4 keeps within their inodes: overwriting them leaves the old bytes in the journal, and nothing else is
//! claimed.

use std::fs::File;
use std::process::Command;

use super::image::{Image, Kind, PATH};
use super::place::Place;

#[test]
fn a_file_that_lies_within_its_inode_is_not_said_to_be_overwritten_in_place() {
    let place = Place::new();
    let path = place.path("drive.img");
    File::create(&path).unwrap().set_len(64 << 20).unwrap();
    let mut format = Command::new("mkfs.ext4");
    format.args(["-q", "-F", "-m", "0", "-I", "1024", "-O", "inline_data"]).arg(&path);
    assert!(format.env("PATH", PATH).status().unwrap().success());
    let mounted = Image { kind: Kind::Ext4, path }.mount(&place.path("drive"));
    place.run("medium add drive --same-disk --label Drive").exits(0);
    place.put("due/scan.bin", b"paper");
    let line = "due --class nl-admin-basis --date 2015 --to ./drive";
    let (bundle, _) = place.archive(line, &[0]);
    let who = "--by A --role owner --no-open-matters";
    let done = place.run(&format!("destroy {bundle} {who}")).exits(0);
    done.says("keeps small files in its own tables");
    let shown = place.run(&format!("statement show {bundle} --json")).exits(0).json();
    let copy = &shown["statement"]["copies"][0];
    assert_eq!((&copy["in_place"], copy["nist"].is_null()), (&"inline".into(), true), "{copy:#}");
    drop(mounted);
}
