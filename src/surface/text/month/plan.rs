//! What would be sealed of a month, as a table; what stays, and the one question.

use crate::powers::asker::{ChangedEarlier, MonthActs, MonthFolder, MonthPlan, Unfit, UnfitPlace};
use crate::surface::errors::say;
use crate::surface::page::{Lean, Page};
use crate::surface::printed::Printed;
use crate::surface::text::{indication, problem_lines};
use crate::surface::voice::{Noun, Voice, both, one_or, tied};
use crate::verbs::fault::Usage;
use crate::words::lang::Lang;

use super::dates::{LINES_MAX, dates};
use super::plans::{PLANS, plan_row};

/// One client's month, before it is asked about.
pub fn month_plan(voice: &Voice, plan: &MonthPlan) -> Printed {
    let mut page = Page::new(voice);
    page.line(format!("{}, {}", plan.client, voice.month(plan.month)));
    plan_lines(&mut page, plan);
    page.into_text()
}

/// Those of several clients, a row each.
pub fn months_plan(voice: &Voice, plans: &[MonthPlan]) -> Printed {
    let mut page = Page::new(voice);
    if let Some(first) = plans.first() {
        page.line(voice.month(first.month));
    }
    let row = |plan: &MonthPlan| [vec![plan.client.clone()], plan_row(voice, plan)].concat();
    page.table(&(PLANS.head)(voice), plans.iter().map(row));
    for plan in plans {
        let of_client = voice.of_vault(&plan.client);
        let mut odd = Page::new(&of_client);
        odd_lines(&mut odd, plan);
        let odd = odd.into_text();
        if !odd.is_empty() {
            page.line(&plan.client);
            page.push(&odd);
        }
    }
    page.line(indication(voice));
    page.into_text()
}

/// The table, then what is out of the ordinary.
fn plan_lines(page: &mut Page<'_>, plan: &MonthPlan) {
    let voice = page.voice;
    if plan.folders.is_empty() {
        nothing(page, plan);
    } else {
        table(page, &plan.folders);
    }
    if plan.already_sealed > 0 && plan.files > 0 {
        page.line(both!(
            voice,
            "Sealed already, and not sealed again: {files}.",
            "Al verzegeld, en niet nog eens: {files}.",
            files = voice.count(plan.already_sealed, Noun::File)
        ));
    }
    by_the_way(page, plan);
    odd_lines(page, plan);
    if !plan.folders.is_empty() {
        page.line(indication(voice));
    }
}

fn nothing(page: &mut Page<'_>, plan: &MonthPlan) {
    let voice = page.voice;
    let doubtful = plan.unfit.iter().any(|place| place.why == Unfit::Doubtful);
    page.line(match plan.already_sealed {
        0 if doubtful => both!(voice, "Nothing is sealed yet.", "Er wordt nog niets verzegeld."),
        0 => both!(voice, "There is nothing to seal.", "Er is niets te verzegelen."),
        number => both!(
            voice,
            "All of it is sealed already: {files}.",
            "Alles is al verzegeld: {files}.",
            files = voice.count(number, Noun::File)
        ),
    });
}

/// What is done besides with what was sealed before.
fn by_the_way(page: &mut Page<'_>, plan: &MonthPlan) {
    let voice = page.voice;
    if plan.to_copy > 0 {
        page.line(both!(
            voice,
            "To be copied: {bundles}.",
            "Te kopiëren: {bundles}.",
            bundles = voice.count(plan.to_copy, Noun::Bundle)
        ));
    }
    if plan.to_remove > 0 {
        page.line(both!(
            voice,
            "Sealed before, and goes from this PC: {files}.",
            "Eerder verzegeld, en {gaan} van deze pc: {files}.",
            gaan = one_or(plan.to_remove, "gaat", "gaan"),
            files = voice.count(plan.to_remove, Noun::Source)
        ));
    }
}

fn table(page: &mut Page<'_>, folders: &[MonthFolder]) {
    let voice = page.voice;
    let head = [
        (both!(voice, "FOLDER", "MAP"), Lean::Left),
        (both!(voice, "CLASS", "BEWAARCATEGORIE"), Lean::Left),
        (both!(voice, "FILES", "BESTANDEN"), Lean::Right),
        (both!(voice, "SIZE", "GROOTTE"), Lean::Right),
        (both!(voice, "KEPT THROUGH", "BEWAREN T/M"), Lean::Left),
    ];
    let row = |folder: &MonthFolder| {
        let class = match voice.lang {
            Lang::En => &folder.name_en,
            Lang::Nl => &folder.name_nl,
        };
        vec![
            folder.folder.clone(),
            class.clone(),
            voice.number(folder.files),
            voice.size(folder.bytes),
            end(voice, folder),
        ]
    };
    page.table_over(&head, folders.iter().map(row), 1);
}

fn end(voice: &Voice, folder: &MonthFolder) -> String {
    match (folder.keep_through, folder.delete_from) {
        (Some(day), _) => voice.day(day),
        (None, Some(day)) => {
            both!(voice, "delete from {day}", "verwijderen vanaf {day}", day = voice.day(day))
        }
        (None, None) => "-".into(),
    }
}

/// What stays, and what a person may want to look at.
pub(super) fn odd_lines(page: &mut Page<'_>, plan: &MonthPlan) {
    let voice = page.voice;
    if plan.sources == 0 {
        problem_lines(page, say(voice, &Usage::NoSources(plan.settings.clone()).into()));
    }
    if !plan.changed.is_empty() {
        let number = plan.changed.len() as u64;
        page.line(both!(
            voice,
            "Changed since they were sealed, and sealed again: {files}. The older ones stay in their bundles.",
            "Gewijzigd sinds de verzegeling, en opnieuw te verzegelen: {files}. De oudere blijven in hun bundel.",
            files = voice.count(number, Noun::File)
        ));
        page.some_of(&plan.changed);
    }
    dates(page, plan);
    unfit_lines(page, &plan.unfit);
    if plan.still_active > 0 {
        page.line(both!(
            voice,
            "Used too recently: {files}. {they} for now.",
            "Te kort geleden gebruikt: {files}. {die} voorlopig staan.",
            files = voice.count(plan.still_active, Noun::File),
            they = one_or(plan.still_active, "It stays", "They stay"),
            die = one_or(plan.still_active, "Dat blijft", "Die blijven")
        ));
    }
    gone_lines(page, &plan.sources_gone);
    if let [first, ..] = &plan.changed_earlier[..] {
        let number = plan.changed_earlier.len() as u64;
        page.line(both!(
            voice,
            "Of earlier months, changed since they were sealed: {files}. The older ones stay in their bundles.",
            "Van eerdere maanden, gewijzigd sinds de verzegeling: {files}. De oudere blijven in hun bundel.",
            files = voice.count(number, Noun::File)
        ));
        let path = |changed: &ChangedEarlier| changed.path.clone();
        page.some_of(&plan.changed_earlier.iter().map(path).collect::<Vec<_>>());
        page.next(voice.kluis(&["month", &first.month.to_string()]));
    }
    if let [first, ..] = plan.earlier[..] {
        page.line(both!(
            voice,
            "Not sealed, from earlier months: {months}.",
            "Niet verzegeld, van eerdere maanden: {months}.",
            months = voice.all_of(plan.earlier.iter().map(|month| voice.month(*month)))
        ));
        page.next(voice.kluis(&["month", &first.to_string()]));
    }
}

/// Folders of sources that are not there.
pub fn gone_lines(page: &mut Page<'_>, folders: &[String]) {
    let voice = page.voice;
    for folder in folders {
        page.line(both!(
            voice,
            "The folder of this [[source]] is not there: {folder}",
            "De map van deze [[source]] is er niet: {folder}",
            folder = tied(folder)
        ));
    }
    if !folders.is_empty() {
        page.under(both!(
            voice,
            "connect the disk or share that it is on, or correct its folder in kluis.toml",
            "sluit de schijf of netwerkmap aan waar die op staat, of verbeter folder in kluis.toml"
        ));
    }
}

/// Places whose files stay, by what they do not fit.
pub fn unfit_lines(page: &mut Page<'_>, places: &[UnfitPlace]) {
    use Unfit::{Doubtful, NoClass, NoMonth, NoSource, Undated};
    for why in [NoSource, NoClass, NoMonth, Undated, Doubtful] {
        unfit_line(page, places, why);
    }
}

fn unfit_line(page: &mut Page<'_>, places: &[UnfitPlace], why: Unfit) {
    let voice = page.voice;
    let such: Vec<&UnfitPlace> = places.iter().filter(|place| place.why == why).collect();
    if such.is_empty() {
        return;
    }
    let place = |place: &&UnfitPlace| {
        format!("{} ({})", tied(&place.folder), voice.count(place.files, Noun::File))
    };
    let mut places: Vec<String> = such.iter().take(LINES_MAX).map(place).collect();
    let more = such.len().saturating_sub(LINES_MAX) as u64;
    if more > 0 {
        places.push(both!(voice, "{more} more", "nog {more}", more = voice.number(more)));
    }
    let places = voice.all_of(places);
    let files: u64 = such.iter().map(|place| place.files).sum();
    let (stays, blijft) =
        (one_or(files, "It stays", "They stay"), one_or(files, "Dat blijft", "Die blijven"));
    page.line(match why {
        Unfit::NoSource => both!(
            voice,
            "Fits no source: {places}. {stays}.",
            "Past bij geen bron: {places}. {blijft} staan."
        ),
        Unfit::NoClass => both!(
            voice,
            "Fits no rule of its source: {places}. {stays}.",
            "Past bij geen regel van de bron: {places}. {blijft} staan."
        ),
        Unfit::Doubtful => both!(
            voice,
            "Doubtful: {places}. {stays} until you answer.",
            "Twijfelachtig: {places}. {blijft} staan tot u antwoordt."
        ),
        Unfit::NoMonth => both!(
            voice,
            "Nothing says the month: {places}. {stays}.",
            "Nergens blijkt de maand uit: {places}. {blijft} staan."
        ),
        Unfit::Undated => both!(
            voice,
            "Gives no date of its own that counts: {places}. {stays}.",
            "Geeft zelf geen datum die telt: {places}. {blijft} staan."
        ),
    });
    match why {
        Unfit::NoSource | Unfit::NoClass => page.under(both!(
            voice,
            "write in kluis.toml a [[source]] or a [[source.rule]] that fits it; or, where nothing in it is to be kept, \
             the path of that folder in ignore = [\"…\"], above the first table",
            "schrijf in kluis.toml een [[source]] of een [[source.rule]] die erbij past; of, als daar niets te bewaren \
             is, het pad van die map in ignore = [\"…\"], boven de eerste tabel"
        )),
        Unfit::NoMonth => page.under(both!(
            voice,
            "call the folder after its month, as in 2025-11; or, where nothing in it is to be kept, write its path in \
             kluis.toml: ignore = [\"…\"], above the first table",
            "noem de map naar de maand, zoals 2025-11; of, als daar niets te bewaren is, zet het pad in kluis.toml: \
             ignore = [\"…\"], boven de eerste tabel"
        )),
        Unfit::Undated => page.under(both!(
            voice,
            "seal these by themselves with kluis archive and the date that they have, or give their folder a [[source]] of \
             its own with date = \"folder\"; an e-mail's date does not count",
            "verzegel deze apart met kluis archive en de datum die ze hebben, of geef hun map een eigen [[source]] met \
             date = \"folder\"; de datum van een e-mail telt niet"
        )),
        // What to answer is said with the question.
        Unfit::Doubtful => {}
    }
}

/// The one question of a month; Enter is no.
pub fn question(voice: &Voice, here: &[String], away: &[String], acts: MonthActs) -> String {
    let yes_no = both!(voice, "[y/N]", "[j/N]");
    if acts.seals == 0 {
        return format!("{} {yes_no}", nothing_sealed(voice, acts));
    }
    let (here, removes) = (voice.all_of(here), and_remove(voice, acts));
    match away {
        [] => both!(
            voice,
            "Seal on {here}{removes}? {yes_no}",
            "Verzegelen op {here}{removes}? {yes_no}"
        ),
        away => both!(
            voice,
            "Seal on {here}{removes}? {away} {is} not connected. {yes_no}",
            "Verzegelen op {here}{removes}? {away} {zijn} niet aangesloten. {yes_no}",
            is = one_or(away.len() as u64, "is", "are"),
            zijn = one_or(away.len() as u64, "is", "zijn"),
            away = voice.all_of(away)
        ),
    }
}

/// The same for several clients at once.
pub fn question_of_many(voice: &Voice, clients: usize, acts: MonthActs) -> String {
    let clients = voice.count(clients as u64, Noun::Client);
    if acts.seals == 0 {
        let question = nothing_sealed(voice, acts);
        return both!(voice, "{clients}. {question} [y/N]", "{clients}. {question} [j/N]");
    }
    let removes = and_remove(voice, acts);
    both!(voice, "Seal for {clients}{removes}? [y/N]", "Voor {clients} verzegelen{removes}? [j/N]")
}

/// That files which were sealed before go from this PC, behind what else is asked.
fn and_remove(voice: &Voice, acts: MonthActs) -> String {
    match acts.removes {
        0 => String::new(),
        files => both!(
            voice,
            ", and remove {files} of before from this PC",
            ", en {files} van eerder van deze pc verwijderen",
            files = voice.count(files, Noun::Source)
        ),
    }
}

/// What is asked where all of it is sealed already.
fn nothing_sealed(voice: &Voice, acts: MonthActs) -> String {
    let bundles = voice.count(acts.copies, Noun::Bundle);
    let files = voice.count(acts.removes, Noun::Source);
    match (acts.copies, acts.removes) {
        (0, _) => both!(
            voice,
            "Nothing is sealed. Remove {files} from this PC?",
            "Er wordt niets verzegeld. {files} van deze pc verwijderen?"
        ),
        (_, 0) => both!(
            voice,
            "Nothing is sealed. Make the missing copies ({bundles}), and remove from this PC what may go then?",
            "Er wordt niets verzegeld. De ontbrekende kopieën maken ({bundles}), en van deze pc verwijderen wat dan weg \
             mag?"
        ),
        (_, _) => both!(
            voice,
            "Nothing is sealed. Make the missing copies ({bundles}), and remove {files} from this PC?",
            "Er wordt niets verzegeld. De ontbrekende kopieën maken ({bundles}), en {files} van deze pc verwijderen?"
        ),
    }
}
