//! The story, step by step: one sentence why, the command, its own output, and the exit code that it
//! must have.

use chrono::Datelike;

use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::administration::Document;
use super::place::Place;
use super::{DemoProblem, Shown, Stage};

const DONE: i32 = 0;
const REFUSED: i32 = 14;
/// How far back the oldest year lies; its seven years are over.
const LONG_PAST_YEARS: i32 = 11;

/// The run of the story.
struct Story<'s> {
    place: Place,
    documents: Vec<Document>,
    stage: &'s mut dyn Stage,
    vault: String,
    today: Day,
    commands: usize,
}

/// Tells the whole story.
pub fn tell(place: Place, today: Day, stage: &mut dyn Stage) -> Result<Shown, DemoProblem> {
    let documents = place.write_administration(today)?;
    let vault = place.typed("vault")?;
    stage.say(&format!(
        "Everything happens in {}. It now holds the papers of a bicycle workshop that never was, \
         {} files in Administratie, and two folders that stand in for two USB drives.",
        place.root().display(),
        documents.len()
    ));
    let mut story = Story { place, documents, stage, vault, today, commands: 0 };
    story.begin()?;
    let month = story.month()?;
    story.audit()?;
    story.destruction(month)?;
    story.end()
}

impl Story<'_> {
    fn begin(&mut self) -> Result<(), DemoProblem> {
        let sheet = self.place.typed("recovery-sheet.txt")?;
        self.step(
            "A vault has its keys and its ledger on this PC. For once they lie there without a \
             passphrase, so whoever copies the folder can read the archive: a vault that is meant \
             has one. The recovery sheet goes on paper, away from the PC.",
            &["init", "--name", "Fietsenmakerij", "--no-passphrase", "--paper", &sheet],
            DONE,
        )?;
        let drives = [
            (
                "drive-a",
                "Drive A",
                "A drive is taken into the vault once, and known by its id. A folder on the PC's own disk is no \
                 drive: what takes the disk takes both. --same-disk says that it is meant, for this trial.",
            ),
            (
                "drive-b",
                "Drive B",
                "The second drive lies elsewhere: one dies, or burns. Here both are folders of one \
                 disk, so that kluis warns: what takes the disk takes both copies.",
            ),
        ];
        for (folder, label, why) in drives {
            let path = self.place.typed(folder)?;
            self.step(why, &["medium", "add", &path, "--label", label, "--same-disk"], DONE)?;
        }
        Ok(())
    }

    /// The last closed month: its year and number.
    fn closed_month(&self) -> (i32, u32) {
        match self.today.month() {
            1 => (self.today.year() - 1, 12),
            month => (self.today.year(), month - 1),
        }
    }

    fn month(&mut self) -> Result<BundleId, DemoProblem> {
        let (year, month) = self.closed_month();
        let date = format!("{year}-{month:02}");
        let folder = self.place.typed(&format!("Administratie/{year}/Administratie/{date}"))?;
        let archive = ["archive", &folder, "--class", "nl-admin-basis", "--date", &date];
        self.step(
            "Every month the closed month goes into the vault. First a look: what would be sealed, \
             and until when the law wants it kept.",
            &[&archive[..], &["--dry-run"]].concat(),
            DONE,
        )?;
        let bundle = self.sealing(
            "Now it is sealed, encrypted, onto both drives, and read back from each. With --move \
             the files here would go once both copies are verified; here they stay, to compare.",
            &archive,
        )?;
        self.step("What the vault holds, until when, on how many drives.", &["list"], DONE)?;
        self.step(
            "A drive can rot in a drawer: verify reads all of it and compares it with what was \
             sealed. It needs no key for that.",
            &["verify"],
            DONE,
        )?;
        Ok(bundle)
    }

    fn audit(&mut self) -> Result<(), DemoProblem> {
        let (year, _) = self.closed_month();
        let year = year.to_string();
        let (to, reference) = (self.place.typed("audit")?, format!("AUDIT-{year}"));
        self.step(
            "The inspector asks for the sales invoices of a year. Exactly those come out, with \
             what proves that they are what was sealed; who got them and why goes on record.",
            &[
                "restore",
                "--year",
                &year,
                "--match",
                "**/Verkoop/*",
                "--to",
                &to,
                "--reason",
                "tax audit",
                "--for",
                "Belastingdienst",
                "--ref",
                &reference,
            ],
            DONE,
        )?;
        let compared = self.place.compare("audit", &self.documents)?;
        self.stage.say(&format!(
            "Compared with the files in Administratie: all {compared} are the same, byte for byte."
        ));
        Ok(())
    }

    fn destruction(&mut self, month: BundleId) -> Result<(), DemoProblem> {
        let month = month.to_string();
        let by = ["--by", "A. de Fietser", "--role", "owner", "--no-open-matters"];
        self.step(
            "Nothing goes before its time, whoever asks. This is refused: the month must be kept \
             for seven years.",
            &[&["destroy", &month][..], &by].concat(),
            REFUSED,
        )?;
        let year = (self.today.year() - LONG_PAST_YEARS).to_string();
        let folder = self.place.typed(&format!("Administratie/{year}/Administratie"))?;
        let old = self.sealing(
            &format!(
                "The books of {year} are past their seven years. Sealing something that is due \
                 already is most often a mistyped year, so it must be said: --accept-end."
            ),
            &["archive", &folder, "--class", "nl-admin-basis", "--date", &year, "--accept-end"],
        )?;
        let old = old.to_string();
        self.step(
            "These may be destroyed: on both drives the keys are overwritten first, then the \
             rest, and the other bundles are checked afterwards.",
            &[&["destroy", &old][..], &by].concat(),
            DONE,
        )?;
        self.step(
            "Everything so far is in the ledger, here and on both drives, each line chained to \
             the one before.",
            &["ledger", "verify"],
            DONE,
        )
    }

    fn end(self) -> Result<Shown, DemoProblem> {
        let folder = self.place.root().to_path_buf();
        let remove = if cfg!(windows) { "rmdir /s /q" } else { "rm -rf" };
        let typed = quoted(&folder.to_string_lossy());
        self.stage.say(&format!(
            "That was the month, the audit and the destruction.\n\
             Look at a drive as a stranger finds it: drive-a, and README.txt in it.\n\
             Look at what the inspector gets: audit, with SHA256SUMS and proof.json.\n\
             Try more: kluis list --vault {}\n\
             Remove it all: {remove} {typed}",
            quoted(&self.vault)
        ));
        Ok(Shown { folder, commands: self.commands })
    }

    /// A step that seals; gives the bundle.
    fn sealing(&mut self, why: &str, args: &[&str]) -> Result<BundleId, DemoProblem> {
        let before = self.place.bundles();
        self.step(why, args, DONE)?;
        let after = self.place.bundles();
        after.difference(&before).next().copied().ok_or(DemoProblem::NothingSealed)
    }

    fn step(&mut self, why: &str, args: &[&str], expected: i32) -> Result<(), DemoProblem> {
        let vault = self.vault.clone();
        let args = [args, &["--vault", &vault]].concat();
        let command: Vec<String> = ["kluis"].iter().chain(&args).map(|word| quoted(word)).collect();
        let command = command.join(" ");
        self.stage.say(why);
        self.stage.say(&format!("$ {command}"));
        let found = self.stage.run(&args);
        if found != expected {
            return Err(DemoProblem::Unexpected { command, expected, found });
        }
        if expected != DONE {
            self.stage.say(&format!("(exit {found}, as it must be)"));
        }
        self.commands += 1;
        Ok(())
    }
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=\\".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{word}\"")
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
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
                "restore" => self.restore(),
                "destroy" => {
                    let before = self.ran.iter().filter(|args| args[0] == "destroy").count();
                    return if before == 1 { REFUSED } else { DONE };
                }
                _ => {}
            }
            DONE
        }
    }

    impl Played<'_> {
        fn restore(&self) {
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
        let shown = super::super::run(Some(&root), today, &mut stage);
        let Played { said, ran, .. } = stage;
        (shown, said, ran)
    }

    #[test]
    fn the_story_runs_its_commands_in_order() {
        let (shown, said, ran) = play((2026, 11, 21), None);
        assert_eq!(shown.unwrap().commands, 12);
        let verbs: Vec<&str> = ran.iter().map(|args| args[0].as_str()).collect();
        assert_eq!(
            verbs,
            [
                "init", "medium", "medium", "archive", "archive", "list", "verify", "restore",
                "destroy", "archive", "destroy", "ledger"
            ]
        );
        assert!(ran.iter().all(|args| args.contains(&"--vault".into())));
        assert!(ran[3].contains(&"2026-10".into()) && ran[3].contains(&"--dry-run".into()));
        assert!(ran[9].contains(&"2015".into()) && ran[9].contains(&"--accept-end".into()));
        let bundles = [&ran[8][1], &ran[10][1]];
        assert_ne!(bundles[0], bundles[1]);
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
        for wrong in ["init", "verify", "destroy", "ledger"] {
            let (shown, ..) = play((2026, 11, 21), Some(wrong));
            let problem = shown.unwrap_err();
            assert!(
                matches!(&problem, DemoProblem::Unexpected { found: 20, .. }),
                "{wrong}: {problem}"
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
                if args[0] == "restore" {
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
        let problem = super::super::run(Some(dir.path()), today, &mut Spoilt(played));
        assert!(matches!(problem, Err(DemoProblem::Differs(_))));
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine"), b"").unwrap();
        let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
        let mut stage = Played { root: dir.path(), said: vec![], ran: vec![], wrong: None };
        let problem = super::super::run(Some(dir.path()), today, &mut stage);
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
}
