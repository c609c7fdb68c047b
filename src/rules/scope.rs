//! What a hold is on: everything, or what is named, of certain classes, years or a case. It catches
//! what is sealed later as well, and what it can't tell of a bundle it takes for a match.

use chrono::Datelike;
use serde::{Deserialize, Serialize};

use crate::rules::retention::{ClassShown, ShownRule};
use crate::words::day::Day;
use crate::words::ids::{BundleId, Tag};

/// What a hold is on. What is none sets no bound; what is some all must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// These bundles alone; sorted.
    pub bundles: Option<Vec<BundleId>>,
    /// Bundles of this case.
    pub case: Option<Tag>,
    /// These classes alone; sorted. A class that may show stands here by its id and by its tag: an
    /// older seal may show it by the other.
    pub classes: Option<Vec<ClassShown>>,
    /// Bundles with a date in these years, or in a book year that touches one of them.
    pub years: Option<Years>,
}

/// Years by the dates that were given and by the book years that these fall in, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Years {
    /// The first year.
    pub from: i32,
    /// The last year.
    pub to: i32,
}

impl Years {
    fn holds(self, rule: &ShownRule) -> bool {
        // Without a date nobody can tell; an event may give it one of these years yet.
        let Some(date) = rule.date() else { return true };
        // A book year may be long, or break over two calendar years: people call it by either.
        let book_year = rule.open().and_then(|rule| rule.rule.book_year);
        self.meets(date.first(), date.last())
            || book_year.is_some_and(|year| self.meets(year.from(), year.to()))
    }

    fn meets(self, first: Day, last: Day) -> bool {
        self.from <= last.year() && first.year() <= self.to
    }
}

impl Scope {
    /// Whether it binds a bundle with these rules.
    pub fn binds(&self, bundle: BundleId, case: Option<Tag>, rules: &[ShownRule]) -> bool {
        let named = self.bundles.as_ref();
        let classes = self.classes.as_ref();
        named.is_none_or(|bundles| bundles.contains(&bundle))
            && self.case.is_none_or(|wanted| case == Some(wanted))
            && classes.is_none_or(|these| rules.iter().any(|rule| these.contains(&rule.class())))
            && self.years.is_none_or(|years| rules.iter().any(|rule| years.holds(rule)))
    }

    /// Whether it binds all that another one binds, whatever is sealed later.
    pub fn covers(&self, other: &Scope) -> bool {
        let named = |mine: &Vec<BundleId>, theirs: &Vec<BundleId>| {
            theirs.iter().all(|bundle| mine.contains(bundle))
        };
        let classes = |mine: &Vec<ClassShown>, theirs: &Vec<ClassShown>| {
            theirs.iter().all(|class| mine.contains(class))
        };
        let years = |mine: &Years, theirs: &Years| mine.from <= theirs.from && theirs.to <= mine.to;
        within(&self.bundles, &other.bundles, named)
            && within(&self.case, &other.case, Tag::eq)
            && within(&self.classes, &other.classes, classes)
            && within(&self.years, &other.years, years)
    }

    /// Whether bundles that are sealed later can come under it.
    pub fn binds_later_ones(&self) -> bool {
        self.bundles.is_none()
    }
}

/// Whether one bound lets through all that another one does; none lets all through.
fn within<T>(mine: &Option<T>, theirs: &Option<T>, holds: impl FnOnce(&T, &T) -> bool) -> bool {
    match (mine, theirs) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(mine), Some(theirs)) => holds(mine, theirs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(class: &str, date: Option<&str>) -> ShownRule {
        let value = json!({
            "class": {"id": class}, "clock_start": null, "date": date, "delete_from": null,
            "keep_through": null, "schedule": "2026.1",
            "rule": {"basis": "b", "book_year": null, "confidential": false, "event": "e",
                "ground": null, "jurisdiction": "NL", "name_en": "n", "name_nl": "n",
                "nature": "minimum", "period": "P7Y", "starts": "event"},
        });
        serde_json::from_value(value).unwrap()
    }

    fn sealed(tag: u8) -> ShownRule {
        let value = json!({
            "class": {"tag": Tag([tag; 16])}, "commitment": "5a".repeat(32),
            "delete_from": null, "keep_through": "2031-03-14",
        });
        serde_json::from_value(value).unwrap()
    }

    fn bundle(number: u8) -> BundleId {
        format!("20261031-{number:08x}").parse().unwrap()
    }

    #[test]
    fn without_any_bound_it_binds_all() {
        assert!(Scope::default().binds(bundle(1), None, &[shown("nl-admin-basis", None)]));
        assert!(Scope::default().binds_later_ones());
    }

    #[test]
    fn all_that_is_asked_must_fit() {
        let rules = [shown("nl-admin-basis", Some("2025-11")), shown("nl-asset", None)];
        let class = |id: &str| ClassShown::Id(id.parse().unwrap());
        let years = |from, to| Some(Years { from, to });
        let case = Some(Tag([7; 16]));
        for (scope, binds) in [
            (Scope { bundles: Some(vec![bundle(1)]), ..Scope::default() }, true),
            (Scope { bundles: Some(vec![bundle(2)]), ..Scope::default() }, false),
            (Scope { case, ..Scope::default() }, true),
            (Scope { case: Some(Tag([8; 16])), ..Scope::default() }, false),
            (Scope { classes: Some(vec![class("nl-asset")]), ..Scope::default() }, true),
            (Scope { classes: Some(vec![class("nl-payroll")]), ..Scope::default() }, false),
            (
                Scope {
                    bundles: Some(vec![bundle(1)]),
                    classes: Some(vec![class("nl-payroll")]),
                    ..Scope::default()
                },
                false,
            ),
            // The asset has no date yet: it may come to have one of any year.
            (Scope { years: years(2011, 2012), ..Scope::default() }, true),
        ] {
            assert_eq!(scope.binds(bundle(1), case, &rules), binds, "{scope:?}");
        }
        for (from, to, binds) in [(2025, 2025, true), (2026, 2030, false), (2020, 2024, false)] {
            let scope = Scope { years: years(from, to), ..Scope::default() };
            assert_eq!(scope.binds(bundle(1), case, &rules[..1]), binds, "{from} to {to}");
        }
    }

    #[test]
    fn a_year_is_that_of_the_date_and_each_that_its_book_year_touches() {
        let in_book_year = |date: &str, from: &str, to: &str| {
            let mut rule = serde_json::to_value(shown("nl-admin-basis", Some(date))).unwrap();
            rule["rule"]["book_year"] = json!({"from": from, "to": to});
            rule["rule"]["starts"] = "book-year".into();
            serde_json::from_value::<ShownRule>(rule).unwrap()
        };
        let long = in_book_year("2025-11", "2025-10-01", "2026-12-31");
        let broken = in_book_year("2025-05", "2024-07-01", "2025-06-30");
        for (rule, caught) in [(long, [false, true, true]), (broken, [true, true, false])] {
            for (year, caught) in [2024, 2025, 2026].into_iter().zip(caught) {
                let years = Some(Years { from: year, to: year });
                let scope = Scope { years, ..Scope::default() };
                let rules = std::slice::from_ref(&rule);
                assert_eq!(scope.binds(bundle(1), None, rules), caught, "{year}");
            }
        }
    }

    #[test]
    fn one_scope_covers_another_that_is_bounded_as_much_in_all() {
        let class = |id: &str| ClassShown::Id(id.parse().unwrap());
        let named = |numbers: &[u8]| Some(numbers.iter().map(|one| bundle(*one)).collect());
        let years = |from, to| Some(Years { from, to });
        let all = Scope::default();
        for (wide, narrow) in [
            (all.clone(), Scope { bundles: named(&[1]), ..all.clone() }),
            (
                Scope { bundles: named(&[1, 2]), ..all.clone() },
                Scope { bundles: named(&[2]), case: Some(Tag([7; 16])), ..all.clone() },
            ),
            (
                Scope {
                    classes: Some(vec![class("nl-asset"), class("nl-payroll")]),
                    ..all.clone()
                },
                Scope { classes: Some(vec![class("nl-payroll")]), ..all.clone() },
            ),
            (
                Scope { years: years(2020, 2025), ..all.clone() },
                Scope { years: years(2025, 2025), ..all.clone() },
            ),
            (
                Scope { case: Some(Tag([7; 16])), ..all.clone() },
                Scope { case: Some(Tag([7; 16])), years: years(2025, 2025), ..all.clone() },
            ),
        ] {
            assert!(wide.covers(&narrow) && wide.covers(&wide), "{wide:?}");
            assert!(!narrow.covers(&wide), "{narrow:?}");
        }
    }

    #[test]
    fn a_confidential_rule_is_known_by_its_tag_and_may_be_of_any_year() {
        let tagged = |tag| Some(vec![ClassShown::Tag(Tag([tag; 16]))]);
        let years = Some(Years { from: 1990, to: 1990 });
        let scope = |tag| Scope { classes: tagged(tag), years, ..Scope::default() };
        assert!(scope(3).binds(bundle(1), None, &[sealed(3)]));
        assert!(!scope(4).binds(bundle(1), None, &[sealed(3)]));
    }
}
