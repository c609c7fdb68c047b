//! The month of one vault, or of each: there all of them are planned and shown in one table before the one question.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::powers::asker::{MonthActs, MonthPlan, Question, yes_or_no};
use crate::surface::exit::Exit;
use crate::surface::text;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::month::{self, Request};

use super::done::{Done, acted, in_a_row};
use super::run::Run;

impl Run<'_, '_> {
    /// Seals a month of the vault that is meant.
    pub(super) fn month(&mut self, request: &Request) -> Vec<Done> {
        let words = text::month_then_unplug;
        self.on_vaults(|world, home| acted(month::run(world, home, request)?, words))
    }

    /// Seals the month of all vaults, on one yes.
    pub(super) fn months(&mut self, request: &Request) -> Vec<Done> {
        let mut shown = BTreeMap::new();
        if !request.yes {
            let (planned, plans) = self.planned(request);
            if request.dry_run || plans.iter().all(|(_, plan)| plan.is_nothing()) {
                return planned;
            }
            let clients = plans.iter().filter(|(_, plan)| plan.can_be_done()).count();
            let (homes, plans): (Vec<PathBuf>, Vec<MonthPlan>) = plans.into_iter().unzip();
            let dates = plans.iter().map(|plan| plan.other_dates.clone());
            shown.extend(homes.into_iter().zip(dates));
            let asker = &mut self.outside.asker;
            asker.speak(self.voice.lang, None);
            asker.show_months(&plans);
            if clients == 0 {
                return self.failed(Fault::NoMedium);
            }
            let acts = MonthActs::of(plans.iter().filter(|plan| plan.can_be_done()));
            let answer = asker.ask(&Question::Months { clients, acts });
            if answer.as_ref().and_then(yes_or_no) != Some(true) {
                return self.failed(Usage::MonthNotConfirmed.into());
            }
        }
        let request = Request { yes: true, ..request.clone() };
        let some_source = Cell::new(false);
        let mut done = self.on_vaults(|world, home| {
            let report = month::run(world, home, &request)?;
            some_source.set(some_source.get() || report.plan.sources > 0);
            // No dates are read again where nobody looks.
            let report = match shown.get(home).cloned() {
                Some(other_dates) => {
                    let plan = MonthPlan { other_dates, ..report.plan };
                    month::Report { was_shown: true, plan, ..report }
                }
                None => report,
            };
            in_a_row(report, &text::MONTHS, text::month_row, text::month_details)
        });
        refuse_without(some_source.get(), &mut done);
        done
    }

    /// What would be sealed: as it is answered, and the plans of those vaults that have something to do or to say, by
    /// their homes.
    fn planned(&mut self, request: &Request) -> (Vec<Done>, Vec<(PathBuf, MonthPlan)>) {
        let (plans, some_source) = (RefCell::new(Vec::new()), Cell::new(false));
        let request = Request { dry_run: true, ..request.clone() };
        let mut planned = self.on_vaults(|world, home| {
            let report = month::run(world, home, &request)?;
            some_source.set(some_source.get() || report.plan.sources > 0);
            if !report.plan.is_nothing() || report.plan.is_odd() {
                plans.borrow_mut().push((home.to_path_buf(), report.plan.clone()));
            }
            let row = |voice: &_, report: &month::Report| text::plan_row(voice, &report.plan);
            in_a_row(report, &text::PLANS, row, text::month_details)
        });
        refuse_without(some_source.get(), &mut planned);
        (planned, plans.into_inner())
    }
}

/// A month for which no client says where its records lie is one that can't be meant. Each has been told so.
fn refuse_without(some_source: bool, done: &mut [Done]) {
    if !some_source {
        done.iter_mut().for_each(|one| one.ends_at_least(Exit::Usage));
    }
}
