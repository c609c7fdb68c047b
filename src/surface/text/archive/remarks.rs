//! Records that are sealed as they are, and that whoever audits may find hard to use.

use crate::rules::month::Month;
use crate::surface::page::Page;
use crate::surface::voice::{Noun, both, one_or};
use crate::verbs::archive::{Remark, RemarkReport};

/// So many records with another year are named: they are one sign, and no list.
const OTHER_YEAR_NAMED_MAX: usize = 3;

/// One line for each sort, and the records below it. Of a month nobody gave a date.
pub fn remark_lines(page: &mut Page<'_>, remarks: &[RemarkReport], of_month: Option<Month>) {
    let voice = page.voice;
    for what in [Remark::Encrypted, Remark::OlderAuditFile, Remark::OtherYear] {
        let such = remarks.iter().filter(|remark| remark.what == what);
        let paths: Vec<String> = such.map(|remark| remark.path.clone()).collect();
        if paths.is_empty() {
            continue;
        }
        let count = paths.len() as u64;
        let records = voice.count(count, Noun::Record);
        page.line(match what {
            Remark::Encrypted => both!(
                voice,
                "An encrypted PDF may ask for a password ({records}): keep that where whoever audits gets it.",
                "Een versleutelde pdf kan om een wachtwoord vragen ({records}): bewaar dat waar wie controleert het krijgt."
            ),
            Remark::OtherYear => both!(
                voice,
                "Look at the date again: {records} {give} a date in another year than {given}.",
                "Kijk de datum na: {records} {noemen} zelf een datum in een ander jaar dan {given}.",
                given = match of_month {
                    Some(month) => voice.month(month),
                    None => both!(voice, "the date given", "de datum die u gaf"),
                },
                give = one_or(count, "gives", "give"),
                noemen = one_or(count, "noemt", "noemen")
            ),
            Remark::OlderAuditFile => both!(
                voice,
                "An audit file of version 3.2 stays as it is ({records}); the version after it is 4.0.",
                "Een auditfile van versie 3.2 blijft zoals die is ({records}); de versie daarna is 4.0."
            ),
        });
        match what {
            Remark::OtherYear if of_month.is_some() => page.first_of(&paths, OTHER_YEAR_NAMED_MAX),
            Remark::OtherYear | Remark::Encrypted | Remark::OlderAuditFile => page.some_of(&paths),
        }
    }
}
