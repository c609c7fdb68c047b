//! A run that waits for drives: what is done on each is said as soon as it was done, until a person stops it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use crate::powers::asker::Watcher;
use crate::surface::cli::Cli;
use crate::surface::exit::Exit;
use crate::surface::outside::{Outside, RunLine, Speaks};
use crate::surface::printed::Printed;
use crate::surface::terminal::Terminal;
use crate::surface::text;
use crate::surface::vaults::Home;
use crate::surface::voice::Voice;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::watch_drives::{self, Again, Arrivals, Expected};

use super::done::{Done, acted};
use super::run::Run;

/// How long it waits before it looks again. A drive takes longer than that to be mounted.
const EVERY: Duration = Duration::from_secs(2);
/// How soon it stops when it is asked to.
const STEP: Duration = Duration::from_millis(100);
/// After how many looks a vault that could not be read is tried again.
const LOOKS: u32 = 30;

/// Prints what came of the vaults of which drives have come; gives the exit code.
pub type Print<'p> = &'p mut dyn FnMut(&[Done], &mut Outside<'_>) -> Exit;

/// What is said of the waiting itself.
#[derive(Serialize)]
#[serde(tag = "said", content = "of")]
enum Note {
    /// Each vault was read.
    Begins,
    NoDrive,
    /// On the drives of these clients nothing was to be done.
    Idle(BTreeSet<String>),
    /// Another run has these vaults, by client.
    InUse(BTreeSet<String>),
    /// These places do not answer.
    Silent(Vec<PathBuf>),
    /// All that can be done on these drives was done, by label.
    Free {
        drives: BTreeSet<String>,
        apart: bool,
    },
}

impl Reported for Note {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

impl Note {
    fn text(voice: &Voice, note: &Note) -> Printed {
        match note {
            Note::Begins => Printed::default(),
            Note::NoDrive => text::waits_for_drives(voice),
            Note::Idle(clients) => text::nothing_waited(voice, clients),
            Note::InUse(clients) => text::waits_for_vaults(voice, clients),
            Note::Silent(places) => text::silent_places(voice, places),
            Note::Free { drives, apart } => text::unplug(voice, drives, *apart),
        }
    }
}

/// One vault that is watched.
struct Watched {
    home: Home,
    expected: Expected,
    /// What came back when its home was mended before it could be read: said with its first drive.
    mended: Option<Done>,
}

/// What came of the drives of one vault.
#[derive(Default)]
struct Tended {
    done: Vec<Done>,
    /// The drives that were there, by label.
    drives: Vec<String>,
    /// Another run has the vault or one of them: it is to be tried again.
    in_use: bool,
    /// Nothing was to be done there, and nothing is left for a person.
    idle: bool,
}

/// Waits for drives, and has done on each what waits for it. Nobody is asked: where a person is needed, that is said.
/// Ends after the first drives where that was asked for, or where the answer is to be one document.
pub fn watch(
    cli: &Cli,
    once: bool,
    speaks: Speaks,
    outside: &mut Outside<'_>,
    run_line: RunLine,
    print: Print<'_>,
) -> Exit {
    let mut nobody = Terminal::new(false, None);
    let mut outside = outside.with_asker(&mut nobody);
    let run = Run::new(&cli.global, speaks, &mut outside, run_line);
    let homes = match run.meant() {
        Ok(homes) => homes,
        Err(usage) => {
            let failed = run.failed(usage.into());
            return print(&failed, run.outside);
        }
    };
    let json = cli.global.json;
    let mut watch = Watch { run, print, json, watched: vec![], kept: vec![], worst: Exit::Done };
    let unread = watch.begin(homes);
    if watch.watched.is_empty() {
        return watch.end();
    }
    watch.until_it_ends(once || json, unread)
}

/// A run that waits.
struct Watch<'r, 'o, 'p> {
    run: Run<'r, 'o>,
    print: Print<'p>,
    /// The answer is one document.
    json: bool,
    watched: Vec<Watched>,
    /// What stands in that document.
    kept: Vec<Done>,
    worst: Exit,
}

impl Watch<'_, '_, '_> {
    /// Reads which drives each vault expects; gives the vaults that could not be read, and says why.
    fn begin(&mut self, homes: Vec<Home>) -> Vec<Home> {
        let (mut unread, mut failed) = (Vec::new(), Vec::new());
        for home in homes {
            let read = RefCell::new(None);
            let done = self.run.over(vec![home.clone()], |_, _, path| {
                *read.borrow_mut() = Some(Expected::read(path)?);
                acted(Note::Begins, Note::text)
            });
            match read.into_inner() {
                Some(expected) => {
                    let mended = done.into_iter().find(|done| done.exit() != Exit::Done);
                    self.watched.push(Watched { home, expected, mended });
                }
                None => {
                    failed.extend(done);
                    unread.push(home);
                    if self.is_stopped() {
                        break;
                    }
                }
            }
        }
        self.say(failed);
        unread
    }

    fn until_it_ends(mut self, once: bool, mut unread: Vec<Home>) -> Exit {
        let mut arrivals = Arrivals::default();
        let (mut any, mut served) = (false, BTreeSet::new());
        let (mut said_that_it_waits, mut said_in_use) = (false, false);
        for looks in 1_u32.. {
            if looks % LOOKS == 0 {
                self.read_again(&mut unread);
            }
            let expected: Vec<Expected> =
                self.watched.iter().map(|one| one.expected.clone()).collect();
            let seen = arrivals.look(&expected, self.run.outside.clock.today());
            if !seen.silent.is_empty() {
                self.note(Note::Silent(seen.silent));
            }
            let (mut done, mut in_use, mut idle) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
            for at in seen.came {
                if self.is_stopped() {
                    break;
                }
                let tended = self.tend(at);
                let client = || self.watched[at].home.name.clone();
                if tended.in_use {
                    arrivals.again(at);
                    in_use.insert(client());
                }
                if tended.idle {
                    idle.insert(client());
                }
                served.extend(tended.drives);
                done.extend(tended.done);
            }
            any |= !done.is_empty() || !idle.is_empty();
            self.say(done);
            if !idle.is_empty() {
                self.note(Note::Idle(idle));
            }
            if self.is_stopped() {
                return self.stop();
            }
            let is_free = in_use.is_empty();
            if is_free && !served.is_empty() {
                let (drives, apart) = (std::mem::take(&mut served), self.watched.len() > 1);
                self.note(Note::Free { drives, apart });
            }
            if is_free && any && once {
                return self.end();
            }
            if !is_free && !said_in_use {
                self.note(Note::InUse(in_use));
            } else if is_free && !any && !said_that_it_waits {
                self.note(Note::NoDrive);
            }
            (said_that_it_waits, said_in_use) = (true, !is_free);
            if !pause(self.run.outside.watcher) {
                return self.stop();
            }
        }
        self.end()
    }

    /// Watches vaults that can be read by now: where a folder came later, or a person has mended it.
    fn read_again(&mut self, unread: &mut Vec<Home>) {
        for home in std::mem::take(unread) {
            match Expected::read(&home.path) {
                Ok(expected) => self.watched.push(Watched { home, expected, mended: None }),
                Err(_) => unread.push(home),
            }
        }
    }

    /// Does what waits for the drives of one vault. Where another run has it, nothing is said of that here; what was
    /// done before that run came is.
    fn tend(&mut self, at: usize) -> Tended {
        let several = self.watched.len() > 1;
        let vault = &mut self.watched[at];
        let came_to = RefCell::new(Tended::default());
        let mut done = self.run.over(vec![vault.home.clone()], |_, world, home| {
            let report = watch_drives::run(world, home)?;
            let mut came_to = came_to.borrow_mut();
            // One document has one answer a vault: it says itself what was in use.
            came_to.in_use = report.is_in_use() && !self.json;
            came_to.drives = report.drives.clone();
            came_to.idle = report.is_idle();
            match came_to.in_use {
                true => acted(Again(report), |voice, again| text::watch_drives(voice, &again.0)),
                false => acted(report, text::watch_drives),
            }
        });
        if done.iter().any(is_in_use) {
            return Tended { in_use: true, ..Tended::default() };
        }
        if let (Some(mended), Some(first)) = (vault.mended.take(), done.first_mut()) {
            first.told.mended = first.told.mended.take().or(mended.told.mended);
        }
        // A drive may be mounted elsewhere by now.
        if let Ok(expected) = Expected::read(&vault.home.path) {
            vault.expected = expected;
        }
        // One line says it of all vaults.
        let came_to = came_to.into_inner();
        let idle = came_to.idle && several && !self.json && done.iter().all(Done::tells_nothing);
        if idle {
            done.clear();
        }
        Tended { done, idle, ..came_to }
    }

    /// Prints what was done, or keeps it for the document.
    fn say(&mut self, done: Vec<Done>) {
        if self.json {
            self.kept.extend(done);
        } else if !done.is_empty() {
            self.worst = self.worst.max((self.print)(&done, self.run.outside));
        }
    }

    /// Says how the waiting goes, where a person reads it.
    fn note(&mut self, note: Note) {
        if !self.json
            && let Ok(answer) = acted(note, Note::text)
        {
            let note = self.run.without_vault(Ok(answer));
            self.say(note);
        }
    }

    fn is_stopped(&self) -> bool {
        self.run.outside.watcher.interrupted()
    }

    /// A person ends it. One document has an answer in any case.
    fn stop(mut self) -> Exit {
        if self.kept.is_empty() && self.json {
            self.kept = self.run.failed(Fault::Interrupted);
        }
        self.end().max(Exit::Interrupted)
    }

    fn end(mut self) -> Exit {
        if !self.kept.is_empty() {
            self.worst = self.worst.max((self.print)(&self.kept, self.run.outside));
        }
        self.worst
    }
}

/// Another run has the vault: it is tried again.
fn is_in_use(done: &Done) -> bool {
    matches!(&done.result, Err(said) if said.exit == Exit::InUse)
}

/// Waits a little; false where a person asked to stop.
fn pause(watcher: &dyn Watcher) -> bool {
    for _ in 0..EVERY.as_millis() / STEP.as_millis() {
        if watcher.interrupted() {
            return false;
        }
        std::thread::sleep(STEP);
    }
    !watcher.interrupted()
}
