//! What lies beside records that were given to somebody else: the list that goes with them, as CSV and as a page, and
//! the list of all that was written, by which it is removed again.
//!
//! All of them are written on the way. No more than a few lines of them are in memory.

use std::io::{self, Write};

use crate::powers::target::{Draft, Target};
use crate::verbs::delivered::Piece;
use crate::verbs::fault::Fault;
use crate::words::canonical;
use crate::words::digest::Digest;

use super::given_file::GivenFile;
use super::lists::Listed;
use super::names::GIVEN;

/// So many records stand in the entry's note one by one, and so many that were not found; the list's hash covers all.
pub const NOTED_MAX: usize = 1_000;

/// The lists on their way.
pub struct Given {
    /// The list that goes with the records, as CSV and as a page, until it is ended.
    going: Option<(Draft, Draft)>,
    files: Draft,
    name: &'static str,
    /// The first records, as the entry's note has them.
    pub noted: String,
    noted_count: usize,
}

impl Given {
    /// Begins the lists. `head` is what they say first.
    pub fn begin(target: &mut Target, name: &'static str, head: &Piece) -> Result<Given, Fault> {
        let (mut csv, mut page, files) = (target.begin()?, target.begin()?, target.begin()?);
        let begun = csv.write_all(format!("{}\r\n", head.table).as_bytes());
        let begun = begun.and_then(|()| page.write_all(head.page.as_bytes()));
        begun.map_err(|source| super::target_fault::at(target.path(), source))?;
        let noted = String::new();
        Ok(Given { going: Some((csv, page)), files, name, noted, noted_count: 0 })
    }

    /// Adds a record that stands there; `line` is how the lists have it.
    pub fn add(&mut self, listed: &Listed<'_>, line: &Piece) -> io::Result<()> {
        let Listed { record, given, path, .. } = *listed;
        let (name, sha256) = (path.to_name(), record.sha256);
        if let Some((csv, page)) = &mut self.going {
            csv.write_all(format!("{}\r\n", line.table).as_bytes())?;
            page.write_all(line.page.as_bytes())?;
        }
        if self.noted_count < NOTED_MAX {
            self.noted_count += 1;
            self.noted.push_str(&format!("{sha256}  {}\n", given.display()));
        }
        self.file(GivenFile { bytes: record.size, path: name, sha256 })
    }

    /// Adds a file that was written beside the records.
    pub fn file(&mut self, file: GivenFile) -> io::Result<()> {
        self.files.write_all(&canonical::line(&file))
    }

    /// Ends the list that goes with the records, and gives it its names.
    pub fn end(&mut self, target: &mut Target, tail: &str) -> Result<(), Fault> {
        let at = target.path().to_path_buf();
        let io = |source| super::target_fault::at(&at, source);
        let Some((csv, mut page)) = self.going.take() else { return Ok(()) };
        page.write_all(tail.as_bytes()).map_err(io)?;
        for (ending, draft) in [("csv", csv), ("html", page)] {
            let name = format!("{}.{ending}", self.name);
            let (bytes, sha256) = draft.sum();
            target.keep_over(draft, &name)?;
            self.file(GivenFile::ours(&name, bytes, sha256)).map_err(io)?;
        }
        Ok(())
    }

    /// The SHA-256 of the list of all that was written so far.
    pub fn list(&self) -> Digest {
        self.files.sum().1
    }

    /// Gives that list its name.
    pub fn keep(self, target: &mut Target) -> Result<(), Fault> {
        Ok(target.keep_over(self.files, GIVEN)?)
    }
}
