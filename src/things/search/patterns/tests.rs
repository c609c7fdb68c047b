//! What a pattern fits, and what its prefix and its landmark leave out.

use super::*;
use crate::things::search::samples;
use crate::words::names::{Namer, TrueName};
use proptest::prelude::*;

fn record(name: &TrueName) -> Record {
    samples::record(&mut Namer::new(), name)
}

fn fits(pattern: &str, name: &str) -> bool {
    let patterns = Patterns::read(&[pattern.into()]).unwrap();
    patterns.want(&record(&TrueName::Text(name.into())))
}

#[test]
fn a_glob_means_what_the_table_says() {
    for (pattern, name, fit) in [
        ("*.pdf", "2025/11/factuur.pdf", true),
        ("*.pdf", "factuur.pdf.txt", false),
        ("*.PDF", "factuur.pdf", false),
        ("factuur.pdf", "a/b/factuur.pdf", true),
        ("factuur", "a/factuur/b", false),
        ("2025/*", "2025/a", true),
        ("2025/*", "2025/11/a", false),
        ("2025/**", "2025/11/a", true),
        ("**/*.xml", "a.xml", true),
        ("**/*.xml", "a/b/c.xml", true),
        ("**/11/*", "a/2025/11/b", true),
        ("2025/", "2025/11/a", true),
        ("2025/", "2025", false),
        ("20?5/a", "2025/a", true),
        ("a?b", "a/b", false),
        ("a[!/]b", "a/b", false),
        ("{a,b}.txt", "x/b.txt", true),
        ("[ab].txt", "c.txt", false),
        ("a/b", "a/b", true),
        ("a/b", "x/a/b", false),
        (".*", "x/.hidden", true),
        ("*", "x/.hidden", true),
    ] {
        assert_eq!(fits(pattern, name), fit, "{pattern} on {name}");
    }
}

#[test]
fn a_letter_is_a_letter_whatever_its_bytes_and_normal_form() {
    for (pattern, name, fit) in [
        ("caf?.pdf", "café.pdf", true),
        ("caf?.pdf", "cafe\u{301}.pdf", true),
        ("cafe\u{301}.pdf", "café.pdf", true),
        ("café.pdf", "cafe\u{301}.pdf", true),
        ("café.pdf", "cafè.pdf", false),
        ("caf??.pdf", "café.pdf", false),
        ("caf[èé].pdf", "café.pdf", true),
        ("caf[à-ü].pdf", "cafü.pdf", true),
        ("caf[!é].pdf", "cafè.pdf", true),
        ("?", "😀", true),
        ("€*", "€ 100.txt", true),
        ("a\nb", "a\nb", true),
        ("a\nb", "a\tb", false),
    ] {
        assert_eq!(fits(pattern, name), fit, "{pattern} on {name}");
    }
    let odd = record(&TrueName::from_bytes(b"in/caf\xe9.txt".to_vec()));
    assert!(Patterns::read(&["in/caf?.txt".into()]).unwrap().want(&odd));
}

#[test]
fn what_only_another_case_would_meet_is_told_apart() {
    let given = ["*.PDF", "Inkoop/**", "*.xml", "CAF\u{c9}*", "*.csv"].map(String::from);
    let patterns = Patterns::read(&given).unwrap();
    let names = ["inkoop/factuur.pdf", "x/caf\u{e9}.txt", "a.csv"];
    let all = names.map(|name| record(&TrueName::Text(name.into())));
    assert_eq!(all.iter().filter(|record| patterns.meet(record)).count(), 1);
    let loose = patterns.unmet_in_any_case();
    assert_eq!(all.iter().filter(|record| loose.meet(record)).count(), 2);
    assert_eq!(loose.met(), ["*.PDF", "Inkoop/**", "CAF\u{c9}*"]);
    assert!(loose.iter().all(|pattern| pattern.prefix.is_none()), "they are looked for anywhere");
}

#[test]
fn what_is_no_glob_is_refused() {
    for pattern in ["", "a[", "{a", "a]b{"] {
        let problem = Patterns::read(&[pattern.into()]).err();
        assert!(matches!(problem, Some(NoPattern { .. })), "{pattern}");
    }
    let many: String = ('\u{4e00}'..'\u{4e20}').collect();
    assert!(Patterns::read(&[many]).is_err());
}

#[test]
fn what_met_nothing_is_known() {
    let patterns = Patterns::read(&["*.pdf".into(), "*.xml".into()]).unwrap();
    assert!(patterns.meet(&record(&TrueName::Text("a.pdf".into()))));
    assert!(!patterns.meet(&record(&TrueName::Text("a.txt".into()))));
    assert!(patterns.want(&record(&TrueName::Text("a.xml".into()))));
    assert_eq!(patterns.unmet(), ["*.xml"]);
}

#[test]
fn the_prefix_is_what_the_safe_path_says_too() {
    for (pattern, folders, partial) in [
        ("2025/11/*.pdf", "2025/11/", ""),
        ("2025/11/factuur 2025-1*", "2025/11/", "factuur 2025-1"),
        ("2025/a.b.p*", "2025/", "a.b"),
        ("2025/11/factuur.pdf", "2025/11/", "factuur"),
        ("2025/b~b/c", "2025/", "b"),
        ("x:b/c", "", "x"),
        ("Müller/a", "", "M"),
        ("a/con*", "a/", ""),
        ("a/co*", "a/", ""),
        ("a/nul.txt/x", "a/", ""),
        ("a/contract*", "a/", ""),
        ("a/b. *", "a/", "b"),
        ("a/ b*", "a/", ""),
        ("a/b\\*c", "a/", "b"),
    ] {
        let expected = Prefix { folders: folders.into(), partial: partial.into() };
        assert_eq!(Prefix::of(pattern), Some(expected), "{pattern}");
    }
    for pattern in ["**/a", "*/a", "é/a", "~/a", "con/a"] {
        assert_eq!(Prefix::of(pattern), None, "{pattern}");
    }
    let prefix = Prefix::of("a.d/b/.c/x*").unwrap();
    assert_eq!(prefix.marked(), ["a~", "a.d/b~", "a.d/b/.c~"]);
}

#[test]
fn a_landmark_is_in_every_name_that_fits() {
    for (pattern, expected) in [
        ("**/factuur-2025-0001.pdf", "factuur-2025-0001.pdf"),
        ("*.pdf", ".pdf"),
        ("in/*2025*é 1.pdf", " 1.pdf"),
        ("a[bcdefgh]ijklm", "a"),
        ("ab{cdef,ghij}", "ab"),
        ("a\\*bcdef", "a"),
        ("Kassa", "assa"),
        ("**/*", ""),
    ] {
        assert_eq!(landmark(pattern), expected, "{pattern}");
    }
}

proptest! {
    /// The one promise of a landmark: lines that hold a record that fits are never passed over.
    #[test]
    fn no_record_that_fits_is_passed_over(
        name in prop::collection::vec(
            prop_oneof![
                "[aAbKCONÉé;`\u{212a}\u{37e}\u{1fef}e\u{301}\u{338}.~ :\"<%]{1,4}(/[aKbc. ~é]{1,3}){0,2}".prop_map(String::into_bytes),
                prop::collection::vec(1u8..=255, 1..6),
            ],
            1..2,
        ),
        from in 0usize..4, to in 0usize..9,
    ) {
        let record = record(&TrueName::from_bytes(name[0].clone()));
        let text: Vec<char> = normal(&record).chars().collect();
        let (from, to) = (from.min(text.len()), to.min(text.len()));
        let part: String = text[from..to.max(from)].iter().collect();
        let part = globset::escape(&part).replace("[/]", "/");
        for pattern in [format!("**{part}**"), format!("*{part}*"), part] {
            let Ok(patterns) = Patterns::read(&[pattern]) else { continue };
            let line = serde_json::to_vec(&record).unwrap();
            prop_assert!(!patterns.want(&record) || patterns.may_be_in(&line));
        }
    }

    /// The one promise of a prefix: no name that fits is outside it or outside the marked ones.
    #[test]
    fn no_name_that_fits_is_outside_its_prefix(
        names in prop::collection::vec("[aAbcConÉé.~ :]{1,4}(/[aAbc. ~é]{1,3}){0,2}", 1..8),
        cut in 0usize..6,
    ) {
        let mut names: Vec<_> = names.into_iter().map(|n| TrueName::Text(n.into())).collect();
        names.sort();
        names.dedup();
        let literal: String = normal(&record(&names[0])).chars().take(cut).collect();
        let Some(prefix) = Prefix::of(&format!("{literal}*")) else { return Ok(()) };
        let mut namer = Namer::new();
        for name in &names {
            let path = namer.safe(name);
            let text = normal(&record(name)).into_owned();
            if text.starts_with(&literal) {
                let within = path.as_str().starts_with(&prefix.text());
                let marked = prefix.marked().iter().any(|m| path.as_str().starts_with(m));
                prop_assert!(within || marked, "{text:?} is {path}, prefix {prefix:?}");
            }
        }
    }
}
