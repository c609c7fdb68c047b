//! The grammar of kluis ledger and kluis signer: what is on record, and who signs it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Subcommand;

use super::typed::typed;

#[derive(Debug, Subcommand)]
pub enum LedgerVerb {
    /// Shows the entries, oldest first.
    #[command(after_help = "Example:\n  kluis ledger show --notes")]
    Show {
        /// Opens the identity and shows what was written down: why, for whom, by whom.
        #[arg(long)]
        notes: bool,
    },
    /// Checks every chain, here and on the drives that are plugged in.
    #[command(after_help = "Example:\n  kluis ledger verify")]
    Verify,
    /// Takes in what a drive has and this PC lacks: of a time that it lost, put back from a backup; or by a sealer's
    /// key that was replaced before this PC saw that drive.
    #[command(
        after_help = "Example:\n  kluis ledger join \"Drive A\" --by \"A. Jansen\" --reason \"the PC was put back\""
    )]
    Join {
        /// The drive: its label or its folder.
        #[arg(value_name = "MEDIUM")]
        medium: OsString,
        /// Vouches, without a question, for what a replaced key wrote there: you know that it is yours.
        #[arg(long)]
        vouch: bool,
        /// Who does it; encrypted.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// Why; encrypted.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum SignerVerb {
    /// Replaces the sealer's key: whoever stole the old one can't add anything that counts.
    #[command(
        after_help = "Example:\n  kluis signer replace --by \"A. Jansen\" --reason \"the laptop was stolen\""
    )]
    Replace {
        /// Lines of the ledger that are not believed any more: 1f2e3d4c:17, 1f2e3d4c:17..20 or 1f2e3d4c:17.. to its
        /// end. Without it everything that this PC knows now counts.
        #[arg(long, value_name = "WRITER:LINES")]
        distrust: Vec<String>,
        /// Who does it; encrypted.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        by: String,
        /// Why; encrypted.
        #[arg(long, value_name = "TEXT", value_parser = typed)]
        reason: String,
    },
    /// Adds a person who signs as disposer, with a key under a passphrase of that person's own.
    #[command(after_help = "Example:\n  kluis signer add --name \"P. de Vries\"")]
    Add {
        /// What the person is called; encrypted.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        name: String,
        /// The same person's key that the new one replaces: a name, or an id as `signer list` has it.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        replaces: Option<String>,
        /// A file with the new person's passphrase on its first line; it is asked for otherwise.
        #[arg(long, value_name = "FILE")]
        new_passphrase_file: Option<PathBuf>,
    },
    /// Retires a disposer: what that key signs from here on counts for nothing but what refuses.
    #[command(
        after_help = "Example:\n  kluis signer retire \"P. de Vries\" --by \"A. Jansen\" --reason \"left the firm\""
    )]
    Retire {
        /// A name, or an id as `signer list` has it.
        #[arg(value_name = "NAME", value_parser = typed)]
        disposer: String,
        /// Who does it; encrypted.
        #[arg(long, value_name = "NAME", value_parser = typed)]
        by: String,
        /// Why; encrypted.
        #[arg(long, value_name = "TEXT", value_parser = typed)]
        reason: String,
        /// Also where the vault wants two persons and one is left.
        #[arg(long)]
        one_left: bool,
    },
    /// Lists the signers, and which key was replaced when.
    #[command(after_help = "Example:\n  kluis signer list")]
    List,
}
