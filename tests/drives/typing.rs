//! What only a terminal shows: a run that is stopped while a passphrase is asked for, and questions at its own width.

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

/// The vault stands when the sheet is asked for, and nobody has the sheet: the run clears up, without an Enter.
#[test]
fn whoever_stops_at_the_sheet_leaves_no_vault_and_need_not_type_on() {
    let place = Place::empty();
    let kluis = env!("CARGO_BIN_EXE_kluis");
    let line = format!(
        "trap : INT; '{kluis}' init --name Jansen --no-passphrase --vault ./home; echo $? > exit"
    );
    let mut script = place.other("script", &["-qfec", &line, "typescript"]);
    let mut script = script.stdin(Stdio::piped()).spawn().unwrap();
    let shown = || fs::read_to_string(place.path("typescript")).unwrap_or_default();
    let begun = Instant::now();
    let in_time = |what: &str| {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: {}", shown());
        std::thread::sleep(Duration::from_millis(20));
    };
    while !shown().contains("on the recovery sheet:") {
        in_time("nothing is asked");
    }
    let mut keys = script.stdin.take().unwrap();
    keys.write_all(b"\x03").unwrap();
    while script.try_wait().unwrap().is_none() {
        in_time("it waits on");
    }
    assert_eq!(fs::read_to_string(place.path("exit")).unwrap(), "130\n", "{}", shown());
    assert!(!place.path("home").exists(), "{}", shown());
    drop(keys);
}

#[test]
fn a_question_is_put_within_the_width_of_the_terminal() {
    let place = Place::new();
    place.put("old/2015.pdf", b"old");
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add ./drive --same-disk --label Schijf").exits(0);
    let (id, _) = place.archive("old --class nl-admin-basis --date 2015 --to ./drive", &[0]);
    let kluis = env!("CARGO_BIN_EXE_kluis");
    let line = format!(
        "stty cols 50 rows 24; '{kluis}' destroy {id} --by A --role eigenaar --lang nl --vault ./home; echo $? > exit"
    );
    let mut script = place.other("script", &["-qfec", &line, "typescript"]);
    let mut script = script.stdin(Stdio::piped()).spawn().unwrap();
    let shown = || fs::read_to_string(place.path("typescript")).unwrap_or_default();
    let begun = Instant::now();
    while !shown().contains("[j/n]") {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is asked: {}", shown());
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut keys = script.stdin.take().unwrap();
    keys.write_all(b"j\n").unwrap();
    assert!(script.wait().unwrap().success(), "{}", shown());
    assert_eq!(fs::read_to_string(place.path("exit")).unwrap(), "14\n", "{}", shown());
    let text = shown();
    // The first and the last line are of the tool that gives the terminal.
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("Script ")).collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 50), "{text}");
    let said = lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["vordering of verzoek", "kluis: geweigerd: ", "kluis: wat nu: "] {
        assert!(said.contains(words), "{words}: {text}");
    }
}
