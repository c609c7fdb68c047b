//! What to write in `kluis.toml` instead of what stands there.

use crate::surface::voice::{Voice, both};
use crate::things::vault::setting_names::{Form, form, meant};
use crate::words::toml_text::{NotToml, TomlFault};

/// What would be right, as far as that is known.
pub(super) fn settings_help(voice: &Voice, problem: &NotToml) -> String {
    let right = match &problem.fault {
        TomlFault::Unknown { name, below } => meant(name, below.as_deref())
            .map(|name| both!(voice, "{name} may be meant", "misschien is {name} bedoeld")),
        TomlFault::Syntax { text } if has_backslash(text) => Some(backslash_help(voice)),
        TomlFault::Syntax { text } | TomlFault::Value { text } => written(voice, text),
        TomlFault::Missing { .. } => None,
    };
    let editor = both!(voice, "correct it in an editor", "verbeter dat in een teksteditor");
    right.map_or(editor.clone(), |right| format!("{editor}: {right}"))
}

/// How a Windows path is written.
pub(super) fn backslash_help(voice: &Voice) -> String {
    both!(
        voice,
        "write a path with \\ in single quotes, or with /: folder = 'C:\\Klanten'",
        "schrijf een pad met \\ tussen enkele aanhalingstekens, of met /: folder = 'C:\\Klanten'"
    )
}

/// Whether a text in double quotes has one, which begins a sign of another kind there.
fn has_backslash(text: &str) -> bool {
    text.split_once('"').is_some_and(|(_, quoted)| quoted.contains('\\'))
}

/// The form of the setting on this line.
fn written(voice: &Voice, line: &str) -> Option<String> {
    let name = line.split('=').next().unwrap_or_default().trim();
    Some(match form(name)? {
        Form::YesNo => both!(
            voice,
            "{name} = true or {name} = false, without quotes",
            "{name} = true of {name} = false, zonder aanhalingstekens"
        ),
        Form::Number => both!(
            voice,
            "{name} = 2, say: a whole number without quotes",
            "bijvoorbeeld {name} = 2: een heel getal zonder aanhalingstekens"
        ),
        Form::Text => {
            both!(voice, "{name} = \"…\", in quotes", "{name} = \"…\", tussen aanhalingstekens")
        }
        Form::List => both!(
            voice,
            "{name} = [\"…\", \"…\"], each in quotes",
            "{name} = [\"…\", \"…\"], elk tussen aanhalingstekens"
        ),
        Form::OneOf(words) => {
            let or = both!(voice, " or ", " of ");
            let each = words.iter().map(|word| format!("{name} = \"{word}\""));
            each.collect::<Vec<_>>().join(&or)
        }
        Form::Table => return None,
    })
}
