//! What only a terminal shows: a run that is stopped while a passphrase is asked for, what is asked again, and
//! questions at the terminal's own width.

use std::fs;
use std::io::Write;
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};

use super::place::Place;

/// A command line in a terminal of its own, and the hands at its keys.
struct Terminal<'p> {
    place: &'p Place,
    script: Child,
    keys: Option<ChildStdin>,
    begun: Instant,
    /// Up to where `sees` has read what is shown.
    seen: usize,
}

impl<'p> Terminal<'p> {
    /// `before` and `after` are the shell's, around `kluis LINE`.
    fn running(place: &'p Place, before: &str, line: &str, after: &str) -> Self {
        let kluis = env!("CARGO_BIN_EXE_kluis");
        let line = format!("{before} '{kluis}' {line} --vault ./home; echo $? > exit; {after}");
        // Of util-linux: it gives the line a terminal of its own, and types there what it is given.
        let mut script = place.other("script", &["-qfec", &line, "typescript"]);
        let mut script = script.stdin(Stdio::piped()).spawn().unwrap();
        let keys = script.stdin.take();
        Self { place, script, keys, begun: Instant::now(), seen: 0 }
    }

    fn shown(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.place.path("typescript")).unwrap_or_default())
            .into_owned()
    }

    fn in_time(&self, what: &str) {
        assert!(self.begun.elapsed() < Duration::from_secs(60), "{what}: {}", self.shown());
        std::thread::sleep(Duration::from_millis(20));
    }

    /// Waits for words behind those that were waited for last.
    fn sees(&mut self, words: &str) -> &mut Self {
        loop {
            let shown = self.shown();
            if let Some(at) = shown.get(self.seen..).and_then(|new| new.find(words)) {
                self.seen += at + words.len();
                return self;
            }
            self.in_time(words);
        }
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        self.keys.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Waits for the end of it, with the keys still at hand; gives the exit code and all that was shown.
    fn ends(mut self) -> (String, String) {
        while self.script.try_wait().unwrap().is_none() {
            self.in_time("it waits on");
        }
        let code = fs::read_to_string(self.place.path("exit")).unwrap();
        drop(self.keys.take());
        (code.trim().to_owned(), self.shown())
    }
}

#[test]
fn whoever_stops_at_the_passphrase_is_told_no_more_and_sees_again_what_is_typed() {
    let place = Place::empty();
    let line = "init --name Jansen --paper sheet.txt";
    let mut terminal = Terminal::running(&place, "trap : INT;", line, "stty -a > modes");
    // Ctrl-C.
    terminal.sees("passphrase").types("\x03");
    let (code, shown) = terminal.ends();
    assert_eq!(code, "130", "{shown}");
    assert!(!shown.contains("kluis: "), "{shown}");
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
    let line = "init --name Jansen --no-passphrase";
    let mut terminal = Terminal::running(&place, "trap : INT;", line, "");
    terminal.sees("on the recovery sheet:").types("\x03");
    let (code, shown) = terminal.ends();
    assert_eq!(code, "130", "{shown}");
    assert!(!place.path("home").exists(), "{shown}");
}

#[test]
fn a_new_passphrase_that_is_too_short_is_told_before_it_is_typed_again() {
    let place = Place::empty();
    let mut terminal =
        Terminal::running(&place, "", "init --name Jansen --paper sheet.txt --lang nl", "");
    terminal.sees("wachtwoordzin").types("kort\n").sees("Dat zijn minder dan 8 tekens.");
    // It is asked for anew, and only then a second time.
    terminal.sees("Nieuwe").types("lang genoeg zo\n").sees("Nog een keer").types("anders dan zo\n");
    terminal.sees("Die twee zijn niet gelijk.");
    terminal
        .sees("Nieuwe")
        .types("lang genoeg zo\n")
        .sees("Nog een keer")
        .types("lang genoeg zo\n");
    let (code, shown) = terminal.ends();
    assert_eq!(code, "0", "{shown}");
    assert!(place.path("home").exists() && place.path("sheet.txt").exists(), "{shown}");
    assert!(!shown.contains("lang genoeg"), "{shown}");
}

#[test]
fn why_the_third_new_passphrase_ended_it_is_said_and_no_vault_is_left() {
    let place = Place::empty();
    let mut terminal = Terminal::running(&place, "", "init --name Jansen --paper sheet.txt", "");
    terminal.sees("New passphrase").types("short\n").sees("That is fewer than 8 characters.");
    for second in ["long enough too", "LONG ENOUGH"] {
        terminal.sees("New passphrase").types("long enough\n");
        terminal.sees("The same again").types(&format!("{second}\n")).sees("The two differ.");
    }
    terminal.sees("That was 3 times. No passphrase was set.");
    let (code, shown) = terminal.ends();
    assert_eq!(code, "2", "{shown}");
    assert!(!place.path("home").exists() && !place.path("sheet.txt").exists(), "{shown}");
}

#[test]
fn a_question_is_put_within_the_width_of_the_terminal() {
    let place = Place::new();
    place.put("old/2015.pdf", b"old");
    fs::create_dir(place.path("drive")).unwrap();
    place.run("medium add ./drive --same-disk --label Schijf").exits(0);
    let (id, _) = place.archive("old --class nl-admin-basis --date 2015 --to ./drive", &[0]);
    let line = format!("destroy {id} --by A --role eigenaar --lang nl");
    let mut terminal = Terminal::running(&place, "stty cols 50 rows 24;", &line, "");
    terminal.sees("[j/n]").types("j\n");
    let (code, text) = terminal.ends();
    assert_eq!(code, "14", "{text}");
    // The first and the last line are of the tool that gives the terminal.
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("Script ")).collect();
    assert!(lines.iter().all(|line| line.chars().count() <= 50), "{text}");
    let said = lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["vordering of verzoek", "kluis: geweigerd: ", "kluis: wat nu: "] {
        assert!(said.contains(words), "{words}: {text}");
    }
}
