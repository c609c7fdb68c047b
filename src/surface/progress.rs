//! What a long run shows meanwhile: bars on a terminal, plain lines without one, nothing when it is to be
//! quiet.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::powers::asker::{Act, Watcher};
use crate::powers::this_pc;
use crate::words::lang::Lang;

use super::printed::Printed;
use super::voice::{Voice, both};

/// How a run shows how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Watching {
    /// A line now and then, for logs.
    Lines,
    /// A bar that is drawn again in its place.
    Bars,
}

/// Shows progress on standard error, and passes on that a person asked to stop.
pub struct Progress<'a> {
    how: Watching,
    stop: &'a AtomicBool,
    voice: Mutex<Voice>,
    bar: Mutex<Option<ProgressBar>>,
}

impl<'a> Progress<'a> {
    /// Shows progress in this manner, and stops the run once `stop` is set.
    pub fn new(how: Watching, stop: &'a AtomicBool) -> Progress<'a> {
        Progress { how, stop, voice: Mutex::default(), bar: Mutex::new(None) }
    }

    fn voice(&self) -> Voice {
        self.voice.lock().expect("no thread panics while it takes the voice").clone()
    }

    fn bar(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().expect("no thread panics while it moves a bar")
    }
}

/// What begins; nothing is said of a size that is not known, or is none.
fn line(voice: &Voice, act: Act, bytes: u64) -> Printed {
    let act = word(voice, act);
    Printed::lines(&match bytes {
        0 => format!("kluis: {act}"),
        bytes => format!("kluis: {act} {}", voice.size(bytes)),
    })
}

fn word(voice: &Voice, act: Act) -> String {
    match act {
        Act::Reading => both!(voice, "reading", "lezen"),
        Act::Sealing => both!(voice, "sealing", "verzegelen"),
        Act::Copying => both!(voice, "copying", "kopiëren"),
        Act::ReadingBack => both!(voice, "reading back", "teruglezen"),
        Act::Verifying => both!(voice, "verifying", "controleren"),
        Act::Restoring => both!(voice, "restoring", "terughalen"),
        Act::Erasing => both!(voice, "erasing", "overschrijven"),
        Act::Packing => both!(voice, "packing", "inpakken"),
        Act::Filling => both!(voice, "filling", "volschrijven"),
        Act::Scanning => both!(voice, "searching", "doorzoeken"),
    }
}

/// A bar with sizes as the voice spells them.
fn bar(voice: &Voice, act: Act, bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:>13} {bar:30} {done}/{all} {speed}/s {eta}")
        .expect("the template is a literal that a test draws")
        .with_key("done", sized(voice, |state| state.pos()))
        .with_key("all", sized(voice, |state| state.len().unwrap_or_default()))
        .with_key("speed", sized(voice, |state| state.per_sec() as u64));
    ProgressBar::new(bytes).with_style(style).with_message(word(voice, act))
}

/// One size of a bar.
fn sized(
    voice: &Voice,
    of: fn(&ProgressState) -> u64,
) -> impl Fn(&ProgressState, &mut dyn std::fmt::Write) + Send + Sync + Clone + 'static {
    let voice = voice.clone();
    move |state, text| {
        // A bar that can't be drawn stops no run.
        let _ = text.write_str(&voice.size(of(state)));
    }
}

impl Watcher for Progress<'_> {
    fn speak(&self, lang: Lang) {
        *self.voice.lock().expect("no thread panics while it takes the voice") = Voice::new(lang);
    }

    fn begin(&self, act: Act, bytes: u64) {
        this_pc::stay_awake();
        match self.how {
            Watching::Lines => {
                // Progress is a courtesy: a closed standard error stops no run.
                let _ = write!(std::io::stderr(), "{}", line(&self.voice(), act, bytes));
            }
            Watching::Bars => {
                let bar = bar(&self.voice(), act, bytes);
                bar.enable_steady_tick(Duration::from_millis(200));
                if let Some(old) = self.bar().replace(bar) {
                    old.finish_and_clear();
                }
            }
        }
    }

    fn advance(&self, bytes: u64) {
        this_pc::stay_awake();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::asker::Quiet;

    #[test]
    fn a_size_of_nothing_is_not_said() {
        let [en, nl] = [Lang::En, Lang::Nl].map(Voice::new);
        assert_eq!(&*line(&en, Act::Restoring, 0), "kluis: restoring\n");
        assert_eq!(&*line(&nl, Act::Restoring, 0), "kluis: terughalen\n");
        assert_eq!(&*line(&nl, Act::Restoring, 2000), "kluis: terughalen 2,0 kB\n");
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
