//! What does not belong in a vault's folder on a drive: named, and left to whoever put it there.
//!
//! An extra `payload-NNNNN.age` is the worst: whoever joins the volumes by a pattern gets other bytes. Of each folder
//! some are named and the rest is counted, since a drive may have a million.

use std::collections::BTreeSet;

use crate::formats::entry::Role;
use crate::powers::medium::{Kind, Listing, MediumPath, StorageProblem};
use crate::things::bundle::parity::sets_of;
use crate::things::bundle::{KEY, KEY_COPY, README, SEAL, SEAL_SIGNATURE};
use crate::things::finding::{Found, Stranger, What};
use crate::things::ledger;
use crate::things::ledger::state::Standing;
use crate::things::medium::filling::{FILLING, is_ours};
use crate::things::medium::lock::LOCK;
use crate::things::medium::{
    ALLOWED_SIGNERS, BUNDLES, Contact, RESERVE, SPEC, STATEMENTS, disowned,
};
use crate::things::reconcile;
use crate::things::slots::Slot;
use crate::things::vault::NOTES;
use crate::things::vault::named_files::Beside;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::day::Time;
use crate::words::ids::BundleId;

use super::beside::{chain_name, slot_name};
use super::bundle::Proven;
use super::report::FindingReport;

/// How many things that don't belong there are named before the rest is only counted: in one folder beside the
/// bundles, and in all of a kind.
const IN_FOLDER_MAX: usize = 10;
const NAMED_MAX: usize = 50;

/// Folders below `bundles/` that the ledger does not place there; and of how many that it would record it gives no
/// name.
pub(super) fn among_bundles(
    session: &Session<'_, '_>,
    contact: &Contact,
) -> Result<(Vec<FindingReport>, u64), Fault> {
    let mut found = Strangers::new(contact);
    let stored = |problem| Fault::Storage { label: contact.name.clone(), problem };
    let vault = &session.vault;
    let seals = disowned(vault, &*contact.storage, &vault.signing()).map_err(stored)?;
    let back: BTreeSet<BundleId> = seals.iter().map(|seal| seal.bundle).collect();
    for entry in found.list(BUNDLES)?.entries {
        let Ok(id) = entry.name.parse::<BundleId>() else {
            found.add(None, Some(entry.name), Found::Stranger(Stranger::NoBundleName));
            continue;
        };
        let known = session.vault.state.bundles.get(&id);
        let keys_alone = !contact.has_role(Role::Data);
        let medium = contact.label.medium;
        let gone = known.and_then(|bundle| bundle.destroyed_on.get(&medium));
        let placed = known.is_some_and(|bundle| keys_alone || bundle.copies.contains_key(&medium));
        let outlived = known.is_some_and(|bundle| {
            bundle.standing() == Standing::Destroyed
                && bundle.lost_copies().any(|lost| lost == medium)
        });
        if matches!(entry.facts.kind, Kind::File | Kind::Other) {
            found.add(Some(id), None, Found::Stranger(Stranger::NoFolder));
        } else if outlived
            || (known.is_some_and(|bundle| bundle.standing() == Standing::PartlyDestroyed)
                && gone.is_none())
        {
            found.add(Some(id), None, Found::Undestroyed { bundle: id, outlived });
        } else if !placed || gone.is_some() {
            let folder = contact.bundle_folder(id).map_err(stored)?;
            // It may be another home's, which has not heard of the replacement.
            let by_replaced =
                known.is_none() && reconcile::sealed_by_replaced(&session.vault, contact, &folder);
            let anothers = known.is_none()
                && !by_replaced
                && reconcile::keys_of_another(&session.vault, contact, &folder, id);
            let held = session.vault.state.withheld.contains(&id);
            let stranger = if held || back.contains(&id) {
                Stranger::ByReplaced { join: contact.name.clone() }
            } else if by_replaced {
                Stranger::LeftOut
            } else if anothers {
                Stranger::AnothersKeys
            } else {
                why_there(contact, id, gone.copied()).map_err(stored)?
            };
            found.add(Some(id), None, Found::Stranger(stranger));
        }
    }
    let beyond = found.beyond;
    Ok((found.told(), beyond))
}

/// What to do about a folder that the ledger does not place there, or says to be destroyed.
fn why_there(
    contact: &Contact,
    id: BundleId,
    destroyed: Option<Time>,
) -> Result<Stranger, StorageProblem> {
    let listed = contact.storage.list(&contact.bundle_folder(id)?);
    let names_left =
        listed.as_ref().is_ok_and(|there| there.entries.is_empty() && there.foreign > 0);
    Ok(match destroyed {
        _ if listed.is_err() => Stranger::FolderUnreadable { ours: destroyed.is_none() },
        _ if names_left => Stranger::LeftNames { ours: destroyed.is_none() },
        Some(time) => Stranger::Destroyed { bundle: id, day: time.day() },
        None => Stranger::Unfinished,
    })
}

/// Files in the vault's folder and in those below it, the bundles' apart, that are none of the format's.
pub(in crate::verbs) fn beside_bundles(
    session: &Session<'_, '_>,
    contact: &Contact,
) -> Result<Vec<FindingReport>, Fault> {
    let texts = contact.label.files.keys().map(|name| name.split('/').next().unwrap_or(name));
    let mut top: BTreeSet<String> = texts.map(str::to_owned).collect();
    for slot in Slot::BOTH {
        top.extend([slot_name(slot), format!("{}.sig", slot_name(slot))]);
        top.insert(slot.vault_name().into());
    }
    let others = [ledger::FOLDER, NOTES, STATEMENTS, BUNDLES, SPEC, RESERVE, LOCK, ALLOWED_SIGNERS];
    top.extend(others.map(str::to_owned));
    let below = |folder: &str| {
        let prefix = format!("{folder}/");
        let names = contact.label.files.keys().filter_map(move |name| name.strip_prefix(&prefix));
        names.map(str::to_owned).collect::<BTreeSet<String>>()
    };
    let heads = session.vault.ledger.heads();
    let writers = heads.iter().chain(contact.named()).map(|head| chain_name(head.writer));
    let chains = writers.filter_map(|name| Some(name.rsplit_once('/')?.1.to_owned())).collect();
    let mut found = Strangers::new(contact);
    // What a filling that was cut off has left goes when the drive is told.
    let left = found.list(FILLING)?.entries.into_iter().map(|entry| entry.name);
    let left: BTreeSet<String> = left.filter(|name| is_ours(name)).collect();
    top.insert(FILLING.into());
    found.look("", &top, || Stranger::NotOurs)?;
    found.look(FILLING, &left, || Stranger::NotOurs)?;
    found.look(SPEC, &below(SPEC), || Stranger::NotOurs)?;
    found.look(STATEMENTS, &beside(session, Beside::Statements)?, || Stranger::NotOurs)?;
    found.look(ledger::FOLDER, &chains, || Stranger::NoChain)?;
    found.look(NOTES, &beside(session, Beside::Notes)?, || Stranger::NoNote)?;
    Ok(found.told())
}

/// The notes, or the files of statements, that the ledger names, and those of this home that a run which was cut off
/// has left.
fn beside(session: &Session<'_, '_>, kind: Beside) -> Result<BTreeSet<String>, Fault> {
    let named = kind.named(&session.vault.state);
    let mut names: BTreeSet<String> = named.into_iter().map(|(name, _)| name).collect();
    let folder = MediumPath::parse(kind.folder()).map_err(StorageProblem::from).map_err(at_home)?;
    if session.vault.home.facts(&folder).map_err(at_home)?.is_some() {
        let kept = session.vault.home.list(&folder).map_err(at_home)?;
        names.extend(kept.entries.into_iter().map(|entry| entry.name));
    }
    Ok(names)
}

/// Files in the folders of bundles that their seals don't list.
pub(in crate::verbs) fn in_bundles<'a>(
    contact: &Contact,
    proven: impl IntoIterator<Item = &'a Proven>,
) -> Result<Vec<FindingReport>, Fault> {
    let mut found = Strangers::new(contact);
    // Volumes first: they spoil what is joined.
    let mut others = Vec::new();
    for (seal, folder, files) in proven {
        let mut names: BTreeSet<String> = files.iter().map(|file| file.name.clone()).collect();
        names.extend([README, SEAL, SEAL_SIGNATURE].map(str::to_owned));
        names.extend(sets_of(seal).into_iter().map(|set| set.name));
        if contact.has_role(Role::Keys) {
            names.extend([KEY, KEY_COPY].map(str::to_owned));
        }
        let Listing { entries, foreign } = found.list_at(folder)?;
        for name in strange(entries, &names) {
            if name.starts_with("payload-") && name.ends_with(".age") {
                found.add(Some(seal.bundle), Some(name), Found::Stranger(Stranger::Volume));
            } else {
                others.push((seal.bundle, name));
            }
        }
        found.foreign(Some(seal.bundle), None, foreign);
    }
    for (bundle, name) in others {
        found.add(Some(bundle), Some(name), Found::Stranger(Stranger::NotSealed));
    }
    Ok(found.told())
}

/// The names that are not among these, and not what a file manager leaves wherever it looks.
fn strange(entries: Vec<crate::powers::medium::Entry>, names: &BTreeSet<String>) -> Vec<String> {
    let litter = [".DS_Store", "Thumbs.db", "desktop.ini"];
    let is_litter = |name: &str| litter.contains(&name) || name.starts_with("._");
    let all = entries.into_iter().map(|entry| entry.name);
    all.filter(|name| !names.contains(name) && !is_litter(name)).collect()
}

/// Findings about one folder after the other: some are told, the rest is counted.
struct Strangers<'a> {
    contact: &'a Contact,
    found: Vec<FindingReport>,
    more: usize,
    /// Those among them that go on record.
    beyond: u64,
}

impl<'a> Strangers<'a> {
    fn new(contact: &'a Contact) -> Strangers<'a> {
        Strangers { contact, found: Vec::new(), more: 0, beyond: 0 }
    }

    fn list(&self, folder: &str) -> Result<Listing, Fault> {
        let stored = |problem| Fault::Storage { label: self.contact.name.clone(), problem };
        let path = match folder {
            "" => self.contact.folder.clone(),
            _ => self.contact.folder.join(folder).map_err(|p| stored(StorageProblem::from(p)))?,
        };
        self.list_at(&path)
    }

    /// What lies in a folder. One that is not there, or no folder, is found with what should be in it.
    fn list_at(&self, path: &MediumPath) -> Result<Listing, Fault> {
        match self.contact.storage.list(path) {
            Err(
                StorageProblem::Absent { .. }
                | StorageProblem::NotAFolder { .. }
                | StorageProblem::LinkInTheWay { .. }
                | StorageProblem::OtherDevice { .. },
            ) => Ok(Listing::default()),
            listing => {
                let label = self.contact.name.clone();
                listing.map_err(|problem| Fault::Storage { label, problem })
            }
        }
    }

    fn look(
        &mut self,
        folder: &str,
        names: &BTreeSet<String>,
        why: impl Fn() -> Stranger,
    ) -> Result<(), Fault> {
        let Listing { entries, foreign } = self.list(folder)?;
        let before = self.found.len();
        for name in strange(entries, names) {
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            match self.found.len() - before < IN_FOLDER_MAX {
                true => self.add(None, Some(path), Found::Stranger(why())),
                false => self.more += 1,
            }
        }
        self.foreign(None, Some(folder).filter(|folder| !folder.is_empty()), foreign);
        Ok(())
    }

    /// Names that no file of kluis can have.
    fn foreign(&mut self, bundle: Option<BundleId>, folder: Option<&str>, count: usize) {
        if count > 0 {
            let found = Found::Stranger(Stranger::ForeignNames { count });
            self.add(bundle, folder.map(str::to_owned), found);
        }
    }

    fn add(&mut self, bundle: Option<BundleId>, file: Option<String>, found: Found) {
        // A bundle that is being destroyed is told however many there are: it is one of ours.
        let keeps_name = found.what() == What::Undestroyed;
        let finding = FindingReport { medium: self.contact.name.clone(), bundle, file, found };
        if self.found.len() >= NAMED_MAX && !keeps_name {
            self.more += 1;
            self.beyond += u64::from(finding.goes_on_record());
            return;
        }
        self.found.push(finding);
    }

    fn told(mut self) -> Vec<FindingReport> {
        if self.more > 0 {
            let found = Found::Stranger(Stranger::More { count: self.more });
            let (medium, bundle, file) = (self.contact.name.clone(), None, None);
            self.found.push(FindingReport { medium, bundle, file, found });
        }
        self.found
    }
}
