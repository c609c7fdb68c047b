//! The grammar of what is about records: archive, restore, destroy, and how bundles are selected.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};

use super::typed::{DateAsked, date_or_document, day, kinds, typed};
use crate::rules::class::ClassId;
use crate::rules::hold::{HoldKind, Reference};
use crate::words::day::Day;

#[derive(Debug, Args)]
pub struct Archive {
    /// Files and folders.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The retention class; see kluis class list.
    #[arg(long)]
    pub class: ClassId,
    /// The date of the event or booking: 2025, 2025-11 or 2025-11-15; also 11-2025 and 15-11-2025. With from-document
    /// each file goes by the date that it gives as its own.
    #[arg(
        long,
        required_unless_present = "open_ended",
        conflicts_with = "open_ended",
        value_parser = date_or_document
    )]
    pub date: Option<DateAsked>,
    /// The event has not happened yet; needs --case.
    #[arg(long, requires = "case")]
    pub open_ended: bool,
    /// The person, contract or asset that the records belong to.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// A second rule for the same records; the latest end holds.
    #[arg(long, value_name = "CLASS@DATE")]
    pub also: Vec<String>,
    /// The drives to seal onto, by label or path; all that are plugged in when none is named.
    #[arg(long, value_name = "MEDIUM")]
    pub to: Vec<OsString>,
    /// Removes each source once it is verified on as many drives as the vault wants.
    #[arg(long = "move")]
    pub moving: bool,
    /// Takes only files untouched for so long: 90d, 12w, 6m or 2y.
    #[arg(long, value_name = "TIME")]
    pub inactive_for: Option<String>,
    /// Words to find the records by; encrypted.
    #[arg(long, value_name = "K=V", value_parser = typed)]
    pub tag: Vec<String>,
    /// Words for some of them: a table with the column path (a name or a pattern), and one for each key.
    #[arg(long, value_name = "FILE")]
    pub tags_from: Option<PathBuf>,
    /// A period other than the class's own, where the class allows one: P5Y.
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// The ground that the class asks for: the agreement's reference, or why this is kept for ever.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub ground: Option<String>,
    /// Accepts an end that is past or within twelve months.
    #[arg(long)]
    pub accept_end: bool,
    /// Accepts records that are newer than the date given.
    #[arg(long)]
    pub accept_newer: bool,
    /// Seals also from folders from which another vault on this PC has sealed.
    #[arg(long)]
    pub shared_source: bool,
    /// Shows what would be sealed, and changes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Names each file that would be sealed, and under which name.
    #[arg(long, requires = "dry_run")]
    pub list: bool,
}

#[derive(Debug, Args, Clone, Default)]
pub struct Select {
    /// Bundle ids, or unambiguous starts of them.
    #[arg(value_name = "BUNDLE")]
    pub bundles: Vec<String>,
    /// Bundles under this class.
    #[arg(long)]
    pub class: Option<ClassId>,
    /// Bundles whose given date lies in this year or these years: 2022, or 2019..2022.
    #[arg(long, value_name = "A[..B]")]
    pub year: Option<String>,
    /// Bundles of this case.
    #[arg(long, value_name = "CODE", value_parser = typed)]
    pub case: Option<String>,
    /// All bundles.
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    pub select: Select,
    /// Only these: a file's or a folder's name, or a pattern (*, ?, **); capitals don't matter.
    #[arg(long = "match", value_name = "GLOB")]
    pub matching: Vec<String>,
    /// Only what an earlier find found: the file that its --csv or --json gave, whole or in part.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["bundles", "class", "year", "case", "all"])]
    pub found: Option<PathBuf>,
    /// An empty or new folder.
    #[arg(long, value_name = "DIR", required = true)]
    pub to: Option<PathBuf>,
    /// Lets other users of this PC read what is given back, as new files of yours are.
    #[arg(long)]
    pub shared: bool,
    /// Why; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed, required = true)]
    pub reason: Option<String>,
    /// For whom; encrypted too. With this, or with --ref, it is a disclosure.
    #[arg(long = "for", value_name = "WHOM", value_parser = typed)]
    pub whom: Option<String>,
    /// Your reference for this disclosure.
    #[arg(long = "ref", value_name = "REF")]
    pub reference: Option<Reference>,
    /// For yourself: no disclosure. Without --for and --ref it is that too.
    #[arg(long, conflicts_with_all = ["whom", "reference", "officer", "power", "asked_on", "answer_by", "withheld", "hold"])]
    pub own_use: bool,
    /// The function of whoever asks.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub officer: Option<String>,
    /// By which power, for which tax and years: "AWR art. 47, VAT 2027".
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub power: Option<String>,
    /// The day of the request.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub asked_on: Option<Day>,
    /// The day by which it wants an answer.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub answer_by: Option<Day>,
    /// What is not given, and why: 'letters/**=letters of our adviser'.
    #[arg(long, value_name = "GLOB=WHY", value_parser = typed)]
    pub withheld: Vec<String>,
    /// Places the hold of that reference over the same bundles, too.
    #[arg(long, requires = "reference")]
    pub hold: bool,
    /// On what ground it is held; audit where none is named.
    #[arg(long, value_parser = kinds(), requires = "hold")]
    pub kind: Option<HoldKind>,
    /// When a person looks at that hold again.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "hold")]
    pub review: Option<Day>,
    /// The day by law on which its ground ends, for aml-extension. It releases nothing.
    #[arg(long, value_name = "DATE", value_parser = day, requires = "hold")]
    pub ends: Option<Day>,
    #[command(subcommand)]
    pub verb: Option<RestoreVerb>,
}

#[derive(Debug, Subcommand)]
pub enum RestoreVerb {
    /// Ends a disclosure: removes what was written for it, as far as it has the bytes still that were given.
    #[command(after_help = "Example:\n  kluis restore close AUDIT-1")]
    Close(Close),
    /// What was given to somebody else: to whom, when, how many records, and whether it is closed.
    #[command(after_help = "Example:\n  kluis restore list")]
    List,
}

#[derive(Debug, Args)]
pub struct Close {
    /// The disclosure's reference, or the start of its id.
    #[arg(value_name = "REF", value_parser = typed)]
    pub disclosure: String,
    /// Removes nothing: the records are gone, as you say.
    #[arg(long, conflicts_with = "returned")]
    pub gone: bool,
    /// Removes nothing: the records were given back, as you say.
    #[arg(long)]
    pub returned: bool,
    /// Why; encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub reason: Option<String>,
    /// Who says so; encrypted.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: Option<String>,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("of_one_drive").args(["scan", "fill", "trim"]).multiple(true))]
pub struct Destroy {
    /// Bundle ids, or unambiguous starts of them.
    #[arg(required_unless_present_any = ["list", "resume", "medium"], value_name = "BUNDLE")]
    pub bundles: Vec<String>,
    /// What a person left on this review list, as far as it is still due: see kluis due --list.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["bundles"])]
    pub list: Option<PathBuf>,
    /// Bundles on the list that stay.
    #[arg(long, value_name = "BUNDLE", requires = "list")]
    pub keep: Vec<String>,
    /// Goes on with every destruction that was begun and not ended.
    #[arg(long, conflicts_with_all = ["bundles", "list", "keep", "withdraw"])]
    pub resume: bool,
    /// Who does it.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub by: String,
    /// In which role.
    #[arg(long, value_name = "ROLE", required_unless_present_any = ["withdraw", "medium"],
        value_parser = typed)]
    pub role: Option<String>,
    /// Who approved it; where the vault wants two persons, a signer, who signs here and now.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub approved_by: Option<String>,
    /// A file with the passphrase of the signer who approves; the terminal is asked otherwise.
    #[arg(long, value_name = "FILE", requires = "approved_by")]
    pub approver_passphrase_file: Option<PathBuf>,
    /// Signs as the second person that these are destroyed, and destroys nothing.
    #[arg(long, conflicts_with_all = ["withdraw", "resume", "approved_by", "damaged", "waive"])]
    pub approve: bool,
    /// Where it is decided and done; it stands in the statement.
    #[arg(long, value_name = "TEXT", value_parser = typed)]
    pub place: Option<String>,
    /// Who was there as a witness; stands in the statement.
    #[arg(long, value_name = "NAME", value_parser = typed)]
    pub witness: Option<String>,
    /// Writes the statements of what is destroyed to the end into this folder too.
    #[arg(long, value_name = "DIR", conflicts_with = "withdraw")]
    pub statement_to: Option<PathBuf>,
    /// States that no assessment, objection or claim about these records is open.
    #[arg(long)]
    pub no_open_matters: bool,
    /// Why the longer period that a class has by now does not count for what is destroyed; goes on record, encrypted.
    #[arg(long, value_name = "TEXT", value_parser = typed, conflicts_with = "withdraw")]
    pub older_rule: Option<String>,
    /// Also erases files whose bytes are not what was sealed.
    #[arg(long)]
    pub damaged: bool,
    /// No longer waits for a drive that this PC has never seen, though a hold may stand there alone.
    #[arg(long, value_name = "MEDIUM", requires = "reason", group = "why", value_parser = typed)]
    pub waive: Vec<String>,
    /// Takes back a destruction that could not be carried out, as long as nothing was erased; or the approval of a
    /// list.
    #[arg(long, requires = "reason", group = "why")]
    pub withdraw: bool,
    /// Why that drive is not waited for, or the destruction taken back; it goes into the ledger, encrypted.
    #[arg(long, value_name = "TEXT", requires = "why", value_parser = typed)]
    pub reason: Option<String>,
    /// Destroys nothing now: searches a whole drive, or an image of one, for what was destroyed there.
    #[arg(long, value_name = "DEVICE|IMAGE", requires = "medium", conflicts_with_all = ["list", "keep",
        "resume", "role", "approved_by", "no_open_matters", "older_rule", "damaged", "waive", "withdraw"])]
    pub scan: Option<PathBuf>,
    /// Writes over the free space of each drive, once the copies there are gone; with --medium destroys nothing now.
    #[arg(long, conflicts_with_all = ["scan", "approve", "withdraw"])]
    pub fill: bool,
    /// Tells the drive that its free space holds nothing, where the drive and this system can; with --medium destroys
    /// nothing now.
    #[arg(long, conflicts_with_all = ["scan", "approve", "withdraw"])]
    pub trim: bool,
    /// Of --scan: which drive that is, by label. Of --fill and --trim: the drive, where nothing is destroyed now.
    #[arg(long, value_name = "LABEL", value_parser = typed, requires = "of_one_drive", conflicts_with_all = ["list",
        "keep", "resume", "role", "approved_by", "no_open_matters", "damaged", "waive", "withdraw"])]
    pub medium: Option<String>,
}
