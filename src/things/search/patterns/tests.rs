//! What a pattern fits, and what its prefix and its landmark leave out.

use super::*;
use crate::things::search::samples;
use crate::words::names::{Namer, TrueName};
use proptest::prelude::*;

fn record(name: &TrueName) -> Record {
    samples::record(&mut Namer::new(), name)
}

fn read(given: &[&str]) -> Patterns {
    let given: Vec<String> = given.iter().map(|text| (*text).into()).collect();
    Patterns::read(&given, None).unwrap()
}

fn fits(pattern: &str, name: &str) -> bool {
    let patterns = read(&[pattern]);
    patterns.want(&record(&TrueName::Text(name.into())))
}

#[test]
fn a_glob_means_what_the_table_says() {
    for (pattern, name, fit) in [
        ("*.pdf", "2025/11/factuur.pdf", true),
        ("*.pdf", "factuur.pdf.txt", false),
        ("*.PDF", "factuur.pdf", true),
        ("inkoop/FACTUUR*", "2025/Inkoop/Factuur 1.pdf", true),
        ("factuur.pdf", "a/b/factuur.pdf", true),
        ("factuur", "a/factuur/b", true),
        ("factuur", "a/factuur 2/b", false),
        ("fact*", "a/factuur/b/c", true),
        ("2025/11", "2025/11/b", true),
        ("2025/1?", "2025/12/b", true),
        ("2025/11", "2025/112/b", false),
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
        ("a/b", "x/a/b", true),
        ("a/b", "x/aa/b", false),
        ("2025/*/bank", "x/2025/11/bank/export.xml", true),
        (".*", "x/.hidden", true),
        ("*", "x/.hidden", true),
        ("b[1].pdf", "x/b[1].pdf", true),
        ("b[1].pdf", "x/b1.pdf", true),
        ("B[1].PDF", "x/b[1].pdf", true),
        ("b[1].pdf", "x/b2.pdf", false),
        ("b{1}", "b{1}/x", true),
        ("what?.txt", "what?.txt", true),
        ("50%*", "50%*.txt", true),
        ("a[", "x/a[", true),
        ("a[/", "a[/x", true),
        ("a[/", "x/a[", false),
        ("{a", "{a", true),
        ("a", "a[", false),
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
        ("CAFÉ.pdf", "cafe\u{301}.pdf", true),
        ("STRASSE", "straße/x", true),
        ("straße", "Strasse", true),
        ("weiß*", "WEISS GMBH", true),
        ("ΟΔΟΣ", "οδος", true),
        ("a\nb", "a\nb", true),
        ("a\nb", "a\tb", false),
    ] {
        assert_eq!(fits(pattern, name), fit, "{pattern} on {name}");
    }
    let odd = record(&TrueName::from_bytes(b"in/caf\xe9.txt".to_vec()));
    assert!(read(&["in/caf?.txt"]).want(&odd));
}

#[test]
fn what_is_no_glob_is_looked_for_letter_by_letter() {
    // On Windows what ends so is a folder.
    let stroke = (!cfg!(windows)).then_some("a\\");
    for pattern in ["a[", "{a", "a]b{", "[z-a]"].into_iter().chain(stroke) {
        let patterns = read(&[pattern]);
        assert_eq!(patterns.malformed().len(), 1, "{pattern}");
        assert!(
            patterns.meet(&record(&TrueName::Text(format!("x/{pattern}").into()))),
            "{pattern}"
        );
        assert!(patterns.malformed().is_empty(), "{pattern}: it is a name");
    }
    let many: String = ('\u{4e00}'..'\u{4e20}').chain(['*']).collect();
    assert_eq!(read(&[&many]).malformed()[0].why, GlobProblem::Letters);
    assert!(Patterns::read(&[String::new()], None).is_err());
}

#[cfg(unix)]
#[test]
fn a_path_of_this_pc_is_that_path_alone() {
    let dir = tempfile::tempdir().unwrap();
    let user = dir.path().canonicalize().unwrap();
    let fits = |pattern: String, name: &str| {
        let patterns = Patterns::read(&[pattern], Some(&user)).unwrap();
        patterns.want(&record(&TrueName::Text(name.into())))
    };
    for (pattern, name, fit) in [
        ("~/books/2025", "books/2025/a.pdf", true),
        ("~/books/2025", "x/books/2025/a.pdf", false),
        ("~/Books/*.PDF", "books/a.pdf", true),
        ("~/books/b[1].pdf", "books/b[1].pdf", true),
        ("~/books/", "books/a", true),
        ("~/books/", "books", false),
        ("~", "books/a", true),
        ("/srv/share/*", "srv/share/a", true),
        ("/srv/share/*", "x/srv/share/a", false),
        ("/srv/share", "srv/share/a/b", true),
    ] {
        assert_eq!(fits(pattern.into(), name), fit, "{pattern} on {name}");
    }
    assert!(fits(format!("{}/books/a", user.display()), "books/a"));
}

#[test]
fn what_met_nothing_is_known() {
    let patterns = read(&["*.pdf", "*.xml"]);
    assert!(patterns.meet(&record(&TrueName::Text("a.pdf".into()))));
    assert!(!patterns.meet(&record(&TrueName::Text("a.txt".into()))));
    assert!(patterns.want(&record(&TrueName::Text("a.xml".into()))));
    assert_eq!(patterns.unmet(), ["*.xml"]);
}

/// Every letter beyond ASCII that is folded to one within is known by its escape.
#[test]
fn the_letters_that_are_folded_to_ascii_are_all_known() {
    for c in
        ('\u{80}'..=char::MAX).filter(|c| folded(&c.to_string()).contains(|c: char| c.is_ascii()))
    {
        let line = serde_json::to_vec(&record(&TrueName::Text(c.to_string().into()))).unwrap();
        let escaped = crate::words::canonical::line(&c.to_string());
        assert!(is_folded_to_ascii(&escaped.to_ascii_lowercase()), "{c:?} {escaped:?} {line:?}");
    }
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
        ("kassa", "kassa"),
        ("**/*", ""),
    ] {
        assert_eq!(landmark(pattern), expected, "{pattern}");
    }
}

#[test]
fn however_many_patterns_there_are_only_lines_that_may_fit_one_are_parsed() {
    let names: Vec<String> = (0..50).map(|n| format!("factuur-{n:03}.pdf")).collect();
    let patterns = Patterns::anywhere(&names, None).unwrap();
    let may_be = |name: &str| {
        let record = record(&TrueName::Text(name.into()));
        patterns.may_be_in(&record.line())
    };
    assert!(may_be("2025/Factuur-037.PDF") && may_be("2025/factuur-000.pdf"));
    assert!(!may_be("2025/factuur-050.pdf") && !may_be("2025/bank.csv"));
    // One without a landmark may stand anywhere.
    let any = Patterns::anywhere(&[names, vec!["*".into()]].concat(), None).unwrap();
    assert!(any.may_be_in(&record(&TrueName::Text("2025/bank.csv".into())).line()));
}

proptest! {
    /// The one promise of what is passed over: no record that fits is in it.
    #[test]
    fn no_record_that_fits_is_passed_over(
        names in prop::collection::vec(
            prop_oneof![
                "[aAbKCONsSßÉé;`\u{212a}\u{17f}\u{37e}\u{1fef}e\u{301}\u{338}.~ :\"<%\\[]{1,4}(/[aAKbc. ~éß]{1,3}){0,2}"
                    .prop_map(String::into_bytes),
                prop::collection::vec(1u8..=255, 1..6),
            ],
            1..8,
        ),
        cut in 0usize..9, capitals in any::<bool>(),
    ) {
        let mut names: Vec<_> = names.into_iter().map(TrueName::from_bytes).collect();
        names.sort();
        names.dedup();
        let mut namer = Namer::new();
        let mut records: Vec<_> = names.iter().map(|name| samples::record(&mut namer, name)).collect();
        let wanted = records[0].clone();
        records.sort_by(|a, b| a.path.cmp(&b.path));
        let begins: String = normal(&wanted).chars().take(cut).collect();
        let begins = if capitals { begins.to_uppercase() } else { begins };
        // As a path of this PC, and anywhere.
        for pattern in [format!("/{begins}*"), format!("/{begins}"), format!("{begins}*"), begins] {
            let Ok(patterns) = Patterns::read(&[pattern], None) else { continue };
            for (at, record) in records.iter().enumerate().filter(|(_, it)| patterns.want(it)) {
                let line = crate::words::canonical::line(record);
                prop_assert!(patterns.may_be_in(&line), "{record:?}");
                let end = records.get(at + 1).map(|next| next.path.as_str());
                for first in records[..=at].iter().map(|first| first.path.as_str()) {
                    prop_assert!(patterns.may_stand(first, end), "{record:?} from {first}");
                }
            }
        }
    }
}
