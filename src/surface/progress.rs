//! What a long run shows meanwhile: bars on a terminal, plain lines without one, nothing when it is to be
//! quiet.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::powers::asker::{Act, Watcher};

use super::spelled::size;

/// How a run shows how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    Lines,
    Bars,
}

/// Shows progress on standard error, and passes on that a person asked to stop.
pub struct Progress<'a> {
    how: Watching,
    stop: &'a AtomicBool,
    bar: Mutex<Option<ProgressBar>>,
}

impl<'a> Progress<'a> {
    pub fn new(how: Watching, stop: &'a AtomicBool) -> Progress<'a> {
        Progress { how, stop, bar: Mutex::new(None) }
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().expect("no thread panics while it moves a bar")
    }
}

/// What begins; nothing is said of a size that is not known, or is none.
fn line(act: Act, bytes: u64) -> String {
    match bytes {
        0 => format!("kluis: {}", word(act)),
        bytes => format!("kluis: {} {}", word(act), size(bytes)),
    }
}

fn word(act: Act) -> &'static str {
    match act {
        Act::Reading => "reading",
        Act::Sealing => "sealing",
        Act::Copying => "copying",
        Act::ReadingBack => "reading back",
        Act::Verifying => "verifying",
        Act::Restoring => "restoring",
        Act::Erasing => "erasing",
    }
}

impl Watcher for Progress<'_> {
    fn begin(&self, act: Act, bytes: u64) {
        match self.how {
            Watching::Lines => {
                // Progress is a courtesy: a closed standard error stops no run.
                let _ = writeln!(std::io::stderr(), "{}", line(act, bytes));
            }
            Watching::Bars => {
                let style = "{msg:>12} {bar:30} {decimal_bytes}/{decimal_total_bytes} \
                             {decimal_bytes_per_sec} {eta}";
                let style = ProgressStyle::with_template(style)
                    .expect("the template is a literal that a test draws");
                let bar = ProgressBar::new(bytes).with_style(style).with_message(word(act));
                bar.enable_steady_tick(Duration::from_millis(200));
                if let Some(old) = self.bar().replace(bar) {
                    old.finish_and_clear();
                }
            }
        }
    }

    fn advance(&self, bytes: u64) {
        if let Some(bar) = &*self.bar() {
            bar.inc(bytes);
        }
    }

    fn end(&self) {
        if let Some(bar) = self.bar().take() {
            bar.finish_and_clear();
        }
    }

    fn interrupted(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Shows nothing, and still passes on that a person asked to stop.
pub struct Quiet<'a>(pub &'a dyn Watcher);

impl Watcher for Quiet<'_> {
    fn begin(&self, _: Act, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn interrupted(&self) -> bool {
        self.0.interrupted()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_of_nothing_is_not_said() {
        assert_eq!(line(Act::Restoring, 0), "kluis: restoring");
        assert_eq!(line(Act::Restoring, 2000), "kluis: restoring 2 kB");
    }

    #[test]
    fn a_bar_is_drawn_and_a_wish_to_stop_is_passed_on() {
        let stop = AtomicBool::new(false);
        let progress = Progress::new(Watching::Bars, &stop);
        progress.begin(Act::Sealing, 10);
        progress.advance(3);
        assert_eq!(progress.bar().as_ref().map(ProgressBar::position), Some(3));
        assert!(!progress.interrupted());
        stop.store(true, Ordering::Relaxed);
        assert!(progress.interrupted() && Quiet(&progress).interrupted());
        progress.end();
        assert!(progress.bar().is_none());
    }
}
