//! The command line's grammar (design, "Commands"). It is fixed: scripts rely on it. Options may join it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::rules::class::ClassId;
use crate::rules::hold::Reference;
use crate::words::day::{Day, GivenDate, typed_date, typed_day};
use crate::words::ids::VaultId;
use crate::words::typed::normal;

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 something is due, behind or not found, 2 not understood or not answered, 3 partly done, 10 drive \
absent, wrong, full or read-only, 11 bytes are not what was sealed, 12 a signature or seal does not hold, 13 \
no identity \
opens it, 14 refused, 15 ledger broken, 16 vault in use, 17 clock in doubt, 20 other I/O, 130 interrupted.";

/// Keeps records that the law makes you keep, sealed on offline drives, gives them back, and destroys
/// them when their time has come.
#[derive(Debug, Parser)]
#[command(name = "kluis", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = EXIT_CODES)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Args, Clone)]
pub struct Global {
    /// The vault, by name or by its folder; also $KLUIS_VAULT. Needed when there are two or more.
    #[arg(long, global = true, value_name = "NAME|DIR", help_heading = "Everywhere")]
    pub vault: Option<OsString>,
    /// Runs the command over all vaults, one after the other.
    #[arg(long, global = true, conflicts_with = "vault", help_heading = "Everywhere")]
    pub each: bool,
    /// Prints one JSON document on standard output, and nothing else there.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
    /// The language of the texts; without it that of KLUIS_LANG, of the vault or of your system.
    #[arg(long, global = true, value_enum, help_heading = "Everywhere")]
    pub lang: Option<LangArg>,
    /// The identity to open bundles with, instead of the vault's own: the recovery sheet's file, say.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub identity: Option<PathBuf>,
    /// A file whose first line is the passphrase; without it the terminal is asked.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub passphrase_file: Option<PathBuf>,
    /// Answers the question whether the clock is right: today's date, as this PC has it.
    #[arg(long, global = true, value_name = "DATE", value_parser = day, help_heading = "Everywhere")]
    pub confirm_date: Option<Day>,
    /// Prints errors and asked-for output only.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    En,
    Nl,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes a vault: its keys, its ledger and the recovery sheet.
    #[command(after_help = "Example:\n  kluis init --name \"Bakkerij Jansen\" --paper sheet.txt")]
    Init(Init),
    /// Book years, where they are not calendar years.
    #[command(subcommand)]
    BookYear(BookYearVerb),
    /// Retention classes: how long what is kept, and why.
    #[command(subcommand)]
    Class(ClassVerb),
    /// The drives of this vault.
    #[command(subcommand)]
    Medium(MediumVerb),
    /// Seals files onto drives, under a retention class and a date.
    #[command(
        after_help = "Example:\n  kluis archive Administratie/2025/11 --class nl-admin-basis --date 2025-11 --move"
    )]
    Archive(Archive),
    /// Copies sealed bundles onto one more drive.
    #[command(after_help = "Example:\n  kluis copy --all --to \"Drive B\"")]
    Copy {
        #[command(flatten)]
        select: Select,
        /// The drive that gets them, by label or path.
        #[arg(long, value_name = "MEDIUM")]
        to: OsString,
    },
    /// Removes sources from this PC whose bundles have enough verified copies.
    #[command(after_help = "Example:\n  kluis sweep --dry-run")]
    Sweep {
        /// What was sealed and lies here goes; without a path, that of which --move was asked.
        paths: Vec<PathBuf>,
        /// Shows what would be removed, and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// The bundles of this vault, with their end dates and copies.
    #[command(after_help = "Example:\n  kluis list --class nl-payroll --year 2019..2021")]
    List {
        #[command(flatten)]
        select: Select,
        /// Also bundles that were destroyed.
        #[arg(long)]
        destroyed: bool,
        /// All that is known of each, in lines wider than 80 columns: drives, sizes, first day of destruction.
        #[arg(long)]
        wide: bool,
    },
    /// One bundle: its rules, its seal, its copies.
    #[command(after_help = "Example:\n  kluis show 20261031-7f3c")]
    Show {
        /// A bundle's id, or an unambiguous start of one.
        bundle: String,
    },
    /// Checks that what is on a drive is what was sealed. Needs no identity, except for --deep.
    #[command(after_help = "Example:\n  kluis verify \"Drive A\" --deep")]
    Verify {
        /// Drives, by label or path; all that are plugged in when none is named.
        #[arg(value_name = "MEDIUM")]
        media: Vec<OsString>,
        /// Opens every bundle and checks every record, naming those that damage has hit.
        #[arg(long)]
        deep: bool,
    },
    /// Mends what is damaged on a drive, from another drive's copy or from parity. Needs no identity.
    #[command(after_help = "Example:\n  kluis repair \"Drive A\"")]
    Repair {
        /// The drive, by label or path; others that are plugged in lend what it lacks. Without one: what is damaged
        /// in the vault's folder on this PC.
        #[arg(value_name = "MEDIUM")]
        medium: Option<OsString>,
    },
    /// Gives records back, byte for byte, into an empty or new folder.
    #[command(
        after_help = "Example:\n  kluis restore --year 2022 --match '**/*.xml' --to audit --reason \"tax audit\" --ref AUDIT-1"
    )]
    Restore(Restore),
    /// Destroys bundles whose time has come, on every drive that is here.
    #[command(
        after_help = "Example:\n  kluis destroy 20180105-9a2b --by \"A. Jansen\" --role owner --no-open-matters"
    )]
    Destroy(Destroy),
    /// Makes the vault's home again from a drive, after the PC is gone.
    #[command(
        after_help = "Example:\n  kluis rebuild --from /media/anna/USB --vault-id 4f1c… --identity sheet.txt"
    )]
    Rebuild(Rebuild),
    /// Sets another passphrase for the vault's identity, by the old one or the recovery sheet.
    #[command(after_help = "Example:\n  kluis passphrase")]
    Passphrase {
        /// A file with the new passphrase on its first line; it is asked for otherwise. --passphrase-file has the
        /// old one.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// The record of everything that was done.
    #[command(subcommand)]
    Ledger(LedgerVerb),
    /// Who signs for this vault: the sealer, whose key lies open on the PC, and the disposer.
    #[command(subcommand)]
    Signer(SignerVerb),
    /// The clock, where a time that lies ahead stands on record.
    #[command(subcommand)]
    Clock(ClockVerb),
    /// Shows the month, the audit and the destruction on an invented administration.
    #[command(after_help = "Example:\n  kluis demo")]
    Demo {
        /// An empty or new folder to play in; a temporary one when none is named.
        dir: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Init {
    /// The client's name; it is shown on this PC only, and encrypted elsewhere.
    #[arg(long, value_parser = typed)]
    pub name: String,
    /// Keeps the identity without a passphrase: for tests and unattended machines.
    #[arg(long)]
    pub no_passphrase: bool,
    /// How many verified copies a record must have before its source may go.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=9))]
    pub copies: u32,
    /// The last day of the book years, where they are not calendar years: for ten years back and ten ahead.
    #[arg(long, value_name = "MM-DD")]
    pub book_year_end: Option<String>,
    /// Whether wrapped keys lie beside the bundles, or on media of their own.
    #[arg(long, value_enum, default_value_t = CustodyArg::WithBundle)]
    pub custody: CustodyArg,
    /// Writes the recovery sheet to a new file instead of showing it.
    #[arg(long, value_name = "FILE")]
    pub paper: Option<PathBuf>,
    /// Keeps no searchable copy of the indexes on this PC.
    #[arg(long)]
    pub no_home_index: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CustodyArg {
    WithBundle,
    Apart,
}

#[derive(Debug, Subcommand)]
pub enum BookYearVerb {
    /// Adds a book year; both days belong to it.
    #[command(after_help = "Example:\n  kluis book-year add 2025-10-01 2026-12-31")]
    Add {
        /// Its first day, as in 2025-10-01.
        #[arg(value_parser = day)]
        from: Day,
        /// Its last day, as in 2026-12-31.
        #[arg(value_parser = day)]
        to: Day,
    },
    /// Lists the book years.
    #[command(after_help = "Example:\n  kluis book-year list")]
    List,
}

#[derive(Debug, Subcommand)]
pub enum ClassVerb {
    /// Lists the classes.
    #[command(after_help = "Example:\n  kluis class list")]
    List {
        /// Only the classes of this country: nl, be, de, fr, uk or us.
        #[arg(long, value_name = "COUNTRY")]
        country: Option<String>,
    },
    /// One class: its period, when its clock starts, its basis in law.
    #[command(after_help = "Example:\n  kluis class show nl-payroll")]
    Show { id: ClassId },
}

#[derive(Debug, Subcommand)]
pub enum MediumVerb {
    /// Takes a drive into this vault.
    #[command(after_help = "Example:\n  kluis medium add /media/anna/USB --label \"Drive A\"")]
    Add {
        /// The drive's folder.
        path: PathBuf,
        /// What you call it; it is encrypted on the drive.
        #[arg(long, value_parser = typed)]
        label: String,
        /// What it may hold: data, keys, or both.
        #[arg(long, value_delimiter = ',', value_enum)]
        role: Vec<RoleArg>,
        /// Writes no parity there: a little more room, and nothing to repair damage from.
        #[arg(long)]
        no_parity: bool,
        /// It is a folder on the disk of this PC, or of another drive, and that is meant: for trials. What takes
        /// the disk takes every copy on it.
        #[arg(long)]
        same_disk: bool,
    },
    /// Puts on record that a drive is missing: its copies don't count any more.
    #[command(
        after_help = "Example:\n  kluis medium lost \"Drive B\" --since 2026-11-02 --reason \"left in a train\" --by \"A. Jansen\""
    )]
    Lost {
        /// The drive, by label; with --each in every vault that is on it.
        medium: OsString,
        /// The day on which it was first missed.
        #[arg(long, value_name = "DATE", value_parser = day)]
        since: Day,
        /// What happened; encrypted.
        #[arg(long, value_name = "TEXT", value_parser = typed)]
        reason: String,
        /// Who says so; encrypted.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        by: String,
    },
    /// Puts on record that a lost drive is back; its copies count once they were verified.
    #[command(after_help = "Example:\n  kluis medium found \"Drive B\"")]
    Found {
        /// The drive, by label or path.
        medium: OsString,
    },
    /// Takes a drive out of use, if enough other copies of all that is on it hold now.
    #[command(after_help = "Example:\n  kluis medium retire \"Drive A\" --erase")]
    Retire {
        /// The drive, by label or path.
        medium: OsString,
        /// Destroys the copies on it as well.
        #[arg(long)]
        erase: bool,
    },
    /// The drives, where they were last seen and what is on them.
    #[command(after_help = "Example:\n  kluis medium list")]
    List {
        /// All that is known of each, in lines wider than 80 columns: folders, roles, sizes, times.
        #[arg(long)]
        wide: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    Data,
    Keys,
}

#[derive(Debug, Args)]
pub struct Archive {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The retention class; see kluis class list.
    #[arg(long)]
    pub class: ClassId,
    /// The date of the event or booking: 2025, 2025-11 or 2025-11-15; also 11-2025 and 15-11-2025.
    #[arg(
        long,
        required_unless_present = "open_ended",
        conflicts_with = "open_ended",
        value_parser = date
    )]
    pub date: Option<GivenDate>,
    /// The event has not happened yet; needs --case.
    #[arg(long, requires = "case")]
    pub open_ended: bool,
    /// The person, contract or asset that the records belong to.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// A second rule for the same records; the latest end holds.
    #[arg(long, value_name = "CLASS@DATE")]
    pub also: Vec<String>,
    /// The drives to seal onto, by label or path; all that are plugged in when none is named.
    #[arg(long, value_name = "MEDIUM")]
    pub to: Vec<OsString>,
    /// Removes each source once it is verified on as many drives as the vault wants.
    #[arg(long = "move")]
    pub moving: bool,
    /// Takes only files untouched for so long: 90d, 12w, 6m or 2y.
    #[arg(long, value_name = "TIME")]
    pub inactive_for: Option<String>,
    /// Words to find the records by; encrypted.
    #[arg(long, value_name = "K=V", value_parser = typed)]
    pub tag: Vec<String>,
    /// A period other than the class's own, where the class allows one: P5Y.
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The ground that the class asks for: the agreement's reference, or why this is kept for ever.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub ground: Option<String>,
    /// Accepts an end that is past or near, or records newer than the date given.
    #[arg(long)]
    pub accept_end: bool,
    /// Seals also from folders from which another vault on this PC has sealed.
    #[arg(long)]
    pub shared_source: bool,
    /// Shows what would be sealed, and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args, Clone, Default)]
pub struct Select {
    /// Bundle ids, or unambiguous starts of them.
    #[arg(value_name = "BUNDLE")]
    pub bundles: Vec<String>,
    /// Bundles under this class.
    #[arg(long)]
    pub class: Option<ClassId>,
    /// Bundles whose given date lies in this year or these years: 2022, or 2019..2022.
    #[arg(long, value_name = "A[..B]")]
    pub year: Option<String>,
    /// Bundles of this case.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// All bundles.
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    pub select: Select,
    /// Only records whose name fits: ** crosses folders. A pattern without / is tried on the last part.
    #[arg(long = "match", value_name = "GLOB")]
    pub matching: Vec<String>,
    /// An empty or new folder.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Why; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: String,
    /// For whom; encrypted too.
    #[arg(long = "for", value_name = "WHOM", value_parser = typed)]
    pub whom: Option<String>,
    /// Your reference for this disclosure.
    #[arg(long = "ref", value_name = "REF")]
    pub reference: Option<Reference>,
}

#[derive(Debug, Args)]
pub struct Destroy {
    /// Bundle ids, or unambiguous starts of them.
    #[arg(required = true, value_name = "BUNDLE")]
    pub bundles: Vec<String>,
    /// Who does it.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: String,
    /// In which role.
    #[arg(long, value_name = "ROLE", required_unless_present = "withdraw", value_parser = typed)]
    pub role: Option<String>,
    /// Who approved it.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub approved_by: Option<String>,
    /// States that no assessment, objection or claim about these records is open.
    #[arg(long)]
    pub no_open_matters: bool,
    /// Also erases files whose bytes are not what was sealed.
    #[arg(long)]
    pub damaged: bool,
    /// No longer waits for a drive that this PC has never seen, though a hold may stand there alone.
    #[arg(long, value_name = "MEDIUM", requires = "reason", group = "why", value_parser = typed)]
    pub waive: Vec<String>,
    /// Takes back a destruction that could not be carried out, as long as nothing was erased.
    #[arg(long, requires = "reason", group = "why")]
    pub withdraw: bool,
    /// Why that drive is not waited for, or the destruction taken back; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", requires = "why", value_parser = typed)]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct Rebuild {
    /// A drive's folder. With keys and bundles apart give it twice: a drive with data and one with keys.
    #[arg(long, required = true, value_name = "PATH")]
    pub from: Vec<PathBuf>,
    /// The vault id on the recovery sheet: it tells your drive from a forged one.
    #[arg(long, value_name = "HEX", value_parser = vault_id)]
    pub vault_id: VaultId,
    /// Keeps the identity without a passphrase: for tests and unattended machines.
    #[arg(long)]
    pub no_passphrase: bool,
    /// Keeps no searchable copy of the indexes on this PC.
    #[arg(long)]
    pub no_home_index: bool,
    /// Takes the settings on the drive without a question: copies wanted, custody, book years, own classes.
    #[arg(long)]
    pub accept_settings: bool,
    /// Lines of the ledger that are not believed, as in `signer replace`; the sealer's key is replaced at once.
    #[arg(long, value_name = "WRITER:LINES")]
    pub distrust: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum LedgerVerb {
    /// Shows the entries, oldest first.
    #[command(after_help = "Example:\n  kluis ledger show --notes")]
    Show {
        /// Opens the identity and shows what was written down: why, for whom, by whom.
        #[arg(long)]
        notes: bool,
    },
    /// Checks every chain, here and on the drives that are plugged in.
    #[command(after_help = "Example:\n  kluis ledger verify")]
    Verify,
    /// Takes in what a drive has of a time that this PC lost: it was put back from a backup, and has written since.
    #[command(
        after_help = "Example:\n  kluis ledger join \"Drive A\" --by \"A. Jansen\" --reason \"the PC was put back\""
    )]
    Join {
        /// The drive: its label or its folder.
        #[arg(value_name = "MEDIUM")]
        medium: OsString,
        /// Who does it; encrypted.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Why; encrypted.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum SignerVerb {
    /// Replaces the sealer's key: whoever stole the old one can't add anything that counts.
    #[command(
        after_help = "Example:\n  kluis signer replace --by \"A. Jansen\" --reason \"the laptop was stolen\""
    )]
    Replace {
        /// Lines of the ledger that are not believed any more: 1f2e3d4c:17, 1f2e3d4c:17..20 or 1f2e3d4c:17.. to its
        /// end. Without it everything that this PC knows now counts.
        #[arg(long, value_name = "WRITER:LINES")]
        distrust: Vec<String>,
        /// Who does it; encrypted.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        by: String,
        /// Why; encrypted.
        #[arg(long, value_name = "TEXT", value_parser = typed)]
        reason: String,
    },
    /// Lists the signers, and which key was replaced when.
    #[command(after_help = "Example:\n  kluis signer list")]
    List,
}

#[derive(Debug, Subcommand)]
pub enum ClockVerb {
    /// Removes a false time that lies ahead, so that no run asks about it any more. Asks for today's date.
    #[command(after_help = "Example:\n  kluis clock correct --confirm-date 2026-11-21")]
    Correct,
}

/// What stands in a suggested command for the words that only a person has: pasted as it is, it would go on record.
const PLACEHOLDERS: [&str; 7] = ["NAME", "NAAM", "ROLE", "FUNCTIE", "TEXT", "TEKST", "…"];

/// Text of a person's, in the one form in which it is kept and compared.
fn typed(text: &str) -> Result<String, String> {
    match PLACEHOLDERS.contains(&text) {
        true => Err(format!("{text} stands for your own words")),
        false => Ok(normal(text)),
    }
}

fn vault_id(text: &str) -> Result<VaultId, String> {
    VaultId::read_typed(text).map_err(|why| format!("{why:?}"))
}

fn date(text: &str) -> Result<GivenDate, String> {
    typed_date(text).map_err(|_| "a date is needed, as 2025-11-15".into())
}

fn day(text: &str) -> Result<Day, String> {
    typed_day(text).map_err(|_| "a day is needed, as 2025-11-15".into())
}
