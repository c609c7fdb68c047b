//! Writes XML 1.0: elements nest by construction, and text is escaped.

use std::fmt::Write as _;

/// An XML document in the making, indented by two spaces a level.
pub struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// Starts a document.
    pub fn new() -> Xml {
        Xml { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Writes an element around what `inside` writes.
    pub fn nest(&mut self, name: &'static str, inside: impl FnOnce(&mut Xml)) {
        self.nest_with(name, &[], inside);
    }

    /// Writes an element with attributes around what `inside` writes.
    pub fn nest_with(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Xml),
    ) {
        self.start(name, attributes);
        self.text.push('\n');
        self.open.push(name);
        inside(self);
        self.open.pop();
        self.indent();
        self.end(name);
    }

    /// Writes an element that holds text.
    pub fn leaf(&mut self, name: &'static str, words: impl AsRef<str>) {
        self.leaf_with(name, &[], words);
    }

    /// Writes an element with attributes that holds text.
    pub fn leaf_with(
        &mut self,
        name: &'static str,
        attributes: &[(&str, &str)],
        words: impl AsRef<str>,
    ) {
        self.start(name, attributes);
        self.text.push_str(&escaped(words.as_ref()));
        self.end(name);
    }

    /// Gives the document's bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        assert!(self.open.is_empty(), "elements close where they were opened");
        self.text.into_bytes()
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            write!(self.text, " {key}=\"{}\"", escaped(value))
                .expect("a String takes all that is written");
        }
        self.text.push('>');
    }

    fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push_str(">\n");
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Checks that elements nest, and that nothing is left of a bare `&` or `<`.
    pub fn assert_well_formed(xml: &[u8]) {
        let text = std::str::from_utf8(xml).expect("XML here is UTF-8");
        let body = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let mut rest = body.expect("a declaration comes first");
        let mut open: Vec<&str> = Vec::new();
        let mut roots = 0;
        while let Some(at) = rest.find('<') {
            assert_references_hold(&rest[..at]);
            let end = at + rest[at..].find('>').expect("a tag ends");
            let tag = &rest[at + 1..end];
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
            } else {
                roots += usize::from(open.is_empty());
                let name = tag.split(' ').next().unwrap_or_default();
                assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == ':'), "{name}");
                assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
                open.push(name);
            }
            rest = &rest[end + 1..];
        }
        assert_eq!((open.len(), roots, rest), (0, 1, "\n"));
    }

    fn assert_references_hold(text: &str) {
        for after in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;"].iter().any(|name| after.starts_with(name));
            assert!(known, "{after}");
        }
    }

    #[test]
    fn elements_nest_and_text_is_escaped() {
        let mut xml = Xml::new();
        xml.nest_with("a", &[("k", "1\"2")], |xml| xml.leaf("b", "x & <y>"));
        let bytes = xml.into_bytes();
        assert_well_formed(&bytes);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with("<a k=\"1&quot;2\">\n  <b>x &amp; &lt;y&gt;</b>\n</a>\n"), "{text}");
    }
}
