//! What a run of `archive` would seal, name by name.

use serde::Serialize;

use crate::formats::index::Tags;
use crate::verbs::fault::Fault;
use crate::verbs::outcome::{Outcome, Reported, STREAMED, Streamed};
use crate::words::names::TrueName;

use super::Report;

/// A dry run that lists what it would seal.
#[derive(Debug, Serialize)]
pub struct Listing {
    #[serde(flatten)]
    pub report: Report,
    /// Words that each record gets, but for those that have words of their own.
    pub tags: Tags,
    listed: [u8; 0],
}

/// A file that would be sealed.
#[derive(Debug, Serialize)]
pub struct ItemRow {
    /// Where it stands on this PC.
    pub source: String,
    /// Under which name it would be sealed.
    pub name: TrueName,
    pub bytes: u64,
    /// Words of its own, and with them those of all.
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
}

impl Listing {
    /// From the report of a dry run.
    pub fn of(report: Report) -> Listing {
        Listing { tags: report.tags.clone(), report, listed: STREAMED }
    }
}

impl Reported for Listing {
    fn outcome(&self) -> Outcome {
        self.report.outcome()
    }

    fn faults(&self) -> Vec<&Fault> {
        self.report.faults()
    }
}

impl Streamed for Listing {
    type Item = ItemRow;

    fn each(&self, take: &mut dyn FnMut(&ItemRow) -> bool) -> Result<(), Fault> {
        for item in &self.report.items {
            let source = item.source().to_string_lossy().into_owned();
            let (name, bytes, tags) = (item.name(), item.bytes, item.tags.clone());
            if !take(&ItemRow { source, name, bytes, tags }) {
                break;
            }
        }
        Ok(())
    }
}
