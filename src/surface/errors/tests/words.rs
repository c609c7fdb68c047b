//! What is wrong further down is said in both languages.

use std::io::Error;

use super::samples::{bundle, cause, day, io, not_toml, path};
use super::{begins_large, is_dutch};
use crate::formats::chain::{ChainProblem, Contradiction, Head};
use crate::powers::envelope::{ChunkCause, ChunkDamage, Unopened, Unsealed};
use crate::powers::identity::{IdentityProblem, NotARecipient};
use crate::powers::medium::{Act, MediumGone, MediumPath, StorageProblem};
use crate::rules::book_year::{BookYear, BookYearProblem};
use crate::rules::class::{Nature, Period, Starts};
use crate::rules::retention::{DateProblem, RuleProblem};
use crate::rules::schedule::ClassProblem;
use crate::surface::errors::rules::{book_year_problem, class_problem, date_problem};
use crate::surface::errors::words::*;
use crate::surface::voice::Voice;
use crate::things::files::{FileProblem, OwnCause};
use crate::things::ledger::{LedgerProblem, state};
use crate::words::canonical::NotCanonical;
use crate::words::digest::Digest;
use crate::words::ids::HoldId;
use crate::words::ids::{MediumId, NoteId, VaultId, WriterId};
use crate::words::lang::Lang;
use crate::words::toml_text::{NotToml, TomlFault};

/// Each is said in both languages, other in each, and begins small.
pub(super) fn in_both<T>(
    problems: impl IntoIterator<Item = T>,
    words: impl Fn(&Voice, &T) -> String,
) {
    for problem in problems {
        let (en, nl) =
            (words(&Voice::new(Lang::En), &problem), words(&Voice::new(Lang::Nl), &problem));
        assert_ne!(en, nl);
        assert!(!begins_large(&en) && !en.ends_with('.') && !nl.ends_with('.'), "{en}; {nl}");
        is_dutch(&nl);
    }
}

fn head() -> Head {
    Head { bytes: 2, count: 3, sha256: Digest::ZERO, writer: WriterId([1; 8]) }
}

pub(super) fn name() -> MediumPath {
    MediumPath::parse("label.json").unwrap()
}

#[test]
fn what_stands_in_the_way_at_a_drive_is_said_in_dutch_too() {
    let acts = [
        Act::Find,
        Act::List,
        Act::Look,
        Act::Open,
        Act::Create,
        Act::Read,
        Act::ReadBack,
        Act::Write,
        Act::Sync,
        Act::MakeFolder,
        Act::Remove,
        Act::Measure,
        Act::Discard,
    ];
    in_both(acts, |voice, act| {
        storage_words(voice, &StorageProblem::Full { act: *act, path: path() })
    });
    let act = Act::Read;
    let problems = [
        StorageProblem::Absent { path: path() },
        StorageProblem::Exists { path: path() },
        StorageProblem::ReadOnly { act, path: path() },
        StorageProblem::TooLarge { act, path: path() },
        StorageProblem::Denied { act, path: path() },
        StorageProblem::InUse { act, path: path() },
        StorageProblem::Gone { act, path: path() },
        StorageProblem::NotRegular { path: path() },
        StorageProblem::NotAFolder { path: path() },
        StorageProblem::LinkInTheWay { path: path() },
        StorageProblem::OtherDevice { path: path() },
        StorageProblem::HardLinked { path: path(), links: 2 },
        StorageProblem::FolderNotEmpty { path: path() },
        StorageProblem::TooManyEntries { path: path(), most: 9 },
        StorageProblem::Shorter { path: path(), bytes: 1, at: 2 },
        StorageProblem::Name(MediumPath::parse("a b").unwrap_err()),
        io(),
    ];
    in_both(problems, storage_words);
    let own = [
        OwnCause::ReadsOtherwise,
        OwnCause::EntriesLost,
        OwnCause::TooManyRecipients,
        OwnCause::TooLarge { bytes_max: 9 },
    ];
    in_both(own.map(Error::from), io_words);
    let inside = [
        Error::other(io()),
        Error::other(Unopened::Damaged),
        Error::other(Error::other(MediumGone)),
        ChunkDamage { chunk: 1, cause: ChunkCause::Altered }.into(),
    ];
    in_both(inside, io_words);
    let missing = Error::from_raw_os_error(2);
    assert_eq!(io_words(&Voice::new(Lang::Nl), &missing), "het is er niet (code 2)");
    assert_eq!(io_words(&Voice::new(Lang::Nl), &cause()), "no permission");
    in_both([FileProblem::TooLarge { path: name(), bytes: 2, bytes_max: 1 }], file_words);
}

#[test]
fn what_is_wrong_with_an_identity_is_said_in_dutch_too() {
    in_both(
        [
            IdentityProblem::TooLarge { bytes: 2, bytes_max: 1 },
            IdentityProblem::NotAnIdentity { line: 1 },
            IdentityProblem::PluginIdentity { line: 1 },
            IdentityProblem::OtherSuite { line: 1 },
            IdentityProblem::SshKey,
            IdentityProblem::Empty,
            IdentityProblem::BrokenArmour,
            IdentityProblem::Damaged,
            IdentityProblem::UnknownVersion,
            IdentityProblem::NotUnderPassphrase,
            IdentityProblem::WorkTooLarge { work_factor: 22, work_factor_max: 20 },
            IdentityProblem::NoPassphrase,
            IdentityProblem::WrongPassphrase,
        ],
        identity_words,
    );
    in_both(
        [
            NotARecipient::Malformed,
            NotARecipient::OtherSuite,
            NotARecipient::SshKey,
            NotARecipient::OtherSshKey,
            NotARecipient::LowOrder,
        ],
        |voice, problem| recipient_words(voice, *problem),
    );
    let many = Unsealed::TooManyRecipients { given: 161, recipients_max: 160 };
    in_both([Unsealed::NoRecipients, many], unsealed_words);
}

#[test]
fn what_is_wrong_with_the_ledger_is_said_in_dutch_too() {
    let writer = WriterId([1; 8]);
    let chains = [
        ChainProblem::TooLarge { bytes: 2, bytes_max: 1 },
        ChainProblem::LineRefused { seq: 1, why: NotCanonical::Bytes.into() },
        ChainProblem::OutOfOrder { expected: 1, found: 2 },
        ChainProblem::BrokenPrev { seq: 1 },
        ChainProblem::OtherWriter { seq: 1, writer, found: writer },
        ChainProblem::NotAnOpening { event: "sealed".into() },
        ChainProblem::SecondOpening { seq: 1 },
        ChainProblem::EndsBeforeHead { head: head(), bytes: 1 },
        ChainProblem::HeadDiffers { head: head() },
    ];
    in_both(chains.map(|problem| LedgerProblem::Chain { writer, problem }), ledger_words);
    let contradictions = [
        Contradiction::TwoLines { writer, seq: 1 },
        Contradiction::OtherVault { writer, vault: VaultId(Digest::ZERO) },
        Contradiction::HeadMissing { head: head() },
        Contradiction::HeadDiffers { head: head() },
    ];
    in_both(contradictions.map(LedgerProblem::Contradiction), ledger_words);
    let entries = [
        state::Contradiction::TwoSeals(bundle()),
        state::Contradiction::TwoAccounts(bundle()),
        state::Contradiction::TwoMedia(MediumId([1; 16])),
        state::Contradiction::NoSuchBundle { bundle: bundle(), event: "held".into() },
        state::Contradiction::TwoNotes(NoteId([1; 16])),
        state::Contradiction::TwoHolds(HoldId([1; 16])),
        state::Contradiction::TwoKeyFiles { bundle: bundle(), generation: 2 },
    ];
    in_both(entries.map(LedgerProblem::Entries), ledger_words);
    in_both(
        [
            LedgerProblem::Missing { writer },
            LedgerProblem::OtherVault,
            LedgerProblem::Unsigned { writer, seq: 1 },
            LedgerProblem::NoRoom { bytes: 2, bytes_max: 1 },
            LedgerProblem::TooManyHomes,
            LedgerProblem::Crowded { files: 2 },
            LedgerProblem::File(io().into()),
        ],
        ledger_words,
    );
}

#[test]
fn what_is_wrong_with_a_date_or_a_class_is_said_in_dutch_too() {
    let (from, to) = (day("2026-01-01"), day("2026-12-31"));
    let year = BookYear::new(from, to).unwrap();
    in_both(
        [
            BookYearProblem::Backwards { from, to },
            BookYearProblem::TooLong { from, to },
            BookYearProblem::Overlap { a: year, b: year },
            BookYearProblem::Gap { before: from, after: to },
            BookYearProblem::Outside { day: from, first: from, last: to },
        ],
        |voice, problem| book_year_problem(voice, problem).message,
    );
    let text = || String::from("copies = two");
    let faults = [
        TomlFault::Syntax { text: text() },
        TomlFault::Unknown { name: text(), below: None },
        TomlFault::Unknown { name: text(), below: Some(text()) },
        TomlFault::Value { text: text() },
        TomlFault::Missing { text: text() },
        TomlFault::Missing { text: String::new() },
    ];
    let on = |line| move |fault: &TomlFault| NotToml { line, fault: fault.clone() };
    let problems = faults.iter().map(on(Some(3))).chain(faults.iter().map(on(None)));
    in_both(problems, not_toml_words);
    let id = || "nl-payroll".parse().unwrap();
    let (shipped, own) = (Period::Years(7), Period::Years(5));
    in_both(
        [
            ClassProblem::NotToml(not_toml()),
            ClassProblem::Missing { class: id(), field: "basis" },
            ClassProblem::Repeated { class: id() },
            ClassProblem::NotInYears { class: id(), period: Period::Days(4) },
            ClassProblem::Shortened { class: id(), shipped, own },
            ClassProblem::StartsMoved {
                class: id(),
                shipped: Starts::BookYear,
                own: Starts::Event,
            },
            ClassProblem::NatureChanged {
                class: id(),
                shipped: Nature::Minimum,
                own: Nature::Maximum,
            },
            ClassProblem::NoLongerConfidential { class: id() },
            ClassProblem::Redefined { class: id(), field: "basis" },
            ClassProblem::GroundMissing { class: id() },
        ],
        |voice, problem| {
            let said = class_problem(voice, problem);
            format!("{}\n{}", said.message, said.help)
        },
    );
    let (event, event_nl) = ("booking".to_owned(), "boeking".to_owned());
    let rules = [
        RuleProblem::BookYearMissing { day: from },
        RuleProblem::BookYearElsewhere { book_year: year, day: from },
        RuleProblem::NotInYears { period: own },
        RuleProblem::BeyondCalendar { start: from, period: own },
    ];
    let dates = [
        DateProblem::InFuture { date: "2030-01".parse().unwrap(), today: from },
        DateProblem::MayNotBeOpenEnded { class: id(), event, event_nl },
        DateProblem::PeriodNotOffered { class: id(), own: shipped, asked: own },
        DateProblem::GroundNeeded { class: id(), period: own },
        DateProblem::GroundTooLong { bytes_max: 9 },
    ];
    in_both(dates.into_iter().chain(rules.map(DateProblem::Rule)), |voice, problem| {
        date_problem(voice, problem).message
    });
}
