//! A person who stops a run while a passphrase is asked for.

use std::fs;
use std::io::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::place::Place;

#[test]
fn whoever_stops_at_the_passphrase_is_told_no_more_and_sees_again_what_is_typed() {
    let place = Place::empty();
    let kluis = env!("CARGO_BIN_EXE_kluis");
    let line = format!(
        "trap : INT; '{kluis}' init --name Jansen --paper sheet.txt --vault ./home; \
          echo $? > exit; stty -a > modes"
    );
    // Of util-linux: it gives the line a terminal of its own, and types there what it is given.
    let mut script = place.other("script", &["-qfec", &line, "typescript"]);
    let mut script = script.stdin(Stdio::piped()).spawn().unwrap();
    let begun = Instant::now();
    let shown = || fs::read_to_string(place.path("typescript")).unwrap_or_default();
    while !shown().contains("passphrase") {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is asked: {}", shown());
        std::thread::sleep(Duration::from_millis(20));
    }
    // Ctrl-C.
    let mut keys = script.stdin.take().unwrap();
    keys.write_all(b"\x03").unwrap();
    assert!(script.wait().unwrap().success(), "{}", shown());
    assert_eq!(fs::read_to_string(place.path("exit")).unwrap(), "130\n", "{}", shown());
    assert!(!shown().contains("kluis: "), "{}", shown());
    let modes = fs::read_to_string(place.path("modes")).unwrap();
    let echoes =
        |word: &str| modes.split_whitespace().any(|mode| mode.trim_end_matches(';') == word);
    assert!(echoes("echo") && !echoes("-echo"), "{modes}");
    // No sheet with a key of no vault, either.
    assert!(!place.path("home").exists() && !place.path("sheet.txt").exists());
}
