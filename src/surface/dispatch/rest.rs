//! What of an answer is read only while it is printed: a list of which nobody knows how long it is.

use std::rc::Rc;

use crate::surface::json;
use crate::surface::printed::Printed;
use crate::surface::voice::Voice;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::Streamed;

/// How much is gathered before it is printed, in bytes.
const GATHERED_BYTES: usize = 64 * 1024;

/// As what a list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Json,
}

/// Gives the pieces of a list until the other side has had enough.
type Give = dyn Fn(&Voice, Form, &mut dyn FnMut(&Printed) -> bool) -> Result<(), Fault>;

/// A list that is printed after the rest of the answer, or in the middle of its document.
pub struct Rest(Box<Give>);

impl Rest {
    pub(super) fn of<R: Streamed + 'static>(
        report: Rc<R>,
        line: fn(&Voice, &R, &R::Item) -> Printed,
    ) -> Rest {
        Rest(Box::new(move |voice, form, print| {
            let mut gathered = Printed::default();
            let (mut first, mut goes_on) = (true, true);
            report.each(&mut |item| {
                match form {
                    Form::Text => gathered.push(&line(voice, &report, item)),
                    Form::Json => gathered.push(&json::item(item, first)),
                }
                first = false;
                if gathered.len() >= GATHERED_BYTES {
                    goes_on = print(&std::mem::take(&mut gathered));
                }
                goes_on
            })?;
            if goes_on && !gathered.is_empty() {
                print(&gathered);
            }
            Ok(())
        }))
    }

    /// Prints piece by piece; `print` says whether more is wanted.
    pub fn give(
        &self,
        voice: &Voice,
        form: Form,
        print: &mut dyn FnMut(&Printed) -> bool,
    ) -> Result<(), Fault> {
        (self.0)(voice, form, print)
    }
}
