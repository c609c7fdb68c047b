//! Floor 3: what kluis can do to the world: encrypt, sign, draw random bytes, and reach a medium.

pub mod asker;
pub mod clock;
pub mod envelope;
#[cfg(windows)]
pub(crate) mod file_id;
pub mod identity;
pub(crate) mod in_use;
pub mod medium;
pub mod own_memory;
pub(crate) mod parity;
pub(crate) mod places;
pub(crate) mod private;
pub mod random;
pub(crate) mod raw;
pub(crate) mod real_path;
pub mod signer;
pub(crate) mod sources;
pub(crate) mod target;
pub mod this_pc;
pub mod timestamp;
