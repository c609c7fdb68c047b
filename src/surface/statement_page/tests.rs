//! The page is PDF/A whatever anybody called themselves, and the same each time.

use super::*;
use crate::formats::entry::SpaceMethod;
use crate::formats::statement::tests::{erased, statement};
use proptest::prelude::*;

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|at| at == words.as_bytes())
}

/// What ISO 19005-1 wants to see, as far as it shows in the bytes.
fn is_pdfa(bytes: &[u8]) {
    assert!(bytes.starts_with(b"%PDF-1.4"));
    for words in [
        "<pdfaid:part>1</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "/OutputIntents",
        "/FontFile2",
        "/Metadata",
    ] {
        assert!(holds(bytes, words), "{words}");
    }
    for words in ["/Encrypt", "/JavaScript", "/Launch", "/EmbeddedFile", "/URI"] {
        assert!(!holds(bytes, words), "{words}");
    }
}

#[test]
fn it_is_pdfa_in_both_languages_and_the_same_each_time() {
    for (lang, end) in [(Lang::En, ".en.pdf"), (Lang::Nl, ".nl.pdf")] {
        for kind in [StatementKind::Final, StatementKind::Interim, StatementKind::Supplement] {
            let of = Statement { kind, ..statement() };
            let of_erasure = Statement { kind, ..erased() };
            is_pdfa(&page(&Voice::new(lang), &of_erasure).unwrap().1);
            let (ending, bytes) = page(&Voice::new(lang), &of).unwrap();
            assert_eq!(ending, end);
            is_pdfa(&bytes);
            assert_eq!(page(&Voice::new(lang), &of).unwrap().1, bytes);
            if let Some(folder) = std::env::var_os("KLUIS_PAGES") {
                let name = format!("{kind:?}{end}");
                std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
            }
        }
    }
}

#[test]
fn no_letter_of_a_name_turns_a_line_around_or_goes_without_a_word() {
    let voice = Voice::new(Lang::En);
    let mut of = statement();
    of.decision.by = Some("\u{202e}nesnaJ .A\u{1b}[2J\r\nApproved by: nobody".into());
    let lines = decided::decision(&voice, &of);
    assert!(lines[0].starts_with("\\u{202e}nesnaJ .A\\u{1b}[2J\\u{d}\\u{a}Approved"), "{lines:?}");
    of.copies[0].model = Some("U32”. Purge: established. “".into());
    let lines = fates::copies(&voice, &of);
    assert!(lines[0].contains("“U32'. Purge: established. '”"), "{lines:?}");
    // A letter that the typeface lacks is shown to be lacking.
    let sheet = Sheet::new().unwrap();
    assert!(sheet.has_all("Één façade €, Łódź, Ελλάδα, Москва \u{fffd} “…” ≤"));
    assert!(!sheet.has_all("שלום") && !sheet.has_all("漢"));
}

#[test]
fn what_was_done_about_free_space_stands_under_the_copy_where_it_was_done() {
    let voice = Voice::new(Lang::En);
    let mut of = statement();
    let told = |of: &Statement| {
        let lines = fates::copies(&voice, of);
        lines.into_iter().filter(|line| line.contains("Free space")).collect::<Vec<_>>()
    };
    assert_eq!(told(&of).len(), 1);
    assert!(told(&of)[0].contains("written over, read back from the drive"), "{:?}", told(&of));
    of.copies[0].free_space[0].method = SpaceMethod::Trimmed;
    assert!(told(&of)[0].contains("what it did then is not known"), "{:?}", told(&of));
    of.copies[0].free_space.clear();
    assert_eq!(told(&of), Vec::<String>::new());
}

#[test]
fn a_statement_of_erasure_has_a_title_of_its_own_and_names_the_article_and_the_request() {
    for (lang, named, article, asked) in [
        (Lang::En, "Statement of erasure", "AVG art. 17(1)(d)", "recipients told: yes"),
        (Lang::Nl, "Verklaring van wissing", "AVG art. 17 lid 1 onder d", "ingelicht: ja"),
    ] {
        let (voice, of) = (Voice::new(lang), erased());
        assert_eq!(title(&voice, &of), named);
        let all = parts(&voice, &of, Digest([1; 32]));
        let says = |words: &str| {
            let mut lines = all.iter().flat_map(|(_, lines)| lines);
            assert!(lines.any(|line| line.contains(words)), "{words}: {all:#?}");
        };
        [article, asked, "20261105-2453e003", "20261105-2453e004"].iter().for_each(|one| says(one));
    }
}

#[test]
fn why_it_went_early_is_said_in_the_page_s_language_and_without_a_hash() {
    let proposal = "26".repeat(32);
    let ground = format!("shortened {proposal} 2028-04-20; older-rule; anything newer");
    let of = Statement { early_end_ground: Some(ground), ..statement() };
    for (lang, words) in [
        (Lang::En, ["confirmed on 2028-04-20", "does not count, as was stated", "anything newer"]),
        (Lang::Nl, ["bevestigd op 20-04-2028", "telt niet, zoals is verklaard", "anything newer"]),
    ] {
        let lines = sources::ground(&Voice::new(lang), &of).join("\n");
        words.iter().for_each(|word| assert!(lines.contains(word), "{word}: {lines}"));
        assert!(!lines.contains(&proposal) && !lines.contains("shortened"), "{lines}");
    }
}

#[test]
fn the_page_is_checked_in_the_folder_in_which_it_lies() {
    let lines = decided::signature(&Voice::new(Lang::En), &statement(), Digest([1; 32]));
    let commands: Vec<&String> = lines.iter().filter(|line| line.starts_with('\t')).collect();
    assert_eq!(commands.len(), 2, "{lines:?}");
    assert!(commands.iter().all(|line| !line.contains('/')), "{commands:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nobody_s_words_break_the_page(words in "\\PC{0,80}", wild in any::<String>(), copies in 0usize..9) {
        let mut of = statement();
        let text = || Some(format!("{words}{wild}"));
        of.decision.by = text();
        (of.decision.role, of.decision.place, of.decision.approved_by) = (text(), text(), text());
        (of.witness, of.controller, of.processor, of.category_before) = (text(), text(), text(), text());
        (of.copies[0].make, of.copies[0].model, of.copies[0].serial) = (text(), text(), text());
        (of.sealed.signer, of.copies[0].file_system) = (text(), text());
        of.copies.extend(vec![of.copies[0].clone(); copies]);
        let (_, bytes) = page(&Voice::new(Lang::Nl), &of).unwrap();
        is_pdfa(&bytes);
    }
}
