//! After each sealing some records are restored from the fresh copy and compared.

use super::place::{Place, noise};

#[test]
fn a_sample_is_restored_and_compared_after_each_archive() {
    let place = Place::new();
    std::fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    for number in 0..30_u64 {
        place.put(format!("month/{number}.bin"), &noise(number as usize * 500, number));
    }
    let (_, report) = place.archive("month --class nl-admin-basis --date 2026 --move", &[0]);
    let sample = &report["bundles"][0]["sample"];
    assert!((1..=8).contains(&sample["records"].as_u64().unwrap()), "{sample:#}");
    assert_eq!((&sample["key_opened"], &sample["fault"]), (&true.into(), &().into()), "{sample:#}");
    assert_eq!(report["moved"], 30);
}

#[test]
fn a_pc_that_cannot_read_its_archive_tries_the_sample_with_the_run_s_own_key_and_says_so() {
    let place = Place::new();
    std::fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    std::fs::rename(place.path("home/identity.txt"), place.path("in-the-safe.txt")).unwrap();
    place.put("month/scan.bin", &noise(10_000, 1));
    let ran = place.run("archive month --class nl-admin-basis --date 2026 --accept-newer").exits(0);
    assert!(ran.out.contains("1 record restored, and the same"), "{}", ran);
    assert!(ran.out.contains("the bundle's key was not tried"), "{}", ran);
}
