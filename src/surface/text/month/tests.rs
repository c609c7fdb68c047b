//! The plan as a person sees it before the one question.

use super::*;
use crate::powers::asker::{MonthActs, MonthFolder, MonthPlan, Unfit, UnfitPlace};
use crate::rules::month::Month;
use crate::surface::voice::Voice;
use crate::words::day::parse_day;
use crate::words::lang::Lang;

fn folder(folder: &str, name_nl: &str, files: u64, bytes: u64) -> MonthFolder {
    MonthFolder {
        folder: folder.into(),
        class: "nl-x".into(),
        name_nl: name_nl.into(),
        name_en: name_nl.to_uppercase(),
        files,
        bytes,
        keep_through: Some(parse_day("2033-12-31").unwrap()),
        delete_from: None,
    }
}

fn october() -> MonthPlan {
    MonthPlan {
        client: "Bakkerij De Aar".into(),
        settings: "kluis.toml".into(),
        month: Month::new(2026, 10).unwrap(),
        sources: 1,
        folders: vec![
            folder("Facturen/2026-10", "Basisgegevens administratie", 308, 49_600_000),
            folder("Loon/2026-10", "Loonadministratie", 14, 1_100_000),
        ],
        files: 322,
        bytes: 50_700_000,
        new_bundles: 2,
        already_sealed: 0,
        changed: vec![],
        still_active: 0,
        unfit: vec![UnfitPlace { folder: "Diversen".into(), why: Unfit::NoSource, files: 3 }],
        earlier: vec![],
        changed_earlier: vec![],
        far_older: vec![],
        other_years: vec![],
        other_dates: vec![],
        sources_gone: vec![],
        to_copy: 0,
        to_remove: 0,
        here: vec!["Schijf A".into()],
        away: vec!["Schijf B".into()],
    }
}

#[test]
fn the_plan_is_a_table_of_eighty_columns_and_what_stays() {
    let voice = Voice::new(Lang::Nl).within(Some(80));
    assert_eq!(
        &*month_plan(&voice, &october()),
        "Bakkerij De Aar, oktober 2026\n\
         MAP               BEWAARCATEGORIE              BESTANDEN  GROOTTE  BEWAREN T/M\n\
         Facturen/2026-10  Basisgegevens administratie        308  49,6 MB  31-12-2033\n\
         Loon/2026-10      Loonadministratie                   14   1,1 MB  31-12-2033\n\
         Past bij geen bron: Diversen (3 bestanden). Die blijven staan.\n\
         \x20 schrijf in kluis.toml een [[source]] of een [[source.rule]] die erbij past;\n\
         \x20   of, als daar niets te bewaren is, het pad van die map in ignore = [\"…\"],\n\
         \x20   boven de eerste tabel\n\
         De datums zijn een indicatie, geen juridisch advies.\n"
    );
}

#[test]
fn the_question_names_the_drives_that_are_here_and_those_that_are_not() {
    let voice = Voice::new(Lang::Nl);
    let plan = october();
    assert_eq!(
        question(&voice, &plan.here, &plan.away, MonthActs::of([&plan])),
        "Verzegelen op Schijf A? Schijf B is niet aangesloten. [j/N]"
    );
    let both = ["Schijf A", "Schijf B"].map(str::to_owned);
    let acts = |seals, copies, removes| MonthActs { seals, copies, removes };
    let asked = |acts| question(&voice, &both, &[], acts);
    assert_eq!(asked(acts(5, 0, 0)), "Verzegelen op Schijf A en Schijf B? [j/N]");
    for (acts, says) in [
        (acts(5, 0, 2), "Schijf B, en 2 bestanden van eerder van deze pc verwijderen? [j/N]"),
        (acts(0, 0, 1), "Er wordt niets verzegeld. 1 bestand van deze pc verwijderen? [j/N]"),
        (acts(0, 2, 0), "De ontbrekende kopieën maken (2 bundels), en van deze pc verwijderen wat"),
        (acts(0, 2, 3), "maken (2 bundels), en 3 bestanden van deze pc verwijderen? [j/N]"),
    ] {
        assert!(asked(acts).contains(says), "{}", asked(acts));
    }
    let asked = |acts| question_of_many(&voice, 4, acts);
    assert_eq!(asked(acts(9, 0, 0)), "Voor 4 cliënten verzegelen? [j/N]");
    let none = "4 cliënten. Er wordt niets verzegeld. 76 bestanden van deze pc verwijderen? [j/N]";
    assert_eq!(asked(acts(0, 0, 76)), none);
}

#[test]
fn the_row_of_a_client_says_what_goes_from_the_pc_where_nothing_is_sealed() {
    let voice = Voice::new(Lang::Nl);
    let sealed = MonthPlan {
        folders: vec![],
        files: 0,
        bytes: 0,
        new_bundles: 0,
        already_sealed: 19,
        unfit: vec![],
        to_remove: 19,
        away: vec![],
        ..october()
    };
    let row = plan_row(&voice, &sealed);
    assert_eq!(row[3], "verwijdert 19 bestanden van deze pc; Schijf A");
    let page = month_plan(&voice, &sealed);
    assert!(page.contains("Eerder verzegeld, en gaan van deze pc: 19 bestanden."), "{page}");
}

#[test]
fn several_clients_stand_in_one_table_and_what_stays_below_it() {
    let voice = Voice::new(Lang::Nl).within(Some(80));
    let calm = MonthPlan {
        client: "Webwinkel Zeeglas".into(),
        files: 1_406,
        bytes: 198_300_000,
        new_bundles: 3,
        unfit: vec![],
        here: ["Schijf A", "Schijf B"].map(str::to_owned).to_vec(),
        away: vec![],
        ..october()
    };
    assert_eq!(
        &*months_plan(&voice, &[october(), calm]),
        "oktober 2026\n\
         CLIËNT             BESTANDEN   GROOTTE  BUNDELS  SCHIJVEN\n\
         Bakkerij De Aar          322   50,7 MB        2  Schijf A; Schijf B niet\n\
         \x20                                                aangesloten\n\
         Webwinkel Zeeglas      1.406  198,3 MB        3  Schijf A, Schijf B\n\
         Bakkerij De Aar\n\
         Past bij geen bron: Diversen (3 bestanden). Die blijven staan.\n\
         \x20 schrijf in kluis.toml een [[source]] of een [[source.rule]] die erbij past;\n\
         \x20   of, als daar niets te bewaren is, het pad van die map in ignore = [\"…\"],\n\
         \x20   boven de eerste tabel\n\
         De datums zijn een indicatie, geen juridisch advies.\n"
    );
}
