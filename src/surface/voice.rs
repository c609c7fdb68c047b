//! How a run speaks: in which language, and how it spells numbers, sizes, dates and commands.
//!
//! A sentence stands once in each language, side by side, in [`both!`]: one that lacks Dutch does not compile. What
//! is the same in every sentence (plurals, separators, quoting, `--vault`) stands here alone.

mod amount;
mod elsewhere;
mod month;
mod noun;
mod physical;
mod recipient;
mod settings;
mod space;

use std::fmt::Display;

use chrono::Datelike;

use crate::rules::class::{Nature, Period, Starts};
use crate::words::day::{ClockState, Day, GivenDate, Time};
use crate::words::lang::Lang;

pub(crate) use noun::Noun;

/// The sentence in the voice's language: first English, then Dutch. The values that it takes stand behind, by their
/// names; a language may do without one, since verbs and plurals differ.
macro_rules! both {
    ($voice:expr, $en:literal, $nl:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $(let $name = &$value;)*
        match $voice.lang {
            $crate::words::lang::Lang::En => format!($en),
            $crate::words::lang::Lang::Nl => format!($nl),
        }
    }};
}

pub(in crate::surface) use both;

/// Stands for a space at which no line is broken: in a command that is to be pasted, in a path. It is a character
/// that no text has (Unicode, "noncharacters"), and [`untied`] makes it a space again.
pub const TIE: char = '\u{fdd0}';

/// The text as one word, which no line's end takes apart.
pub fn tied(text: &str) -> String {
    text.replace(' ', "\u{fdd0}")
}

/// The text as it is printed.
pub fn untied(text: &str) -> String {
    text.replace(TIE, " ")
}

/// The language, and what every command needs that this run tells a person to type.
#[derive(Debug, Clone, Default)]
pub struct Voice {
    /// The language of every text.
    pub lang: Lang,
    /// How wide a line may be: None where no person reads it as it comes.
    pub columns: Option<usize>,
    /// The vault that is spoken of, where there are several.
    vault: Option<String>,
}

impl Voice {
    /// A voice for a run that named no vault and no identity.
    pub fn new(lang: Lang) -> Voice {
        Voice { lang, columns: None, vault: None }
    }

    /// The same voice, for lines that are no wider.
    pub fn within(self, columns: Option<usize>) -> Voice {
        Voice { columns, ..self }
    }

    /// The same voice in another language.
    pub fn speaking(&self, lang: Lang) -> Voice {
        Voice { lang, ..self.clone() }
    }

    /// The same voice, speaking of one vault among several.
    pub fn of_vault(&self, name: &str) -> Voice {
        Voice { vault: Some(name.to_owned()), ..self.clone() }
    }

    /// `1 bundle`, `1.406 bundels`.
    pub fn count(&self, number: u64, noun: Noun) -> String {
        format!("{} {}", self.number(number), noun.spelled(self.lang, number == 1))
    }

    /// With the language's mark between thousands.
    pub fn number(&self, number: u64) -> String {
        let mark = match self.lang {
            Lang::En => ',',
            Lang::Nl => '.',
        };
        let digits = number.to_string();
        let mut spelled = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                spelled.push(mark);
            }
            spelled.push(digit);
        }
        spelled
    }

    /// A size in decimal units: `49.6 MB`, `49,6 MB`.
    pub fn size(&self, bytes: u64) -> String {
        let options = humansize::DECIMAL.decimal_places(1).decimal_zeroes(1);
        let text = match bytes {
            0..1000 => humansize::format_size(bytes, humansize::DECIMAL.decimal_places(0)),
            _ => humansize::format_size(bytes, options),
        };
        match self.lang {
            Lang::En => text,
            Lang::Nl => text.replace('.', ","),
        }
    }

    /// A day as people write it: `2032-12-31`, `31-12-2032`. In commands a day is always spelled as in English.
    pub fn day(&self, day: Day) -> String {
        match self.lang {
            Lang::En => day.to_string(),
            Lang::Nl => day.format("%d-%m-%Y").to_string(),
        }
    }

    /// A day on record, with a mark where nobody believed the clock that gave it.
    pub fn day_by(&self, day: Day, clock: ClockState) -> String {
        let mark = match clock {
            ClockState::Doubtful => both!(self, " (clock in doubt)", " (klok onzeker)"),
            ClockState::Ok | ClockState::Typed => String::new(),
        };
        format!("{}{mark}", self.day(day))
    }

    /// A date as it was given: `2025`, `2025-11`, `2025-11-15`, and in Dutch `11-2025`, `15-11-2025`.
    pub fn given(&self, date: GivenDate) -> String {
        match (date, self.lang) {
            (GivenDate::Month(year, month), Lang::Nl) => format!("{month:02}-{year}"),
            (GivenDate::Day(day), Lang::Nl) => self.day(day),
            (GivenDate::Year(_) | GivenDate::Month(..) | GivenDate::Day(_), _) => date.to_string(),
        }
    }

    /// A period in words: `7 years`, `7 jaar`.
    pub fn period(&self, period: Period) -> String {
        let (number, noun) = match period {
            Period::Years(number) => (number, Noun::Year),
            Period::Months(number) => (number, Noun::Month),
            Period::Weeks(number) => (number, Noun::Week),
            Period::Days(number) => (number, Noun::Day),
            Period::Review => return both!(self, "until reviewed", "tot herbeoordeling"),
        };
        self.count(number.into(), noun)
    }

    /// Where a class's clock starts, in a word or two.
    pub fn starts(&self, starts: Starts) -> String {
        match starts {
            Starts::BookYear => both!(self, "the book year's end", "einde boekjaar"),
            Starts::CalendarYear => both!(self, "the year's end", "einde jaar"),
            Starts::Event => both!(self, "the event", "de gebeurtenis"),
        }
    }

    /// The law that a class rests on, as it is cited in the language: `AWR art. 52(4)`, `AWR art. 52 lid 4`.
    pub fn basis(&self, basis: &str) -> String {
        match self.lang {
            Lang::En => basis.to_owned(),
            Lang::Nl => cited_in_dutch(basis),
        }
    }

    /// A duty by its name.
    pub fn duty(&self, nature: Nature) -> String {
        match nature {
            Nature::Minimum => both!(self, "a duty to keep", "bewaarplicht"),
            Nature::Maximum => both!(self, "a duty to delete", "verwijderplicht"),
            Nature::Both => {
                both!(self, "a duty to keep and then to delete", "bewaar- en verwijderplicht")
            }
        }
    }

    /// A day that can't be read in two ways: `5 November 2025`, `5 november 2025`.
    pub fn long_day(&self, day: Day) -> String {
        let month = self.name_of_month(day.month0() as usize);
        format!("{} {month} {}", day.day(), day.year())
    }

    /// A time without its seconds, in UTC as it is written down, and said to be.
    pub fn time(&self, time: Time) -> String {
        let text = time.to_string();
        format!("{} {} UTC", self.day(time.day()), &text[11..16])
    }

    /// A command that a person can type as it stands here. Words are quoted where a shell would take them apart, and
    /// no line ends within it.
    pub fn kluis(&self, words: &[&str]) -> String {
        let vault = self.vault.as_deref().map(|name| format!(" --vault {}", word(name)));
        let words: String = words.iter().map(|text| format!(" {}", word(text))).collect();
        tied(&format!("kluis{words}{}", vault.unwrap_or_default()))
    }

    /// Words as they are typed behind an option.
    pub fn words(&self, words: &[&str]) -> String {
        tied(&words.iter().map(|text| word(text)).collect::<Vec<_>>().join(" "))
    }

    /// `A`, `A and B`, `A, B and C`.
    pub fn all_of(&self, items: impl IntoIterator<Item = impl Display>) -> String {
        let joint = match self.lang {
            Lang::En => "and",
            Lang::Nl => "en",
        };
        joined(items, joint)
    }

    /// `A`, `A or B`, `A, B or C`.
    pub fn any_of(&self, items: impl IntoIterator<Item = impl Display>) -> String {
        let joint = match self.lang {
            Lang::En => "or",
            Lang::Nl => "of",
        };
        joined(items, joint)
    }
}

/// Members in brackets become words where an article is cited, and what stands between articles too.
fn cited_in_dutch(basis: &str) -> String {
    const WORDS: [(&str, &str); 6] = [
        (" and ", " en "),
        ("Reg. ", "Verordening "),
        ("Directive ", "Richtlijn "),
        ("AP guidance", "aanwijzing van de AP"),
        ("a ground typed by the user", "een grond die u zelf opgeeft"),
        ("the decision", "het besluit"),
    ];
    let mut text = WORDS.iter().fold(basis.to_owned(), |text, (en, nl)| text.replace(en, nl));
    if !text.contains("art.") && !text.starts_with("BW ") {
        return text;
    }
    // `5(1)(e)` is `5 lid 1 onder e`.
    while let Some((before, (inside, after))) =
        text.split_once('(').and_then(|(before, rest)| Some((before, rest.split_once(')')?)))
    {
        let word = if inside.chars().all(|c| c.is_ascii_digit()) { "lid" } else { "onder" };
        text = format!("{before} {word} {inside}{after}");
    }
    text
}

/// A word that goes with a number: `waits`, `wait`.
pub fn one_or<'a>(number: u64, one: &'a str, many: &'a str) -> &'a str {
    if number == 1 { one } else { many }
}

fn joined(items: impl IntoIterator<Item = impl Display>, joint: &str) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {joint} {last}", others.join(", ")),
        None => String::new(),
    }
}

/// A word of a command line, in quotes where a shell would otherwise take it apart.
pub fn word(text: &str) -> String {
    let of_paths = if cfg!(windows) { '\\' } else { '/' };
    let plain = |c: char| c.is_alphanumeric() || c == of_paths || "-_./:@+,".contains(c);
    let text = untied(&crate::words::text::shown(text));
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    // Within these a shell would take what follows for a variable, a command, or the end.
    if !cfg!(windows) && text.contains(['"', '$', '`', '\\', '!']) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    // Before a quotation mark it would make that a letter of the word.
    let end = if text.ends_with('\\') { "\\" } else { "" };
    format!("\"{}{end}\"", text.replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Voice = Voice { lang: Lang::En, columns: None, vault: None };
    const NL: Voice = Voice { lang: Lang::Nl, columns: None, vault: None };

    #[test]
    fn numbers_sizes_and_days_follow_the_language() {
        assert_eq!(EN.count(1, Noun::Bundle), "1 bundle");
        assert_eq!(NL.count(1_406, Noun::Record), "1.406 stukken");
        assert_eq!(EN.number(1_234_567), "1,234,567");
        assert_eq!(NL.number(999), "999");
        for (bytes, en, nl) in [
            (0, "0 B", "0 B"),
            (999, "999 B", "999 B"),
            (2_000, "2.0 kB", "2,0 kB"),
            (49_600_000, "49.6 MB", "49,6 MB"),
        ] {
            assert_eq!((EN.size(bytes), NL.size(bytes)), (en.into(), nl.into()));
        }
        let time: Time = "2026-10-31T09:05:59Z".parse().unwrap();
        assert_eq!(EN.time(time), "2026-10-31 09:05 UTC");
        assert_eq!(NL.time(time), "31-10-2026 09:05 UTC");
    }

    #[test]
    fn a_command_can_be_typed_as_it_stands() {
        assert_eq!(untied(&EN.kluis(&["verify", "Drive A"])), "kluis verify \"Drive A\"");
        let command = NL.of_vault("De Wit").kluis(&["list"]);
        assert!(!command.contains(' '), "one word: {command}");
        assert_eq!(untied(&command), "kluis list --vault \"De Wit\"");
        #[cfg(not(windows))]
        let odd =
            [("\"De Brug\"", "'\"De Brug\"'"), ("A $1", "'A $1'"), ("d'A `x`", r"'d'\''A `x`'")];
        #[cfg(windows)]
        let odd =
            [("\"De Brug\"", r#""\"De Brug\"""#), ("A $1", "\"A $1\""), (r"A B\", r#""A B\\""#)];
        for (name, typed) in odd {
            assert_eq!(untied(&EN.words(&[name])), typed);
        }
    }

    #[test]
    fn a_law_is_cited_as_the_language_does() {
        for (basis, dutch) in [
            ("AWR art. 52(4); BW art. 2:10 and 3:15i", "AWR art. 52 lid 4; BW art. 2:10 en 3:15i"),
            ("AVG art. 5(1)(e)", "AVG art. 5 lid 1 onder e"),
            ("Wwft art. 34(2), 34a(3), 23", "Wwft art. 34 lid 2, 34a lid 3, 23"),
            ("AO §147(1) no. 4, (3), (4)", "AO §147(1) no. 4, (3), (4)"),
            ("a (b", "a (b"),
        ] {
            assert_eq!((EN.basis(basis), NL.basis(basis)), (basis.to_owned(), dutch.to_owned()));
        }
    }

    #[test]
    fn lists_end_in_a_word() {
        assert_eq!(EN.all_of(["A"]), "A");
        assert_eq!(NL.all_of(["A", "B", "C"]), "A, B en C");
        assert_eq!(EN.any_of(["A", "B"]), "A or B");
    }

    #[test]
    fn a_sentence_is_said_in_the_language_of_the_voice() {
        let say = |voice: &Voice, label: &str| {
            both!(voice, "{label} is connected, {n}", "{label} is aangesloten, {n}", n = 1)
        };
        assert_eq!(say(&EN, "A"), "A is connected, 1");
        assert_eq!(say(&NL, "A"), "A is aangesloten, 1");
    }
}
