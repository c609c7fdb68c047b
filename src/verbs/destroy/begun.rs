//! The report of a run that has done nothing yet.

use super::report::Report;
use crate::verbs::list::INDICATION;
use crate::verbs::session::Session;

pub(super) fn nothing_yet(session: &Session<'_, '_>) -> Report {
    Report {
        vault: session.vault.config.name.clone(),
        bundles: vec![],
        not_destroyed: vec![],
        withdrawn: vec![],
        approved: None,
        unapproved: None,
        space: vec![],
        statements: vec![],
        unstated: vec![],
        not_covered: vec![],
        indication: INDICATION,
    }
}
