//! `restore`: gives records back, byte for byte, into an empty or new folder, with what proves
//! them.
//!
//! Before anything is written: which bundles have what is asked for, which drives are here, which
//! seals hold, which keys open. Then bundle by bundle: found in the index, read, hashed, named. A
//! record that damage has hit is read from another drive that is here, or else named. Last the
//! disclosure goes on record. Implements format §5.

mod below;
mod media;
mod report;
mod request;
mod run;
mod stream;
#[cfg(test)]
mod tests;
mod written;

use std::path::Path;

use crate::powers::target;
use crate::things::bundle::open::open_index;
use crate::things::search::patterns::Patterns;
use crate::things::search::{home, scan};
use crate::words::limits::TYPED_BYTES_MAX;

use super::fault::{Fault, Usage};
use super::session::{Session, World};

use below::Below;
use media::{Media, Opened};
use run::Run;

pub use report::{DamagedReport, FailedReport, RenamedReport, Report, TimeLost};
pub use request::Request;

/// Runs the verb on the vault in `home`.
pub fn run(world: &mut World<'_>, home: &Path, request: &Request) -> Result<Report, Fault> {
    check_words(request)?;
    let patterns = Patterns::read(&request.matching, world.users_folder.as_deref())?;
    let mut session = Session::open(world, home, "kluis restore")?;
    session.gives_back = true;
    let mut bundles = request.selection.resolve(&session.vault, true)?;
    check_place(&request.to, &session.vault.root)?;
    target::look(&request.to)?;
    // With patterns only the indexes, which take an identity, say which bundles are needed.
    let mut media = Media::new(&mut session);
    if patterns.is_empty() {
        media.check_here(&bundles)?;
    }
    let session = &mut *media.session;
    let identities = session.world.access.open(&session.vault)?;
    request.selection.leave_out(&session.vault, &mut bundles, &identities);
    let asked_for = bundles.clone();
    bundles.retain(|bundle| {
        // The index on a drive that is here is read anyway.
        media.has_copy_here(*bundle)
            || home::may_hold(&media.session.vault, *bundle, &identities, &patterns)
    });
    let mut openings = media.open(&bundles, &identities)?;
    let mut report = Report::new(&media, request);
    report.gone = openings.gone;
    let mut failed = openings.failed;
    if openings.opened.is_empty() && !failed.is_empty() {
        return Err(failed.swap_remove(0).1);
    }
    report.failed.extend(failed.into_iter().map(|(bundle, fault)| FailedReport::of(bundle, fault)));

    check_sizes(&media, &openings.opened, &patterns, &request.to)?;
    check_room(&media, &openings.opened, &patterns, &request.to)?;
    let below = archived_folders(&mut media, &openings.opened);

    let mut run = Run {
        watcher: media.session.world.watcher,
        media,
        patterns: &patterns,
        to: &request.to,
        shared: request.shared,
        below,
        written: None,
        read: &asked_for,
        report,
    };
    let result = openings.opened.iter_mut().try_for_each(|opened| run.restore(opened));
    let result = result.and_then(|()| run.media.session.learn(&identities).map(drop));
    run.finish(result, request)
}

/// Words that go on record are there and bounded.
fn check_words(request: &Request) -> Result<(), Usage> {
    let fits = |text: &str| !text.trim().is_empty() && text.len() <= TYPED_BYTES_MAX;
    if !fits(&request.reason) {
        return Err(Usage::BadText("--reason"));
    }
    if request.whom.as_deref().is_some_and(|whom| !fits(whom)) {
        return Err(Usage::BadText("--for"));
    }
    Ok(())
}

/// Refuses a target inside a vault's home or anywhere on a drive of a vault: what comes out is plain, and must
/// not lie beside what is encrypted.
fn check_place(to: &Path, home: &Path) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: to.into(), source };
    let absolute = std::path::absolute(to).map_err(io)?;
    // What is there already decides where a new folder lies, links included.
    let there = absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/"));
    let real = there.canonicalize().map_err(io)?;
    let home = home.canonicalize().map_err(io)?;
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

/// Refuses a target whose file system ends a file before the end of a record that is asked for. An
/// index that can't be read is named when its bundle's turn comes.
fn check_sizes(
    media: &Media<'_, '_, '_>,
    opened: &[Opened],
    patterns: &Patterns,
    to: &Path,
) -> Result<(), Usage> {
    let Some(most) = target::file_bytes_max(to) else {
        return Ok(());
    };
    // Hardly a bundle is large enough to be looked into.
    for bundle in opened.iter().filter(|bundle| bundle.seal.counts.bytes > most) {
        let index = media
            .place(bundle.first, bundle.bundle)
            .ok()
            .and_then(|(place, _)| open_index(&bundle.seal, &place, &bundle.identity).ok());
        let mut found = None;
        let _ = index.map(|mut index| {
            scan::scan(&mut index, patterns, &mut |record| {
                found = (record.size > most).then_some(record);
                found.is_none()
            })
        });
        if let Some(record) = found {
            let (name, bytes) = (record.true_name().display(), record.size);
            return Err(Usage::TooLargeForTarget { to: to.into(), name, bytes, most });
        }
    }
    Ok(())
}

/// Refuses a target that has no room for what is asked for. An index that can't be read is named when its bundle's
/// turn comes.
fn check_room(
    media: &Media<'_, '_, '_>,
    opened: &[Opened],
    patterns: &Patterns,
    to: &Path,
) -> Result<(), Fault> {
    let Some(free) = target::free_bytes(to) else {
        return Ok(());
    };
    let whole: u64 = opened.iter().map(|bundle| bundle.seal.counts.bytes).sum();
    if whole <= free {
        return Ok(());
    }
    let asked_of = |bundle: &Opened| {
        let (place, _) = media.place(bundle.first, bundle.bundle).ok()?;
        let mut index = open_index(&bundle.seal, &place, &bundle.identity).ok()?;
        let mut bytes = 0;
        scan::scan(&mut index, patterns, &mut |record| {
            bytes += record.size;
            true
        })
        .ok()?;
        Some(bytes)
    };
    let needed = match patterns.is_empty() {
        true => whole,
        false => opened.iter().filter_map(asked_of).sum(),
    };
    if needed <= free {
        return Ok(());
    }
    Err(Fault::TargetFull { to: to.into(), room: Some((free, needed)) })
}

/// What each bundle was sealed from, as the first index says that can be read.
fn archived_folders(media: &mut Media<'_, '_, '_>, opened: &[Opened]) -> Below {
    let mut below = Below::default();
    for bundle in opened {
        let others = media.with_copy(bundle.bundle).into_iter();
        let others = others.filter(|medium| *medium != bundle.first);
        for medium in std::iter::once(bundle.first).chain(others) {
            if !matches!(media.find(medium), Ok(true)) {
                continue;
            }
            let index = media.place(medium, bundle.bundle).ok();
            let index = index
                .and_then(|(place, _)| open_index(&bundle.seal, &place, &bundle.identity).ok());
            if let Some(meta) = index.and_then(|mut index| index.meta().ok()) {
                below.add(bundle.bundle, &meta.report);
                break;
            }
        }
    }
    below
}
