//! The grammar of what moves an end: events that took place, and extensions.

use clap::{Args, Subcommand};

use super::records::Select;
use super::typed::{date, day, typed};
use crate::words::day::{Day, GivenDate};

#[derive(Debug, Subcommand)]
pub enum EventVerb {
    /// Puts on record that what open-ended records waited for took place: their end follows from it.
    #[command(after_help = "Example:\n  kluis event record --case C-2019-04 --date 2026-09-30")]
    Record(EventRecord),
}

#[derive(Debug, Args)]
pub struct EventRecord {
    /// Bundle ids, or unambiguous starts of them: these alone.
    #[arg(value_name = "BUNDLE", conflicts_with = "case")]
    pub bundles: Vec<String>,
    /// All bundles of this case, those that are sealed later too.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// When it took place: 2026-09-30, 2026-09 or 2026; it goes into the ledger, encrypted.
    #[arg(
        long,
        required_unless_present = "reopen",
        conflicts_with = "reopen",
        value_parser = date
    )]
    pub date: Option<GivenDate>,
    /// It did not take place after all: the end is open again.
    #[arg(long, requires = "reason")]
    pub reopen: bool,
    /// Accepts, without a question, ends that are past or within twelve months.
    #[arg(long)]
    pub accept_end: bool,
    /// Who says so; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
    /// Why; encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum ShortenVerb {
    /// Lets an earlier end count that was proposed 30 days ago: by another person, where there is one.
    #[command(after_help = "Example:\n  kluis shorten confirm 3f2a1b4c")]
    Confirm(Proposal),
    /// Takes a proposal of an earlier end back: the later one stands.
    #[command(after_help = "Example:\n  kluis shorten withdraw 3f2a1b4c")]
    Withdraw(Proposal),
}

#[derive(Debug, Args)]
pub struct Proposal {
    /// What the proposal is called, as kluis due shows it.
    #[arg(value_name = "PROPOSAL", value_parser = typed)]
    pub proposal: String,
    /// Who says so; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
    /// Why; encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct Extend {
    #[command(flatten)]
    pub select: Select,
    /// The last day through which they are kept; never earlier than they are kept already.
    #[arg(long, value_name = "DATE", value_parser = day, required_unless_present = "schedule")]
    pub through: Option<Day>,
    /// As long as their classes say by now, where that is longer than when they were sealed: see kluis due.
    #[arg(long, conflicts_with = "through")]
    pub schedule: bool,
    /// Why; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed, required_unless_present = "schedule")]
    pub reason: Option<String>,
    /// Who says so; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
}
