//! What `due` is asked.

use std::path::PathBuf;

use super::days;
use crate::verbs::due::Request;
use crate::verbs::fault::Fault;
use crate::verbs::page_file::To;

/// The request; `within` is a span such as `90d`.
pub fn due(
    within: Option<&str>,
    list: Option<To>,
    calendar: Option<PathBuf>,
) -> Result<Request, Fault> {
    Ok(Request { within_days: within.map(days).transpose()?, list, calendar, gathers: false })
}
