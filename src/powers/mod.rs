//! Floor 3: what kluis can do to the world: encrypt, sign, draw random bytes, and reach a medium.

pub mod envelope;
pub mod identity;
pub mod medium;
pub mod random;
pub mod signer;
