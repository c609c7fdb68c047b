//! Taking a drive in, cut off anywhere: the same command then takes it in, or says that it is in already.

use kluis::powers::medium::Memory;
use kluis::powers::medium::memory::Unsynced;

use super::rig::{Breaks, Case, Drive, Ended, FAULTY, Healthy, Home, LAST, NEXT, for_each_fault};

fn go_wrong(start: &Case, breaks: &dyn Breaks, at: &str, unsynced: Unsynced) -> bool {
    let mut case = start.again();
    let drive = Memory::strict();
    let ended = case.add(breaks, drive.clone(), "Drive C", FAULTY);
    breaks.end(&case.home(), unsynced);
    if !breaks.fired() {
        assert!(ended.is_ok(), "{at}: {ended:?}");
        return false;
    }
    drive.power_cut(unsynced);
    // Something else is done before anybody tries again: the home must not use a number twice.
    let between = case.archive(&[&Healthy, &Healthy], "new", "2026-10", false, NEXT);
    assert!(matches!(between, Ended::Well), "{at}: {between}");
    match case.add(&Healthy, drive.clone(), "Drive C", LAST) {
        Ok(()) => {}
        Err(said) => assert!(said.contains("of this vault already"), "{at}: {said}"),
    }
    case.drives.push(drive);
    let known = case.session(&[&Healthy, &Healthy, &Healthy], LAST, |session| {
        let media = session.contacts.ids();
        assert_eq!(media.len(), 3);
        let added = media[2];
        assert!(
            session.vault.state.media.contains_key(&added),
            "{at}: the ledger does not know it"
        );
        let labels = session.vault.memory.media.values().map(|known| known.label.clone());
        Ok((session.label(added), labels.filter(|label| label == "Drive C").count()))
    });
    let known = known.unwrap_or_else(|fault| panic!("{at}: {}", super::rig::said(fault)));
    assert_eq!(known, ("Drive C".to_owned(), 1), "{at}: it can be called by its label");
    let ended = case.archive(&[&Healthy, &Healthy, &Healthy], "kept", "2024", false, LAST);
    assert!(matches!(ended, Ended::Well), "{at}: archiving onto it: {ended}");
    case.verified(at);
    true
}

#[test]
fn the_new_drive_fails_at_every_call() {
    let start = Case::with_bundles();
    for_each_fault(|fault, unsynced| {
        let broken = Drive::new(fault);
        go_wrong(&start, &broken, &format!("{fault:?}, then {unsynced:?}"), unsynced)
    });
}

#[test]
fn the_home_fails_at_every_call() {
    let start = Case::with_bundles();
    for_each_fault(|fault, unsynced| {
        let at = format!("{fault:?} in the home, then {unsynced:?}");
        go_wrong(&start, &Home::new(fault), &at, unsynced)
    });
}
