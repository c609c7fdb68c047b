//! Drives that are mounted elsewhere than before, one of them where another one was. The mounts are the real program's
//! own, in a mount namespace for each run.

use std::fs;

use super::place::{Place, Ran, bundle_folder, vault_folder};

/// Runs the program with these folders mounted at these places.
fn with(place: &Place, mounts: &[(&str, &str)], line: &str) -> Ran {
    let binds: String =
        mounts.iter().map(|(store, at)| format!("mount --bind {store} {at} && ")).collect();
    let script = format!("{binds}exec \"$0\" \"$@\"");
    place.run_under(&["unshare", "--mount", "sh", "-c", &script], line)
}

#[test]
fn a_drive_that_is_mounted_elsewhere_is_the_one_that_is_acted_on() {
    let place = Place::with_copies(2);
    for folder in ["store-a", "store-b", "a", "b", "c"] {
        fs::create_dir(place.path(folder)).unwrap();
    }
    let both = [("store-a", "a"), ("store-b", "b")];
    with(&place, &both, "medium add ./a --same-disk --label A").exits(0);
    with(&place, &both, "medium add ./b --same-disk --label B").exits(0);
    place.put("kept/scan.bin", b"kept");
    let archive = "--class nl-admin-basis --date 2026 --accept-newer --json";
    let line = format!("archive kept {archive}");
    let sealed = with(&place, &both[..1], &line).exits(0).json();
    let bundle = sealed["bundles"][0]["bundle"].as_str().unwrap().to_owned();

    // A is mounted where B was, and B at another place.
    let elsewhere = [("store-a", "b"), ("store-b", "c")];
    let copied = with(&place, &elsewhere, "copy --all --to B --json").exits(0).json();
    assert_eq!(copied["to"], "B", "{copied:#}");
    let payload = |store| bundle_folder(&place.path(store), &bundle).join("payload-00000.age");
    assert!(payload("store-b").is_file());

    for store in ["store-a", "store-b"] {
        let mut bytes = fs::read(payload(store)).unwrap();
        bytes[200] ^= 1;
        fs::write(payload(store), bytes).unwrap();
    }
    let damaged = fs::read(payload("store-a")).unwrap();
    with(&place, &elsewhere, "verify B").exits(11);
    // 1: A, which was to lend, is damaged too, and that is told.
    with(&place, &elsewhere, "repair B").exits(1);
    assert_eq!(fs::read(payload("store-a")).unwrap(), damaged, "A was not named");
    with(&place, &elsewhere, "verify B").exits(0);
    with(&place, &elsewhere, "repair A").exits(0);

    place.put("new/scan.bin", b"new");
    let line = format!("archive new {archive} --to B");
    with(&place, &elsewhere, &line).exits(0);
    let bundles =
        |store| fs::read_dir(vault_folder(&place.path(store)).join("bundles")).unwrap().count();
    assert_eq!((bundles("store-a"), bundles("store-b")), (1, 2), "A was not named");
}
