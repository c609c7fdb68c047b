//! The text of a home's settings, or of their spare; and whether a folder is a home.

use std::io::Read;
use std::path::Path;

use super::names::{CONFIG, UNFINISHED};
use super::spares;
use crate::words::limits::MIB;

/// The text of a home's settings, of a size that settings have; where the file is lost, as they were read last.
pub fn settings_text(home: &Path) -> std::io::Result<String> {
    match settings_file(home) {
        Ok(text) if !text.trim_ascii().is_empty() => Ok(text),
        read => {
            let spare = spares::settings(home).and_then(|text| String::from_utf8(text).ok());
            spare.map_or(read, Ok)
        }
    }
}

fn settings_file(home: &Path) -> std::io::Result<String> {
    // A pipe in its place would be waited for.
    if !home.join(CONFIG).is_file() {
        return Err(std::io::ErrorKind::NotFound.into());
    }
    let mut text = String::new();
    let file = std::fs::File::open(home.join(CONFIG))?;
    let read = file.take(MIB + 1).read_to_string(&mut text)?;
    match read as u64 > MIB {
        true => Err(std::io::ErrorKind::FileTooLarge.into()),
        false => Ok(text),
    }
}

/// Whether a folder is a vault's home: one that `rebuild` has left unfinished is none.
pub fn is_home(root: &Path) -> bool {
    let settings = [CONFIG.to_owned(), spares::name_of(CONFIG)];
    settings.iter().any(|name| root.join(name).is_file()) && !root.join(UNFINISHED).exists()
}
