//! The settings of two homes of one vault, joined: what another home's have and this one's lack is taken where it
//! only adds, so that retention comes out the same in both; what contradicts stays, and is told.
//!
//! Which of two is newer is never guessed: nothing that stands here is changed or removed.

use serde::Serialize;

use crate::powers::asker::Setting;
use crate::rules::book_year::{BookYear, BookYears};
use crate::rules::class::{Class, ClassId};
use crate::rules::schedule::ClassText;

use super::vault::config::Config;

/// What came of joining another home's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JoinedSettings {
    /// Where that home's settings were read.
    pub medium: String,
    /// This home's file.
    pub file: String,
    /// What stands in this home's settings from now on.
    pub taken: Vec<Taken>,
    /// What is one thing here and another there.
    pub differing: Vec<Difference>,
}

/// A setting that was only there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    BookYear(BookYear),
    Class(ClassId),
    /// A drive that gets no parity, by its label here.
    NoParityOn(String),
}

/// One setting, by its name in `kluis.toml`, as it is in both homes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub setting: String,
    pub here: String,
    pub there: String,
}

/// This home's settings with all that another's add.
#[derive(Debug)]
pub struct Joined {
    pub text: String,
    pub taken: Vec<Taken>,
    pub differing: Vec<Difference>,
}

/// Joins the text of another home's settings into this one's. `label_here` gives this home's label of the drive that
/// has that label there.
pub fn join(
    text: &str,
    here: &Config,
    theirs: &str,
    label_here: &dyn Fn(&str) -> Option<String>,
) -> Joined {
    let mut joined = Joined { text: text.to_owned(), taken: vec![], differing: vec![] };
    let there = match Config::read(theirs) {
        Ok(there) => there,
        Err(problem) => {
            joined.differ("kluis.toml", "this version's", format!("can't be read: {problem}"));
            return joined;
        }
    };
    joined.join_book_years(here, &there);
    joined.join_classes(here, &there, theirs);
    for label in there.no_parity_on.iter().filter_map(|label| label_here(label)) {
        if !here.no_parity_on.contains(&label) {
            joined.text = Config::with_no_parity_on(&joined.text, &label);
            joined.taken.push(Taken::NoParityOn(label));
        }
    }
    joined.compare("name", &here.name, &there.name);
    joined.compare("copies", &here.copies, &there.copies);
    joined.compare("custody", &here.custody, &there.custody);
    joined.compare("parity", &here.parity, &there.parity);
    joined.compare("sweep_waits_for", &here.sweep_waits_for, &there.sweep_waits_for);
    joined.compare("verify_every_days", &here.verify_every_days, &there.verify_every_days);
    joined
}

impl Joined {
    fn differ(&mut self, setting: &str, here: impl Into<String>, there: impl Into<String>) {
        let (here, there) = (here.into(), there.into());
        self.differing.push(Difference { setting: setting.into(), here, there });
    }

    fn compare<T: PartialEq + std::fmt::Display>(&mut self, setting: &str, here: &T, there: &T) {
        if here != there {
            self.differ(setting, here.to_string(), there.to_string());
        }
    }

    /// A year that joins the list is taken. Where there is no list calendar years hold, and a list of those only
    /// says up to when.
    fn join_book_years(&mut self, here: &Config, there: &Config) {
        let calendar = |year: &BookYear| *year == BookYear::calendar(year.from());
        if there.book_year.is_empty() {
            if !here.book_year.iter().all(calendar) {
                self.differ("book_year", span(&here.book_year), span(&[]));
            }
            return;
        }
        if here.book_year.is_empty() && !there.book_year.iter().all(calendar) {
            self.differ("book_year", span(&[]), span(&there.book_year));
            return;
        }
        let Ok(mut years) = here.book_years() else { return };
        let mut lacking: Vec<BookYear> = there.book_year.clone();
        lacking.sort();
        lacking.retain(|year| !here.book_year.contains(year));
        loop {
            let before = lacking.len();
            lacking.retain(|year| match joins(&years, *year) {
                Some(more) => {
                    years = more;
                    self.text = Config::with_book_year(&self.text, *year);
                    self.taken.push(Taken::BookYear(*year));
                    false
                }
                None => true,
            });
            if lacking.len() == before {
                break;
            }
        }
        for year in lacking {
            let meets = |own: &&BookYear| own.from() <= year.to() && year.from() <= own.to();
            let own: Vec<BookYear> = here.book_year.iter().filter(meets).copied().collect();
            let own = if own.is_empty() { here.book_year.clone() } else { own };
            self.differ("book_year", span(&own), span(&[year]));
        }
    }

    fn join_classes(&mut self, here: &Config, there: &Config, theirs: &str) {
        let (Ok(ours), Ok(others)) = (here.schedule(), there.schedule()) else { return };
        for ClassText { id, .. } in &there.class {
            let (own, other) = (ours.get(id), others.get(id));
            if own == other {
                continue;
            }
            let is_own_word = here.class.iter().any(|class| class.id == *id);
            let more = Config::with_class_of(&self.text, theirs, id);
            match more.filter(|more| !is_own_word && Config::read(more).is_ok()) {
                Some(more) => {
                    self.text = more;
                    self.taken.push(Taken::Class(id.clone()));
                }
                None => self.differ(&format!("class {id}"), rule(own), rule(other)),
            }
        }
    }
}

/// The settings that decide how long records are kept, where, and when a source may go, as a person reads them.
pub fn to_accept(config: &Config) -> Vec<Setting> {
    let setting = |name: &str, value: String| Setting { name: name.into(), value };
    let parity = if config.parity { "yes" } else { "no" };
    let mut settings = vec![
        setting("copies", config.copies.to_string()),
        setting("custody", config.custody.to_string()),
        setting("sweep_waits_for", config.sweep_waits_for.to_string()),
        setting("parity", parity.into()),
        setting("verify_every_days", config.verify_every_days.to_string()),
        setting("book_year", span(&config.book_year)),
    ];
    if !config.no_parity_on.is_empty() {
        settings.push(setting("no_parity_on", config.no_parity_on.join(", ")));
    }
    if let Ok(schedule) = config.schedule() {
        for ClassText { id, .. } in &config.class {
            settings.push(setting(&format!("class {id}"), rule(schedule.get(id))));
        }
    }
    settings
}

/// The list with a year more, if it fits in without a gap or an overlap.
fn joins(years: &BookYears, year: BookYear) -> Option<BookYears> {
    years.with(year).ok()
}

/// Book years as a person reads them.
fn span(years: &[BookYear]) -> String {
    match years {
        [] => "calendar years".into(),
        [year] => format!("{}..{}", year.from(), year.to()),
        many => {
            let first = many.iter().map(BookYear::from).min();
            let last = many.iter().map(BookYear::to).max();
            let day =
                |day: Option<crate::words::day::Day>| day.map_or(String::new(), |d| d.to_string());
            format!("{} years, {}..{}", many.len(), day(first), day(last))
        }
    }
}

/// What a class makes of a date, in a line.
fn rule(class: Option<&Class>) -> String {
    class.map_or_else(
        || "not there".into(),
        |class| format!("{}, {}, from {}", class.period, class.nature, class.starts),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "name = \"Jansen\"\n# a person's own remark\ncopies = 2\n";

    fn joined(here: &str, there: &str) -> Joined {
        let (here, there) = (format!("{BASE}{here}"), format!("{BASE}{there}"));
        let config = Config::read(&here).unwrap();
        let label = |label: &str| (label != "Unknown").then(|| format!("{label} here"));
        let joined = join(&here, &config, &there, &label);
        assert!(Config::read(&joined.text).is_ok(), "{}", joined.text);
        assert!(joined.text.contains("# a person's own remark"));
        joined
    }

    fn years(list: &[(&str, &str)]) -> String {
        let year = |(from, to)| format!("[[book_year]]\nfrom = \"{from}\"\nto = \"{to}\"\n");
        list.iter().copied().map(year).collect()
    }

    fn years_after(here: &[(&str, &str)], there: &[(&str, &str)]) -> (usize, usize, usize) {
        let joined = joined(&years(here), &years(there));
        let after = Config::read(&joined.text).unwrap().book_year.len();
        (after, joined.taken.len(), joined.differing.len())
    }

    #[test]
    fn book_years_that_fit_are_taken_and_others_are_told() {
        let (y24, y25, y26) = (
            ("2024-01-01", "2024-12-31"),
            ("2025-01-01", "2025-12-31"),
            ("2026-01-01", "2026-12-31"),
        );
        let (broken, long) = (("2025-07-01", "2026-06-30"), ("2025-01-01", "2026-06-30"));
        for (here, there, expected) in [
            (vec![y25], vec![y25], (1, 0, 0)),
            (vec![y25], vec![y26, y24, y25], (3, 2, 0)),
            (vec![y24], vec![y24, y25, y26], (3, 2, 0)),
            // A gap, and an overlap.
            (vec![y24], vec![y26], (1, 0, 1)),
            (vec![y25], vec![broken], (1, 0, 1)),
            // Only one of the two fits.
            (vec![y25], vec![y24, long], (2, 1, 1)),
            // Without a list calendar years hold.
            (vec![], vec![y25], (1, 1, 0)),
            (vec![], vec![broken], (0, 0, 1)),
            (vec![broken], vec![], (1, 0, 1)),
            (vec![y25], vec![], (1, 0, 0)),
        ] {
            assert_eq!(years_after(&here, &there), expected, "{here:?} {there:?}");
        }
    }

    fn class(id: &str, period: &str) -> String {
        format!(
            "[[class]]\nid = \"{id}\"\nname_en = \"x\"\nevent = \"use\"\nstarts = \"calendar-year\"\nperiod = \
             \"{period}\"\nnature = \"minimum\"\nbasis = \"own\"\njurisdiction = \"NL\"\n"
        )
    }

    #[test]
    fn a_class_that_is_only_there_is_taken_and_one_of_another_rule_is_told() {
        let (own, longer) = (class("recipes", "P3Y"), class("recipes", "P5Y"));
        let taken = joined("", &own);
        assert_eq!(taken.taken, [Taken::Class("recipes".parse().unwrap())]);
        let after = Config::read(&taken.text).unwrap();
        assert_eq!(after.class, Config::read(&format!("{BASE}{own}")).unwrap().class);
        // Both ways nothing is left to say.
        assert!(joined(&own, &own).taken.is_empty());
        let told = joined(&own, &longer);
        assert!(told.taken.is_empty());
        assert_eq!(told.differing[0].setting, "class recipes");
        assert!(told.differing[0].here.contains("P3Y") && told.differing[0].there.contains("P5Y"));
        // A longer period for a shipped class is later, never earlier; two words for it contradict.
        let shipped =
            |period| format!("[[class]]\nid = \"nl-admin-basis\"\nperiod = \"{period}\"\n");
        assert_eq!(joined("", &shipped("P10Y")).taken.len(), 1);
        assert_eq!(joined(&shipped("P8Y"), &shipped("P10Y")).differing.len(), 1);
        // One is spelled as a list in a line, the other as tables.
        let inline = "class = [{ id = \"nl-contract\", period = \"P9Y\" }]\n";
        let both = joined(inline, &own);
        assert_eq!(Config::read(&both.text).unwrap().class.len(), 2);
        assert_eq!(Config::read(&joined(&own, inline).text).unwrap().class.len(), 2);
    }

    #[test]
    fn a_drive_without_parity_is_taken_by_its_label_here() {
        let taken = joined("", "no_parity_on = [\"Drive A\", \"Unknown\"]\n");
        assert_eq!(taken.taken, [Taken::NoParityOn("Drive A here".into())]);
        assert_eq!(Config::read(&taken.text).unwrap().no_parity_on, ["Drive A here"]);
    }

    #[test]
    fn what_is_one_thing_here_and_another_there_stays() {
        let there = "name = \"Jansen\"\ncopies = 3\ncustody = \"apart\"\nparity = false\nverify_every_days = 9\n\
                     sweep_waits_for = \"reattached\"\noutbox_bytes = 0\nsources = [\"Klanten/J\"]\n";
        let here = Config::read(BASE).unwrap();
        let joined = join(BASE, &here, there, &|_| None);
        assert_eq!(joined.text, BASE);
        let settings: Vec<&str> = joined.differing.iter().map(|d| d.setting.as_str()).collect();
        assert_eq!(
            settings,
            ["copies", "custody", "parity", "sweep_waits_for", "verify_every_days"],
            "the outbox and the sources are each PC's own"
        );
        assert_eq!(
            (&*joined.differing[1].here, &*joined.differing[1].there),
            ("with-bundle", "apart")
        );
    }

    #[test]
    fn settings_of_a_later_version_are_told_and_left() {
        let joined =
            join(BASE, &Config::read(BASE).unwrap(), "name = \"J\"\nzeal = 1\n", &|_| None);
        assert_eq!((joined.text.as_str(), joined.differing.len()), (BASE, 1));
    }
}
