//! The program: hands the system to the library, and exits with its code.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use kluis::powers::clock::SystemClock;
use kluis::powers::own_memory;
use kluis::powers::random::OsRandom;
use kluis::powers::this_pc;
use kluis::surface::progress::{Progress, Watching};
use kluis::surface::terminal::{self, Terminal};
use kluis::surface::{Columns, Outside, run};

/// musl's own has one lock for all threads, and gives memory back to the system at every turn.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Set by Ctrl-C; the run ends at the next safe place.
static STOP: AtomicBool = AtomicBool::new(false);

fn main() {
    own_memory::keep_to_itself();
    own_memory::share_heaps();
    // Without a handler Ctrl-C ends the run at once, which every write order here survives.
    let _ = ctrlc::set_handler(stop);
    this_pc::prepare(stop);
    let there = terminal::is_there();
    let bars = std::io::stderr().is_terminal();
    let columns = Columns {
        out: terminal::columns(std::io::stdout().is_terminal(), width_of(std::io::stdout())),
        err: terminal::columns(bars, width_of(std::io::stderr())),
    };
    let progress = Progress::new(if bars { Watching::Bars } else { Watching::Lines }, &STOP);
    let code = run(
        std::env::args_os().collect(),
        &mut Outside {
            clock: &SystemClock,
            random: &mut OsRandom,
            asker: &mut Terminal::new(there, columns.err),
            terminal: there,
            watcher: &progress,
            out: &mut std::io::stdout(),
            err: &mut std::io::stderr(),
            columns,
            variable: &|name| std::env::var_os(name),
            data_folder: directories::BaseDirs::new().map(|dirs| dirs.data_local_dir().into()),
            locale: system_locale(),
            users_folder: directories::BaseDirs::new().map(|dirs| dirs.home_dir().into()),
        },
    );
    std::process::exit(code);
}

#[cfg(unix)]
fn width_of(stream: impl std::os::fd::AsFd) -> Option<terminal_size::Width> {
    terminal_size::terminal_size_of(stream).map(|(width, _)| width)
}

#[cfg(windows)]
fn width_of(stream: impl std::os::windows::io::AsHandle) -> Option<terminal_size::Width> {
    terminal_size::terminal_size_of(stream).map(|(width, _)| width)
}

/// Elsewhere the variables say it.
#[cfg(any(windows, target_os = "macos"))]
fn system_locale() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(any(windows, target_os = "macos")))]
fn system_locale() -> Option<String> {
    None
}

/// A second Ctrl-C, or one while a person is asked and nothing is being written, ends the run at once.
fn stop() {
    if STOP.swap(true, Ordering::SeqCst) || terminal::is_asking() {
        terminal::stop_at_once();
    }
    terminal::say_that_it_stops();
}
