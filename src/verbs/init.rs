//! Makes a vault: its keys, its ledger's first line, and the recovery sheet.
//!
//! Nothing stays behind unless a person has the sheet: it is written to a new file, or shown once and partly
//! typed again. The paper identity on it is never stored.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::Datelike;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::formats::entry::{BookYear as BookYearEntry, Event};
use crate::powers::asker::{Question, Setting};
use crate::powers::private;
use crate::powers::random::draw;
use crate::rules::book_year::{BookYear, BookYears, YearEnd};
use crate::things::settings;
use crate::things::vault::config::{Config, Custody};
use crate::things::vault::create::{Paper, create};
use crate::things::vault::keys::read_passphrase;
use crate::things::vault::{IDENTITY_PLAIN, IDENTITY_SEALED, Vault, VaultProblem, is_home};
use crate::words::day::Day;
use crate::words::ids::VaultId;
use crate::words::limits::TYPED_BYTES_MAX;

use super::fault::{Fault, Usage, at_home};
use super::medium::here::said;
use super::outcome::{Outcome, Reported};
use super::session::{World, stamp};

/// Regular book years are laid out so many years back and ahead of today: back as far as records must be kept.
pub const BOOK_YEARS_EACH_WAY: i32 = 10;
/// The paper identity's letters behind `AGE-SECRET-KEY-1`, in groups that a person can keep in mind.
pub const GROUP_LETTERS: usize = 4;
/// The shortest new passphrase that is taken, in characters.
pub const PASSPHRASE_CHARS_MIN: usize = 8;
/// How often the two groups may be typed.
const ATTEMPTS: usize = 2;

const IDENTITY_START: &str = "AGE-SECRET-KEY-1";

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The client's name.
    pub name: String,
    /// Whether the identity is put under a passphrase.
    pub passphrase: bool,
    pub copies: u32,
    /// `MM-DD`, where book years are not calendar years.
    pub book_year_end: Option<String>,
    pub custody: Custody,
    pub sheet: Sheet,
    /// Whether the home keeps searchable copies of the indexes.
    pub home_index: bool,
}

/// Where the recovery sheet goes.
#[derive(Debug, Clone)]
pub enum Sheet {
    /// Shown once on the terminal, and partly typed again.
    Shown,
    /// Into this new file, which only its owner may read.
    File(PathBuf),
}

/// The vault that was made.
#[derive(Debug, Serialize)]
pub struct Report {
    pub name: String,
    pub vault: VaultId,
    pub home: String,
    /// Where the identity lies.
    pub identity: String,
    /// False after `--no-passphrase`: whoever has this PC has the identity.
    pub passphrase: bool,
    pub copies: u32,
    pub custody: Custody,
    pub book_years: Vec<BookYear>,
    /// The file that the sheet was written to; none where it was shown.
    pub paper: Option<String>,
    pub home_index: bool,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// Makes the vault in `home`, an empty or new folder.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    request.check(home)?;
    // Before anything is made: whoever ends the run at the question finds nothing left of it.
    let passphrase = match request.passphrase {
        true => Some(new_passphrase(world)?),
        false => None,
    };
    make(world, home, request, passphrase)
}

/// Refuses what is no client's name.
pub(super) fn check_name(name: &str) -> Result<(), Usage> {
    let is_bad =
        name.is_empty() || name.len() > TYPED_BYTES_MAX || name.chars().any(char::is_control);
    if is_bad { Err(Usage::BadText("--name")) } else { Ok(()) }
}

impl Request {
    /// Refuses what would stand in the way, before a passphrase is asked for.
    pub(super) fn check(&self, home: &Path) -> Result<(), Fault> {
        check_name(self.name.trim())?;
        if !is_free(home)? {
            // Any other folder that holds something is no vault of ours: nobody is told to remove that.
            if let (Sheet::File(sheet), true) = (&self.sheet, is_home(home)) {
                check_written(sheet, home)?;
            }
            return Err(Usage::VaultExists(self.name.trim().into()).into());
        }
        year_end(self.book_year_end.as_deref())?;
        let Sheet::File(path) = &self.sheet else { return Ok(()) };
        if path.starts_with(home) {
            return Err(Usage::TargetIsOurs(path.clone()).into());
        }
        if path.exists() {
            return Err(Usage::FileExists { path: path.clone(), option: "--paper" }.into());
        }
        Ok(())
    }
}

/// Refuses to call a vault made whose sheet was never written: a run was cut off between the two, and nobody has what
/// is on paper.
pub(super) fn check_written(sheet: &Path, home: &Path) -> Result<(), Usage> {
    match sheet.metadata() {
        Ok(facts) if facts.len() == 0 => {
            Err(Usage::SheetUnwritten { sheet: sheet.into(), home: home.into() })
        }
        _ => Ok(()),
    }
}

/// Makes a vault of which [`Request::check`] has nothing to say.
pub(super) fn make(
    world: &mut World<'_>,
    home: &Path,
    request: &Request,
    passphrase: Option<SecretString>,
) -> Result<Report, Fault> {
    let name = request.name.trim();
    let (stamp, today) = stamp(world, None)?;
    let years = book_years(request.book_year_end.as_deref(), today.here())?;
    let mut paper_file = match &request.sheet {
        Sheet::File(path) => Some(new_paper_file(path)?),
        Sheet::Shown => None,
    };
    let mut config = Config::first_text(name, request.copies, request.custody, years.years());
    config += &world.texts.source_example(name);
    let index = request.home_index;
    let made = create(home, &config, passphrase.as_ref(), index, stamp, world.random);
    let made = made.map_err(Fault::from).and_then(|(mut vault, paper)| {
        for year in years.years() {
            let (from, to) = (year.from(), year.to());
            vault.record(stamp, Event::BookYear(BookYearEntry { from, to }), None)?;
        }
        vault.save().map_err(at_home)?;
        let about = (name, today.here(), settings::to_accept(&vault.config));
        hand_over(world, about, &paper, paper_file.as_mut(), request)?;
        Ok(vault)
    });
    match made {
        Ok(vault) => Ok(report(&vault, name, years, request)),
        Err(fault) => {
            take_back(home, request, &fault);
            Err(fault)
        }
    }
}

/// A passphrase that is long enough: a guess costs about a second, and a short one few guesses.
pub(super) fn new_passphrase(world: &mut World<'_>) -> Result<SecretString, Fault> {
    let passphrase = world.access.passphrase(&Question::NewPassphrase)?;
    long_enough(passphrase)
}

/// The same from a file, or typed: what the option for another passphrase says is not the new one.
pub(super) fn typed_or_in(
    world: &mut World<'_>,
    file: Option<&Path>,
    question: &Question,
    absent: Usage,
) -> Result<SecretString, Fault> {
    let passphrase = match file {
        Some(path) => read_passphrase(path)?,
        None => world.access.typed(question).map_err(|_| absent)?,
    };
    long_enough(passphrase)
}

fn long_enough(passphrase: SecretString) -> Result<SecretString, Fault> {
    match is_short(&passphrase) {
        true => Err(Usage::ShortPassphrase { chars_min: PASSPHRASE_CHARS_MIN }.into()),
        false => Ok(passphrase),
    }
}

/// Whether a passphrase has too few characters to be a new one.
pub fn is_short(passphrase: &SecretString) -> bool {
    passphrase.expose_secret().chars().count() < PASSPHRASE_CHARS_MIN
}

/// Nothing was encrypted to the new identity yet, so that all of it may go again.
fn take_back(home: &Path, request: &Request, fault: &Fault) {
    // Somebody else filled the folder in the meantime: what is in it is theirs.
    if !matches!(fault, Fault::Vault(VaultProblem::NotEmpty(_))) {
        // What can't be removed stays, and the next attempt says that the folder is not empty.
        let _ = std::fs::remove_dir_all(home);
    }
    if let Sheet::File(path) = &request.sheet {
        let _ = std::fs::remove_file(path);
    }
}

fn report(vault: &Vault, name: &str, years: BookYears, request: &Request) -> Report {
    let identity = if request.passphrase { IDENTITY_SEALED } else { IDENTITY_PLAIN };
    Report {
        name: name.into(),
        vault: vault.id,
        home: said(&vault.root),
        identity: said(&vault.root.join(identity)),
        passphrase: request.passphrase,
        copies: request.copies,
        custody: request.custody,
        book_years: years.into(),
        paper: match &request.sheet {
            Sheet::File(path) => Some(said(path)),
            Sheet::Shown => None,
        },
        home_index: request.home_index,
    }
}

fn is_free(home: &Path) -> Result<bool, Fault> {
    let io = |source| Fault::Io { path: home.to_path_buf(), source };
    match std::fs::read_dir(home) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(false),
        Err(error) => Err(io(error)),
    }
}

fn year_end(text: Option<&str>) -> Result<Option<YearEnd>, Usage> {
    text.map(|text| text.parse().map_err(|_| Usage::BadYearEnd(text.into()))).transpose()
}

fn book_years(end: Option<&str>, today: Day) -> Result<BookYears, Usage> {
    let Some(end) = year_end(end)? else { return Ok(BookYears::default()) };
    let year = today.year();
    BookYears::regular(end, year - BOOK_YEARS_EACH_WAY, year + BOOK_YEARS_EACH_WAY)
        .map_err(Usage::BookYear)
}

/// Made before the vault is: a sheet that has no place must not be found out afterwards.
fn new_paper_file(path: &Path) -> Result<File, Fault> {
    private::new_file(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Usage::FileExists { path: path.to_path_buf(), option: "--paper" }.into()
        }
        _ => Fault::Io { path: path.to_path_buf(), source },
    })
}

fn hand_over(
    world: &mut World<'_>,
    (name, today, settings): (&str, Day, Vec<Setting>),
    paper: &Paper,
    file: Option<&mut File>,
    request: &Request,
) -> Result<(), Fault> {
    let identity = paper.identity.expose_secret();
    let sheet = Zeroizing::new(world.texts.sheet(name, today, paper.vault, identity, &settings));
    match (file, &request.sheet) {
        (Some(file), Sheet::File(path)) => {
            let written = file.write_all(sheet.as_bytes()).and_then(|()| file.sync_all());
            written.map_err(|source| Fault::Io { path: path.clone(), source })
        }
        _ if !world.access.asker.show_sheet(&sheet) => Err(Usage::SheetNowhere.into()),
        _ if is_typed_again(world, identity) => Ok(()),
        _ if world.watcher.interrupted() => Err(Fault::Interrupted),
        _ => Err(Usage::SheetNotConfirmed.into()),
    }
}

/// Has two groups of the sheet typed again, drawn at random.
fn is_typed_again(world: &mut World<'_>, identity: &str) -> bool {
    let groups = groups(identity);
    // The last group is short; it is left out. The bias of a remainder does no harm to a question.
    let count = groups.len() - 1;
    let [first, step] = draw::<2>(world.random);
    let first = usize::from(first) % count;
    let second = (first + 1 + usize::from(step) % (count - 1)) % count;
    (0..ATTEMPTS).any(|tried| {
        [first, second].into_iter().all(|group| {
            // Ended here by a signal, a vault would stand whose sheet nobody has.
            if world.watcher.interrupted() {
                return false;
            }
            let question = match tried > 0 && group == first {
                true => Question::SheetGroupAgain(group + 1),
                false => Question::SheetGroup(group + 1),
            };
            let typed = world.access.asker.ask(&question);
            typed.is_some_and(|typed| {
                typed.expose_secret().trim().eq_ignore_ascii_case(groups[group])
            })
        })
    })
}

/// The letters of an identity behind `AGE-SECRET-KEY-1`, in groups; the last may be short.
pub fn groups(identity: &str) -> Vec<&str> {
    let letters = identity.strip_prefix(IDENTITY_START).unwrap_or(identity);
    let ends = (0..letters.len()).step_by(GROUP_LETTERS);
    ends.filter_map(|at| letters.get(at..letters.len().min(at + GROUP_LETTERS))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_the_identity_without_its_start() {
        let identity = crate::powers::identity::Identity::generate().to_secret_string();
        let groups = groups(identity.expose_secret());
        assert_eq!(groups.len(), 15);
        assert!(groups[..14].iter().all(|group| group.len() == GROUP_LETTERS));
        assert_eq!(format!("{IDENTITY_START}{}", groups.concat()), identity.expose_secret());
    }

    #[test]
    fn book_years_reach_back_as_far_as_records_are_kept() {
        let today = Day::from_ymd_opt(2026, 10, 31).unwrap();
        let years = book_years(Some("06-30"), today).unwrap();
        let day = Day::from_ymd_opt(2022, 9, 15).unwrap();
        let year = years.containing(day).unwrap();
        assert_eq!(year.to(), Day::from_ymd_opt(2023, 6, 30).unwrap());
        assert!(matches!(book_years(Some("13-01"), today), Err(Usage::BadYearEnd(_))));
        assert!(book_years(None, today).unwrap().years().is_empty());
    }
}
