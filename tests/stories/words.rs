//! What the command line says when it is not understood, and in which form.

use crate::desk::Desk;

#[test]
fn help_and_version_are_answers() {
    let desk = Desk::empty();
    desk.run(&["--help"]).exits(0).says("archive").says("Everywhere");
    desk.run(&["archive", "--help"]).exits(0).says("Example:");
    let ran = desk.run(&["--version"]).exits(0);
    assert_eq!(ran.out, format!("{}\n", kluis::PROGRAM));
}

#[test]
fn a_line_that_is_not_understood_names_the_help_for_it() {
    let desk = Desk::empty();
    desk.run(&[]).exits(2).says("kluis: help: kluis --help");
    desk.run(&["medium", "add"]).exits(2).says("--label").says("kluis medium add --help");
    desk.run(&["lst"]).exits(2).says("kluis: help: perhaps list; kluis --help");
    desk.run(&["book-year", "add", "2025", "2026"]).exits(2).says("write a day as 2025-11-15");
    desk.run(&["list", "\u{1b}[2J", "--nope\u{1b}"]).exits(2).hides("\u{1b}");
}

#[test]
fn with_json_everything_is_one_document_on_standard_output() {
    let desk = Desk::empty();
    for (words, exit) in [
        (&["--json", "list"][..], 2),
        (&["list", "--json", "--nope"], 2),
        (&["--json"], 2),
        (&["--json", "medium", "add"], 2),
    ] {
        let ran = desk.run(words).exits(exit);
        assert!(ran.err.is_empty(), "{}", ran.err);
        let error = &ran.json()["error"];
        assert_eq!(error["exit"], exit);
        assert!(!error["message"].as_str().unwrap().is_empty());
        assert!(!error["help"].as_str().unwrap().is_empty());
    }
    desk.vault("Jansen");
    let ran = desk.run(&["--json", "list"]).exits(0);
    assert!(ran.err.is_empty() && ran.json()["exit"] == 0);
}

#[test]
fn quiet_leaves_out_what_was_not_asked_for() {
    let desk = Desk::with_vault("Jansen");
    let drive = desk.folder("a");
    let ran =
        desk.run(&["--quiet", "medium", "add", "--same-disk", &drive, "--label", "A"]).exits(0);
    assert_eq!(ran.out, "");
    desk.run(&["--quiet", "medium", "list"]).exits(0).says("A");
    desk.run(&["--quiet", "show", "x"]).exits(2).says("kluis: help:");
}

#[test]
fn dutch_is_spoken_where_it_is_asked_for() {
    let desk = Desk::empty();
    desk.run(&["--lang", "nl", "class", "list"]).exits(0).says("BEWAARCATEGORIE");
    desk.run(&["class", "list", "--lang=en"]).exits(0).says("CLASS");
    desk.run(&["class", "list"]).exits(0).says("CLASS");
    desk.run(&["list", "--lang", "de"]).exits(2).says("nl");
    desk.run(&["--lang", "nl", "show", "x"])
        .exits(2)
        .says("kluis: fout: er is hier geen kluis")
        .says("kluis: wat nu: kluis init");
    desk.run(&["--lang", "nl", "lst"]).exits(2).says("lst is geen opdracht").says("misschien list");
}

#[test]
fn what_programs_read_is_the_same_in_every_language() {
    let desk = Desk::empty();
    for words in [&["show", "x"][..], &["lst"], &["--vault", "A", "list"]] {
        let error = |lang| {
            let words: Vec<&str> = [lang, "--json"].iter().chain(words).copied().collect();
            desk.run(&words).exits(2).json()["error"].clone()
        };
        assert_eq!(error("--lang=nl"), error("--lang=en"), "{words:?}");
    }
}

#[test]
fn a_hostile_name_moves_no_cursor() {
    let desk = Desk::with_vault("Jansen");
    let config = desk.home("jansen/kluis.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, text.replace("\"Jansen\"", "\"J\\u001B[2J\\nkluis: ok\"")).unwrap();
    desk.vault("De Wit");
    let ran = desk.run(&["--each", "list"]).exits(0).hides("\u{1b}");
    assert!(!ran.out.contains("\nkluis: ok"), "{}", ran.out);
}

#[test]
fn the_demonstration_plays_to_its_end_and_touches_no_vault() {
    let desk = Desk::with_vault("Jansen");
    let before = crate::kit::files::files_below(&desk.path("data"));
    let dir = desk.path("demo");
    let dir = dir.to_str().unwrap();
    desk.run(&["demo", dir])
        .exits(0)
        .says("$ kluis init --name Fietsenmakerij")
        .says("no drive needed")
        .says("To close: 1 disclosure")
        .says("kluis: refused: ")
        .says("is held by OBJECTION-")
        .says("overwritten, read back")
        .says(": statement of destruction.")
        .says("Remove it all");
    assert_eq!(crate::kit::files::files_below(&desk.path("data")), before);
    desk.run(&["demo", dir]).exits(2).says("is not empty");
    let statement = crate::kit::files::files_below(&desk.path("demo/statement"));
    let ending = |end: &str| {
        statement.iter().filter(|(path, _)| path.to_string_lossy().ends_with(end)).count()
    };
    assert_eq!((ending(".json"), ending(".json.sig")), (1, 1));
    let other = desk.path("demo 2");
    let report = desk.run(&["demo", other.to_str().unwrap(), "--json"]).exits(0).json();
    assert_eq!(report["commands"], 18);
}

#[test]
fn the_demonstration_holds_releases_and_states_in_dutch_too() {
    let desk = Desk::with_vault("Jansen");
    let dir = desk.path("demo");
    desk.run(&["--lang", "nl", "demo", dir.to_str().unwrap()])
        .exits(0)
        .says("staat onder vernietigingsstop BEZWAAR-")
        .says("Vernietigingsstop BEZWAAR-")
        .says(": verklaring van vernietiging.");
}
