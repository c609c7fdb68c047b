//! What a statement says of free space stands on the screen in the words of the page.

use super::*;
use crate::formats::statement::tests::statement as sample;
use crate::words::lang::Lang;

fn shown(lang: Lang) -> String {
    let read = sample();
    let report = ShowReport {
        bundle: read.bundle,
        kind: Some(read.kind),
        accounted: read.accounted,
        sha256: None,
        made_now: false,
        statement: None,
        read: Some(read),
        files: vec![],
        labels: vec!["Drive A".into(), "Drive B".into()],
    };
    let text = statement(&Voice::new(lang), &Report::Show(Box::new(report))).to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_done_about_free_space_is_shown_of_the_drive_where_it_was_done() {
    let text = shown(Lang::En);
    let done =
        "Free space: 60.0 GB written over, read back from the drive, 2034-01-02; not reached: 0 B";
    assert_eq!(text.matches("Free space").count(), 1, "{text}");
    let (a, rest) = text.split_once(done).unwrap_or_else(|| panic!("{text}"));
    assert!(a.contains("Drive A") && rest.contains("Drive B"), "{text}");
    let text = shown(Lang::Nl);
    assert!(
        text.contains("Vrije ruimte: 60,0 GB overschreven, teruggelezen van de schijf"),
        "{text}"
    );
}
