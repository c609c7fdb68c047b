//! One command line: on which day, with whom at the terminal, and what happens meanwhile.

use std::ffi::OsString;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use kluis::powers::asker::{Act, Watcher};

use super::{Person, Ran, Vault};
use crate::kit::{Answering, Pc, words_of};

/// What happens at the end or in the middle of an act: told the act and the bytes done so far.
type Meanwhile<'v> = Box<dyn FnMut(Act, u64) + Send + 'v>;

#[must_use]
pub struct Step<'v> {
    vault: &'v Vault,
    day: String,
    time: String,
    confirms: bool,
    person: Option<&'v Person>,
    meanwhile: Option<Meanwhile<'v>>,
    stop_after: u64,
    stop_said: Option<&'static str>,
    said: Option<(&'static str, WhenSaid<'v>)>,
    columns: Option<usize>,
}

/// What happens as soon as the run says something.
type WhenSaid<'v> = Box<dyn FnOnce() + 'v>;

impl<'v> Step<'v> {
    pub(super) fn new(vault: &'v Vault, day: &str, confirms: bool) -> Step<'v> {
        Step {
            vault,
            day: day.into(),
            time: "12:00:00".into(),
            confirms,
            person: None,
            meanwhile: None,
            stop_after: u64::MAX,
            stop_said: None,
            said: None,
            columns: None,
        }
    }

    /// At another time of the day than noon (UTC).
    pub fn at(self, time: &str) -> Step<'v> {
        Step { time: time.into(), ..self }
    }

    /// With this person at the terminal.
    pub fn asked(self, person: &'v Person) -> Step<'v> {
        Step { person: Some(person), ..self }
    }

    /// While somebody else is busy: called as each act begins (0 bytes) and goes on.
    pub fn meanwhile(self, what: impl FnMut(Act, u64) + Send + 'v) -> Step<'v> {
        Step { meanwhile: Some(Box::new(what)), ..self }
    }

    /// A person asks it to stop, once so many bytes are done in all.
    pub fn stopped_after(self, bytes: u64) -> Step<'v> {
        Step { stop_after: bytes, ..self }
    }

    /// A person asks it to stop as soon as it says this.
    pub fn stopped_when_said(self, text: &'static str) -> Step<'v> {
        Step { stop_said: Some(text), ..self }
    }

    /// This happens as soon as it says that.
    pub fn when_said(self, text: &'static str, what: impl FnOnce() + 'v) -> Step<'v> {
        Step { said: Some((text, Box::new(what))), ..self }
    }

    /// On a terminal of this width.
    pub fn within(self, columns: Option<usize>) -> Step<'v> {
        Step { columns, ..self }
    }

    pub fn run(self, line: &str) -> Ran {
        let words = words(line, self.vault);
        self.run_words(words)
    }

    /// Runs it, expects this exit code with one line and its help, and that nothing has changed, but for the home's
    /// memory of drives on which something was seen wrong.
    #[track_caller]
    pub fn refuses(self, line: &str, exit: i32) -> Ran {
        let vault = self.vault;
        let (before, wrote) = (vault.everything(), written(vault));
        let ran = self.run(line).fails(exit);
        let after = vault.everything();
        let memory = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.starts_with("data") && name.starts_with("home.")
        };
        let changed: Vec<_> = changed(&before, &after).into_iter().filter(|p| !memory(p)).collect();
        assert!(changed.is_empty(), "something changed: {changed:?}{ran}");
        assert_eq!(wrote, written(vault), "{ran}");
        ran
    }

    pub fn run_words(self, words: Vec<OsString>) -> Ran {
        let Step { vault, day, time, confirms, person, meanwhile, stop_after, columns, .. } = self;
        let (stop_said, mut said) = (self.stop_said, self.said);
        let mut args = words;
        if confirms {
            args.extend(["--confirm-date".into(), OsString::from(&day)]);
        }
        let watcher = Watching {
            meanwhile: Mutex::new(meanwhile),
            at: Mutex::default(),
            done: AtomicU64::new(0),
            stop_after,
            stopped: AtomicBool::new(false),
        };
        let pc = Pc {
            time: format!("{day}T{time}Z").parse().unwrap(),
            asker: &mut Answering(person),
            terminal: person.is_some(),
            watcher: &watcher,
            columns,
            variable: None,
            data_folder: vault.path("data"),
            users_folder: Some(vault.path("user")),
        };
        pc.run_heard(args, &mut |out| {
            if stop_said.is_some_and(|text| out.contains(text)) {
                watcher.stopped.store(true, Ordering::Relaxed);
            }
            if let Some((_, what)) = said.take_if(|(text, _)| out.contains(*text)) {
                what();
            }
        })
    }
}

/// How far the home has written its own chain: a doubt is saved with what else it remembers of its drives.
fn written(vault: &Vault) -> Option<serde_json::Value> {
    let home = std::fs::read_dir(vault.path("data/kluis/vaults")).ok()?.flatten().next()?.path();
    let slots = ["home.a.json", "home.b.json"].map(|name| std::fs::read(home.join(name)).ok());
    let read = |bytes: &Vec<u8>| serde_json::from_slice::<serde_json::Value>(bytes).ok();
    let newest = slots.iter().flatten().filter_map(read);
    let newest = newest.max_by_key(|memory| memory["generation"].as_u64())?;
    let mut heads = newest["heads"].as_array()?.iter();
    heads.find(|head| head["writer"] == newest["writer"]).cloned()
}

/// Paths that are different in two states.
pub fn changed(before: &super::Tree, after: &super::Tree) -> Vec<std::path::PathBuf> {
    let paths = before.keys().chain(after.keys());
    let mut paths: Vec<_> =
        paths.filter(|path| before.get(*path) != after.get(*path)).cloned().collect();
    paths.dedup();
    paths
}

struct Watching<'v> {
    meanwhile: Mutex<Option<Meanwhile<'v>>>,
    at: Mutex<Option<(Act, u64)>>,
    done: AtomicU64,
    stop_after: u64,
    stopped: AtomicBool,
}

impl Watching<'_> {
    fn tell(&self, act: Act, bytes: u64) {
        if let Some(meanwhile) = self.meanwhile.lock().unwrap().as_mut() {
            meanwhile(act, bytes);
        }
    }
}

impl Watcher for Watching<'_> {
    fn begin(&self, act: Act, _: u64) {
        *self.at.lock().unwrap() = Some((act, 0));
        self.tell(act, 0);
    }

    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        let now = {
            let mut at = self.at.lock().unwrap();
            *at = at.map(|(act, done)| (act, done + bytes));
            *at
        };
        if let Some((act, done)) = now {
            self.tell(act, done);
        }
    }

    fn end(&self) {}

    fn interrupted(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.done.load(Ordering::Relaxed) >= self.stop_after
    }
}

/// The words of a command line, with what the story has named.
pub(super) fn words(line: &str, vault: &Vault) -> Vec<OsString> {
    words_of(line, &|name| vault.named(name))
}
