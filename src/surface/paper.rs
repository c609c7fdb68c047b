//! A page for paper, or for somebody else: one HTML file of headings, facts, tables and questions, without a script and
//! without anything that a browser fetches. Legible on a desk, on a phone and in print.
//!
//! Refuses to know what it is about. What somebody else chose is harmless in it: all of it is escaped here.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use super::page::Lean;
use super::qr::Qr;
use super::voice::{Voice, untied};
use crate::words::lang::Lang;
use crate::words::text::shown;

const TEMPLATE: &str = include_str!("page_texts/paper.html");
/// A word that is no longer than this stays on one line of a table: a number, a day.
const WHOLE_CHARS_MAX: usize = 20;

/// A page as it grows, from top to bottom.
#[derive(Debug, Serialize)]
pub(super) struct Paper {
    lang: &'static str,
    title: String,
    under: Vec<String>,
    blocks: Vec<Block>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Block {
    Heading { text: String },
    Text { text: String },
    Type { text: String },
    Line,
    Ask { text: String, answers: Vec<String> },
    Facts { rows: Vec<(String, String)> },
    Code { what: String, code: Qr },
    Rows { head: Vec<Head>, rows: Vec<Vec<Cell>> },
}

#[derive(Debug, Serialize)]
struct Head {
    title: String,
    right: bool,
}

#[derive(Debug, Serialize)]
struct Cell {
    /// The column's title, which stands beside the cell where a row is a block.
    head: String,
    text: String,
    right: bool,
    whole: bool,
    /// How long a bar stands there in place of text, of a hundred.
    bar: Option<u64>,
}

impl Paper {
    /// A page of this title; what it is about stands under it, a line each.
    pub fn new(voice: &Voice, title: &str, under: &[String]) -> Paper {
        let lang = match voice.lang {
            Lang::En => "en",
            Lang::Nl => "nl",
        };
        let under = under.iter().map(|line| safe(line)).collect();
        Paper { lang, title: safe(title), under, blocks: vec![] }
    }

    /// What the part below is about.
    pub fn heading(&mut self, text: impl AsRef<str>) {
        self.blocks.push(Block::Heading { text: safe(text.as_ref()) });
    }

    /// A sentence or more.
    pub fn text(&mut self, text: impl AsRef<str>) {
        self.blocks.push(Block::Text { text: safe(text.as_ref()) });
    }

    /// What a person types.
    pub fn command(&mut self, line: impl AsRef<str>) {
        self.blocks.push(Block::Type { text: safe(line.as_ref()) });
    }

    /// A code to scan, and what it is for whoever can't see it.
    pub fn code(&mut self, what: &str, code: Qr) {
        self.blocks.push(Block::Code { what: safe(what), code });
    }

    /// A question, with boxes to tick.
    pub fn ask(&mut self, question: impl AsRef<str>, answers: &[String]) {
        let answers = answers.iter().map(|answer| safe(answer)).collect();
        self.blocks.push(Block::Ask { text: safe(question.as_ref()), answers });
    }

    /// A question that somebody answers in writing.
    pub fn write(&mut self, question: impl AsRef<str>) {
        self.text(question);
        self.line();
    }

    /// A line to write on.
    pub fn line(&mut self) {
        self.blocks.push(Block::Line);
    }

    /// Names and what each is.
    pub fn facts(&mut self, facts: &[(String, String)]) {
        let rows = facts.iter().map(|(name, fact)| (safe(name), safe(fact))).collect();
        self.blocks.push(Block::Facts { rows });
    }

    /// Rows under a head.
    pub fn table(&mut self, head: &[(String, Lean)], rows: impl IntoIterator<Item = Vec<String>>) {
        let rows = rows.into_iter().map(|row| cells(head, &row)).collect();
        self.blocks.push(Block::Rows { head: heads(head), rows });
    }

    /// Rows under a head, each with a bar behind it as long as its number is, beside the greatest.
    pub fn bars(&mut self, head: &[(String, Lean)], rows: &[(Vec<String>, u64)]) {
        let greatest = rows.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
        let share = |number: u64| u128::from(number) * 100 / u128::from(greatest);
        let bar = |number: u64| Cell {
            head: String::new(),
            text: String::new(),
            right: false,
            whole: false,
            bar: Some(u64::try_from(share(number)).unwrap_or(100)),
        };
        let row = |(row, number): &(Vec<String>, u64)| {
            cells(head, row).into_iter().chain([bar(*number)]).collect()
        };
        let rows = rows.iter().map(row).collect();
        let mut head = heads(head);
        head.push(Head { title: String::new(), right: false });
        self.blocks.push(Block::Rows { head, rows });
    }

    /// The whole page.
    pub fn into_html(self) -> String {
        let mut pages = Environment::new();
        pages.set_auto_escape_callback(|_| AutoEscape::Html);
        pages.add_template("page", TEMPLATE).expect("the template is ours, and a test renders it");
        let page = pages.get_template("page").expect("it was just added");
        page.render(Serde(&self)).expect("all that the template names is there")
    }
}

fn heads(head: &[(String, Lean)]) -> Vec<Head> {
    let one =
        |(title, lean): &(String, Lean)| Head { title: safe(title), right: *lean == Lean::Right };
    head.iter().map(one).collect()
}

fn cells(head: &[(String, Lean)], row: &[String]) -> Vec<Cell> {
    let cell = |((title, lean), text): (&(String, Lean), &String)| {
        let text = safe(text);
        Cell {
            head: safe(title),
            right: *lean == Lean::Right,
            whole: !text.contains(' ') && text.chars().count() <= WHOLE_CHARS_MAX,
            text,
            bar: None,
        }
    };
    head.iter().zip(row).map(cell).collect()
}

/// The text without anything that a terminal would obey. The template escapes what a browser would.
fn safe(text: &str) -> String {
    shown(&untied(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> String {
        let evil = "<script>a\u{1b}[31m</script>\"'&".to_owned();
        let mut paper = Paper::new(&Voice::new(Lang::Nl), &evil, std::slice::from_ref(&evil));
        paper.heading(&evil);
        paper.text(&evil);
        paper.command(&evil);
        paper.code(&evil, Qr::of(&evil).unwrap());
        paper.ask(&evil, std::slice::from_ref(&evil));
        paper.write(&evil);
        paper.facts(&[(evil.clone(), evil.clone())]);
        let head = [(evil.clone(), Lean::Left), ("N".to_owned(), Lean::Right)];
        paper.table(&head, [vec![evil.clone(), "1".to_owned()]]);
        paper.bars(&head, &[(vec![evil, "3".to_owned()], 3), (vec!["x".into(), "1".into()], 1)]);
        paper.into_html()
    }

    #[test]
    fn what_a_person_typed_is_no_markup_anywhere() {
        let page = page();
        assert!(!page.contains("<script") && !page.contains('\u{1b}'), "{page}");
        assert_eq!(page.matches("&lt;script&gt;").count(), 20, "{page}");
        let quotes = page.matches("&quot;").count();
        assert_eq!(quotes, 20, "{page}");
    }

    #[test]
    fn nothing_is_fetched_and_each_element_is_closed() {
        let page = page();
        for word in ["http:", "https:", "src=", "<link", "url(", "@import"] {
            assert!(!page.contains(word), "{word}");
        }
        for name in
            ["html", "head", "body", "table", "tr", "td", "th", "p", "span", "div", "h2", "svg"]
        {
            let opened = page.matches(&format!("<{name}>")).count()
                + page.matches(&format!("<{name} ")).count();
            assert_eq!(opened, page.matches(&format!("</{name}>")).count(), "{name}: {page}");
        }
        assert!(page.contains("width:100%") && page.contains("width:33%"), "{page}");
    }
}
