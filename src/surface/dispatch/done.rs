//! What came of a command on one vault: its report as a value, and how that is printed.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use crate::powers::medium::StorageProblem;
use crate::surface::errors::{Said, say};
use crate::surface::exit::Exit;
use crate::surface::printed::Printed;
use crate::surface::voice::Voice;
use crate::surface::{json, text};
use crate::things::settings::OtherSettings;
use crate::things::vault::loosened::Loosened;
use crate::things::vault::mending::MendedHome;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Reported, Streamed};

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
    /// Drives that are plugged in and lost on record.
    pub(super) lost_here: BTreeSet<String>,
    /// Why what the drives told is not at home.
    pub(super) unkept: Option<StorageProblem>,
    /// By drive, the notes that it lacks since the home can't read them.
    pub(super) notes_unread: BTreeMap<String, BTreeSet<String>>,
    /// What was damaged in the home, and came back from drives.
    pub(super) mended: Option<MendedHome>,
    /// That is what the run was for.
    pub(super) to_mend: bool,
}

/// A report, ready to print.
pub struct Answer {
    exit: Exit,
    text: Box<dyn Fn(&Voice) -> Printed>,
    /// The report's own document, without the client.
    document: Value,
    /// The text is what was asked for, so that `--quiet` keeps it.
    asked_for: bool,
    /// What is read only while it is printed.
    rest: Option<Rest>,
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

    /// What of the answer is read only while it is printed.
    pub fn rest(&self) -> Option<&Rest> {
        self.result.as_ref().ok().and_then(|answer| answer.rest.as_ref())
    }

    pub fn json(&self) -> Value {
        let mut document = match &self.result {
            Ok(answer) => answer.document.clone(),
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
            fields.insert("lost_here".into(), json::value(&self.told.lost_here));
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

    /// What goes to standard output: the client first, where there are several.
    pub fn text(&self, quiet: bool) -> Printed {
        let (voice, told) = (&self.voice, self.told.text(&self.voice));
        let answer = match &self.result {
            Ok(answer) if answer.asked_for || !quiet => Some((answer.text)(voice)),
            Ok(_) if told.is_empty() => return Printed::default(),
            Ok(_) | Err(_) => None,
        };
        let mut text = Printed::default();
        if let Some(client) = self.client.as_ref().filter(|_| self.several) {
            text.line(client);
        }
        answer.iter().chain([&told]).for_each(|more| text.push(more));
        text
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
    let faults = report.faults().into_iter().map(|fault| say(&Voice::default(), fault).exit);
    let exit = faults.fold(Exit::from(report.outcome()), Exit::max);
    let document = json::report(&report, exit);
    let text = Box::new(move |voice: &Voice| words(voice, &report));
    Ok(Answer { exit, text, document, asked_for: false, rest: None })
}

/// The answer to a question of which a part is read only while it is printed.
pub(super) fn listed<R: Streamed + 'static>(
    report: R,
    words: fn(&Voice, &R) -> Printed,
    line: fn(&Voice, &R, &R::Item) -> Printed,
) -> Result<Answer, Fault> {
    let faults = report.faults().into_iter().map(|fault| say(&Voice::default(), fault).exit);
    let exit = faults.fold(Exit::from(report.outcome()), Exit::max);
    let document = json::report(&report, exit);
    let report = Rc::new(report);
    let same = report.clone();
    let text = Box::new(move |voice: &Voice| words(voice, &same));
    Ok(Answer { exit, text, document, asked_for: true, rest: Some(Rest::of(report, line)) })
}
