//! One person's signature, as it is shown to another.

use serde::Serialize;

use crate::words::day::Time;

/// Who has signed, and when.
#[derive(Debug, Clone, Serialize)]
pub struct Signature {
    /// The person's name, or what stands for the key.
    pub by: String,
    pub signed: Time,
}
