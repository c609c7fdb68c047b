//! The grammar of what is looked at: pages about a vault.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::typed::day;
use crate::words::day::Day;

#[derive(Debug, Args)]
pub struct IncidentArgs {
    /// The drive, by label; with --each in every vault that is on it. It need not be here.
    pub medium: OsString,
    /// Writes the page to this new file; with --each one page a client, in this folder.
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,
    /// The day on which somebody of yours first knew of it: 72 hours are reckoned from there. Without it, today.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub known_since: Option<Day>,
}
