//! The story, step by step: one sentence why, the command, its own output, and the exit code that it
//! must have.

use chrono::Datelike;

use crate::surface::voice::{Noun, Voice, both};
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::administration::Document;
use super::place::Place;
use super::stage::{DemoProblem, Shown, Stage};

const DONE: i32 = 0;
const REFUSED: i32 = 14;
/// The folder for the inspector.
const AUDIT: &str = "audit";
/// How far back the oldest year lies; its seven years are over.
const LONG_PAST_YEARS: i32 = 11;

/// The run of the story.
struct Story<'s> {
    place: Place,
    voice: &'s Voice,
    documents: Vec<Document>,
    stage: &'s mut dyn Stage,
    vault: String,
    today: Day,
    commands: usize,
}

/// Tells the whole story.
pub fn tell(
    place: Place,
    today: Day,
    voice: &Voice,
    stage: &mut dyn Stage,
) -> Result<Shown, DemoProblem> {
    let documents = place.write_administration(today)?;
    let vault = place.typed("vault")?;
    stage.say(&both!(
        voice,
        "Everything happens in {root}. It now holds the papers of a bicycle workshop that never was, {files} in \
         Administratie, and two folders that stand in for two USB drives.",
        "Alles gebeurt in {root}. Daar staan nu de papieren van een fietsenmaker die nooit bestond, {files} in \
         Administratie, en twee mappen die voor twee usb-schijven doorgaan.",
        root = place.root().display(),
        files = voice.count(documents.len() as u64, Noun::File)
    ));
    let mut story = Story { place, voice, documents, stage, vault, today, commands: 0 };
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
            &both!(
                self.voice,
                "A vault has its keys and its ledger on this PC. For once they lie there without a passphrase, so \
                 whoever copies the folder can read the archive: a vault that is meant has one. The recovery sheet \
                 goes on paper, away from the PC.",
                "Een kluis heeft haar sleutels en haar logboek op deze pc. Hier liggen ze bij uitzondering zonder \
                 wachtwoordzin: wie de map kopieert, kan alles lezen. Een echte kluis heeft er wel een. Het \
                 herstelblad gaat op papier, weg van de pc."
            ),
            &["init", "--name", "Fietsenmakerij", "--no-passphrase", "--paper", &sheet],
            DONE,
        )?;
        let drives = [
            (
                "drive-a",
                both!(self.voice, "Drive A", "Schijf A"),
                both!(
                    self.voice,
                    "A drive is taken into the vault once, and known by its id. A folder on the PC's own disk is no \
                     drive: what takes the disk takes both. --same-disk says that it is meant, for this trial.",
                    "Een schijf komt één keer in de kluis, en is daarna aan haar nummer te herkennen. Een map op de \
                     schijf van de pc zelf is geen schijf: gaat die stuk, dan is alles weg. Met --same-disk zegt u \
                     dat het zo bedoeld is, voor deze proef."
                ),
            ),
            (
                "drive-b",
                both!(self.voice, "Drive B", "Schijf B"),
                both!(
                    self.voice,
                    "The second drive lies elsewhere: one dies, or burns. Here both are folders of one disk, so that \
                     kluis warns: what takes the disk takes both copies.",
                    "De tweede schijf ligt op een andere plaats: er gaat er weleens een stuk, of er is brand. Hier \
                     staan beide op één schijf, dus waarschuwt kluis: gaat die stuk, dan zijn beide kopieën weg."
                ),
            ),
        ];
        for (folder, label, why) in drives {
            let path = self.place.typed(folder)?;
            self.step(&why, &["medium", "add", &path, "--label", &label, "--same-disk"], DONE)?;
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
            &both!(
                self.voice,
                "Every month the closed month goes into the vault. First a look: what would be sealed, and until when \
                 the law wants it kept.",
                "Elke maand gaat de afgesloten maand in de kluis. Eerst kijken: wat zou er verzegeld worden, en tot \
                 wanneer moet u het van de wet bewaren?"
            ),
            &[&archive[..], &["--dry-run"]].concat(),
            DONE,
        )?;
        let bundle = self.sealing(
            &both!(
                self.voice,
                "Now it is sealed, encrypted, onto both drives, and read back from each. With --move the files here \
                 would go once both copies are verified; here they stay, to compare.",
                "Nu wordt het verzegeld, versleuteld, op beide schijven, en van elke schijf teruggelezen. Met --move \
                 zouden de bestanden hier weggaan zodra beide kopieën zijn gecontroleerd; nu blijven ze, om te \
                 vergelijken."
            ),
            &archive,
        )?;
        self.step(
            &both!(
                self.voice,
                "What the vault holds, until when, on how many drives.",
                "Wat er in de kluis zit, tot wanneer, en op hoeveel schijven."
            ),
            &["list"],
            DONE,
        )?;
        self.step(
            &both!(
                self.voice,
                "A drive can rot in a drawer: verify reads all of it and compares it with what was sealed. It needs \
                 no key for that.",
                "Een schijf kan in de la achteruitgaan: verify leest alles en vergelijkt het met wat verzegeld is. \
                 Daar is geen sleutel voor nodig."
            ),
            &["verify"],
            DONE,
        )?;
        Ok(bundle)
    }

    fn audit(&mut self) -> Result<(), DemoProblem> {
        let (year, _) = self.closed_month();
        let year = year.to_string();
        let (to, reference) = (self.place.typed(AUDIT)?, format!("AUDIT-{year}"));
        self.step(
            &both!(
                self.voice,
                "The inspector asks for the sales invoices of a year. Exactly those come out, with what proves that \
                 they are what was sealed; who got them and why goes on record.",
                "De inspecteur vraagt de verkoopfacturen van een jaar. Precies die komen terug, met het bewijs dat ze \
                 zijn wat verzegeld is; wie ze kreeg en waarom, staat in het logboek."
            ),
            &[
                "restore",
                "--year",
                &year,
                "--match",
                "**/Verkoop/*",
                "--to",
                &to,
                "--reason",
                &both!(self.voice, "tax audit", "belastingcontrole"),
                "--for",
                "Belastingdienst",
                "--ref",
                &reference,
            ],
            DONE,
        )?;
        let compared = self.place.compare(AUDIT, &self.documents)?;
        self.stage.say(&both!(
            self.voice,
            "Compared with the files in Administratie: all {compared} are the same, byte for byte.",
            "Vergeleken met de bestanden in Administratie: alle {compared} zijn gelijk, byte voor byte."
        ));
        Ok(())
    }

    fn destruction(&mut self, month: BundleId) -> Result<(), DemoProblem> {
        let month = month.to_string();
        let role = both!(self.voice, "owner", "eigenaar");
        let by = ["--by", "A. de Fietser", "--role", &role, "--no-open-matters"];
        self.step(
            &both!(
                self.voice,
                "Nothing goes before its time, whoever asks. This is refused: the month must be kept for seven years.",
                "Niets gaat voor zijn tijd, wie het ook vraagt. Dit wordt geweigerd: de maand moet zeven jaar bewaard \
                 blijven."
            ),
            &[&["destroy", &month][..], &by].concat(),
            REFUSED,
        )?;
        let year = (self.today.year() - LONG_PAST_YEARS).to_string();
        let folder = self.place.typed(&format!("Administratie/{year}/Administratie"))?;
        let old = self.sealing(
            &both!(
                self.voice,
                "The books of {year} are past their seven years. Sealing something that is due already is most often a \
                 mistyped year, so it must be said: --accept-end.",
                "De boeken van {year} zijn hun zeven jaar voorbij. Wie zoiets verzegelt, heeft meestal een verkeerd \
                 jaar getypt; daarom moet het erbij staan: --accept-end."
            ),
            &["archive", &folder, "--class", "nl-admin-basis", "--date", &year, "--accept-end"],
        )?;
        let old = old.to_string();
        self.step(
            &both!(
                self.voice,
                "These may be destroyed: on both drives the keys are overwritten first, then the rest, and the other \
                 bundles are checked afterwards.",
                "Deze mogen worden vernietigd: op beide schijven eerst de sleutels, dan de rest, en daarna worden de \
                 andere bundels nagekeken."
            ),
            &[&["destroy", &old][..], &by].concat(),
            DONE,
        )?;
        self.step(
            &both!(
                self.voice,
                "Everything so far is in the ledger, here and on both drives, each line chained to the one before.",
                "Alles tot nu toe staat in het logboek, hier en op beide schijven, elke regel vast aan de vorige."
            ),
            &["ledger", "verify"],
            DONE,
        )
    }

    fn end(self) -> Result<Shown, DemoProblem> {
        let folder = self.place.root().to_path_buf();
        let remove = if cfg!(windows) { "rmdir /s /q" } else { "rm -rf" };
        let typed = quoted(&folder.to_string_lossy());
        self.stage.say(&both!(
            self.voice,
            "That was the month, the audit and the destruction.\n\
             Look at a drive as a stranger finds it: drive-a, and README.txt in it.\n\
             Look at what the inspector gets: audit, with SHA256SUMS and proof.json.\n\
             Try more: kluis list --vault {vault}\n\
             Remove it all: {remove} {typed}",
            "Dat waren de maand, de controle en de vernietiging.\n\
             Bekijk een schijf zoals een vinder die ziet: drive-a, met LEESMIJ.txt.\n\
             Bekijk wat de inspecteur krijgt: audit, met SHA256SUMS en proof.json.\n\
             Probeer meer: kluis list --vault {vault}\n\
             Verwijder alles: {remove} {typed}",
            vault = quoted(&self.vault)
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
            self.stage.say(&both!(
                self.voice,
                "(exit {found}, as it must be)",
                "(exitcode {found}, zoals het hoort)"
            ));
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
        let shown = super::super::run(Some(&root), today, &Voice::default(), &mut stage);
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
        let problem =
            super::super::run(Some(dir.path()), today, &Voice::default(), &mut Spoilt(played));
        assert!(matches!(problem, Err(DemoProblem::Differs(_))));
    }

    #[test]
    fn a_folder_that_holds_something_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine"), b"").unwrap();
        let today = Day::from_ymd_opt(2026, 11, 21).unwrap();
        let mut stage = Played { root: dir.path(), said: vec![], ran: vec![], wrong: None };
        let problem = super::super::run(Some(dir.path()), today, &Voice::default(), &mut stage);
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
