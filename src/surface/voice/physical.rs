//! How a drive was physically destroyed, in a word.

use super::{Voice, both};
use crate::formats::entry::Physical;

impl Voice {
    /// The word for it.
    pub fn physical(&self, how: Physical) -> String {
        match how {
            Physical::Shredded => both!(self, "shredded", "versnipperd"),
            Physical::Pulverised => both!(self, "pulverised", "vermalen"),
            Physical::Melted => both!(self, "melted", "gesmolten"),
            Physical::Incinerated => both!(self, "incinerated", "verbrand"),
            Physical::Crushed => both!(self, "crushed", "geplet"),
            Physical::Drilled => both!(self, "drilled through", "doorboord"),
        }
    }
}
