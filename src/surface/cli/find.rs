//! The grammar of looking for records.

use std::path::PathBuf;

use clap::Args;

use super::typed::{amounts, bytes, days, tag, typed};
use crate::rules::class::ClassId;
use crate::rules::hold::Reference;
use crate::words::day::Day;

#[derive(Debug, Args)]
pub struct Find {
    /// A word that stands in a file's or a folder's name, a path, or a pattern (*, ?, **); capitals don't matter. With
    /// several, each is looked for.
    #[arg(value_name = "TEXT")]
    pub matching: Vec<String>,
    /// In bundles under this class.
    #[arg(long)]
    pub class: Option<ClassId>,
    /// In bundles whose given date lies in this year or these years: 2022, or 2019..2022.
    #[arg(long, value_name = "A[..B]")]
    pub year: Option<String>,
    /// In bundles of this case.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// Files changed last on these days: 2025, 2025-11, 2025-11-15 or 2025-11..2026-01.
    #[arg(long, value_name = "A[..B]", value_parser = days)]
    pub changed: Option<(Day, Day)>,
    /// Files of this size: 100kB..2MB, ..500 or 1GB.. (bytes, kB, MB, GB; a kB is 1,000 bytes).
    #[arg(long, value_name = "A..B", value_parser = bytes)]
    pub size: Option<(u64, u64)>,
    /// Files with exactly the bytes of this one, under whatever name.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Files with this tag.
    #[arg(long, value_name = "KEY=VALUE", value_parser = tag)]
    pub tag: Vec<(String, String)>,
    /// Invoices and bank statements with this number, in whatever capitals, and PDFs that show it. With several, each
    /// is looked for.
    #[arg(long, value_parser = typed)]
    pub number: Vec<String>,
    /// Invoices and e-mails of or to whoever has these words in its name, or this VAT or chamber number, or this
    /// address; statements of this account; PDFs that show it.
    #[arg(long, value_name = "WORDS", value_parser = typed)]
    pub relation: Option<String>,
    /// E-mails with all of these words in their subject, or in the names of their files; PDFs that show them all (with
    /// pdf_text = true in kluis.toml, from then on).
    #[arg(long, value_parser = typed)]
    pub words: Option<String>,
    /// Invoices, bank statements and e-mails that give one of these days as their own: 2025, 2025-11, 2025-11-15 or
    /// 2025-11..2026-01.
    #[arg(long, value_name = "A[..B]", value_parser = days)]
    pub issued: Option<(Day, Day)>,
    /// Invoices with this total, tax included: 121, 121.00 or 100..200.
    #[arg(long, value_name = "A[..B]", value_parser = amounts)]
    pub amount: Option<(i64, i64)>,
    /// A line for each file that a spreadsheet reads, instead of the text.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Gives exactly these back, as kluis restore does, into an empty or new folder; needs a drive.
    #[arg(long, value_name = "DIR", requires = "reason", conflicts_with = "csv")]
    pub restore: Option<PathBuf>,
    /// Why they are given back; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed, requires = "restore")]
    pub reason: Option<String>,
    /// For whom; encrypted too. With this, or with --ref, it is a disclosure.
    #[arg(long = "for", value_name = "WHOM", value_parser = typed, requires = "restore")]
    pub whom: Option<String>,
    /// Your reference for this disclosure.
    #[arg(long = "ref", value_name = "REF", requires = "restore")]
    pub reference: Option<Reference>,
}
