//! Writing the files of a statement into a folder of the user's, with what a stranger checks them by.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::powers::private;
use crate::things::ledger::state::StatementState;
use crate::things::medium::{ALLOWED_SIGNERS, signers_text};
use crate::things::statements::keeping;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::session::Session;

/// Writes all files of a statement that this home has. Those that stand there already are left.
pub(in crate::verbs) fn write(
    session: &Session<'_, '_>,
    made: &StatementState,
    to: &Path,
) -> Result<Vec<PathBuf>, Fault> {
    private::make_folders(to).map_err(at(to))?;
    let mut written = Vec::new();
    for file in &made.files {
        if let Some(bytes) = keeping::read(&session.vault, &file.name, file.sha256) {
            written.push(put(to.join(&file.name), &bytes)?);
        }
    }
    written.extend(page_of(session, made, to)?);
    written.push(put(signers_beside(session, to), signers_text(&session.vault).as_bytes())?);
    Ok(written)
}

/// The page in this run's language, where the one on record is in another.
fn page_of(
    session: &Session<'_, '_>,
    made: &StatementState,
    to: &Path,
) -> Result<Option<PathBuf>, Fault> {
    let statement = keeping::statement_of(&session.vault, made);
    let page = statement.and_then(|statement| session.world.texts.statement(&statement));
    let (Some((end, page)), Some(name)) = (page, made.name()) else { return Ok(None) };
    let name = format!("{name}{end}");
    if made.files.iter().any(|file| file.name == name) {
        return Ok(None);
    }
    put(to.join(name), &page).map(Some)
}

/// Another vault's signers keep their name.
fn signers_beside(session: &Session<'_, '_>, to: &Path) -> PathBuf {
    let path = to.join(ALLOWED_SIGNERS);
    let own = signers_text(&session.vault);
    match fs::read(&path) {
        Ok(there) if there != own.as_bytes() => {
            to.join(format!("{ALLOWED_SIGNERS}-{}", &session.vault.id.to_string()[..8]))
        }
        _ => path,
    }
}

fn put(path: PathBuf, bytes: &[u8]) -> Result<PathBuf, Fault> {
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok(path);
    }
    let mut file = private::new_file(&path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Usage::FileExists { path: path.clone(), option: "--to" }.into()
        }
        _ => at(&path)(source),
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(&path))?;
    Ok(path)
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> Fault {
    move |source| Fault::Io { path: path.to_path_buf(), source }
}
