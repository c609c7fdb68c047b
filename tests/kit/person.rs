//! A person at the terminal, who answers what was agreed on and copies the recovery sheet.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use kluis::powers::asker::{
    Asker, DisclosureWord, Doomed, EndChange, Incoming, MonthPlan, Question, Setting,
};
use secrecy::SecretString;

/// What a person answers; None where nothing is typed.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub passphrase: Option<&'static str>,
    /// The passphrase of a signing key.
    pub signer_passphrase: Option<&'static str>,
    /// How often another is typed first.
    pub mistypes: Cell<u8>,
    /// The new passphrase; the same where none is told.
    pub new_passphrase: Option<&'static str>,
    pub open_matters: Option<&'static str>,
    /// What is typed instead of a bundle's id; the id itself where this is None.
    pub types_instead: Option<&'static str>,
    pub date: Option<&'static str>,
    /// Whether the settings that a drive brought are the vault's.
    pub settings: Option<&'static str>,
    /// Whether what a drive brings is theirs.
    pub vouches: Option<&'static str>,
    /// Whether what becomes of ends is to go on record.
    pub ends: Option<&'static str>,
    /// What becomes of ends, as it was shown.
    pub changes: RefCell<Vec<EndChange>>,
    /// How many of the recovery sheet's groups are copied wrongly first.
    pub miscopies: Cell<u32>,
    /// The sheet, as it was shown.
    pub sheet: RefCell<Option<String>>,
    /// What is typed of a disclosure, each answer once; nothing where there is none.
    pub disclosure: RefCell<Vec<(DisclosureWord, &'static str)>>,
    /// Whether the months that were shown are to be sealed.
    pub month: Option<&'static str>,
    /// The months, as they were shown.
    pub months: RefCell<Vec<MonthPlan>>,
    /// What stands on paper: vault ids by client, and under no name the number of the list.
    pub paper: RefCell<BTreeMap<String, String>>,
    /// The questions, in order.
    pub asked: RefCell<Vec<Question>>,
    /// What was shown before an id was asked for.
    pub doomed: RefCell<Vec<Doomed>>,
    /// What a drive would bring in, as it was shown.
    pub incoming: RefCell<Vec<Incoming>>,
    /// The settings that were shown before they were asked about.
    pub shown: RefCell<Vec<Setting>>,
}

impl Person {
    /// Somebody who copies so many groups of the sheet wrongly, and all that follow rightly.
    pub fn miscopying(groups: u32) -> Person {
        Person { miscopies: Cell::new(groups), ..Person::default() }
    }

    /// The paper identity on the sheet that was shown.
    pub fn identity(&self) -> String {
        let sheet = self.sheet.borrow();
        identity_in(sheet.as_ref().expect("no sheet was shown"))
    }
}

/// The line of a recovery sheet that is an identity.
pub fn identity_in(sheet: &str) -> String {
    let mut lines = sheet.lines().map(str::trim);
    lines.find(|line| line.starts_with("AGE-SECRET-KEY-1")).expect("an identity").to_owned()
}

/// The person's side of one run.
pub struct Answering<'a>(pub Option<&'a Person>);

impl Asker for Answering<'_> {
    fn can_ask(&self) -> bool {
        self.0.is_some()
    }

    fn ask(&mut self, question: &Question) -> Option<SecretString> {
        let person = self.0?;
        person.asked.borrow_mut().push(question.clone());
        let group = |number: usize| {
            let letters = person.identity().split_off("AGE-SECRET-KEY-1".len());
            letters[(number - 1) * 4..number * 4].to_lowercase()
        };
        let answer = match question {
            Question::Passphrase | Question::PassphraseAgain if person.mistypes.get() > 0 => {
                person.mistypes.set(person.mistypes.get() - 1);
                "battery staple".to_owned()
            }
            Question::Passphrase | Question::PassphraseAgain => person.passphrase?.to_owned(),
            Question::SignerPassphrase(_) => self.0?.signer_passphrase?.to_owned(),
            Question::NewPassphrase | Question::PackPassphrase => {
                person.new_passphrase.or(person.passphrase)?.to_owned()
            }
            Question::SheetGroup(_) | Question::SheetGroupAgain(_)
                if person.miscopies.get() > 0 =>
            {
                person.miscopies.set(person.miscopies.get() - 1);
                "????".to_owned()
            }
            Question::SheetGroup(number) | Question::SheetGroupAgain(number) => group(*number),
            Question::OpenMatters => person.open_matters?.to_owned(),
            Question::TypeToDestroy(id) | Question::TypeToRemove(id) => {
                person.types_instead.map_or_else(|| id.clone(), str::to_owned)
            }
            Question::DestroyListed(_)
            | Question::ApproveListed(_)
            | Question::EraseRecord { .. } => person.types_instead.unwrap_or("yes").to_owned(),
            Question::Date(_) => person.date?.to_owned(),
            Question::Blanks { client, shown, .. } => {
                let paper = person.paper.borrow();
                let number = paper.get(client.as_deref().unwrap_or_default())?;
                let groups = shown.split(' ').enumerate();
                let blank = groups.filter(|(_, group)| group.starts_with('_'));
                blank.map(|(at, _)| &number[at * 4..][..4]).collect::<Vec<_>>().join(" ")
            }
            Question::Settings => person.settings?.to_owned(),
            Question::Vouch => person.vouches?.to_owned(),
            Question::Ends => person.ends?.to_owned(),
            Question::Month { .. } | Question::Months { .. } => person.month?.to_owned(),
            Question::Disclosure { what, .. } => {
                let mut answers = person.disclosure.borrow_mut();
                let at = answers.iter().position(|(word, _)| word == what)?;
                answers.remove(at).1.to_owned()
            }
        };
        Some(answer.into())
    }

    fn show_doomed(&mut self, doomed: &Doomed) {
        if let Some(person) = self.0 {
            person.doomed.borrow_mut().push(doomed.clone());
        }
    }

    fn show_incoming(&mut self, incoming: &Incoming) {
        if let Some(person) = self.0 {
            person.incoming.borrow_mut().push(incoming.clone());
        }
    }

    fn show_ends(&mut self, changes: &[EndChange]) {
        if let Some(person) = self.0 {
            person.changes.borrow_mut().extend_from_slice(changes);
        }
    }

    fn show_settings(&mut self, settings: &[Setting]) {
        if let Some(person) = self.0 {
            person.shown.replace(settings.to_vec());
        }
    }

    fn show_month(&mut self, plan: &MonthPlan) {
        if let Some(person) = self.0 {
            person.months.borrow_mut().push(plan.clone());
        }
    }

    fn show_months(&mut self, plans: &[MonthPlan]) {
        if let Some(person) = self.0 {
            person.months.borrow_mut().extend_from_slice(plans);
        }
    }

    fn show_sheet(&mut self, sheet: &str) -> bool {
        let Some(person) = self.0 else { return false };
        person.sheet.replace(Some(sheet.to_owned()));
        true
    }
}

/// Nobody is at the terminal.
pub struct Nobody;

impl Asker for Nobody {
    fn ask(&mut self, _: &Question) -> Option<SecretString> {
        None
    }

    fn show_sheet(&mut self, _: &str) -> bool {
        false
    }
}
