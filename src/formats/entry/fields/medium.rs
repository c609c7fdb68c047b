//! Fields of the events about a medium: taken in, lost, found, retired, waived.

use serde::{Deserialize, Serialize};

use crate::formats::entry::unreadable::{Fault, Unreadable, ensure, rising};
use crate::words::day::Day;
use crate::words::ids::{DriveId, MediumId};

/// The vault comes on a drive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumAdded {
    pub drive: DriveId,
    pub medium: MediumId,
    pub roles: Vec<Role>,
    /// A person said that it may lie on the disk of the PC, or of another medium: for trials.
    pub same_disk: bool,
}

/// What a medium holds: bundles, or the wrapped keys to bundles, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Data,
    Keys,
}

/// A medium is missing: its copies don't count, and whoever has it has what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumLost {
    /// A person said that it was physically destroyed, and how. It may be found all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destroyed: Option<Physical>,
    pub drive: DriveId,
    pub medium: MediumId,
    /// The first day on which it was missing, or on which it was destroyed, as a person said.
    pub since: Day,
}

/// How a medium was physically destroyed, as a person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Physical {
    /// Cut into small pieces.
    Shredded,
    /// Ground to powder.
    Pulverised,
    /// Molten down.
    Melted,
    /// Burnt to ashes.
    Incinerated,
    /// Pressed or broken.
    Crushed,
    /// Holes were drilled through it.
    Drilled,
}

/// A medium that was missing is back; its copies count again once they were verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumFound {
    pub drive: DriveId,
    pub medium: MediumId,
}

/// A medium is used no more: its copies don't count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumRetired {
    pub drive: DriveId,
    /// Its copies are to be destroyed; each one that was has its own entry.
    pub erase: bool,
    pub medium: MediumId,
}

/// A home that has never seen this medium stops waiting for it: what is known there alone, a hold among it, was
/// answered for by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediumWaived {
    pub medium: MediumId,
}

/// Roles: at least one, sorted.
pub(in crate::formats) fn check_roles(roles: &[Role]) -> Result<(), Unreadable> {
    ensure(!roles.is_empty(), "roles", Fault::Missing)?;
    rising(roles, "roles")
}
