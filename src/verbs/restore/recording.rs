//! Puts on record what was given back, to whom, and where it stands.

use serde_json::{Map, Value};

use crate::formats::entry::{Event, Restored};
use crate::powers::random::draw;
use crate::rules::hold::Reference;
use crate::things::medium::Contact;
use crate::things::vault::memory::Given;
use crate::verbs::copying;
use crate::verbs::fault::{Fault, at_home};
use crate::verbs::session::Session;
use crate::words::digest::Digest;
use crate::words::ids::DisclosureId;
use crate::words::limits::LINE_BUNDLES_MAX;

use super::given::NOTED_MAX;
use super::report::Report;
use super::request::Request;
use super::written::Tally;

/// Puts what no entry speaks of yet into the ledger, its words encrypted, and tells the drives of it: but for those on
/// which something changed, since whatever did it may be at work still. `listed` is the list of what was written for
/// somebody else.
pub fn put_on_record(
    session: &mut Session<'_, '_>,
    request: &Request,
    report: &mut Report,
    given: &Tally,
    listed: Option<(Digest, String)>,
) -> Result<(), Fault> {
    let (list, noted) = listed.unzip();
    if request.is_disclosure() {
        remember(session, request, list, given.records > 0, report)?;
    }
    if given.records > 0 {
        record(session, request, given, report, list, noted)?;
    }
    report.changed = copying::leave_changed_untouched(session, None)?;
    report.untold = report.changed.iter().map(|changed| changed.medium.clone()).collect();
    report.untold.dedup();
    report.untold.extend(session.tell()?.into_iter().map(|(label, _)| label));
    let only_read = |contact: &&Contact| session.untouched.contains(&contact.label.medium);
    let only_read = session.contacts.iter().filter(only_read).map(|contact| contact.name.clone());
    let unsaid: Vec<String> = only_read.filter(|label| !report.untold.contains(label)).collect();
    report.untold.extend(unsaid);
    Ok(())
}

/// Remembers where it stands. A run that goes on in a folder makes its list anew, also for what came before.
fn remember(
    session: &mut Session<'_, '_>,
    request: &Request,
    list: Option<Digest>,
    new: bool,
    report: &mut Report,
) -> Result<(), Fault> {
    let io = |source| Fault::Io { path: request.to.clone(), source };
    let folder = std::path::absolute(&request.to).map_err(io)?;
    let folder = Some(folder.to_string_lossy().into_owned());
    let id = new.then(|| DisclosureId::from_random(draw(session.world.random)));
    let memory = &mut session.vault.memory;
    let there = memory.disclosures.values_mut().filter(|given| given.folder == folder);
    there.for_each(|given| given.list = list.or(given.list));
    if let Some(id) = id {
        let reference = request.reference.clone();
        memory.disclosures.insert(id, Given { reference, folder, list });
        report.disclosure = Some(id);
    }
    session.vault.save().map_err(at_home)
}

fn record(
    session: &mut Session<'_, '_>,
    request: &Request,
    given: &Tally,
    report: &Report,
    list: Option<Digest>,
    noted: Option<String>,
) -> Result<(), Fault> {
    let reference = request.reference.as_ref().map(Reference::to_string);
    let mut words = vec![("reason", request.reason.clone())];
    words.extend(request.whom.clone().map(|whom| ("for", whom)));
    words.extend(reference.clone().map(|reference| ("ref", reference)));
    words.extend(request.asked.words());
    let lines = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join("\n"));
    let not_found: Vec<String> = report.not_found.iter().take(NOTED_MAX).cloned().collect();
    words.extend(lines(not_found).map(|lines| ("not-found", lines)));
    let withheld = request.withheld.iter().map(|(pattern, why)| format!("{pattern}: {why}"));
    words.extend(lines(withheld.collect()).map(|lines| ("withheld", lines)));
    words.extend(list.map(|list| ("list", list.to_string())));
    words.extend(noted.filter(|noted| !noted.is_empty()).map(|noted| ("given", noted)));
    let text: Map<String, Value> =
        words.into_iter().map(|(name, word)| (name.to_owned(), word.into())).collect();
    let note = session.note(text)?;
    let reference = reference.map(|reference| session.vault.tag("ref", &reference));
    let (mut bytes, mut records) = (given.bytes, given.records);
    let (disclosure, not_found) = (report.disclosure, report.not_found.len() as u64);
    let mut not_found = if disclosure.is_some() { not_found } else { 0 };
    // What is too long for one line is split; the counts stand in the first.
    let (first, rest) = given.bundles.split_at(given.bundles.len().min(LINE_BUNDLES_MAX));
    for bundles in std::iter::once(first).chain(rest.chunks(LINE_BUNDLES_MAX)) {
        let bundles = bundles.to_vec();
        let restored = Restored { bundles, bytes, disclosure, not_found, records, reference };
        session.record(Event::Restored(restored), Some(note))?;
        (bytes, records, not_found) = (0, 0, 0);
    }
    Ok(())
}
