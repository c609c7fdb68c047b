//! A key as a sheet to print: as a code to scan, as letters to type, and with the vaults that it opens. Whoever has the
//! sheet and a drive reads all of it, and the sheet says so.

use secrecy::ExposeSecret;

use super::page::Lean;
use super::paper::Paper;
use super::qr::Qr;
use super::texts::{in_groups, reader_groups};
use super::voice::{Voice, both};
use crate::verbs::init::groups;
use crate::verbs::key::Sheet;

/// Groups of the key in a row of the table.
const GROUPS_A_ROW: usize = 5;

/// The whole page, escaped.
pub(super) fn page(voice: &Voice, sheet: &Sheet) -> String {
    let title = match sheet.office {
        true => both!(voice, "OFFICE SHEET", "KANTOORBLAD"),
        false => both!(voice, "RECOVERY SHEET", "HERSTELBLAD"),
    };
    let made = both!(voice, "made on {day}", "gemaakt op {day}", day = voice.long_day(sheet.made));
    let mut paper = Paper::new(voice, &title, &[made]);
    paper.text(both!(
        voice,
        "Whoever has this sheet and a drive can read every record of the vaults below. Keep it on paper, in another place \
         than the drives, and on no computer: print it, and remove the file.",
        "Wie dit blad en een schijf heeft, kan elk stuk van de kluizen hieronder lezen. Bewaar het op papier, op een andere \
         plaats dan de schijven, en niet op een computer: druk het af, en verwijder het bestand."
    ));
    key(&mut paper, voice, sheet);
    vaults(&mut paper, voice, sheet);
    back(&mut paper, voice, sheet);
    reader(&mut paper, voice);
    paper.into_html()
}

fn key(paper: &mut Paper, voice: &Voice, sheet: &Sheet) {
    let identity = sheet.identity.expose_secret();
    paper.heading(both!(voice, "The key", "De sleutel"));
    if let Some(code) = Qr::of(identity) {
        let what = both!(voice, "The key as a code to scan", "De sleutel als code om te scannen");
        paper.code(&what, code);
    }
    paper.text(both!(
        voice,
        "Scan the code, or type the letters, into a file of one line. Never scan it with a phone that keeps what it scans, or \
         sends it somewhere.",
        "Scan de code, of typ de letters, in een bestand van één regel. Scan niet met een telefoon die bewaart of \
         verstuurt wat die scant."
    ));
    paper.command(identity);
    paper.text(both!(
        voice,
        "The letters behind AGE-SECRET-KEY-1 in groups. They check themselves: kluis names a group that is mistyped, and takes \
         them with their numbers too.",
        "De letters na AGE-SECRET-KEY-1 in groepjes. Ze controleren zichzelf: kluis noemt een groep die verkeerd getypt is, \
         en leest ze ook met de nummers."
    ));
    let numbered: Vec<String> = groups(identity)
        .iter()
        .enumerate()
        .map(|(at, group)| format!("{}\u{a0}{group}", at + 1))
        .collect();
    let head = vec![(String::new(), Lean::Left); GROUPS_A_ROW];
    paper.table(&head, numbered.chunks(GROUPS_A_ROW).map(<[String]>::to_vec));
    paper.facts(&[(
        both!(voice, "In kluis key list", "In kluis key list"),
        sheet.recipient.short(),
    )]);
}

fn vaults(paper: &mut Paper, voice: &Voice, sheet: &Sheet) {
    paper.heading(both!(voice, "What it opens", "Wat die opent"));
    paper.text(both!(
        voice,
        "The vault id tells your drive from a forged one: compare all of it.",
        "Aan het kluisnummer herkent u uw eigen schijf: vergelijk het hele nummer."
    ));
    let head = [
        (both!(voice, "CLIENT", "CLIËNT"), Lean::Left),
        (both!(voice, "VAULT ID", "KLUISNUMMER"), Lean::Left),
    ];
    let row = |one: &crate::verbs::key::Opens| vec![one.name.clone(), grouped(one.vault.0)];
    paper.table(&head, sheet.vaults.iter().map(row));
    if let Some(number) = sheet.list {
        paper.text(both!(
            voice,
            "The number of the list of these vaults (SHA-256 of its file), for kluis rebuild --all:",
            "Het nummer van de lijst van deze kluizen (SHA-256 van het bestand), voor kluis rebuild --all:"
        ));
        paper.command(grouped(number));
    }
}

/// All groups of a number on one line, which breaks between them.
fn grouped(number: crate::words::digest::Digest) -> String {
    in_groups(number).join(" ")
}

fn back(paper: &mut Paper, voice: &Voice, sheet: &Sheet) {
    paper.heading(both!(voice, "When the PC is gone", "Als de pc weg is"));
    let (path, file) = (both!(voice, "PATH", "MAP"), both!(voice, "FILE", "BESTAND"));
    let hex = both!(voice, "HEX", "NUMMER");
    let mut words = vec!["rebuild", "--from", &path, "--identity", &file];
    match (sheet.office, sheet.list) {
        (true, Some(_)) => {
            words.extend(["--all", "--vaults", &file, "--vaults-check", &hex]);
        }
        (true, None) => words.push("--all"),
        (false, _) => words.extend(["--vault-id", &hex]),
    }
    paper.command(Voice::new(voice.lang).kluis(&words));
    paper.text(both!(
        voice,
        "Without kluis: README.txt on each drive says how, with age, zstd and tar.",
        "Zonder kluis: LEESMIJ.txt op elke schijf zegt hoe, met age, zstd en tar."
    ));
}

fn reader(paper: &mut Paper, voice: &Voice) {
    paper.heading(both!(
        voice,
        "SHA-256 of reader.py, the small program on every drive",
        "SHA-256 van reader.py, het programmaatje op elke schijf"
    ));
    paper.command(reader_groups());
    paper.text(both!(
        voice,
        "A drive that was out of your hands may carry a changed reader.py, which takes the key. Copy it to the computer, \
         compare (sha256sum, shasum -a 256, certutil -hashfile), and run the copy only if all groups are the same.",
        "Een schijf die uit uw handen was, kan een veranderde reader.py bevatten, die de sleutel overneemt. Kopieer \
         het naar de computer, vergelijk (sha256sum, shasum -a 256, certutil -hashfile), en start de kopie alleen als \
         alle groepjes gelijk zijn."
    ));
}
