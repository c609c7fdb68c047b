//! Small files, read ahead by the working threads and handed out in order, as far ahead as memory allows.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::item::Item;
use super::work::{Read, Work};
use crate::powers::sources::WHOLE_BYTES_MAX;
use crate::words::limits::MIB;

/// Files that one thread reads at a time, and their bytes: one file may have more.
const FILES_MAX: usize = 128;
const BYTES_MAX: u64 = MIB;
/// How many times that is read ahead.
const AHEAD: usize = 4;

/// The files that are still to be laid out.
pub(super) struct Ahead<'a> {
    items: &'a [Item],
    /// Whether the words that they show are kept.
    texts: bool,
    asked: VecDeque<Asked<'a>>,
    to_work: SyncSender<Work<'a>>,
    spare: Vec<Vec<u8>>,
}

enum Asked<'a> {
    Large(&'a Item),
    Small(&'a [Item], Receiver<Read>),
}

/// What comes next.
pub(super) enum Next<'a> {
    /// A file that is to be read as a stream.
    Large(&'a Item),
    /// Files that were read.
    Small(&'a [Item], Read),
}

/// The working threads are gone.
pub(super) struct Gone;

impl<'a> Ahead<'a> {
    pub(super) fn new(items: &'a [Item], texts: bool, to_work: SyncSender<Work<'a>>) -> Ahead<'a> {
        Ahead { items, texts, asked: VecDeque::new(), to_work, spare: Vec::new() }
    }

    pub(super) fn next(&mut self) -> Result<Option<Next<'a>>, Gone> {
        while self.asked.len() < AHEAD && !self.items.is_empty() {
            self.ask()?;
        }
        Ok(match self.asked.pop_front() {
            None => None,
            Some(Asked::Large(item)) => Some(Next::Large(item)),
            Some(Asked::Small(items, read)) => {
                Some(Next::Small(items, read.recv().map_err(|_| Gone)?))
            }
        })
    }

    /// Takes back the memory of what was laid out.
    pub(super) fn take_back(&mut self, read: Read) {
        self.spare.push(read.bytes);
    }

    fn ask(&mut self) -> Result<(), Gone> {
        let (mut count, mut bytes) = (0, 0);
        for item in self.items.iter().take(FILES_MAX) {
            bytes += item.bytes;
            if item.bytes > WHOLE_BYTES_MAX || (count > 0 && bytes > BYTES_MAX) {
                break;
            }
            count += 1;
        }
        if count == 0 {
            let (item, rest) = self.items.split_first().expect("the caller has seen one");
            self.items = rest;
            self.asked.push_back(Asked::Large(item));
            return Ok(());
        }
        let (items, rest) = self.items.split_at(count);
        self.items = rest;
        let (give, read) = sync_channel(1);
        let into = self.spare.pop().unwrap_or_default();
        self.to_work.send(Work::Read { items, texts: self.texts, into, give }).map_err(|_| Gone)?;
        self.asked.push_back(Asked::Small(items, read));
        Ok(())
    }
}
