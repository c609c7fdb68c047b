//! Keys that are wrapped anew, cut off at every call: of the two files of a bundle on a drive one opens for whoever
//! could open it before, and the same command goes on.

use kluis::powers::envelope::open_key_file;
use kluis::powers::identity::Identity;
use kluis::powers::medium::memory::Unsynced;
use kluis::things::bundle::open::{BundlePlace, opening_twin};
use kluis::things::bundle::{KEY, KEY_COPY};
use kluis::things::vault::mending::mend;
use kluis::verbs::key::{AddRequest, Given, add_in};
use kluis::verbs::outcome::{Outcome, Reported};

use super::rig::{
    Breaks, Case, Drive, Ended, FAULTY, Healthy, Home, LAST, NEXT, for_each_fault, said,
};

/// Lets an office key in.
fn add(case: &Case, office: &Identity, breaks: &[&dyn Breaks], time: &str) -> Ended {
    let recipient = Given::Text(office.recipient().to_string());
    let request = AddRequest { name: "Office".into(), recipient };
    match case.session(breaks, time, |session| add_in(session, &request)) {
        Ok(report) if report.wrapped.iter().all(|on| on.failed.is_empty()) => Ended::Well,
        Ok(report) => Ended::Partly(format!("{:?}", report.wrapped)),
        Err(fault) => Ended::Badly(said(fault)),
    }
}

/// Each bundle's own key comes out on each drive with the vault's identity; with `office` out of both files, which are
/// one, and also with that one.
fn opens(case: &Case, office: Option<&Identity>, at: &str) {
    let looked = case.session(&[&Healthy, &Healthy], LAST, |session| {
        let identities = session.world.access.open(&session.vault)?;
        for bundle in session.vault.state.bundles.keys() {
            let seal = session.any_seal(*bundle).unwrap();
            for contact in &session.contacts {
                let folder = contact.bundle_folder(*bundle).unwrap();
                let storage = contact.storage.clone();
                let place = BundlePlace { storage, folder: folder.clone() };
                let opened = opening_twin(&seal, &place, &identities);
                let at = format!("{at}: {bundle} on {}", contact.name);
                let (_, own) = opened.unwrap_or_else(|problem| panic!("{at}: {problem:?}"));
                let Some(office) = office else { continue };
                let read = |name| {
                    let mut bytes = Vec::new();
                    let path = folder.join(name).unwrap();
                    let mut file = contact.storage.open(&path).unwrap();
                    std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
                    bytes
                };
                let [first, twin] = [KEY, KEY_COPY].map(read);
                assert!(first == twin, "{at}: the two files differ");
                let inside = open_key_file(&first, std::slice::from_ref(office)).unwrap();
                assert_eq!(inside.recipient(), own.recipient(), "{at}");
            }
        }
        Ok(())
    });
    looked.unwrap_or_else(|fault| panic!("{at}: {}", said(fault)));
}

fn go_wrong(start: &Case, breaks: &[&dyn Breaks; 2], at: &str, unsynced: Unsynced) -> bool {
    let (case, office) = (start.again(), Identity::generate());
    let ended = add(&case, &office, breaks, FAULTY);
    breaks.iter().for_each(|breaks| breaks.end(&case.home(), unsynced));
    if !breaks.iter().any(|breaks| breaks.fired()) {
        assert!(matches!(ended, Ended::Well), "{at}: {ended}");
        opens(&case, Some(&office), at);
        return false;
    }
    case.power_cut(unsynced);
    // Of a file and its spare, of which one was written, the next command takes the newer one, as after damage.
    mend(&case.home(), "test", false).unwrap_or_else(|problem| panic!("{at}: {problem}"));
    opens(&case, None, at);
    let ended = add(&case, &office, &[&Healthy, &Healthy], NEXT);
    assert!(matches!(ended, Ended::Well), "{at}: the next run: {ended}");
    opens(&case, Some(&office), at);
    let verified = case.session(&[&Healthy, &Healthy], LAST, |session| {
        let deep = kluis::verbs::verify::Request { media: vec![], deep: true };
        let report = kluis::verbs::verify::in_session(session, &deep)?;
        assert_eq!(report.outcome(), Outcome::Done, "{at}: {:?}", report.findings);
        Ok(())
    });
    verified.unwrap_or_else(|fault| panic!("{at}: {}", said(fault)));
    true
}

#[test]
fn a_drive_fails_at_every_call_while_its_keys_are_wrapped_anew() {
    let start = Case::with_bundles();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        let at = format!("{fault:?}, then {unsynced:?}");
        go_wrong(&start, &[&broken, &Healthy], &at, unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call_while_keys_are_wrapped_anew() {
    let start = Case::with_bundles();
    for_each_fault(|fault, unsynced| {
        let broken = Home::new(fault);
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        go_wrong(&start, &[&broken, &Healthy], &at, unsynced)
    });
}
