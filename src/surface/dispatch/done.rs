//! What came of a command on one vault: its report as a value, and how that is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::powers::medium::StorageProblem;
use crate::surface::each::Layout;
use crate::surface::errors::{Said, say};
use crate::surface::exit::Exit;
use crate::surface::page::Page;
use crate::surface::printed::Printed;
use crate::surface::voice::{Noun, Voice};
use crate::surface::{json, text};
use crate::things::settings::OtherSettings;
use crate::things::vault::loosened::Loosened;
use crate::things::vault::mending::MendedHome;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Reported, Sought, Streamed};
use crate::words::ids::BundleId;
use crate::words::lang::Lang;

use super::rest::Rest;

/// What came of a command on one vault.
pub struct Done {
    /// The client's name.
    pub(super) client: Option<String>,
    /// There are several vaults, so that the output has to say whose this is.
    pub(super) several: bool,
    pub voice: Voice,
    pub result: Result<Answer, Said>,
    pub(super) told: Told,
}

/// What a run met on the way, whatever it was asked for.
#[derive(Default)]
pub(super) struct Told {
    /// This home's settings that do not count yet.
    pub(super) loosened: Vec<Loosened>,
    /// What was learned of other homes' settings.
    pub(super) settings: Vec<OtherSettings>,
    /// Drives that are plugged in and lost on record, and the bundles that were destroyed meanwhile.
    pub(super) lost_here: BTreeMap<String, Vec<BundleId>>,
    /// Why what the drives told is not at home.
    pub(super) unkept: Option<StorageProblem>,
    /// By drive, the notes that it lacks since the home can't read them.
    pub(super) notes_unread: BTreeMap<String, BTreeSet<String>>,
    /// What was damaged in the home, and came back from drives.
    pub(super) mended: Option<MendedHome>,
    /// That is what the run was for.
    pub(super) to_mend: bool,
}

/// What is said of one vault in a table over all, in a voice, behind its client.
struct Row {
    layout: &'static Layout,
    cells: Cells,
}

type Cells = Box<dyn Fn(&Voice) -> Vec<String>>;
type Text = Box<dyn Fn(&Voice) -> Printed>;
/// Made only where a program asks for it: of a long list it takes as long as the text.
type Document = Box<dyn Fn(Exit) -> Value>;

/// A report, ready to print.
pub struct Answer {
    exit: Exit,
    text: Text,
    /// The report's own document with an exit code in it, without the client.
    document: Document,
    /// That exit code.
    document_exit: Exit,
    /// The text is what was asked for, so that `--quiet` keeps it.
    asked_for: bool,
    /// A program reads it: no client's name stands above it.
    bare: bool,
    /// What is read only while it is printed.
    rest: Option<Rest>,
    /// The answer as a row of one table over all vaults. Its text then has what a row can't say.
    row: Option<Row>,
    /// What was looked for here, and the exit code if all of it had been found.
    sought: Option<(Sought, Exit)>,
}

impl Done {
    pub fn exit(&self) -> Exit {
        let differs = self.told.settings.iter().any(|joined| !joined.differing.is_empty())
            || !self.told.loosened.is_empty();
        let told = match &self.told.unkept {
            _ if self.told.mended.is_some() && !self.told.to_mend => Exit::Fixity,
            Some(_) => Exit::PartlyDone,
            None if !self.told.notes_unread.is_empty() => Exit::PartlyDone,
            None if differs => Exit::Finding,
            None => Exit::Done,
        };
        match &self.result {
            Ok(answer) => answer.exit.max(told),
            Err(said) => said.exit,
        }
    }

    /// Whether the run met nothing on its way that is to be said beside the answer.
    pub fn tells_nothing(&self) -> bool {
        let Told { loosened, settings, lost_here, unkept, notes_unread, mended, to_mend: _ } =
            &self.told;
        loosened.is_empty()
            && settings.is_empty()
            && lost_here.is_empty()
            && unkept.is_none()
            && notes_unread.is_empty()
            && mended.is_none()
    }

    /// The answer ends with that, where nothing worse does.
    pub(super) fn ends_at_least(&mut self, exit: Exit) {
        if let Ok(answer) = &mut self.result {
            answer.exit = answer.exit.max(exit);
            answer.document_exit = answer.exit;
        }
    }

    /// What of the answer is read only while it is printed.
    pub fn rest(&self) -> Option<&Rest> {
        self.result.as_ref().ok().and_then(|answer| answer.rest.as_ref())
    }

    pub fn json(&self) -> Value {
        let mut document = match &self.result {
            Ok(answer) => (answer.document)(answer.document_exit),
            Err(said) => json::error(said),
        };
        let Some(fields) = document.as_object_mut() else { return document };
        if let Some(client) = &self.client {
            fields.insert("vault_name".into(), client.as_str().into());
        }
        if !self.told.loosened.is_empty() {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("settings_held_back".into(), json::value(&self.told.loosened));
        }
        if !self.told.settings.is_empty() {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("settings".into(), json::value(&self.told.settings));
        }
        if let Some(mended) = &self.told.mended {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("home_mended".into(), json::value(mended));
        }
        if !self.told.lost_here.is_empty() {
            let labels: Vec<&String> = self.told.lost_here.keys().collect();
            fields.insert("lost_here".into(), json::value(&labels));
        }
        let outlived = self.told.lost_here.iter().filter(|(_, bundles)| !bundles.is_empty());
        let outlived: BTreeMap<_, _> = outlived.collect();
        if !outlived.is_empty() {
            fields.insert("destroyed_on_lost".into(), json::value(&outlived));
        }
        if let Some(problem) = &self.told.unkept {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("unkept".into(), problem.word().into());
        }
        if !self.told.notes_unread.is_empty() {
            fields.insert("exit".into(), self.exit().code().into());
            fields.insert("notes_unread".into(), json::value(&self.told.notes_unread));
        }
        document
    }

    /// The vault's row in such a table, and whether something is left to do.
    fn row(&self, layout: &Layout, lang: Lang) -> Option<(bool, Vec<String>)> {
        let voice = self.voice.speaking(lang);
        let client = self.client.clone()?;
        let row = match &self.result {
            Ok(answer) => [vec![client], (answer.row.as_ref()?.cells)(&voice)].concat(),
            Err(_) => layout.failed(&voice, client),
        };
        Some((self.exit() != Exit::Done, row))
    }

    /// What goes to standard output: the client first, where there are several.
    pub fn text(&self, quiet: bool) -> Printed {
        let (voice, told) = (&self.voice, self.told.text(&self.voice));
        let answer = match &self.result {
            Ok(answer) if answer.asked_for || !quiet => Some((answer.text)(voice)),
            Ok(_) if told.is_empty() => return Printed::default(),
            Ok(_) | Err(_) => None,
        };
        let mut text = Printed::default();
        let said = answer.as_ref().is_some_and(|said| !said.is_empty());
        if self.result.is_ok() && told.is_empty() && !said {
            return text;
        }
        let bare = self.result.as_ref().is_ok_and(|answer| answer.bare);
        if let Some(client) = self.client.as_ref().filter(|_| self.several && !bare) {
            text.line(client);
        }
        answer.iter().chain([&told]).for_each(|more| text.push(more));
        text
    }
}

/// One table over all vaults, where that is how this command answers.
pub fn table(done: &[Done], quiet: bool) -> Option<Printed> {
    let row = |one: &Done| Some(one.result.as_ref().ok()?.row.as_ref()?.layout);
    let (first, layout) = done.iter().find_map(|one| Some((one, row(one)?)))?;
    if quiet && !layout.asked_for {
        return None;
    }
    let voice = done[0].voice.speaking(first.voice.lang);
    let columns = voice.columns.or(layout.columns_max);
    let voice = voice.within(columns);
    let rows: Vec<(bool, Vec<String>)> =
        done.iter().filter_map(|one| one.row(layout, voice.lang)).collect();
    let mut page = Page::new(&voice);
    let waiting = rows.iter().filter(|(something, _)| *something).count() as u64;
    let all = voice.count(rows.len() as u64, Noun::Client);
    page.table(&(layout.head)(&voice), rows.into_iter().map(|(_, row)| row));
    if let Some(foot) = (layout.foot)(&voice, waiting, &all) {
        page.line(foot);
    }
    Some(page.into_text())
}

/// Makes one answer of a search in several vaults: what is found in one is missing in none, and where nothing was
/// found, nothing is said but once at the end, which this gives. A table has one head and one language.
pub(super) fn one_answer(done: &mut [Done], table: bool, lang: Lang) -> Option<Closing> {
    let each = || done.iter().filter_map(|one| Some((one, one.result.as_ref().ok()?)));
    let all: Vec<&Sought> =
        each().filter_map(|(_, answer)| Some(&answer.sought.as_ref()?.0)).collect();
    let found = all.iter().any(|sought| sought.found > 0);
    let mut not_found = all.first()?.not_found.clone();
    not_found.retain(|one| all.iter().all(|sought| sought.not_found.contains(one)));
    let has_none = |answer: &Answer| answer.sought.as_ref().is_some_and(|(it, _)| it.found == 0);
    let without = each().filter(|(_, answer)| has_none(answer));
    let without = without.filter_map(|(one, _)| one.client.clone()).collect();
    let asked_for = each().any(|(_, answer)| answer.asked_for);
    let (complete, mut has_head) = (found && not_found.is_empty(), false);
    for one in done {
        if table {
            one.voice = one.voice.speaking(lang);
        }
        let Ok(answer) = &mut one.result else { continue };
        let Some((sought, beside)) = &answer.sought else { continue };
        let unsaid = sought.found == 0 && *beside == Exit::Done;
        if complete {
            answer.exit = *beside;
        }
        let silent = if table { has_head } else { unsaid };
        if silent {
            answer.text = Box::new(|_| Printed::default());
        }
        has_head = true;
    }
    (!table).then_some(Closing { clients: without, found, not_found, asked_for })
}

/// What is said at the end of a search in several vaults.
pub(super) struct Closing {
    /// At which of them nothing was found.
    clients: Vec<String>,
    found: bool,
    not_found: Vec<String>,
    asked_for: bool,
}

impl Closing {
    pub(super) fn answer(self) -> Answer {
        let Closing { clients, found, not_found, asked_for } = self;
        let text =
            Box::new(move |voice: &Voice| text::nothing_at(voice, &clients, found, &not_found));
        let (exit, document) = (Exit::Done, Box::new(|_| Value::Null));
        let (bare, rest, row, sought) = (true, None, None, None);
        Answer { exit, text, document, document_exit: exit, asked_for, bare, rest, row, sought }
    }
}

impl Told {
    fn text(&self, voice: &Voice) -> Printed {
        let mended = self.mended.as_ref().map(|mended| text::home_mended(voice, mended));
        let unkept = self.unkept.as_ref().map(|problem| text::unkept(voice, problem));
        let unread = text::notes_unread(voice, &self.notes_unread);
        let always = [
            text::lost_here(voice, &self.lost_here),
            text::loosened(voice, &self.loosened),
            text::settings(voice, &self.settings),
        ];
        let mut all = Printed::default();
        mended
            .iter()
            .chain(&always)
            .chain(&unkept)
            .chain([&unread])
            .for_each(|more| all.push(more));
        all
    }
}

/// The answer to a question: it is printed in any case.
pub(super) fn asked<R: Reported + 'static>(
    report: R,
    words: fn(&Voice, &R) -> Printed,
) -> Result<Answer, Fault> {
    Ok(Answer { asked_for: true, ..acted(report, words)? })
}

/// What was done: `--quiet` leaves it out.
pub(super) fn acted<R: Reported + 'static>(
    report: R,
    words: fn(&Voice, &R) -> Printed,
) -> Result<Answer, Fault> {
    Ok(answer(Rc::new(report), words))
}

/// The answer to a question of which a part is read only while it is printed.
pub(super) fn listed<R: Streamed + 'static>(
    report: R,
    words: fn(&Voice, &R) -> Printed,
    line: fn(&Voice, &R, &R::Item) -> Printed,
) -> Result<Answer, Fault> {
    let report = Rc::new(report);
    let answer = answer(report.clone(), words);
    Ok(Answer { asked_for: true, rest: Some(Rest::of(report, line)), ..answer })
}

/// A report's answer, as its text and as its document.
fn answer<R: Reported + 'static>(report: Rc<R>, words: fn(&Voice, &R) -> Printed) -> Answer {
    let faults = report.faults().into_iter().map(|fault| say(&Voice::default(), fault).exit);
    let exit = faults.fold(Exit::from(report.outcome()), Exit::max);
    let (sought, same) = (sought(&*report), report.clone());
    Answer {
        exit,
        text: Box::new(move |voice: &Voice| words(voice, &report)),
        document: Box::new(move |exit| json::report(&*same, exit)),
        document_exit: exit,
        asked_for: false,
        bare: false,
        rest: None,
        row: None,
        sought,
    }
}

/// What a search came to, and the exit code if all had been found.
fn sought<R: Reported>(report: &R) -> Option<(Sought, Exit)> {
    let sought = report.sought()?;
    let faults = report.faults().into_iter().map(|fault| say(&Voice::default(), fault).exit);
    let beside = faults.fold(Exit::from(sought.beside), Exit::max);
    Some((sought, beside))
}

/// For a program: nothing else stands in it.
pub(super) fn bare(answer: Answer) -> Answer {
    Answer { bare: true, ..answer }
}

/// The answer about each vault, as a row, and `words` for what that can't say.
pub(super) fn in_a_row<R: Reported + 'static>(
    report: R,
    layout: &'static Layout,
    row: fn(&Voice, &R) -> Vec<String>,
    words: fn(&Voice, &R) -> Printed,
) -> Result<Answer, Fault> {
    let report = Rc::new(report);
    let answer = answer(report.clone(), words);
    let cells = Box::new(move |voice: &Voice| row(voice, &report));
    let row = Some(Row { layout, cells });
    Ok(Answer { asked_for: layout.asked_for, row, sought: None, ..answer })
}
