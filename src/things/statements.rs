//! Statements of destruction: made from the ledger and the seal, signed by the disposer, kept in the home and on every
//! medium. Refuses to know how one is worded on paper.

mod article;
mod copies;
mod facts;
pub mod keeping;
mod record;

pub use article::cites_the_law;
pub use facts::gather;
pub use record::{ANSWERED, Beside, Facts, GROUND, PATH, RECEIVED, TOLD};
