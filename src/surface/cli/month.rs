//! The grammar of the month.

use clap::Args;

use super::typed::month;
use crate::rules::month::Month;

#[derive(Debug, Args)]
pub struct MonthArgs {
    /// The month: 2026-10, or 10-2026; the last one that is over when none is named.
    #[arg(value_name = "MONTH", value_parser = month)]
    pub month: Option<Month>,
    /// Asks nothing: seals what the sources in kluis.toml hold of the month.
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Accepts an end that is past or within twelve months.
    #[arg(long)]
    pub accept_end: bool,
    /// Accepts records that are newer than the month.
    #[arg(long)]
    pub accept_newer: bool,
    /// Seals also from folders from which another vault has sealed.
    #[arg(long)]
    pub shared_source: bool,
    /// Shows what would be sealed, and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
}
