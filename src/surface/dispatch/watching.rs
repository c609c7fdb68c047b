//! A run that waits for drives: what is done on each is said as soon as it was done, until a person stops it.

use std::time::Duration;

use serde::Serialize;

use crate::powers::asker::Watcher;
use crate::surface::cli::Cli;
use crate::surface::errors::say;
use crate::surface::exit::Exit;
use crate::surface::outside::{Outside, RunLine, Speaks};
use crate::surface::terminal::Terminal;
use crate::surface::text;
use crate::surface::vaults::Home;
use crate::verbs::outcome::{Outcome, Reported};
use crate::verbs::watch_drives::{self, Arrivals, Expected};

use super::done::{Done, acted};
use super::run::Run;

/// How long it waits before it looks again. A drive takes longer than that to be mounted.
const EVERY: Duration = Duration::from_secs(2);
/// How soon it stops when it is asked to.
const STEP: Duration = Duration::from_millis(100);

/// Prints what came of the vaults of which drives have come; gives the exit code.
pub type Print<'p> = &'p mut dyn FnMut(&[Done], &mut Outside<'_>) -> Exit;

/// No drive is connected yet.
#[derive(Serialize)]
struct Waits {}

impl Reported for Waits {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

/// One vault that is watched.
struct Watched {
    home: Home,
    expected: Expected,
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
    let (once, mut nobody) = (once || cli.global.json, Terminal::new(false, None));
    let mut outside = outside.with_asker(&mut nobody);
    let mut run = Run::new(&cli.global, speaks, &mut outside, run_line);
    let homes = match run.meant() {
        Ok(homes) => homes,
        Err(usage) => {
            let failed = run.failed(usage.into());
            return print(&failed, run.outside);
        }
    };
    let (mut watched, mut worst) = (Vec::new(), Exit::Done);
    for home in homes {
        match Expected::read(&home.path) {
            Ok(expected) => watched.push(Watched { home, expected }),
            // Why stands in the answer.
            Err(_) => worst = worst.max(print(&tend(&mut run, &home), run.outside)),
        }
    }
    if watched.is_empty() {
        return worst;
    }
    let mut arrivals = Arrivals::default();
    let mut said_that_it_waits = cli.global.json;
    loop {
        let expected: Vec<Expected> = watched.iter().map(|one| one.expected.clone()).collect();
        let mut done = Vec::new();
        for at in arrivals.look(&expected) {
            let vault = &mut watched[at];
            let of_vault = tend(&mut run, &vault.home);
            if of_vault.iter().any(is_in_use) {
                arrivals.again(at);
                continue;
            }
            done.extend(of_vault);
            // A drive may be mounted elsewhere by now.
            if let Ok(expected) = Expected::read(&vault.home.path) {
                vault.expected = expected;
            }
        }
        let any = !done.is_empty();
        if any {
            worst = worst.max(print(&done, run.outside));
        }
        if any && once {
            return worst;
        }
        if !any && !said_that_it_waits {
            let waits = acted(Waits {}, |voice, _| text::waits_for_drives(voice));
            let waits = run.without_vault(waits.map_err(|fault| say(&run.voice, &fault)));
            worst = worst.max(print(&waits, run.outside));
        }
        said_that_it_waits = true;
        if !pause(run.outside.watcher) {
            return Exit::Interrupted;
        }
    }
}

/// Does what waits for the drives of one vault.
fn tend(run: &mut Run<'_, '_>, home: &Home) -> Vec<Done> {
    run.over(vec![home.clone()], |_, world, home| {
        acted(watch_drives::run(world, home)?, text::watch_drives)
    })
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
