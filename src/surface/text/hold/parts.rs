//! What a list of holds and one hold both say.

use crate::rules::hold::HoldKind;
use crate::rules::scope::Years;
use crate::surface::page::Page;
use crate::surface::voice::{Voice, both};
use crate::words::ids::BundleId;

/// The ground of a hold, in words.
pub fn kind(voice: &Voice, kind: HoldKind) -> String {
    match kind {
        HoldKind::Audit => both!(voice, "audit announced", "aangekondigde controle"),
        HoldKind::InformationRequest => {
            both!(voice, "request for information", "verzoek om informatie")
        }
        HoldKind::Objection => both!(voice, "objection or appeal", "bezwaar of beroep"),
        HoldKind::Claim => both!(voice, "civil claim", "vordering"),
        HoldKind::CriminalOrder => both!(voice, "criminal order", "strafvorderlijk bevel"),
        HoldKind::Seizure => both!(voice, "evidentiary seizure", "bewijsbeslag"),
        HoldKind::Supervisor => both!(voice, "supervisor", "toezichthouder"),
        HoldKind::Insolvency => both!(voice, "insolvency", "insolventie"),
        HoldKind::Restriction => {
            both!(voice, "restriction (GDPR art. 18)", "beperking (AVG art. 18)")
        }
        HoldKind::AccessRequest => both!(voice, "request for access", "inzageverzoek"),
        HoldKind::AmlExtension => {
            both!(voice, "extension by an AML authority", "verlenging door de witwasautoriteit")
        }
        HoldKind::Own => both!(voice, "own decision", "eigen besluit"),
    }
}

/// Years that a hold is on.
pub fn years_words(voice: &Voice, years: Years) -> String {
    let Years { from, to } = years;
    match from == to {
        true => both!(voice, "the year {from}", "het jaar {from}"),
        false => both!(voice, "the years {from} to {to}", "de jaren {from} t/m {to}"),
    }
}

/// How many bundles are named.
const BUNDLES_MOST: usize = 20;

/// The bundles under a hold.
pub(super) fn bound(page: &mut Page<'_>, bundles: &[BundleId]) {
    let ids: Vec<String> = bundles.iter().take(BUNDLES_MOST).map(ToString::to_string).collect();
    if !ids.is_empty() {
        page.under(ids.join(", "));
    }
    page.and_more(bundles.len().saturating_sub(BUNDLES_MOST));
}

/// What opens what is encrypted: `hold show` asks for the passphrase, and a list asks nothing.
pub(super) fn hidden(page: &mut Page<'_>, to_show: Option<&str>) {
    if let Some(name) = to_show {
        page.line(both!(
            page.voice,
            "What is not shown is encrypted: {show} asks for the passphrase and shows it, or --passphrase-file FILE here.",
            "Wat hier ontbreekt, is versleuteld: {show} vraagt om de wachtwoordzin en toont het, of hier --passphrase-file BESTAND.",
            show = page.voice.kluis(&["hold", "show", name])
        ));
        return;
    }
    page.line(both!(
        page.voice,
        "What is not shown is encrypted: --passphrase-file FILE or --identity FILE shows it.",
        "Wat hier ontbreekt, is versleuteld: --passphrase-file BESTAND of --identity BESTAND toont het."
    ));
}
