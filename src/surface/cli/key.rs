//! The grammar of kluis key: whom a vault is sealed to.

use std::path::PathBuf;

use clap::{ArgGroup, Subcommand};

use super::typed::typed;

#[derive(Debug, Subcommand)]
pub enum KeyVerb {
    /// Lets one more key open what is sealed: from here on, and what stands on the drives that are connected.
    #[command(
        group = ArgGroup::new("whom").required(true).args(["recipient", "recipient_file"]),
        after_help = "Example:\n  kluis key add Office --recipient-file office.pub --each"
    )]
    Add {
        /// What the recipient is called; encrypted.
        #[arg(value_name = "NAME", value_parser = typed)]
        name: String,
        /// The recipient, which begins with age1.
        #[arg(long, value_name = "AGE")]
        recipient: Option<String>,
        /// A file with the recipient: what `age-keygen -y` wrote, or a recovery sheet.
        #[arg(long, value_name = "FILE")]
        recipient_file: Option<PathBuf>,
    },
    /// Seals to a key no more, and wraps the keys on connected drives without it. Asks for its name.
    #[command(after_help = "Example:\n  kluis key remove Office")]
    Remove {
        /// A name, or the start of a hash, as `key list` has them.
        #[arg(value_name = "NAME", value_parser = typed)]
        name: String,
        /// Removes it without a question.
        #[arg(long)]
        yes: bool,
    },
    /// Goes on with drives that were absent when a key was added or removed, and with this PC's own copies.
    #[command(after_help = "Example:\n  kluis key wrap")]
    Wrap,
    /// Proves on connected drives that a key opens them: of each class the newest bundle. By --identity, or the vault's
    /// own key.
    #[command(after_help = "Example:\n  kluis key drill --identity sheet.txt")]
    Drill {
        /// Every bundle.
        #[arg(long)]
        all: bool,
    },
    /// Writes a key as a sheet to print: a code to scan, letters to type, and the vaults that it opens. With --each one
    /// sheet for all of them, by --identity.
    #[command(
        after_help = "Example:\n  kluis key paper --each --identity office.key --to sheet.html --vaults vaults.txt"
    )]
    Paper {
        /// A new file for the sheet, to be printed and removed.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Writes the list of these vaults too, into this new file: rebuild --all reads it.
        #[arg(long, value_name = "FILE")]
        vaults: Option<PathBuf>,
    },
    /// Lists the recipients, and the drives that wait for a change of them.
    #[command(after_help = "Example:\n  kluis key list")]
    List,
}
