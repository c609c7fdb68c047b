//! Windows.

use std::fs::File;
use std::os::windows::io::AsRawHandle;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use windows_sys::Win32::System::Console::{
    CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT, GetConsoleMode,
    SetConsoleCtrlHandler, SetConsoleMode,
};
use windows_sys::Win32::System::Diagnostics::Debug::{
    SEM_FAILCRITICALERRORS, SEM_NOOPENFILEERRORBOX, SetErrorMode,
};
use windows_sys::Win32::System::Power::{ES_SYSTEM_REQUIRED, SetThreadExecutionState};

/// How the console took what is typed when the run began; none where there is none.
static MODE: OnceLock<Option<u32>> = OnceLock::new();
static STOP: OnceLock<fn()> = OnceLock::new();

/// Windows lets a PC sleep after a minute at the earliest.
const SAYS_AGAIN_AFTER_SECONDS: u64 = 20;

/// Longer than Windows waits for a program that it ends.
const FOR_EVER: Duration = Duration::from_secs(3600);

pub fn prepare(stop: fn()) {
    // SAFETY: it sets flags of this process: a drive without a medium is an error, and no box that waits for a click.
    unsafe { SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX) };
    MODE.get_or_init(|| {
        let console = console()?;
        let mut mode = 0;
        // SAFETY: the handle is open, and the result is ours.
        (unsafe { GetConsoleMode(console.as_raw_handle(), &mut mode) } != 0).then_some(mode)
    });
    STOP.get_or_init(|| stop);
    // SAFETY: the handler lives as long as the process.
    unsafe { SetConsoleCtrlHandler(Some(ends), 1) };
}

/// What is typed into, whatever standard input is.
fn console() -> Option<File> {
    File::options().read(true).write(true).open("CONIN$").ok()
}

/// Called on a thread of its own. The process ends as soon as it returns, so that it waits until the run itself has
/// ended; the system ends it after some seconds.
unsafe extern "system" fn ends(event: u32) -> i32 {
    if !matches!(event, CTRL_CLOSE_EVENT | CTRL_LOGOFF_EVENT | CTRL_SHUTDOWN_EVENT) {
        return 0;
    }
    if let Some(stop) = STOP.get() {
        stop();
    }
    loop {
        std::thread::sleep(FOR_EVER);
    }
}

pub fn show_typing() {
    if let (Some(Some(mode)), Some(console)) = (MODE.get(), console()) {
        // SAFETY: the handle is open.
        unsafe { SetConsoleMode(console.as_raw_handle(), *mode) };
    }
}

pub fn stay_awake() {
    static BEGAN: OnceLock<Instant> = OnceLock::new();
    /// When it was said last, in seconds since the run began, and one more.
    static SAID: AtomicU64 = AtomicU64::new(0);
    let now = BEGAN.get_or_init(Instant::now).elapsed().as_secs() + 1;
    let said = SAID.load(Ordering::Relaxed);
    if said != 0 && now < said + SAYS_AGAIN_AFTER_SECONDS {
        return;
    }
    SAID.store(now, Ordering::Relaxed);
    // SAFETY: it starts the system's clock of idleness anew, and nothing else.
    unsafe { SetThreadExecutionState(ES_SYSTEM_REQUIRED) };
}
