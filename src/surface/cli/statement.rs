//! The grammar of kluis statement: what was destroyed, on paper.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum StatementVerb {
    /// Bundles that were destroyed, or are being, and what was stated of each.
    #[command(after_help = "Example:\n  kluis statement list")]
    List,
    /// What the newest statement of a bundle says. Where none says what is known now, it is made first.
    #[command(after_help = "Example:\n  kluis statement show 20261031-7f3c --to statements")]
    Show {
        /// A bundle's id, or an unambiguous start of one.
        bundle: String,
        /// Writes its files into this folder too: the statement, its signature, and who may sign.
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Checks that a statement is signed and on record; with --file, whether that file was in the bundle.
    #[command(
        after_help = "Example:\n  kluis statement verify 20261031-7f3c --file invoice.pdf --proof audit/proof.json"
    )]
    Verify {
        /// A bundle's id, a statement's file with its signature beside it, or its page (PDF).
        #[arg(value_name = "BUNDLE|FILE")]
        what: PathBuf,
        /// Was exactly this file destroyed?
        #[arg(long, value_name = "FILE", requires = "proof")]
        file: Option<PathBuf>,
        /// The proof.json that the file was given back with, before the bundle was destroyed.
        #[arg(long, value_name = "FILE", requires = "file")]
        proof: Option<PathBuf>,
    },
}
