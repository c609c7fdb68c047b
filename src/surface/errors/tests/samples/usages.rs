//! One of each way in which a command asks for what can't be done.

use crate::formats::review_list::NotAList;
use crate::powers::asker::{Incoming, Setting};
use crate::powers::identity::NotARecipient;
use crate::rules::book_year::BookYearProblem;
use crate::rules::hold::HoldKind;
use crate::rules::month::Month;
use crate::rules::retention::DateProblem;
use crate::rules::schedule::ClassProblem;
use crate::rules::setting::SettingValue;
use crate::things::search::patterns::GlobProblem;
use crate::verbs::fault::{SaidNo, TableProblem, Usage};
use crate::words::ids::HoldId;

use super::{bundle, cause, day, not_toml, path, text};

fn newer(count: u64, of: u64) -> Usage {
    let (limit, modified) = (day("2025-12-31"), day("2026-02-19"));
    let some = vec![(path(), modified), ("b.pdf".into(), modified)];
    Usage::NewerThanDate { some, count, of, limit, date: "2025".parse().unwrap() }
}

fn of_month(doubt: Usage) -> Usage {
    Usage::OfMonth { month: Month::new(2025, 11).unwrap(), doubt: doubt.into() }
}

fn of_documents(doubt: Usage) -> Usage {
    let date = "2019-03-05".parse().unwrap();
    Usage::OfDocuments { date, some: path(), count: 2, doubt: doubt.into() }
}

pub fn usages() -> Vec<Usage> {
    let (date, keep) = ("2025".parse().unwrap(), day("2030-12-31"));
    let glob = |why| Usage::BadGlob { pattern: text(), why };
    let table = |why| Usage::Table { path: path(), why };
    vec![
        Usage::NoVault,
        Usage::WhichVault(vec![text(), "B".into()]),
        Usage::NoSuchVault(text()),
        Usage::VaultExists(text()),
        Usage::SheetUnwritten { sheet: path(), home: path() },
        Usage::OneHomeForTwo { name: text(), other: "Jansen".into() },
        Usage::BadText("--label"),
        Usage::SpaceOfBundles,
        Usage::BadYearEnd(text()),
        Usage::BookYear(BookYearProblem::TooLong { from: keep, to: keep }),
        Usage::NoSuchClass(text()),
        Usage::NoSuchCountry { country: text(), known: vec![text()] },
        Usage::Class(ClassProblem::NotToml(not_toml())),
        Usage::Date(DateProblem::InFuture { date, today: keep }),
        Usage::AlsoDate {
            class: "nl-asset".parse().unwrap(),
            problem: DateProblem::InFuture { date, today: keep },
        },
        Usage::BadAlso(text()),
        Usage::BadPeriod(text()),
        Usage::BadSpan(text()),
        Usage::BadTag(text()),
        Usage::TagsTooLong,
        Usage::Source { path: path(), source: cause() },
        Usage::SourceIsOurs(path()),
        Usage::SourceOfOther { path: path(), place: path(), vault: "De Wit".into() },
        Usage::NothingToSeal,
        Usage::NoSources(path()),
        Usage::MonthNotOver { month: month(12), last: month(11) },
        of_documents(Usage::EndIsNear { keep_through: keep, past: true }),
        Usage::NotByDocument {
            class: "nl-contract".parse().unwrap(),
            event: "contract end".into(),
            event_nl: "einde van het contract".into(),
        },
        Usage::TooManyEnds { ends: 52, ends_max: 40 },
        Usage::ListByDocument,
        Usage::MonthNotConfirmed,
        Usage::SourcePattern { folder: path(), pattern: text(), why: GlobProblem::Braces },
        Usage::EndIsNear { keep_through: keep, past: true },
        Usage::EndIsNear { keep_through: keep, past: false },
        Usage::EndAndNewer {
            end: Box::new(Usage::EndIsNear { keep_through: keep, past: true }),
            newer: Box::new(Usage::NothingToSeal),
        },
        newer(2, 12),
        newer(9, 12),
        Usage::Conflict { keep_through: keep, delete_from: keep },
        of_month(newer(2, 12)),
        of_month(Usage::EndIsNear { keep_through: keep, past: true }),
        of_month(Usage::EndAndNewer {
            end: Box::new(Usage::EndIsNear { keep_through: keep, past: true }),
            newer: Box::new(newer(2, 12)),
        }),
        of_month(Usage::Date(DateProblem::GroundTooLong { bytes_max: 4096 })),
        Usage::NoSelection,
        Usage::NoSuchBundle(text()),
        Usage::AmbiguousBundle(text(), vec![bundle(), bundle()]),
        Usage::BadYears(text()),
        glob(GlobProblem::Length),
        glob(GlobProblem::Letters),
        glob(GlobProblem::OpenClass),
        glob(GlobProblem::Range { from: 'z', to: 'a' }),
        glob(GlobProblem::Braces),
        glob(GlobProblem::DanglingEscape),
        glob(GlobProblem::TooMuch),
        Usage::TargetNotEmpty(path()),
        Usage::TargetHolds(path()),
        Usage::TargetIsOurs(path()),
        Usage::TooLargeForTarget { to: path(), name: text(), bytes: 2, most: 1 },
        Usage::NoSuchMedium(text()),
        Usage::LabelLikeAPath(text()),
        Usage::LabelTaken(text()),
        Usage::NotAFolder(path()),
        Usage::Roles,
        Usage::OpenMatters,
        Usage::NotTyped,
        Usage::SaidNo(SaidNo::Destroy(1)),
        Usage::SaidNo(SaidNo::Approve(2)),
        Usage::SaidNo(SaidNo::Erase { bundle: bundle(), record: text() }),
        Usage::SaidNo(SaidNo::Reseal(bundle())),
        Usage::FileExists { path: path(), option: "--paper" },
        Usage::ListIsAPage(path()),
        Usage::NoSuchList(path()),
        Usage::NotAList { path: path(), why: NotAList::TooLong },
        Usage::NotAList { path: path(), why: NotAList::Line(3) },
        Usage::NotAList { path: path(), why: NotAList::Folder },
        Usage::NotAList { path: path(), why: NotAList::Utf16 },
        Usage::NotAList { path: path(), why: NotAList::Other },
        Usage::ListOfAnotherVault(path()),
        table(TableProblem::TooLarge { bytes_max: 64_000_000 }),
        table(TableProblem::TooManyRows { rows_max: 10_000 }),
        table(TableProblem::Encoding),
        table(TableProblem::OpenQuote(3)),
        table(TableProblem::TooWide { line: 3, cells_max: 1_000 }),
        table(TableProblem::Line(3)),
        table(TableProblem::NotOfFind),
        table(TableProblem::Nothing),
        table(TableProblem::NoNames),
        table(TableProblem::TwiceInHead("klant".to_owned())),
        table(TableProblem::NoTag(3)),
        table(TableProblem::TagsTooLong(3)),
        table(TableProblem::ControlInTag(3)),
        table(TableProblem::ColumnsUnread(vec!["Ons kenmerk".to_owned()])),
        Usage::BadRecipient { text: text(), why: NotARecipient::SshKey },
        Usage::TooManyRecipients(200),
        Usage::PackOpenedByNobody,
        Usage::PackUnderOwnPassphrase { file: None, other: None },
        Usage::PackUnderOwnPassphrase { file: Some(path()), other: None },
        Usage::PackUnderOwnPassphrase { file: Some(path()), other: Some("jansen".into()) },
        Usage::PackOfEach,
        Usage::PackInFolder { file: path(), folder: path() },
        Usage::NothingAsked,
        Usage::NotAProof(path()),
        Usage::ListedUnknown(bundle()),
        Usage::NotOnTheList(bundle()),
        Usage::IdentityUnnamed,
        Usage::NotWaitedFor(text()),
        Usage::SheetNotConfirmed,
        Usage::SheetNowhere,
        Usage::NotUtf8(text()),
        Usage::AlreadyDestroyed(bundle()),
        Usage::NotIntended(bundle()),
        Usage::LostInTheFuture(keep),
        Usage::KnownInTheFuture(keep),
        Usage::BadTold(text()),
        Usage::ToldInTheFuture(keep),
        Usage::ReviewInThePast(keep),
        Usage::NoLegalEnd(HoldKind::AmlExtension),
        Usage::LegalEndUnknown(HoldKind::Own),
        Usage::LegalEndTooFar { ends: keep, last: keep },
        Usage::NoSuchHold(text()),
        Usage::HoldWithoutReference,
        Usage::NoSuchDisclosure(text(), vec![]),
        Usage::NoSuchDisclosure(text(), vec![text()]),
        Usage::BadWithheld(text()),
        Usage::ShortSubject("Li".into()),
        Usage::AmbiguousHold(text(), vec![HoldId([1; 16]), HoldId([2; 16])]),
        Usage::SeveralHolds(text(), vec![(HoldId([1; 16]), day("2026-01-31")); 2]),
        Usage::HoldReleased(text()),
        Usage::NobodyTold { hold: text(), kind: Some(HoldKind::Restriction) },
        Usage::NobodyTold { hold: text(), kind: None },
        Usage::ShortPassphrase { chars_min: 8 },
        Usage::NoNewPassphrase,
        Usage::SettingsUnaccepted(vec![Setting {
            name: text(),
            value: SettingValue::Word(text()),
        }]),
        Usage::SettingsRefused,
        Usage::Unvouched(Box::new(incoming())),
        Usage::VouchRefused(Box::new(incoming())),
        Usage::BadLines(text()),
        Usage::DeletionIsDue { delete_from: keep },
        Usage::DriveInDrive { path: path(), other: path() },
    ]
}

fn month(month: u32) -> Month {
    Month::new(2025, month).unwrap()
}

fn incoming() -> Incoming {
    Incoming { medium: text(), entries: 4, bundles: vec![], media: vec![text()] }
}
