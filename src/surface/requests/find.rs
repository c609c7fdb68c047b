//! What `find` is asked.

use crate::surface::cli::Find;
use crate::things::search::asked::Facts;
use crate::things::search::said::Said;
use crate::verbs::fault::Fault;
use crate::verbs::select::Selection;
use crate::verbs::{find, restore};

/// What `find` is asked.
pub fn find(args: &Find, of_several: bool) -> find::Request {
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
                words: args.words.clone(),
                amount: args.amount,
            },
        },
        file: args.file.clone(),
        of_several,
    }
}

/// What `restore` is asked so that it gives what `find` finds.
pub fn give_back(args: &Find) -> Result<restore::Request, Fault> {
    let find = find(args, false);
    let facts = find.whole_facts()?;
    let find::Request { mut selection, matching, .. } = find;
    selection.all = selection.none();
    Ok(restore::Request {
        selection,
        matching,
        anywhere: true,
        facts,
        // The grammar asks for both where records are given back.
        to: args.restore.clone().unwrap_or_default(),
        reason: args.reason.clone().unwrap_or_default(),
        whom: args.whom.clone(),
        reference: args.reference.clone(),
        ..restore::Request::default()
    })
}
