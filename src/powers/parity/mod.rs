//! Parity: sums over GF(2^16) of slices of files, in the PAR2 2.0 sense, and what was lost brought back from them.
//!
//! Streams in bounded memory and on several threads. It refuses to know where bytes lie and what they mean: the
//! packets are `formats/par2`, the files `things/bundle/parity`.

mod accumulate;
mod create;
pub mod field;
mod kernel;
mod rebuild;
mod solve;
#[cfg(test)]
mod tests;

pub use accumulate::Batch;
pub use create::{Creation, sums_at_once, threads};
pub use kernel::Kernel;
pub use rebuild::{Pass, Rebuild};
