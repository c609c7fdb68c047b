//! What `init` is asked, of one client or of a list of them.

use crate::surface::cli::{CustodyArg, Init};
use crate::things::vault::config::Custody;
use crate::verbs::init::{Request, Sheet};
use crate::verbs::init_all;

/// What `init` is asked for the client of this name.
pub fn init(args: &Init, name: String, sheet: Sheet) -> Request {
    Request {
        name,
        passphrase: !args.no_passphrase,
        copies: args.copies,
        book_year_end: args.book_year_end.clone(),
        custody: match args.custody {
            CustodyArg::WithBundle => Custody::WithBundle,
            CustodyArg::Apart => Custody::Apart,
        },
        sheet,
        home_index: !args.no_home_index,
    }
}

/// What it is asked for the clients of a list; none where there is no list.
pub fn init_all(args: &Init) -> Option<init_all::Request> {
    let (list, sheets) = args.list.clone().zip(args.paper.clone())?;
    let each = init(args, String::new(), Sheet::Shown);
    Some(init_all::Request { list, sheets, each })
}
