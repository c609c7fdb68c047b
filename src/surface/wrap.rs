//! Where a line ends that is wider than a terminal: between words, and never within a command, a quoted name or an
//! option and its value.

use super::voice::{TIE, untied};

/// How wide a line is that a person reads on a terminal whose width is not known.
pub const COLUMNS: usize = 80;
/// A terminal that says it is narrower is written to as if it had so many: a word needs some room.
pub const NARROWEST: usize = 20;

/// The line's pieces, the first as it is and the others behind `hang` spaces, each within `columns` where its words
/// let it. Without columns there is one piece.
pub fn wrapped(line: &str, columns: Option<usize>, hang: usize) -> Vec<String> {
    let Some(columns) = columns.filter(|columns| width(line) > *columns) else {
        return vec![untied(line)];
    };
    let rest = line.trim_start_matches(' ');
    let mut pieces = Vec::new();
    let mut piece = line[..line.len() - rest.len()].to_owned();
    for (at, word) in words(rest).into_iter().enumerate() {
        if at > 0 && !word.is_empty() && width(&piece) + 1 + width(&word) > columns {
            pieces.push(piece.trim_end().to_owned());
            piece = " ".repeat(hang);
        } else if at > 0 {
            piece.push(' ');
        }
        piece.push_str(&word);
    }
    pieces.push(piece.trim_end().to_owned());
    pieces.iter().map(|piece| untied(piece)).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// What stands between spaces at which a line may end; empty ones where spaces follow each other.
fn words(line: &str) -> Vec<String> {
    let parts: Vec<&str> = line.split(' ').collect();
    let (mut words, mut at) = (Vec::new(), 0);
    while at < parts.len() {
        let mut end = at + 1;
        if let Some(more) = quoted(&parts[at..]) {
            end += more;
        }
        // `kluis list` and `--to MEDIUM` stay together, in a sentence too.
        while end < parts.len() && holds_on(parts[end - 1]) && !parts[end].is_empty() {
            end += 1 + quoted(&parts[end..]).unwrap_or(0);
        }
        words.push(parts[at..end].join(&TIE.to_string()));
        at = end;
    }
    words
}

/// How many parts follow the first until its quotes close, where it opens some.
fn quoted(parts: &[&str]) -> Option<usize> {
    let open = |part: &str| part.matches('"').count() % 2 == 1;
    parts.first().filter(|part| open(part))?;
    parts.iter().skip(1).position(|part| open(part)).map(|at| at + 1)
}

/// Whether what follows such a word belongs to it.
fn holds_on(word: &str) -> bool {
    let option = word.starts_with("--") && word.ends_with(|c: char| c.is_alphanumeric());
    option || word == "kluis"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::surface::voice::tied;

    fn at(columns: usize, line: &str, hang: usize) -> Vec<String> {
        wrapped(line, Some(columns), hang)
    }

    #[test]
    fn a_long_line_ends_between_words_and_goes_on_behind_its_indent() {
        assert_eq!(at(12, "one two three four", 2), ["one two", "  three four"]);
        assert_eq!(at(12, "  one two three", 4), ["  one two", "    three"]);
        assert_eq!(at(80, "  short", 4), ["  short"]);
        assert_eq!(at(8, "name   one two", 7), ["name", "       one", "       two"]);
        assert_eq!(wrapped("one two three four", None, 2), ["one two three four"]);
    }

    #[test]
    fn no_line_ends_within_a_command_a_quoted_name_or_before_an_option_s_value() {
        let command = tied("kluis verify --deep");
        assert_eq!(
            at(16, &format!("plug it in, then {command}: it is read"), 2),
            ["plug it in, then", "  kluis verify --deep:", "  it is read"]
        );
        assert_eq!(
            at(16, "it is in \"Drive A of mine\" now", 0),
            ["it is in", "\"Drive A of mine\"", "now"]
        );
        assert_eq!(at(12, "give it --to FILE then", 0), ["give it", "--to FILE", "then"]);
        assert_eq!(at(9, "see kluis list now", 0), ["see", "kluis list", "now"]);
        // A quote that nothing closes holds nothing together.
        assert_eq!(at(8, "5\" and more words", 0), ["5\" and", "more", "words"]);
    }

    #[test]
    fn a_word_wider_than_the_terminal_stays_whole() {
        assert_eq!(at(8, "in /a/long/folder now", 2), ["in", "  /a/long/folder", "  now"]);
    }
}
