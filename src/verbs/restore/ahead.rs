//! What is looked at before the first byte: whether the target can have what is asked for, and where its paths begin.

use std::path::Path;

use crate::formats::index::Meta;
use crate::powers::target;
use crate::things::bundle::open::{Index, glance_at_index};
use crate::things::search::asked::Asked;
use crate::things::search::scan;
use crate::things::vault::indexes;
use crate::verbs::fault::{Fault, Usage};

use super::below::Below;
use super::media::{Media, Opened};
use super::stood::Absent;

/// Refuses a target whose file system ends a file before the end of a record that is asked for. An
/// index that can't be read is named when its bundle's turn comes.
pub fn check_sizes(
    media: &Media<'_, '_, '_>,
    opened: &[Opened],
    asked: &Asked,
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
            .and_then(|(place, _)| glance_at_index(&bundle.seal, &place, &bundle.identity).ok());
        let mut found = None;
        let _ = index.map(|mut index| {
            scan::scan(&mut index, &asked.within(bundle.bundle), &mut |record| {
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

/// Refuses a target that has no room for what is asked for, without so many bytes that stand there already. An index
/// that can't be read is named when its bundle's turn comes.
pub fn check_room(
    media: &Media<'_, '_, '_>,
    opened: &[Opened],
    asked: &Asked,
    to: &Path,
    there: u64,
) -> Result<(), Fault> {
    let Some(free) = target::free_bytes(to) else {
        return Ok(());
    };
    let whole: u64 = opened.iter().map(|bundle| bundle.seal.counts.bytes).sum();
    let whole = whole.saturating_sub(there);
    if whole <= free {
        return Ok(());
    }
    let asked_of = |bundle: &Opened| {
        let (place, _) = media.place(bundle.first, bundle.bundle).ok()?;
        let mut index = glance_at_index(&bundle.seal, &place, &bundle.identity).ok()?;
        let mut bytes = 0;
        scan::scan(&mut index, &asked.within(bundle.bundle), &mut |record| {
            bytes += record.size;
            true
        })
        .ok()?;
        Some(bytes)
    };
    let needed = match asked.is_all() {
        true => whole,
        false => opened.iter().filter_map(asked_of).sum::<u64>().saturating_sub(there),
    };
    if needed <= free {
        return Ok(());
    }
    Err(Fault::TargetFull { to: to.into(), room: Some((free, needed)) })
}

/// What each bundle was sealed from, as the first index says that can be read: the home's copy, where no drive is here.
pub fn archived_folders(
    media: &mut Media<'_, '_, '_>,
    opened: &[Opened],
    absent: &Absent<'_>,
) -> Below {
    let mut below = Below::default();
    for bundle in &absent.bundles {
        let index = indexes::open(&media.session.vault, *bundle, absent.identities);
        if let Some(meta) = index.and_then(|mut index| index.meta().ok()) {
            below.add(*bundle, &meta.report);
        }
    }
    for bundle in opened {
        if let Some((_, meta)) = first_index(media, bundle) {
            below.add(bundle.bundle, &meta.report);
        }
    }
    below
}

/// The first index of a bundle that can be read on the drives that are here.
pub fn first_index(media: &mut Media<'_, '_, '_>, opened: &Opened) -> Option<(Index, Meta)> {
    let others = media.with_copy(opened.bundle).into_iter();
    let others: Vec<_> = others.filter(|medium| *medium != opened.first).collect();
    std::iter::once(opened.first).chain(others).find_map(|medium| {
        if !matches!(media.find(medium), Ok(true)) {
            return None;
        }
        let (place, _) = media.place(medium, opened.bundle).ok()?;
        let mut index = glance_at_index(&opened.seal, &place, &opened.identity).ok()?;
        let meta = index.meta().ok()?;
        Some((index, meta))
    })
}
