//! A drive that says it has room and has none: what a program sees that shares a drive with another one.

use kluis::powers::medium::{Memory, StorageProblem};

use super::rig::Alters;

/// Always claims to be nearly empty.
pub struct Roomy;

impl Alters for Roomy {
    fn free_bytes(&self, _: &Memory) -> Result<u64, StorageProblem> {
        Ok(1 << 40)
    }
}
