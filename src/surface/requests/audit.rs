//! What `audit` is asked.

use crate::powers::envelope::RECIPIENTS_MAX;
use crate::rules::hold::HoldKind;
use crate::surface::cli::Audit;
use crate::things::search::wishes::Wish;
use crate::verbs::delivered::Asked;
use crate::verbs::fault::Usage;
use crate::verbs::select::Selection;
use crate::verbs::{audit, restore};

/// What lets a person ask what is kept about them.
const OF_A_PERSON: &str = "AVG art. 15";

/// What `audit` is asked.
pub fn audit(args: &Audit) -> Result<audit::Request, Usage> {
    let numbers: Vec<Wish> = args.number.iter().cloned().map(Wish::Number).collect();
    let persons: Vec<Wish> = args.subject.iter().cloned().map(Wish::Person).collect();
    let relations = args.relation.iter().cloned().map(Wish::Relation).collect();
    let of_person = !persons.is_empty();
    let kind = if of_person { HoldKind::AccessRequest } else { HoldKind::Audit };
    let give = restore::Request {
        selection: Selection {
            years: args.years.clone(),
            class: args.class.clone(),
            case: args.case.clone(),
            ..Selection::default()
        },
        matching: args.matching.clone(),
        wishes: match of_person {
            true => vec![[numbers, persons, relations].concat()],
            false => vec![numbers, relations],
        },
        answers: true,
        to: args.to.clone(),
        shared: args.shared,
        reason: args.reason.clone().unwrap_or_else(|| args.reference.to_string()),
        whom: args.whom.clone().or_else(|| args.subject.first().cloned()),
        reference: Some(args.reference.clone()),
        asked: Asked {
            officer: args.officer.clone(),
            power: args.power.clone().or_else(|| of_person.then(|| OF_A_PERSON.to_owned())),
            on: args.asked_on,
            answer_by: args.answer_by,
            subject: args.subject.clone(),
        },
        withheld: args.withheld.iter().map(|it| super::withheld(it)).collect::<Result<_, _>>()?,
        hold: args.hold.then_some(restore::Holding {
            review: args.review,
            kind: args.kind.unwrap_or(kind),
            ends: args.ends,
        }),
        ..restore::Request::default()
    };
    Ok(audit::Request { give, list: args.request.clone(), pack: pack(args)? })
}

fn pack(args: &Audit) -> Result<Option<restore::Pack>, Usage> {
    let Some(file) = args.pack.clone() else { return Ok(None) };
    let recipient =
        |text: &String| text.parse().map_err(|why| Usage::BadRecipient { text: text.clone(), why });
    if args.recipient.len() > RECIPIENTS_MAX {
        return Err(Usage::TooManyRecipients(args.recipient.len()));
    }
    let opens = match &args.pack_passphrase_file {
        None if args.recipient.is_empty() => restore::Opens::Passphrase(None),
        Some(path) => restore::Opens::Passphrase(Some(path.clone())),
        None => restore::Opens::Recipients(
            args.recipient.iter().map(recipient).collect::<Result<_, _>>()?,
        ),
    };
    Ok(Some(restore::Pack { file, opens }))
}
