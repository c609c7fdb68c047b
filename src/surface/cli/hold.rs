//! The grammar of kluis hold: what stops a destruction whatever the date.

use clap::{Args, Subcommand};

use super::records::Select;
use super::typed::{day, kinds, typed};
use crate::rules::hold::{HoldKind, Reference};
use crate::words::day::Day;

#[derive(Debug, Subcommand)]
pub enum HoldVerb {
    /// Stops the destruction of these bundles, and of what is sealed later and fits, until it is released.
    #[command(
        after_help = "Example:\n  kluis hold place --year 2022..2023 --ref AUDIT-2026 --kind audit --reason \"letter of 12 March\""
    )]
    Place(Place),
    /// Puts on record that a hold is needed still, and when to look at it again.
    #[command(
        after_help = "Example:\n  kluis hold review AUDIT-2026 --review 2027-03-01 --reason \"the report is not there yet\""
    )]
    Review {
        /// The hold's reference, or the start of its id.
        #[arg(value_name = "REF", value_parser = typed)]
        hold: String,
        /// When a person looks at it again.
        #[arg(long, value_name = "DATE", value_parser = day)]
        review: Day,
        #[command(flatten)]
        why: Why,
    },
    /// Ends a hold. Destroys nothing; what may go then has to be destroyed by an order of its own.
    #[command(
        after_help = "Example:\n  kluis hold release AUDIT-2026 --reason \"report of 14 November\""
    )]
    Release {
        /// The hold's reference, or the start of its id.
        #[arg(value_name = "REF", value_parser = typed)]
        hold: String,
        #[command(flatten)]
        why: Why,
    },
    /// The holds in force, what each binds, and which of them a person has to look at again.
    #[command(after_help = "Example:\n  kluis hold list")]
    List {
        /// Also those that were released.
        #[arg(long)]
        released: bool,
    },
    /// One hold: its reason, what it binds, which drives know of it, who was told.
    #[command(after_help = "Example:\n  kluis hold show AUDIT-2026")]
    Show {
        /// The hold's reference, or the start of its id.
        #[arg(value_name = "REF", value_parser = typed)]
        hold: String,
    },
}

#[derive(Debug, Args)]
pub struct Place {
    #[command(flatten)]
    pub select: Select,
    /// Your reference for it; two holds may have one. Encrypted on drives.
    #[arg(long = "ref", value_name = "REF")]
    pub reference: Reference,
    /// On what ground.
    #[arg(long, default_value = HoldKind::Own.word(), value_parser = kinds())]
    pub kind: HoldKind,
    /// When a person looks at it again; without it in six months. That day releases nothing.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub review: Option<Day>,
    /// The day by law on which its ground ends, for aml-extension. It releases nothing.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub ends: Option<Day>,
    #[command(flatten)]
    pub why: Why,
}

/// What goes on record with it, encrypted.
#[derive(Debug, Args)]
pub struct Why {
    /// Why; encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: String,
    /// Who does it; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
    /// Who was told of it, and when: "J. de Wit@2026-03-12"; encrypted.
    #[arg(long, value_name = "WHO@DATE", value_parser = typed)]
    pub told: Vec<String>,
}
