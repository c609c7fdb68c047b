//! Questions to a person on a real terminal. Without one every question stays without an answer.
//!
//! Passphrases are not echoed. Nothing here decides anything: what an answer means is the verb's.

use std::io::{BufRead, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use secrecy::{ExposeSecret, SecretString};

use crate::powers::asker::{Asker, Doomed, Question, Setting};
use crate::verbs::init::PASSPHRASE_CHARS_MIN;
use crate::words::lang::Lang;
use crate::words::text::shown;

use super::page::Page;
use super::voice::{Noun, Voice, both};

/// How often a new passphrase may be typed in two ways.
const ATTEMPTS: usize = 3;

/// True while a person is asked before anything is written, so that stopping at once does no harm.
static ASKING: AtomicBool = AtomicBool::new(false);
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

/// Says that the run ends soon, since a person asked it to.
pub fn say_that_it_stops() {
    let lang = if DUTCH.load(Ordering::SeqCst) { Lang::Nl } else { Lang::En };
    say(&format!(
        "\n{}",
        both!(
            Voice::new(lang),
            "kluis: stopping at the next safe place; Ctrl-C again ends it at once",
            "kluis: stopt op de volgende veilige plek; nog een keer Ctrl-C stopt meteen"
        )
    ));
}

/// The terminal that the program runs on, if it does.
#[derive(Debug, Clone, Default)]
pub struct Terminal {
    there: bool,
    voice: Voice,
    /// Whose vault it is about, where that is known.
    client: Option<String>,
}

impl Terminal {
    pub fn new(there: bool) -> Terminal {
        Terminal { there, ..Terminal::default() }
    }

    fn put(&self, question: &Question) -> Option<SecretString> {
        let voice = &self.voice;
        match question {
            Question::Passphrase => hidden(&passphrase(voice, self.client.as_deref())),
            Question::NewPassphrase => new_passphrase(voice),
            Question::SheetGroup(_)
            | Question::OpenMatters
            | Question::TypeToDestroy(_)
            | Question::Date
            | Question::Settings => seen(&prompt(voice, question)),
        }
    }
}

impl Asker for Terminal {
    fn speak(&mut self, lang: Lang, client: Option<&str>) {
        DUTCH.store(lang == Lang::Nl, Ordering::SeqCst);
        self.voice = Voice::new(lang);
        self.client = client.map(str::to_owned);
    }

    fn ask(&mut self, question: &Question) -> Option<SecretString> {
        if !self.there {
            return None;
        }
        // The sheet is asked for when the vault stands already: that run has to clear up after itself.
        let harmless = !matches!(question, Question::SheetGroup(_));
        ASKING.store(harmless, Ordering::SeqCst);
        let answer = self.put(question);
        ASKING.store(false, Ordering::SeqCst);
        answer
    }

    fn show_doomed(&mut self, doomed: &Doomed) {
        if self.there {
            say(&doomed_text(&self.voice, doomed));
        }
    }

    fn show_settings(&mut self, settings: &[Setting]) {
        if self.there {
            say(&settings_text(&self.voice, settings));
        }
    }

    fn show_sheet(&mut self, sheet: &str) -> bool {
        if !self.there {
            return false;
        }
        let keep = both!(
            self.voice,
            "Copy or print this sheet now: it is shown this once, and stored nowhere.",
            "Schrijf dit blad nu over of druk het af: u ziet het alleen nu, en het wordt nergens bewaard."
        );
        let mut terminal = std::io::stderr().lock();
        let shown = writeln!(terminal, "\n{sheet}\n{keep}\n");
        shown.and_then(|()| terminal.flush()).is_ok()
    }
}

/// The words of a question whose answer is seen as it is typed; a space stands behind.
fn prompt(voice: &Voice, question: &Question) -> String {
    let yes_no = both!(voice, "[y/n]", "[j/n]");
    let question = match question {
        Question::Passphrase => passphrase(voice, None),
        Question::NewPassphrase => both!(
            voice,
            "New passphrase, at least {PASSPHRASE_CHARS_MIN} characters:",
            "Nieuwe wachtwoordzin, minstens {PASSPHRASE_CHARS_MIN} tekens:"
        ),
        Question::SheetGroup(group) => both!(
            voice,
            "Group {group} on the recovery sheet:",
            "Groep {group} op het herstelblad:"
        ),
        Question::OpenMatters => both!(
            voice,
            "Is an assessment, objection, appeal, claim or request about these records open? {yes_no}",
            "Loopt er een aanslag, bezwaar, beroep, vordering of verzoek over deze stukken? {yes_no}"
        ),
        Question::TypeToDestroy(id) => {
            both!(voice, "Type {id} to destroy it:", "Typ {id} over om die te vernietigen:")
        }
        Question::Date => both!(
            voice,
            "The clock is in doubt. Type today's date, if this PC has it right (YYYY-MM-DD):",
            "De klok is onzeker. Typ de datum van vandaag, als deze pc die goed heeft (JJJJ-MM-DD):"
        ),
        Question::Settings => both!(
            voice,
            "Are these the settings of this vault? {yes_no}",
            "Zijn dit de instellingen van deze kluis? {yes_no}"
        ),
    };
    format!("{} ", shown(&question))
}

fn passphrase(voice: &Voice, client: Option<&str>) -> String {
    let client = client.map(shown);
    match client {
        Some(client) => both!(voice, "Passphrase of {client}: ", "Wachtwoordzin van {client}: "),
        None => both!(voice, "Passphrase of the identity: ", "Wachtwoordzin van de sleutel: "),
    }
}

/// The settings that a drive brought, one a line.
fn settings_text(voice: &Voice, settings: &[Setting]) -> String {
    let mut page = Page::new(voice);
    page.gap();
    page.line(both!(
        voice,
        "These settings come from the drive. Only the sealer's key vouches for them, and a thief may have it:",
        "Deze instellingen komen van de schijf. Alleen de verzegelaar heeft ervoor getekend; een dief kan die sleutel \
         hebben:"
    ));
    for Setting { name, value } in settings {
        page.under(format!("{name} = {value}"));
    }
    page.into_text()
}

/// A bundle in the words that a person knows it by.
fn doomed_text(voice: &Voice, doomed: &Doomed) -> String {
    let mut page = Page::new(voice);
    let rule = |(class, date): &(Option<String>, Option<String>)| {
        let confidential = || both!(voice, "a confidential class", "een vertrouwelijke categorie");
        let class = class.clone().unwrap_or_else(confidential);
        match date {
            Some(date) => both!(voice, "{class} of {date}", "{class} van {date}"),
            None => both!(voice, "{class} without a date", "{class} zonder datum"),
        }
    };
    let end = match doomed.kept_through {
        Some(day) => {
            both!(voice, "kept through {day}", "te bewaren tot en met {day}", day = voice.day(day))
        }
        None => both!(voice, "with no end", "zonder einddatum"),
    };
    page.gap();
    let rules = voice.all_of(doomed.rules.iter().map(rule));
    page.line(format!("{}: {rules}, {end}", doomed.bundle));
    page.under(both!(
        voice,
        "{records}, {bytes}, on {drives}",
        "{records}, {bytes}, op {drives}",
        records = voice.count(doomed.records, Noun::Record),
        bytes = voice.size(doomed.bytes),
        drives = doomed.drives.join(", ")
    ));
    for (label, bundle) in &doomed.faulty_beside {
        page.under(both!(
            voice,
            "{label}: {bundle} beside it does not hold, as is on record",
            "{label}: {bundle} daarnaast is niet in orde, zo is vastgelegd"
        ));
    }
    page.into_text()
}

fn hidden(prompt: &str) -> Option<SecretString> {
    let typed = SecretString::from(rpassword::prompt_password(prompt).ok()?);
    (!typed.expose_secret().is_empty()).then_some(typed)
}

fn new_passphrase(voice: &Voice) -> Option<SecretString> {
    for _ in 0..ATTEMPTS {
        let first = hidden(&prompt(voice, &Question::NewPassphrase))?;
        let second = hidden(&both!(voice, "The same again: ", "Nog een keer: "))?;
        if first.expose_secret() == second.expose_secret() {
            return Some(first);
        }
        say(&both!(voice, "The two differ.", "Die twee zijn niet gelijk."));
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
fn say(text: &str) {
    // A terminal that takes no text gives no answer either, which is seen at the next question.
    let _ = writeln!(std::io::stderr(), "{}", text.trim_end_matches('\n'));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::day::parse_day;

    #[test]
    fn what_is_about_to_go_is_shown_by_class_date_records_and_drives() {
        let doomed = Doomed {
            bundle: "20261031-7f3ca2b1".into(),
            rules: vec![(Some("nl-payroll".into()), Some("2020-12".into())), (None, None)],
            kept_through: Some(parse_day("2027-12-31").unwrap()),
            records: 3,
            bytes: 2000,
            drives: vec!["Drive A".into(), "B\u{1b}[2J".into()],
            faulty_beside: vec![("Drive A".into(), "20251031-00112233".into())],
        };
        for (lang, words, end) in [
            (
                Lang::En,
                [
                    "nl-payroll of 2020-12 and a confidential class without a date",
                    "kept through 2027-12-31",
                    "3 records, 2.0 kB, on Drive A, B\\u{1b}",
                ],
                "Drive A: 20251031-00112233 beside it does not hold, as is on record\n",
            ),
            (
                Lang::Nl,
                [
                    "nl-payroll van 2020-12 en een vertrouwelijke categorie zonder datum",
                    "te bewaren tot en met 31-12-2027",
                    "3 stukken, 2,0 kB, op Drive A, B\\u{1b}",
                ],
                "Drive A: 20251031-00112233 daarnaast is niet in orde, zo is vastgelegd\n",
            ),
        ] {
            let text = doomed_text(&Voice::new(lang), &doomed);
            words.iter().for_each(|word| assert!(text.contains(word), "{word}: {text}"));
            assert!(text.ends_with(end), "{text}");
        }
    }

    #[test]
    fn a_passphrase_is_asked_for_by_whose_vault_it_opens() {
        let mut terminal = Terminal::new(false);
        terminal.speak(Lang::Nl, Some("De Aar\u{1b}"));
        let prompt = passphrase(&terminal.voice, terminal.client.as_deref());
        assert_eq!(prompt, "Wachtwoordzin van De Aar\\u{1b}: ");
        assert!(terminal.ask(&Question::Passphrase).is_none(), "there is nobody");
    }
}
