//! The shipped data against the law's table, and what a user may change of it.

use super::*;

use Nature::{Both, Maximum, Minimum};
use Starts::{BookYear, CalendarYear, Event};

fn id(text: &str) -> ClassId {
    text.parse().unwrap()
}

/// The law's table, retyped, two lines a class: id, names; period, event, starts, nature, basis.
const DUTCH: &str = "\
nl-admin-basis | Basisgegevens administratie | core business records
  P7Y | booking | book-year | minimum | AWR art. 52(4); BW art. 2:10 and 3:15i
nl-admin-other | Overige administratie | other business records
  P7Y | booking | book-year | minimum | AWR art. 52(4); BW art. 2:10 and 3:15i
nl-contract | Contracten | contracts
  P7Y | contract end | book-year | minimum | AWR art. 52(4)
nl-asset | Bedrijfsmiddelen | fixed assets
  P7Y | disposal or end of depreciation, the later | book-year | minimum | AWR art. 52(4)
nl-real-estate | Onroerende zaken | real estate
  P9Y | first use | calendar-year | minimum | Wet OB art. 34a
nl-oss | OSS, platforms, e-diensten | one-stop shop
  P10Y | transaction | calendar-year | minimum | Wet OB art. 28rl, 28sj, 28tn; platforms: Reg. 282/2011 art. 54c
nl-payroll | Loonadministratie | payroll
  P7Y | wage period | calendar-year | minimum | AWR art. 52(4)
nl-employment-contract | Arbeidsovereenkomst | employment contract
  P7Y | end of employment | calendar-year | minimum | AWR art. 52(4)
nl-wage-declaration | Opgaaf gegevens loonheffingen | wage tax statement
  P5Y | end of employment | calendar-year | minimum | URLB art. 7.9(2)
nl-id-copy | Kopie identiteitsbewijs | copy of ID
  P5Y | end of employment | calendar-year | both | URLB art. 7.5(4)
nl-personnel-file | Overig personeelsdossier | other personnel file
  P2Y | end of employment | event | maximum | AVG art. 5(1)(e)
nl-sick-leave | Verzuimgegevens | sick leave
  P2Y | end of employment | event | maximum | AVG art. 5(1)(e)
nl-applicant | Sollicitatie | job application
  P4W | end of procedure | event | maximum | AP guidance
nl-cctv | Camerabeelden | CCTV
  P4W | recording | event | maximum | AP guidance
nl-annual-accounts | Jaarrekening | annual accounts
  P7Y | book year | book-year | minimum | BW 2:10(3)
nl-dissolved | Ontbonden rechtspersoon | dissolved entity
  P7Y | entity ceases to exist | event | minimum | BW 2:24
nl-wwft-cdd | Wwft-dossier | KYC file
  P5Y | end of relation or, without one, the transaction | event | both | Wwft art. 33(3), 34a(3)
nl-wwft-report | Wwft-melding | unusual-transaction report
  P5Y | report | event | both | Wwft art. 34(2), 34a(3), 23
nl-medical | Medisch dossier | medical file
  P20Y | last change | event | minimum | BW 7:454(3)
nl-permanent | Blijvend | permanent
  review | - | event | minimum | a ground typed by the user
nl-consent-proof | Bewijs van toestemming | proof of consent
  P5Y | withdrawal | event | minimum | AVG art. 7(1)
nl-id-copy-hired | ID-kopie ingeleende of Wav-arbeidskracht | ID copy of hired worker
  P5Y | end of the work | calendar-year | both | Wav art. 15(4)
nl-working-time | Arbeidstijdregistratie | working-time records
  P52W | day worked | event | minimum | Atb art. 3.2:1
nl-sick-own-risk | Verzuimdossier eigenrisicodrager | sick leave, self-insured employer
  P5Y | end of the benefit case | event | minimum | Regeling eigenrisicodragen ZW art. 3(2)
nl-engagement-file | Dossier accountantsopdracht | engagement file
  P7Y | end of the assignment | event | minimum | NVKS art. 25, 27(3)
nl-subsidy | Subsidiedossier | subsidy file
  P10Y | grant or settlement, the later | event | minimum | the decision; Reg. 651/2014 art. 12; Reg. 2023/2831 art. 6
nl-exposure | Blootstelling gevaarlijke stoffen | exposure records
  P40Y | end of exposure | event | minimum | Directive 2004/37/EC art. 15
nl-product-file | Technisch dossier product | product file
  P10Y | last placed on the market | event | minimum | Reg. 2023/988 art. 9
nl-customs | Douaneadministratie | customs records
  P7Y | acceptance, or end of the procedure | calendar-year | minimum | DWU art. 51; Adw art. 1:32
nl-privacy-case | Privacydossier (verzoek, datalek) | privacy case
  P5Y | case closed | event | minimum | AVG art. 5(2), 33(5)
";

const CONFIDENTIAL: [&str; 7] = [
    "nl-engagement-file",
    "nl-exposure",
    "nl-medical",
    "nl-sick-leave",
    "nl-sick-own-risk",
    "nl-wwft-cdd",
    "nl-wwft-report",
];

/// Classes whose event is the record's own making: no record of it is there before it.
const ALWAYS_DATED: [&str; 8] = [
    "nl-admin-basis",
    "nl-admin-other",
    "nl-annual-accounts",
    "nl-cctv",
    "nl-oss",
    "nl-payroll",
    "nl-working-time",
    "nl-wwft-report",
];

#[test]
fn the_dutch_schedule_is_the_table_of_the_law_whole() {
    let schedule = Schedule::shipped();
    let lines: Vec<&str> = DUTCH.lines().collect();
    for row in lines.chunks(2) {
        let cells: Vec<&str> = row.iter().flat_map(|line| line.split('|')).map(str::trim).collect();
        let class = schedule.get(&id(cells[0])).unwrap_or_else(|| panic!("{row:?} is not shipped"));
        let (period, starts) = (class.period.to_string(), class.starts.to_string());
        let nature = class.nature.to_string();
        let shipped = [
            class.id.as_str(),
            &class.name_nl,
            &class.name_en,
            &period,
            &class.event,
            &starts,
            &nature,
            &class.basis,
        ];
        assert_eq!(shipped.as_slice(), cells);
    }
    let dutch = schedule.classes.values().filter(|class| class.jurisdiction == "NL");
    assert_eq!(dutch.clone().count(), 30);
    assert_eq!(lines.len(), 2 * 30);
    let named = |wanted: fn(&Class) -> bool| -> Vec<&str> {
        dutch.clone().filter(|class| wanted(class)).map(|class| class.id.as_str()).collect()
    };
    assert_eq!(named(|class| class.confidential), CONFIDENTIAL);
    assert_eq!(named(|class| !class.open_ended), ALWAYS_DATED);
    assert_eq!(named(|class| class.ground_needed), ["nl-permanent"]);
    assert_eq!(named(|class| class.shorter_on_ground), ["nl-admin-other", "nl-subsidy"]);
    let other = ["nl-applicant", "nl-sick-own-risk"];
    assert_eq!(named(|class| !class.other_periods.is_empty()), other);
    assert_eq!(named(|class| class.hardly_suits_a_safe()), ["nl-applicant", "nl-cctv"]);
}

#[test]
fn the_other_packs_have_their_terms() {
    let schedule = Schedule::shipped();
    let mut found: Vec<(&str, String, Starts)> = Vec::new();
    for class in schedule.classes.values().filter(|class| class.jurisdiction != "NL") {
        assert!(class.id.as_str().starts_with(&class.jurisdiction.to_lowercase()));
        assert_eq!((class.nature, class.confidential, class.own), (Minimum, false, false));
        found.push((class.id.as_str(), class.period.to_string(), class.starts));
    }
    let expected = [
        ("be-tax", "P10Y", BookYear),
        ("be-vat", "P10Y", CalendarYear),
        ("de-books", "P10Y", CalendarYear),
        ("de-invoices", "P8Y", CalendarYear),
        ("de-letters", "P6Y", CalendarYear),
        ("de-payroll", "P6Y", CalendarYear),
        ("de-vouchers", "P8Y", CalendarYear),
        ("fr-accounting", "P10Y", BookYear),
        ("fr-payroll", "P5Y", Event),
        ("fr-tax", "P6Y", BookYear),
        ("uk-company", "P6Y", BookYear),
        ("uk-paye", "P3Y", Event),
        ("uk-sole-trader", "P5Y", Event),
        ("uk-vat", "P6Y", BookYear),
        ("us-asset", "P3Y", Event),
        ("us-employment", "P4Y", Event),
        ("us-tax", "P3Y", Event),
        ("us-tax-losses", "P7Y", Event),
        ("us-tax-underreported", "P6Y", Event),
    ];
    assert_eq!(found, expected.map(|(id, period, starts)| (id, period.to_owned(), starts)));
}

#[test]
fn every_shipped_file_has_the_same_version() {
    for text in SHIPPED {
        let pack: Pack = toml::from_str(text).unwrap();
        assert_eq!(pack.version, Schedule::shipped().version);
    }
}

#[test]
fn a_user_lengthens_a_shipped_class_and_the_version_says_so() {
    let shipped = Schedule::shipped();
    let own = "[[class]]\nid = \"nl-admin-basis\"\nperiod = \"P10Y\"\n";
    let schedule = shipped.with_own(own).unwrap();
    let class = schedule.get(&id("nl-admin-basis")).unwrap();
    assert_eq!((class.period, class.starts), (Period::Years(10), BookYear));
    assert_eq!(class.name_nl, "Basisgegevens administratie");
    assert_eq!(schedule.version_for(class), format!("{}+own", shipped.version));
    let untouched = schedule.get(&id("nl-oss")).unwrap();
    assert_eq!(schedule.version_for(untouched), shipped.version);
}

#[test]
fn a_user_adds_a_class() {
    let text = r#"
        [[class]]
        id = "my-quotes"
        name_en = "quotes"
        period = "P18M"
        event = "quote sent"
        starts = "event"
        nature = "minimum"
        basis = "our own wish"
        jurisdiction = "NL"
    "#;
    let schedule = Schedule::shipped().with_own(text).unwrap();
    let class = schedule.get(&id("my-quotes")).unwrap();
    assert_eq!((class.name_nl.as_str(), class.event_nl.as_str()), ("quotes", "quote sent"));
    assert!(class.own && !class.open_ended);

    let refused = |text: &str| Schedule::shipped().with_own(text).unwrap_err();
    let lacks = |field| ClassProblem::Missing { class: id("my-quotes"), field };
    assert_eq!(refused(&text.replace("basis", "note")), lacks("basis"));
    assert_eq!(refused(&text.replace("quote sent", " ")), lacks("event"));
    assert_eq!(refused(&text.repeat(2)), ClassProblem::Repeated { class: id("my-quotes") });
    assert_eq!(
        refused(&text.replace("starts = \"event\"", "starts = \"book-year\"")),
        ClassProblem::NotInYears { class: id("my-quotes"), period: Period::Months(18) }
    );
    for typo in [text.replace("basis", "basic"), text.replace("P18M", "18M"), "[[class]".into()] {
        assert!(matches!(refused(&typo), ClassProblem::NotToml(_)), "{typo}");
    }
}

#[test]
fn a_user_never_brings_an_end_of_a_shipped_class_forward() {
    let refused = |name: &str, change: &str| {
        let text = format!("[[class]]\nid = \"{name}\"\n{change}\n");
        Schedule::shipped().with_own(&text).expect_err(change)
    };
    let years = Period::Years;
    let admin = || id("nl-admin-basis");
    assert_eq!(
        refused("nl-admin-basis", "period = \"P6Y\""),
        ClassProblem::Shortened { class: admin(), shipped: years(7), own: years(6) }
    );
    assert_eq!(
        refused("nl-permanent", "period = \"P99Y\""),
        ClassProblem::Shortened {
            class: id("nl-permanent"),
            shipped: Period::Review,
            own: years(99)
        }
    );
    for (own, word) in [(Event, "event"), (CalendarYear, "calendar-year")] {
        assert_eq!(
            refused("nl-admin-basis", &format!("starts = \"{word}\"")),
            ClassProblem::StartsMoved { class: admin(), shipped: BookYear, own }
        );
    }
    for (own, word) in [(Maximum, "maximum"), (Both, "both")] {
        assert_eq!(
            refused("nl-admin-basis", &format!("nature = \"{word}\"")),
            ClassProblem::NatureChanged { class: admin(), shipped: Minimum, own }
        );
    }
    assert_eq!(
        refused("nl-medical", "confidential = false"),
        ClassProblem::NoLongerConfidential { class: id("nl-medical") }
    );
    for (name, field, change) in [
        ("nl-contract", "event", "event = \"signing\""),
        ("nl-admin-basis", "open_ended", "open_ended = true"),
        ("nl-admin-basis", "shorter_on_ground", "shorter_on_ground = true"),
        ("nl-admin-basis", "other_periods", "other_periods = [\"P1Y\"]"),
        ("nl-permanent", "ground_needed", "ground_needed = false"),
    ] {
        assert_eq!(refused(name, change), ClassProblem::Redefined { class: id(name), field });
    }
}

#[test]
fn a_duty_to_delete_is_only_lengthened_on_a_ground() {
    let change = "[[class]]\nid = \"nl-personnel-file\"\nperiod = \"P5Y\"\nnature = \"both\"\n";
    let shipped = Schedule::shipped();
    let class = id("nl-personnel-file");
    assert_eq!(shipped.with_own(change), Err(ClassProblem::GroundMissing { class: class.clone() }));
    let grounded = format!("{change}ground = \"pending claim\"\n");
    let schedule = shipped.with_own(&grounded).unwrap();
    let own = schedule.get(&class).unwrap();
    assert_eq!((own.ground.as_deref(), own.nature), (Some("pending claim"), Both));
}

#[test]
fn a_class_that_starts_at_its_event_may_start_at_the_year_s_end() {
    let change = "[[class]]\nid = \"nl-dissolved\"\nstarts = \"calendar-year\"\n";
    let schedule = Schedule::shipped().with_own(change).unwrap();
    assert_eq!(schedule.get(&id("nl-dissolved")).unwrap().starts, CalendarYear);
}

#[test]
fn a_schedule_knows_which_other_is_later() {
    let schedule = Schedule { version: "2026.2".into(), ..Schedule::shipped() };
    for older in ["2026.1", "2026.2", "2026.2+own", "2025.11"] {
        assert!(!schedule.is_older_than(older), "{older}");
    }
    for later in ["2026.3", "2026.10+own", "2027.1", "next", "", "2026"] {
        assert!(schedule.is_older_than(later), "{later}");
    }
}
