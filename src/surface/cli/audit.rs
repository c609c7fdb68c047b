//! The grammar of answering an audit.

use std::path::PathBuf;

use clap::Args;

use super::typed::{day, kinds, typed};
use crate::rules::class::ClassId;
use crate::rules::hold::{HoldKind, Reference};
use crate::words::day::Day;

#[derive(Debug, Args)]
pub struct Audit {
    /// In bundles whose given date lies in this year or these years: 2022, or 2019..2022.
    #[arg(long, value_name = "A[..B]")]
    pub years: Option<String>,
    /// In bundles under this class.
    #[arg(long)]
    pub class: Option<ClassId>,
    /// In bundles of this case.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// What is of or to whoever has these words in its name, or this VAT or chamber number, or account. With several,
    /// each is looked for.
    #[arg(long, value_name = "WORDS", value_parser = typed)]
    pub relation: Vec<String>,
    /// Documents with this number, in whatever capitals. With several, each is looked for.
    #[arg(long, value_parser = typed)]
    pub number: Vec<String>,
    /// Only these: a file's or a folder's name, or a pattern (*, ?, **); capitals don't matter.
    #[arg(long = "match", value_name = "GLOB")]
    pub matching: Vec<String>,
    /// A list of numbers and names, one a row, as a spreadsheet saves it (CSV).
    #[arg(long, value_name = "FILE")]
    pub request: Option<PathBuf>,
    /// It is this person's request to see what is kept about them (GDPR art. 15): records with these words in their
    /// name, their tags or what was read of them are given; look through them first. With several, each is another name
    /// or number of theirs.
    #[arg(long, value_name = "WORDS", value_parser = typed)]
    pub subject: Vec<String>,
    /// For whom; encrypted. Of a person's own request: whom they let ask.
    #[arg(
        long = "for",
        value_name = "WHOM",
        value_parser = typed,
        required_unless_present = "subject"
    )]
    pub whom: Option<String>,
    /// Your reference for this disclosure.
    #[arg(long = "ref", value_name = "REF")]
    pub reference: Reference,
    /// An empty or new folder.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Lets other users of this PC read what is given back, as new files of yours are.
    #[arg(long)]
    pub shared: bool,
    /// Why, where the reference does not say it; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: Option<String>,
    /// The function of whoever asks.
    #[arg(long, value_name = "TEXT", value_parser = typed, conflicts_with = "subject")]
    pub officer: Option<String>,
    /// By which power, for which tax and years: "AWR art. 47, VAT 2027".
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub power: Option<String>,
    /// The day of the request.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub asked_on: Option<Day>,
    /// The day by which it wants an answer; of a person's own request a month after it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub answer_by: Option<Day>,
    /// What is not given, and why: 'letters/**=letters of our adviser'.
    #[arg(long, value_name = "GLOB=WHY", value_parser = typed)]
    pub withheld: Vec<String>,
    /// The same as one encrypted file too, with its SHA-256 beside it: a tar that age opens. Where no option says whose
    /// key or passphrase does, a passphrase is asked for.
    #[arg(long, value_name = "FILE")]
    pub pack: Option<PathBuf>,
    /// Whose key opens that file: age1…, or the line of a public key: 'ssh-ed25519 AAAA…'. With several, any of theirs
    /// does.
    #[arg(long, value_name = "KEY", requires = "pack", group = "opens")]
    pub recipient: Vec<String>,
    /// A file whose first line is the passphrase that opens it.
    #[arg(long, value_name = "FILE", requires = "pack", group = "opens")]
    pub pack_passphrase_file: Option<PathBuf>,
    /// Places the hold of that reference too: over the same years, class and case, or else where something was found.
    #[arg(long)]
    pub hold: bool,
    /// On what ground it is held; audit where none is named, or access-request for a person's own.
    #[arg(long, value_parser = kinds(), requires = "hold")]
    pub kind: Option<HoldKind>,
    /// When a person looks at that hold again.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "hold")]
    pub review: Option<Day>,
    /// The day by law on which its ground ends, for aml-extension. It releases nothing.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "hold")]
    pub ends: Option<Day>,
}
