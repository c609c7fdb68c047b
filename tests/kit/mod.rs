//! What all tests of command lines share: a run inside this process or of the real program, what came of it, the
//! person who answers, files, and a verb's world. Each test program builds its own scene upon it: a desk with many
//! vaults, a vault in memory that breaks, a place that is kept and put back.

#![allow(dead_code, reason = "each test program uses a part of the kit")]
#![allow(unused_imports, reason = "each test program uses a part of the kit")]

pub mod files;
mod inside;
mod not_tried;
mod person;
mod program;
mod ran;
pub mod session;

pub use inside::{Pc, words_of};
pub use not_tried::not_tried;
pub use person::{Answering, Nobody, Person, identity_in};
pub use program::Program;
pub use ran::{Ran, member};
