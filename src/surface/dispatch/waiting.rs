//! What waits in all vaults, a row each, and what comes in all of them in one calendar.

use std::cell::RefCell;

use serde::Serialize;

use crate::surface::errors::say;
use crate::surface::text;
use crate::verbs::due::{self, Report, Request};
use crate::verbs::outcome::{Outcome, Reported};

use super::done::{Done, asked, in_a_row};
use super::run::Run;

/// The one calendar that was written.
#[derive(Serialize)]
struct Written {
    calendar: String,
}

impl Reported for Written {
    fn outcome(&self) -> Outcome {
        Outcome::Done
    }
}

impl Run<'_, '_> {
    /// Looks at all vaults. The calendar is written once each of them was looked at: of one that can't be, its row says
    /// so.
    pub(super) fn due_of_all(&mut self, request: Request) -> Vec<Done> {
        let coming = RefCell::new(Vec::new());
        let request = Request { gathers: true, ..request };
        let mut done = self.on_vaults(|world, home| {
            let mut report: Report = due::run(world, home, &request)?;
            coming.borrow_mut().push(std::mem::take(&mut report.coming));
            in_a_row(report, &text::DUE, text::due_row, text::due_list)
        });
        let coming = coming.into_inner();
        let Some(path) = request.calendar.filter(|_| !coming.is_empty()) else { return done };
        if let Err(fault) = due::write_calendar(&coming.concat(), self.outside.clock.now(), &path) {
            return self.failed(fault);
        }
        // Each document names it too.
        if !self.is_document() {
            let written = Written { calendar: path.to_string_lossy().into_owned() };
            let words = |voice: &_, written: &Written| text::calendar(voice, &written.calendar);
            let answer = asked(written, words).map_err(|fault| say(&self.voice, &fault));
            done.extend(self.without_vault(answer));
        }
        done
    }
}
