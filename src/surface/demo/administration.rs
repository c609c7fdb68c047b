//! A small Dutch administration that never was, for trying kluis out.
//!
//! It owns which documents there are, how they are named and when they were last changed; the
//! rooms beneath it own what stands in them. Everything follows from a seed and a day. It knows
//! no files, no clock and no vault: the caller writes what it gives.
//!
//! A bicycle workshop of one owner and one employee, in folders that fit the Dutch schedule:
//! `<year>/Administratie` (`nl-admin-basis`), `<year>/Loon` (`nl-payroll`), `Contracten`
//! (`nl-contract`, still running). No document is newer than the period that its folder names.

mod audit_file;
mod bank;
mod books;
mod chance;
mod document;
mod folders;
mod glyphs;
mod money;
mod months;
mod pages;
mod papers;
mod pdf;
mod people;
mod png;
mod scan;
mod ubl;
mod xml;

use chrono::{Datelike, NaiveDate};

use books::Books;
pub use document::{Document, Names};
use money::Cents;

/// How many years back the oldest year lies: its seven years are over, and some more.
const LONG_PAST_YEARS: i32 = 11;
/// How many years back the year lies whose seven years ended last 31 December.
const JUST_DUE_YEARS: i32 = 8;

/// Gives the administration as it stands on `today`: a year long past, one that has just become
/// due, last year, and this year's closed months. The bookkeeper's oldest paper comes first.
pub fn administration(seed: u64, today: NaiveDate, names: Names) -> impl Iterator<Item = Document> {
    let year = today.year();
    let every_month: Vec<u32> = (1..=12).collect();
    let keep =
        |year, months, sales: &[u32], opening| Books::keep(seed, year, months, sales, opening);
    let long_past = keep(year - LONG_PAST_YEARS, 12, &[3, 8], Cents(1_250_000));
    let just_due = keep(year - JUST_DUE_YEARS, 12, &[3, 8], Cents(1_410_000));
    let last = keep(year - 1, 12, &every_month, Cents(1_730_000));
    let current = keep(year, today.month0(), &every_month, last.closing());
    let old = [long_past, just_due].into_iter();
    old.flat_map(|books| folders::old_year(&books))
        .chain(
            std::iter::once(year).flat_map(|year| folders::contracts(year - LONG_PAST_YEARS - 1)),
        )
        .chain(std::iter::once(last).flat_map(move |books| folders::last_year(&books, names)))
        .chain(std::iter::once(current).flat_map(|books| folders::this_year(&books)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::DateTime;

    use super::pdf::tests::assert_table_holds;
    use super::png::tests::assert_chunks_hold;
    use super::xml::tests::assert_well_formed;
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> Vec<Document> {
        let today = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        administration(1, today, Names::AsUnix).collect()
    }

    #[test]
    fn one_seed_gives_one_administration_and_another_gives_another() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let given = |seed| administration(seed, today, Names::Everywhere).collect::<Vec<_>>();
        assert_eq!(given(1), given(1));
        assert_ne!(given(1), given(2));
    }

    #[test]
    fn it_is_small_on_any_day_and_no_path_comes_twice() {
        for (year, month, day) in [(2026, 1, 1), (2026, 2, 28), (2026, 11, 21), (2028, 12, 31)] {
            let documents = on(year, month, day);
            assert!((60..=120).contains(&documents.len()), "{} files", documents.len());
            let bytes: usize = documents.iter().map(|document| document.bytes.len()).sum();
            assert!((3_000_000..8_000_000).contains(&bytes), "{bytes} bytes");
            let paths: BTreeSet<&str> = documents.iter().map(|d| d.path.as_str()).collect();
            assert_eq!(paths.len(), documents.len());
        }
    }

    #[test]
    fn no_document_is_newer_than_the_period_that_its_folder_names() {
        for document in on(2026, 3, 1) {
            let day = DateTime::from_timestamp(document.modified_unix, 0).unwrap().date_naive();
            assert!(day < NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(), "{}", document.path);
            let parts: Vec<&str> = document.path.split('/').collect();
            if parts[0] == "Contracten" {
                continue;
            }
            assert_eq!(parts[0], day.format("%Y").to_string(), "{}", document.path);
            if parts[2].len() == 7 && parts[2].starts_with("20") {
                assert_eq!(parts[2], day.format("%Y-%m").to_string(), "{}", document.path);
            }
        }
    }

    #[test]
    fn it_holds_a_year_whose_seven_years_are_over_and_the_closed_months() {
        let documents = on(2026, 11, 21);
        let has = |start: &str| documents.iter().any(|d| d.path.starts_with(start));
        for start in ["2015/", "2018/", "2025/Loon/", "2026/Administratie/2026-10/", "Contracten/"]
        {
            assert!(has(start), "{start}");
        }
        assert!(!has("2026/Administratie/2026-11/"), "a month that still runs is not closed");
        assert!(!has("2019/"));
    }

    #[test]
    fn every_document_is_what_its_name_says() {
        let mut kinds = BTreeSet::new();
        for document in on(2026, 11, 21) {
            let kind = document.path.rsplit('.').next().unwrap_or_default().to_owned();
            match kind.as_str() {
                "pdf" => assert_table_holds(&document.bytes),
                "png" => assert_chunks_hold(&document.bytes),
                "xml" | "xaf" => assert_well_formed(&document.bytes),
                "csv" | "sta" | "txt" | "" => assert!(document.bytes.ends_with(b"\r\n")),
                other => panic!("{}: {other} is not a kind that is made here", document.path),
            }
            kinds.insert(kind);
        }
        assert_eq!(kinds.len(), 8, "{kinds:?}");
    }

    #[test]
    fn names_that_windows_refuses_are_left_out_where_asked() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let refused = |names| {
            let documents = administration(1, today, names);
            documents.filter(|d| d.path.contains(':') || d.path.ends_with('.')).count()
        };
        assert_eq!((refused(Names::AsUnix), refused(Names::Everywhere)), (2, 0));
        let nfd = administration(1, today, Names::Everywhere).any(|d| d.path.contains("e\u{301}"));
        assert!(nfd, "one name is in the other normal form on every system");
    }
}
