//! Why a text that a person wrote is not the TOML that was expected.

use crate::surface::voice::{Voice, both};
use crate::words::toml_text::{NotToml, TomlFault};

/// Names the line where the reader did.
pub fn not_toml_words(voice: &Voice, problem: &NotToml) -> String {
    let what = match &problem.fault {
        TomlFault::Syntax { text } => {
            both!(voice, "this is no TOML: {text}", "dit is geen TOML: {text}")
        }
        TomlFault::Unknown { name, below: None } => both!(
            voice,
            "there is no setting {name} here",
            "een instelling {name} bestaat hier niet"
        ),
        TomlFault::Unknown { name, below: Some(below) } => both!(
            voice,
            "there is no setting {name} below {below}; settings of the whole vault stand above the first line in brackets",
            "een instelling {name} bestaat niet onder {below}; instellingen van de hele kluis staan boven de eerste regel tussen haken"
        ),
        TomlFault::Value { text } => {
            both!(voice, "this value does not fit: {text}", "deze waarde past niet: {text}")
        }
        TomlFault::Missing { text } if text.is_empty() => {
            both!(voice, "a setting is missing", "er ontbreekt een instelling")
        }
        TomlFault::Missing { text } => both!(
            voice,
            "a setting is missing below {text}",
            "onder {text} ontbreekt een instelling"
        ),
    };
    match problem.line {
        Some(line) => both!(voice, "line {line}: {what}", "regel {line}: {what}"),
        None => what,
    }
}
