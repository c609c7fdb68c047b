//! Commands that only look, while another run is in the middle of something: it stands still at a call, and they read.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use super::super::orders::Chance;
use super::super::place::Place;
use super::{bundle_of, count, two_drives};

/// Starts a command that stands still at this call, and waits until it does; none where it ended before.
fn stopped_at(place: &Place, line: &str, call: &str, number: u64) -> Option<Child> {
    let inject = format!("inject={call}:signal=SIGSTOP:when={number}");
    let trace = format!("trace={call}");
    let program = env!("CARGO_BIN_EXE_kluis");
    let mut words = vec!["-f", "-qq", "-o", "stopped.txt", "-e", &trace, "-e", &inject, program];
    words.extend(line.split_whitespace().chain(["--vault", "./home"]));
    let mut command = place.other("strace", &words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("this test needs strace");
    let began = Instant::now();
    loop {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
        let said = std::fs::read_to_string(place.path("stopped.txt")).unwrap_or_default();
        if said.contains("stopped by SIGSTOP") {
            return Some(child);
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{line}: {call} {number}: {said}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Ends it where it stands, as a power cut would.
fn kill(place: &Place, mut child: Child) {
    let said = std::fs::read_to_string(place.path("stopped.txt")).unwrap();
    let process = said.split_whitespace().next().unwrap().to_owned();
    assert!(place.other("kill", &["-9", &process]).status().unwrap().success());
    child.wait().unwrap();
}

/// What the looking commands say, without the day's own times.
fn looked(place: &Place, bundle: &str, at: &str) -> Vec<String> {
    let show = format!("show {bundle} --json");
    let lines = ["list --json", &show, "ledger show --json"];
    let read = |line: &&str| {
        let ran = place.run(line);
        assert_eq!(ran.exit, 0, "{at}: {ran}");
        ran.out
    };
    lines.iter().map(read).collect()
}

#[test]
fn whoever_looks_while_a_run_stands_at_any_call_sees_what_was_or_what_is_and_no_half_of_it() {
    let place = two_drives();
    let bundle = bundle_of(&place, "2026");
    place.keep();
    let line = "archive new --class nl-admin-basis --date 2026 --accept-newer --accept-end";
    let counts = count(&place, line, 0);
    place.back();
    let entries = |told: &str| told.matches("\"event\":").count();
    let before = looked(&place, &bundle, "before");
    let mut chance = Chance::new();
    let (mut old, mut new) = (0, 0);
    for call in ["write", "fsync"] {
        let all: u64 =
            counts.iter().filter(|((_, it), _)| it == call).map(|(_, n)| *n).max().unwrap();
        // The last calls tell the home.
        let last = (all.saturating_sub(11)..all).map(|number| number + 1);
        let drawn: Vec<u64> = (0..4).map(|_| chance.below(all) + 1).chain(last).collect();
        for number in drawn {
            place.back();
            let at = format!("{call} {number} of {all}");
            let Some(child) = stopped_at(&place, line, call, number) else { continue };
            let seen = looked(&place, &bundle, &at);
            kill(&place, child);
            // The bundle that stood has its copies, and what is told is told to its end.
            let listed: serde_json::Value = serde_json::from_str(&seen[0]).unwrap();
            let rows = listed["bundles"].as_array().unwrap();
            assert!(rows.iter().any(|row| row["bundle"] == *bundle), "{at}: {listed:#}");
            match entries(&seen[2]) == entries(&before[2]) {
                true => {
                    assert_eq!(seen[2], before[2], "{at}");
                    old += 1;
                }
                false => {
                    assert_eq!(rows.len(), 3, "{at}: {listed:#}");
                    assert!(seen[2].contains("\"copied\""), "{at}");
                    new += 1;
                }
            }
            // Whoever has the vault to himself finds old or new as well, and goes on.
            place.run("list").exits(0);
        }
    }
    println!("{old} saw what was, {new} what is");
    assert!(old > 0 && new > 0, "{old} old, {new} new");
}
