//! Drives that are plugged in although they are lost on record.

use std::collections::BTreeSet;

use crate::surface::errors::word;
use crate::words::text::shown;

/// That they don't count, and what finds each of them again.
pub fn lost_here(labels: &BTreeSet<String>) -> String {
    let line = |label: &String| {
        format!(
            "{} is plugged in, and is lost on record: its copies don't count.\n\
             Next, if it is back: kluis medium found {}, then kluis verify {}\n",
            shown(label),
            word(label),
            word(label)
        )
    };
    labels.iter().map(line).collect()
}
