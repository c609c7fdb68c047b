//! `kluis help guide`: the guide of `docs/`, as it reads in a terminal.

use super::printed::Printed;
use super::wrap::wrapped;
use crate::words::lang::Lang;

const DUTCH: &str = include_str!("../../docs/handleiding.md");
const ENGLISH: &str = include_str!("../../docs/guide.md");

/// What begins a line that is for a browser, or for the test that follows the guide.
const NOT_READ: [&str; 4] = ["<!--", FENCE, "- [", "!["];

/// Begins and ends lines that are to be typed, or to stand in a file.
const FENCE: &str = "```";

/// The guide in this language: headings, paragraphs that end where the terminal does, and lines to type as they stand.
pub fn text(lang: Lang, columns: Option<usize>) -> Printed {
    let whole = match lang {
        Lang::Nl => DUTCH,
        Lang::En => ENGLISH,
    };
    let mut printed = Printed::default();
    let mut paragraph = String::new();
    let end = |paragraph: &mut String, printed: &mut Printed| {
        for line in wrapped(&without_links(paragraph), columns, 0) {
            printed.line(&line);
        }
        paragraph.clear();
    };
    let (mut blank, mut fenced) = (true, false);
    for line in whole.lines() {
        fenced ^= line.starts_with(FENCE);
        if NOT_READ.iter().any(|mark| line.starts_with(mark)) {
            continue;
        }
        let alone = fenced || line.is_empty() || line.starts_with('#');
        if !alone {
            let space = if paragraph.is_empty() { "" } else { " " };
            paragraph += &format!("{space}{line}");
            continue;
        }
        if !paragraph.is_empty() {
            end(&mut paragraph, &mut printed);
            blank = false;
        }
        if !(line.is_empty() && blank) {
            printed.line(line);
        }
        blank = line.is_empty();
    }
    if !paragraph.is_empty() {
        end(&mut paragraph, &mut printed);
    }
    printed
}

/// The words of each link, without where it leads.
fn without_links(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, behind)) = rest.split_once("](") {
        let Some((words, (_, after))) = before.rsplit_once('[').zip(behind.split_once(')')) else {
            break;
        };
        text += words.0;
        text += words.1;
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_without_links_and_marks_in_both_languages() {
        for lang in [Lang::Nl, Lang::En] {
            let text = text(lang, Some(80));
            assert!(text.contains("\n$ kluis month 2026-10\n"), "{text}");
            assert!(text.contains("\nclass = \"nl-payroll\"\nmove = true\n"), "{text}");
            assert!(!text.contains("]("), "{text}");
            assert!(!text.contains("<!--") && !text.contains("```"), "{text}");
            assert!(!text.contains("!["), "a picture in a terminal: {text}");
            assert!(!text.contains("\n\n\n"), "{text}");
            let pasted = |line: &str| line.starts_with("$ ") || line.starts_with("schtasks ");
            let wide = |line: &&str| !pasted(line) && line.chars().count() > 80;
            assert_eq!(text.lines().find(wide), None);
        }
        assert_eq!(
            without_links("see [this page](a.md#b), and [that](c.md)."),
            "see this page, and that."
        );
        assert_eq!(without_links("an [open one](a"), "an [open one](a");
    }
}
