//! What came of a record that is restored.

use crate::formats::index::Record;
use crate::powers::target::TargetPath;
use crate::things::bundle::open::RecordDamage;
use crate::words::ids::BundleId;

use super::report::{RenamedReport, Report, StaysPrivate, TimeLost};

/// What a piece led to.
pub enum Came {
    /// The record is not complete yet, or stands under its own name with its own time.
    Well,
    Otherwise(Box<Otherwise>),
    Hit(Box<Hit>),
}

impl Came {
    /// Reports what is not as the record's name and time say, or as the target is shared.
    pub fn tell(self, bundle: BundleId, report: &mut Report) {
        let Came::Otherwise(other) = self else { return };
        let name = other.record.true_name();
        if !other.timed {
            let sealed = other.record.mtime;
            report.times_lost.push(TimeLost { bundle, name: name.clone(), sealed });
        }
        if other.private {
            report.private.push(StaysPrivate { bundle, name: name.clone() });
        }
        if other.renamed {
            let written_as = other.path.to_name();
            report.renamed.push(RenamedReport { bundle, name, written_as });
        }
    }
}

/// A record that could not be given back as it was sealed.
pub struct Hit {
    pub record: Record,
    pub damage: RecordDamage,
}

/// A record that did not get its own name, or its own time, or stays private where others don't.
pub struct Otherwise {
    pub record: Record,
    pub path: TargetPath,
    pub renamed: bool,
    pub timed: bool,
    /// It stays its owner's alone in a folder that is shared.
    pub private: bool,
}
