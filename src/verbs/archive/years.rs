//! Years in the names of files and folders, beside the date given: a folder of another year is easily named by mistake.
//!
//! A name is weak evidence, so that this is told and asks nothing. Refuses to guess: only four digits from 1950 to 2099
//! that stand by themselves are a year, and of each file the nearest name that says one counts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::Datelike;

use super::report::OtherYearReport;
use crate::rules::retention::PinnedRule;
use crate::things::bundle::pack::Item;

/// Which years fit the dates given.
#[derive(Debug, Default)]
pub struct Fitting {
    years: BTreeSet<i32>,
    /// An event may come long after the records: then earlier years fit too.
    earlier: bool,
}

impl Fitting {
    /// The years of these rules: of the date itself, and of the book year that holds it. `late_event` says that the
    /// event of one of them may come long after the records. None where no rule has a date.
    pub fn of(rules: &[PinnedRule], late_event: bool) -> Option<Fitting> {
        let mut years = BTreeSet::new();
        for rule in rules {
            let Some(date) = rule.date else { continue };
            years.extend(date.first().year()..=date.last().year());
            let book_year = rule.rule.book_year;
            years.extend(
                book_year.into_iter().flat_map(|year| year.from().year()..=year.to().year()),
            );
        }
        (!years.is_empty()).then_some(Fitting { years, earlier: late_event })
    }

    /// Whether a year is one of these.
    pub(super) fn has(&self, year: i32) -> bool {
        let before = || self.years.first().is_some_and(|first| year < *first);
        self.years.contains(&year) || (self.earlier && before())
    }
}

/// The folders in which names say years that don't fit, with those years and how many files that is about.
pub fn others(items: &[Item], fitting: &Fitting) -> Vec<OtherYearReport> {
    let mut found: BTreeMap<PathBuf, (BTreeSet<i32>, u64)> = BTreeMap::new();
    for item in items {
        let (path, source) = (item.path(), item.source());
        let depth = path.restore_components().count();
        let Some((place, years)) = nearest(&source, depth) else { continue };
        if years.iter().any(|year| fitting.has(*year)) {
            continue;
        }
        // A file's own name is told with its folder.
        let folder = if place == source { place.parent().unwrap_or(place) } else { place };
        let (others, files) = found.entry(folder.to_path_buf()).or_default();
        others.extend(years);
        *files += 1;
    }
    let report = |(path, (years, files)): (PathBuf, (BTreeSet<i32>, u64))| OtherYearReport {
        path: path.to_string_lossy().into_owned(),
        years: years.into_iter().collect(),
        files,
    };
    found.into_iter().map(report).collect()
}

/// The file itself, or the nearest folder above it, whose name says a year; of so many names, from the last one up.
fn nearest(source: &Path, depth: usize) -> Option<(&Path, Vec<i32>)> {
    source.ancestors().take(depth).find_map(|place| {
        let years = years_in(&place.file_name()?.to_string_lossy());
        (!years.is_empty()).then_some((place, years))
    })
}

fn years_in(name: &str) -> Vec<i32> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let number = |word: &str| {
        let plain = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| word.parse().ok()).flatten()
    };
    words.filter_map(number).filter(|year| (1950..=2099).contains(year)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_digits_that_stand_by_themselves_are_a_year() {
        for (name, years) in [
            ("2016", &[2016][..]),
            ("2016-03", &[2016]),
            ("bank_2016.csv", &[2016]),
            ("Jaar 2016 en 2017 (kopie).pdf", &[2016, 2017]),
            ("20160315.pdf", &[]),
            ("IMG2016.jpg", &[]),
            ("F2016-0003", &[]),
            ("1949 2100 0001 99999", &[]),
            ("２０１６", &[]),
            ("", &[]),
        ] {
            assert_eq!(years_in(name), years, "{name}");
        }
    }

    #[test]
    fn the_nearest_name_counts_and_none_above_what_was_named() {
        let path = Path::new("/home/2010/Archief 2016/2017/nota.pdf");
        assert_eq!(nearest(path, 3).unwrap().1, [2017]);
        let path = Path::new("/home/2010/Archief 2016/mei/nota.pdf");
        assert_eq!(nearest(path, 3).unwrap(), (Path::new("/home/2010/Archief 2016"), vec![2016]));
        assert_eq!(nearest(path, 2), None);
    }
}
