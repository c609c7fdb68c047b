//! How slices lie in memory, and which kernels there are.

/// Planar slices are multiples of this, in bytes.
pub const BLOCK_BYTES: usize = 128;
pub const HALF: usize = BLOCK_BYTES / 2;

/// A way to multiply, from the slowest to the fastest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Gfni256,
    #[cfg(target_arch = "x86_64")]
    Gfni512,
}
