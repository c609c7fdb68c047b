//! The codes of cases, for what shows them. At home and on drives a code is encrypted, in the indexes of the case's
//! bundles, and goes with the last of them; the ledger has its tag. To find a case by its code needs no identity, since
//! a code makes its tag; to show the code of a tag does.

use std::collections::BTreeMap;

use crate::things::ledger::state::BundleState;
use crate::things::vault::keys::Access;
use crate::things::vault::{Vault, indexes};
use crate::words::ids::{BundleId, Tag};

use super::fault::Fault;

/// What is known of these bundles' cases.
#[derive(Debug, Default)]
pub struct Codes {
    known: BTreeMap<Tag, String>,
    /// A case of theirs is shown by its tag: no identity was given that opens its code.
    pub hidden: bool,
}

impl Codes {
    /// Looks up the codes with the identity that the command line gives, or that lies in the clear. A code
    /// that was typed is known.
    pub fn of(
        vault: &Vault,
        access: &mut Access<'_>,
        bundles: &[BundleId],
        typed: Option<&str>,
    ) -> Result<Codes, Fault> {
        let mut codes = Codes::default();
        if let Some(code) = typed {
            codes.known.insert(vault.tag("case", code), code.to_owned());
        }
        let case = |bundle: &BundleId| Some((*bundle, vault.state.bundles.get(bundle)?.case?));
        let cases: Vec<(BundleId, Tag)> = bundles.iter().filter_map(case).collect();
        if cases.iter().all(|(_, tag)| codes.known.contains_key(tag)) {
            return Ok(codes);
        }
        let identities = access.open_given(vault)?.unwrap_or_default();
        for (bundle, tag) in &cases {
            if !identities.is_empty() && !codes.known.contains_key(tag) {
                let code = indexes::case_code(vault, *bundle, *tag, &identities);
                codes.known.extend(code.map(|code| (*tag, code)));
            }
        }
        codes.hidden = cases.iter().any(|(_, tag)| !codes.known.contains_key(tag));
        Ok(codes)
    }

    /// A bundle's case is shown by its tag, since nothing here opens its code.
    pub fn is_hidden(&self, bundle: &BundleState) -> bool {
        bundle.case.is_some_and(|tag| !self.known.contains_key(&tag))
    }

    /// The code of a bundle's case, or its tag where the code is not known here.
    pub fn shown(&self, bundle: &BundleState) -> Option<String> {
        let tag = bundle.case?;
        Some(self.known.get(&tag).cloned().unwrap_or_else(|| tag.to_string()))
    }
}
