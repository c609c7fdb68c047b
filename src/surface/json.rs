//! What `--json` prints: one document on standard output. Field names are stable; more may join them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::errors::Said;
use super::exit::Exit;
use super::printed::Printed;
use super::voice::untied;

/// A report's fields and the exit code.
pub fn report(report: &impl Serialize, exit: Exit) -> Value {
    let mut document = Map::new();
    document.insert("exit".into(), exit.code().into());
    match serde_json::to_value(report) {
        Ok(Value::Object(fields)) => document.extend(fields),
        other => unreachable!("a report is a struct of our own types, and serializes: {other:?}"),
    }
    document.into()
}

/// Fields that join a report's.
pub fn value(fields: &impl Serialize) -> Value {
    serde_json::to_value(fields).expect("our own types serialize")
}

/// An error. The exit code stands where every document has it, too.
pub fn error(said: &Said) -> Value {
    let Said { exit, message, help } = said;
    let (exit, message, help) = (exit.code(), untied(message), untied(help));
    json!({ "error": { "exit": exit, "message": message, "help": help }, "exit": exit })
}

/// Several vaults' documents, and the highest exit code.
pub fn each(documents: Vec<Value>, exit: Exit) -> Value {
    json!({ "exit": exit.code(), "vaults": documents })
}

/// Where the items of a list are printed that is read only meanwhile. No text has it, since JSON escapes its quotes.
pub const STREAMED: &str = "\"listed\": []";

/// The same with its items: what stands before them and behind them.
pub const STREAMED_AROUND: (&str, &str) = ("\"listed\": [", "\n]");

/// One item of such a list, on a line of its own.
pub fn item(item: &impl Serialize, first: bool) -> Printed {
    let line = format!("{}\n{}", if first { "" } else { "," }, value(item));
    Printed::ascii(&line.chars().flat_map(escaped).collect::<String>())
}

/// The document as it is printed.
pub fn text(document: &Value) -> Printed {
    // ASCII and no control characters outside of escapes: nothing that a terminal obeys.
    let escaped: String = format!("{document:#}\n").chars().flat_map(escaped).collect();
    Printed::ascii(&escaped)
}

/// serde escapes what JSON must; a terminal obeys more than that (DEL, C1, bidirectional controls).
fn escaped(c: char) -> Vec<char> {
    if c == '\n' || (' '..='~').contains(&c) {
        return vec![c];
    }
    let units = c.encode_utf16(&mut [0; 2]).to_vec();
    units.iter().flat_map(|unit| format!("\\u{unit:04x}").chars().collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_escaped_and_read_back_the_same() {
        let hostile = json!({ "name": "é\u{202e}\u{9b}31m\u{7f}😀\n\"" });
        let printed = text(&hostile);
        assert!(printed.is_ascii());
        assert!(!printed.trim_end().contains('\u{7f}'));
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), hostile);
    }
}
