//! Which bundles a person means: named, or by class, year and case, combined by *and*.
//!
//! Refuses to know what is done with them. Destroyed bundles are left out unless they are named or
//! asked for.

use std::collections::BTreeSet;

use chrono::Datelike;

use crate::powers::identity::Identity;
use crate::rules::class::ClassId;
use crate::rules::retention::{ClassShown, HasEnd, ShownRule};
use crate::things::ledger::state::{BundleState, Standing};
use crate::things::vault::Vault;
use crate::things::vault::indexes::whole_rules;
use crate::words::day::GivenDate;
use crate::words::ids::BundleId;

use super::fault::{Fault, Usage};

/// A choice of bundles, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Ids, or unambiguous starts of them.
    pub bundles: Vec<String>,
    /// Bundles with a rule of this class.
    pub class: Option<ClassId>,
    /// `2022` or `2019..2022`.
    pub years: Option<String>,
    /// A case's code.
    pub case: Option<String>,
    /// All bundles.
    pub all: bool,
    /// Also those that were destroyed, where none is named.
    pub destroyed: bool,
}

impl Selection {
    /// True where nothing was chosen at all.
    pub fn none(&self) -> bool {
        *self == Selection { destroyed: self.destroyed, ..Selection::default() }
    }

    /// The bundles that are meant, in the order of their ids; where a choice is required, none is an error.
    pub fn resolve(&self, vault: &Vault, required: bool) -> Result<Vec<BundleId>, Fault> {
        if required && self.none() {
            return Err(Usage::NoSelection.into());
        }
        let years = self.years.as_deref().map(parse_years).transpose()?;
        self.check_class(vault)?;
        let named = self
            .bundles
            .iter()
            .map(|start| resolve_one(vault, start))
            .collect::<Result<BTreeSet<BundleId>, Fault>>()?;
        let fits = |id: &BundleId, bundle: &BundleState| {
            let meant = match self.bundles.is_empty() {
                true => self.destroyed || bundle.standing() != Standing::Destroyed,
                false => named.contains(id),
            };
            meant
                && self.class.as_ref().is_none_or(|class| has_class(vault, bundle, class))
                && years.is_none_or(|years| has_year(bundle, years))
                && self
                    .case
                    .as_ref()
                    .is_none_or(|case| bundle.case == Some(vault.tag("case", case)))
        };
        let bundles = vault.state.bundles.iter();
        Ok(bundles.filter(|(id, bundle)| fits(id, bundle)).map(|(id, _)| *id).collect())
    }

    /// Leaves out what is of other years by the date in its index, where these identities open the home's copy.
    pub fn leave_out(&self, vault: &Vault, bundles: &mut Vec<BundleId>, identities: &[Identity]) {
        let Some(years) = self.years.as_deref().and_then(|text| parse_years(text).ok()) else {
            return;
        };
        bundles.retain(|id| {
            let whole = whole_rules(vault, *id, identities);
            whole.is_none_or(|rules| in_years(rules.iter().map(|rule| rule.date), years))
        });
    }

    /// A class that neither the schedule nor any bundle knows is a mistyped one.
    pub(super) fn check_class(&self, vault: &Vault) -> Result<(), Usage> {
        let Some(class) = &self.class else { return Ok(()) };
        let known = vault.schedule.get(class).is_some()
            || vault.state.bundles.values().any(|bundle| has_class(vault, bundle, class));
        if known { Ok(()) } else { Err(Usage::NoSuchClass(class.to_string())) }
    }
}

/// The one bundle whose id starts so.
pub fn resolve_one(vault: &Vault, start: &str) -> Result<BundleId, Fault> {
    let bundles = &vault.state.bundles;
    if let Ok(id) = start.parse::<BundleId>()
        && bundles.contains_key(&id)
    {
        return Ok(id);
    }
    let fits = |id: &&BundleId| !start.is_empty() && id.to_string().starts_with(start);
    let found: Vec<BundleId> = bundles.keys().filter(fits).copied().collect();
    match found[..] {
        [] => Err(Usage::NoSuchBundle(start.into()).into()),
        [one] => Ok(one),
        _ => Err(Usage::AmbiguousBundle(start.into(), found).into()),
    }
}

/// A class as this PC may show it: its id, also where the drive has only a tag. None where the tag belongs to no
/// class that is known here.
pub fn class_of(vault: &Vault, shown: &ClassShown) -> Option<ClassId> {
    match shown {
        ClassShown::Id(id) => Some(id.clone()),
        ClassShown::Tag(tag) => {
            let mut ids = vault.schedule.classes.keys();
            ids.find(|id| vault.tag("class", id.as_str()) == *tag).cloned()
        }
    }
}

/// What a rule's class is called, in English and in Dutch: as it was sealed, or else as this PC knows it.
pub fn names_of_class(vault: &Vault, rule: &ShownRule) -> Option<(String, String)> {
    let sealed = rule.open().and_then(|rule| rule.rule.naming.as_ref());
    if let Some(naming) = sealed {
        return Some((naming.name_en.clone(), naming.name_nl.clone()));
    }
    let known = vault.schedule.get(&class_of(vault, &rule.class())?)?;
    Some((known.name_en.clone(), known.name_nl.clone()))
}

fn has_class(vault: &Vault, bundle: &BundleState, class: &ClassId) -> bool {
    let tag = vault.tag("class", class.as_str());
    bundle.rules.iter().any(|rule| match rule.class() {
        ClassShown::Id(id) => id == *class,
        ClassShown::Tag(found) => found == tag,
    })
}

/// A given date lies within one year. A bundle without a date, since it is open-ended, is in none; one whose date does
/// not show may be in each, until its index says more ([`Selection::leave_out`]).
fn has_year(bundle: &BundleState, years: (i32, i32)) -> bool {
    let hidden = |rule: &ShownRule| rule.open().is_none() && !rule.later_end().open;
    bundle.rules.iter().any(hidden) || in_years(bundle.rules.iter().map(ShownRule::date), years)
}

fn in_years(dates: impl Iterator<Item = Option<GivenDate>>, (first, last): (i32, i32)) -> bool {
    dates.flatten().any(|date| (first..=last).contains(&date.first().year()))
}

pub(super) fn parse_years(text: &str) -> Result<(i32, i32), Usage> {
    let bad = || Usage::BadYears(text.to_owned());
    let year = |text: &str| {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten().ok_or_else(bad)
    };
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last) = (year(first)?, year(last)?);
    if first <= last { Ok((first, last)) } else { Err(bad()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_one_or_a_range_that_rises() {
        assert_eq!(parse_years("2022").ok(), Some((2022, 2022)));
        assert_eq!(parse_years("2019..2022").ok(), Some((2019, 2022)));
        for bad in
            ["", "22", "2022..", "..2022", "2022..2019", "2019-2022", "2019...2022", "２０２２"]
        {
            assert!(matches!(parse_years(bad), Err(Usage::BadYears(_))), "{bad}");
        }
    }

    #[test]
    fn nothing_typed_is_no_selection() {
        assert!(Selection::default().none());
        assert!(Selection { destroyed: true, ..Selection::default() }.none());
        assert!(!Selection { all: true, ..Selection::default() }.none());
    }
}
