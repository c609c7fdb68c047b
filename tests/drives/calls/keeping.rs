//! What looks after the drives, and what destroys.

use super::super::place::{bundle_folder, vault_folder};
use super::{
    add_drive, bundle_of, copies_hold, each_call_fails, each_call_of, end_doubt, everything_stands,
    two_drives, well,
};

#[test]
fn medium_add_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    std::fs::create_dir(start.path("c")).unwrap();
    each_call_fails(&start, "medium add c --same-disk --label c", &|place, at| {
        // 2: it is in already.
        well(place, "medium add c --same-disk --label c", &[0, 2], at);
        well(
            place,
            "archive new --class nl-admin-basis --date 2026 --to c --accept-newer",
            &[0],
            at,
        );
        everything_stands(place, at);
    });
}

#[test]
fn medium_lost_with_any_call_failing_is_on_record_or_not() {
    let start = two_drives();
    std::fs::rename(start.path("b"), start.path("away")).unwrap();
    let lost = "medium lost b --since 2026-01-05 --reason train --by Jansen";
    each_call_of(&start, lost, 1, &|place, at| {
        // 1: said, with the bundles that lack a copy now.
        well(place, lost, &[1, 2], at);
        end_doubt(place, "a", at);
        copies_hold(place, 1, at);
        std::fs::rename(place.path("away"), place.path("b")).unwrap();
        well(place, "medium found b", &[1], at);
        everything_stands(place, at);
        copies_hold(place, 2, at);
    });
}

#[test]
fn medium_found_with_any_call_failing_counts_nothing_before_it_was_verified() {
    let start = two_drives();
    start.run("medium lost b --since 2026-01-05 --reason train --by Jansen").exits(1);
    each_call_of(&start, "medium found b", 1, &|place, at| {
        end_doubt(place, "a", at);
        copies_hold(place, 1, at);
        well(place, "medium found b", &[1, 2], at);
        copies_hold(place, 1, at);
        everything_stands(place, at);
        copies_hold(place, 2, at);
    });
}

#[test]
fn retire_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    add_drive(&start, "c");
    start.run("copy --all --to c").exits(0);
    each_call_fails(&start, "medium retire a --erase", &|place, at| {
        well(place, "verify b c", &[0], at);
        well(place, "medium retire a --erase", &[0], at);
        let left = vault_folder(&place.path("a")).join("bundles").read_dir().unwrap().count();
        assert_eq!(left, 0, "{at}");
        everything_stands(place, at);
        copies_hold(place, 2, at);
    });
}

#[test]
fn verify_with_any_call_failing_says_nothing_false() {
    let start = two_drives();
    each_call_fails(&start, "verify", &|place, at| {
        everything_stands(place, at);
        copies_hold(place, 2, at);
    });
}

#[test]
fn repair_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let kept = bundle_folder(&start.path("a"), bundle_of(&start, "2026"));
    for (name, at) in [("payload-00000.age", 4000), ("index.age", 90), ("key-copy.age", 800)] {
        let mut bytes = std::fs::read(kept.join(name)).unwrap();
        bytes[at] ^= 1;
        std::fs::write(kept.join(name), bytes).unwrap();
    }
    // From parity alone.
    std::fs::rename(start.path("b"), start.path("away")).unwrap();
    each_call_fails(&start, "repair a", &|place, at| {
        well(place, "repair a", &[0], at);
        std::fs::rename(place.path("away"), place.path("b")).unwrap();
        everything_stands(place, at);
        copies_hold(place, 2, at);
    });
}

#[test]
fn destroy_with_any_call_failing_is_ended_by_the_next() {
    let start = two_drives();
    let due = bundle_of(&start, "2015");
    let destroy = format!("destroy {due} --by Jansen --role owner --no-open-matters");
    each_call_fails(&start, &destroy, &|place, at| {
        well(place, &destroy, &[0, 2], at);
        everything_stands(place, at);
        for drive in ["a", "b"] {
            assert!(!bundle_folder(&place.path(drive), &due).exists(), "{at}");
        }
        well(place, "restore --all --to out --reason test", &[0], at);
    });
}
