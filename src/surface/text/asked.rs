//! What a person at a terminal is asked and shown, in words. The answers go to the verbs as they were typed.

mod disclosure;
mod paper;
mod passphrase;

use super::medium;
use super::month::{question as month_question, question_of_many};
use crate::powers::asker::{Doomed, EndChange, Incoming, Question, Setting};
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice, both};
use crate::verbs::init::PASSPHRASE_CHARS_MIN;
use crate::words::day::{Day, GivenDate};

pub use super::month::{month_plan as month, months_plan as months};
pub use passphrase::{again, differ, gave_up, passphrase, short, signer_passphrase, wrong};

/// The words of a question whose answer is seen as it is typed; a space stands behind.
pub fn prompt(voice: &Voice, question: &Question, client: Option<&str>) -> Printed {
    let yes_no = both!(voice, "[y/n]", "[j/n]");
    let question = match question {
        Question::Passphrase | Question::PassphraseAgain => return passphrase(voice, client),
        Question::NewPassphrase => both!(
            voice,
            "New passphrase, at least {PASSPHRASE_CHARS_MIN} characters:",
            "Nieuwe wachtwoordzin, minstens {PASSPHRASE_CHARS_MIN} tekens:"
        ),
        Question::PackPassphrase => both!(
            voice,
            "Passphrase for whoever gets the one file, at least {PASSPHRASE_CHARS_MIN} characters (tell them by telephone, \
             not beside the file):",
            "Wachtwoordzin voor wie het ene bestand krijgt, minstens {PASSPHRASE_CHARS_MIN} tekens (geef hem door per \
             telefoon, niet bij het bestand):"
        ),
        Question::SignerPassphrase(name) => return signer_passphrase(voice, name),
        Question::SheetGroup(group) => both!(
            voice,
            "Group {group} on the recovery sheet:",
            "Groep {group} op het herstelblad:"
        ),
        Question::SheetGroupAgain(group) => both!(
            voice,
            "That is not on the sheet. Group {group} on the recovery sheet:",
            "Dat staat niet op het blad. Groep {group} op het herstelblad:"
        ),
        Question::Blanks { client, shown, again } => {
            paper::blanks(voice, client.as_deref(), shown, *again)
        }
        Question::OpenMatters => {
            let whose = client
                .map_or_else(String::new, |client| both!(voice, " of {client}", " van {client}"));
            both!(
                voice,
                "Is an assessment, objection, appeal, claim or request about these records{whose} still open? Yes: \
                 nothing is destroyed. No: it goes on. {yes_no}",
                "Loopt er over deze stukken{whose} nog een aanslag, bezwaar, beroep, vordering of verzoek? Ja: er \
                 wordt niets vernietigd. Nee: het gaat door. {yes_no}"
            )
        }
        Question::TypeToDestroy(id) => {
            both!(voice, "Type {id} to destroy it:", "Typ {id} over om die te vernietigen:")
        }
        Question::TypeToRemove(name) => both!(
            voice,
            "Whoever has that key and a copy of a drive still reads what was sealed until now. Type {name} to remove it:",
            "Wie die sleutel heeft en een kopie van een schijf, leest nog wat tot nu toe verzegeld is. Typ {name} over \
             om die weg te halen:"
        ),
        Question::DestroyListed(number) => {
            let bundles = voice.count(*number as u64, Noun::Bundle);
            both!(voice, "Destroy {bundles}? {yes_no}", "{bundles} vernietigen? {yes_no}")
        }
        Question::ApproveListed(number) => super::signer::approve_all(voice, *number as u64),
        Question::EraseRecord { bundle, client, kept_through, record } => match kept_through {
            Some(day) => both!(
                voice,
                "{record} of {client}, in {bundle}, is kept through {day}. Erase it on the ground that you typed? {yes_no}",
                "{record} van {client}, in {bundle}, bewaart u tot en met {day}. Vernietigen op de grond die u opgaf? {yes_no}",
                day = voice.day(*day)
            ),
            None => both!(
                voice,
                "Erase {record} of {client}, in {bundle}, on the ground that you typed? {yes_no}",
                "{record} van {client}, in {bundle}, vernietigen op de grond die u opgaf? {yes_no}"
            ),
        },
        Question::Date(doubt) => super::clock::date(voice, doubt),
        Question::Vouch => both!(
            voice,
            "Did you or another PC of yours write this? {yes_no}",
            "Heeft u, of een andere pc van u, dit geschreven? {yes_no}"
        ),
        Question::Ends => both!(
            voice,
            "Put this on record? To make an end earlier again takes 30 days. {yes_no}",
            "Dit vastleggen? Een einde daarna vervroegen duurt 30 dagen. {yes_no}"
        ),
        Question::Settings => both!(
            voice,
            "Compare them with the recovery sheet, and with what you changed later. Are these the settings of this vault? \
             {yes_no}",
            "Vergelijk ze met het herstelblad, en met wat u later wijzigde. Zijn dit de instellingen van deze kluis? \
             {yes_no}"
        ),
        Question::Month { here, away, acts } => month_question(voice, here, away, *acts),
        Question::Months { clients, acts } => question_of_many(voice, *clients, *acts),
        Question::Disclosure { what, again } => disclosure::question(voice, *what, *again),
    };
    asking(voice, question)
}

/// One question, behind which the answer is typed.
fn asking(voice: &Voice, question: String) -> Printed {
    said(voice, question).asking()
}

/// One sentence.
fn said(voice: &Voice, sentence: String) -> Printed {
    let mut page = Page::new(voice);
    page.line(sentence);
    page.into_text()
}

/// The settings that a drive brought, one a line.
pub fn brought(voice: &Voice, client: Option<&str>, settings: &[Setting]) -> Printed {
    let mut page = Page::new(voice);
    page.gap();
    client.into_iter().for_each(|client| page.line(client));
    page.line(both!(
        voice,
        "These settings come from the drive. Only the sealer's key vouches for them, and a thief may have it:",
        "Deze instellingen komen van de schijf. Alleen de verzegelaar heeft ervoor getekend; een dief kan die sleutel \
         hebben:"
    ));
    for Setting { name, value } in settings {
        page.under(format!("{name} = {} ({})", voice.setting(value), voice.setting_name(name)));
    }
    page.into_text()
}

/// What would become of ends.
pub fn ends(voice: &Voice, changes: &[EndChange]) -> Printed {
    let mut page = Page::new(voice);
    page.gap();
    super::terms::shown(&mut page, changes);
    page.into_text()
}

/// What the lines on a drive would bring in.
pub fn incoming(voice: &Voice, incoming: &Incoming) -> Printed {
    let mut page = Page::new(voice);
    page.gap();
    page.line(match incoming.entries {
        // Their seals alone speak of them.
        0 => both!(
            voice,
            "Bundles on {drive} are sealed with a sealer's key that was replaced. Whoever stole that key can have made \
             them.",
            "Bundels op {drive} zijn met een vervangen sleutel verzegeld. Wie die gestolen heeft, kan ze gemaakt hebben.",
            drive = incoming.medium
        ),
        entries => both!(
            voice,
            "{entries} on {drive} are by a sealer's key that was replaced. Whoever stole that key can have written them.",
            "{entries} op {drive} zijn van een vervangen sleutel. Wie die gestolen heeft, kan ze geschreven hebben.",
            entries = voice.count(entries, Noun::Entry),
            drive = incoming.medium
        ),
    });
    page.line(both!(voice, "They bring in:", "Ze brengen mee:"));
    for bundle in &incoming.bundles {
        page.under(whose(voice, &bundle.bundle, &bundle.rules, bundle.kept_through));
        page.under(both!(
            voice,
            "{records}, {bytes}",
            "{records}, {bytes}",
            records = voice.count(bundle.records, Noun::Record),
            bytes = voice.size(bundle.bytes)
        ));
    }
    if !incoming.media.is_empty() {
        page.under(both!(
            voice,
            "drives: {drives}",
            "schijven: {drives}",
            drives = voice.all_of(&incoming.media)
        ));
    }
    if incoming.bundles.is_empty() {
        page.under(both!(voice, "no further bundle", "geen andere bundel"));
    }
    page.into_text()
}

/// A bundle by its classes, dates and end.
fn whose(
    voice: &Voice,
    bundle: &str,
    rules: &[(Option<String>, Option<GivenDate>)],
    kept_through: Option<Day>,
) -> String {
    let rule = |(class, date): &(Option<String>, Option<GivenDate>)| {
        let confidential = || both!(voice, "a confidential class", "een vertrouwelijke categorie");
        let class = class.clone().unwrap_or_else(confidential);
        match date.map(|date| voice.given(date)) {
            Some(date) => both!(voice, "{class} of {date}", "{class} van {date}"),
            None => both!(voice, "{class} without a date", "{class} zonder datum"),
        }
    };
    let end = match kept_through {
        Some(day) => {
            both!(voice, "kept through {day}", "te bewaren tot en met {day}", day = voice.day(day))
        }
        None => both!(voice, "with no end", "zonder einddatum"),
    };
    format!("{bundle}: {}, {end}", voice.all_of(rules.iter().map(rule)))
}

/// A bundle in the words that a person knows it by.
pub fn doomed(voice: &Voice, doomed: &Doomed) -> Printed {
    let mut page = Page::new(voice);
    page.gap();
    page.line(whose(voice, &doomed.bundle, &doomed.rules, doomed.kept_through));
    let records = voice.count(doomed.records, Noun::Record);
    let (bytes, drives) = (voice.size(doomed.bytes), doomed.drives.join(", "));
    page.under(match doomed.drives.is_empty() {
        true => both!(
            voice,
            "{records}, {bytes}, on no drive that is here",
            "{records}, {bytes}, op geen schijf die hier is"
        ),
        false => both!(voice, "{records}, {bytes}, on {drives}", "{records}, {bytes}, op {drives}"),
    });
    for (file_system, in_place) in &doomed.in_place {
        page.under(medium::at_destruction(voice, file_system, *in_place));
    }
    for (label, free) in &doomed.to_fill {
        page.under(both!(
            voice,
            "after that the free space of {label} is written over and read back: {free}, which takes its time",
            "daarna wordt de vrije ruimte van {label} overschreven en teruggelezen: {free}, en dat duurt even",
            free = voice.size(*free)
        ));
    }
    if !doomed.away.is_empty() {
        page.under(both!(
            voice,
            "not connected, so not destroyed now: {drives}",
            "niet aangesloten, dus nu niet vernietigd: {drives}",
            drives = doomed.away.join(", ")
        ));
    }
    if !doomed.lost.is_empty() {
        page.under(both!(
            voice,
            "lost, so not destroyed: {drives}; whoever finds one and has a key can read it",
            "vermist, dus niet vernietigd: {drives}; wie er een vindt en een sleutel heeft, kan het lezen",
            drives = doomed.lost.join(", ")
        ));
    }
    if !doomed.stands_in.is_empty() {
        page.under(both!(
            voice,
            "its records stand in {bundles} by now, sealed again",
            "de stukken staan intussen opnieuw verzegeld in {bundles}",
            bundles = voice.all_of(&doomed.stands_in)
        ));
    }
    if doomed.removed > 0 {
        page.under(both!(
            voice,
            "gone for good: {records}, erased on a ground that is on record: {show}",
            "voorgoed weg: {records}, gewist op een grond die in het logboek staat: {show}",
            records = voice.count(doomed.removed, Noun::Record),
            show = voice.kluis(&["ledger", "show", "--notes"])
        ));
    }
    if doomed.disclosed.is_empty() {
        page.under(both!(voice, "never disclosed", "nooit verstrekt"));
    }
    for (name, day, closed) in &doomed.disclosed {
        let day = voice.day(*day);
        page.under(match closed {
            true => both!(voice, "disclosed on {day} ({name})", "verstrekt op {day} ({name})"),
            false => both!(
                voice,
                "disclosed on {day} ({name}), and not closed: it stays outside the vault",
                "verstrekt op {day} ({name}), en niet afgesloten: dat blijft buiten de kluis"
            ),
        });
    }
    for (label, bundle) in &doomed.faulty_beside {
        page.under(both!(
            voice,
            "{label}: {bundle} beside it does not hold, as is on record",
            "{label}: {bundle} daarnaast is niet in orde, zo is vastgelegd"
        ));
    }
    page.into_text()
}

/// The recovery sheet, and what to do with it.
pub fn sheet(voice: &Voice, sheet: &str) -> Printed {
    let mut page = Page::new(voice);
    page.gap();
    page.push(&Printed::lines(sheet));
    page.gap();
    page.line(both!(
        voice,
        "Copy or print this sheet now: it is shown this once, and stored nowhere.",
        "Schrijf dit blad nu over of druk het af: u ziet het alleen nu, en het wordt nergens bewaard."
    ));
    page.gap();
    page.into_text()
}

/// That the run ends soon, since a person asked it to.
pub fn stops(voice: &Voice) -> Printed {
    let mut page = Page::new(voice);
    page.gap();
    page.line(both!(
        voice,
        "kluis: stopping at the next safe place; Ctrl-C again ends it at once",
        "kluis: stopt op de volgende veilige plek; nog een keer Ctrl-C stopt meteen"
    ));
    page.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::powers::medium::InPlace;
    use crate::words::day::parse_day;
    use crate::words::lang::Lang;

    #[test]
    fn what_is_about_to_go_is_shown_by_class_date_records_and_drives() {
        let doomed = Doomed {
            bundle: "20261031-7f3ca2b1".into(),
            rules: vec![
                (Some("nl-payroll".into()), Some("2020-12".parse().unwrap())),
                (None, None),
            ],
            kept_through: Some(parse_day("2027-12-31").unwrap()),
            records: 3,
            bytes: 2000,
            drives: vec!["Drive A".into(), "B\u{1b}[2J".into()],
            in_place: vec![("exfat".into(), InPlace::Yes)],
            to_fill: vec![("Drive A".into(), 64_000_000_000)],
            away: vec![],
            lost: vec![],
            stands_in: vec!["20261101-00aa00bb".into()],
            removed: 1,
            disclosed: vec![],
            faulty_beside: vec![("Drive A".into(), "20251031-00112233".into())],
        };
        for (lang, words, end) in [
            (
                Lang::En,
                [
                    "nl-payroll of 2020-12 and a confidential class without a date",
                    "kept through 2027-12-31",
                    "3 records, 2.0 kB, on Drive A, B\\u{1b}",
                ],
                "Drive A: 20251031-00112233 beside it does not hold, as is on record\n",
            ),
            (
                Lang::Nl,
                [
                    "nl-payroll van 12-2020 en een vertrouwelijke categorie zonder datum",
                    "te bewaren tot en met 31-12-2027",
                    "3 stukken, 2,0 kB, op Drive A, B\\u{1b}",
                ],
                "Drive A: 20251031-00112233 daarnaast is niet in orde, zo is vastgelegd\n",
            ),
        ] {
            let text = super::doomed(&Voice::new(lang), &doomed);
            assert!(text.contains("20261101-00aa00bb"), "{text}");
            words.iter().for_each(|word| assert!(text.contains(word), "{word}: {text}"));
            assert!(text.ends_with(end), "{text}");
        }
    }
}
