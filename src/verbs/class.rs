//! The retention classes that a vault may seal under: the shipped ones, and those of its `kluis.toml`.
//!
//! Reads the settings alone, so that it answers while another run has the vault, and before there is a vault.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use crate::rules::class::{Class, ClassId};
use crate::rules::schedule::Schedule;
use crate::things::vault::VaultProblem;
use crate::things::vault::{CONFIG, config::Config, settings_text};

use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::session::World;

/// What the user asks for.
#[derive(Debug, Clone)]
pub enum Request {
    List {
        /// Only the classes of this country.
        country: Option<String>,
        /// The country whose classes come first.
        own: String,
    },
    Show(ClassId),
}

/// All classes, or one.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    List(ListReport),
    Show(Box<ShowReport>),
}

/// The classes of `class list`.
#[derive(Debug, Serialize)]
pub struct ListReport {
    pub schedule: String,
    /// By country, the user's own first; by id within a country.
    pub classes: Vec<Class>,
}

/// The class of `class show`.
#[derive(Debug, Serialize)]
pub struct ShowReport {
    /// The schedule's version, as a seal pins it for this class.
    pub schedule: String,
    pub class: Class,
    /// Its period is so short that a drive in a safe hardly suits it.
    pub hardly_suits_a_safe: bool,
}

impl Reported for Report {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// Shows the classes of the vault in `home`; without a vault, the shipped ones.
pub fn run(_: &mut World<'_>, home: Option<&Path>, request: &Request) -> Result<Report, Fault> {
    let schedule = match home {
        Some(home) => config(home)?.schedule().map_err(Usage::Class)?,
        None => Schedule::shipped(),
    };
    match request {
        Request::List { country, own } => {
            let version = schedule.version.clone();
            let mut classes: Vec<Class> = schedule.classes.into_values().collect();
            if let Some(country) = country {
                let countries: BTreeSet<_> =
                    classes.iter().map(|class| class.jurisdiction.clone()).collect();
                classes.retain(|class| same_country(&class.jurisdiction, country));
                if classes.is_empty() {
                    let known = countries.into_iter().collect();
                    return Err(Usage::NoSuchCountry { country: country.clone(), known }.into());
                }
            }
            classes.sort_by_key(|class| {
                let other = !same_country(&class.jurisdiction, own);
                (other, class.jurisdiction.clone(), class.id.clone())
            });
            Ok(Report::List(ListReport { schedule: version, classes }))
        }
        Request::Show(id) => {
            let found = schedule.get(id).cloned();
            let class = found.ok_or_else(|| Usage::NoSuchClass(id.to_string()))?;
            Ok(Report::Show(Box::new(ShowReport {
                schedule: schedule.version_for(&class),
                hardly_suits_a_safe: class.hardly_suits_a_safe(),
                class,
            })))
        }
    }
}

/// Whether two codes mean one country: in small letters or capitals, and the United Kingdom by both its codes.
fn same_country(one: &str, other: &str) -> bool {
    let code = |text: &str| match text.to_uppercase().as_str() {
        "GB" => "UK".to_owned(),
        code => code.to_owned(),
    };
    code(one) == code(other)
}

/// The settings of a vault, without opening it.
pub(super) fn config(home: &Path) -> Result<Config, Fault> {
    let path = home.join(CONFIG);
    let text = match settings_text(home) {
        Ok(text) => text,
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => {
            return Err(VaultProblem::NoVault(home.to_path_buf()).into());
        }
        Err(source) => return Err(VaultProblem::Io { path, source }.into()),
    };
    Ok(Config::read(&text).map_err(|problem| VaultProblem::Config { path, problem })?)
}
