//! Floor 0: the words everything else is said in. Nothing here knows a rule, a file or a clock.

pub mod canonical;
pub(crate) mod csv;
pub mod day;
pub mod digest;
pub mod ids;
pub(crate) mod lang;
pub mod limits;
pub mod names;
pub(crate) mod nearest;
pub(crate) mod straight;
pub(crate) mod table;
pub mod text;
pub(crate) mod toml_text;
pub(crate) mod trace;
pub(crate) mod typed;
