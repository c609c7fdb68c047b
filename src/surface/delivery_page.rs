//! The list that goes with records given to somebody else, as a page: what was given, what was asked and not found, and
//! what was withheld and why. Written line by line, since nobody knows how long it is.

use super::text::not_given_lines;
use super::voice::{Noun, Voice, both};
use crate::verbs::delivered::{Delivery, DeliveryRow, Ending};
use crate::words::lang::Lang;
use crate::words::text::shown;

const STYLE: &str = "body{font:10.5pt/1.4 sans-serif;max-width:19cm;margin:1cm auto;color:#000}h1{font-size:15pt}\
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:normal;padding-right:0.4cm;vertical-align:top}\
td{vertical-align:top;overflow-wrap:anywhere;padding-right:0.2cm}.sum{font-family:monospace;font-size:7pt}\
@media print{body{margin:0}}";

/// How the page begins: for whom it is, who asked, by which power and when.
pub(super) fn head(voice: &Voice, delivery: &Delivery) -> String {
    let Delivery { vault, day, whom, reference, asked } = delivery;
    let title = both!(voice, "DELIVERY LIST", "VERSTREKKINGSLIJST");
    let lang = match voice.lang {
        Lang::En => "en",
        Lang::Nl => "nl",
    };
    let text = |word: &Option<String>| word.clone();
    let facts = [
        (both!(voice, "Client", "Cliënt"), Some(vault.clone())),
        (both!(voice, "Given on", "Verstrekt op"), Some(voice.day(*day))),
        (both!(voice, "For", "Voor"), text(whom)),
        (both!(voice, "Function", "Functie"), text(&asked.officer)),
        (both!(voice, "Reference", "Kenmerk"), reference.as_ref().map(ToString::to_string)),
        (both!(voice, "Ground, tax", "Grond, belasting"), text(&asked.power)),
        (both!(voice, "Request of", "Verzoek van"), asked.on.map(|day| voice.day(day))),
        (both!(voice, "Answer by", "Uiterlijk op"), asked.answer_by.map(|day| voice.day(day))),
    ];
    let rows: Vec<String> =
        facts.iter().filter_map(|(name, fact)| Some(fact_row(name, fact.as_ref()?))).collect();
    let columns = [
        both!(voice, "No.", "Nr."),
        both!(voice, "Record", "Stuk"),
        both!(voice, "Size", "Grootte"),
    ];
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <style>{STYLE}</style></head>\n<body><h1>{title}</h1>\n<table>\n{}</table>\n\
         <table>\n<tr><th>{}</th><th>{}</th><th>{}</th><th>SHA-256</th></tr>\n",
        rows.concat(),
        columns[0],
        columns[1],
        columns[2]
    )
}

/// One record.
pub(super) fn row(voice: &Voice, row: &DeliveryRow) -> String {
    let (path, size) = (escaped(&row.path), voice.size(row.bytes));
    let DeliveryRow { number, sha256, .. } = row;
    format!(
        "<tr><td>{number}</td><td>{path}</td><td>{size}</td><td class=\"sum\">{sha256}</td></tr>\n"
    )
}

/// How the page ends.
pub(super) fn end(voice: &Voice, ending: &Ending<'_>) -> String {
    let given =
        format!("{}, {}", voice.count(ending.records, Noun::Record), voice.size(ending.bytes));
    let none = || vec![both!(voice, "nothing", "niets")];
    let or_none = |lines: Vec<String>| if lines.is_empty() { none() } else { lines };
    let not_found = or_none(ending.not_found.clone());
    let withheld = ending.withheld.iter().map(|(pattern, why)| format!("{pattern}: {why}"));
    let withheld = or_none(withheld.collect());
    let lacking = or_none(not_given_lines(voice, ending));
    let mut facts = vec![(both!(voice, "Given", "Verstrekt"), given)];
    let name = both!(voice, "Asked and not found", "Gevraagd, niet gevonden");
    facts.extend(not_found.into_iter().map(|line| (name.clone(), line)));
    let name = both!(voice, "Asked, and could not be given", "Gevraagd, kon niet worden verstrekt");
    facts.extend(lacking.into_iter().map(|line| (name.clone(), line)));
    let name = both!(voice, "Not given", "Niet verstrekt");
    facts.extend(withheld.into_iter().map(|line| (name.clone(), line)));
    let name = both!(voice, "Received by", "Ontvangen door");
    let signs = both!(voice, "name, date, signature", "naam, datum, handtekening");
    facts.push((name, format!("........................................ ({signs})")));
    let rows: Vec<String> = facts.iter().map(|(name, fact)| fact_row(name, fact)).collect();
    let proven = both!(
        voice,
        "Proven: unchanged since they were sealed. Not proven: right and complete before that.",
        "Bewezen: ongewijzigd sinds de verzegeling. Niet bewezen: juist en volledig daarvóór."
    );
    format!("</table>\n<table>\n{}</table>\n<p>{proven}</p>\n</body></html>\n", rows.concat())
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
    use crate::verbs::delivered::Asked;
    use crate::words::digest::Digest;

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
        let line = DeliveryRow { number: 1, path, bytes: 9, sha256: Digest([1; 32]) };
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
        ] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(
            !page.contains("<b>") && !page.contains("<i>") && !page.contains('\u{1b}'),
            "{page}"
        );
    }
}
