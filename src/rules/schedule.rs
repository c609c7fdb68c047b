//! Which retention classes there are: the shipped data files, and a user's own on top of them.
//!
//! Refuses to know any law in code: periods, events and articles stand in `schedules/*.toml`. A
//! user's class may lengthen a shipped one, never shorten it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::class::{Class, ClassId, Nature, Period, Starts};
use crate::words::toml_text::{self, NotToml};

mod own;

pub use own::ClassText;

const SHIPPED: [&str; 6] = [
    include_str!("schedules/nl.toml"),
    include_str!("schedules/de.toml"),
    include_str!("schedules/be.toml"),
    include_str!("schedules/fr.toml"),
    include_str!("schedules/uk.toml"),
    include_str!("schedules/us.toml"),
];

/// Behind the version of a schedule, where the class is the user's or was changed by them.
const OWN: &str = "+own";

/// A version of all classes that one may seal under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub version: String,
    pub classes: BTreeMap<ClassId, Class>,
}

/// Why a class in a file doesn't stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ClassProblem {
    NotToml(NotToml),
    Missing { class: ClassId, field: &'static str },
    Repeated { class: ClassId },
    NotInYears { class: ClassId, period: Period },
    Shortened { class: ClassId, shipped: Period, own: Period },
    StartsMoved { class: ClassId, shipped: Starts, own: Starts },
    NatureChanged { class: ClassId, shipped: Nature, own: Nature },
    NoLongerConfidential { class: ClassId },
    Redefined { class: ClassId, field: &'static str },
    GroundMissing { class: ClassId },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    version: String,
    jurisdiction: String,
    class: Vec<ClassText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    #[serde(default)]
    class: Vec<ClassText>,
}

impl Schedule {
    /// The classes that this version of the program ships.
    pub fn shipped() -> Schedule {
        static READ: LazyLock<Schedule> = LazyLock::new(|| {
            let mut schedule = Schedule { version: String::new(), classes: BTreeMap::new() };
            for text in SHIPPED {
                schedule.add_pack(text).expect("a test reads every shipped schedule");
            }
            schedule
        });
        READ.clone()
    }

    /// Whether something was sealed under a later version than this one: a class may be longer there. What is spelled
    /// in no way that this version knows comes from a later one.
    pub fn is_older_than(&self, sealed_under: &str) -> bool {
        let number = |text: &str| {
            let (year, number) = text.strip_suffix(OWN).unwrap_or(text).split_once('.')?;
            Some((year.parse::<u32>().ok()?, number.parse::<u32>().ok()?))
        };
        number(sealed_under).is_none_or(|other| number(&self.version) < Some(other))
    }

    fn add_pack(&mut self, text: &str) -> Result<(), ClassProblem> {
        let pack: Pack = toml_text::read(text).map_err(ClassProblem::NotToml)?;
        self.version = pack.version;
        for mut class in pack.class {
            class.jurisdiction.get_or_insert_with(|| pack.jurisdiction.clone());
            let class = class.into_shipped()?;
            let id = class.id.clone();
            if self.classes.insert(id.clone(), class).is_some() {
                return Err(ClassProblem::Repeated { class: id });
            }
        }
        Ok(())
    }

    /// The classes here and a user's: `own_toml` holds `[[class]]` tables, as the shipped files do.
    ///
    /// A table with the id of a shipped class needs only what it changes.
    pub fn with_own(&self, own_toml: &str) -> Result<Schedule, ClassProblem> {
        let file: OwnFile = toml_text::read(own_toml).map_err(ClassProblem::NotToml)?;
        self.with_classes(file.class)
    }

    /// The classes here and a user's, already taken out of their file.
    pub fn with_classes(&self, own: Vec<ClassText>) -> Result<Schedule, ClassProblem> {
        let mut schedule = self.clone();
        for text in own {
            let id = text.id.clone();
            let there = schedule.classes.get(&id);
            let class = match there {
                Some(there) if there.own => return Err(ClassProblem::Repeated { class: id }),
                Some(shipped) => text.over(shipped)?,
                None => text.into_own()?,
            };
            schedule.classes.insert(id, class);
        }
        Ok(schedule)
    }

    /// The class of this id.
    pub fn get(&self, id: &ClassId) -> Option<&Class> {
        self.classes.get(id)
    }

    /// The version as a seal pins it for `class`: one that the user made or changed is told apart.
    pub fn version_for(&self, class: &Class) -> String {
        if class.own { format!("{}{OWN}", self.version) } else { self.version.clone() }
    }
}

#[cfg(test)]
mod tests;
