//! What the PC around a run is asked for: to show no boxes, to say when it ends the run, to show what is typed again,
//! and not to fall asleep over an act.
//!
//! Owns what each system is asked. Refuses to know what a run does. Where a system has no such thing, or refuses,
//! the run goes on: nothing that it says rests on this.

#[cfg(windows)]
mod windows;

#[cfg(windows)]
use windows as system;

/// Asks for what holds as long as the run does. `stop` is called when the system is about to end the run: its window is
/// closed, the user logs off, the PC goes down. Ctrl-C is somebody else's.
pub fn prepare(stop: fn()) {
    system::prepare(stop);
}

/// What is typed is shown again: a run that ends while a passphrase is asked for leaves the terminal as it is.
pub fn show_typing() {
    system::show_typing();
}

/// Called while an act goes on, as often as one likes: a PC that is left alone does not fall asleep meanwhile.
pub fn stay_awake() {
    system::stay_awake();
}

#[cfg(unix)]
mod system {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

    /// Signals come the way of Ctrl-C.
    pub fn prepare(_: fn()) {}

    pub fn show_typing() {
        if let Ok(terminal) = std::fs::File::open("/dev/tty")
            && let Ok(mut modes) = tcgetattr(&terminal)
        {
            modes.local_modes |= LocalModes::ECHO;
            let _ = tcsetattr(&terminal, OptionalActions::Now, &modes);
        }
    }

    pub fn stay_awake() {}
}
