//! Where vaults live and which one is meant: by name in the platform's data folder, or by folder.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use crate::things::vault::config::Config;
use crate::things::vault::{is_home, settings_text};
use crate::verbs::fault::Usage;
use crate::words::lang::Lang;

/// The variable that names a vault where `--vault` does not.
pub const VARIABLE: &str = "KLUIS_VAULT";
/// The folder of vaults below the platform's data folder.
const FOLDER: [&str; 2] = ["kluis", "vaults"];
const SLUG_BYTES_MAX: usize = 64;

/// A vault's home, and what its client is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    pub path: PathBuf,
    pub name: String,
    /// The language that its settings name.
    pub lang: Option<Lang>,
}

/// What a person said about which vault is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Nothing,
    /// `--vault`.
    Option(OsString),
    /// `$KLUIS_VAULT`.
    Variable(OsString),
}

impl Said {
    fn text(&self) -> Option<&OsStr> {
        match self {
            Said::Nothing => None,
            Said::Option(text) | Said::Variable(text) => Some(text),
        }
    }
}

/// The vaults of this user, and what was said about which one is meant.
#[derive(Debug, Clone)]
pub struct Vaults {
    folder: Option<PathBuf>,
    said: Said,
    here: Vec<Home>,
}

impl Vaults {
    /// Looks into the data folder. What is no vault there is passed over.
    pub fn find(data_folder: Option<&Path>, said: Said) -> Vaults {
        let folder = data_folder.map(|folder| folder.join(FOLDER.iter().collect::<PathBuf>()));
        let entries = folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok());
        let mut here: Vec<Home> =
            entries.into_iter().flatten().flatten().filter_map(|e| home(&e.path())).collect();
        here.sort_by(|a, b| a.path.cmp(&b.path));
        Vaults { folder, said, here }
    }

    /// All vaults by name, for `--each`.
    pub fn all(&self) -> &[Home] {
        &self.here
    }

    /// The vault that is meant.
    pub fn one(&self) -> Result<Home, Usage> {
        let Some(said) = self.said.text() else {
            return match &self.here[..] {
                [] => Err(Usage::NoVault),
                [one] => Ok(one.clone()),
                many => Err(Usage::WhichVault(many.iter().map(|v| v.name.clone()).collect())),
            };
        };
        self.called(said)
    }

    /// The vault of this name, or in this folder. A path means no vault elsewhere whose folder has that name.
    pub fn called(&self, said: &OsStr) -> Result<Home, Usage> {
        if is_path(said)
            && let Some(home) = home(Path::new(said))
        {
            return Ok(home);
        }
        if let Some(home) = said.to_str().and_then(|name| self.by_name(name)) {
            return Ok(home.clone());
        }
        home(Path::new(said)).ok_or_else(|| Usage::NoSuchVault(said.to_string_lossy().into()))
    }

    /// Whether a person has to be told whose vault this is.
    pub fn several(&self, home: &Path) -> bool {
        self.here.iter().any(|other| other.path != home)
    }

    /// What `--vault` has to say for a command to mean this vault; none where it is the only one there is.
    pub fn spelled(&self, home: &Home) -> Option<String> {
        match &self.here[..] {
            [only] if only.path == home.path => None,
            here => {
                let called = |other: &&Home| other.name == home.name;
                let known = here.iter().any(|other| other.path == home.path);
                let unique = known && here.iter().filter(called).count() == 1;
                Some(if unique { home.name.clone() } else { home.path.to_string_lossy().into() })
            }
        }
    }

    /// The same for a new vault, which is none of these yet.
    pub fn spelled_new(&self, home: &Path, name: &str) -> Option<String> {
        let is_found = self.folder.is_some() && home.parent() == self.folder.as_deref();
        match (is_found, &self.here[..]) {
            (false, _) => Some(home.to_string_lossy().into()),
            (true, []) => None,
            (true, [_, ..]) => Some(name.to_owned()),
        }
    }

    /// The folder for a new vault of that name. A variable that names another vault does not stand in the way.
    pub fn new_home(&self, name: &str) -> Result<PathBuf, Usage> {
        let name = match &self.said {
            Said::Option(said) | Said::Variable(said) if is_path(said) => {
                return Ok(PathBuf::from(said));
            }
            Said::Option(said) => {
                said.to_str().ok_or_else(|| Usage::NotUtf8(said.to_string_lossy().into()))?
            }
            Said::Variable(_) | Said::Nothing => name,
        };
        self.home_among(name)
    }

    /// The folder for a vault of that name beside the others, whatever was said about which one is meant.
    pub fn home_among(&self, name: &str) -> Result<PathBuf, Usage> {
        let folder = self.folder.as_ref().ok_or(Usage::NoVault)?;
        Ok(folder.join(slug(name)))
    }

    fn by_name(&self, name: &str) -> Option<&Home> {
        let called = self.here.iter().find(|home| home.name == name);
        let wanted = (!is_path(OsStr::new(name))).then(|| slug(name));
        let in_folder =
            |home: &&Home| wanted.as_ref().is_some_and(|slug| home.path.ends_with(slug));
        called.or_else(|| self.here.iter().find(in_folder))
    }
}

/// A vault's home: a folder with settings. Settings that can't be read are the verb's to complain about.
fn home(path: &Path) -> Option<Home> {
    // A pipe in its place would be waited for.
    if !is_home(path) {
        return None;
    }
    let text = settings_text(path);
    let config = text.ok().and_then(|text| Config::read(&text).ok());
    let folder = || path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let lang = config.as_ref().and_then(|config| config.lang);
    let name = config.map_or_else(folder, |config| config.name);
    Some(Home { path: path.to_path_buf(), name, lang })
}

fn is_path(said: &OsStr) -> bool {
    let text = said.to_string_lossy();
    text.contains(std::path::is_separator) || text == "." || text == ".."
}

/// A name as a folder can have it anywhere: `Bakkerij Jansen & Zn` is `bakkerij-jansen-zn`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
        if slug.len() == SLUG_BYTES_MAX {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    match slug {
        "" => "vault".into(),
        // Windows opens a device under these names.
        "con" | "prn" | "aux" | "nul" => format!("{slug}-vault"),
        _ if ["com", "lpt"].iter().any(|port| slug.starts_with(port)) && slug.len() == 4 => {
            format!("{slug}-vault")
        }
        _ => slug.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::things::vault::CONFIG;

    #[test]
    fn a_slug_is_a_folder_name_everywhere() {
        for (name, folder) in [
            ("Bakkerij Jansen & Zn.", "bakkerij-jansen-zn"),
            ("Café Zoë", "cafe-zoe"),
            ("../../etc", "etc"),
            ("北京", "vault"),
            ("CON", "con-vault"),
            ("Com1", "com1-vault"),
            ("  ", "vault"),
        ] {
            assert_eq!(slug(name), folder);
        }
        assert_eq!(slug(&"x".repeat(500)).len(), SLUG_BYTES_MAX);
    }

    fn vault(folder: &Path, at: &str, name: &str) {
        let home = folder.join("kluis/vaults").join(at);
        std::fs::create_dir_all(&home).unwrap();
        let text = Config::first_text(name, 2, Default::default(), &[]);
        std::fs::write(home.join(CONFIG), text).unwrap();
    }

    #[test]
    fn one_vault_is_the_default_and_two_are_not() {
        let data = tempfile::tempdir().unwrap();
        let option = |said: &str| Said::Option(said.into());
        let find = |said: Option<&str>| {
            Vaults::find(Some(data.path()), said.map_or(Said::Nothing, option))
        };
        assert!(matches!(find(None).one(), Err(Usage::NoVault)));
        vault(data.path(), "jansen", "Bakkerij Jansen");
        let one = find(None).one().unwrap();
        assert_eq!(one.name, "Bakkerij Jansen");
        assert!(!find(None).several(&one.path));
        vault(data.path(), "de-wit", "De Wit");
        assert!(matches!(find(None).one(), Err(Usage::WhichVault(names)) if names.len() == 2));
        assert!(find(None).several(&one.path));
        assert_eq!(find(Some("De Wit")).one().unwrap().name, "De Wit");
        assert_eq!(find(Some("jansen")).one().unwrap().name, "Bakkerij Jansen");
        let path = one.path.to_str().unwrap();
        assert_eq!(find(Some(path)).one().unwrap(), one);
        assert!(matches!(find(Some("nobody")).one(), Err(Usage::NoSuchVault(_))));
    }

    #[test]
    fn a_path_means_no_vault_that_lies_elsewhere_in_a_folder_of_that_name() {
        let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        vault(data.path(), "jansen", "Jansen");
        vault(data.path(), "a-b", "A/B");
        vault(elsewhere.path(), "jansen", "Another Jansen");
        let folder = elsewhere.path().join("kluis").join("vaults");
        let called = |said: &OsStr| Vaults::find(Some(data.path()), Said::Nothing).called(said);
        let name = |said: &OsStr| called(said).unwrap().name;
        assert_eq!(name(folder.join("jansen").as_os_str()), "Another Jansen");
        assert_eq!(
            (name("jansen".as_ref()), name("A/B".as_ref())),
            ("Jansen".into(), "A/B".into())
        );
        for nothing_there in [folder.join("a-b"), "./jansen".into(), "a/b".into()] {
            let refused = called(nothing_there.as_os_str());
            assert!(
                matches!(refused, Err(Usage::NoSuchVault(_))),
                "{nothing_there:?}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_vault_is_named_in_a_command_so_that_the_command_finds_it() {
        let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        vault(data.path(), "jansen", "Jansen");
        vault(elsewhere.path(), "far", "Jansen");
        let far = elsewhere.path().join("kluis").join("vaults").join("far");
        let far = far.to_str().unwrap().to_owned();
        let find = |said: Said| Vaults::find(Some(data.path()), said);
        let spelled = |said: Said| {
            let vaults = find(said);
            vaults.spelled(&vaults.one().unwrap())
        };
        assert_eq!(spelled(Said::Nothing), None);
        assert_eq!(spelled(Said::Option(far.clone().into())).as_deref(), Some(&*far));
        vault(data.path(), "de-wit", "De Wit");
        assert_eq!(spelled(Said::Option("de-wit".into())).as_deref(), Some("De Wit"));
        vault(data.path(), "de-wit-2", "De Wit");
        let path = spelled(Said::Option("de-wit-2".into())).unwrap();
        assert!(Path::new(&path).ends_with("kluis/vaults/de-wit-2"), "{path}");
        let none = tempfile::tempdir().unwrap();
        let alone = Vaults::find(Some(none.path()), Said::Option(far.clone().into()));
        assert_eq!(alone.spelled(&alone.one().unwrap()).as_deref(), Some(&*far));
    }

    #[test]
    fn a_new_vault_goes_into_the_data_folder_unless_a_path_is_given() {
        let data = tempfile::tempdir().unwrap();
        let at = |said: Said| Vaults::find(Some(data.path()), said).new_home("De Wit").unwrap();
        let folder = data.path().join("kluis/vaults");
        assert_eq!(at(Said::Nothing), folder.join("de-wit"));
        assert_eq!(at(Said::Variable("Jansen".into())), folder.join("de-wit"));
        assert_eq!(at(Said::Option("Wit 2".into())), folder.join("wit-2"));
        for path in ["./v", "v/", "/tmp/v", ".."] {
            assert_eq!(at(Said::Option(path.into())), PathBuf::from(path));
            assert_eq!(at(Said::Variable(path.into())), PathBuf::from(path));
        }
        let nowhere = Vaults::find(None, Said::Nothing);
        assert!(matches!(nowhere.new_home("De Wit"), Err(Usage::NoVault)));
    }
}
