//! Through when records are kept, as the reader on the drive reckons it and as the program does.

use serde_json::Value;

use crate::reader::reader;
use crate::shell::{said, succeeds};
use crate::sources;
use crate::stage::Stage;

/// Seals a file of a subsidy's case, which has no end yet.
fn seal(stage: &Stage, folder: &str, options: &[&str]) -> String {
    sources::large(&stage.home().join(folder), 1, 100);
    let line = ["archive", folder, "--class", "nl-subsidy", "--open-ended", "--case", "C-1"];
    let sealed = stage.json(&[&line[..], options].concat());
    sealed["bundles"][0]["bundle"].as_str().expect("it is sealed").to_owned()
}

/// What both say of each bundle; they say the same.
fn ends(stage: &Stage, bundles: &[&String]) -> Vec<Option<String>> {
    let read = said(&succeeds(reader(stage, "check").arg(stage.at("drive"))));
    let end = |bundle: &&String| {
        let shown: Value = stage.json(&["show", bundle])["end"].clone();
        let day = shown["keep_through"].as_str().filter(|_| shown["open"] == false);
        let kept = match day {
            Some(day) => format!("to be kept through {day}\n"),
            None => "with no end that is known yet\n".to_owned(),
        };
        let line = format!("ok     {bundle}: 1 records, {kept}");
        assert!(read.contains(&line), "the program says {shown}, and the reader\n{read}");
        day.map(str::to_owned)
    };
    bundles.iter().map(end).collect()
}

#[test]
fn an_event_whose_writer_knew_no_rule_like_it_gives_no_end_in_the_reader_either() {
    let stage = Stage::sealed(None, |folder| sources::large(folder, 1, 100));
    let day = |day: &str| Some(day.to_owned());
    let event = |date: &str| {
        stage.json(&["event", "record", "--case", "C-1", "--date", date]);
    };
    let first = seal(&stage, "first", &["--period", "P5Y", "--ground", "decision"]);
    assert_eq!(ends(&stage, &[&first]), [None]);
    event("2026-03-17");
    // Ten years where the writer of the event knew of five.
    let longer = seal(&stage, "longer", &[]);
    let like = seal(&stage, "like", &["--period", "P5Y", "--ground", "decision"]);
    let all = [&first, &longer, &like];
    assert_eq!(ends(&stage, &all), [day("2031-03-17"), None, day("2031-03-17")]);
    event("2026-03-17");
    let last = [day("2036-03-17"), day("2036-03-17"), day("2036-03-17")];
    assert_eq!(ends(&stage, &all), last);
    // Taken back, and recorded once more by who has seen that.
    let back = ["event", "record", "--case", "C-1", "--reopen", "--reason", "mistyped"];
    stage.json(&back);
    assert_eq!(ends(&stage, &all), [None, None, None]);
    event("2026-04-01");
    assert_eq!(ends(&stage, &all), [day("2036-04-01"), day("2036-04-01"), day("2036-04-01")]);
    stage.json(&["extend", &like, "--through", "2040-01-31", "--reason", "claim"]);
    assert_eq!(ends(&stage, &[&like]), [day("2040-01-31")]);
}
