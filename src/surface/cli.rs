//! The command line's grammar (design, "Commands"). It is fixed: scripts rely on it. Options may join it.

mod audit;
mod find;
mod hold;
mod key;
mod ledger;
mod medium;
mod month;
mod pages;
mod records;
mod reseal;
mod statement;
mod terms;
mod typed;
mod vault;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::words::day::Day;

pub use audit::Audit;
pub use find::Find;
pub use hold::{HoldVerb, Why};
pub use key::KeyVerb;
pub use ledger::{LedgerVerb, SignerVerb};
pub use medium::{MediumVerb, PhysicalArg, RoleArg};
pub use month::MonthArgs;
pub use pages::IncidentArgs;
pub use records::{Archive, Close, Destroy, Restore, RestoreVerb, Select};
pub use reseal::{Erase, Reseal};
pub use statement::StatementVerb;
pub use terms::{EventRecord, EventVerb, Extend, Proposal, ShortenVerb};
pub use typed::DateAsked;
use typed::{day, typed};
pub use vault::{BookYearVerb, ClassVerb, ClockVerb, CustodyArg, Init, Rebuild};

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 something is due, behind or not found, 2 not understood or not answered, 3 partly done, 10 drive \
absent, wrong, full or read-only, 11 bytes are not what was sealed, 12 a signature or seal does not hold, 13 \
no identity \
opens it, 14 refused, 15 ledger broken, 16 vault in use, 17 clock in doubt, 20 other I/O, 130 interrupted.

From the first day to the destruction, step by step: kluis help guide";

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
    /// Who signs as disposer, where the vault has several: a name, or an id as `signer list` has it.
    #[arg(long, global = true, value_name = "NAME", value_parser = typed, help_heading = "Everywhere")]
    pub signer: Option<String>,
    /// A file whose first line is the passphrase of that person's signing key; without it the terminal is asked.
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub signer_passphrase_file: Option<PathBuf>,
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
    /// Seals a month from the sources in kluis.toml, and removes from this PC what may go. Asks once.
    #[command(after_help = "Example:\n  kluis month 2026-10")]
    Month(MonthArgs),
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
    /// Which records are where, on this PC alone: no drive is needed. Asks for the passphrase.
    #[command(after_help = "Example:\n  kluis find HR-0418 --year 2027")]
    Find(Find),
    /// One bundle: its rules, its seal, its copies.
    #[command(after_help = "Example:\n  kluis show 20261031-7f3c")]
    Show {
        /// A bundle's id, or an unambiguous start of one.
        bundle: String,
        /// The names inside it, with their class and end; asks for the passphrase, and for no drive as a rule.
        #[arg(long)]
        records: bool,
        /// Only these: a file's or a folder's name, or a pattern (*, ?, **); capitals don't matter.
        #[arg(long = "match", value_name = "GLOB", requires = "records")]
        matching: Vec<String>,
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
        /// Bundles there that a replaced key sealed, and that no entry here speaks of, are nobody's of yours: the drive
        /// forgets them.
        #[arg(long, requires_all = ["medium", "by", "reason"])]
        not_ours: bool,
        /// Who says so; encrypted.
        #[arg(long, value_name = "NAME", value_parser = typed, requires = "not_ours")]
        by: Option<String>,
        /// Why; encrypted.
        #[arg(long, value_name = "TEXT", value_parser = typed, requires = "not_ours")]
        reason: Option<String>,
        /// The settings in kluis.toml are meant as they stand, though fewer copies than before let a source go.
        #[arg(long, conflicts_with = "medium")]
        accept_settings: bool,
    },
    /// Gives records back, byte for byte, into an empty or new folder.
    #[command(
        args_conflicts_with_subcommands = true,
        subcommand_negates_reqs = true,
        after_help = "Example:\n  kluis restore --year 2022 --match '**/*.xml' --to audit --reason \"tax audit\" --ref AUDIT-1"
    )]
    Restore(Restore),
    /// Answers an audit: gives what is asked for, proven and listed, and says what was not found.
    #[command(
        after_help = "Example:\n  kluis audit --years 2027..2028 --request list.csv --for \"Tax office\" --ref AUDIT-1 --to audit"
    )]
    Audit(Audit),
    /// What waits for you: bundles whose time has come, holds to review, copies that are missing.
    #[command(after_help = "Example:\n  kluis due --within 90d")]
    Due {
        /// Also what ends within this time: 90d, 12w, 6m or 2y.
        #[arg(long, value_name = "TIME")]
        within: Option<String>,
        /// Writes the review list of what is due to this new file, and beside it a page to print and sign; with --each
        /// one list a client, in this folder.
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// Writes when bundles end and holds are to be reviewed to this new file, for a calendar (iCalendar).
        #[arg(long, value_name = "FILE")]
        ics: Option<PathBuf>,
    },
    /// How a vault stands: the last month, copies, holds, what waits. With --each one line a client; no passphrase.
    #[command(after_help = "Example:\n  kluis status --each")]
    Status,
    /// Waits for the vault's drives, and does on each what waits for it: copies, a verification that is due, sources
    /// that may go. Asks nothing, and destroys nothing.
    #[command(after_help = "Example:\n  kluis watch-drives --each")]
    WatchDrives {
        /// Ends after the first drive, or those that are connected together; without it Ctrl-C ends it.
        #[arg(long)]
        once: bool,
    },
    /// How a vault stands, as a page to look at or print: what ends when, copies, drives, holds, growth, terms by
    /// class.
    #[command(after_help = "Example:\n  kluis report --to report.html")]
    Report {
        /// Writes the page to this new file; with --each one page a client, in this folder.
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// What is known of a drive that is lost or stolen: what was on it, who can open it, what is left, what to decide.
    #[command(after_help = "Example:\n  kluis incident \"Drive B\" --to incident.html")]
    Incident(IncidentArgs),
    /// What open-ended records wait for: the end of a contract, an employment, a use.
    #[command(subcommand)]
    Event(EventVerb),
    /// Keeps bundles for longer than their rules say. Nothing shortens that.
    #[command(
        after_help = "Example:\n  kluis extend --class nl-contract --through 2040-12-31 --reason \"pension claims\""
    )]
    Extend(Extend),
    /// An earlier end that a person proposed with event record or reseal: confirming it, or taking it back.
    #[command(subcommand)]
    Shorten(ShortenVerb),
    /// Erases one record on a legal ground: the others of its bundle are sealed again, and the old bundle is destroyed.
    #[command(
        after_help = "Example:\n  kluis erase 20261105-2453 --record Personeel/jansen.pdf --ground \"AVG art. 17(1)(d)\""
    )]
    Erase(Erase),
    /// Seals records again under the right rules, and then destroys the old bundle.
    #[command(
        after_help = "Example:\n  kluis reseal 20261105-2453 --match Payroll --class nl-payroll --date 2026 --reason \"wrong folder\""
    )]
    Reseal(Reseal),
    /// Destroys bundles whose time has come, on every drive that is here.
    #[command(
        after_help = "Example:\n  kluis destroy 20180105-9a2b --by \"A. Jansen\" --role owner --no-open-matters"
    )]
    Destroy(Destroy),
    /// Holds: they stop destruction whatever the date, until a person releases them.
    #[command(subcommand)]
    Hold(HoldVerb),
    /// Statements of destruction: what was destroyed, how, and by whom.
    #[command(subcommand)]
    Statement(StatementVerb),
    /// Makes the vault's home again from a drive, after the PC is gone.
    #[command(
        group = ArgGroup::new("which").required(true).args(["vault_id", "all"]),
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
    /// The recipients: whose keys open what this vault seals.
    #[command(subcommand)]
    Key(KeyVerb),
    /// The clock, where a time that lies ahead stands on record.
    #[command(subcommand)]
    Clock(ClockVerb),
    /// Shows the month, the audit, a hold and the destruction on an invented administration.
    #[command(after_help = "Example:\n  kluis demo")]
    Demo {
        /// An empty or new folder to play in; a temporary one when none is named.
        dir: Option<PathBuf>,
    },
    /// Prints the lines by which a shell completes kluis commands as they are typed.
    #[command(
        after_help = "Example:\n  kluis completions bash > ~/.local/share/bash-completion/completions/kluis"
    )]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Writes the manual pages, one a command.
    #[command(after_help = "Example:\n  kluis man ~/.local/share/man/man1")]
    Man {
        /// A folder that is there.
        dir: PathBuf,
    },
}
