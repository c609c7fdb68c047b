//! Every problem has a sentence, an exit code from the design's table, and a line of help.

mod bundle_words;
mod ends;
mod keys;
mod persons;
mod samples;
mod words;

use std::io::ErrorKind;

use super::{Said, say};
use crate::rules::hold::Hold;
use crate::rules::retention::Bar;
use crate::surface::voice::Voice;
use crate::things::destruction::door::Refused;
use crate::things::vault::VaultProblem;
use crate::verbs::fault::Fault;
use crate::words::day::ClockState;
use crate::words::ids::HoldId;
use crate::words::lang::Lang;

use samples::{HOSTILE, bundle, cause, day, faults, path};

#[test]
fn every_fault_has_its_exit_code_a_sentence_and_help() {
    for (fault, exit) in faults() {
        let Said { exit: found, message, help } = say(&Voice::default(), &fault);
        assert_eq!(found.code(), exit, "{fault:?}: {message}");
        assert!(!message.is_empty() && !message.ends_with('.'), "{message}");
        assert!(!help.is_empty() && !help.ends_with('.'), "{help}");
        assert!(!message.contains("Problem") && !message.contains(" { "), "{message}");
    }
}

#[test]
fn every_fault_is_said_in_dutch_too() {
    let (english, dutch) = (Voice::new(Lang::En), Voice::new(Lang::Nl));
    for (fault, exit) in faults() {
        let (en, nl) = (say(&english, &fault), say(&dutch, &fault));
        assert_eq!(nl.exit.code(), exit, "{fault:?}");
        assert!(!nl.message.is_empty() && !nl.message.ends_with('.'), "{}", nl.message);
        assert!(!nl.help.is_empty() && !nl.help.ends_with('.'), "{}", nl.help);
        let system = matches!(&fault, Fault::Io { source, .. } | Fault::Vault(VaultProblem::Io { source, .. })
            if source.kind() == ErrorKind::PermissionDenied);
        assert!(system || en.message != nl.message, "{}", nl.message);
        is_dutch(&nl.message);
        is_dutch(&nl.help);
        assert!(!begins_large(&en.message) && !begins_large(&en.help), "{en:?}");
    }
}

/// Commands, options, file names and what the tests name stay as they are in every language.
const ENGLISH: [&str; 12] = [
    "the", "and", "is not", "that", "there", "this", "with", "nothing", "which", "it", "plug",
    "your",
];

/// It has none of the commonest words of English, and begins small.
fn is_dutch(text: &str) {
    let words = words_of_ours(text);
    for english in ENGLISH {
        assert!(!words.contains(&format!(" {english} ")), "{english:?} in {text:?}");
    }
    assert!(!begins_large(text), "{text:?}");
}

/// Without what the tests name, and the system's own words.
fn words_of_ours(text: &str) -> String {
    let shown = crate::words::text::shown(HOSTILE);
    let text = text.replace(&shown, " ").replace("no permission", " ");
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'');
    format!(" {} ", words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A name may begin as its giver likes.
fn begins_large(text: &str) -> bool {
    text.starts_with(char::is_uppercase)
        && !text.starts_with("Drive")
        && !text.starts_with("Schijf")
}

#[test]
fn a_hostile_name_can_neither_move_the_cursor_nor_fake_a_line() {
    for (fault, _) in faults() {
        let text = say(&Voice::default(), &fault).text(&Voice::default(), None);
        assert!(!text.contains('\u{1b}'), "{text}");
        let help = text.lines().filter(|line| line.starts_with("kluis: help: ")).count();
        assert_eq!(help, 1, "{text}");
        let starts = text.lines().filter(|line| line.starts_with("kluis: ")).count();
        assert_eq!(starts, 2, "{text}");
    }
}

#[test]
fn a_cause_is_said_once() {
    for (fault, _) in faults() {
        let text = say(&Voice::default(), &fault).text(&Voice::default(), None);
        assert!(text.matches("no permission").count() <= 1, "{text}");
    }
    let said = say(&Voice::default(), &Fault::Io { path: path(), source: cause() });
    assert!(said.message.contains("no permission"));
}

#[test]
fn on_a_terminal_an_error_goes_on_behind_an_indent_and_says_the_same() {
    for voice in [Voice::new(Lang::En), Voice::new(Lang::Nl)] {
        let mut wrapped = 0;
        for (fault, _) in faults() {
            let said = say(&voice, &fault);
            let (plain, narrow) = (said.text(&voice, None), said.text(&voice, Some(80)));
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(words(&plain), words(&narrow));
            wrapped += narrow.lines().count() - plain.lines().count();
            let starts = narrow.lines().filter(|line| !line.starts_with("  ")).count();
            assert_eq!(starts, 2, "{narrow}");
        }
        assert!(wrapped > 20, "{wrapped}");
    }
}

#[test]
fn a_line_says_what_kind_it_is_in_the_language_of_the_voice() {
    let voice = Voice::new(Lang::Nl);
    let text = |fault: Fault| say(&voice, &fault).text(&voice, None);
    assert!(text(Fault::NoMedium).starts_with("kluis: fout: er is geen schijf van deze kluis"));
    assert!(text(Fault::Interrupted).starts_with("kluis: onderbroken: "));
    let bars = vec![Bar::KeepThrough(day("2034-12-31"))];
    assert_eq!(
        &*text(Fault::Refused(Refused::Barred { bundle: bundle(), bars })),
        "kluis: geweigerd: 20261031-7f3ca2b1 bewaart u tot en met 31-12-2034; te vernietigen vanaf 01-01-2035, hier en in \
         UTC (een indicatie, geen juridisch advies)\n\
         kluis: wat nu: kluis show 20261031-7f3ca2b1\n"
    );
}

#[test]
fn a_hold_is_refused_in_the_words_of_the_style() {
    let hold = Hold {
        clock: ClockState::Ok,
        ends: None,
        id: HoldId([1; 16]),
        reference: "AUDIT-2026".parse().ok(),
        review: None,
        since: day("2026-11-02"),
    };
    let bars = vec![Bar::KeepThrough(day("2030-12-31")), Bar::Hold(hold.clone())];
    let refused =
        |bars| say(&Voice::default(), &Fault::Refused(Refused::Barred { bundle: bundle(), bars }));
    assert_eq!(
        &*refused(vec![Bar::Hold(hold)]).text(&Voice::default(), None),
        "kluis: refused: 20261031-7f3ca2b1 is held by AUDIT-2026 since 2026-11-02\n\
         kluis: help: kluis hold show AUDIT-2026\n"
    );
    let both = refused(bars);
    assert!(both.message.contains("AUDIT-2026 since 2026-11-02; it is kept through 2030-12-31"));
}
