//! Takes a drive into a vault. Nothing is written before all that could be wrong was asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::formats::drive;
use crate::formats::entry::Role;
use crate::powers::medium::{self, InPlace, Storage};
use crate::powers::places::{Look, ask, look as look_at};
use crate::powers::real_path;
use crate::things::copy_to::{CopyTo, free_letter};
use crate::things::device::{self, OwnDisks};
use crate::things::medium::{Contact, MediumProblem, NewMedium, look};
use crate::things::vault::config::{Config, Custody};
use crate::things::vault::memory::Remembered;
use crate::things::vault::sources;
use crate::verbs::fault::{Fault, Usage, at_home};
use crate::verbs::list::copies_wanting;
use crate::verbs::named::is_like_a_path;
use crate::verbs::session::{Session, World, at};
use crate::words::limits::{MIB, RESERVE_BYTES};

use super::here::{free_bytes, look_around, said};
use super::{AddReport, AddRequest};

/// The reader's name in a vault's folder.
const READER: &str = "spec/reader.py";
/// The longest label, in bytes: it is read aloud, and written on a drive's case.
const LABEL_BYTES_MAX: usize = 200;
/// What a drive must have free to be worth taking in: the reserve, the texts, and some ledger.
const FREE_BYTES_MIN: u64 = RESERVE_BYTES + MIB;

pub(super) fn run(
    world: &mut World<'_>,
    home: &Path,
    request: &AddRequest,
) -> Result<AddReport, Fault> {
    let label = request.label.trim();
    let fits = (1..=LABEL_BYTES_MAX).contains(&label.len()) && !label.chars().any(char::is_control);
    if !fits {
        return Err(Usage::BadText("--label").into());
    }
    if is_like_a_path(label) {
        return Err(Usage::LabelLikeAPath(label.into()).into());
    }
    match look_at(&request.path) {
        Look::Folder => {}
        Look::NoAnswer => return Err(MediumProblem::NoAnswer(request.path.clone()).into()),
        Look::Nothing | Look::Fails(_) => {
            return Err(Usage::NotAFolder(request.path.clone()).into());
        }
    }
    let canonical = |path: &Path| {
        real_path::of(path).map_err(|source| Fault::Io { path: path.to_path_buf(), source })
    };
    let path = canonical(&request.path)?;
    let mut session = Session::open(world, home, "kluis medium add")?;
    let home = canonical(&session.vault.root)?;
    // A drive around the home would hold the identity beside the bundles that it opens.
    if path.starts_with(&home) || home.starts_with(&path) {
        return Err(Usage::TargetIsOurs(request.path.clone()).into());
    }
    refuse_nesting(&session, &path)?;
    let roles = roles(session.vault.config.custody, &request.roles)?;
    let storage: Arc<dyn Storage> = Arc::new(medium::open_native(&path).map_err(at(&path))?);
    let found = look(&*storage).map_err(at(&path))?;
    let taken = session.vault.memory.by_label(label).map(|(_, known)| known);
    // A drive that was never told of the vault is one whose addition was cut off; and to add one drive twice is
    // another mistake than to give two drives one name.
    let another = |known: &Remembered| {
        known.contact > 0 && found.as_ref().is_none_or(|(drive, _)| *drive != known.drive)
    };
    if taken.is_some_and(another) {
        return Err(Usage::LabelTaken(label.into()).into());
    }
    refuse_among_sources(&session, &path)?;
    if !request.same_disk
        && let Some(beside) = OwnDisks::of(&session.vault).beside(&*storage)
    {
        return Err(MediumProblem::OwnDisk { path, beside, new: Some(label.into()) }.into());
    }
    let facts = storage.describe();
    check_room(&*storage, facts.read_only, label)?;
    let folder = session.vault.id.folder();
    let found = found.map(|(_, folders)| folders).unwrap_or_default();
    let other_vaults = found.iter().filter(|name| **name != folder).count();
    let texts = session.world.texts.drive(session.vault.id);
    let contact = Contact::add(
        &mut session.vault,
        &path,
        storage,
        NewMedium { label, roles, same_disk: request.same_disk },
        session.stamp,
        &texts,
        session.world.random,
    )?;
    if request.no_parity && session.vault.config.has_parity_on(label) {
        let text = Config::with_no_parity_on(&session.vault.config_text, label);
        session.vault.save_config(text)?;
    }
    let here = look_around(&mut session.vault).contacts;
    session.vault.save().map_err(at_home)?;
    let shared = device::shared(&here).into_iter().find(|names| names.contains(&contact.name));
    let same_device = shared.unwrap_or_default().into_iter().filter(|name| *name != contact.name);
    let same_device = same_device.collect();
    let bundles = session.vault.state.bundles.values();
    let meant =
        device::unmeant(&session.vault, &here).iter().all(|names| !names.contains(&contact.name));
    Ok(AddReport {
        meant,
        copy_to: CopyTo::of(&session.vault),
        further: free_letter(&session.vault),
        label: label.into(),
        medium: contact.label.medium,
        drive: contact.label.drive,
        roles: contact.label.roles.clone(),
        parity: session.vault.config.has_parity_on(label),
        path: said(&path),
        file_system: facts.file_system,
        free_bytes: free_bytes(&*contact.storage),
        not_in_place: match facts.in_place {
            InPlace::No(why) => Some(why),
            InPlace::Yes | InPlace::Unknown => None,
        },
        in_place: facts.in_place,
        other_vaults,
        same_disk: request.same_disk,
        same_device,
        drives: session.vault.memory.media.len(),
        wanting: bundles.filter(|bundle| copies_wanting(&session.vault, bundle)).count(),
        copies_wanted: session.vault.config.copies,
        reader: contact.label.files.get(READER).copied(),
    })
}

/// A folder within a drive, or around one, is no drive of its own: both copies would be lost together.
fn refuse_nesting(session: &Session<'_, '_>, path: &Path) -> Result<(), Usage> {
    let within = path.ancestors().skip(1).find(|folder| folder.join(drive::NAME).is_file());
    let known = session.vault.memory.media.values().map(|known| Path::new(&known.path));
    let around = known.filter(|known| *known != path).find(|known| known.starts_with(path));
    match within.or(around) {
        None => Ok(()),
        Some(other) => {
            Err(Usage::DriveInDrive { path: path.to_path_buf(), other: other.to_path_buf() })
        }
    }
}

/// What is archived is no place for a drive, and neither is a drive one for what is archived: the sources would go
/// with the drive, or the drive with the sources.
fn refuse_among_sources(session: &Session<'_, '_>, path: &Path) -> Result<(), MediumProblem> {
    let places = sources::all(&*session.vault.home);
    let meets = |place: &&PathBuf| path.starts_with(place) || place.starts_with(path);
    match places.iter().find(|place| meets(place) && ask(place, Path::exists) == Some(true)) {
        Some(place) => {
            let (path, source_path) = (path.to_path_buf(), place.clone());
            Err(MediumProblem::AmongSources { path, source_path })
        }
        None => Ok(()),
    }
}

/// With the bundle, a drive holds both; apart, it holds one of the two, since that is what apart means.
fn roles(custody: Custody, asked: &[Role]) -> Result<Vec<Role>, Usage> {
    let mut roles = asked.to_vec();
    roles.sort();
    roles.dedup();
    match (custody, roles.len()) {
        (Custody::WithBundle, 0 | 2) => Ok(vec![Role::Data, Role::Keys]),
        (Custody::Apart, 1) => Ok(roles),
        _ => Err(Usage::Roles),
    }
}

fn check_room(storage: &dyn Storage, read_only: bool, label: &str) -> Result<(), Fault> {
    let label = label.to_owned();
    if read_only {
        return Err(Fault::ReadOnly { label });
    }
    let free = storage.free_bytes().map_err(Fault::on(&label))?;
    if free < FREE_BYTES_MIN {
        return Err(Fault::NoRoom { label, free, needed: FREE_BYTES_MIN });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_follow_the_custody() {
        let both = [Role::Data, Role::Keys];
        assert_eq!(roles(Custody::WithBundle, &[]).unwrap(), both);
        assert_eq!(roles(Custody::WithBundle, &[Role::Keys, Role::Data]).unwrap(), both);
        assert_eq!(roles(Custody::Apart, &[Role::Keys, Role::Keys]).unwrap(), [Role::Keys]);
        for (custody, asked) in
            [(Custody::WithBundle, &both[..1]), (Custody::Apart, &both[..]), (Custody::Apart, &[])]
        {
            assert!(matches!(roles(custody, asked), Err(Usage::Roles)), "{custody:?} {asked:?}");
        }
    }
}
