//! Settings that would let a source go sooner than they did when they were read last, or let one person do what took
//! two, and that no command has made so: a person may have edited them, or one bit of the file may have turned. Nobody
//! can tell which, so that the stricter of the two counts, and it is told, until a person says that it was meant.

use serde::Serialize;

use crate::rules::setting::SettingValue;

use super::config::Config;

/// One setting, as it is read now and as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loosened {
    pub setting: &'static str,
    pub now: SettingValue,
    /// What counts until a person accepts the other.
    pub before: SettingValue,
}

/// Makes settings as strict as those before; gives what was looser.
pub(super) fn tighten(config: &mut Config, before: &Config) -> Vec<Loosened> {
    let mut loosened = Vec::new();
    if config.copies < before.copies {
        let (now, before) = (SettingValue::word(config.copies), SettingValue::word(before.copies));
        loosened.push(Loosened { setting: "copies", now, before });
    }
    if config.sweep_waits_for < before.sweep_waits_for {
        let now = SettingValue::word(config.sweep_waits_for);
        let before = SettingValue::word(before.sweep_waits_for);
        loosened.push(Loosened { setting: "sweep_waits_for", now, before });
    }
    if before.wants_two_persons() && !config.wants_two_persons() {
        let (now, before) = (SettingValue::YesNo(false), SettingValue::YesNo(true));
        loosened.push(Loosened { setting: "two_persons", now, before });
        config.two_persons = Some(true);
    }
    config.copies = config.copies.max(before.copies);
    config.sweep_waits_for = config.sweep_waits_for.max(before.sweep_waits_for);
    loosened
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(rest: &str) -> Config {
        Config::read(&format!("name = \"Jansen\"\n{rest}")).unwrap()
    }

    #[test]
    fn only_what_lets_a_source_go_sooner_is_held_back() {
        let before = config("copies = 3\nsweep_waits_for = \"reattached\"\n");
        let mut looser = config("copies = 1\n");
        let told = tighten(&mut looser, &before);
        let names: Vec<&str> = told.iter().map(|one| one.setting).collect();
        assert_eq!(names, ["copies", "sweep_waits_for"]);
        assert_eq!((looser.copies, looser.sweep_waits_for), (3, before.sweep_waits_for));
        let mut stricter = config("copies = 4\nsweep_waits_for = \"reattached\"\n");
        assert_eq!(tighten(&mut stricter, &before), []);
        assert_eq!(stricter.copies, 4);
    }

    #[test]
    fn two_persons_are_wanted_until_somebody_says_that_the_change_was_meant() {
        let before = config("two_persons = true\n");
        for text in ["", "two_persons = false\n"] {
            let mut looser = config(text);
            let told = tighten(&mut looser, &before);
            assert_eq!(told.iter().map(|one| one.setting).collect::<Vec<_>>(), ["two_persons"]);
            assert!(looser.wants_two_persons());
        }
        let mut stricter = config("two_persons = true\n");
        assert_eq!(tighten(&mut stricter, &config("")), []);
        assert!(stricter.wants_two_persons());
    }
}
