//! The grammar of corrections: records that are sealed again under the right rules.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::typed::{date, typed};
use crate::rules::class::ClassId;
use crate::words::day::GivenDate;

#[derive(Debug, Args)]
pub struct Erase {
    /// The bundle's id, or an unambiguous start of it.
    #[arg(value_name = "BUNDLE")]
    pub bundle: String,
    /// The record's whole path, as kluis show BUNDLE --records has it.
    #[arg(long, value_name = "PATH", value_parser = typed)]
    pub record: String,
    /// The legal ground, the article first. That stands in the statement to be read; the rest is encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub ground: String,
    /// When the person whose record it is asked for it; for the statement.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub received: Option<GivenDate>,
    /// When that was answered; for the statement.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub answered: Option<GivenDate>,
    /// Everybody who got the record was told (AVG art. 19); for the statement.
    #[arg(long)]
    pub recipients_told: bool,
    /// Who says so; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
    /// Who approved it; where the vault wants two persons, a signer, who signs here and now.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub approved_by: Option<String>,
    /// A file with the passphrase of the signer who approves; the terminal is asked otherwise.
    #[arg(long, value_name = "FILE", requires = "approved_by")]
    pub approver_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Reseal {
    /// The bundle's id, or an unambiguous start of it.
    #[arg(value_name = "BUNDLE")]
    pub bundle: String,
    /// Only these records; the rest is sealed again under its own rules. A name, a folder or a pattern (*, ?, **).
    #[arg(long = "match", value_name = "GLOB")]
    pub matching: Vec<String>,
    /// The right retention class; see kluis class list.
    #[arg(long)]
    pub class: ClassId,
    /// The right date of the event or booking: 2025, 2025-11 or 2025-11-15.
    #[arg(
        long,
        required_unless_present = "open_ended",
        conflicts_with = "open_ended",
        value_parser = date
    )]
    pub date: Option<GivenDate>,
    /// The event has not happened yet.
    #[arg(long)]
    pub open_ended: bool,
    /// The right person, contract or asset; the bundle's own when none is named.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// A second rule for the same records; the latest end holds.
    #[arg(long, value_name = "CLASS@DATE")]
    pub also: Vec<String>,
    /// A period other than the class's own, where the class allows one: P5Y.
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The ground that the class asks for: the agreement's reference, or why this is kept for ever.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub ground: Option<String>,
    /// The vault of the client that the records belong to: its name or its folder. They are sealed there.
    #[arg(long, value_name = "VAULT")]
    pub into: Option<OsString>,
    /// An identity file for that vault, in place of its own.
    #[arg(long, value_name = "FILE", requires = "into")]
    pub into_identity: Option<PathBuf>,
    /// A file whose first line is that vault's passphrase.
    #[arg(long, value_name = "FILE", requires = "into")]
    pub into_passphrase_file: Option<PathBuf>,
    /// A file with the passphrase of --signer's key in that vault, where it is another one than here.
    #[arg(long, value_name = "FILE", requires = "into")]
    pub into_signer_passphrase_file: Option<PathBuf>,
    /// Accepts an end that is past or within twelve months.
    #[arg(long)]
    pub accept_end: bool,
    /// Why; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: String,
    /// Who says so; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
}
