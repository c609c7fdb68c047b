//! The records of one bundle, given one by one, wherever its index was found.

use std::io::{Read, Seek};

use crate::formats::index::{IndexDamage, IndexReader, Meta, Record};

use super::patterns::Patterns;
use super::scan;

/// An index that is open. No more of it is in memory than what is read at the moment.
pub trait Inside {
    /// What it says of the whole bundle.
    fn meta(&mut self) -> Result<Meta, IndexDamage>;

    /// Gives every record that is asked for, in order, until `take` has had enough.
    fn each(
        &mut self,
        patterns: &Patterns,
        take: &mut dyn FnMut(Record) -> bool,
    ) -> Result<(), IndexDamage>;
}

impl<R: Read + Seek> Inside for IndexReader<R> {
    fn meta(&mut self) -> Result<Meta, IndexDamage> {
        IndexReader::meta(self)
    }

    fn each(
        &mut self,
        patterns: &Patterns,
        take: &mut dyn FnMut(Record) -> bool,
    ) -> Result<(), IndexDamage> {
        scan::scan(self, patterns, take)
    }
}
