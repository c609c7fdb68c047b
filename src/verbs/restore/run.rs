//! The part of a restore that writes: bundle by bundle, and last the record of the disclosure.

use std::path::Path;
use std::sync::OnceLock;

use crate::formats::index::Record;
use crate::powers::asker::Watcher;
use crate::things::bundle::COMMITMENTS;
use crate::things::bundle::open::{BundlePlace, OpenProblem, RecordDamage};
use crate::things::outbox;
use crate::things::search::asked::Asked;
use crate::verbs::delivered::{Delivery, Ending};
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::wanting::to_verify;
use crate::verbs::withheld::Withheld;
use crate::verbs::without_seal::without_seal;
use crate::words::ids::{BundleId, MediumId};

use super::Request;
use super::below::Below;
use super::came::{Came, Hit};
use super::media::{Media, Opened};
use super::recording::put_on_record;
use super::report::{DamagedReport, FailedReport, KeptBack, Report};
use super::stood::{Away, Earlier, Skipped};
use super::stream::{Reading, Which, stream};
use super::written::Written;

/// The part of a run that writes.
pub(super) struct Run<'r, 's, 'a, 'w> {
    pub media: Media<'s, 'a, 'w>,
    pub asked: &'r Asked,
    pub watcher: &'w dyn Watcher,
    pub to: &'r Path,
    /// Others may read what comes.
    pub shared: bool,
    /// Where the given paths begin.
    pub below: Below,
    /// What an earlier run left in the folder.
    pub earlier: Earlier,
    /// What of it stands whole, and is not read.
    pub skipped: Skipped,
    /// Opened by the first record that comes.
    pub written: Option<Written<'r, 'w>>,
    /// What is said of a delivery; none where a person looks for their own use.
    pub delivery: Option<Delivery>,
    /// What was asked for.
    pub read: &'r [BundleId],
    /// What the selection meant when the run began.
    pub known: &'r [BundleId],
    pub report: Report,
}

impl Run<'_, '_, '_, '_> {
    /// Counts what an earlier run has put there whole, if this one goes on with it.
    pub fn go_on(&mut self) -> Result<(), Fault> {
        if self.earlier.folder.is_none() {
            return Ok(());
        }
        let texts = self.media.session.world.texts;
        let vault = &self.media.session.vault;
        let (to, shared, delivery) = (self.to, self.shared, self.delivery.as_ref());
        let written =
            Written::start(to, shared, &mut self.earlier, vault, texts, self.asked, delivery)?;
        self.report.stood = self.earlier.stood.len() as u64;
        let written = self.written.insert(written);
        for stood in std::mem::take(&mut self.earlier.stood) {
            let bundle = stood.bundle;
            let came = written.stand(stood, &self.below)?;
            came.tell(bundle, &mut self.report);
        }
        for Away { seal, commitments } in std::mem::take(&mut self.earlier.away) {
            written.add_seal(&seal)?;
            written.stands(commitments);
        }
        Ok(())
    }

    /// Restores what is asked for of one bundle, from one drive and, for what damage has hit there,
    /// from the others that are here.
    pub fn restore(&mut self, opened: &mut Opened) -> Result<(), Fault> {
        let faults = std::mem::take(&mut opened.faults).into_iter();
        let mut faults: Vec<_> =
            faults.map(|fault| FailedReport::of(opened.bundle, fault)).collect();
        let opened = &*opened;
        let others = self.media.with_copy(opened.bundle);
        let others = others.into_iter().filter(|medium| *medium != opened.first);
        let mut left: Option<Vec<Record>> = None;
        let mut hit_before = Vec::new();
        for medium in std::iter::once(opened.first).chain(others) {
            // The first is in contact; that another can't be had is no fault of this run.
            if !matches!(self.media.find(medium), Ok(true)) {
                continue;
            }
            let which = match &left {
                None => Which::Matching(self.asked.within(opened.bundle)),
                Some(records) => Which::These(records.clone()),
            };
            match self.read(opened, medium, which)? {
                Ok(hits) => {
                    if !hits.is_empty() {
                        self.media.session.doubt(medium);
                    }
                    if hits.iter().any(|hit| is_inside(&hit.damage)) {
                        self.media.session.found_inside(medium, opened.bundle)?;
                    }
                    let mut records = Vec::with_capacity(hits.len());
                    for Hit { record, damage } in hits {
                        hit_before.push(self.damaged(opened, medium, &record, damage));
                        records.push(record);
                    }
                    left = Some(records);
                }
                Err(fault) => {
                    self.media.session.doubt(medium);
                    faults.push(FailedReport::of(opened.bundle, fault));
                }
            }
            if left.as_ref().is_some_and(Vec::is_empty) {
                break;
            }
        }
        match left {
            None => self.report.failed.extend(faults.pop()),
            Some(records) => {
                let lost = |report: &DamagedReport| records.iter().any(|it| it.n == report.n);
                let (damaged, healed): (Vec<_>, Vec<_>) = hit_before.into_iter().partition(lost);
                self.report.damaged.extend(damaged);
                self.report.healed.extend(healed);
                self.report.faulty_copies.extend(faults);
            }
        }
        self.add_seal(opened)
    }

    /// Reads from one medium; gives the records that damage has hit there. The inner fault is the
    /// bundle's on this medium, the outer one ends the run.
    fn read(
        &mut self,
        opened: &Opened,
        medium: MediumId,
        which: Which<'_>,
    ) -> Result<Result<Vec<Hit>, Fault>, Fault> {
        let bundle = opened.bundle;
        let (place, label) = self.media.place(medium, bundle)?;
        let drafts =
            self.written.as_ref().map(Written::drafts).map_or_else(OnceLock::new, Into::into);
        let reading = Reading {
            seal: &opened.seal,
            place,
            identity: &opened.identity,
            watcher: self.watcher,
            skipped: &self.skipped,
            drafts: &drafts,
        };
        let (vault, to, shared) = (&self.media.session.vault, self.to, self.shared);
        let (texts, below) = (self.media.session.world.texts, &self.below);
        let (written, report, earlier) = (&mut self.written, &mut self.report, &mut self.earlier);
        let delivery = self.delivery.as_ref();
        let before = written.as_ref().map_or(0, |written| written.all.records);
        let mut hits = Vec::new();
        let done = stream(&reading, which, &mut |piece| {
            if written.is_none() {
                let new = Written::start(to, shared, earlier, vault, texts, self.asked, delivery)?;
                drafts.get_or_init(|| new.drafts());
                *written = Some(new);
            }
            let Some(written) = written.as_mut() else {
                return Ok(());
            };
            match written.take(bundle, piece, below)? {
                Came::Hit(hit) => hits.push(*hit),
                came => came.tell(bundle, report),
            }
            Ok(())
        })?;
        let after = self.written.as_ref().map_or(0, |written| written.all.records);
        if after > before && !self.report.media.contains(&label) {
            self.report.media.push(label.clone());
        }
        Ok(done.map(|()| hits).map_err(|problem| Fault::Open { label, bundle, problem }))
    }

    fn damaged(
        &self,
        opened: &Opened,
        medium: MediumId,
        record: &Record,
        why: RecordDamage,
    ) -> DamagedReport {
        DamagedReport {
            bundle: opened.bundle,
            n: record.n,
            name: Record::true_name(record),
            medium: self.media.session.label(medium),
            why,
        }
    }

    /// Puts the seal beside the records, if any came.
    fn add_seal(&mut self, opened: &Opened) -> Result<(), Fault> {
        let Some(written) = &mut self.written else {
            return Ok(());
        };
        if !written.all.bundles.contains(&opened.bundle) {
            return Ok(());
        }
        written.add_seal(&opened.seal)?;
        let bundle = opened.bundle;
        let others = self.media.with_copy(bundle);
        let others = others.into_iter().filter(|medium| *medium != opened.first);
        let mut damaged = Vec::new();
        for medium in std::iter::once(opened.first).chain(others) {
            if !matches!(self.media.find(medium), Ok(true)) {
                continue;
            }
            let (place, label) = self.media.place(medium, bundle)?;
            if written.add_commitments(&opened.seal, &place)? {
                self.report.faulty_copies.extend(damaged);
                return Ok(());
            }
            self.media.session.doubt(medium);
            let problem = OpenProblem::NotAsSealed { name: COMMITMENTS };
            damaged.push(FailedReport::of(bundle, Fault::Open { label, bundle, problem }));
        }
        // One that waits for its copies lies at home, too.
        let vault = &self.media.session.vault;
        let folder = outbox::folder_of(bundle).map_err(at_home)?;
        let place = BundlePlace { storage: vault.home.clone(), folder };
        match written.add_commitments(&opened.seal, &place)? {
            true => self.report.faulty_copies.extend(damaged),
            false => self.report.without_commitments.push(bundle),
        }
        Ok(())
    }

    /// Ends the folder and puts on record what was given out, also where a fault cut the run short.
    pub fn finish(mut self, result: Result<(), Fault>, request: &Request) -> Result<Report, Fault> {
        if !self.report.unsure {
            self.report.not_found = self.asked.unmet();
            self.report.malformed = self.asked.malformed();
            self.report.patterns_not_found = self.report.not_found.len();
            self.report.not_found.extend(self.asked.unmet_by_name());
        }
        for (pattern, why) in &request.withheld {
            let (met, pattern, why) =
                (self.asked.keeps_back_by(pattern), pattern.clone(), why.clone());
            self.report.kept_back.push(KeptBack { pattern, why, met });
        }
        let session = self.media.session;
        let bundles = self.read.iter().filter_map(|id| session.vault.state.bundles.get(id));
        if request.selection.bundles.is_empty() {
            self.report.withheld = Withheld::find(&session.vault);
            let now = request.selection.resolve(&session.vault, false).unwrap_or_default();
            let new = |id: &BundleId| !self.known.contains(id);
            self.report.withheld.learned = now.into_iter().filter(new).collect();
        }
        self.report.to_verify = to_verify(&session.vault, bundles);
        let failed = self.report.failed.iter().map(|failed| failed.bundle);
        self.report.without_seal = without_seal(session, failed);
        let Some(mut written) = self.written else {
            // Nothing is there under its letters, and a pattern it is not.
            if let (Ok(()), Some(malformed)) = (&result, self.report.malformed.pop()) {
                return Err(malformed.into());
            }
            return result.map(|()| self.report);
        };
        self.report.target = Some(self.to.to_string_lossy().into_owned());
        self.report.bundles = written.all.bundles.clone();
        (self.report.records, self.report.bytes) = (written.all.records, written.all.bytes);
        self.report.audit_files = written.all.audit_files;
        let bundles = &session.vault.state.bundles;
        let mut others = written.all.bundles.iter().map(|id| {
            let records = bundles.get(id)?.records;
            self.asked.others(*id, records)
        });
        self.report.others =
            request.asked.is_of_subject().then(|| others.try_fold(0, |sum, of| Some(sum + of?)));
        let mut result = result.and_then(|()| written.end(&session.vault));
        if self.report.records > 0 {
            let damaged = self.report.damaged.iter().map(|it| (it.bundle, &it.name, &it.why));
            let failed = self.report.failed.iter().map(|failed| (failed.bundle, &failed.why));
            let ending = Ending {
                records: self.report.records,
                bytes: self.report.bytes,
                not_found: self.report.not_found.clone(),
                withheld: request.withheld.clone(),
                damaged: damaged.collect(),
                failed: failed.collect(),
                not_given: &self.report.not_given,
                others: self.report.others,
            };
            let listed = match &result {
                Ok(()) => written.end_given(&ending, true),
                // It may have been cut off by a full disk.
                Err(_) => written.end_given(&ending, false).or(Ok(None)),
            };
            let listed = listed.unwrap_or_else(|fault| {
                result = Err(fault);
                None
            });
            if result.is_err() {
                // What is on record is best on the disk too; what ended the run is said in any case.
                let _ = written.sync();
            }
            self.report.list = listed.as_ref().map(|(list, _)| *list);
            put_on_record(session, request, &mut self.report, &written.unrecorded, listed)?;
            match result {
                Ok(()) => result = written.finish(),
                Err(_) => written.leave(),
            }
        }
        match result {
            // What came stands there, and is on record.
            Err(fault) if self.report.records > 0 => self.report.stopped = Some(fault),
            result => result?,
        }
        Ok(self.report)
    }
}

/// Whether the file's bytes are as they were sealed, and give another record all the same.
fn is_inside(damage: &RecordDamage) -> bool {
    match damage {
        RecordDamage::Frame(_) | RecordDamage::Outside | RecordDamage::Bytes => true,
        RecordDamage::Chunk(_) | RecordDamage::Target(_) => false,
    }
}
