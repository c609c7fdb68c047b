//! Floor 0: the words everything else is said in. Nothing here knows a rule, a file or a clock.

pub mod canonical;
pub mod day;
pub mod digest;
pub mod ids;
pub mod lang;
pub mod limits;
pub mod names;
pub mod text;
pub mod toml_text;
pub mod typed;
