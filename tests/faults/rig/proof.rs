//! What must hold after every run: all that the ledger names opens, and no source is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use kluis::formats::entry::FileFacts;
use kluis::powers::asker::Unwatched;
use kluis::things::bundle::fixity::read_back;
use kluis::things::bundle::open::{BundlePlace, bundle_identity, open_index};
use kluis::things::bundle::proof::{Against, files_in_order, prove};
use kluis::things::bundle::{KEY, KEY_COPY, deep};
use kluis::things::ledger::state::DriveStanding;
use kluis::things::medium::BUNDLES;
use kluis::verbs::session::Session;
use kluis::words::digest::Digest;
use kluis::words::ids::BundleId;
use kluis::words::limits::KEY_FILE_BYTES;

use super::{Breaks, COPIES, Case, Healthy, LAST, said};

/// Each kept bundle's record hashes, and on how many drives it stands.
pub type Bundles = BTreeMap<BundleId, (BTreeSet<Digest>, usize)>;

impl Case {
    /// Opens all that the ledger names, on every drive, with the owner's identity; panics at what does not hold.
    /// Gives each kept bundle's record hashes and on how many drives it stands.
    pub fn verified(&self, at: &str) -> Bundles {
        self.look(at, false)
    }

    /// The same, and every folder among a drive's bundles is one that the ledger places there.
    pub fn verified_and_in_order(&self, at: &str) -> Bundles {
        self.look(at, true)
    }

    fn look(&self, at: &str, in_order: bool) -> Bundles {
        let healthy: Vec<&dyn Breaks> =
            self.drives.iter().map(|_| &Healthy as &dyn Breaks).collect();
        let found = self.session(&healthy, LAST, |session| {
            let identities = session.world.access.open(&session.vault)?;
            let mut found: Bundles = BTreeMap::new();
            let sealers = session.vault.sealers();
            if in_order {
                nothing_is_left_over(session, at);
            }
            for (id, known) in &session.vault.state.bundles {
                for (medium, _) in known.standing_copies() {
                    let gone = known.copies[&medium].drive == DriveStanding::Gone;
                    if known.intended.is_some() || gone {
                        continue;
                    }
                    let contact = session
                        .contacts
                        .get(medium)
                        .unwrap_or_else(|| panic!("{at}: {id} is on a drive that is not known"));
                    let folder = contact.bundle_folder(*id).unwrap();
                    let against =
                        Against { vault: session.vault.id, sealers: &sealers, known: Some(known) };
                    let seal = prove(&*contact.storage, &folder, *id, &against)
                        .unwrap_or_else(|problem| panic!("{at}: {id}: {problem}"));
                    let mut files = files_in_order(&seal);
                    assert!(known.keys_on.contains_key(&medium), "{at}: {id} has no keys");
                    let sha256 = seal.key_file;
                    for name in [KEY, KEY_COPY] {
                        files.push(FileFacts { bytes: KEY_FILE_BYTES, name: name.into(), sha256 });
                    }
                    let fixity = read_back(&*contact.storage, &folder, &files, &Unwatched);
                    assert!(fixity.holds(), "{at}: {id}: {:?}", fixity.faults);
                    // Its bytes are those of the other drive's copy, so that it is opened once.
                    let entry = found.entry(*id).or_insert_with(|| {
                        let place = BundlePlace { storage: contact.storage.clone(), folder };
                        let identity = bundle_identity(&seal, &place, &identities).unwrap();
                        let deep = deep::verify(&seal, &place, &identity, &Unwatched).unwrap();
                        assert!(deep.holds(), "{at}: {id}: {deep:?}");
                        let mut index = open_index(&seal, &place, &identity).unwrap();
                        (index.records().map(|record| record.unwrap().sha256).collect(), 0)
                    });
                    entry.1 += 1;
                }
            }
            Ok(found)
        });
        found.unwrap_or_else(|fault| {
            panic!("{at}: the vault or a drive does not open: {}", said(fault))
        })
    }

    /// No source is gone unless its bytes are in bundles that were just opened on as many drives as are wanted.
    pub fn nothing_is_lost(&self, at: &str, found: &Bundles) {
        for (path, sha256) in &self.sources {
            let whole = self.folder.path().join("sources").join(path);
            match fs::read(&whole) {
                Ok(bytes) => assert_eq!(Digest::of(&bytes), *sha256, "{at}: {path:?} changed"),
                Err(_) => assert!(
                    found.values().any(|(records, on)| records.contains(sha256) && *on >= COPIES),
                    "{at}: {path:?} is gone, and is not on {COPIES} drives"
                ),
            }
        }
    }
}

fn nothing_is_left_over(session: &Session<'_, '_>, at: &str) {
    for contact in &session.contacts {
        let bundles = contact.folder.join(BUNDLES).unwrap();
        for entry in contact.storage.list(&bundles).unwrap().entries {
            let known = session.vault.state.bundles.get(&entry.name.parse().unwrap());
            let medium = contact.label.medium;
            let placed =
                known.is_some_and(|known| known.standing_copies().any(|(on, _)| on == medium));
            let (name, path) = (entry.name, contact.path.display());
            assert!(placed, "{at}: {name} is on {path} and in no ledger");
        }
    }
}
