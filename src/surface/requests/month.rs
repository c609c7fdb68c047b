//! What `month` is asked.

use crate::surface::cli::MonthArgs;
use crate::verbs::month::Request;

/// The month's request; `each` where it runs over all vaults.
pub fn month(args: &MonthArgs, each: bool) -> Request {
    Request {
        month: args.month,
        dry_run: args.dry_run,
        yes: args.yes,
        accept_end: args.accept_end,
        accept_newer: args.accept_newer,
        shared_source: args.shared_source,
        each,
    }
}
