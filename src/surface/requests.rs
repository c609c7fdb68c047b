//! From the words on the command line to what a verb is asked: dates, rules, spans and tags that clap does not
//! know.

mod audit;
mod book_year;
mod due;
mod find;
mod init;
mod key;
mod month;
mod rebuild;
mod terms;

use std::collections::BTreeMap;
use std::ffi::OsStr;

use crate::formats::entry::ClosedHow;
use crate::rules::class::Period;
use crate::rules::hold::HoldKind;
use crate::things::vault::Told;
use crate::verbs::archive::{self, RuleAsked};
use crate::verbs::delivered::Asked;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::select::Selection;
use crate::verbs::{destroy, hold, reseal, restore, statement};
use crate::words::day::{typed_date, typed_day};
use crate::words::limits::TYPED_BYTES_MAX;

use super::cli::{
    Archive, Close, DateAsked, Destroy, Erase, HoldVerb, Reseal, Restore, Select, StatementVerb,
    Why,
};
use super::vaults::Vaults;

pub use audit::audit;
pub use book_year::book_year;
pub use due::due;
pub use find::{find, give_back};
pub use init::{init, init_all};
pub use key::key;
pub use month::month;
pub use rebuild::{rebuild, rebuild_all};
pub use terms::{event, extend, shorten};

/// What `archive` is asked.
pub fn archive(args: &Archive) -> Result<archive::Request, Fault> {
    let date = match args.date {
        Some(DateAsked::FromDocument) if args.list => return Err(Usage::ListByDocument.into()),
        Some(DateAsked::Given(date)) if !args.open_ended => Some(date),
        _ => None,
    };
    Ok(archive::Request {
        paths: args.paths.clone(),
        among: None,
        rule: RuleAsked { class: args.class.clone(), date },
        also: args.also.iter().map(|text| also(text)).collect::<Result<_, _>>()?,
        case: args.case.clone(),
        to: args.to.clone(),
        moving: args.moving,
        inactive_days: args.inactive_for.as_deref().map(days).transpose()?,
        tags: args.tag.iter().map(|text| tag(text)).collect::<Result<BTreeMap<_, _>, _>>()?,
        tags_from: args.tags_from.clone(),
        period: period(args.period.as_deref())?,
        ground: args.ground.clone(),
        accept_end: args.accept_end,
        accept_newer: args.accept_newer,
        shared_source: args.shared_source,
        dry_run: args.dry_run,
    })
}

/// What `restore` is asked.
pub fn restore(args: &Restore) -> Result<restore::Request, Usage> {
    Ok(restore::Request {
        selection: selection(&args.select),
        matching: args.matching.clone(),
        found: args.found.clone(),
        // The grammar asks for both where no disclosure is closed.
        to: args.to.clone().unwrap_or_default(),
        shared: args.shared,
        reason: args.reason.clone().unwrap_or_default(),
        whom: args.whom.clone(),
        reference: args.reference.clone(),
        asked: Asked {
            officer: args.officer.clone(),
            power: args.power.clone(),
            on: args.asked_on,
            answer_by: args.answer_by,
            subject: vec![],
        },
        withheld: args.withheld.iter().map(|text| withheld(text)).collect::<Result<_, _>>()?,
        own_use: args.own_use,
        hold: args.hold.then_some(restore::Holding {
            review: args.review,
            kind: args.kind.unwrap_or(HoldKind::Audit),
            ends: args.ends,
        }),
        ..restore::Request::default()
    })
}

/// What `restore close` is asked.
pub fn close(args: &Close) -> restore::CloseRequest {
    let Close { disclosure, gone, returned, reason, by } = args;
    let said = match (gone, returned) {
        (true, _) => Some(ClosedHow::Gone),
        (false, true) => Some(ClosedHow::Returned),
        (false, false) => None,
    };
    let (disclosure, reason, by) = (disclosure.clone(), reason.clone(), by.clone());
    restore::CloseRequest { disclosure, said, reason, by }
}

/// `letters/**=letters of our adviser`.
fn withheld(text: &str) -> Result<(String, String), Usage> {
    restore::kept_back(text).ok_or_else(|| Usage::BadWithheld(text.to_owned()))
}

/// What `destroy` is asked.
pub fn destroy(args: &Destroy) -> destroy::Request {
    destroy::Request {
        what: match &args.list {
            Some(list) => destroy::What::Listed { list: list.clone(), keep: args.keep.clone() },
            None if args.resume => destroy::What::Begun,
            None => destroy::What::Named(args.bundles.clone()),
        },
        by: args.by.clone(),
        role: args.role.clone().unwrap_or_default(),
        approved_by: args.approved_by.clone(),
        approver_passphrase_file: args.approver_passphrase_file.clone(),
        approve: args.approve,
        place: args.place.clone(),
        witness: args.witness.clone(),
        statement_to: args.statement_to.clone(),
        no_open_matters: args.no_open_matters,
        older_rule: args.older_rule.clone(),
        damaged: args.damaged,
        waive: args.waive.clone(),
        reason: args.reason.clone(),
        withdraw: args.withdraw,
        space: wanted(args),
    }
}

fn wanted(args: &Destroy) -> destroy::Wanted {
    destroy::Wanted { fill: args.fill, trim: args.trim }
}

/// What `destroy --fill` and `--trim` are asked on one drive; none where they follow a destruction, or are not meant.
pub fn space(args: &Destroy) -> Option<Result<destroy::space::Request, Usage>> {
    let wanted = wanted(args);
    let medium = args.medium.clone().filter(|_| wanted != destroy::Wanted::default())?;
    Some(match args.bundles.is_empty() {
        true => Ok(destroy::space::Request { medium, wanted, by: args.by.clone() }),
        false => Err(Usage::SpaceOfBundles),
    })
}

/// What `destroy --scan` is asked; none where nothing is to be searched.
pub fn scan(args: &Destroy) -> Option<destroy::scan::Request> {
    Some(destroy::scan::Request {
        source: args.scan.clone()?,
        medium: args.medium.clone()?,
        bundles: args.bundles.clone(),
        by: args.by.clone(),
    })
}

/// What `reseal` is asked.
pub fn reseal(args: &Reseal, vaults: &Vaults) -> Result<reseal::Request, Fault> {
    let date = if args.open_ended { None } else { args.date };
    let rules = reseal::Rules {
        rule: RuleAsked { class: args.class.clone(), date },
        also: args.also.iter().map(|text| also(text)).collect::<Result<_, _>>()?,
        case: args.case.clone(),
        period: period(args.period.as_deref())?,
        ground: args.ground.clone(),
        accept_end: args.accept_end,
    };
    Ok(reseal::Request {
        bundle: args.bundle.clone(),
        what: reseal::What::Under { rules: Box::new(rules), matching: args.matching.clone() },
        reason: args.reason.clone(),
        by: args.by.clone(),
        approved_by: None,
        approver_passphrase_file: None,
        into: args.into.as_deref().map(|into| other_vault(args, into, vaults)).transpose()?,
    })
}

/// The other client's vault, and how it is opened.
fn other_vault(args: &Reseal, into: &OsStr, vaults: &Vaults) -> Result<reseal::Into, Usage> {
    let home = vaults.called(into)?;
    Ok(reseal::Into {
        spelled: vaults.spelled(&home).unwrap_or_else(|| home.name.clone()),
        home: home.path,
        name: home.name,
        identity: args.into_identity.clone(),
        passphrase_file: args.into_passphrase_file.clone(),
        signer_passphrase_file: args.into_signer_passphrase_file.clone(),
    })
}

/// What `erase` is asked.
pub fn erase(args: &Erase) -> reseal::Request {
    reseal::Request {
        bundle: args.bundle.clone(),
        what: reseal::What::Without {
            record: args.record.clone(),
            asked: reseal::Asked {
                received: args.received,
                answered: args.answered,
                told: args.recipients_told,
            },
        },
        reason: args.ground.clone(),
        by: args.by.clone(),
        approved_by: args.approved_by.clone(),
        approver_passphrase_file: args.approver_passphrase_file.clone(),
        into: None,
    }
}

fn period(text: Option<&str>) -> Result<Option<Period>, Usage> {
    let bad = |text: &str| Usage::BadPeriod(text.to_owned());
    text.map(|text| text.parse().map_err(|_| bad(text))).transpose()
}

/// What `statement` is asked.
pub fn statement(verb: &StatementVerb) -> statement::Request {
    match verb {
        StatementVerb::List => statement::Request::List,
        StatementVerb::Show { bundle, to } => {
            statement::Request::Show { bundle: bundle.clone(), to: to.clone() }
        }
        StatementVerb::Verify { what, file, proof } => {
            statement::Request::Verify { what: what.clone(), file: file.clone().zip(proof.clone()) }
        }
    }
}

/// What `hold` is asked.
pub fn hold(verb: &HoldVerb) -> Result<hold::Request, Usage> {
    Ok(match verb {
        HoldVerb::Place(args) => hold::Request::Place(hold::PlaceRequest {
            selection: selection(&args.select),
            reference: args.reference.clone(),
            kind: args.kind,
            review: args.review,
            ends: args.ends,
            said: said(&args.why)?,
        }),
        HoldVerb::Review { hold, review, why } => {
            hold::Request::Review { hold: hold.clone(), review: *review, said: said(why)? }
        }
        HoldVerb::Release { hold, why } => {
            hold::Request::Release { hold: hold.clone(), said: said(why)? }
        }
        HoldVerb::List { released } => hold::Request::List { released: *released },
        HoldVerb::Show { hold } => hold::Request::Show { hold: hold.clone() },
    })
}

fn said(why: &Why) -> Result<hold::Said, Usage> {
    Ok(hold::Said {
        reason: why.reason.clone(),
        by: why.by.clone(),
        told: why.told.iter().map(|text| told(text)).collect::<Result<_, _>>()?,
    })
}

/// `J. de Wit@2026-03-12`.
fn told(text: &str) -> Result<Told, Usage> {
    let (who, on) = text.rsplit_once('@').unwrap_or((text, ""));
    match typed_day(on.trim()) {
        Ok(on) if !who.trim().is_empty() => Ok(Told { on, who: who.trim().to_owned() }),
        Ok(_) | Err(_) => Err(Usage::BadTold(text.to_owned())),
    }
}

/// `nl-asset@2030`; without a date the event is still to come.
fn also(text: &str) -> Result<RuleAsked, Usage> {
    let wrong = || Usage::BadAlso(text.to_owned());
    let (class, date) = match text.split_once('@') {
        Some((class, date)) => (class, Some(typed_date(date).map_err(|_| wrong())?)),
        None => (text, None),
    };
    Ok(RuleAsked { class: class.parse().map_err(|_| wrong())?, date })
}

/// `90d`, `12w`, `6m` (of 30 days), `2y` (of 365 days), in days.
fn days(text: &str) -> Result<u32, Usage> {
    let wrong = || Usage::BadSpan(text.to_owned());
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: u32 = text[..text.len() - unit.len_utf8()].parse().map_err(|_| wrong())?;
    let each = match unit {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        'y' => 365,
        _ => return Err(wrong()),
    };
    number.checked_mul(each).ok_or_else(wrong)
}

fn tag(text: &str) -> Result<(String, String), Usage> {
    text.split_once('=')
        .filter(|(key, value)| !key.trim().is_empty() && value.len() <= TYPED_BYTES_MAX)
        .map(|(key, value)| (key.trim().to_owned(), value.to_owned()))
        .ok_or_else(|| Usage::BadTag(text.to_owned()))
}

/// What a SELECT on the command line selects.
pub fn selection(select: &Select) -> Selection {
    Selection {
        bundles: select.bundles.clone(),
        class: select.class.clone(),
        years: select.year.clone(),
        case: select.case.clone(),
        all: select.all,
        destroyed: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_a_number_and_a_unit() {
        for (text, expected) in [("90d", 90), ("12w", 84), ("6m", 180), ("2y", 730), ("0d", 0)] {
            assert_eq!(days(text).ok(), Some(expected), "{text}");
        }
        for wrong in ["", "d", "90", "90h", "-1d", "é", "5000000000d", "99999999y"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_second_rule_is_a_class_and_a_date() {
        let rule = also("nl-asset@2030").unwrap();
        assert_eq!((rule.class.as_str(), rule.date.is_some()), ("nl-asset", true));
        assert_eq!(
            also("nl-asset@30-06-2030").unwrap().date,
            also("nl-asset@2030-06-30").unwrap().date
        );
        assert!(also("nl-asset").unwrap().date.is_none());
        for wrong in ["nl-asset@", "nl-asset@yesterday", "@2030", "NL@2030"] {
            assert!(also(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn who_was_told_stands_before_the_last_at() {
        let same = told("j@wit.nl@12-03-2026").unwrap();
        assert_eq!(same.who, "j@wit.nl");
        assert_eq!(same, told("j@wit.nl @2026-03-12").unwrap());
        for wrong in ["", "J. de Wit", "@2026-03-12", "J. de Wit@soon", "J. de Wit@2026"] {
            assert!(told(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_tag_is_a_word_and_a_value() {
        assert_eq!(tag("k=v=w").unwrap(), ("k".into(), "v=w".into()));
        assert!(tag("k").is_err());
        assert!(tag("=v").is_err());
    }
}
