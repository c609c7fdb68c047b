//! `restore`: gives records back, byte for byte, into an empty or new folder, with what proves
//! them; or goes on in one that an earlier run did not finish.
//!
//! Before anything is written: which bundles have what is asked for, which drives are here, which
//! seals hold, which keys open. Then bundle by bundle: found in the index, read, hashed, named. A
//! record that damage has hit is read from another drive that is here, or else named. Last the
//! disclosure goes on record. Implements format §5.

mod ahead;
mod asking;
mod below;
mod came;
mod close;
mod confidential;
mod earlier;
mod found;
mod given;
mod given_file;
mod given_list;
mod kept_under;
mod list;
mod lists;
pub(in crate::verbs) mod media;
mod names;
mod not_given;
mod pack;
mod recording;
mod report;
mod request;
mod run;
mod stood;
mod stream;
mod target_fault;
#[cfg(test)]
mod tests;
mod written;

use std::path::{Path, PathBuf};

use crate::powers::real_path;
use crate::powers::target;
use crate::things::search::asked::Asked;
use crate::things::search::home;
use crate::things::search::listed::Listed;
use crate::things::search::patterns::{NoPattern, Patterns};
use crate::things::search::wishes::{Wishes, is_too_short};
use crate::words::ids::BundleId;

use super::fault::{Fault, Usage};
use super::hold::{PlaceRequest, Said, place_in_session, that_stand};
use super::select::Selection;
use super::session::{Session, World};

use ahead::{archived_folders, check_room, check_sizes};
use earlier::earlier;
pub(super) use media::Media;
use names::BEGUN;
use not_given::not_given;
use request::fits;
use run::Run;
use stood::Absent;

pub(crate) use close::{CloseReport, CloseRequest, FolderReport, run as close};
pub use confidential::Confidential;
pub(crate) use list::{DisclosuresReport, Row as ListRow, run as list};
pub(crate) use pack::{Opens, Pack, Packed};
pub(crate) use report::KeptBack;
pub use report::{DamagedReport, FailedReport, Report};
pub use request::{Holding, Request, kept_back};

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    check_words(request)?;
    let users_folder = world.users_folder.clone();
    let patterns = patterns(request, users_folder.as_deref())?;
    let listed = request.found.as_deref().map(found::read).transpose()?;
    let request = &among(request, listed.as_ref());
    let mut session = Session::open(world, home, "kluis restore")?;
    session.gives_back = true;
    let required = request.is_all() || !request.answers;
    let mut bundles = request.selection.resolve(&session.vault, required)?;
    let known = bundles.clone();
    let confidential = confidential::take_out(&session.vault, request, &mut bundles);
    check_place(&request.to, &session.vault.root)?;
    target::look(&request.to, BEGUN)?;
    // With patterns only the indexes, which take an identity, say which bundles are needed.
    let mut media = Media::new(&mut session);
    if request.is_all() && !request.answers {
        media.check_here(&bundles)?;
    }
    let session = &mut *media.session;
    // Where nothing fits nobody is asked for a passphrase.
    let identities = match bundles.is_empty() {
        true => Vec::new(),
        false => session.world.access.open(&session.vault)?,
    };
    let request = &match bundles.is_empty() {
        true => request.clone(),
        false => asking::completed(request, session.world.access.asker, users_folder.as_deref()),
    };
    let asked = asked(request, patterns, listed, users_folder.as_deref())?;
    let asked = asked.in_vault(&session.vault.config.name);
    request.selection.leave_out(&session.vault, &mut bundles, &identities);
    let asked_for = bundles.clone();
    bundles.retain(|bundle| {
        // The index on a drive that is here is read anyway.
        media.has_copy_here(*bundle)
            || home::may_hold(&media.session.vault, *bundle, &identities, &asked)
    });
    let mut openings = media.open(&bundles, &identities);
    let (lost, mut missing): (Vec<_>, Vec<_>) =
        openings.missing.into_iter().partition(|(id, _)| request.answers && media.is_lost(*id));
    // No drive that anybody could fetch has these: the answer is complete without them, and says so.
    openings.failed.extend(lost.into_iter().map(|of| (of.0, media.none_here(vec![of]))));
    if !missing.is_empty() && (!request.answers || openings.opened.is_empty()) {
        return Err(media.none_here(missing));
    }
    let mut report = Report::new(request);
    report.asked = asked.count() as u64;
    report.gone = openings.gone;
    report.confidential = confidential;
    let mut failed = openings.failed;
    if openings.opened.is_empty() && !failed.is_empty() {
        return Err(failed.swap_remove(0).1);
    }
    report.failed.extend(failed.into_iter().map(|(bundle, fault)| FailedReport::of(bundle, fault)));

    check_sizes(&media, &openings.opened, &asked, &request.to)?;
    let bundles = missing.iter().map(|(bundle, _)| *bundle).collect();
    let absent = Absent { bundles, identities: &identities };
    let below = archived_folders(&mut media, &openings.opened, &absent);
    let mut earlier = earlier(&mut media, &openings.opened, &absent, (&asked, &below), request)?;
    let there = earlier.skipped.bytes();
    check_room(&media, &openings.opened, &asked, &request.to, there)?;

    // Before anything is given: what was asked for stays, whatever becomes of the answer.
    let opened = openings.opened.iter().map(|opened| opened.bundle);
    let ids = opened.chain(absent.bundles.iter().copied());
    let may_hold = |id: &BundleId| home::may_hold(&media.session.vault, *id, &identities, &asked);
    let ids: Vec<BundleId> = ids.filter(|id| request.hold.is_some() && may_hold(id)).collect();
    // Where nothing was found and nothing else says what is meant, there is nothing to hold.
    let scope = !request.selection.none() || !ids.is_empty();
    if let Some(holding) = request.hold.filter(|_| scope) {
        let wanted = hold_asked(request, holding, &ids)?;
        match that_stand(media.session, &wanted, &identities)? {
            Some(stands) => report.hold_stands = Some(stands),
            None => report.hold = Some(place_in_session(media.session, &wanted)?),
        }
    }
    // What the home knows of the rest, so that nothing there is said not to be found.
    let failed = report.failed.iter().map(|failed| failed.bundle).filter(|_| request.answers);
    let unread = absent.bundles.iter().copied().chain(failed);
    for bundle in unread {
        let known = not_given(media.session, bundle, &identities, &asked);
        report.unsure |= known.records.is_none();
        report.not_given.extend((!earlier.whole.contains(&bundle)).then_some(known));
    }
    missing.retain(|(bundle, _)| !earlier.whole.contains(bundle));
    let to_fetch = (!missing.is_empty()).then(|| media.none_here(missing));
    let today = media.session.today.here();
    let delivery = request.delivery(media.session.vault.config.name.clone(), today);
    let mut run = Run {
        delivery,
        watcher: media.session.world.watcher,
        media,
        asked: &asked,
        to: &request.to,
        shared: request.shared,
        below,
        skipped: std::mem::take(&mut earlier.skipped),
        earlier,
        written: None,
        read: &asked_for,
        known: &known,
        report,
    };
    let result = run.go_on();
    let result =
        result.and_then(|()| openings.opened.iter_mut().try_for_each(|opened| run.restore(opened)));
    let result = result.and_then(|()| to_fetch.map_or(Ok(()), Err));
    let result = result.and_then(|()| run.media.session.learn(&identities).map(drop));
    run.finish(result, request)
}

/// All that is asked of a record.
fn asked(
    request: &Request,
    patterns: Patterns,
    listed: Option<Listed>,
    users_folder: Option<&Path>,
) -> Result<Asked, NoPattern> {
    let withheld: Vec<String> = request.withheld.iter().map(|(it, _)| it.clone()).collect();
    let wishes = request.wishes.iter().cloned().filter_map(Wishes::of).collect();
    let asked = Asked::of(patterns, request.facts.clone());
    let asked = asked.without(Patterns::read(&withheld, users_folder)?);
    let asked = match request.asked.is_of_subject() {
        true => asked.any_of(wishes),
        false => asked.one_of_each(wishes),
    };
    Ok(asked.among(listed))
}

/// The names and patterns that are asked for.
fn patterns(request: &Request, users_folder: Option<&Path>) -> Result<Patterns, NoPattern> {
    match request.anywhere {
        true => Patterns::anywhere(&request.matching, users_folder),
        false => Patterns::read(&request.matching, users_folder),
    }
}

/// The request about the bundles that a list names, where there is one.
fn among(request: &Request, listed: Option<&Listed>) -> Request {
    let mut request = request.clone();
    if let Some(listed) = listed {
        request.selection.bundles = listed.bundles().map(|bundle| bundle.to_string()).collect();
    }
    request
}

/// The hold of this reference over the same bundles: those that were selected, or else those with what was asked for.
fn hold_asked(
    request: &Request,
    holding: Holding,
    found: &[BundleId],
) -> Result<PlaceRequest, Usage> {
    let reference = request.reference.clone().ok_or(Usage::HoldWithoutReference)?;
    let found = || Selection {
        bundles: found.iter().map(BundleId::to_string).collect(),
        ..Selection::default()
    };
    let selection = match request.selection.none() {
        true => found(),
        false => request.selection.clone(),
    };
    let said = Said { reason: request.reason.clone(), by: None, told: vec![] };
    let Holding { review, kind, ends } = holding;
    Ok(PlaceRequest { selection, reference, kind, review, ends, said })
}

/// Words that go on record are there and bounded.
fn check_words(request: &Request) -> Result<(), Usage> {
    if !fits(&request.reason) {
        return Err(Usage::BadText("--reason"));
    }
    let asked = &request.asked;
    let subject = &asked.subject;
    // They go on record as one text.
    if subject.iter().any(|name| !fits(name)) || !subject.is_empty() && !fits(&subject.join(", ")) {
        return Err(Usage::BadText("--subject"));
    }
    if let Some(short) = subject.iter().find(|name| is_too_short(name)) {
        return Err(Usage::ShortSubject(short.clone()));
    }
    let words =
        [("--for", &request.whom), ("--officer", &asked.officer), ("--power", &asked.power)];
    if let Some((option, _)) =
        words.into_iter().find(|(_, word)| word.as_deref().is_some_and(|word| !fits(word)))
    {
        return Err(Usage::BadText(option));
    }
    if request.hold.is_some() && request.reference.is_none() {
        return Err(Usage::HoldWithoutReference);
    }
    Ok(())
}

/// Refuses a target inside a vault's home or anywhere on a drive of a vault: what comes out is plain, and must
/// not lie beside what is encrypted.
pub(in crate::verbs) fn check_place(to: &Path, home: &Path) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: to.into(), source };
    let real = real(to).map_err(io)?;
    let home = real_path::of(home).map_err(io)?;
    let is_ours = |folder: &Path| {
        folder == home
            || folder.join(crate::things::vault::CONFIG).is_file()
            || folder.join(crate::formats::drive::NAME).is_file()
    };
    if real.ancestors().any(is_ours) {
        return Err(Usage::TargetIsOurs(to.into()).into());
    }
    Ok(())
}

/// Where a path is, that may not be there yet: what is there already decides, links included.
fn real(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let below = absolute.strip_prefix(there).unwrap_or(Path::new(""));
    Ok(real_path::of(there)?.join(below))
}
