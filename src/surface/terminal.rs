//! Questions to a person on a real terminal. Without one every question stays without an answer.
//!
//! Passphrases are not echoed. Nothing here decides anything: what an answer means is the verb's.

use std::io::{BufRead, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::powers::asker::{Asker, Doomed, EndChange, Incoming, MonthPlan, Question, Setting};
use crate::powers::this_pc;
use crate::words::lang::Lang;

use crate::verbs::init::is_short;

use super::exit::Exit;
use super::printed::Printed;
use super::text::asked;
use super::voice::Voice;
use super::wrap::{COLUMNS, NARROWEST};

/// How often a new passphrase may be too short, or typed in two ways.
const ATTEMPTS: usize = 3;

/// How long a question that has to end in order goes on after Ctrl-C.
const STOPS_WITHIN: Duration = Duration::from_millis(100);

/// True while a person is asked before anything is written, so that stopping at once does no harm.
static ASKING: AtomicBool = AtomicBool::new(false);
/// A person asked the run to stop.
static STOPPING: AtomicBool = AtomicBool::new(false);
/// Whether the run speaks Dutch, for what is said from the handler of Ctrl-C.
static DUTCH: AtomicBool = AtomicBool::new(false);

/// Whether a question waits for its answer.
pub fn is_asking() -> bool {
    ASKING.load(Ordering::SeqCst)
}

/// Whether there is a person to ask: both ends are a terminal.
pub fn is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// How wide the lines of a stream may be: as wide as the terminal on it, None where it is none.
pub fn columns(there: bool, size: Option<terminal_size::Width>) -> Option<usize> {
    there.then(|| size.map_or(COLUMNS, |width| usize::from(width.0)).max(NARROWEST))
}

/// Ends the run.
pub fn stop_at_once() -> ! {
    this_pc::show_typing();
    std::process::exit(Exit::Interrupted.code());
}

/// Says that the run ends soon, since a person asked it to.
pub fn say_that_it_stops() {
    STOPPING.store(true, Ordering::SeqCst);
    let lang = if DUTCH.load(Ordering::SeqCst) { Lang::Nl } else { Lang::En };
    say(&asked::stops(&Voice::new(lang)));
}

/// The terminal that the program runs on, if it does.
#[derive(Debug, Clone, Default)]
pub struct Terminal {
    there: bool,
    columns: Option<usize>,
    voice: Voice,
    /// Whose vault it is about, where that is known.
    client: Option<String>,
}

impl Terminal {
    /// A terminal so many columns wide; where `there` is false it answers nothing.
    pub fn new(there: bool, columns: Option<usize>) -> Terminal {
        Terminal { there, columns, ..Terminal::default() }
    }

    fn put(&self, question: &Question) -> Option<SecretString> {
        let (voice, client) = (&self.voice, self.client.as_deref());
        match question {
            Question::Passphrase => hidden(&asked::passphrase(voice, client)),
            Question::PassphraseAgain => {
                say(&asked::wrong(voice));
                hidden(&asked::passphrase(voice, client))
            }
            Question::NewPassphrase | Question::PackPassphrase => new_passphrase(voice, question),
            Question::SignerPassphrase(name) => hidden(&asked::signer_passphrase(voice, name)),
            Question::SheetGroup(_) | Question::SheetGroupAgain(_) => {
                seen_or_stopped(&asked::prompt(voice, question, client))
            }
            Question::OpenMatters
            | Question::TypeToDestroy(_)
            | Question::TypeToRemove(_)
            | Question::DestroyListed(_)
            | Question::ApproveListed(_)
            | Question::EraseRecord { .. }
            | Question::Date(_)
            | Question::Vouch
            | Question::Blanks { .. }
            | Question::Ends
            | Question::Settings
            | Question::Month { .. }
            | Question::Months { .. }
            | Question::Disclosure { .. } => seen(&asked::prompt(voice, question, client)),
        }
    }
}

impl Asker for Terminal {
    fn speak(&mut self, lang: Lang, client: Option<&str>) {
        DUTCH.store(lang == Lang::Nl, Ordering::SeqCst);
        self.voice = Voice::new(lang).within(self.columns);
        self.client = client.map(str::to_owned);
    }

    fn speak_of(&mut self, client: &str) {
        self.client = Some(client.to_owned());
    }

    fn can_ask(&self) -> bool {
        self.there
    }

    fn ask(&mut self, question: &Question) -> Option<SecretString> {
        if !self.there {
            return None;
        }
        // The sheet is asked for when the vault stands already: that run has to clear up after itself.
        let harmless = !matches!(question, Question::SheetGroup(_) | Question::SheetGroupAgain(_));
        ASKING.store(harmless, Ordering::SeqCst);
        let answer = self.put(question);
        ASKING.store(false, Ordering::SeqCst);
        answer
    }

    fn show_doomed(&mut self, doomed: &Doomed) {
        if self.there {
            say(&asked::doomed(&self.voice, doomed));
        }
    }

    fn show_incoming(&mut self, incoming: &Incoming) {
        if self.there {
            say(&asked::incoming(&self.voice, incoming));
        }
    }

    fn show_ends(&mut self, changes: &[EndChange]) {
        if self.there {
            say(&asked::ends(&self.voice, changes));
        }
    }

    fn show_settings(&mut self, settings: &[Setting]) {
        if self.there {
            say(&asked::brought(&self.voice, self.client.as_deref(), settings));
        }
    }

    fn show_month(&mut self, plan: &MonthPlan) {
        if self.there {
            say(&asked::month(&self.voice, plan));
        }
    }

    fn show_months(&mut self, plans: &[MonthPlan]) {
        if self.there {
            say(&asked::months(&self.voice, plans));
        }
    }

    fn show_sheet(&mut self, sheet: &str) -> bool {
        if !self.there {
            return false;
        }
        shown(&asked::sheet(&self.voice, sheet)).is_ok()
    }
}

fn hidden(prompt: &Printed) -> Option<SecretString> {
    let typed = match rpassword::prompt_password(&**prompt) {
        // While it reads, Ctrl-C is a letter; a passphrase is asked for before anything is written.
        Err(problem) if problem.kind() == ErrorKind::Interrupted => stop_at_once(),
        typed => SecretString::from(typed.ok()?),
    };
    (!typed.expose_secret().is_empty()).then_some(typed)
}

fn new_passphrase(voice: &Voice, question: &Question) -> Option<SecretString> {
    for _ in 0..ATTEMPTS {
        let first = hidden(&asked::prompt(voice, question, None))?;
        if is_short(&first) {
            say(&asked::short(voice));
            continue;
        }
        let second = hidden(&asked::again(voice))?;
        if first.expose_secret() == second.expose_secret() {
            return Some(first);
        }
        say(&asked::differ(voice));
    }
    say(&asked::gave_up(voice, ATTEMPTS));
    None
}

fn seen(prompt: &Printed) -> Option<SecretString> {
    shown(prompt).ok()?;
    line()
}

/// The same; Ctrl-C is an answer too, for a run that has to clear up before it ends. A read that waits can't be called
/// off: its thread ends with the program.
fn seen_or_stopped(prompt: &Printed) -> Option<SecretString> {
    shown(prompt).ok()?;
    let (typed, answer) = mpsc::channel();
    std::thread::spawn(move || typed.send(line()));
    loop {
        match answer.recv_timeout(STOPS_WITHIN) {
            Err(RecvTimeoutError::Timeout) if !STOPPING.load(Ordering::SeqCst) => {}
            answer => return answer.ok().flatten(),
        }
    }
}

fn line() -> Option<SecretString> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).ok()?;
    let line = line.trim().to_owned();
    (read > 0 && !line.is_empty()).then(|| SecretString::from(line))
}

/// A line for the person, whatever else is printed.
fn say(text: &Printed) {
    // A terminal that takes no text gives no answer either, which is seen at the next question.
    let _ = shown(text);
}

/// The only way onto the terminal from here.
fn shown(text: &Printed) -> std::io::Result<()> {
    let mut terminal = std::io::stderr().lock();
    terminal.write_all(text.as_bytes())?;
    terminal.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_no_question_has_an_answer() {
        let mut terminal = Terminal::new(false, None);
        terminal.speak(Lang::Nl, Some("De Aar"));
        for question in [Question::Passphrase, Question::OpenMatters, Question::SheetGroup(2)] {
            assert!(terminal.ask(&question).is_none(), "{question:?}");
        }
        assert!(!terminal.show_sheet("AGE-SECRET-KEY-1"));
        assert_eq!((terminal.voice.lang, terminal.client.as_deref()), (Lang::Nl, Some("De Aar")));
    }
}
