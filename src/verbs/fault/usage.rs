//! A question without an answer, or words that can't be meant: a closed list, which ends with exit code 2 but for few.

use super::{EndProblem, Fault, KeyFault, PersonProblem, ResealProblem, TableProblem, VaultsFault};
use crate::formats::review_list::NotAList;
use crate::powers::asker::{Incoming, Setting};
use crate::powers::identity::NotARecipient;
use crate::rules::class::ClassId;
use crate::rules::hold::HoldKind;
use crate::rules::month::Month;
use crate::rules::retention::DateProblem;
use crate::rules::schedule::ClassProblem;
use crate::things::search::patterns::{GlobProblem, NoPattern};
use crate::words::day::{Day, GivenDate};
use crate::words::ids::{BundleId, HoldId};
use std::path::PathBuf;

/// A question without an answer, or words that can't be meant.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, thiserror::Error)]
#[error("{self:?}")]
pub enum Usage {
    NoVault,
    WhichVault(Vec<String>),
    NoSuchVault(String),
    VaultExists(String),
    /// The run that made this vault was cut off before its sheet was written: nobody has what is on paper.
    SheetUnwritten {
        sheet: PathBuf,
        home: PathBuf,
    },
    /// Two clients whose vaults would lie in one folder.
    OneHomeForTwo {
        name: String,
        other: String,
    },
    /// A hold that is placed with a disclosure is called as that is.
    HoldWithoutReference,
    /// No disclosure is called so; these are not closed.
    NoSuchDisclosure(String, Vec<String>),
    /// A pattern of what is not given without a word of why.
    BadWithheld(String),
    BadText(&'static str),
    /// A name of a person, or a number, that stands in too many names by chance.
    ShortSubject(String),
    /// Free space is a drive's, and bundles were named beside the drive.
    SpaceOfBundles,
    BadYearEnd(String),
    BookYear(#[from] crate::rules::book_year::BookYearProblem),
    NoSuchClass(String),
    /// No class is of this country; these are the ones that have classes.
    NoSuchCountry {
        country: String,
        known: Vec<String>,
    },
    Class(#[from] ClassProblem),
    Date(DateProblem),
    /// The same of a further rule.
    AlsoDate {
        class: ClassId,
        problem: DateProblem,
    },
    BadAlso(String),
    BadPeriod(String),
    BadSpan(String),
    BadTag(String),
    /// All that is given for each record is more than is written beside one.
    TagsTooLong,
    Source {
        path: PathBuf,
        source: std::io::Error,
    },
    SourceIsOurs(PathBuf),
    /// A source folder belongs to one vault.
    SourceOfOther {
        path: PathBuf,
        place: PathBuf,
        vault: String,
    },
    NothingToSeal,
    /// The settings in this file name no `[[source]]`.
    NoSources(PathBuf),
    /// A `[[source.rule]]` of this folder has a pattern that is none.
    SourcePattern {
        folder: PathBuf,
        pattern: String,
        why: GlobProblem,
    },
    /// More records of that month may come; the last whole one is named.
    MonthNotOver {
        month: Month,
        last: Month,
    },
    /// Something is doubtful about files whose month the name of a folder or a file says: nobody gave a date.
    OfMonth {
        month: Month,
        doubt: Box<Usage>,
    },
    /// Something is doubtful about files that give this date as the last of their own.
    OfDocuments {
        date: GivenDate,
        /// The first of them.
        some: PathBuf,
        count: u64,
        doubt: Box<Usage>,
    },
    /// The clock of this class starts by an event that no document gives.
    NotByDocument {
        class: ClassId,
        event: String,
        event_nl: String,
    },
    /// The dates that files give as their own come to more ends than one run seals.
    TooManyEnds {
        ends: usize,
        /// So many it does.
        ends_max: usize,
    },
    /// Files under dates of their own are not listed one by one.
    ListByDocument,
    /// Nobody said yes to the month's plan.
    MonthNotConfirmed,
    /// The end computed is past or within twelve months.
    EndIsNear {
        keep_through: Day,
        past: bool,
    },
    /// Both the end and the records' times are doubtful: one question for both.
    EndAndNewer {
        end: Box<Usage>,
        newer: Box<Usage>,
    },
    /// A rule wants it deleted already.
    DeletionIsDue {
        delete_from: Day,
    },
    /// Records are newer than papers of the date given are made: a mistyped year is the costliest typo.
    NewerThanDate {
        /// The first of them.
        some: Vec<(PathBuf, Day)>,
        count: u64,
        /// Of so many.
        of: u64,
        /// By this day they would have been made.
        limit: Day,
        date: GivenDate,
    },
    /// Nobody can say which end was meant.
    Conflict {
        keep_through: Day,
        delete_from: Day,
    },
    NoSelection,
    NoSuchBundle(String),
    AmbiguousBundle(String, Vec<BundleId>),
    BadYears(String),
    BadGlob {
        pattern: String,
        why: GlobProblem,
    },
    TargetNotEmpty(PathBuf),
    /// It stands in a folder that a restore goes on in, and is not that restore's.
    TargetHolds(PathBuf),
    TargetIsOurs(PathBuf),
    /// The target's file system ends a file before this record's end.
    TooLargeForTarget {
        to: PathBuf,
        name: String,
        bytes: u64,
        most: u64,
    },
    NoSuchMedium(String),
    /// Nobody could tell the drive from a folder of that name.
    LabelLikeAPath(String),
    LabelTaken(String),
    LostInTheFuture(Day),
    KnownInTheFuture(Day),
    BadTold(String),
    ToldInTheFuture(Day),
    ReviewInThePast(Day),
    /// The law gives the ground of this kind of hold an end, and none was named.
    NoLegalEnd(HoldKind),
    /// No law gives the ground of this kind an end.
    LegalEndUnknown(HoldKind),
    LegalEndTooFar {
        ends: Day,
        last: Day,
    },
    NoSuchHold(String),
    AmbiguousHold(String, Vec<HoldId>),
    /// Several holds have that reference, each with the day on which it was placed.
    SeveralHolds(String, Vec<(HoldId, Day)>),
    /// All holds that are called so were released.
    HoldReleased(String),
    /// The person has to be told first; of a hold whose kind can't be read nobody knows.
    NobodyTold {
        hold: String,
        kind: Option<HoldKind>,
    },
    NotAFolder(PathBuf),
    /// Two folders of one drive are one drive: both copies would go with it.
    DriveInDrive {
        path: PathBuf,
        other: PathBuf,
    },
    Roles,
    OpenMatters,
    OpenMattersStand,
    NotTyped,
    /// Nobody said yes to what was asked; nothing was changed.
    SaidNo(SaidNo),
    /// `option` named the file that was to be made.
    FileExists {
        path: PathBuf,
        option: &'static str,
    },
    /// The review list has the name of its own page.
    ListIsAPage(PathBuf),
    NoSuchList(PathBuf),
    NotAList {
        path: PathBuf,
        why: NotAList,
    },
    ListOfAnotherVault(PathBuf),
    /// A list that a person hands to a verb is not what it is taken for.
    Table {
        path: PathBuf,
        why: TableProblem,
    },
    /// Nobody to whom a file can be encrypted.
    BadRecipient {
        text: String,
        why: NotARecipient,
    },
    /// So many are more than a file has room for.
    TooManyRecipients(usize),
    /// Nobody said who opens the one file.
    PackOpenedByNobody,
    /// What opens a delivery for somebody else would open a vault: the passphrase on the first line of this file, or
    /// the one that was typed. The name of that vault's home, where it is another than this one.
    PackUnderOwnPassphrase {
        file: Option<PathBuf>,
        other: Option<String>,
    },
    /// One file for several clients, of which each has what is asked of it in a folder of its own.
    PackOfEach,
    /// The one file would lie among what it is made of.
    PackInFolder {
        file: PathBuf,
        folder: PathBuf,
    },
    /// An audit that asks for nothing.
    NothingAsked,
    /// No `proof.json` that a restore wrote.
    NotAProof(PathBuf),
    /// A list names a bundle that this vault does not have, or not with that seal.
    ListedUnknown(BundleId),
    /// It was to be kept, and is not on the list: another may have been meant.
    NotOnTheList(BundleId),
    ShortPassphrase {
        chars_min: usize,
    },
    NoNewPassphrase,
    /// Nobody has looked at the settings that a drive brought.
    SettingsUnaccepted(Vec<Setting>),
    SettingsRefused,
    /// Nobody said whether these lines are ours.
    Unvouched(Box<Incoming>),
    /// Somebody said that they are not.
    VouchRefused(Box<Incoming>),
    IdentityUnnamed,
    /// No lines of a chain that is known here.
    BadLines(String),
    NotWaitedFor(String),
    SheetNotConfirmed,
    SheetNowhere,
    NotUtf8(String),
    AlreadyDestroyed(BundleId),
    NotIntended(BundleId),
    End(#[from] EndProblem),
    Person(#[from] PersonProblem),
    Key(#[from] KeyFault),
    Reseal(#[from] ResealProblem),
    Vaults(#[from] VaultsFault),
}

/// What a person was asked, and did not say yes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaidNo {
    /// That so many bundles are destroyed.
    Destroy(u64),
    /// The approval that so many are.
    Approve(u64),
    /// That one record of a bundle is erased.
    #[expect(missing_docs, reason = "the names say it")]
    Erase { bundle: BundleId, record: String },
    /// The ends under which the records of a bundle are sealed again.
    Reseal(BundleId),
}

impl From<SaidNo> for Fault {
    fn from(what: SaidNo) -> Self {
        Fault::Usage(Usage::SaidNo(what))
    }
}

impl From<NoPattern> for Usage {
    fn from(NoPattern { pattern, why }: NoPattern) -> Self {
        Usage::BadGlob { pattern, why }
    }
}
