//! Puts a damaged chain together again from the lines that are still whole, wherever they lie.
//!
//! A head that somebody signed for names the last line by its hash, and each line names the one
//! before it. So a line proves itself: it does not matter from which place or in which order it
//! comes, and a line that was changed is simply not found.

use std::collections::HashMap;

use super::{Chain, Entry, Head};
use crate::words::digest::Digest;
use crate::words::limits::LEDGER_LINE_BYTES_MAX;

/// What the lines at hand make of a head.
#[derive(Debug)]
pub enum Recovered {
    Whole(Chain),
    /// A line is in none of the places.
    Lacking,
    /// All lines are there, and they are not as many or as long as the head says: no damage makes
    /// that.
    Contradicted,
}

impl Chain {
    /// Makes the chain that ends at this head of lines in these places.
    ///
    /// A carriage return before a line's end is no part of the line: a program that changed the line
    /// ends has cost nothing.
    pub fn recover(head: &Head, places: &[&[u8]]) -> Recovered {
        let mut lines: HashMap<Digest, &[u8]> = HashMap::new();
        for line in places.iter().flat_map(|bytes| bytes.split(|byte| *byte == b'\n')) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() && (line.len() as u64) < LEDGER_LINE_BYTES_MAX {
                lines.insert(Digest::of(line), line);
            }
        }
        let mut found = Vec::new();
        let mut wanted = head.sha256;
        while wanted != Digest::ZERO && (found.len() as u64) < head.count {
            let Some(line) = lines.get(&wanted) else { return Recovered::Lacking };
            let line = [line, &b"\n"[..]].concat();
            // Rot does not make a line that has the right hash and can't be read.
            let Ok(entry) = Entry::read(&line) else { return Recovered::Contradicted };
            wanted = entry.prev;
            found.push(line);
        }
        found.reverse();
        match Chain::read(&found.concat(), Some(head)) {
            Ok((chain, _)) => Recovered::Whole(chain),
            Err(_) => Recovered::Contradicted,
        }
    }
}
