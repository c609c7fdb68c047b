//! A verification that is cut off, by a person or by the power, and goes on where it stopped.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use kluis::powers::asker::{Act, Asker, Question, Watcher};
use kluis::powers::clock::SystemClock;
use kluis::powers::random::OsRandom;
use kluis::surface::{Outside, run};
use serde_json::Value;

use super::place::{Place, bundle_folder, noise};

struct Nobody;

impl Asker for Nobody {
    fn ask(&mut self, _: &Question) -> Option<secrecy::SecretString> {
        None
    }
    fn show_sheet(&mut self, _: &str) -> bool {
        false
    }
}

/// Asks to stop, or falls over as with the power, once so many bytes were verified.
struct CutsOff {
    after: u64,
    falls: bool,
    verifying: AtomicBool,
    done: AtomicU64,
}

impl Watcher for CutsOff {
    fn begin(&self, act: Act, _: u64) {
        self.verifying.store(act == Act::Verifying, Ordering::Relaxed);
    }
    fn advance(&self, bytes: u64) {
        if self.verifying.load(Ordering::Relaxed) {
            let done = self.done.fetch_add(bytes, Ordering::Relaxed) + bytes;
            assert!(!self.falls || done < self.after, "the power is gone");
        }
    }
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        !self.falls && self.done.load(Ordering::Relaxed) >= self.after
    }
}

/// Verifies until so many bytes are read; gives the exit code and what was said.
fn cut_off(place: &Place, after: u64, deep: bool, falls: bool) -> (i32, String) {
    let (home, drive) = (place.path("home"), place.path("drive"));
    let mut args: Vec<&Path> = vec![Path::new("kluis"), Path::new("verify"), &drive];
    args.extend([Path::new("--vault"), &home]);
    args.extend(deep.then_some(Path::new("--deep")));
    let verifying = AtomicBool::new(false);
    let watcher = CutsOff { after, falls, verifying, done: AtomicU64::new(0) };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let ended = catch_unwind(AssertUnwindSafe(|| {
        run(
            args.into_iter().map(Into::into).collect(),
            &mut Outside {
                clock: &SystemClock,
                random: &mut OsRandom,
                asker: &mut Nobody,
                terminal: false,
                watcher: &watcher,
                out: &mut out,
                err: &mut err,
                columns: Default::default(),
                variable: &|_| None,
                data_folder: None,
                users_folder: None,
                locale: None,
            },
        )
    }));
    assert_eq!(ended.is_err(), falls);
    (ended.unwrap_or(-1), String::from_utf8(err).unwrap())
}

/// Three bundles on one drive, of so many bytes each, in the order in which they are verified.
fn three_bundles(bytes: usize) -> (Place, Vec<String>) {
    let place = Place::new();
    std::fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add drive --same-disk --label Drive").exits(0);
    let mut bundles: Vec<String> = (1..=3)
        .map(|number| {
            place.put(format!("month-{number}/scan.bin"), &noise(bytes, number));
            let line = format!("month-{number} --class nl-admin-basis --date 2026 --to ./drive");
            place.archive(&line, &[0]).0
        })
        .collect();
    bundles.sort();
    (place, bundles)
}

fn verified(place: &Place, words: &str, exit: i32) -> Value {
    place.run(&format!("verify ./drive {words} --json")).exits(exit).json()
}

#[test]
fn an_interrupted_verify_goes_on_with_the_bundles_that_were_not_read() {
    for deep in [false, true] {
        let (place, _) = three_bundles(100_000);
        let (exit, said) = cut_off(&place, 150_000, deep, false);
        assert_eq!(exit, 130);
        assert!(said.contains("run the same command again"), "{said}");
        let words = if deep { "--deep" } else { "" };
        let report = verified(&place, words, 0);
        assert_eq!(report["media"][0]["taken_over"], 1, "{report:#}");
        assert_eq!(report["media"][0]["bundles"], 3, "{report:#}");
        let whole = verified(&place, words, 0);
        assert_eq!(whole["media"][0]["taken_over"], 0, "it was ended: {whole:#}");
        for sum in ["files", "bytes", "records"] {
            assert_eq!(report["media"][0][sum], whole["media"][0][sum], "{sum}");
        }
    }
}

#[test]
fn a_deep_verify_that_was_interrupted_opens_only_what_was_not_opened() {
    let (place, _) = three_bundles(100_000);
    // Each is read and opened in one pass, and the third is cut off.
    cut_off(&place, 250_000, true, false);
    let report = verified(&place, "--deep", 0);
    assert_eq!(
        (&report["media"][0]["taken_over"], &report["media"][0]["records"]),
        (&2.into(), &3.into())
    );
}

#[test]
fn a_killed_verify_goes_on_from_what_the_home_has_heard() {
    let (place, _) = three_bundles(66 << 20);
    cut_off(&place, 100 << 20, false, true);
    assert_eq!(verified(&place, "", 0)["media"][0]["taken_over"], 1);
}

#[test]
fn a_drive_that_was_written_to_since_is_verified_from_its_start() {
    let (place, _) = three_bundles(100_000);
    cut_off(&place, 250_000, false, false);
    place.put("month-4/scan.bin", &noise(1000, 4));
    place.archive("month-4 --class nl-admin-basis --date 2026 --to ./drive", &[0]);
    assert_eq!(verified(&place, "", 0)["media"][0]["taken_over"], 0);
}

#[test]
fn a_bundle_in_which_something_was_found_is_read_again() {
    let (place, bundles) = three_bundles(100_000);
    let payload = bundle_folder(&place.path("drive"), &bundles[0]).join("payload-00000.age");
    let mut bytes = std::fs::read(&payload).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(&payload, bytes).unwrap();
    cut_off(&place, 250_000, false, false);
    let report = verified(&place, "", 11);
    assert_eq!(report["media"][0]["taken_over"], 1, "the second: {report:#}");
    assert_eq!(report["findings"][0]["bundle"], *bundles[0], "{report:#}");
}
