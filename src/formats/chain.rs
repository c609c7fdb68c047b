//! One home's ledger chain: lines that follow each other without a gap (format, §3).
//!
//! Owns reading a chain's bytes, what is set aside behind its head, and appending. Pure: no files,
//! no signatures, no meaning of events. Several chains together are in [`Union`]. What DESIGN calls
//! exit 15 is here a [`ChainProblem`] (within a chain) or a [`Contradiction`] (between chains and
//! heads).
//!
//! Only a head makes lines count: a signed label, a seal or another chain names it. Bytes behind the head that the
//! label names were never committed, whole lines among them too: they are set aside, not read. A line of the
//! disposer's is as good as a head: its signature covers the hash of the line before, and so all lines before it
//! ([`Chain::take_vouched`]). Without a head (nobody ever signed for this chain) a last line without its LF is torn
//! and set aside; everything before it must hold.

mod recover;
mod union;

pub use super::entry::Head;
pub(crate) use recover::Recovered;
pub(crate) use union::{Contradiction, Joined, Union};

use memchr::{memchr_iter, memrchr};

use super::entry::{Entry, Event, Unreadable, sha256_of_line};
use crate::words::digest::Digest;
use crate::words::ids::{VaultId, WriterId};
use crate::words::limits::CHAIN_BYTES_MAX;

/// So many lines one thread reads at the least: fewer are read before another thread has begun.
const LINES_A_THREAD: usize = 256;

/// Why bytes are no chain, or a line can't join one.
#[expect(missing_docs, reason = "surface/errors says each in words")]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum ChainProblem {
    TooLarge { bytes: u64, bytes_max: u64 },
    LineRefused { seq: u64, why: Unreadable },
    OutOfOrder { expected: u64, found: u64 },
    BrokenPrev { seq: u64 },
    OtherWriter { seq: u64, writer: WriterId, found: WriterId },
    NotAnOpening { event: String },
    SecondOpening { seq: u64 },
    EndsBeforeHead { head: Head, bytes: u64 },
    HeadDiffers { head: Head },
}

/// What a line says, as far as it alone can tell.
type Said = Result<Entry, Unreadable>;

/// Lines of one writer, each checked against the one before.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    bytes: Vec<u8>,
    links: Vec<Link>,
}

/// One line of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What the line says.
    pub entry: Entry,
    /// SHA-256 of the line, its LF excluded.
    pub sha256: Digest,
    /// The chain's length in bytes up to and with this line.
    pub end: u64,
}

/// Bytes behind the last line that counts, as they were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where they start in the file: the length to which it may be cut.
    pub at: u64,
    /// The first of them, as far as they were read.
    pub bytes: Vec<u8>,
    /// How many more there are, which nobody read.
    pub more: u64,
}

impl SetAside {
    /// Whether nothing had to be set aside.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.more == 0
    }

    /// How many bytes are set aside.
    pub fn count(&self) -> u64 {
        self.bytes.len() as u64 + self.more
    }

    /// Whether the last of the bytes that were read are a line without its LF.
    pub fn is_torn(&self) -> bool {
        self.bytes.last().is_some_and(|byte| *byte != b'\n')
    }
}

/// Whether a chain has a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It has at least one line.
    Yes,
    /// The head lies behind this chain's end: it may be refetched from another copy.
    Beyond,
    /// The chain has another line there, or another writer.
    Contradicted,
}

fn read_one(line: &[u8]) -> (Said, Digest) {
    (Entry::read(line), sha256_of_line(line))
}

/// The lines with their ends, and what stands after the last one.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let ends = memchr_iter(b'\n', bytes).map(|lf| lf + 1);
    let last = (!bytes.ends_with(b"\n")).then_some(bytes.len());
    let mut start = 0;
    ends.chain(last)
        .map(move |end| &bytes[std::mem::replace(&mut start, end)..end])
        .filter(|line| !line.is_empty())
}

/// What each of these lines says, and its hash: on every core where there are many.
fn read_each(lines: &[&[u8]]) -> Vec<(Said, Digest)> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(lines.len() / LINES_A_THREAD);
    if threads < 2 {
        return lines.iter().map(|line| read_one(line)).collect();
    }
    std::thread::scope(|scope| {
        let read = |part: &[&[u8]]| part.iter().map(|line| read_one(line)).collect::<Vec<_>>();
        // This thread has a part too: the allocator serves one more beside it without a wait.
        let (own, others) = lines.split_at(lines.len().div_ceil(threads));
        let parts = others.chunks(own.len());
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
        let mut all = read(own);
        let rest = threads.into_iter().map(|thread| thread.join().expect("a reader never panics"));
        all.extend(rest.flatten());
        all
    })
}

impl Chain {
    /// Reads a chain up to the head that a signed label names, or, when nobody names one, up to its
    /// last whole line.
    ///
    /// The chain's writer is the one in its lines; the caller compares it with the file's name.
    /// `EndsBeforeHead` means lost lines: what is there can still be read without a head, and the
    /// rest refetched.
    pub fn read(bytes: &[u8], head: Option<&Head>) -> Result<(Chain, SetAside), ChainProblem> {
        check_size(bytes.len() as u64)?;
        let committed = match head {
            Some(head) => usize::try_from(head.bytes)
                .ok()
                .filter(|committed| *committed <= bytes.len())
                .ok_or(ChainProblem::EndsBeforeHead { head: *head, bytes: bytes.len() as u64 })?,
            None => memrchr(b'\n', bytes).map_or(0, |lf| lf + 1),
        };
        let (counted, aside) = bytes.split_at(committed);
        if let Some(head) = head
            && !counted.ends_with(b"\n")
        {
            return Err(ChainProblem::HeadDiffers { head: *head });
        }
        let mut chain = Chain { bytes: Vec::with_capacity(committed), links: Vec::new() };
        let lines: Vec<&[u8]> = lines(counted).collect();
        for (line, (entry, sha256)) in lines.iter().zip(read_each(&lines)) {
            chain.put(line, entry, sha256)?;
        }
        if let Some(head) = head
            && chain.holds(head) != Held::Yes
        {
            return Err(ChainProblem::HeadDiffers { head: *head });
        }
        Ok((chain, SetAside { at: committed as u64, bytes: aside.to_vec(), more: 0 }))
    }

    /// Adds an entry as the next line, and gives the bytes to write behind the chain's file.
    ///
    /// The line is read back as any foreign one: a chain never holds what a reader would refuse. On
    /// a problem the chain is as it was.
    pub fn append(&mut self, entry: &Entry) -> Result<Vec<u8>, ChainProblem> {
        let line = entry.line();
        check_size(self.bytes.len() as u64 + line.len() as u64)?;
        self.push(&line)?;
        Ok(line)
    }

    /// Takes the lines behind the head up to the last one that `vouched` accepts, and gives what is
    /// still set aside.
    ///
    /// For lines that carry a signature of their own: it covers `prev`, and so every line before.
    pub fn take_vouched(&mut self, aside: SetAside, vouched: &dyn Fn(&Entry) -> bool) -> SetAside {
        let before = (self.bytes.len(), self.links.len());
        let (mut read, mut taken, mut kept) = (0, 0, before);
        for line in lines(&aside.bytes) {
            let room = check_size(aside.at + (read + line.len()) as u64).is_ok();
            if !room || !line.ends_with(b"\n") || self.push(line).is_err() {
                break;
            }
            read += line.len();
            if self.links.last().is_some_and(|link| vouched(&link.entry)) {
                (taken, kept) = (read, (self.bytes.len(), self.links.len()));
            }
        }
        self.bytes.truncate(kept.0);
        self.links.truncate(kept.1);
        let bytes = aside.bytes[taken..].to_vec();
        SetAside { at: aside.at + taken as u64, bytes, more: aside.more }
    }

    fn push(&mut self, line: &[u8]) -> Result<(), ChainProblem> {
        let (entry, sha256) = read_one(line);
        self.put(line, entry, sha256)
    }

    fn put(&mut self, line: &[u8], entry: Said, sha256: Digest) -> Result<(), ChainProblem> {
        let seq = self.count();
        let entry = entry.map_err(|why| ChainProblem::LineRefused { seq, why })?;
        self.check_next(&entry)?;
        self.bytes.extend_from_slice(line);
        let end = self.bytes.len() as u64;
        self.links.push(Link { entry, sha256, end });
        Ok(())
    }

    fn check_next(&self, entry: &Entry) -> Result<(), ChainProblem> {
        let seq = self.count();
        if entry.seq != seq {
            return Err(ChainProblem::OutOfOrder { expected: seq, found: entry.seq });
        }
        if let Some(writer) = self.writer()
            && entry.writer != writer
        {
            return Err(ChainProblem::OtherWriter { seq, writer, found: entry.writer });
        }
        if entry.prev != self.last_sha256() {
            return Err(ChainProblem::BrokenPrev { seq });
        }
        match (seq, entry.event.opens_a_chain()) {
            (0, false) => Err(ChainProblem::NotAnOpening { event: entry.event.name().to_owned() }),
            (1.., true) => Err(ChainProblem::SecondOpening { seq }),
            _ => Ok(()),
        }
    }

    /// Whose chain it is; nothing while it has no line.
    pub fn writer(&self) -> Option<WriterId> {
        self.links.first().map(|link| link.entry.writer)
    }

    /// The vault that the first line makes or joins; nothing while the chain has no line.
    pub fn vault(&self) -> Option<VaultId> {
        let first = self.links.first()?;
        match &first.entry.event {
            Event::WriterJoined(joined) => Some(joined.vault),
            _ => Some(VaultId(first.sha256)),
        }
    }

    /// How many lines it has; also the next line's `seq`.
    pub fn count(&self) -> u64 {
        self.links.len() as u64
    }

    /// The next line's `prev`.
    pub fn last_sha256(&self) -> Digest {
        self.links.last().map_or(Digest::ZERO, |link| link.sha256)
    }

    /// The chain's lines, oldest first.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Its first `count` lines.
    pub fn cut_to(&self, count: u64) -> Chain {
        let mut cut = self.clone();
        cut.links.truncate(count as usize);
        cut.bytes.truncate(cut.links.last().map_or(0, |link| link.end) as usize);
        cut
    }

    /// The chain's bytes, each line with its LF.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The head of the whole chain; nothing while it has no line.
    pub fn head(&self) -> Option<Head> {
        self.head_at(self.count())
    }

    /// The head that the chain had when it had `count` lines.
    pub fn head_at(&self, count: u64) -> Option<Head> {
        let last = usize::try_from(count.checked_sub(1)?).ok()?;
        let link = self.links.get(last)?;
        Some(Head { bytes: link.end, count, sha256: link.sha256, writer: link.entry.writer })
    }

    /// Whether this chain has the head: writer, count, bytes and hash agree.
    pub fn holds(&self, head: &Head) -> Held {
        if self.writer().is_some_and(|writer| writer != head.writer) {
            return Held::Contradicted;
        }
        match self.head_at(head.count) {
            Some(own) if own == *head => Held::Yes,
            None if head.count > self.count() && head.bytes > self.bytes.len() as u64 => {
                Held::Beyond
            }
            _ => Held::Contradicted,
        }
    }

    /// The bytes behind a head that this chain holds: what a copy that ends there still lacks.
    pub fn since(&self, head: &Head) -> Option<&[u8]> {
        match self.holds(head) {
            Held::Yes => self.bytes.get(usize::try_from(head.bytes).ok()?..),
            Held::Beyond | Held::Contradicted => None,
        }
    }
}

fn check_size(bytes: u64) -> Result<(), ChainProblem> {
    if bytes > CHAIN_BYTES_MAX {
        return Err(ChainProblem::TooLarge { bytes, bytes_max: CHAIN_BYTES_MAX });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
