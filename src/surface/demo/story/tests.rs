//! The story of the demonstration, told to a stage that leaves what the commands would leave.

use super::*;
use std::path::Path;

/// Does what the commands would leave on the drive, and says which exit code one gives.
struct Played<'a> {
    root: &'a Path,
    said: Vec<String>,
    ran: Vec<Vec<String>>,
    wrong: Option<&'static str>,
}

impl Stage for Played<'_> {
    fn say(&mut self, text: &str) {
        self.said.push(text.into());
    }

    fn run(&mut self, args: &[&str]) -> i32 {
        self.ran.push(args.iter().map(|arg| (*arg).to_owned()).collect());
        match args[0] {
            verb if self.wrong == Some(verb) => return 20,
            "archive" if !args.contains(&"--dry-run") => {
                let number = self.ran.len();
                let bundle = format!("drive-a/kluis-00000000/bundles/20260101-{number:08x}");
                std::fs::create_dir_all(self.root.join(bundle)).unwrap();
            }
            "audit" => self.give(),
            "destroy" => {
                let before = self.ran.iter().filter(|args| args[0] == "destroy").count();
                return if before < 3 { 14 } else { DONE };
            }
            "status" => return WAITS,
            _ => {}
        }
        DONE
    }
}

impl Played<'_> {
    fn give(&self) {
        let papers = self.root.join("Administratie");
        for entry in walkdir::WalkDir::new(&papers) {
            let entry = entry.unwrap();
            let path = entry.path();
            if entry.file_type().is_file() && path.to_string_lossy().contains("Verkoop") {
                let below = path.strip_prefix(self.root).unwrap();
                let to = self.root.join("audit/records").join(below);
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::copy(path, to).unwrap();
            }
        }
    }
}

fn play(
    today: (i32, u32, u32),
    wrong: Option<&'static str>,
) -> (Result<Shown, DemoProblem>, Vec<String>, Vec<Vec<String>>) {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("de mo");
    let today = Day::from_ymd_opt(today.0, today.1, today.2).unwrap();
    let mut stage = Played { root: &root, said: vec![], ran: vec![], wrong };
    let shown = crate::surface::demo::run(Some(&root), today, &Voice::default(), &mut stage);
    let Played { said, ran, .. } = stage;
    (shown, said, ran)
}

#[test]
fn the_story_runs_its_commands_in_order() {
    let (shown, said, ran) = play((2026, 11, 21), None);
    assert_eq!(shown.unwrap().commands, 18);
    let verbs: Vec<&str> = ran.iter().map(|args| args[0].as_str()).collect();
    assert_eq!(
        verbs,
        [
            "init",
            "medium",
            "medium",
            "archive",
            "archive",
            "list",
            "verify",
            "find",
            "audit",
            "status",
            "destroy",
            "archive",
            "hold",
            "destroy",
            "hold",
            "destroy",
            "statement",
            "ledger"
        ]
    );
    assert!(ran.iter().all(|args| args.contains(&"--vault".into())));
    assert!(ran[3].contains(&"2026-10".into()) && ran[3].contains(&"--dry-run".into()));
    assert!(ran[11].contains(&"2015".into()) && ran[11].contains(&"--accept-end".into()));
    let [month, old] = [&ran[10][1], &ran[13][1]];
    assert_ne!(month, old);
    assert!(ran[12][1] == "place" && ran[14][1] == "release" && ran[12].contains(&ran[14][2]));
    assert!(old == &ran[15][1] && ran[16][..3] == ["statement", "show", old.as_str()]);
    assert!(said.iter().any(|text| text.starts_with("$ kluis init --name Fietsenmakerij")));
    assert!(said.iter().any(|text| text.contains("byte for byte")));
    assert!(said.last().unwrap().contains("Remove it all"));
}

#[test]
fn in_january_the_closed_month_is_december() {
    let (shown, _, ran) = play((2027, 1, 3), None);
    shown.unwrap();
    assert!(ran[3].contains(&"2026-12".into()), "{:?}", ran[3]);
}

#[test]
fn an_exit_code_that_was_not_due_ends_it() {
    for wrong in ["init", "verify", "audit", "status", "destroy", "hold", "statement", "ledger"] {
        let (shown, ..) = play((2026, 11, 21), Some(wrong));
        let problem = shown.unwrap_err();
        assert!(
            matches!(&problem, DemoProblem::Unexpected { found: 20, .. }),
            "{wrong}: {problem:?}"
        );
    }
}

#[test]
fn what_comes_back_changed_ends_it() {
    struct Spoilt<'a>(Played<'a>);
    impl Stage for Spoilt<'_> {
        fn say(&mut self, text: &str) {
            self.0.say(text);
        }
        fn run(&mut self, args: &[&str]) -> i32 {
            let exit = self.0.run(args);
            if args[0] == "audit" {
                let records = self.0.root.join("audit/records");
                let files = walkdir::WalkDir::new(records).into_iter();
                let file = files.flatten().find(|entry| entry.file_type().is_file());
                std::fs::write(file.unwrap().path(), b"other").unwrap();
            }
            exit
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    let played = Played { root: dir.path(), said: vec![], ran: vec![], wrong: None };
    let problem =
        crate::surface::demo::run(Some(dir.path()), today, &Voice::default(), &mut Spoilt(played));
    assert!(matches!(problem, Err(DemoProblem::Differs(_))));
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("mine"), b"").unwrap();
    let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
    let mut stage = Played { root: dir.path(), said: vec![], ran: vec![], wrong: None };
    let problem = crate::surface::demo::run(Some(dir.path()), today, &Voice::default(), &mut stage);
    assert!(matches!(problem, Err(DemoProblem::Folder(_))));
    assert!(stage.ran.is_empty());
}

#[test]
fn a_word_is_quoted_where_a_shell_would_split_it() {
    for (word, typed) in
        [("a", "a"), ("Drive A", "'Drive A'"), ("**/V/*", "'**/V/*'"), ("", "''"), ("é", "é")]
    {
        if cfg!(unix) {
            assert_eq!(quoted(word), typed);
        }
    }
}
