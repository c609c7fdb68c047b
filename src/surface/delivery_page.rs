//! The list that goes with records given to somebody else, as a page: what was given, what was asked and not found, and
//! what was withheld and why. Written line by line, since nobody knows how long it is.

mod of_person;

use super::text::{self, not_given_lines};
use super::voice::{Noun, Voice, both};
use crate::verbs::delivered::{Delivery, DeliveryRow, Ending, KeptUnder};
use crate::words::lang::Lang;
use crate::words::text::shown;

const STYLE: &str = "body{font:10.5pt/1.4 sans-serif;max-width:19cm;margin:1cm auto;color:#000}h1{font-size:15pt}\
table{border-collapse:collapse;width:100%;margin-bottom:0.6cm}tr{border-bottom:0.5pt solid #999}\
.head th{font-weight:bold;border-bottom:1pt solid #000}\
th{text-align:left;font-weight:normal;padding-right:0.4cm;vertical-align:top}\
td{vertical-align:top;overflow-wrap:anywhere;padding-right:0.2cm}.sum{font-family:monospace;font-size:7pt}\
@media print{body{margin:0}}";

/// How the page begins: for whom it is, who asked, by which power and when.
pub(super) fn head(voice: &Voice, delivery: &Delivery) -> String {
    let Delivery { vault, day, whom, reference, asked } = delivery;
    let title = match asked.is_of_subject() {
        true => both!(voice, "WHAT IS KEPT ABOUT YOU", "WAT ER OVER U BEWAARD WORDT"),
        false => both!(voice, "DELIVERY LIST", "VERSTREKKINGSLIJST"),
    };
    let lang = match voice.lang {
        Lang::En => "en",
        Lang::Nl => "nl",
    };
    let text = |word: &Option<String>| word.clone();
    let facts = [
        (
            match asked.is_of_subject() {
                true => both!(voice, "Controller", "Verwerkingsverantwoordelijke"),
                false => both!(voice, "Client", "Cliënt"),
            },
            Some(vault.clone()),
        ),
        (both!(voice, "Given on", "Verstrekt op"), Some(voice.day(*day))),
        (both!(voice, "Data subject", "Betrokkene"), of_subject(&asked.subject)),
        (both!(voice, "For", "Voor"), text(whom)),
        (both!(voice, "Function", "Functie"), text(&asked.officer)),
        (both!(voice, "Reference", "Kenmerk"), reference.as_ref().map(ToString::to_string)),
        (
            match asked.is_of_subject() {
                true => both!(voice, "Ground", "Grond"),
                false => both!(voice, "Ground, tax", "Grond, belasting"),
            },
            text(&asked.power),
        ),
        (both!(voice, "Request of", "Verzoek van"), asked.on.map(|day| voice.day(day))),
        (both!(voice, "Answer by", "Uiterlijk op"), asked.answer_by.map(|day| voice.day(day))),
    ];
    let rows: Vec<String> =
        facts.iter().filter_map(|(name, fact)| Some(fact_row(name, fact.as_ref()?))).collect();
    let columns = [
        both!(voice, "No.", "Nr."),
        both!(voice, "Record", "Stuk"),
        both!(voice, "Bundle, kept under", "Bundel, bewaard onder"),
        both!(voice, "Size", "Grootte"),
    ];
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n<table>\n{}</table>\n\
         <table>\n<tr class=\"head\"><th>{}</th><th>SHA-256</th></tr>\n",
        rows.concat(),
        columns.join("</th><th>")
    )
}

/// The names of a person who asks what is kept about them.
fn of_subject(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}

/// One record: its name and what it says of itself, its bundle and what that is kept under, its size and its hash.
pub(super) fn row(voice: &Voice, row: &DeliveryRow<'_>) -> String {
    let DeliveryRow { number, path, bundle, kept, record, answers } = row;
    let mut named = escaped(path);
    if let Some(document) = &record.document {
        named += &format!("<br>{}", escaped(&text::said(voice, document)));
    }
    if !answers.is_empty() {
        let asked = both!(voice, "Asked: {what}", "Gevraagd: {what}", what = answers.join("; "));
        named += &format!("<br>{}", escaped(&asked));
    }
    let mut of = bundle.to_string();
    if let Some(kept) = kept {
        of += &format!("<br>{}", escaped(&kept_under(voice, kept)));
    }
    let (size, sha256) = (voice.size(record.size), record.sha256);
    format!(
        "<tr><td>{number}</td><td>{named}</td><td>{of}</td><td>{size}</td><td class=\"sum\">{sha256}</td></tr>\n"
    )
}

/// The classes, and the end.
fn kept_under(voice: &Voice, KeptUnder { classes, end }: &KeptUnder) -> String {
    let mut parts: Vec<String> = classes
        .iter()
        .map(|class| match voice.lang {
            Lang::En => class.name_en.clone(),
            Lang::Nl => class.name_nl.clone(),
        })
        .collect();
    parts.extend(match (end.open, end.keep_through) {
        (true, _) => Some(both!(voice, "no end yet", "nog geen einde")),
        (false, Some(day)) => {
            Some(both!(voice, "kept through {day}", "bewaren t/m {day}", day = voice.day(day)))
        }
        (false, None) => None,
    });
    parts.extend(end.delete_from.map(|day| {
        both!(voice, "delete from {day}", "verwijderen vanaf {day}", day = voice.day(day))
    }));
    parts.join(", ")
}

/// How the page ends.
pub(super) fn end(voice: &Voice, ending: &Ending<'_>) -> String {
    let given =
        format!("{}, {}", voice.count(ending.records, Noun::Record), voice.size(ending.bytes));
    let none = || vec![both!(voice, "nothing", "niets")];
    let or_none = |lines: Vec<String>| if lines.is_empty() { none() } else { lines };
    let not_found = or_none(ending.not_found.clone());
    let withheld = ending.withheld.iter().map(|(pattern, why)| format!("{pattern}: {why}"));
    let others = ending.others.and_then(|others| of_person::others(voice, others));
    let withheld = or_none(withheld.chain(others).collect());
    let lacking = or_none(not_given_lines(voice, ending));
    let mut facts = vec![(both!(voice, "Given", "Verstrekt"), given)];
    let name = both!(voice, "Asked and not found", "Gevraagd, niet gevonden");
    facts.extend(not_found.into_iter().map(|line| (name.clone(), line)));
    let name = both!(voice, "Asked, and could not be given", "Gevraagd, kon niet worden verstrekt");
    facts.extend(lacking.into_iter().map(|line| (name.clone(), line)));
    let name = both!(voice, "Not given", "Niet verstrekt");
    facts.extend(withheld.into_iter().map(|line| (name.clone(), line)));
    let of_person = ending.others.is_some();
    facts.extend(of_person.then(|| of_person::told_beside(voice)).into_iter().flatten());
    let name = both!(voice, "Received by", "Ontvangen door");
    let signs = both!(voice, "name, date, signature", "naam, datum, handtekening");
    facts.push((name, format!("........................................ ({signs})")));
    let rows: Vec<String> = facts.iter().map(|(name, fact)| fact_row(name, fact)).collect();
    let proven = match of_person {
        true => of_person::what_they_are(voice),
        false => both!(
            voice,
            "Proven: unchanged since they were sealed. Not proven: right and complete before that.",
            "Bewezen: ongewijzigd sinds de verzegeling. Niet bewezen: juist en volledig daarvóór."
        ),
    };
    let dates = text::indication(voice);
    let rows = rows.concat();
    format!("</table>\n<table>\n{rows}</table>\n<p>{proven} {dates}</p>\n</body></html>\n")
}

fn fact_row(name: &str, fact: &str) -> String {
    format!("<tr><th>{}</th><td>{}</td></tr>\n", escaped(name), escaped(fact))
}

/// A text in which neither a browser nor a terminal finds anything to obey.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for c in shown(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            plain => safe.push(plain),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::index::Record;
    use crate::rules::retention::End;
    use crate::verbs::delivered::{Asked, ClassCalled};

    #[test]
    fn what_a_person_typed_is_no_markup_and_what_was_not_given_is_named() {
        let voice = Voice::new(Lang::Nl);
        let officer = Some("<b>inspecteur\u{1b}[2J".to_owned());
        let delivery = Delivery {
            vault: "Bakkerij \"De Aar\"".into(),
            day: "2029-03-12".parse().unwrap(),
            whom: Some("Belastingdienst".into()),
            reference: "BO-1".parse().ok(),
            asked: Asked { officer, answer_by: "2029-03-22".parse().ok(), ..Asked::default() },
        };
        let path = "records/<i>&a.pdf".to_owned();
        let record: Record = serde_json::from_value(serde_json::json!({
            "document": {"issued": "2028-11-30", "kind": "invoice", "number": "<b>HR-1"},
            "mtime": "1700000000.000000005", "n": 0, "offset": 0, "path": "a.pdf",
            "sha256": "0".repeat(64), "size": 9
        }))
        .unwrap();
        let called = |name: &str| ClassCalled {
            id: "nl-x".into(),
            name_en: name.to_uppercase(),
            name_nl: name.into(),
        };
        let keep_through = "2035-12-31".parse().ok();
        let until = End { keep_through, delete_from: None, open: false };
        let kept = KeptUnder { classes: vec![called("Loon & <i>meer")], end: until };
        let bundle = "20261031-7f3ca2b1".parse().unwrap();
        let answers = vec!["<u>HR-1".to_owned()];
        let line =
            DeliveryRow { number: 1, path, bundle, kept: Some(&kept), record: &record, answers };
        let withheld = vec![("brieven/**".to_owned(), "adviseur".to_owned())];
        let not_found = vec!["2028-77".into()];
        let ending = Ending { records: 1, bytes: 9, not_found, withheld, ..Ending::default() };
        let page = head(&voice, &delivery) + &row(&voice, &line) + &end(&voice, &ending);
        for text in [
            "VERSTREKKINGSLIJST",
            "22-03-2029",
            "BO-1",
            "2028-77",
            "brieven/**: adviseur",
            "&lt;i&gt;&amp;a.pdf",
            "20261031-7f3ca2b1<br>Loon &amp; &lt;i&gt;meer, bewaren t/m 31-12-2035",
            "factuur &lt;b&gt;HR-1, 30-11-2028",
            "<br>Gevraagd: &lt;u&gt;HR-1",
            "geen juridisch advies",
        ] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(
            !page.contains("<b>") && !page.contains("<i>") && !page.contains('\u{1b}'),
            "{page}"
        );
    }
}
