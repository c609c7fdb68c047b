//! A home made again while the PC's disk fails, or the drive it is made from: afterwards there is a whole home or
//! none, the drive is as it was, and the same command makes the home.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kluis::powers::medium::faulty::{Counted, Fault as Broken, Switch};
use kluis::powers::medium::{Faulty, Memory, Storage, StorageProblem, open_native};
use kluis::things::vault::{IDENTITY_PLAIN, is_home};
use kluis::verbs::fault::Fault;
use kluis::verbs::rebuild::{self, Report};
use kluis::words::ids::VaultId;

use super::rig::{Case, FAULTY, NEXT, for_each_fault, on, said};

/// Which of the two storages breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Home,
    Drive,
}

/// The vault as it was when the PC went: one drive, and the paper.
struct Gone {
    case: Case,
    drive: Memory,
    identity: PathBuf,
    vault: VaultId,
    bundles: usize,
    entries: u64,
}

impl Gone {
    fn new() -> Gone {
        let case = Case::with_bundles();
        let identity = case.folder.path().join("paper");
        fs::copy(case.home().join(IDENTITY_PLAIN), &identity).unwrap();
        let (vault, bundles, entries) = case
            .session(&[], FAULTY, |session| {
                let entries = session.vault.ledger.heads().iter().map(|head| head.count).sum();
                Ok((session.vault.id, session.vault.state.bundles.len(), entries))
            })
            .map_err(said)
            .unwrap();
        let drive = case.drives[0].clone();
        Gone { case, drive, identity, vault, bundles, entries }
    }

    fn rebuild(
        &self,
        home: &Path,
        breaks: Option<(Where, Broken)>,
        time: &str,
    ) -> (Result<Report, Fault>, bool) {
        let switch: Mutex<Option<Switch>> = Mutex::new(None);
        let drive_at = self.case.folder.path().to_path_buf();
        let open = |path: &Path| -> Result<Arc<dyn Storage>, StorageProblem> {
            let at = if path == home { Where::Home } else { Where::Drive };
            let storage: Arc<dyn Storage> = match at {
                Where::Home => Arc::new(open_native(path)?),
                Where::Drive => Arc::new(self.drive.clone()),
            };
            match breaks {
                Some((place, fault)) if place == at => {
                    // On a drive that is only read, only reading can fail.
                    let counted = match at {
                        Where::Home => Counted::Mutating,
                        Where::Drive => Counted::All,
                    };
                    let faulty = Faulty::new(storage, fault, counted);
                    *switch.lock().unwrap() = Some(faulty.switch());
                    Ok(Arc::new(faulty))
                }
                _ => Ok(storage),
            }
        };
        let request = rebuild::Request {
            from: vec![drive_at],
            vault: self.vault,
            passphrase: false,
            home_index: true,
            accept_settings: true,
            distrust: vec![],
        };
        let made = on(time, |world| {
            world.access.identity = Some(self.identity.clone());
            rebuild::through(world, &|_| Ok(home.to_path_buf()), &request, &open)
        });
        let fired = switch.lock().unwrap().as_ref().is_some_and(Switch::fired);
        (made, fired)
    }

    /// The home is whole: all of the ledger and one line, and what is in the bundles.
    fn is_whole(&self, report: &Report, at: &str) {
        assert_eq!(report.entries, self.entries + 1, "{at}");
        assert_eq!((report.bundles, report.unread), (self.bundles, 0), "{at}");
        assert_eq!((report.indexes, report.notes_missing), (self.bundles, 0), "{at}");
    }
}

fn go_wrong(gone: &Gone, place: Where, fault: Broken) -> bool {
    let at = format!("{fault:?} in the {place:?}");
    let folder = crate::kit::files::folder_in_memory();
    let home = folder.path().canonicalize().unwrap().join("home");
    let before: Vec<_> = gone.drive.paths().iter().map(|path| gone.drive.bytes(path)).collect();
    let (made, fired) = gone.rebuild(&home, Some((place, fault)), FAULTY);
    let after: Vec<_> = gone.drive.paths().iter().map(|path| gone.drive.bytes(path)).collect();
    assert_eq!(before, after, "{at}: the drive was written");
    match made {
        Ok(report) if !fired => {
            gone.is_whole(&report, &at);
            return false;
        }
        // It came about all the same: whole, or it says what is missing.
        Ok(report) => {
            assert!(is_home(&home), "{at}");
            assert_eq!(report.entries, gone.entries + 1, "{at}");
            assert_eq!(report.indexes + report.unread, gone.bundles, "{at}");
            return true;
        }
        Err(fault) => assert!(!said(fault).is_empty()),
    }
    // The mark may be gone and its folder not be synced: then all of it was there before.
    if is_home(&home) {
        fs::remove_dir_all(&home).unwrap();
    }
    let (again, _) = gone.rebuild(&home, None, NEXT);
    let report = again.unwrap_or_else(|fault| panic!("{at}: again: {}", said(fault)));
    gone.is_whole(&report, &at);
    true
}

#[test]
fn rebuilding_while_the_home_fails_at_every_call() {
    let gone = Gone::new();
    for_each_fault(|fault, _| go_wrong(&gone, Where::Home, fault));
}

#[test]
fn rebuilding_while_the_home_fills_up() {
    let gone = Gone::new();
    for step in 0.. {
        if !go_wrong(&gone, Where::Home, Broken::FullAfter(step * 2_003)) {
            assert!(step > 10, "hardly anything was tried");
            return;
        }
    }
}

#[test]
fn rebuilding_while_the_drive_fails_at_every_call() {
    let gone = Gone::new();
    for_each_fault(|fault, _| go_wrong(&gone, Where::Drive, fault));
}
