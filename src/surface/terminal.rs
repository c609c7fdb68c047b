//! Questions to a person on a real terminal. Without one every question stays without an answer.
//!
//! Passphrases are not echoed. Nothing here decides anything: what an answer means is the verb's.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret, SecretString};

use crate::powers::asker::{Asker, Doomed, Question, Setting};
use crate::verbs::init::PASSPHRASE_CHARS_MIN;
use crate::words::text::shown;

use super::spelled::{count, size};

/// How often a new passphrase may be typed in two ways.
const ATTEMPTS: usize = 3;

/// True while a person is asked before anything is written, so that stopping at once does no harm.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Whether a question waits for its answer.
pub fn is_asking() -> bool {
    ASKING.load(Ordering::SeqCst)
}

/// Whether there is a person to ask: both ends are a terminal.
pub fn is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// The terminal that the program runs on, if it does.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    pub there: bool,
}

impl Asker for Terminal {
    fn ask(&mut self, question: &Question) -> Option<SecretString> {
        if !self.there {
            return None;
        }
        // The sheet is asked for when the vault stands already: that run has to clear up after itself.
        let harmless = !matches!(question, Question::SheetGroup(_));
        ASKING.store(harmless, Ordering::SeqCst);
        let answer = match question {
            Question::Passphrase => hidden("Passphrase of the identity: "),
            Question::NewPassphrase => new_passphrase(),
            Question::SheetGroup(group) => seen(&format!("Group {group} on the recovery sheet: ")),
            Question::OpenMatters => {
                seen("Is an assessment, objection or claim about these records open? (yes/no): ")
            }
            Question::TypeToDestroy(id) => seen(&format!("Type {} to destroy it: ", shown(id))),
            Question::Date => seen(
                "The clock is in doubt. Type today's date, if this PC has it right (YYYY-MM-DD): ",
            ),
            Question::Settings => seen("Are these the settings of this vault? (yes/no): "),
        };
        ASKING.store(false, Ordering::SeqCst);
        answer
    }

    fn show_doomed(&mut self, doomed: &Doomed) {
        if self.there {
            say(&doomed_text(doomed));
        }
    }

    fn show_settings(&mut self, settings: &[Setting]) {
        if self.there {
            say(&format!(
                "\nThese settings come from the drive. Only the sealer's key vouches for them, and a thief may \
                 have it:\n{}",
                settings_text(settings)
            ));
        }
    }

    fn show_sheet(&mut self, sheet: &str) -> bool {
        if !self.there {
            return false;
        }
        let mut terminal = std::io::stderr().lock();
        let shown = writeln!(
            terminal,
            "\n{sheet}\nCopy or print this sheet now: it is shown this once, and stored nowhere.\n"
        );
        shown.and_then(|()| terminal.flush()).is_ok()
    }
}

/// One setting a line.
fn settings_text(settings: &[Setting]) -> String {
    let line =
        |Setting { name, value }: &Setting| format!("  {} = {}\n", shown(name), shown(value));
    settings.iter().map(line).collect()
}

/// A bundle in the words that a person knows it by.
fn doomed_text(doomed: &Doomed) -> String {
    let rule = |(class, date): &(String, Option<String>)| {
        format!("{} of {}", shown(class), shown(date.as_deref().unwrap_or("no date")))
    };
    let rules: Vec<String> = doomed.rules.iter().map(rule).collect();
    let drives: Vec<String> = doomed.drives.iter().map(|label| shown(label)).collect();
    let beside: String = doomed
        .faulty_beside
        .iter()
        .map(|(label, bundle)| {
            format!("\n  {}: {bundle} beside it does not hold, as is on record", shown(label))
        })
        .collect();
    format!(
        "\n{}: {}, kept through {}\n  {}, {}, on {}{beside}",
        shown(&doomed.bundle),
        rules.join(" and "),
        shown(doomed.kept_through.as_deref().unwrap_or("no day")),
        count(doomed.records, "record", "records"),
        size(doomed.bytes),
        drives.join(", ")
    )
}

fn hidden(prompt: &str) -> Option<SecretString> {
    let typed = SecretString::from(rpassword::prompt_password(prompt).ok()?);
    (!typed.expose_secret().is_empty()).then_some(typed)
}

fn new_passphrase() -> Option<SecretString> {
    for _ in 0..ATTEMPTS {
        let first = hidden(&format!(
            "New passphrase for the identity, at least {PASSPHRASE_CHARS_MIN} characters: "
        ))?;
        let second = hidden("The same again: ")?;
        if first.expose_secret() == second.expose_secret() {
            return Some(first);
        }
        say("The two differ.");
    }
    None
}

fn seen(prompt: &str) -> Option<SecretString> {
    let mut terminal = std::io::stderr().lock();
    write!(terminal, "{prompt}").and_then(|()| terminal.flush()).ok()?;
    drop(terminal);
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line).ok()?;
    let line = line.trim().to_owned();
    (read > 0 && !line.is_empty()).then(|| SecretString::from(line))
}

/// A line for the person, whatever else is printed.
pub fn say(text: &str) {
    // A terminal that takes no text gives no answer either, which is seen at the next question.
    let _ = writeln!(std::io::stderr(), "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_about_to_go_is_shown_by_class_date_records_and_drives() {
        let doomed = Doomed {
            bundle: "20261031-7f3ca2b1".into(),
            rules: vec![("nl-payroll".into(), Some("2020-12".into()))],
            kept_through: Some("2027-12-31".into()),
            records: 3,
            bytes: 2000,
            drives: vec!["Drive A".into(), "B\u{1b}[2J".into()],
            faulty_beside: vec![("Drive A".into(), "20251031-00112233".into())],
        };
        let text = doomed_text(&doomed);
        for word in ["nl-payroll of 2020-12", "2027-12-31", "3 records, 2 kB", "Drive A, B\\u{1b}"]
        {
            assert!(text.contains(word), "{word}: {text}");
        }
        assert!(
            text.ends_with("Drive A: 20251031-00112233 beside it does not hold, as is on record")
        );
    }
}
