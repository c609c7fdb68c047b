//! The retention classes that a vault may seal under: the shipped ones, and those of its `kluis.toml`.
//!
//! Reads the settings alone, so that it answers while another run has the vault, and before there is a vault.

use std::path::Path;

use serde::Serialize;

use crate::rules::class::{Class, ClassId};
use crate::rules::schedule::Schedule;
use crate::things::vault::VaultProblem;
use crate::things::vault::{CONFIG, config::Config, settings_text};

use super::fault::{Fault, Usage};
use super::outcome::{Outcome, Reported};
use super::session::World;

#[derive(Debug, Clone)]
pub enum Request {
    List,
    Show(ClassId),
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Report {
    List(ListReport),
    Show(Box<ShowReport>),
}

#[derive(Debug, Serialize)]
pub struct ListReport {
    pub schedule: String,
    pub classes: Vec<Class>,
}

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
        Request::List => Ok(Report::List(ListReport {
            schedule: schedule.version.clone(),
            classes: schedule.classes.into_values().collect(),
        })),
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
