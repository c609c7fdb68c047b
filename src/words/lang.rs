//! The languages that texts for people are in.

/// A language of the user's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    En,
    Nl,
}

impl Lang {
    /// The language of a locale's name (POSIX, XBD §8.2): `nl_NL.UTF-8` is Dutch. Anything else is English.
    pub fn of_locale(name: &str) -> Lang {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match language.to_ascii_lowercase().as_str() {
            "nl" => Lang::Nl,
            _ => Lang::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_gives_its_language() {
        for name in ["nl", "nl_NL.UTF-8", "nl-BE", "NL_nl@euro"] {
            assert_eq!(Lang::of_locale(name), Lang::Nl, "{name}");
        }
        for name in ["", "C", "POSIX", "en_GB.UTF-8", "nld", "de_NL"] {
            assert_eq!(Lang::of_locale(name), Lang::En, "{name}");
        }
    }
}
