//! What `find` is asked.

use crate::surface::cli::Find;
use crate::things::search::asked::Facts;
use crate::things::search::said::Said;
use crate::verbs::find;
use crate::verbs::select::Selection;

/// What `find` is asked.
pub fn find(args: &Find) -> find::Request {
    find::Request {
        selection: Selection {
            class: args.class.clone(),
            years: args.year.clone(),
            case: args.case.clone(),
            ..Selection::default()
        },
        matching: args.matching.clone(),
        facts: Facts {
            changed: args.changed,
            bytes: args.size,
            sha256: None,
            tags: args.tag.clone(),
            said: Said {
                numbers: args.number.clone(),
                relation: args.relation.clone(),
                issued: args.issued,
                amount: args.amount,
            },
        },
        file: args.file.clone(),
    }
}
