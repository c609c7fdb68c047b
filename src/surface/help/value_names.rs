//! What stands for a value in a line of help: in English as the grammar has it, in Dutch by this table.

/// The Dutch word for each that is English.
const VALUE_NAMES: [(&str, &str); 41] = [
    ("NAME", "NAAM"),
    ("KEY", "SLEUTEL"),
    ("NAME|DIR", "NAAM|MAP"),
    ("FILE", "BESTAND"),
    ("DATE", "DATUM"),
    ("FROM", "DATUM"),
    ("TO", "DATUM"),
    ("MONTH", "MAAND"),
    ("MEDIUM", "SCHIJF"),
    ("BUNDLE", "BUNDEL"),
    ("BUNDLE|FILE", "BUNDEL|BESTAND"),
    ("PATH", "PAD"),
    ("PATHS", "PAD"),
    ("DIR", "MAP"),
    ("TEXT", "TEKST"),
    ("ROLE", "FUNCTIE"),
    ("WHOM", "WIE"),
    ("WHO@DATE", "WIE@DATUM"),
    ("KIND", "GROND"),
    ("PROPOSAL", "VOORSTEL"),
    ("REF", "KENMERK"),
    ("TIME", "TIJD"),
    ("PERIOD", "TERMIJN"),
    ("CLASS", "CATEGORIE"),
    ("CLASS@DATE", "CATEGORIE@DATUM"),
    ("WRITER:LINES", "SCHRIJVER:REGELS"),
    ("LABEL", "SCHIJFNAAM"),
    ("DEVICE|IMAGE", "SCHIJF|KOPIE"),
    ("COPIES", "AANTAL"),
    ("CUSTODY", "WAAR"),
    ("COUNTRY", "LAND"),
    ("GLOB=WHY", "PATROON=WAAROM"),
    ("GLOB", "PATROON"),
    ("HEX", "NUMMER"),
    ("LANG", "TAAL"),
    ("WORDS", "WOORDEN"),
    ("NUMBER", "NUMMER"),
    ("DAY", "DAG"),
    ("HOW", "HOE"),
    ("VAULT", "KLUIS"),
    ("KEY=VALUE", "SLEUTEL=WAARDE"),
];

/// The Dutch word for a value; none where the grammar's own is as good.
pub fn value_name(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    let found = VALUE_NAMES.iter().find(|(english, _)| *english == name);
    found.map(|(_, dutch)| *dutch)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory};

    use super::*;
    use crate::surface::cli::Cli;

    /// These are the same in both languages.
    const SAME: [&str; 8] = ["A[..B]", "A..B", "AGE", "CODE", "ID", "K=V", "MM-DD", "SHELL"];

    fn names(command: &Command, all: &mut BTreeSet<String>) {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            let names = arg.get_value_names().map(|names| names[0].to_string());
            let name = names.unwrap_or_else(|| arg.get_id().to_string());
            all.insert(name.to_ascii_uppercase());
        }
        command.get_subcommands().for_each(|below| names(below, all));
    }

    #[test]
    fn each_value_has_a_dutch_name_and_no_other_has() {
        let mut used = BTreeSet::new();
        names(&Cli::command(), &mut used);
        let dutch: BTreeSet<String> =
            VALUE_NAMES.iter().map(|(english, _)| (*english).to_owned()).collect();
        assert_eq!(dutch.len(), VALUE_NAMES.len(), "none stands there twice");
        let known = SAME.iter().map(|name| (*name).to_owned()).chain(dutch);
        let known: BTreeSet<String> = known.collect();
        assert_eq!(used, known, "left is used, right is known");
    }
}
