//! The story, step by step: one sentence why, the command, its own output, and the exit code that it
//! must have.

use chrono::Datelike;

use crate::surface::voice::{Noun, Voice, both};
use crate::words::day::Day;
use crate::words::ids::BundleId;

use super::administration::Document;
use super::place::Place;
use super::stage::{DemoProblem, Shown, Stage};

mod destruction;

const DONE: i32 = 0;
/// Something waits for a person.
const WAITS: i32 = 1;
/// The folder for the inspector.
const AUDIT: &str = "audit";

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
                "De sleutels en het logboek van een kluis staan op deze pc. Hier liggen ze bij uitzondering zonder \
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
                "Where was that invoice again? The index on this PC says so; the drives may stay where they are.",
                "Waar was die factuur ook alweer? De index op deze pc weet het; de schijven mogen blijven liggen."
            ),
            &["find", "Verkoop"],
            DONE,
        )?;
        self.step(
            &both!(
                self.voice,
                "The inspector asks for the sales invoices of a year. Exactly those come out, with a list of them and \
                 what proves that they are what was sealed; who got them and why goes on record.",
                "De inspecteur vraagt de verkoopfacturen van een jaar. Precies die komen terug, met een lijst ervan \
                 en het bewijs dat ze zijn wat verzegeld is; wie ze kreeg en waarom, staat in het logboek."
            ),
            &[
                "audit",
                "--years",
                &year,
                "--match",
                "**/Verkoop/*",
                "--for",
                "Belastingdienst",
                "--ref",
                &reference,
                "--to",
                &to,
            ],
            DONE,
        )?;
        let compared = self.place.compare(AUDIT, &self.documents)?;
        self.stage.say(&both!(
            self.voice,
            "Compared with the files in Administratie: all {compared} are the same, byte for byte.",
            "Vergeleken met de bestanden in Administratie: alle {compared} zijn gelijk, byte voor byte."
        ));
        self.step(
            &both!(
                self.voice,
                "How does the vault stand? One thing waits: what the inspector got lies outside the vault until that \
                 is closed. It ends with 1, so that a script hears of it too.",
                "Hoe staat de kluis ervoor? Eén ding wacht: wat de inspecteur kreeg, ligt buiten de kluis tot u dat \
                 afsluit. Daarom eindigt het met 1; zo hoort een script het ook."
            ),
            &["status"],
            WAITS,
        )
    }

    fn end(self) -> Result<Shown, DemoProblem> {
        let folder = self.place.root().to_path_buf();
        let remove = if cfg!(windows) { "rmdir /s /q" } else { "rm -rf" };
        let typed = quoted(&folder.to_string_lossy());
        self.stage.say(&both!(
            self.voice,
            "That was the month, the audit, a hold and the destruction.\n\
             Look at a drive as a stranger finds it: drive-a, and README.txt in it.\n\
             Look at what the inspector gets: audit, with SHA256SUMS and proof.json.\n\
             Look at what is left of the destroyed year: statement, with a signature that ssh-keygen checks.\n\
             Try more: kluis list --vault {vault}\n\
             Remove it all: {remove} {typed}",
            "Dat waren de maand, de controle, een stop en de vernietiging.\n\
             Bekijk een schijf zoals een vinder die ziet: drive-a, met LEESMIJ.txt.\n\
             Bekijk wat de inspecteur krijgt: audit, met SHA256SUMS en proof.json.\n\
             Bekijk wat er van het vernietigde jaar blijft: statement, ondertekend; ssh-keygen controleert dat.\n\
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
mod tests;
