//! From the words of `book-year` to what the verb is asked.

use crate::surface::cli::BookYearVerb;
use crate::verbs::book_year;

/// What `book-year` is asked.
pub fn book_year(verb: &BookYearVerb) -> book_year::Request {
    match verb {
        BookYearVerb::Add { from: Some(from), to: Some(to), .. } => {
            book_year::Request::Add { from: *from, to: *to }
        }
        BookYearVerb::Add { back_to: Some(day), .. } => book_year::Request::BackTo(*day),
        // The grammar asks for one of both.
        BookYearVerb::Add { .. } | BookYearVerb::List => book_year::Request::List,
    }
}
