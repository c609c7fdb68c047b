//! `incident`: what is known of a drive that is lost or stolen, for whoever decides on a notification (AVG art. 33, 34;
//! EDPB Guidelines 01/2021). What lay there, who could open it, what is left elsewhere, what is to be done.
//!
//! Reads what this PC knows: no drive, no identity. The page may be handed on, so that confidential classes are counted
//! and not named.

use std::path::Path;

use crate::words::day::Day;

use super::fault::{Fault, Usage};
use super::medium::fate::{Which, medium_called};
use super::page_file::{self, To};
use super::session::World;

mod gathered;
mod report;
mod there;

pub(crate) use report::{BundleThere, ClassThere, IdentityHere, Incident, Report, RuleThere};

/// What the user asks for.
#[derive(Debug, Clone)]
pub struct Request {
    pub which: Which,
    /// The day on which somebody here knew of it first; today where none is given.
    pub known_since: Option<Day>,
    /// Where the page goes; none is written without it.
    pub to: Option<To>,
}

/// Runs the verb on the vault in `home`; `page` words the page.
pub fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &Request,
    page: &dyn Fn(&Incident) -> String,
) -> Result<Report, Fault> {
    let today = world.clock.today();
    let known_since = request.known_since.unwrap_or(today);
    if known_since > today {
        return Err(Usage::KnownInTheFuture(known_since).into());
    }
    let mut vault = world.look(home, "kluis incident")?;
    let medium = match &request.which {
        Which::Named(name) => Some(medium_called(&mut vault, name)??),
        Which::Drive(drive) => {
            let mut media = vault.state.media.iter();
            media.find(|(_, known)| known.drive == *drive).map(|(medium, _)| *medium)
        }
    };
    world.unkept = vault.unkept.take();
    let Some(medium) = medium else { return Ok(Report::elsewhere(vault.config.name.clone())) };
    let incident = gathered::incident(&vault, medium, today, known_since)?;
    let page = match &request.to {
        Some(to) => Some(page_file::write(&vault, to, &page(&incident))?),
        None => None,
    };
    Ok(Report { incident: Some(Box::new(incident)), page, vault: vault.config.name.clone() })
}
