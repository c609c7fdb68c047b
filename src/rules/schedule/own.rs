//! A class as a file spells it, and what a user may make of a shipped one: longer, never shorter.
//!
//! Refuses to know files: it gets values. What it lets through can end later than the shipped
//! class would, on every date and with every list of book years, and never earlier.

use serde::Deserialize;

use super::ClassProblem;
use crate::rules::class::{Class, ClassId, Nature, Period, Starts};

/// One `[[class]]` table. Of a shipped class the user's file need only name what it changes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassText {
    pub id: ClassId,
    pub name_nl: Option<String>,
    pub name_en: Option<String>,
    pub event: Option<String>,
    pub event_nl: Option<String>,
    pub starts: Option<Starts>,
    pub period: Option<Period>,
    pub nature: Option<Nature>,
    pub confidential: Option<bool>,
    pub open_ended: Option<bool>,
    pub shorter_on_ground: Option<bool>,
    pub other_periods: Option<Vec<Period>>,
    pub ground_needed: Option<bool>,
    pub ground: Option<String>,
    pub basis: Option<String>,
    pub jurisdiction: Option<String>,
    pub note: Option<String>,
    pub note_nl: Option<String>,
    pub holds: Option<String>,
    pub holds_nl: Option<String>,
}

impl ClassText {
    /// The class as shipped: every field that a class can't do without must be there.
    pub(super) fn into_shipped(self) -> Result<Class, ClassProblem> {
        self.into_class(false)
    }

    /// A class of the user's own; one language's name stands in for the other's.
    pub(super) fn into_own(mut self) -> Result<Class, ClassProblem> {
        self.name_nl = self.name_nl.or_else(|| self.name_en.clone());
        self.name_en = self.name_en.or_else(|| self.name_nl.clone());
        self.event_nl = self.event_nl.or_else(|| self.event.clone());
        self.note_nl = self.note_nl.or_else(|| self.note.clone());
        self.holds_nl = self.holds_nl.or_else(|| self.holds.clone());
        self.into_class(true)
    }

    fn into_class(self, own: bool) -> Result<Class, ClassProblem> {
        let id = &self.id;
        let missing = |field| ClassProblem::Missing { class: id.clone(), field };
        let text = |value: Option<String>, field| {
            value.filter(|text| !text.trim().is_empty()).ok_or_else(|| missing(field))
        };
        let class = Class {
            id: id.clone(),
            name_nl: text(self.name_nl, "name_nl")?,
            name_en: text(self.name_en, "name_en")?,
            event: text(self.event, "event")?,
            event_nl: text(self.event_nl, "event_nl")?,
            starts: self.starts.ok_or_else(|| missing("starts"))?,
            period: self.period.ok_or_else(|| missing("period"))?,
            nature: self.nature.ok_or_else(|| missing("nature"))?,
            confidential: self.confidential.unwrap_or(false),
            open_ended: self.open_ended.unwrap_or(false),
            shorter_on_ground: self.shorter_on_ground.unwrap_or(false),
            other_periods: self.other_periods.unwrap_or_default(),
            ground_needed: self.ground_needed.unwrap_or(false),
            ground: self.ground,
            basis: text(self.basis, "basis")?,
            jurisdiction: text(self.jurisdiction, "jurisdiction")?,
            note: self.note,
            note_nl: self.note_nl,
            holds: self.holds,
            holds_nl: self.holds_nl,
            own,
        };
        starts_at_a_year_s_end_in_years(&class)?;
        Ok(class)
    }

    /// The shipped class with the user's changes, if no end can come earlier by them.
    pub(super) fn over(self, shipped: &Class) -> Result<Class, ClassProblem> {
        self.fixed_fields_stay(shipped)?;
        let class = Class {
            name_nl: self.name_nl.unwrap_or_else(|| shipped.name_nl.clone()),
            name_en: self.name_en.unwrap_or_else(|| shipped.name_en.clone()),
            starts: self.starts.unwrap_or(shipped.starts),
            period: self.period.unwrap_or(shipped.period),
            nature: self.nature.unwrap_or(shipped.nature),
            confidential: self.confidential.unwrap_or(shipped.confidential),
            ground_needed: self.ground_needed.unwrap_or(shipped.ground_needed),
            ground: self.ground,
            basis: self.basis.unwrap_or_else(|| shipped.basis.clone()),
            // A note of the user's own stands in for both languages of the shipped one.
            note_nl: self.note_nl.or_else(|| self.note.clone()).or_else(|| shipped.note_nl.clone()),
            note: self.note.or_else(|| shipped.note.clone()),
            holds_nl: self
                .holds_nl
                .or_else(|| self.holds.clone())
                .or_else(|| shipped.holds_nl.clone()),
            holds: self.holds.or_else(|| shipped.holds.clone()),
            own: true,
            ..shipped.clone()
        };
        for (field, text) in
            [("name_nl", &class.name_nl), ("name_en", &class.name_en), ("basis", &class.basis)]
        {
            if text.trim().is_empty() {
                return Err(ClassProblem::Missing { class: class.id, field });
            }
        }
        never_earlier(shipped, &class)?;
        starts_at_a_year_s_end_in_years(&class)?;
        Ok(class)
    }

    /// What a date means, and what may be chosen at sealing, stays as shipped: another event under
    /// the same id could be an earlier one.
    fn fixed_fields_stay(&self, shipped: &Class) -> Result<(), ClassProblem> {
        fn moved<T: PartialEq>(own: &Option<T>, shipped: &T) -> bool {
            own.as_ref().is_some_and(|own| own != shipped)
        }
        let fields = [
            ("event", moved(&self.event, &shipped.event)),
            ("event_nl", moved(&self.event_nl, &shipped.event_nl)),
            ("jurisdiction", moved(&self.jurisdiction, &shipped.jurisdiction)),
            ("open_ended", moved(&self.open_ended, &shipped.open_ended)),
            ("shorter_on_ground", moved(&self.shorter_on_ground, &shipped.shorter_on_ground)),
            ("other_periods", moved(&self.other_periods, &shipped.other_periods)),
            ("ground_needed", shipped.ground_needed && self.ground_needed == Some(false)),
        ];
        match fields.into_iter().find(|(_, moved)| *moved) {
            Some((field, _)) => Err(ClassProblem::Redefined { class: shipped.id.clone(), field }),
            None => Ok(()),
        }
    }
}

fn starts_at_a_year_s_end_in_years(class: &Class) -> Result<(), ClassProblem> {
    let period = std::iter::once(&class.period)
        .chain(&class.other_periods)
        .find(|period| class.starts != Starts::Event && !period.is_in_years());
    match period {
        Some(&period) => Err(ClassProblem::NotInYears { class: class.id.clone(), period }),
        None => Ok(()),
    }
}

fn never_earlier(shipped: &Class, own: &Class) -> Result<(), ClassProblem> {
    let class = || shipped.id.clone();
    if !own.period.is_surely_at_least(shipped.period) {
        let (shipped, own) = (shipped.period, own.period);
        return Err(ClassProblem::Shortened { class: class(), shipped, own });
    }
    // The end of a year is never before a date in it; the two kinds of year don't compare.
    if own.starts != shipped.starts && shipped.starts != Starts::Event {
        let (shipped, own) = (shipped.starts, own.starts);
        return Err(ClassProblem::StartsMoved { class: class(), shipped, own });
    }
    // A duty to keep may join a duty to delete; neither may go, and a new delete-from is an
    // end that was not there.
    let joins = (shipped.nature, own.nature) == (Nature::Maximum, Nature::Both);
    if own.nature != shipped.nature && !joins {
        let (shipped, own) = (shipped.nature, own.nature);
        return Err(ClassProblem::NatureChanged { class: class(), shipped, own });
    }
    if shipped.confidential && !own.confidential {
        return Err(ClassProblem::NoLongerConfidential { class: class() });
    }
    let later = own.period != shipped.period || own.starts != shipped.starts;
    let grounded = own.ground.as_deref().is_some_and(|ground| !ground.trim().is_empty());
    if later && shipped.nature.deletes() && !grounded {
        return Err(ClassProblem::GroundMissing { class: class() });
    }
    Ok(())
}
