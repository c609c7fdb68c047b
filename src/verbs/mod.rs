//! Floor 5: one file a verb. Each plans, applies its plan, and returns a report as a value; none prints.

pub mod archive;
pub mod destroy;
pub mod fault;
pub mod outcome;
pub mod select;
pub mod session;
pub mod verify;
