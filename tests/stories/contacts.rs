//! The media of one run: each is asked for by its id, so that nothing meant for one reaches another.

use std::ffi::OsString;

use kluis::things::medium::Accept;
use kluis::verbs::fault::Fault;
use kluis::verbs::session::Session;
use kluis::verbs::{repair, verify};

use crate::harness::Vault;
use crate::kit::session::on;

#[test]
fn what_is_meant_for_a_drive_that_left_the_run_reaches_no_other() {
    let vault = Vault::new();
    on(&format!("{}T12:00:00Z", vault.today()), |world| {
        let mut session = Session::open(world, &vault.home(), "test").unwrap();
        session.contact_all(Accept::Current).unwrap();
        let id = |label: &str| session.vault.memory.by_label(label).unwrap().0;
        let (a, b) = (id("Drive A"), id("Drive B"));
        assert_eq!(session.contacts.ids(), [a, b]);

        // It is added once, and keeps its place.
        session.contact(&[OsString::from("Drive A")], Accept::Current).unwrap();
        assert_eq!(session.contacts.ids(), [a, b]);

        session.contacts.remove(a).unwrap();
        let absent = |fault: Option<Fault>| match fault {
            Some(Fault::MediaAbsent(labels)) => labels == ["Drive A"],
            _ => false,
        };
        assert!(absent(session.in_contact(a).err()));
        assert!(absent(session.vault_and(a).err()));
        assert!(absent(session.still_there(a).err()));
        assert!(session.contacts.remove(a).is_none());
        assert_eq!(session.in_contact(b).unwrap().name, "Drive B");

        // What works on whichever drive comes first takes the one that is left.
        let request = verify::Request { media: vec![], deep: false };
        let report = verify::in_session(&mut session, &request).unwrap();
        assert_eq!(report.media.len(), 1);
        assert_eq!(repair::in_session(&mut session).unwrap().medium, "Drive B");

        session.contacts.remove(b).unwrap();
        assert!(matches!(repair::in_session(&mut session), Err(Fault::NoMedium)));
    });
}
