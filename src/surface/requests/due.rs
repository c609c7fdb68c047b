//! What `due` is asked.

use std::path::PathBuf;

use super::days;
use crate::verbs::due::Request;
use crate::verbs::fault::Fault;

/// The request; `within` is a span such as `90d`.
pub fn due(
    within: Option<&str>,
    list: Option<PathBuf>,
    calendar: Option<PathBuf>,
) -> Result<Request, Fault> {
    Ok(Request { within_days: within.map(days).transpose()?, list, calendar, gathers: false })
}
