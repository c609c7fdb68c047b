//! The drives of a vault: one more taken in, all of them listed.
//!
//! A drive is known by its id; where it was seen last is only where one looks first.

use std::path::Path;

use super::fault::Fault;
use super::session::World;
pub(crate) use report::{AddReport, ListReport, Row};
pub use report::{Doubtful, Report};
pub(crate) use request::AddRequest;
pub use request::Request;

mod add;
pub mod fate;
pub(crate) mod here;
pub(crate) mod loss;
pub(crate) mod remains;
mod report;
mod request;

/// Takes a drive in, or lists all.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    match request {
        Request::Add(request) => add::run(world, home, request).map(Report::Add),
        Request::List => here::list(world, home).map(Report::List),
        Request::Fate(request) => {
            fate::run(world, home, request).map(|report| Report::Fate(Box::new(report)))
        }
    }
}
