//! Drives that are reached only through a cache: what lets their copies count, and what does not. Which start of the
//! system it is, and which coming of the disk, the drive itself says.

use kluis::powers::medium::{Attachment, ReadBack, Renewal, Storage, StorageFacts};
use kluis::things::ledger::state::Proven;
use kluis::verbs::outcome::{Outcome, Reported};
use kluis::verbs::verify;

use crate::rig::{Case, Ended, FAULTY, Healthy, LAST, NEXT, said};

const LATER: &str = "2026-11-23T18:00:00Z";

/// Attaches all drives, all of them behind a cache.
fn attach(case: &Case, start: &str, disk: Option<&str>, renewed_by: Renewal) {
    for drive in &case.drives {
        drive.set_read_back(ReadBack::Cached);
        let (start, disk) = (start.to_owned(), disk.map(str::to_owned));
        let attachment = Some(Attachment { start, disk, renewed_by });
        drive.set_facts(StorageFacts { attachment, ..drive.describe() });
    }
}

/// Verifies all drives; gives how far the worst copy was proven, and what lets it count.
fn verified(case: &Case, time: &str) -> (Proven, Option<Renewal>) {
    let request = verify::Request { media: vec![], deep: false };
    let verified = case.session(&[&Healthy, &Healthy], time, |session| {
        let report = verify::in_session(session, &request)?;
        assert_eq!(report.outcome(), Outcome::Done);
        let bundles = session.vault.state.bundles.values();
        let copies = bundles.flat_map(|bundle| bundle.standing_copies());
        let worst = copies.map(|(_, copy)| copy.proven()).min().unwrap();
        Ok((worst, report.media[0].counts_after))
    });
    verified.unwrap_or_else(|fault| panic!("{}", said(fault)))
}

fn sources_there(case: &Case) -> bool {
    case.folder.path().join("sources/new/boek.txt").exists()
}

/// New sources were archived behind a cache, and nothing lets them go.
fn archived(start: &str, disk: Option<&str>, renewed_by: Renewal) -> Case {
    let case = Case::with_bundles();
    attach(&case, start, disk, renewed_by);
    let both: &[&dyn crate::rig::Breaks] = &[&Healthy, &Healthy];
    let ended = case.archive(both, "new", "2026-10", true, FAULTY);
    assert!(matches!(&ended, Ended::Partly(why) if why.contains("TooFewCopies")), "{ended}");
    // A verification before anything has changed proves nothing: the cache may answer.
    assert_eq!(verified(&case, NEXT), (Proven::Cached, Some(renewed_by)));
    assert!(matches!(case.sweep(both, NEXT), Ended::Partly(_)));
    assert!(sources_there(&case));
    case
}

fn goes(case: &Case, time: &str) {
    let ended = case.sweep(&[&Healthy, &Healthy], time);
    assert!(matches!(ended, Ended::Well), "{ended}");
    assert!(!sources_there(case));
    case.nothing_is_lost("after the sweep", &case.verified("after the sweep"));
}

#[test]
fn an_image_or_a_share_counts_when_it_was_verified_after_a_restart() {
    let case = archived("first", None, Renewal::Restart);
    // The restart alone is nothing either.
    attach(&case, "second", None, Renewal::Restart);
    assert!(matches!(case.sweep(&[&Healthy, &Healthy], LAST), Ended::Partly(_)));
    assert_eq!(verified(&case, LAST), (Proven::Reattached, None));
    goes(&case, LAST);
}

#[test]
fn a_disk_counts_when_it_was_taken_out_came_back_and_was_verified() {
    let case = archived("first", Some("7"), Renewal::TakingOut);
    attach(&case, "first", Some("9"), Renewal::TakingOut);
    assert_eq!(verified(&case, LAST), (Proven::Reattached, None));
    goes(&case, LAST);
}

#[test]
fn another_number_of_an_image_s_device_is_no_new_cache() {
    let case = archived("first", Some("7"), Renewal::Restart);
    // Its loop device was made anew: the pages of the file stay.
    attach(&case, "first", Some("9"), Renewal::Restart);
    assert_eq!(verified(&case, LATER), (Proven::Cached, Some(Renewal::Restart)));
    attach(&case, "second", Some("2"), Renewal::Restart);
    assert_eq!(verified(&case, LAST), (Proven::Reattached, None));
    goes(&case, LAST);
}

#[test]
fn what_keeps_files_of_its_own_never_counts() {
    let case = archived("first", None, Renewal::Unknown);
    for (start, time) in [("second", LATER), ("third", LAST)] {
        attach(&case, start, None, Renewal::Unknown);
        assert_eq!(verified(&case, time), (Proven::Cached, Some(Renewal::Unknown)));
    }
    assert!(matches!(case.sweep(&[&Healthy, &Healthy], LAST), Ended::Partly(_)));
    assert!(sources_there(&case));
}

#[test]
fn a_drive_that_was_away_and_is_back_is_no_new_cache() {
    let case = archived("first", None, Renewal::Restart);
    // A run that looks for the drives does not find them; then they are there as they were.
    let ended = case.session(&[], LATER, |session| {
        let media: Vec<_> = session.vault.state.media.keys().copied().collect();
        for medium in media {
            assert!(!session.find(medium, kluis::things::medium::Accept::Current)?);
        }
        session.tell().map(drop)
    });
    ended.unwrap_or_else(|fault| panic!("{}", said(fault)));
    assert_eq!(verified(&case, LATER), (Proven::Cached, Some(Renewal::Restart)));
    attach(&case, "second", None, Renewal::Restart);
    assert_eq!(verified(&case, LAST), (Proven::Reattached, None));
}
