//! The page of a review list (in Dutch *vernietigingslijst*): printed, reviewed on paper, and signed.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde::Serialize;

use super::text::disclosed;
use super::voice::{Noun, Voice, both, untied};
use crate::rules::class::Starts;
use crate::rules::retention::{HasEnd, PinnedRule};
use crate::verbs::list_page::{Reviewed, ReviewedBundle, ReviewedRule, Synced};
use crate::words::day::Day;
use crate::words::lang::Lang;
use crate::words::text::shown;

const TEMPLATE: &str = include_str!("page_texts/review_list.html");

/// What the template names.
#[derive(Serialize)]
struct Values {
    lang: &'static str,
    t: Words,
    client: String,
    day: String,
    vault: String,
    bundles: Vec<Bundle>,
}

/// What the page says whatever the bundles are.
#[derive(Serialize)]
struct Words {
    title: String,
    vault: String,
    asked_again: String,
    indication: String,
    destroy: String,
    yes: String,
    no: String,
    no_since: String,
    open_matters: String,
    reviewed_by: String,
    approved_by: String,
    each_signs: String,
    how: String,
}

#[derive(Serialize)]
struct Bundle {
    id: String,
    facts: Vec<(String, String)>,
}

/// The whole page, escaped.
pub(super) fn page(voice: &Voice, reviewed: &Reviewed) -> String {
    let mut pages = Environment::new();
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    pages.add_template("page", TEMPLATE).expect("the template is ours, and a test renders it");
    let page = pages.get_template("page").expect("it was just added");
    let bundles: Vec<Bundle> =
        reviewed.bundles.iter().map(|one| bundle(voice, one, &reviewed.synced)).collect();
    let values = Values {
        lang: match voice.lang {
            Lang::En => "en",
            Lang::Nl => "nl",
        },
        t: words(voice, reviewed),
        client: shown(&reviewed.client),
        day: voice.day(reviewed.made),
        vault: reviewed.vault.to_string(),
        bundles,
    };
    page.render(Serde(&values))
        .expect("all that the template names is there, and a test renders it")
}

fn words(voice: &Voice, reviewed: &Reviewed) -> Words {
    let list = reviewed.list.to_string_lossy().into_owned();
    let name = both!(voice, "NAME", "NAAM");
    let role = both!(voice, "ROLE", "FUNCTIE");
    let line = ["destroy", "--list", &list, "--by", &name, "--role", &role];
    Words {
        title: both!(voice, "REVIEW LIST", "VERNIETIGINGSLIJST"),
        vault: both!(voice, "Vault", "Kluis"),
        asked_again: both!(
            voice,
            "All is asked again when it is carried out: what is held or kept for longer by then, stays.",
            "Bij uitvoering wordt alles opnieuw getoetst: wat dan onder een stop staat of langer bewaard moet worden, blijft."
        ),
        indication: super::text::indication(voice),
        destroy: both!(voice, "Destroy", "Vernietigen"),
        yes: both!(voice, "yes", "ja"),
        no: both!(voice, "no", "nee"),
        no_since: both!(voice, "no, since", "nee, want"),
        open_matters: both!(
            voice,
            "Is an assessment, objection, appeal, claim or request of a person open for which these are needed?",
            "Loopt er een aanslag, bezwaar, beroep, vordering of verzoek waarvoor deze stukken nodig zijn?"
        ),
        reviewed_by: both!(voice, "Reviewed by", "Beoordeeld door"),
        approved_by: both!(voice, "Approved by", "Goedgekeurd door"),
        each_signs: both!(
            voice,
            "Each with name, role, date and signature.",
            "Elk met naam, functie, datum en handtekening."
        ),
        how: both!(
            voice,
            "What stays: take its line out of the list, or name it with --keep. Then: {line}",
            "Wat blijft: haal de regel uit de lijst, of noem de bundel met --keep. Daarna: {line}",
            line = untied(&voice.kluis(&line))
        ),
    }
}

fn bundle(voice: &Voice, bundle: &ReviewedBundle, synced: &Synced) -> Bundle {
    let listed = &bundle.listed;
    let mut facts: Vec<(String, String)> = Vec::new();
    for rule in &bundle.rules {
        facts.push((both!(voice, "Class", "Bewaarcategorie"), class(voice, rule)));
        facts.push((both!(voice, "Ground", "Grondslag"), ground(voice, rule)));
        let event = event(voice, rule).map(|event| (both!(voice, "Event", "Gebeurtenis"), event));
        facts.extend(event);
    }
    facts.push((both!(voice, "Contents", "Inhoud"), contents(voice, bundle)));
    let last = listed.kept_through;
    if let Some(last) = last {
        let why = why_such(voice, bundle, |rule| rule.keep_through == Some(last));
        facts.push((both!(voice, "Kept through", "Bewaren t/m"), indicated(voice, last, why)));
    }
    let by_now = listed.kept_through_by_book_years.filter(|by_now| Some(*by_now) != last);
    facts.extend(by_now.map(|by_now| {
        let name = both!(voice, "By the book years of now", "Volgens de boekjaren van nu");
        (name, indicated(voice, by_now, None))
    }));
    let delete_from = bundle.rules.iter().filter_map(|rule| rule.shown.later_end().delete_from);
    if let Some(from) = delete_from.min() {
        let why = why_such(voice, bundle, |rule| rule.delete_from == Some(from));
        let why = why.filter(|_| last.is_none());
        facts.push((both!(voice, "Delete from", "Verwijderen vanaf"), indicated(voice, from, why)));
    }
    facts.push((both!(voice, "Holds", "Stops"), holds(voice, synced)));
    facts.push((both!(voice, "Disclosed", "Verstrekt"), disclosed(voice, &bundle.disclosed)));
    facts.push((both!(voice, "Copies", "Kopieën"), copies(voice, bundle)));
    let facts = facts.into_iter().map(|(name, fact)| (name, shown(&untied(&fact)))).collect();
    Bundle { id: listed.bundle.to_string(), facts }
}

fn class(voice: &Voice, rule: &ReviewedRule) -> String {
    match &rule.class {
        None => both!(voice, "confidential", "vertrouwelijk"),
        Some(class) => {
            let name = match voice.lang {
                Lang::En => &class.name_en,
                Lang::Nl => &class.name_nl,
            };
            format!("{name} ({})", class.id)
        }
    }
}

fn ground(voice: &Voice, rule: &ReviewedRule) -> String {
    let read = rule.read().and_then(|rule| Some((rule, rule.rule.naming.as_ref()?)));
    let Some((open, naming)) = read else {
        return both!(
            voice,
            "encrypted in the bundle: due --list with --passphrase-file or --identity shows it",
            "staat versleuteld in de bundel: due --list met --passphrase-file of --identity toont het"
        );
    };
    both!(
        voice,
        "{basis}, schedule {version}",
        "{basis}, bewaarschema {version}",
        basis = voice.basis(&naming.basis),
        version = open.schedule
    )
}

/// The event that started the clock, where it is known here.
fn event(voice: &Voice, rule: &ReviewedRule) -> Option<String> {
    let read = rule.read().filter(|rule| rule.rule.starts == Starts::Event)?;
    Some(match read.date {
        Some(date) => voice.given(date),
        None => both!(
            voice,
            "recorded later: ledger show --notes says when it was",
            "later vastgelegd: ledger show --notes zegt wanneer het was"
        ),
    })
}

/// That this PC knows of no hold, and how new that is: a hold may stand on a drive that was not synced since.
fn holds(voice: &Voice, synced: &Synced) -> String {
    let none = both!(voice, "none known on this PC", "geen bekend op deze pc");
    if synced.is_empty() {
        return none;
    }
    let drive = |(label, day): &(String, Day)| {
        both!(voice, "{label} on {day}", "{label} op {day}", day = voice.day(*day))
    };
    both!(
        voice,
        "{none}; last synced with {drives}",
        "{none}; laatst bijgewerkt met {drives}",
        drives = voice.all_of(synced.iter().map(drive))
    )
}

fn contents(voice: &Voice, bundle: &ReviewedBundle) -> String {
    let listed = &bundle.listed;
    let date = |rule: &ReviewedRule| rule.read().map_or(rule.shown.date(), |rule| rule.date);
    let dates = bundle.rules.iter().filter_map(|rule| Some(voice.given(date(rule)?)));
    let mut parts = vec![voice.count(listed.records, Noun::Record), voice.size(listed.bytes)];
    parts.extend(dates);
    parts.join(", ")
}

/// A day, and what it follows from.
fn indicated(voice: &Voice, day: Day, why: Option<String>) -> String {
    let day = voice.day(day);
    match why {
        Some(why) => both!(voice, "{day}: {why} (an indication)", "{day}: {why} (indicatie)"),
        None => both!(voice, "{day} (an indication)", "{day} (indicatie)"),
    }
}

/// What the first such rule's end follows from.
fn why_such(
    voice: &Voice,
    bundle: &ReviewedBundle,
    such: impl Fn(&PinnedRule) -> bool,
) -> Option<String> {
    let read = bundle.rules.iter().filter_map(ReviewedRule::read);
    read.filter(|rule| such(rule)).find_map(|rule| why(voice, rule))
}

/// What a rule's end follows from.
fn why(voice: &Voice, rule: &PinnedRule) -> Option<String> {
    let start = rule.clock_start?;
    let period = voice.period(rule.rule.period);
    let start = match (rule.rule.starts, &rule.rule.book_year) {
        (Starts::BookYear, Some(year)) => both!(
            voice,
            "the book year that ended on {day}",
            "het boekjaar dat eindigde op {day}",
            day = voice.day(year.to())
        ),
        _ => voice.day(start),
    };
    Some(both!(voice, "{period} after {start}", "{period} na {start}"))
}

fn copies(voice: &Voice, bundle: &ReviewedBundle) -> String {
    let here = voice.all_of(&bundle.copies);
    match bundle.gone.is_empty() {
        true => here,
        false => both!(
            voice,
            "{here}; lost or out of use: {gone}",
            "{here}; vermist of uit gebruik: {gone}",
            gone = voice.all_of(&bundle.gone)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::review_list::Listed;
    use crate::words::digest::Digest;
    use crate::words::ids::VaultId;

    fn reviewed(client: &str) -> Reviewed {
        let listed = Listed {
            bundle: "20261105-2453e002".parse().unwrap(),
            bytes: 52_010_000,
            classes: vec![None],
            kept_through: "2033-12-31".parse().ok(),
            kept_through_by_book_years: "2033-12-31".parse().ok(),
            records: 308,
            seal: Digest([1; 32]),
        };
        let bundle = ReviewedBundle {
            listed,
            rules: vec![],
            copies: vec!["Schijf <A>".into()],
            gone: vec!["Schijf C".into()],
            disclosed: vec![],
        };
        Reviewed {
            client: client.into(),
            vault: VaultId(Digest([7; 32])),
            made: "2034-01-02".parse().unwrap(),
            bundles: vec![bundle],
            synced: vec![("Schijf A".into(), "2034-01-02".parse().unwrap())],
            list: "lijst.json".into(),
        }
    }

    #[test]
    fn the_page_is_in_the_users_language_and_says_what_is_reviewed() {
        let page = page(&Voice::new(Lang::Nl), &reviewed("Bakkerij De Aar"));
        for text in
            ["VERNIETIGINGSLIJST", "02-01-2034", "20261105-2453e002", "308 stukken", "31-12-2033"]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        let line = "kluis destroy --list lijst.json --by NAAM --role FUNCTIE";
        assert!(page.contains(line), "{page}");
        assert!(
            page.contains("geen bekend op deze pc; laatst bijgewerkt met Schijf A op 02-01-2034")
        );
        assert!(page.contains("vermist of uit gebruik: Schijf C") && page.contains("nooit"));
        let english = super::page(&Voice::new(Lang::En), &reviewed("x"));
        assert!(english.contains("REVIEW LIST") && english.contains("2033-12-31"));
    }

    #[test]
    fn what_a_person_typed_is_no_markup() {
        let page = page(&Voice::default(), &reviewed("<script>a\u{1b}[31m</script>"));
        assert!(!page.contains("<script>") && !page.contains('\u{1b}'), "{page}");
        assert!(page.contains("Schijf &lt;A&gt;"));
    }
}
