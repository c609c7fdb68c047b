//! A bundle that was sealed: its copies, and the sample that was restored from each.

use crate::powers::medium::ReadBack;
use crate::surface::errors::{open_words, record_words};
use crate::surface::page::Page;
use crate::surface::text::until_it_counts;
use crate::surface::voice::{Noun, both};
use crate::verbs::archive::{BundleReport, CopyReport, SampleFault, SampleReport};

pub(super) fn bundle_lines(page: &mut Page<'_>, bundle: &BundleReport, wanted: u32) {
    let voice = page.voice;
    page.line(both!(
        voice,
        "Sealed {id}: {records}, {bytes}.",
        "{id} verzegeld: {records}, {bytes}.",
        id = bundle.bundle,
        records = voice.count(bundle.records, Noun::Record),
        bytes = voice.size(bundle.bytes)
    ));
    if !bundle.holds.is_empty() {
        page.under(both!(
            voice,
            "It is under hold {holds} from the start.",
            "Die valt meteen onder vernietigingsstop {holds}.",
            holds = voice.all_of(&bundle.holds)
        ));
    }
    bundle.copies.iter().for_each(|copy| copy_line(page, copy));
    let verified =
        bundle.copies.iter().filter(|copy| copy.read_back == ReadBack::PastCache).count();
    if verified < wanted as usize {
        page.under(both!(
            voice,
            "{verified} of {wanted} copies that this vault wants.",
            "{verified} van {wanted} kopieën die deze kluis wil."
        ));
    }
    if let Some(sample) = &bundle.sample {
        sample_lines(page, sample);
    }
}

pub fn copy_line(page: &mut Page<'_>, copy: &CopyReport) {
    let (voice, label) = (page.voice, &copy.medium);
    let Some(after) = copy.counts_after else {
        page.under(both!(
            voice,
            "{label}: read back from the drive, and the same.",
            "{label}: teruggelezen van de schijf, gelijk."
        ));
        return;
    };
    page.under(both!(
        voice,
        "{label}: read back, though perhaps from this PC's memory: it lets no source go yet.",
        "{label}: teruggelezen, maar misschien uit het geheugen van deze pc: er kan nog geen bron weg."
    ));
    page.next(until_it_counts(voice, label, after));
}

pub fn sample_lines(page: &mut Page<'_>, sample: &SampleReport) {
    let (voice, label) = (page.voice, &sample.medium);
    if let Some(fault) = &sample.fault {
        let fault = match fault {
            SampleFault::Closed(problem) => open_words(voice, problem),
            SampleFault::Record { name, damage } => {
                format!("{name}: {}", record_words(voice, damage))
            }
            SampleFault::NotInIndex => {
                both!(
                    voice,
                    "a record is not in its index",
                    "een stuk staat niet in de inhoudsopgave"
                )
            }
        };
        page.under(both!(
            voice,
            "Sample from {label}: NOT the same, so this copy does not count: {fault}",
            "Steekproef van {label}: NIET gelijk, dus deze kopie telt niet: {fault}"
        ));
        page.next(both!(
            voice,
            "{repair}, then {verify}: once that finds it whole, it counts.",
            "{repair}, dan {verify}: zodra die alles heel vindt, telt de kopie.",
            repair = voice.kluis(&["repair", label]),
            verify = voice.kluis(&["verify", label, "--deep"])
        ));
        return;
    }
    let records = voice.count(sample.records, Noun::Record);
    page.under(match sample.key_opened {
        true => both!(
            voice,
            "Sample from {label}: {records} restored, and the same.",
            "Steekproef van {label}: {records} teruggehaald, gelijk."
        ),
        false => both!(
            voice,
            "Sample from {label}: {records} restored, and the same; the bundle's key was not tried.",
            "Steekproef van {label}: {records} teruggehaald, gelijk; de bundelsleutel is niet geprobeerd."
        ),
    });
}
