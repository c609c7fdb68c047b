//! Whether a record is an audit file.

use crate::formats::document::Kind;
use crate::formats::index::Record;

/// By what it says of itself, or by its name where it says nothing.
pub(crate) fn is_audit_file(record: &Record) -> bool {
    let said = record.document.as_ref().and_then(|document| document.kind);
    let name = record.path.as_str().to_ascii_lowercase();
    said == Some(Kind::AuditFile) || name.ends_with(".xaf")
}
