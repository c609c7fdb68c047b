//! A person who serves several vaults in one run types their passphrase once, where it is the same: what opened one is
//! tried on the next before anybody is asked.

use secrecy::SecretString;

use crate::powers::asker::{Asker, Doomed, EndChange, Incoming, MonthPlan, Question, Setting};
use crate::words::lang::Lang;

/// Passes every question on, but for a passphrase that was typed before.
pub(super) struct TypedOnce<'a> {
    asker: &'a mut dyn Asker,
    /// What was typed last; none where each is asked for.
    typed: Option<&'a mut Option<SecretString>>,
    /// The last answer was the one of before, and nobody has typed any yet.
    untyped: bool,
}

impl<'a> TypedOnce<'a> {
    pub(super) fn new(
        asker: &'a mut dyn Asker,
        typed: Option<&'a mut Option<SecretString>>,
    ) -> TypedOnce<'a> {
        TypedOnce { asker, typed, untyped: false }
    }

    fn passphrase(&mut self, question: &Question) -> Option<SecretString> {
        let known = self.typed.as_ref().and_then(|typed| Option::clone(typed));
        if let Some(known) = known.filter(|_| *question == Question::Passphrase) {
            self.untyped = true;
            return Some(known);
        }
        // That it did not fit is nothing that the person has done wrong.
        let first = std::mem::take(&mut self.untyped);
        let question = if first { &Question::Passphrase } else { question };
        let answer = self.asker.ask(question);
        if let (Some(typed), Some(answer)) = (&mut self.typed, &answer) {
            **typed = Some(answer.clone());
        }
        answer
    }
}

impl Asker for TypedOnce<'_> {
    fn speak(&mut self, lang: Lang, client: Option<&str>) {
        self.asker.speak(lang, client);
    }

    fn speak_of(&mut self, client: &str) {
        self.asker.speak_of(client);
    }

    fn can_ask(&self) -> bool {
        self.asker.can_ask()
    }

    fn ask(&mut self, question: &Question) -> Option<SecretString> {
        match question {
            Question::Passphrase | Question::PassphraseAgain => self.passphrase(question),
            _ => self.asker.ask(question),
        }
    }

    fn show_doomed(&mut self, doomed: &Doomed) {
        self.asker.show_doomed(doomed);
    }

    fn show_incoming(&mut self, incoming: &Incoming) {
        self.asker.show_incoming(incoming);
    }

    fn show_ends(&mut self, changes: &[EndChange]) {
        self.asker.show_ends(changes);
    }

    fn show_settings(&mut self, settings: &[Setting]) {
        self.asker.show_settings(settings);
    }

    fn show_month(&mut self, plan: &MonthPlan) {
        self.asker.show_month(plan);
    }

    fn show_months(&mut self, plans: &[MonthPlan]) {
        self.asker.show_months(plans);
    }

    fn show_sheet(&mut self, sheet: &str) -> bool {
        self.asker.show_sheet(sheet)
    }
}
