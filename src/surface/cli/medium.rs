//! The grammar of kluis medium: the drives of a vault.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::typed::{day, typed};
use crate::formats::entry::Physical;
use crate::words::day::Day;

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
        /// The day on which it was first missed, or on which it was destroyed.
        #[arg(long, value_name = "DATE", value_parser = day)]
        since: Day,
        /// What happened; encrypted.
        #[arg(long, value_name = "TEXT", value_parser = typed)]
        reason: String,
        /// Who says so; encrypted. A statement of destruction names them.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        by: String,
        /// It is not missing: it was physically destroyed, in this way.
        #[arg(long, value_name = "HOW", value_enum)]
        destroyed: Option<PhysicalArg>,
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

/// How a drive was physically destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PhysicalArg {
    Shredded,
    Pulverised,
    Melted,
    Incinerated,
    Crushed,
    Drilled,
}

impl PhysicalArg {
    /// As the ledger says it.
    pub fn physical(self) -> Physical {
        match self {
            PhysicalArg::Shredded => Physical::Shredded,
            PhysicalArg::Pulverised => Physical::Pulverised,
            PhysicalArg::Melted => Physical::Melted,
            PhysicalArg::Incinerated => Physical::Incinerated,
            PhysicalArg::Crushed => Physical::Crushed,
            PhysicalArg::Drilled => Physical::Drilled,
        }
    }
}
