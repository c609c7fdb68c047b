//! Text that a terminal may be given. Nothing else is printed, asked or shown, so that no path can forget the escape.

use std::ops::Deref;

use super::voice::untied;
use crate::words::text::shown;

/// Lines in which a terminal finds nothing to obey: whatever was put in went through [`shown`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed(String);

impl Printed {
    /// A text of several lines, such as a file that is shown. No line of it is wrapped.
    pub fn lines(text: &str) -> Printed {
        let mut printed = Printed::default();
        text.lines().for_each(|line| printed.line(line));
        printed
    }

    /// A text in ASCII, as JSON is: of any length, and without what is neither printed nor a new line.
    pub fn ascii(text: &str) -> Printed {
        let plain = |c: &char| *c == '\n' || (' '..='~').contains(c);
        Printed(text.chars().filter(plain).collect())
    }

    /// One more line.
    pub fn line(&mut self, line: &str) {
        self.0.push_str(untied(&shown(line)).trim_end());
        self.0.push('\n');
    }

    /// The same as a question: an answer is typed behind its last line.
    pub fn asking(mut self) -> Printed {
        self.0.truncate(self.0.trim_end().len());
        self.0.push(' ');
        self
    }

    /// What stands in the other follows.
    pub fn push(&mut self, other: &Printed) {
        self.0.push_str(&other.0);
    }
}

impl Deref for Printed {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Printed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_put_in_a_terminal_finds_nothing_to_obey() {
        let hostile = "a\u{1b}[2J\u{202e}b\u{7f}\rc\u{9b}31m";
        let mut printed = Printed::lines(&format!("{hostile}\n{hostile}"));
        printed.line(&format!("{hostile}\nx"));
        printed.push(&Printed::ascii(hostile));
        let obeyed = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!printed.chars().any(obeyed), "{printed:?}");
        assert_eq!(printed.lines().count(), 4, "{printed:?}");
        let asked = Printed::lines("Type \u{1b}[2J:").asking();
        assert_eq!(&*asked, "Type \\u{1b}[2J: ");
    }
}
