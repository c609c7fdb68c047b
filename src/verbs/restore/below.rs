//! Where the paths begin that are given back: at the folder that was archived. What stands above it on the PC where
//! that was done is nobody's business (AVG 5(1)(c)).

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::words::ids::BundleId;
use crate::words::names::{TrueName, folded};

/// A path's parts, first folder first.
type Parts = Vec<String>;

/// The folders that the bundles of a run were sealed from.
#[derive(Default)]
pub struct Below {
    sources: BTreeMap<BundleId, Vec<Parts>>,
    /// How many of a source's last parts tell it from every other; found once all are known.
    kept: OnceCell<BTreeMap<Parts, usize>>,
}

impl Below {
    /// Takes a bundle's sources from its index's record of the run that sealed it.
    pub fn add(&mut self, bundle: BundleId, report: &Value) {
        let sources = report.get("sources").and_then(Value::as_array).into_iter().flatten();
        let paths = sources.filter_map(Value::as_str).map(|path| {
            let both = |c| c == '/' || (c == '\\' && !path.starts_with('/'));
            path.split(both).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        });
        self.sources.insert(bundle, paths.collect());
        self.kept = OnceCell::new();
    }

    /// How many folders of a record's name are left out: those above the one that was archived. Where two that were
    /// archived have one name, as many stay as tell them apart.
    pub fn left_out(&self, bundle: BundleId, name: &TrueName) -> usize {
        let parts = name.components();
        let parts: Parts = parts.iter().map(|part| String::from_utf8_lossy(part).into()).collect();
        let sources = self.sources.get(&bundle).into_iter().flatten();
        // A name begins with the end of its source: the whole path, or what lies below the user's own folder.
        let shared = |source: &Parts| {
            let most = source.len().min(parts.len());
            (1..=most).rev().find(|n| parts.starts_with(&source[source.len() - n..]))
        };
        let best = sources.filter_map(|source| Some((shared(source)?, source))).max();
        best.map_or(0, |(shared, source)| shared - self.kept_of(source).min(shared))
    }

    /// How many of a source's last parts tell it from every other.
    fn kept_of(&self, source: &Parts) -> usize {
        let kept = self.kept.get_or_init(|| {
            let folded = |parts: &Parts| parts.iter().map(|part| folded(part)).collect::<Parts>();
            let all: BTreeSet<Parts> = self.sources.values().flatten().map(folded).collect();
            let kept_of = |source: &Parts| {
                let own = folded(source);
                let tells = |n: &usize| {
                    let end = &own[own.len() - n..];
                    all.iter().all(|other| *other == own || !other.ends_with(end))
                };
                (1..=own.len()).find(tells).unwrap_or(own.len())
            };
            let sources = self.sources.values().flatten();
            sources.map(|source| (source.clone(), kept_of(source))).collect()
        });
        kept.get(source).copied().unwrap_or(source.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn given(sources: &[&[&str]], bundle: usize, name: &str) -> String {
        let ids: Vec<BundleId> =
            (0..sources.len()).map(|n| format!("20261031-7f3ca2b{n}").parse().unwrap()).collect();
        let mut below = Below::default();
        for (id, sources) in ids.iter().zip(sources) {
            below.add(*id, &json!({ "sources": sources }));
        }
        let name = TrueName::Text(name.into());
        name.below(below.left_out(ids[bundle], &name)).display()
    }

    #[test]
    fn a_path_begins_at_the_folder_that_was_archived() {
        let one: &[&[&str]] = &[&["/home/jan/Administratie/2022"]];
        assert_eq!(given(one, 0, "Administratie/2022/bank/a.xml"), "2022/bank/a.xml");
        assert_eq!(given(one, 0, "home/jan/Administratie/2022/a"), "2022/a");
        assert_eq!(given(one, 0, "elsewhere/a"), "elsewhere/a");
        assert_eq!(given(&[&["/home/jan/bon.pdf"]], 0, "bon.pdf"), "bon.pdf");
        assert_eq!(given(&[&["/srv/x/bon.pdf"]], 0, "srv/x/bon.pdf"), "bon.pdf");
        assert_eq!(given(&[&["D:\\Admin\\2022"]], 0, "Admin/2022/a"), "2022/a");
        assert_eq!(given(&[&["/"]], 0, "srv/a"), "srv/a");
        let nested: &[&[&str]] = &[&["/home/jan/a/a"]];
        assert_eq!(given(nested, 0, "a/a/a/x"), "a/a/x");
    }

    #[test]
    fn two_folders_of_one_name_keep_as_much_as_tells_them_apart() {
        let two: &[&[&str]] = &[&["/home/jan/Work/2022"], &["/home/jan/Home/2022", "/home/jan/x"]];
        assert_eq!(given(two, 0, "Work/2022/a"), "Work/2022/a");
        assert_eq!(given(two, 1, "Home/2022/a"), "Home/2022/a");
        assert_eq!(given(two, 1, "x/a"), "x/a");
        let same: &[&[&str]] = &[&["/home/jan/Work/2022"], &["/home/jan/Work/2022"]];
        assert_eq!(given(same, 1, "Work/2022/a"), "2022/a");
        let capitals: &[&[&str]] = &[&["/srv/Bank"], &["/home/bank"]];
        assert_eq!(given(capitals, 0, "srv/Bank/a"), "srv/Bank/a");
    }
}
