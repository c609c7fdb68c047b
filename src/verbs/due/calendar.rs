//! What comes, as a calendar: when bundles may be destroyed or have to be deleted, when holds are to be looked at
//! again. The file lies on the PC in the clear, so that it names the client, numbers and holds, and no more.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::formats::calendar::{Entry, calendar};
use crate::powers::private;
use crate::rules::hold::Hold;
use crate::rules::retention::{End, due_from};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::occasions::Occasion;
use crate::verbs::session::Texts;
use crate::words::day::{Day, Time};

/// What comes for bundles with these ends, and for the holds, each on its day. What was due before today is due today.
pub fn occasions<'e>(
    vault: &Vault,
    ends: impl Iterator<Item = &'e End>,
    today: Day,
) -> Vec<(Day, Occasion)> {
    let (mut due, mut delete) = (BTreeMap::new(), BTreeMap::new());
    for end in ends {
        if let Some(day) = due_from(end) {
            *due.entry(day.max(today)).or_default() += 1;
        }
        if let Some(day) = end.delete_from {
            *delete.entry(day.max(today)).or_default() += 1;
        }
    }
    let due = due.into_iter().map(|(day, bundles)| (day, Occasion::Due(bundles)));
    let delete = delete.into_iter().map(|(day, bundles)| (day, Occasion::Delete(bundles)));
    let mut all: Vec<(Day, Occasion)> = due.chain(delete).collect();
    for (id, state) in vault.state.holds.iter().filter(|(_, state)| state.released.is_none()) {
        let reference = vault.memory.hold_references.get(id).cloned();
        let hold = Hold { reference, ..state.in_force(*id) };
        all.extend(hold.review.map(|day| (day.max(today), Occasion::Review(hold.name()))));
        all.extend(hold.ends.map(|day| (day.max(today), Occasion::LegalEnd(hold.name()))));
    }
    all.sort();
    all
}

/// Writes them into a new file.
pub fn write(
    texts: &dyn Texts,
    vault: &Vault,
    occasions: &[(Day, Occasion)],
    made: Time,
    path: &Path,
) -> Result<PathBuf, Fault> {
    let id = &vault.id.to_string()[..16];
    let entry = |(day, occasion): &(Day, Occasion)| Entry {
        day: *day,
        uid: format!("{id}-{day}-{}@kluis", occasion.word()),
        summary: texts.occasion(&vault.config.name, occasion),
    };
    let text = calendar(&occasions.iter().map(entry).collect::<Vec<_>>(), made);
    let mut file = private::new_file(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Usage::FileExists { path: path.to_path_buf(), option: "--ics" }.into()
        }
        _ => Fault::Io { path: path.to_path_buf(), source },
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|source| Fault::Io { path: path.to_path_buf(), source })?;
    Ok(path.to_path_buf())
}
