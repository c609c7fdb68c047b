//! Canonical JSON (format, §1): one spelling for each value, so that a signature covers a value and not a layout.
//!
//! Refuses to know what the values mean. The size is bounded by the caller, before these functions see the bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use super::limits::JSON_DEPTH_MAX;

/// Why bytes are not a canonical document or line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{self:?}")]
pub enum NotCanonical {
    /// They are no JSON of the shape that was asked for.
    Shape(Shape),
    /// They say it in other bytes than the canonical ones.
    Bytes,
    /// The format that it says it has, as JSON spells it; none where it says nothing.
    Format(Option<String>),
    /// By its name as JSON spells it, in quotes.
    Critical(String),
}

/// What is wrong with the shape of bytes that should be JSON of ours.
#[expect(missing_docs, reason = "the variants' fields are what their lines speak of")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// They are no JSON; lines and columns count from 1.
    Syntax { line: usize, column: usize },
    /// They end too early.
    CutShort,
    /// They are JSON: a field is missing, unknown, or of another kind or form.
    Fields,
    /// A number is no integer within 2^53.
    Number,
    /// It is nested too deeply.
    Depth,
    /// The list of what a reader must know is missing.
    NoCritical,
}

impl From<serde_json::Error> for NotCanonical {
    fn from(problem: serde_json::Error) -> Self {
        NotCanonical::Shape(match problem.classify() {
            Category::Data => Shape::Fields,
            Category::Eof => Shape::CutShort,
            Category::Syntax | Category::Io => {
                Shape::Syntax { line: problem.line(), column: problem.column() }
            }
        })
    }
}

/// The document form: one space a level, one LF at the end.
pub fn document<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = String::new();
    write_value(&to_value(value), Some(0), &mut text);
    text.push('\n');
    text.into_bytes()
}

/// The line form: no white space, one LF at the end.
pub fn line<T: Serialize>(value: &T) -> Vec<u8> {
    let mut text = String::new();
    write_value(&to_value(value), None, &mut text);
    text.push('\n');
    text.into_bytes()
}

/// Reads a document, and demands that its bytes are the canonical ones, format 1, nothing critical unknown.
pub fn read_document<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    let value = parse(bytes)?;
    check(&value, bytes, Some(0))?;
    from_value(value)
}

/// Reads a line with the same demands; `bytes` ends in its LF.
pub fn read_line<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    let value = parse(bytes)?;
    check(&value, bytes, None)?;
    from_value(value)
}

/// Reads JSON that is covered by a sealed hash and need not repeat format and critical (index lines).
pub fn read_inner<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotCanonical> {
    Ok(serde_json::from_slice(bytes)?)
}

fn to_value<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("our own types have string keys and no failing serializers")
}

fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, NotCanonical> {
    Ok(serde_json::from_value(value)?)
}

fn parse(bytes: &[u8]) -> Result<Value, NotCanonical> {
    let value: Value = serde_json::from_slice(bytes)?;
    if !whole_numbers(&value) {
        return Err(NotCanonical::Shape(Shape::Number));
    }
    if depth(&value) > JSON_DEPTH_MAX {
        return Err(NotCanonical::Shape(Shape::Depth));
    }
    Ok(value)
}

fn check(value: &Value, bytes: &[u8], indent: Option<usize>) -> Result<(), NotCanonical> {
    match value.get("format") {
        Some(Value::Number(n)) if n.as_u64() == Some(1) => {}
        other => return Err(NotCanonical::Format(other.map(Value::to_string))),
    }
    match value.get("critical") {
        Some(Value::Array(names)) => {
            if let Some(name) = names.first() {
                return Err(NotCanonical::Critical(name.to_string()));
            }
        }
        _ => return Err(NotCanonical::Shape(Shape::NoCritical)),
    }
    let mut text = String::with_capacity(bytes.len());
    write_value(value, indent, &mut text);
    text.push('\n');
    if text.as_bytes() == bytes { Ok(()) } else { Err(NotCanonical::Bytes) }
}

/// Integers within ±2^53 only: what every JSON library keeps.
fn whole_numbers(value: &Value) -> bool {
    match value {
        Value::Number(n) => n.as_i64().is_some_and(|n| n.unsigned_abs() <= 1 << 53),
        Value::Array(items) => items.iter().all(whole_numbers),
        Value::Object(map) => map.values().all(whole_numbers),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// The deepest nesting, counted without recursion beyond what the parser itself allowed (128).
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn write_value(value: &Value, indent: Option<usize>, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(n) => out.push_str(&n.to_string()),
        Value::String(text) => write_string(text, out),
        Value::Array(items) => {
            let items = items.iter().map(|item| (None, item));
            write_group('[', ']', items, indent, out);
        }
        Value::Object(map) => {
            let mut pairs: Vec<_> = map.iter().collect();
            pairs.sort_by(|a, b| a.0.cmp(b.0));
            let items = pairs.into_iter().map(|(key, item)| (Some(key.as_str()), item));
            write_group('{', '}', items, indent, out);
        }
    }
}

fn write_group<'a>(
    open: char,
    close: char,
    items: impl Iterator<Item = (Option<&'a str>, &'a Value)>,
    indent: Option<usize>,
    out: &mut String,
) {
    out.push(open);
    let mut empty = true;
    for (key, item) in items {
        if !empty {
            out.push(',');
        }
        empty = false;
        new_line(indent.map(|level| level + 1), out);
        if let Some(key) = key {
            write_string(key, out);
            out.push_str(if indent.is_some() { ": " } else { ":" });
        }
        write_value(item, indent.map(|level| level + 1), out);
    }
    if !empty {
        new_line(indent, out);
    }
    out.push(close);
}

fn new_line(indent: Option<usize>, out: &mut String) {
    if let Some(level) = indent {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', level));
    }
}

/// ASCII only: the escapes of RFC 8259 with short forms, the rest as `\uXXXX` in lower case.
fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_bytes_are_those_of_python_s_json() {
        let value = json!({"b": [], "a": {"é\u{7f}": "😀\n\u{0}"}, "format": 1, "critical": [], "n": [1, -2, null, true]});
        assert_eq!(
            String::from_utf8(document(&value)).unwrap(),
            "{\n \"a\": {\n  \"\\u00e9\\u007f\": \"\\ud83d\\ude00\\n\\u0000\"\n },\n \"b\": [],\n \"critical\": [],\n \
             \"format\": 1,\n \"n\": [\n  1,\n  -2,\n  null,\n  true\n ]\n}\n"
        );
        assert!(read_document::<Value>(&document(&value)).is_ok());
        assert!(read_line::<Value>(&line(&value)).is_ok());
    }

    #[test]
    fn another_spelling_of_the_same_value_is_refused() {
        for text in [
            "{\"critical\":[], \"format\":1}\n",
            "{\"format\":1,\"critical\":[]}\n",
            "{\"critical\":[],\"format\":1}",
            "{\"critical\":[],\"format\":1,\"format\":1}\n",
            "{\"a\":1.0,\"critical\":[],\"format\":1}\n",
            "{\"a\":9007199254740993,\"critical\":[],\"format\":1}\n",
            "{\"a\":\"\\u0041\",\"critical\":[],\"format\":1}\n",
        ] {
            assert!(read_line::<Value>(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn an_unknown_format_and_a_critical_word_are_refused() {
        let refused = |value: Value| read_line::<Value>(&line(&value)).unwrap_err();
        assert!(matches!(refused(json!({"format": 2, "critical": []})), NotCanonical::Format(_)));
        let critical = refused(json!({"format": 1, "critical": ["x"]}));
        assert!(matches!(critical, NotCanonical::Critical(what) if what.contains("\"x\"")));
        assert!(matches!(refused(json!({"format": 1})), NotCanonical::Shape(_)));
    }
}
