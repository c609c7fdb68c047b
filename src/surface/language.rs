//! Which language a run speaks: `--lang`, else `KLUIS_LANG`, else the vault's own, else the user's.

use std::ffi::OsString;

use crate::words::lang::Lang;

/// The variable that says what `--lang` would say.
pub const VARIABLE: &str = "KLUIS_LANG";

/// What a person asked for: looked up before the line is understood, since help and errors speak it too.
pub fn asked_for(args: &[OsString], variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Lang> {
    let said = |text: &str| match text {
        "nl" => Some(Lang::Nl),
        "en" => Some(Lang::En),
        _ => None,
    };
    let mut words =
        args.iter().skip(1).take_while(|arg| *arg != "--").map(|arg| arg.to_string_lossy());
    while let Some(word) = words.next() {
        if word == "--lang" {
            return words.next().and_then(|text| said(&text));
        }
        if let Some(text) = word.strip_prefix("--lang=") {
            return said(text);
        }
    }
    variable(VARIABLE).and_then(|text| said(&text.to_string_lossy()))
}

/// The user's own: the first of the POSIX variables that is set (XBD §8.2), else what the system says.
pub fn of_user(variable: &dyn Fn(&str) -> Option<OsString>, system: Option<&str>) -> Lang {
    let set = |name: &&str| variable(name).filter(|text| !text.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
    match locale {
        Some(locale) => Lang::of_locale(&locale.to_string_lossy()),
        None => system.map_or(Lang::En, Lang::of_locale),
    }
}

/// The user's country, by the same words; the Netherlands where they name none.
pub fn country_of_user(
    variable: &dyn Fn(&str) -> Option<OsString>,
    system: Option<&str>,
) -> String {
    let set = |name: &&str| variable(name).filter(|text| !text.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
    let locale = locale.map(|text| text.to_string_lossy().into_owned());
    let locale = locale.or_else(|| system.map(str::to_owned)).unwrap_or_default();
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    let country = name.split(['_', '-']).nth(1).filter(|code| code.len() == 2);
    country.unwrap_or("NL").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn the_option_comes_first_then_the_variable() {
        let nothing: &dyn Fn(&str) -> Option<OsString> = &|_| None;
        let dutch: &dyn Fn(&str) -> Option<OsString> =
            &|name| (name == VARIABLE).then(|| "nl".into());
        assert_eq!(asked_for(&args("kluis list"), nothing), None);
        assert_eq!(asked_for(&args("kluis list"), dutch), Some(Lang::Nl));
        assert_eq!(asked_for(&args("kluis --lang en list"), dutch), Some(Lang::En));
        assert_eq!(asked_for(&args("kluis list --lang=nl"), nothing), Some(Lang::Nl));
        assert_eq!(asked_for(&args("kluis archive -- --lang nl"), nothing), None);
    }

    #[test]
    fn the_user_s_country_is_that_of_the_locale() {
        for (locale, country) in
            [("nl_BE.UTF-8", "BE"), ("en-gb", "GB"), ("nl", "NL"), ("C.UTF-8", "NL"), ("", "NL")]
        {
            let variable = |name: &str| (name == "LANG").then(|| OsString::from(locale));
            assert_eq!(country_of_user(&variable, None), country, "{locale}");
        }
        assert_eq!(country_of_user(&|_| None, Some("de-DE")), "DE");
    }

    #[test]
    fn the_user_s_language_is_that_of_the_first_variable_that_is_set() {
        let all = |name: &str| match name {
            "LC_ALL" => Some(OsString::new()),
            "LC_MESSAGES" => Some("nl_NL.UTF-8".into()),
            "LANG" => Some("en_US.UTF-8".into()),
            _ => None,
        };
        assert_eq!(of_user(&all, None), Lang::Nl);
        assert_eq!(of_user(&|_| None, Some("nl-NL")), Lang::Nl);
        assert_eq!(of_user(&|_| None, None), Lang::En);
        let posix = |name: &str| (name == "LC_ALL").then(|| OsString::from("C.UTF-8"));
        assert_eq!(of_user(&posix, Some("nl-NL")), Lang::En);
    }
}
