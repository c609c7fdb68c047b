//! What the settings in `kluis.toml` are called, table by table, and what form each has: for whoever mistyped one.

use crate::words::nearest::nearest;

/// What stands behind the `=` of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    YesNo,
    Number,
    Text,
    List,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A table of its own, or a list of tables.
    Table,
}

use Form::{List, Number, OneOf, Table, Text, YesNo};

/// The settings below each table; those of the whole vault stand below none.
const SETTINGS: [(&str, &[(&str, Form)]); 6] = [
    (
        "",
        &[
            ("name", Text),
            ("lang", OneOf(&["nl", "en"])),
            ("copies", Number),
            ("custody", OneOf(&["with-bundle", "apart"])),
            ("parity", YesNo),
            ("no_parity_on", List),
            ("sweep_waits_for", OneOf(&["read-back", "reattached"])),
            ("verify_every_days", Number),
            ("outbox_bytes", Number),
            ("pdf_text", YesNo),
            ("two_persons", YesNo),
            ("sources", List),
            ("ignore", List),
            ("source", Table),
            ("book_year", Table),
            ("statement", Table),
            ("class", Table),
        ],
    ),
    (
        "[[source]]",
        &[
            ("folder", Text),
            ("class", Text),
            ("date", OneOf(&["folder", "file", "document"])),
            ("move", YesNo),
            ("inactive_days", Number),
            ("rule", Table),
        ],
    ),
    ("[[source.rule]]", &[("match", Text), ("class", Text)]),
    ("[[book_year]]", &[("from", Text), ("to", Text)]),
    (
        "[statement]",
        &[
            ("controller", Text),
            ("processor", Text),
            ("return_or_delete", Text),
            ("category_before", Text),
        ],
    ),
    (
        "[[class]]",
        &[
            ("id", Text),
            ("name_nl", Text),
            ("name_en", Text),
            ("event", Text),
            ("event_nl", Text),
            ("starts", Text),
            ("period", Text),
            ("nature", Text),
            ("confidential", YesNo),
            ("open_ended", YesNo),
            ("shorter_on_ground", YesNo),
            ("other_periods", List),
            ("ground_needed", YesNo),
            ("ground", Text),
            ("basis", Text),
            ("jurisdiction", Text),
            ("note", Text),
            ("note_nl", Text),
            ("holds", Text),
            ("holds_nl", Text),
        ],
    ),
];

/// The setting that may have been meant below this line in brackets, or of the whole vault where there is none.
pub fn meant(typed: &str, below: Option<&str>) -> Option<&'static str> {
    let below = below.unwrap_or_default();
    let names = SETTINGS.iter().filter(|(table, _)| *table == below).flat_map(|(_, names)| *names);
    nearest(typed, names.map(|(name, _)| *name))
}

/// The form of the setting of this name, in whatever table it is.
pub fn form(name: &str) -> Option<Form> {
    let mut names = SETTINGS.iter().flat_map(|(_, names)| *names);
    names.find(|(known, form)| *known == name && *form != Table).map(|(_, form)| *form)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::things::vault::config::{Config, ConfigProblem};
    use crate::words::toml_text::TomlFault;

    #[test]
    fn each_name_is_a_setting_where_it_is_said_to_be() {
        for (table, names) in SETTINGS {
            // A rule is a source's.
            let table = match table {
                "[[source.rule]]" => "[[source]]\n[[source.rule]]",
                table => table,
            };
            for (name, _) in names {
                // A number with a point is what no setting is.
                let text = format!("{table}\n{name} = 0.5\n");
                let fault = match Config::read(&text).unwrap_err() {
                    ConfigProblem::Toml(problem) => problem.fault,
                    other => panic!("{table} {name}: {other:?}"),
                };
                assert!(!matches!(fault, TomlFault::Unknown { .. }), "{table} {name}: {fault:?}");
            }
            let text = format!("{table}\nno_such_setting = 0.5\n");
            let Err(ConfigProblem::Toml(problem)) = Config::read(&text) else { panic!("{table}") };
            assert!(matches!(problem.fault, TomlFault::Unknown { .. }), "{table}");
        }
    }

    #[test]
    fn what_was_mistyped_is_looked_for_in_its_own_table() {
        assert_eq!(meant("clas", Some("[[source]]")), Some("class"));
        assert_eq!(meant("copis", None), Some("copies"));
        assert_eq!(meant("copis", Some("[[source]]")), None);
        assert_eq!((form("move"), form("class"), form("source")), (Some(YesNo), Some(Text), None));
    }
}
