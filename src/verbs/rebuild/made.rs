//! The new home: laid out, joined to the ledger as a new writer, and told what the drives know.

use std::path::{Path, PathBuf};

use crate::formats::entry::{ClockConfirmed, Event, SignerReplaced, WriterJoined};
use crate::powers::identity::{Identity, Recipient};
use crate::powers::signer::SigningKey;
use crate::rules::clock::Today;
use crate::things::first_contact::{Proven, Told, Unfit, Unproven, contradicting};
use crate::things::joining;
use crate::things::ledger::Ledger;
use crate::things::ledger::state::Standing;
use crate::things::medium::{Accept, Contact, Contacts, MediumProblem};
use crate::things::settings;
use crate::things::vault::memory::{Memory, Remembered};
use crate::things::vault::named_files::Beside;
use crate::things::vault::rebuilding::{Building, Kept, Parts, Unfinished};
use crate::things::vault::{IDENTITY_PLAIN, IDENTITY_SEALED, Vault};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::learn::{Learned, learn};
use crate::verbs::medium::here::said;
use crate::verbs::session::World;
use crate::verbs::signer::{asked, distrusted};
use crate::words::day::{ClockState, Stamp};
use crate::words::ids::MediumId;

use super::report::Report;
use super::request::Request;

/// What was proven, and is now made into a home.
pub(super) struct Made<'a> {
    pub drives: &'a [Proven],
    pub newest: &'a Told,
    pub others: &'a [(PathBuf, Told)],
    pub request: &'a Request,
    pub stamp: Stamp,
    pub today: Today,
}

impl Made<'_> {
    /// Makes the home. It counts as a vault only when all of this stands.
    pub fn home(
        &self,
        world: &mut World<'_>,
        building: Building,
        mut ledger: Ledger,
        identity: Kept<'_>,
        identities: &[Identity],
    ) -> Result<Report, Fault> {
        let passphrase = !matches!(identity, Kept::Plain(_));
        let joined = Event::WriterJoined(WriterJoined { vault: self.request.vault });
        ledger.has_room_for(self.stamp, std::slice::from_ref(&joined))?;
        ledger.append(self.stamp, joined, None, None)?;
        if self.stamp.clock == ClockState::Typed {
            let confirmed = Event::ClockConfirmed(ClockConfirmed { day: self.today.here() });
            ledger.append(self.stamp, confirmed, None, None)?;
        }
        let replaced = self.replace(world, &mut ledger, identities)?;
        // Those that the document lacks come from the notes, once the home can read them.
        let state = ledger.state();
        let stands = |one: &&Recipient| state.recipients.contains(&one.digest());
        let recipients: Vec<Recipient> =
            self.newest.recipients.iter().filter(stands).cloned().collect();
        let parts = Parts {
            config: &self.newest.document.config,
            recipients: &recipients,
            sealer: replaced.as_ref().unwrap_or(&self.newest.sealer),
            disposer: &self.newest.document.disposer,
            disposer_public: &self.newest.disposer_public,
            tag_secret: self.newest.document.tag_secret.expose(),
            identity,
            memory: self.memory(&ledger),
            ledger: &ledger,
        };
        let Unfinished { mut vault } = building.lay_out(parts, world.random)?;
        self.take_documents(world, &mut vault);
        let mut contacts = Contacts::default();
        for drive in self.drives {
            let mut contact = open(&mut vault, drive)?;
            contact.document_was_read();
            self.remember(&mut vault, &contact);
            joining::take_beside(&vault, &contact).map_err(at_home)?;
            joining::take_seals(&vault, &contact).map_err(at_home)?;
            contacts.add(contact);
        }
        let (notes, notes_missing) = Beside::Notes.count(&vault).map_err(at_home)?;
        let settings = &mut world.settings;
        let learned = learn(&mut vault, &mut contacts, identities, settings, world.watcher)?;
        let report = self.report(&vault, passphrase, learned);
        let report = Report { notes, notes_missing, ..report };
        Unfinished { vault }.finish()?;
        Ok(report)
    }

    /// Takes the drives' names from the vault documents, and compares the settings in them with those that were taken.
    fn take_documents(&self, world: &mut World<'_>, vault: &mut Vault) {
        // Nobody vouches for the label of a drive that a replaced key signed: no names are taken from there.
        let by_replaced =
            |path: &Path| self.drives.iter().any(|drive| drive.path == path && drive.by_replaced);
        let others = self.others.iter().filter(|(path, _)| !by_replaced(path));
        let others = others.map(|(_, told)| told);
        for told in std::iter::once(self.newest).chain(others) {
            joining::take_document(vault, &told.document);
        }
        for (drive, told) in self.others {
            let settings = joining::compare_settings(vault, &told.document, &said(drive));
            world.settings.push(settings);
        }
    }

    /// Replaces the sealer's key where lines are not believed: the disposer says that they count no more.
    fn replace(
        &self,
        world: &mut World<'_>,
        ledger: &mut Ledger,
        identities: &[Identity],
    ) -> Result<Option<SigningKey>, Fault> {
        if self.request.distrust.is_empty() {
            return Ok(None);
        }
        let (named, quarantined) = distrusted(ledger, &asked(ledger, &self.request.distrust)?);
        let disposer = self.newest.disposer(identities).ok_or_else(|| Unproven::Unfit {
            path: self.drives[0].path.clone(),
            what: Unfit::DisposerUnreadable,
        })?;
        let new = SigningKey::generate(world.random);
        let event = SignerReplaced {
            distrusted: named,
            heads: ledger.heads(),
            new: new.public().to_string(),
            old: self.newest.sealer.public().to_string(),
            quarantined,
        };
        ledger.append(self.stamp, Event::SignerReplaced(event), None, Some(&disposer))?;
        let check = ledger.check(self.request.vault);
        check.map_err(|problem| contradicting(&self.drives[0].path, ledger, problem))?;
        Ok(Some(new))
    }

    /// What the new home remembers before it has seen anything.
    fn memory(&self, ledger: &Ledger) -> Memory {
        let mut memory = Memory::new(self.request.vault, ledger.own(), self.request.home_index);
        for (medium, state) in ledger.state().media {
            memory.media.insert(medium, Remembered::unseen(medium, state.drive, state.added));
        }
        memory
    }

    /// Remembers a drive that it was made from.
    fn remember(&self, vault: &mut Vault, contact: &Contact) {
        contact.remember(vault);
        if let Some(known) = vault.memory.media.get_mut(&contact.label.medium) {
            known.path = said(&contact.path);
            known.seen = self.stamp.time;
            known.document_there = contact.label.in_force().map(|(_, sha256)| sha256);
        }
    }

    fn report(&self, vault: &Vault, passphrase: bool, learned: Learned) -> Report {
        let label = |medium: &MediumId| match vault.memory.media.get(medium) {
            Some(known) => known.label.clone(),
            None => medium.to_string(),
        };
        let sorted = |mut labels: Vec<String>| {
            labels.sort();
            labels
        };
        let those = |fits: &dyn Fn(&Proven) -> bool| {
            let drives = self.drives.iter().filter(|drive| fits(drive));
            sorted(drives.map(|drive| label(&drive.label.medium)).collect())
        };
        let kept = vault.state.bundles.values().filter(|known| known.standing() == Standing::Kept);
        let bundles = kept.count();
        Report {
            name: vault.config.name.clone(),
            vault: vault.id,
            home: said(&vault.root),
            identity: said(&vault.root.join(match passphrase {
                true => IDENTITY_SEALED,
                false => IDENTITY_PLAIN,
            })),
            opened_by: None,
            from_paper: false,
            passphrase,
            writer: vault.writer(),
            from: those(&|_| true),
            entries: vault.ledger.heads().iter().map(|head| head.count).sum(),
            bundles,
            indexes: learned.indexes,
            unread: learned.unread,
            elsewhere: bundles.saturating_sub(learned.indexes + learned.unread),
            notes: 0,
            notes_missing: 0,
            unseen: sorted(vault.state.unseen.iter().map(label).collect()),
            set_aside: self.drives.iter().map(|drive| drive.asides.count()).sum(),
            damaged: those(&|drive| drive.damaged),
            older_settings: self.newest.spare,
            cut_back: those(&|drive| drive.cut_back),
            broken: vec![],
            slots_missing: those(&|drive| drive.slot_missing),
            settings_taken: settings::to_accept(&vault.config),
        }
    }
}

/// Opens a drive for the new home.
fn open(vault: &mut Vault, drive: &Proven) -> Result<Contact, MediumProblem> {
    let cut_back =
        |vault: &mut Vault| Contact::open_cut_back(vault, &drive.path, drive.storage.clone());
    if drive.cut_back {
        return cut_back(vault);
    }
    match Contact::open_storage(vault, &drive.path, drive.storage.clone(), Accept::Older) {
        // The key that signed this label was replaced just now: what the label says goes with it.
        Err(MediumProblem::LabelReplaced { known: true, .. }) => cut_back(vault),
        contact => contact,
    }
}
