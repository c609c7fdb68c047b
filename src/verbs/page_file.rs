//! A page about a vault, in a new file for this user alone: it names the client in the clear, so that it lies on no
//! drive of a vault and in no home.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use crate::powers::private;
use crate::things::vault::{Vault, clients_own};

use super::fault::{Fault, Usage};
use super::restore::check_place;

/// Where a page, or a list, goes.
#[derive(Debug, Clone)]
pub enum To {
    /// Into this new file.
    File(PathBuf),
    /// Into this folder, under the name that the vault has on this PC: a page a client, so that none shows another.
    Folder(PathBuf),
}

impl To {
    /// The file for this vault, with this ending where the folder alone was named; the folder is made.
    pub(super) fn path_for(&self, vault: &Vault, ending: &str) -> Result<PathBuf, Fault> {
        match self {
            To::File(path) => Ok(path.clone()),
            To::Folder(folder) => {
                check_place(folder, &vault.root)?;
                let made = private::make_folders(folder);
                made.map_err(|source| Fault::Io { path: folder.clone(), source })?;
                Ok(folder.join(clients_own(&vault.root, ending)))
            }
        }
    }
}

/// Writes a page; says where.
pub(super) fn write(vault: &Vault, to: &To, html: &str) -> Result<PathBuf, Fault> {
    let path = to.path_for(vault, "html")?;
    check_place(&path, &vault.root)?;
    let mut file = private::new_file(&path).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => Usage::FileExists { path: path.clone(), option: "--to" }.into(),
        _ => Fault::Io { path: path.clone(), source },
    })?;
    let written = file.write_all(html.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|source| Fault::Io { path: path.clone(), source })?;
    Ok(path)
}
