//! What was done about a drive's free space, and from where bytes were read, as a statement says it.

use super::{Voice, both};
use crate::formats::entry::SpaceMethod;
use crate::formats::statement::{FreeSpace, ReadBackWord};

impl Voice {
    /// What was done about free space after a copy went, in no more words than are proven.
    pub fn free_space(&self, done: &FreeSpace) -> String {
        let (day, bytes) = (self.day(done.at.day()), self.size(done.bytes));
        match done.method {
            SpaceMethod::Filled => both!(
                self,
                "Free space: {bytes} written over, {read}, {day}; not reached: {left}",
                "Vrije ruimte: {bytes} overschreven, {read}, {day}; niet bereikt: {left}",
                read = self.read_back(done.read_back),
                left = self.size(done.left.unwrap_or(0))
            ),
            SpaceMethod::Trimmed => both!(
                self,
                "Free space: {bytes} named to the drive as empty, {day}; what it did then is not known, nor what was not reached",
                "Vrije ruimte: {bytes} aan de schijf als leeg gemeld, {day}; wat die toen deed, is niet bekend, en wat niet is \
                 bereikt ook niet"
            ),
        }
    }

    /// From where it was read.
    pub fn read_back(&self, word: ReadBackWord) -> String {
        match word {
            ReadBackWord::PastCache => {
                both!(self, "read back from the drive", "teruggelezen van de schijf")
            }
            ReadBackWord::Cached => both!(
                self,
                "read back, perhaps from memory",
                "teruggelezen, misschien uit het geheugen"
            ),
            ReadBackWord::No => both!(self, "not read back", "niet teruggelezen"),
        }
    }
}
