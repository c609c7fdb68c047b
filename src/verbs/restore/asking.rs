//! What a person at a terminal is asked of a disclosure, where no option said anything of it. Each question may be left
//! out, and whoever looks for themselves answers one.

use std::path::Path;

use secrecy::ExposeSecret;

use super::request::{Holding, Request, fits, kept_back};
use crate::powers::asker::{Asker, DisclosureWord, Question, yes_or_no};
use crate::rules::hold::HoldKind;
use crate::things::search::patterns::Patterns;
use crate::verbs::delivered::Asked;
use crate::words::day::typed_day;
use crate::words::typed::normal;

/// The request with what a person says of it; as it is where there is nobody to ask, or where its options say it.
pub(super) fn completed(
    request: &Request,
    asker: &mut dyn Asker,
    users_folder: Option<&Path>,
) -> Request {
    let mut request = request.clone();
    if request.answers {
        if asker.can_ask() {
            who_asked(&mut request.asked, &mut Asking(asker));
        }
        request.asked = request.asked.with_term();
        return request;
    }
    if !asker.can_ask() {
        return request;
    }
    let mut ask = Asking(asker);
    if request.says_for_whom() {
        return request;
    }
    request.whom = ask.words(DisclosureWord::Whom);
    if request.whom.is_none() {
        return request;
    }
    request.reference = ask.until(DisclosureWord::Reference, |text| text.parse().ok());
    who_asked(&mut request.asked, &mut ask);
    let withheld = |text: &str| {
        let (glob, why) = kept_back(text)?;
        Patterns::read(std::slice::from_ref(&glob), users_folder).ok()?;
        Some((glob, why))
    };
    let mut next = ask.until(DisclosureWord::Withheld, withheld);
    while let Some(kept) = next {
        request.withheld.push(kept);
        next = ask.until(DisclosureWord::WithheldToo, withheld);
    }
    // A hold has a reference.
    if request.reference.is_some() && ask.yes(DisclosureWord::Hold) {
        // A kind whose end the law sets has to be given as an option, with that end.
        let kind = |text: &str| text.parse().ok().filter(|kind: &HoldKind| !kind.needs_legal_end());
        let kind = ask.until(DisclosureWord::HoldKind, kind).unwrap_or(HoldKind::Audit);
        request.hold = Some(Holding { review: None, kind, ends: None });
    }
    request
}

/// Who asked, by which power and when: what of it no option has said. A person who asks for themselves needs no power
/// beyond that, and has a term by law.
fn who_asked(asked: &mut Asked, ask: &mut Asking<'_>) {
    let of_subject = asked.is_of_subject();
    let Asked { officer, power, on, answer_by, .. } = asked;
    let day = |text: &str| typed_day(text).ok();
    if of_subject {
        *on = on.or_else(|| ask.until(DisclosureWord::AskedOn, day));
        return;
    }
    *officer = officer.take().or_else(|| ask.words(DisclosureWord::Officer));
    *power = power.take().or_else(|| ask.words(DisclosureWord::Power));
    *on = on.or_else(|| ask.until(DisclosureWord::AskedOn, day));
    *answer_by = answer_by.or_else(|| ask.until(DisclosureWord::AnswerBy, day));
}

struct Asking<'a>(&'a mut dyn Asker);

impl Asking<'_> {
    /// Asks until what is typed can be read, or nothing is.
    fn until<T>(&mut self, what: DisclosureWord, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut again = false;
        loop {
            let answer = self.0.ask(&Question::Disclosure { what, again })?;
            if let Some(read) = read(normal(answer.expose_secret().trim()).as_str()) {
                return Some(read);
            }
            again = true;
        }
    }

    fn words(&mut self, what: DisclosureWord) -> Option<String> {
        self.until(what, |text| fits(text).then(|| text.to_owned()))
    }

    fn yes(&mut self, what: DisclosureWord) -> bool {
        let answer = self.0.ask(&Question::Disclosure { what, again: false });
        answer.as_ref().and_then(yes_or_no) == Some(true)
    }
}
