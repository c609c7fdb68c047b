//! What has ended, as a list that a person reviews: a file to shorten and to act upon, and a page to print and sign.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::formats::review_list::{Listed, ReviewList};
use crate::powers::identity::Identity;
use crate::powers::private;
use crate::rules::retention::{PinnedRule, ShownRule};
use crate::things::ledger::state::{BundleState, MediumState};
use crate::things::vault::{Vault, indexes};
use crate::verbs::disclosed::of_bundle;
use crate::verbs::fault::{Fault, Usage};
use crate::verbs::list::Row;
use crate::verbs::list_page::{ClassNamed, Reviewed, ReviewedBundle, ReviewedRule, Synced};
use crate::verbs::restore::check_place;
use crate::verbs::select::{class_of, names_of_class};
use crate::verbs::session::Texts;
use crate::words::day::Day;
use crate::words::ids::BundleId;

/// The files that were written.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    pub list: PathBuf,
    pub page: PathBuf,
}

/// Writes both files; neither may be there yet, nor lie where the client's name must not stand in the clear.
pub fn write(
    texts: &dyn Texts,
    vault: &Vault,
    due: &[Row],
    today: Day,
    (path, identities): (&Path, &[Identity]),
) -> Result<Written, Fault> {
    let page = path.with_extension("html");
    if page == path {
        return Err(Usage::ListIsAPage(path.to_path_buf()).into());
    }
    check_place(path, &vault.root)?;
    let bundles: Vec<ReviewedBundle> =
        due.iter().map(|row| reviewed(vault, row, identities)).collect();
    let listed = bundles.iter().map(|bundle| bundle.listed.clone()).collect();
    let list = ReviewList { vault: vault.id, made: today, bundles: listed };
    let reviewed = Reviewed {
        client: vault.config.name.clone(),
        vault: vault.id,
        made: today,
        bundles,
        synced: synced(vault),
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

/// Whether a page about these says more once an identity is open: of a confidential class, the ground and the event.
pub fn hides_rules(vault: &Vault, due: &[BundleId]) -> bool {
    let rules = due.iter().flat_map(|id| &vault.state.bundles[id].rules);
    rules.into_iter().any(|rule| rule.open().is_none())
}

/// The drives in use, by label, with the day on which each and this PC last told each other what they know.
fn synced(vault: &Vault) -> Synced {
    let in_use = vault.state.media.iter().filter(|(_, medium)| !medium.is_gone());
    let seen = in_use.filter_map(|(id, _)| vault.memory.media.get(id));
    let seen = seen.filter(|known| known.is_seen());
    let mut synced: Synced = seen.map(|known| (known.label.clone(), known.seen.day())).collect();
    synced.sort();
    synced
}

fn reviewed(vault: &Vault, row: &Row, identities: &[Identity]) -> ReviewedBundle {
    let id = row.bundle;
    let known = &vault.state.bundles[&id];
    let whole = match identities {
        [] => None,
        _ => indexes::whole_rules(vault, id, identities),
    };
    let whole_at = |at: usize| whole.as_ref()?.get(at).cloned();
    let rules = known.rules.iter().enumerate();
    let rules: Vec<ReviewedRule> =
        rules.map(|(at, rule)| rule_of(vault, rule, whole_at(at))).collect();
    let gone = |medium: &_| vault.state.media.get(medium).is_some_and(MediumState::is_gone);
    let labels = |such: bool| {
        let on = known.standing_copies().map(|(on, _)| on).filter(|on| gone(on) == such);
        let mut labels: Vec<String> = on.map(|on| vault.memory.label(on)).collect();
        labels.sort();
        labels
    };
    ReviewedBundle {
        listed: listed(row, known, &rules),
        copies: labels(false),
        gone: labels(true),
        disclosed: of_bundle(vault, id),
        rules,
    }
}

fn listed(row: &Row, known: &BundleState, rules: &[ReviewedRule]) -> Listed {
    let class = |rule: &ReviewedRule| rule.class.as_ref().map(|class| class.id.clone());
    Listed {
        bundle: row.bundle,
        bytes: known.bytes,
        classes: rules.iter().map(class).collect(),
        kept_through: known.end_now().keep_through,
        kept_through_by_book_years: row.end.keep_through,
        records: known.records,
        seal: known.seal,
    }
}

fn rule_of(vault: &Vault, rule: &ShownRule, whole: Option<PinnedRule>) -> ReviewedRule {
    let class = class_of(vault, &rule.class()).map(|id| {
        let (name_en, name_nl) = names_of_class(vault, rule).unwrap_or_default();
        ClassNamed { id: id.to_string(), name_en, name_nl }
    });
    ReviewedRule { shown: rule.clone(), whole, class }
}
