//! Settings that would let a source go sooner than they did when they were read last, and that no command has made so:
//! a person may have edited them, or one bit of the file may have turned. Nobody can tell which, so that the stricter
//! of the two counts, and it is told, until a person says that it was meant.

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
}
