//! A drive that gives other bytes after the seal was read back: the sample that is then restored
//! shows it, no further copy is made from that one, and no source goes.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kluis::powers::medium::{BytesBack, MediumPath, Memory, Storage, StorageProblem};
use kluis::surface::text;
use kluis::surface::voice::Voice;
use kluis::things::ledger::state::Proven;
use kluis::verbs::archive::{self, Report};
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::repair;
use kluis::verbs::verify::{self, Request};
use kluis::words::ids::BundleId;

use super::rig::{Altered, Alters, Breaks, Case, Ended, FAULTY, Healthy, LAST, NEXT, said};

/// Changes one byte of a file, once, when the seal's signature was read back: as a drive does that
/// rots or lies.
struct Turns {
    file: &'static str,
    turned: AtomicBool,
}

impl Turns {
    fn turn(&self, drive: &Memory, sealed: &MediumPath) {
        let file = sealed.parent().unwrap().join(self.file).unwrap();
        let middle = |bytes: &mut Vec<u8>| {
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
        };
        assert!(drive.patch(file.as_str(), middle), "{file} is not there");
    }
}

impl Alters for Turns {
    fn read_back(&self, drive: &Memory, path: &MediumPath) -> Result<BytesBack, StorageProblem> {
        let (mut read, how) = drive.read_back(path)?;
        let sealed = path.file_name() == Some("seal.json.sig");
        if sealed && !self.turned.swap(true, Ordering::Relaxed) {
            let mut bytes = Vec::new();
            read.read_to_end(&mut bytes).unwrap();
            self.turn(drive, path);
            return Ok((Box::new(io::Cursor::new(bytes)), how));
        }
        Ok((read, how))
    }
}

/// A drive in which one file of the new bundle turns.
struct Rots(&'static str);

impl Breaks for Rots {
    fn drive(&self, drive: Memory) -> Arc<dyn Storage> {
        Arc::new(Altered(drive, Turns { file: self.0, turned: AtomicBool::new(false) }))
    }
}

/// Archives `new` with `--move` onto both drives, of which the first lets a file turn.
fn archived(case: &Case, file: &'static str) -> Report {
    let request = case.archive_request("new", "2026-10", true);
    let breaks: [&dyn Breaks; 2] = [&Rots(file), &Healthy];
    let ended = case.session(&breaks, FAULTY, |session| archive::in_session(session, &request));
    ended.map_err(said).unwrap()
}

/// What the ledger says of the bundle's copies.
fn copies(case: &Case, bundle: BundleId) -> Vec<Proven> {
    let known = case.session(&[], LAST, |session| {
        let copies = session.vault.state.bundles[&bundle].standing_copies();
        Ok(copies.map(|(_, copy)| copy.proven()).collect())
    });
    known.map_err(said).unwrap()
}

/// The folder of the sources as it was.
fn sources_stay(case: &Case) {
    for path in case.sources.keys().filter(|path| path.starts_with("new")) {
        assert!(case.folder.path().join("sources").join(path).is_file(), "{path:?} is gone");
    }
}

/// Archives with one file turning, and looks at all that came of it. Gives the bundle.
fn no_copy_is_made_of_it(case: &Case, file: &'static str, fault: &str) -> BundleId {
    let report = archived(case, file);
    assert_eq!(report.outcome(), Outcome::Fixity, "exit 11");
    let [done] = &report.bundles[..] else { panic!("{:?}", report.bundles) };
    let sample = done.sample.as_ref().unwrap();
    assert!(sample.fault.is_some(), "{file}: nothing was found");
    let said = text::archive(&Voice::default(), &report);
    assert!(
        said.contains("NOT the same, so this copy does not count") && said.contains(fault),
        "{report:?}"
    );
    assert_eq!((done.copies.len(), report.moved), (1, 0), "{file}");
    assert!(report.waiting.is_empty(), "{file}: it waits for more copies of the same");
    let name = done.bundle.to_string();
    assert!(!case.drives[1].paths().iter().any(|path| path.contains(&name)), "{file}: copied");
    sources_stay(case);
    assert_eq!(copies(case, done.bundle), [Proven::DoesNotHold], "{file}");
    done.bundle
}

/// The next run seals nothing twice, and copies nothing from what does not hold.
fn the_next_run_leaves_it(case: &Case) {
    let ended = case.archive(&[&Healthy, &Healthy], "new", "2026-10", true, NEXT);
    assert!(!matches!(ended, Ended::Well), "{ended}");
    sources_stay(case);
}

#[test]
fn a_payload_that_turned_after_it_was_read_back_is_found_by_the_sample() {
    let case = Case::with_parity();
    let bundle = no_copy_is_made_of_it(&case, "payload-00000.age", ": ");
    the_next_run_leaves_it(&case);
    // Parity mends it; what was found inside is taken back by a look inside.
    let mended = case.session(&[&Healthy], NEXT, repair::in_session).map_err(said).unwrap();
    assert!(mended.mended.iter().any(|file| Path::new(&file.file).ends_with("payload-00000.age")));
    assert_eq!(copies(&case, bundle), [Proven::DoesNotHold]);
    let deep = Request { media: vec![], deep: true };
    let report = case.session(&[&Healthy], NEXT, |session| verify::in_session(session, &deep));
    let report = report.map_err(said).unwrap();
    assert_eq!(report.outcome(), Outcome::Done, "{:?}", report.findings);
    let ended = case.archive(&[&Healthy, &Healthy], "new", "2026-10", true, LAST);
    assert!(matches!(ended, Ended::Well), "{ended}");
    assert_eq!(copies(&case, bundle), [Proven::ReadBack; 2]);
    case.nothing_is_lost("in the end", &case.verified_and_in_order("in the end"));
}

#[test]
fn an_index_that_turned_after_it_was_read_back_is_found_by_the_sample() {
    let case = Case::with_bundles();
    no_copy_is_made_of_it(&case, "index.age", "index.age is not what was sealed");
    the_next_run_leaves_it(&case);
}
