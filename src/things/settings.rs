//! The settings of two homes of one vault, compared: what differs is told, with what to type to take it.
//!
//! Nothing is taken without a person's word. Only the sealer's key vouches for the settings on a drive, and a book
//! year or a class of a thief's could let records end too soon. Which of two is newer is never guessed.

use serde::Serialize;

use crate::powers::asker::Setting;
use crate::rules::book_year::BookYear;
use crate::rules::schedule::ClassText;
use crate::rules::setting::SettingValue;

use super::vault::config::Config;

/// How many commands are named for one setting: each contact names the next ones.
const COMMANDS_MAX: usize = 10;

/// What came of comparing another home's settings with this one's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OtherSettings {
    /// Where that home's settings were read.
    pub medium: String,
    /// This home's file.
    pub file: String,
    /// What is one thing here and another there, or is only there.
    pub differing: Vec<Difference>,
}

/// One setting, by its name in `kluis.toml`, as it is in both homes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub setting: String,
    pub here: SettingValue,
    pub there: SettingValue,
    /// What takes the other home's over, in this order; none where a person has to edit.
    pub commands: Vec<String>,
}

/// Where another home's settings, in their text, differ from this one's. `label_here` gives this home's label of the
/// drive that has that label there.
pub fn compare(
    here: &Config,
    theirs: &str,
    label_here: &dyn Fn(&str) -> Option<String>,
) -> Vec<Difference> {
    let mut found = Found(vec![]);
    let there = match Config::read(theirs) {
        Ok(there) => there,
        Err(_) => {
            found.differ("kluis.toml", SettingValue::Readable, SettingValue::Unreadable);
            return found.0;
        }
    };
    found.book_years(here, &there);
    found.classes(here, &there);
    let labels = there.no_parity_on.iter().filter_map(|label| label_here(label));
    let without: Vec<String> = labels.filter(|label| here.has_parity_on(label)).collect();
    if !without.is_empty() {
        found.differ("no_parity_on", names(&here.no_parity_on), names(&without));
    }
    found.compare("name", &here.name, &there.name);
    found.compare("copies", &here.copies, &there.copies);
    found.compare("custody", &here.custody, &there.custody);
    if here.parity != there.parity {
        found.differ("parity", SettingValue::YesNo(here.parity), SettingValue::YesNo(there.parity));
    }
    if here.wants_two_persons() != there.wants_two_persons() {
        let [here, there] = [here, &there].map(|one| SettingValue::YesNo(one.wants_two_persons()));
        found.differ("two_persons", here, there);
    }
    found.compare("sweep_waits_for", &here.sweep_waits_for, &there.sweep_waits_for);
    found.compare("verify_every_days", &here.verify_every_days, &there.verify_every_days);
    found.0
}

struct Found(Vec<Difference>);

impl Found {
    fn differ(&mut self, setting: &str, here: SettingValue, there: SettingValue) {
        self.0.push(Difference { setting: setting.into(), here, there, commands: vec![] });
    }

    fn compare<T: PartialEq + std::fmt::Display>(&mut self, setting: &str, here: &T, there: &T) {
        if here != there {
            self.differ(setting, SettingValue::word(here), SettingValue::word(there));
        }
    }

    /// Without a list calendar years hold, and a list of those only says up to when.
    fn book_years(&mut self, here: &Config, there: &Config) {
        let calendar = |year: &BookYear| *year == BookYear::calendar(year.from());
        let (own, other) = (&here.book_year, &there.book_year);
        if own.is_empty() || other.is_empty() {
            if !own.iter().chain(other).all(calendar) {
                self.differ(
                    "book_year",
                    SettingValue::book_years(own),
                    SettingValue::book_years(other),
                );
                let commands = if own.is_empty() { commands(other) } else { vec![] };
                self.0.last_mut().expect("it was just told").commands = commands;
            }
            return;
        }
        let Ok(mut years) = here.book_years() else { return };
        let mut lacking: Vec<BookYear> = other.clone();
        lacking.sort();
        lacking.retain(|year| !own.contains(year));
        let mut fitting: Vec<BookYear> = Vec::new();
        loop {
            let before = lacking.len();
            lacking.retain(|year| match years.with(*year) {
                Ok(more) => {
                    years = more;
                    fitting.push(*year);
                    false
                }
                Err(_) => true,
            });
            if lacking.len() == before {
                break;
            }
        }
        if !fitting.is_empty() {
            self.differ(
                "book_year",
                SettingValue::book_years(own),
                SettingValue::book_years(&fitting),
            );
            self.0.last_mut().expect("it was just told").commands = commands(&fitting);
        }
        for year in lacking {
            let meets = |own: &&BookYear| own.from() <= year.to() && year.from() <= own.to();
            let met: Vec<BookYear> = own.iter().filter(meets).copied().collect();
            let met = if met.is_empty() { own.clone() } else { met };
            self.differ(
                "book_year",
                SettingValue::book_years(&met),
                SettingValue::book_years(&[year]),
            );
        }
    }

    fn classes(&mut self, here: &Config, there: &Config) {
        let (Ok(ours), Ok(others)) = (here.schedule(), there.schedule()) else { return };
        for ClassText { id, .. } in &there.class {
            let (own, other) = (ours.get(id), others.get(id));
            if own != other {
                self.differ(
                    &format!("class {id}"),
                    SettingValue::rule(own),
                    SettingValue::rule(other),
                );
            }
        }
    }
}

fn commands(years: &[BookYear]) -> Vec<String> {
    let command = |year: &BookYear| format!("kluis book-year add {} {}", year.from(), year.to());
    years.iter().take(COMMANDS_MAX).map(command).collect()
}

fn names(labels: &[String]) -> SettingValue {
    if labels.is_empty() { SettingValue::Absent } else { SettingValue::Word(labels.join(", ")) }
}

/// The settings that decide how long records are kept, where, and when a source may go, as a person reads them.
pub fn to_accept(config: &Config) -> Vec<Setting> {
    let setting = |name: &str, value| Setting { name: name.into(), value };
    let mut settings = vec![
        setting("copies", SettingValue::word(config.copies)),
        setting("custody", SettingValue::word(config.custody)),
        setting("sweep_waits_for", SettingValue::word(config.sweep_waits_for)),
        setting("parity", SettingValue::YesNo(config.parity)),
        setting("verify_every_days", SettingValue::word(config.verify_every_days)),
        setting("book_year", SettingValue::book_years(&config.book_year)),
    ];
    if config.wants_two_persons() {
        settings.push(setting("two_persons", SettingValue::YesNo(true)));
    }
    if !config.no_parity_on.is_empty() {
        settings.push(setting("no_parity_on", names(&config.no_parity_on)));
    }
    for source in &config.source {
        let classes = source.rule.iter().map(|rule| &rule.class).chain(&source.class);
        let moving = source.moving.then(|| "move".to_owned());
        let words: Vec<String> = classes.map(ToString::to_string).chain(moving).collect();
        settings.push(setting(&format!("source {}", source.folder.display()), names(&words)));
    }
    if let Ok(schedule) = config.schedule() {
        for ClassText { id, .. } in &config.class {
            settings.push(setting(&format!("class {id}"), SettingValue::rule(schedule.get(id))));
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "name = \"Jansen\"\n# a person's own remark\ncopies = 2\n";

    fn told(here: &str, there: &str) -> Vec<Difference> {
        let (here, there) = (format!("{BASE}{here}"), format!("{BASE}{there}"));
        let config = Config::read(&here).unwrap();
        let label = |label: &str| (label != "Unknown").then(|| format!("{label} here"));
        compare(&config, &there, &label)
    }

    fn years(list: &[(&str, &str)]) -> String {
        let year = |(from, to)| format!("[[book_year]]\nfrom = \"{from}\"\nto = \"{to}\"\n");
        list.iter().copied().map(year).collect()
    }

    #[test]
    fn book_years_that_fit_are_told_with_what_to_type_and_others_are_told() {
        let (y24, y25, y26) = (
            ("2024-01-01", "2024-12-31"),
            ("2025-01-01", "2025-12-31"),
            ("2026-01-01", "2026-12-31"),
        );
        let (broken, long) = (("2025-07-01", "2026-06-30"), ("2025-01-01", "2026-06-30"));
        for (here, there, expected) in [
            // How many are told, and how many commands take them.
            (vec![y25], vec![y25], (0, 0)),
            (vec![y25], vec![y26, y24, y25], (1, 2)),
            (vec![y24], vec![y24, y25, y26], (1, 2)),
            // A gap, and an overlap.
            (vec![y24], vec![y26], (1, 0)),
            (vec![y25], vec![broken], (1, 0)),
            // Only one of the two fits.
            (vec![y25], vec![y24, long], (2, 1)),
            // Without a list calendar years hold.
            (vec![], vec![y25], (0, 0)),
            (vec![], vec![broken], (1, 1)),
            (vec![broken], vec![], (1, 0)),
            (vec![y25], vec![], (0, 0)),
        ] {
            let told = told(&years(&here), &years(&there));
            let commands = told.iter().map(|told| told.commands.len()).sum();
            assert_eq!((told.len(), commands), expected, "{here:?} {there:?}");
        }
    }

    #[test]
    fn a_short_year_that_goes_on_with_the_list_is_told() {
        let own = years(&[("2026-01-01", "2026-12-31")]);
        let told = told(&own, &years(&[("2027-01-01", "2027-01-31")]));
        assert_eq!(told[0].commands, ["kluis book-year add 2027-01-01 2027-01-31"]);
    }

    fn class(id: &str, period: &str) -> String {
        format!(
            "[[class]]\nid = \"{id}\"\nname_en = \"x\"\nevent = \"use\"\nstarts = \"calendar-year\"\nperiod = \
             \"{period}\"\nnature = \"minimum\"\nbasis = \"own\"\njurisdiction = \"NL\"\n"
        )
    }

    #[test]
    fn a_class_that_is_only_there_is_told_as_one_of_another_rule_is() {
        let (own, longer) = (class("recipes", "P3Y"), class("recipes", "P5Y"));
        let only = told("", &own);
        assert_eq!(
            (only[0].setting.as_str(), &only[0].here),
            ("class recipes", &SettingValue::Absent)
        );
        assert!(told(&own, &own).is_empty());
        let differs = told(&own, &longer);
        assert!(
            differs[0].here.to_string().contains("P3Y")
                && differs[0].there.to_string().contains("P5Y")
        );
        // A shipped class, too: spelled as tables, and as a list in a line.
        let shipped = "[[class]]\nid = \"nl-admin-basis\"\nperiod = \"P10Y\"\n";
        let inline = "class = [{ id = \"nl-admin-basis\", period = \"P10Y\" }]\n";
        assert_eq!(told("", shipped).len(), 1);
        assert_eq!(told("", inline), told("", shipped));
        assert!(told(inline, shipped).is_empty());
    }

    #[test]
    fn a_drive_without_parity_is_told_by_its_label_here() {
        let told = told("", "no_parity_on = [\"Drive A\", \"Unknown\"]\n");
        assert_eq!(
            (told[0].setting.as_str(), &told[0].there),
            ("no_parity_on", &SettingValue::word("Drive A here"))
        );
    }

    #[test]
    fn what_is_one_thing_here_and_another_there_stays() {
        let there = "name = \"Jansen\"\ncopies = 3\ncustody = \"apart\"\nparity = false\nverify_every_days = 9\n\
                     sweep_waits_for = \"reattached\"\noutbox_bytes = 0\nsources = [\"Klanten/J\"]\n";
        let here = Config::read(BASE).unwrap();
        let told = compare(&here, there, &|_| None);
        let settings: Vec<&str> = told.iter().map(|d| d.setting.as_str()).collect();
        assert_eq!(
            settings,
            ["copies", "custody", "parity", "sweep_waits_for", "verify_every_days"],
            "the outbox and the sources are each PC's own"
        );
        assert_eq!(
            (told[1].here.to_string(), told[1].there.to_string()),
            ("with-bundle".into(), "apart".into())
        );
    }

    #[test]
    fn settings_of_a_later_version_are_told_and_left() {
        let told = compare(&Config::read(BASE).unwrap(), "name = \"J\"\nzeal = 1\n", &|_| None);
        assert_eq!((told.len(), told[0].setting.as_str()), (1, "kluis.toml"));
    }
}
