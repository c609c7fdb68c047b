//! The texts that go onto drives, onto paper and beside what is given back. They outlive this program, and are read
//! without it.

use crate::formats::entry::FileFacts;
use crate::formats::statement::Statement;
use crate::powers::asker::Setting;
use crate::things::medium::DriveTexts;
use crate::verbs::delivered::{Delivery, DeliveryRow, Ending, Piece};
use crate::verbs::init::groups;
use crate::verbs::list_page::Reviewed;
use crate::verbs::occasions::Occasion;
use crate::verbs::session::Texts;
use crate::words::day::Day;
use crate::words::digest::Digest;
use crate::words::ids::{BundleId, VaultId};
use crate::words::lang::Lang;
use crate::words::text::shown;

use super::voice::{Voice, both};
use super::{delivery_page, review_page, spreadsheet, statement_page, text};

const README: &str = include_str!("drive_texts/README.txt");
const LEESMIJ: &str = include_str!("drive_texts/LEESMIJ.txt");
const AUDIT_README: &str = include_str!("audit_texts/README.txt");
const AUDIT_LEESMIJ: &str = include_str!("audit_texts/LEESMIJ.txt");
const BUNDLE_README: &str = include_str!("drive_texts/bundle_readme.txt");
const SHEET: &str = include_str!("drive_texts/sheet.txt");
const SPEC: &str = include_str!("../../docs/format.md");
const READER: &str = include_str!("../../docs/reader.py");
/// Groups of the paper identity on one line of the sheet.
const GROUPS_A_LINE: usize = 5;
/// Hex digits in a group of a number that a person compares, and groups on a line.
const HEX_GROUP: usize = 4;
const HEX_GROUPS_A_LINE: usize = 8;

/// The shipped texts. Those for a drive are in both languages.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shipped {
    /// The language of what is for this user alone.
    pub lang: Lang,
}

impl Texts for Shipped {
    fn drive(&self, vault: VaultId) -> DriveTexts {
        let filled = |text: &str| {
            text.replace("{vault_folder}", &vault.folder())
                .replace("{vault_id}", &vault.to_string())
        };
        DriveTexts {
            files: vec![
                ("README.txt", filled(README)),
                ("LEESMIJ.txt", filled(LEESMIJ)),
                ("spec/SPEC.md", SPEC.to_owned()),
                ("spec/reader.py", READER.to_owned()),
            ],
        }
    }

    fn audit(&self) -> Vec<(&'static str, String)> {
        vec![("README.txt", AUDIT_README.to_owned()), ("LEESMIJ.txt", AUDIT_LEESMIJ.to_owned())]
    }

    fn bundle(&self, bundle: BundleId, volumes: &[FileFacts]) -> String {
        let names = volumes.iter().map(|file| file.name.as_str());
        let payload: Vec<&str> = names.filter(|name| name.starts_with("payload-")).collect();
        BUNDLE_README
            .replace("{bundle}", &bundle.to_string())
            .replace("{volumes}", &payload.join("+"))
    }

    fn delivery(&self, delivery: &Delivery) -> (&'static str, Piece) {
        let name = match self.lang {
            Lang::En => "delivery-list",
            Lang::Nl => "verstrekkingslijst",
        };
        let voice = Voice::new(self.lang);
        let page = delivery_page::head(&voice, delivery);
        (name, Piece { page, table: spreadsheet::delivery_head(&voice) })
    }

    fn occasion(&self, client: &str, occasion: &Occasion) -> String {
        text::occasion(&Voice::new(self.lang), client, occasion)
    }

    fn delivery_row(&self, row: &DeliveryRow<'_>) -> Piece {
        let voice = Voice::new(self.lang);
        let page = delivery_page::row(&voice, row);
        Piece { page, table: spreadsheet::delivery_row(&voice, row) }
    }

    fn delivery_end(&self, ending: &Ending<'_>) -> String {
        delivery_page::end(&Voice::new(self.lang), ending)
    }

    fn review(&self, reviewed: &Reviewed) -> String {
        review_page::page(&Voice::new(self.lang), reviewed)
    }

    fn statement(&self, statement: &Statement) -> Option<(&'static str, Vec<u8>)> {
        statement_page::page(&Voice::new(self.lang), statement)
    }

    fn source_example(&self, name: &str) -> String {
        let voice = &Voice::new(self.lang);
        // A name with a quote in it, or a sign that no path has, is nobody's folder.
        let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | '&');
        let client = if name.chars().all(plain) { name } else { "…" };
        both!(
            voice,
            "\n# What kluis month seals each month: take the # away, and fill in your folder.\n\
             # Settings of one line, as ignore = [\"…\"], go above the first [[…]].\n\
             #\n\
             # [[source]]\n\
             # folder = 'Clients/{client}'    # on this PC, with folders such as 2026-10 in it\n\
             # class = \"nl-admin-basis\"      # see: kluis class list\n\
             # move = true                    # goes from this PC once there are copies enough\n",
            "\n# Wat kluis month elke maand verzegelt: haal de # weg, en vul uw map in.\n\
             # Instellingen van één regel, zoals ignore = [\"…\"], komen boven de eerste [[…]].\n\
             #\n\
             # [[source]]\n\
             # folder = 'Klanten/{client}'    # op deze pc, met mappen als 2026-10 erin\n\
             # class = \"nl-admin-basis\"      # zie: kluis class list\n\
             # move = true                    # gaat van deze pc zodra er kopieën genoeg zijn\n"
        )
    }

    fn sheet(
        &self,
        name: &str,
        day: Day,
        vault: VaultId,
        identity: &str,
        settings: &[Setting],
    ) -> String {
        let numbered: Vec<String> = groups(identity)
            .iter()
            .enumerate()
            .map(|(at, group)| format!("{:>2} {group:<4}", at + 1))
            .collect();
        let lines: Vec<String> =
            numbered.chunks(GROUPS_A_LINE).map(|line| line.join("    ")).collect();
        SHEET
            .replace("{groups}", lines.join("\n  ").trim_end())
            .replace("{reader}", &in_groups(Digest::of(READER.as_bytes())).join("\n  "))
            .replace("{settings}", &settings_in_both(settings))
            .replace("{identity}", identity)
            .replace("{vault_id}", &vault.to_string())
            .replace("{day}", &day_in_both(day))
            // Last, so that a name can't hold another place.
            .replace("{name}", &shown(name))
    }
}

/// The sheet is in both languages, and so are its days: each can be read in one way only.
fn day_in_both(day: Day) -> String {
    let [en, nl] = [Lang::En, Lang::Nl].map(|lang| Voice::new(lang).long_day(day));
    if en == nl { en } else { format!("{en} / {nl}") }
}

/// Settings as they stand in `kluis.toml`, one a line; a value that differs in Dutch stands below.
fn settings_in_both(settings: &[Setting]) -> String {
    let [en, nl] = [Lang::En, Lang::Nl].map(Voice::new);
    let mut lines = Vec::new();
    for Setting { name, value } in settings {
        let (english, dutch) = (shown(&en.setting(value)), shown(&nl.setting(value)));
        lines.push(format!("{} = {english}", shown(name)));
        if dutch != english {
            lines.push(format!("{:1$} = {dutch}", "", name.chars().count()));
        }
    }
    lines.join("\n  ")
}

/// The SHA-256 of the reader that goes onto drives, on one line.
pub fn reader_groups() -> String {
    in_groups(Digest::of(READER.as_bytes())).join(" ")
}

/// A hash as lines of groups that a person can compare.
pub fn in_groups(digest: Digest) -> Vec<String> {
    let digits = digest.to_string();
    let groups: Vec<&str> =
        (0..digits.len()).step_by(HEX_GROUP).map(|at| &digits[at..at + HEX_GROUP]).collect();
    groups.chunks(HEX_GROUPS_A_LINE).map(|line| line.join(" ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::identity::{Identity, parse_identities};
    use crate::rules::setting::SettingValue;
    use secrecy::ExposeSecret;

    fn vault() -> VaultId {
        VaultId(Digest::of(b"vault"))
    }

    #[test]
    fn no_place_stays_unfilled() {
        let bundle = "20261031-7f3ca2b1".parse().unwrap();
        let volumes = ["payload-00000.age", "payload-00001.age", "index.age"]
            .map(|name| FileFacts { bytes: 1, name: name.into(), sha256: Digest::of(b"") });
        let readme = Shipped::default().bundle(bundle, &volumes);
        assert!(readme.contains("payload-00000.age+payload-00001.age %PUBLIC%"), "{readme}");
        let mut texts: Vec<String> = Shipped::default()
            .drive(vault())
            .files
            .into_iter()
            .take(2)
            .map(|(_, text)| text)
            .collect();
        assert!(texts.iter().all(|text| text.contains(&vault().to_string())));
        texts.push(readme);
        for text in texts {
            for place in ["{vault", "{bundle", "{volumes"] {
                assert!(!text.contains(place), "{place}");
            }
        }
    }

    #[test]
    fn the_sheet_is_an_identity_file_once_its_line_is_typed() {
        let identity = Identity::generate().to_secret_string();
        let identity = identity.expose_secret();
        let day = Day::from_ymd_opt(2026, 10, 31).unwrap();
        let sheet =
            Shipped::default().sheet("Bakkerij {identity}\nJansen", day, vault(), identity, &[]);
        let line = sheet.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        assert_eq!(line, Some(identity));
        assert!(parse_identities(line.unwrap().as_bytes()).is_ok());
        assert_eq!(sheet.matches(identity).count(), 1, "a name fills no place");
        assert!(sheet.contains("Bakkerij {identity}\\u{a}Jansen"), "{sheet}");
        assert!(
            sheet.contains(&vault().to_string())
                && sheet.contains("31 October 2026 / 31 oktober 2026")
        );
        for group in groups(identity) {
            assert!(sheet.contains(&format!(" {group}")), "{group}");
        }
    }

    #[test]
    fn the_sheet_has_the_settings_that_a_rebuild_asks_about() {
        let day = Day::from_ymd_opt(2026, 10, 31).unwrap();
        let settings =
            [("copies", SettingValue::word(2)), ("book_year", SettingValue::CalendarYears)];
        let settings = settings.map(|(name, value)| Setting { name: name.into(), value });
        let sheet = Shipped::default().sheet("Jansen", day, vault(), "AGE-SECRET-KEY-1", &settings);
        let lines = "\n  copies = 2\n  book_year = calendar years\n            = kalenderjaren\n";
        assert!(sheet.contains(lines), "{sheet}");
        assert!(!sheet.contains("{settings}"), "{sheet}");
    }

    #[test]
    fn the_sheet_has_the_sum_of_the_reader_that_goes_onto_drives() {
        let day = Day::from_ymd_opt(2026, 10, 31).unwrap();
        let sheet = Shipped::default().sheet("Jansen", day, vault(), "AGE-SECRET-KEY-1", &[]);
        let files = Shipped::default().drive(vault()).files;
        let (_, reader) = files.iter().find(|(name, _)| *name == "spec/reader.py").unwrap();
        let groups: Vec<&str> = sheet
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .filter(|line| line.split(' ').count() == HEX_GROUPS_A_LINE)
            .filter(|line| line.split(' ').all(|group| group.len() == HEX_GROUP))
            .collect();
        assert_eq!(groups.join(" ").replace(' ', ""), Digest::of(reader.as_bytes()).to_string());
        for tool in
            ["sha256sum reader.py", "shasum -a 256 reader.py", "certutil -hashfile reader.py"]
        {
            assert!(sheet.contains(tool), "{tool}");
        }
    }

    #[test]
    fn the_texts_say_before_all_commands_that_nothing_is_run_from_the_drive() {
        for (name, warning) in [
            ("README.txt", "RUN NOTHING FROM THIS DRIVE"),
            ("LEESMIJ.txt", "START NIETS VAN DEZE SCHIJF"),
        ] {
            let files = Shipped::default().drive(vault()).files;
            let (_, text) = files.iter().find(|(known, _)| *known == name).unwrap();
            let at = text.find(warning).unwrap();
            let commands = ["python3", "py ", "certutil", "kluis rebuild", "    BUNDLE="];
            assert!(commands.iter().all(|command| text.find(command).is_none_or(|it| it > at)));
            assert!(!text.contains("python3 spec/"), "{name}: it is a copy that is run");
            // Command Prompt looks for programs in the folder where one stands, which is the drive's.
            for first in ["    copy spec\\reader.py", "    set BUNDLE="] {
                let before = text.split_once(first).unwrap().0.trim_end().lines().last();
                assert_eq!(before, Some("    set NoDefaultCurrentDirectoryInExePath=1"), "{name}");
            }
        }
    }
}
