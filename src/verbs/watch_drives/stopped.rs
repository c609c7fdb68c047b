//! What kept an act on a drive from its end.

use serde::Serialize;

use crate::verbs::fault::Fault;

/// An act that came to nothing, or to an end halfway.
#[derive(Debug, Serialize)]
pub struct Stopped {
    pub act: Act,
    pub problem: Fault,
}

/// What is done on a drive without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    Wrap,
    Copy,
    Verify,
    Sweep,
    Look,
}
