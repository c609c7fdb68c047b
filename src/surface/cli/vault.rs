//! The grammar of what is about a vault itself: init, rebuild, its book years, classes and clock.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::typed::{check_number, day, typed, vault_id};
use crate::rules::class::ClassId;
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::VaultId;

#[derive(Debug, Args)]
pub struct Init {
    /// The client's name; it is shown on this PC only, and encrypted elsewhere.
    #[arg(long, value_parser = typed, required_unless_present = "list")]
    pub name: Option<String>,
    /// A vault for each client of a list (CSV): a name a row, or under Name; under Book-year-end the day where it
    /// differs. One passphrase, asked once; --paper is a folder then.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "vault"], requires = "paper")]
    pub list: Option<PathBuf>,
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
    /// Writes the recovery sheet to a new file instead of showing it; with --list one for each into this folder.
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
    /// Adds a book year; both days belong to it. Or all that are missing back to a day, for older records.
    #[command(after_help = "Example:\n  kluis book-year add 2025-10-01 2026-12-31")]
    Add {
        /// Its first day, as in 2025-10-01.
        #[arg(value_parser = day, required_unless_present = "back_to")]
        from: Option<Day>,
        /// Its last day, as in 2026-12-31.
        #[arg(value_parser = day, required_unless_present = "back_to")]
        to: Option<Day>,
        /// Years of twelve months before the first one, until this day lies in one.
        #[arg(long, value_name = "DAY", value_parser = day, conflicts_with_all = ["from", "to"])]
        back_to: Option<Day>,
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

#[derive(Debug, Args)]
pub struct Rebuild {
    /// A drive's folder. With keys and bundles apart give it twice: a drive with data and one with keys.
    #[arg(long, required = true, value_name = "PATH")]
    pub from: Vec<PathBuf>,
    /// The vault id on the recovery sheet: it tells your drive from a forged one.
    #[arg(long, value_name = "HEX", value_parser = vault_id)]
    pub vault_id: Option<VaultId>,
    /// Every vault on these drives that the identity opens. Each vault's id is asked for from paper, or a list says it.
    #[arg(long, conflicts_with_all = ["distrust", "vault"])]
    pub all: bool,
    /// The list of your vaults, which `key paper` wrote: these come back, and no others.
    #[arg(long, value_name = "FILE", requires = "all")]
    pub vaults: Option<PathBuf>,
    /// The number of that list on the office sheet, which is asked for otherwise.
    #[arg(long, value_name = "HEX", value_parser = check_number, requires = "vaults")]
    pub vaults_check: Option<Digest>,
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
pub enum ClockVerb {
    /// Removes a false time that lies ahead, so that no run asks about it any more. Asks for today's date.
    #[command(after_help = "Example:\n  kluis clock correct --confirm-date 2026-11-21")]
    Correct,
    /// Writes a request for a time stamp by somebody else (RFC 3161), to be sent from another PC.
    #[command(after_help = "Example:\n  kluis clock request --out clock.tsq")]
    Request {
        /// A new file for the request.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Proves the answer to that request without a network, and puts it on record: it answers what the clock is asked.
    #[command(after_help = "Example:\n  kluis clock token clock.tsr --ca service.pem")]
    Token {
        /// The service's answer.
        #[arg(value_name = "FILE")]
        answer: PathBuf,
        /// The root certificate of the service, in PEM, as you got it from somewhere that you trust.
        #[arg(long, value_name = "FILE")]
        ca: PathBuf,
    },
}
