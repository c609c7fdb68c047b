//! The texts that go onto drives, onto paper and beside what is given back. They outlive this program, and are read without it.

use crate::formats::entry::FileFacts;
use crate::things::medium::DriveTexts;
use crate::verbs::init::groups;
use crate::verbs::session::Texts;
use crate::words::day::Day;
use crate::words::ids::{BundleId, VaultId};
use crate::words::text::shown;

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

/// The shipped texts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shipped;

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

    fn sheet(&self, name: &str, day: Day, vault: VaultId, identity: &str) -> String {
        let numbered: Vec<String> = groups(identity)
            .iter()
            .enumerate()
            .map(|(at, group)| format!("{:>2} {group:<4}", at + 1))
            .collect();
        let lines: Vec<String> =
            numbered.chunks(GROUPS_A_LINE).map(|line| line.join("    ")).collect();
        SHEET
            .replace("{groups}", lines.join("\n  ").trim_end())
            .replace("{identity}", identity)
            .replace("{vault_id}", &vault.to_string())
            .replace("{day}", &day.to_string())
            // Last, so that a name can't hold another place.
            .replace("{name}", &shown(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::identity::{Identity, parse_identities};
    use crate::words::digest::Digest;
    use secrecy::ExposeSecret;

    fn vault() -> VaultId {
        VaultId(Digest::of(b"vault"))
    }

    #[test]
    fn no_place_stays_unfilled() {
        let bundle = "20261031-7f3ca2b1".parse().unwrap();
        let volumes = ["payload-00000.age", "payload-00001.age", "index.age"]
            .map(|name| FileFacts { bytes: 1, name: name.into(), sha256: Digest::of(b"") });
        let readme = Shipped.bundle(bundle, &volumes);
        assert!(readme.contains("payload-00000.age+payload-00001.age %PUBLIC%"), "{readme}");
        let mut texts: Vec<String> =
            Shipped.drive(vault()).files.into_iter().take(2).map(|(_, text)| text).collect();
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
        let sheet = Shipped.sheet("Bakkerij {identity}\nJansen", day, vault(), identity);
        let line = sheet.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-1"));
        assert_eq!(line, Some(identity));
        assert!(parse_identities(line.unwrap().as_bytes()).is_ok());
        assert_eq!(sheet.matches(identity).count(), 1, "a name fills no place");
        assert!(sheet.contains("Bakkerij {identity}\\u{a}Jansen"), "{sheet}");
        assert!(sheet.contains(&vault().to_string()) && sheet.contains("2026-10-31"));
        for group in groups(identity) {
            assert!(sheet.contains(&format!(" {group}")), "{group}");
        }
    }
}
