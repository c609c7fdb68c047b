//! What has ended, as a list that a person reviews: a file to shorten and to act upon, and a page to print and sign.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::entry::Event;
use crate::formats::review_list::{Listed, ReviewList};
use crate::powers::private;
use crate::rules::retention::ShownRule;
use crate::things::ledger::state::{BundleState, MediumState};
use crate::things::vault::Vault;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::list::Row;
use crate::verbs::list_page::{ClassNamed, Reviewed, ReviewedBundle, ReviewedRule};
use crate::verbs::select::class_of;
use crate::verbs::session::Texts;
use crate::words::day::{Day, Time};
use crate::words::ids::BundleId;

/// The files that were written.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    pub list: PathBuf,
    pub page: PathBuf,
}

/// Writes both files; neither may be there yet.
pub fn write(
    texts: &dyn Texts,
    vault: &Vault,
    due: &[Row],
    today: Day,
    path: &Path,
) -> Result<Written, Fault> {
    let page = path.with_extension("html");
    if page == path {
        return Err(Usage::ListIsAPage(path.to_path_buf()).into());
    }
    let bundles: Vec<ReviewedBundle> = due.iter().map(|row| reviewed(vault, row)).collect();
    let listed = bundles.iter().map(|bundle| bundle.listed.clone()).collect();
    let list = ReviewList { vault: vault.id, made: today, bundles: listed };
    let reviewed = Reviewed {
        client: vault.config.name.clone(),
        vault: vault.id,
        made: today,
        bundles,
        list: path.to_path_buf(),
    };
    let (mut list_file, mut page_file) = (new(path)?, new(&page)?);
    put(&mut list_file, path, &list.to_text())?;
    put(&mut page_file, &page, &texts.review(&reviewed))?;
    Ok(Written { list: path.to_path_buf(), page })
}

fn new(path: &Path) -> Result<File, Fault> {
    private::new_file(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Usage::FileExists { path: path.to_path_buf(), option: "--list" }.into()
        }
        _ => Fault::Io { path: path.to_path_buf(), source },
    })
}

fn put(file: &mut File, path: &Path, text: &str) -> Result<(), Fault> {
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|source| Fault::Io { path: path.to_path_buf(), source })
}

fn reviewed(vault: &Vault, row: &Row) -> ReviewedBundle {
    let id = row.bundle;
    let known = &vault.state.bundles[&id];
    let rules: Vec<ReviewedRule> = known.rules.iter().map(|rule| rule_of(vault, rule)).collect();
    let gone = |medium: &_| vault.state.media.get(medium).is_some_and(MediumState::is_gone);
    let labels = |such: bool| {
        let on = known.standing_copies().map(|(on, _)| on).filter(|on| gone(on) == such);
        let mut labels: Vec<String> = on.map(|on| vault.memory.label(on)).collect();
        labels.sort();
        labels
    };
    ReviewedBundle {
        listed: listed(id, known, &rules),
        copies: labels(false),
        gone: labels(true),
        given_back: given_back(vault, id),
        rules,
    }
}

fn listed(id: BundleId, known: &BundleState, rules: &[ReviewedRule]) -> Listed {
    let class = |rule: &ReviewedRule| rule.class.as_ref().map(|class| class.id.clone());
    Listed {
        bundle: id,
        bytes: known.bytes,
        classes: rules.iter().map(class).collect(),
        kept_through: known.end_now().keep_through,
        records: known.records,
        seal: known.seal,
    }
}

fn rule_of(vault: &Vault, rule: &ShownRule) -> ReviewedRule {
    let class = class_of(vault, &rule.class()).map(|id| {
        let sealed = rule.open().and_then(|rule| rule.rule.naming.as_ref());
        let sealed = sealed.map(|naming| (naming.name_en.clone(), naming.name_nl.clone()));
        let known = || {
            let known = vault.schedule.get(&id)?;
            Some((known.name_en.clone(), known.name_nl.clone()))
        };
        let (name_en, name_nl) = sealed.or_else(known).unwrap_or_default();
        ClassNamed { id: id.to_string(), name_en, name_nl }
    });
    ReviewedRule { shown: rule.clone(), class }
}

/// When records of a bundle were given back, as far as lines that count say so.
fn given_back(vault: &Vault, id: BundleId) -> Vec<Time> {
    let entries = vault.ledger.entries();
    let mut times: Vec<Time> = entries
        .filter(|entry| vault.state.quarantine.counts(entry))
        .filter(|entry| matches!(&entry.event, Event::Restored(back) if back.bundles.contains(&id)))
        .map(|entry| entry.time)
        .collect();
    times.sort();
    times
}
